// SPDX-License-Identifier: MIT
/* A comment is refused with a reason, or read without a contradiction. */
#include "core/words.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* What was read stands in the comment: nothing is made up. */
static void
check(const struct words *words, const char *comment)
{
	bool restores = words_want_restore(words);

	if ((words->ack && (restores || words->release || words->force)) ||
		(words->release && (restores || words->force)) ||
		((words->ack || words->release || restores || words->force) &&
			strchr(comment, '#') == NULL) ||
		words->named.count > WORDS_NAMED_LIMIT) {
		abort();
	}
	for (size_t i = 0; i < words->named.count; i++) {
		if (strstr(comment, words->named.texts[i]) == NULL ||
			words->named.texts[i][0] == '#') {
			abort();
		}
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *comment = mem_text_n((const char *)data, size);
	struct words words = {0};
	struct error err = {0};

	if (words_read(comment, &words, &err)) {
		check(&words, comment);
	} else if (err.code != ERROR_USAGE || words.named.texts != NULL) {
		abort();
	}
	words_release(&words);
	free(comment);
	return 0;
}
