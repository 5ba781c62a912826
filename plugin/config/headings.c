// SPDX-License-Identifier: MIT
#include "config/headings.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

void
headings_release(struct headings *headings)
{
	free(headings->headings);
	*headings = (struct headings){0};
}

void
headings_add(struct headings *headings, const struct heading *heading)
{
	headings->headings = mem_grow(headings->headings, headings->count,
		&headings->capacity, sizeof(*headings->headings));
	headings->headings[headings->count++] = *heading;
}

static int
compare_headers(const struct header *a, const struct header *b)
{
	int order = (a->section > b->section) - (a->section < b->section);

	return order != 0 ? order : strcmp(a->name, b->name);
}

static int
compare_headings(const void *left, const void *right)
{
	const struct heading *a = left;
	const struct heading *b = right;
	int order = compare_headers(&a->header, &b->header);

	return order != 0 ? order : (a->line > b->line) - (a->line < b->line);
}

bool
headings_check_unique(struct headings *headings, int *line, struct error *err)
{
	if (headings->count == 0) {
		return true;
	}
	qsort(headings->headings, headings->count, sizeof(*headings->headings),
		compare_headings);
	for (size_t i = 1; i < headings->count; i++) {
		const struct heading *first = &headings->headings[i - 1];
		const struct heading *second = &headings->headings[i];

		if (compare_headers(&first->header, &second->header) == 0) {
			*line = second->line;
			return error_set(err, ERROR_CONFIG,
				"[%s%s%s] already begins on line %d",
				header_section_text(second->header.section),
				second->header.name[0] == '\0' ? "" : " ",
				second->header.name, first->line);
		}
	}
	return true;
}
