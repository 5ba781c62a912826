// SPDX-License-Identifier: MIT
/*
 * text_list - a few texts in the order they were given.  Owns them.
 */
#ifndef CORE_TEXT_LIST_H
#define CORE_TEXT_LIST_H

#include <stdbool.h>
#include <stddef.h>

struct text_list {
	char **texts;
	size_t count;
};

void text_list_add(struct text_list *list, const char *text);
void text_list_release(struct text_list *list);
/* Whether one of them is `text`; ASCII letters of either case. */
bool text_list_has(const struct text_list *list, const char *text);

#endif
