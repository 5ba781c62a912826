// SPDX-License-Identifier: MIT
#include "core/text_list.h"

#include <stdlib.h>
#include <strings.h>

#include "core/mem.h"

void
text_list_release(struct text_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		free(list->texts[i]);
	}
	free(list->texts);
	*list = (struct text_list){0};
}

void
text_list_add(struct text_list *list, const char *text)
{
	list->texts =
		mem_resize(list->texts, list->count + 1, sizeof(*list->texts));
	list->texts[list->count++] = mem_text(text);
}

bool
text_list_has(const struct text_list *list, const char *text)
{
	for (size_t i = 0; i < list->count; i++) {
		if (strcasecmp(list->texts[i], text) == 0) {
			return true;
		}
	}
	return false;
}
