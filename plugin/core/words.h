// SPDX-License-Identifier: MIT
/*
 * words - what the comment of an acknowledgement asks for: #words, and the
 * mailboxes it names.  Pure.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "core/error.h"
#include "core/text_list.h"

#include <stdbool.h>

struct words {
	bool ack;	     /* #ack: just that */
	bool restore;	     /* #restore */
	bool restore_all;    /* #restore-all */
	bool restore_signin; /* #restore-signin: back with sign-in as it was */
	bool release;	     /* #release */
	bool force;	     /* #force */
	/* Words with an @ in them, or in the form of a GUID, in their order:
	 * mailboxes that are meant. */
	struct text_list named;
};

/*
 * Reads `comment`; NULL is an empty one.  A #word nobody knows, or two that
 * contradict each other, fail: the whole request is refused.  A '#' that does
 * not stand at the beginning of a word, or that a digit follows ("ticket
 * #4711"), is text.
 */
MUST_CHECK bool words_read(
	const char *comment, struct words *words, struct error *err);
void words_release(struct words *words);

#endif
