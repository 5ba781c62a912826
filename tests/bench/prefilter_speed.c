// SPDX-License-Identifier: MIT
/*
 * prefilter_speed - bytes a second of the two ways through a page of users:
 * searching its bytes, and json-c over everything.
 *
 *   prefilter_speed PAGE [ROUNDS]
 *
 * The two take turns; medians are printed.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "pages.h"

#include "core/mem.h"

#define ROUNDS_LIMIT 1000
#define PAGE_LIMIT_BYTES (64u * 1024u * 1024u)

typedef bool way_fn(const char *text, size_t length,
	const struct plan_set *plans, char *seen);

struct way {
	way_fn *find;
	char seen[PAGES_SEEN_SIZE];
	double seconds[ROUNDS_LIMIT];
};

static double
clock_s(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median(struct way *way, int rounds)
{
	qsort(way->seconds, (size_t)rounds, sizeof(way->seconds[0]), compare);
	return way->seconds[rounds / 2];
}

static char *
read_page(const char *path, size_t *length)
{
	char *text = mem_zeroed(PAGE_LIMIT_BYTES, 1);
	FILE *in = fopen(path, "rb");

	*length = in == NULL ? 0 : fread(text, 1, PAGE_LIMIT_BYTES - 1, in);
	if (in != NULL) {
		(void)fclose(in);
	}
	return text;
}

int
main(int argc, char **argv)
{
	static struct way ways[] = {
		{.find = pages_by_bytes}, {.find = pages_by_tree}};
	int rounds = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 31;
	size_t length = 0;
	char *text = argc > 1 ? read_page(argv[1], &length) : NULL;
	struct plan_set plans;
	double bytes_s = 0;
	double tree_s = 0;

	if (length == 0 || rounds < 1 || rounds > ROUNDS_LIMIT) {
		(void)fputs("prefilter_speed PAGE [ROUNDS]\n", stderr);
		return 2;
	}
	plan_set_init(&plans);
	for (int round = 0; round < rounds; round++) {
		for (size_t i = 0; i < 2; i++) {
			double began = clock_s();
			if (!ways[i].find(text, length, &plans, ways[i].seen)) {
				(void)fputs("not a page\n", stderr);
				return 1;
			}
			ways[i].seconds[round] = clock_s() - began;
			/* What a tree leaves behind is not the next one's. */
			(void)malloc_trim(0);
		}
	}
	if (strcmp(ways[0].seen, ways[1].seen) != 0) {
		(void)fputs("they found different users\n", stderr);
		return 1;
	}
	bytes_s = median(&ways[0], rounds);
	tree_s = median(&ways[1], rounds);
	(void)printf("a page of %.2f MB: searched at %.0f MB/s, json-c over "
		     "everything %.0f MB/s; %.0f times as fast [%d rounds]\n",
		(double)length / 1e6, (double)length / 1e6 / bytes_s,
		(double)length / 1e6 / tree_s, tree_s / bytes_s, rounds);
	free(text);
	return 0;
}
