// SPDX-License-Identifier: MIT
#include "config/spelling.h"

#include <stdbool.h>
#include <string.h>

static size_t
smaller(size_t a, size_t b)
{
	return a < b ? a : b;
}

/* Optimal string alignment, which counts a swapped pair as one mistake. */
size_t
spelling_distance(const char *a, const char *b)
{
	size_t cost[SPELLING_LIMIT][SPELLING_LIMIT];
	size_t rows = strlen(a);
	size_t columns = strlen(b);

	if (rows >= SPELLING_LIMIT || columns >= SPELLING_LIMIT) {
		return SPELLING_LIMIT;
	}
	for (size_t j = 0; j <= columns; j++) {
		cost[0][j] = j;
	}
	for (size_t i = 1; i <= rows; i++) {
		cost[i][0] = i;
		for (size_t j = 1; j <= columns; j++) {
			bool differs = a[i - 1] != b[j - 1];

			cost[i][j] = cost[i - 1][j - 1] + differs;
			cost[i][j] = smaller(cost[i][j], cost[i - 1][j] + 1);
			cost[i][j] = smaller(cost[i][j], cost[i][j - 1] + 1);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
				a[i - 2] == b[j - 1]) {
				cost[i][j] = smaller(
					cost[i][j], cost[i - 2][j - 2] + 1);
			}
		}
	}
	return cost[rows][columns];
}
