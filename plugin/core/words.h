// SPDX-License-Identifier: MIT
/*
 * words - what the comment of an acknowledgement asks for: #words, and the
 * mailboxes it names.  Pure.
 *
 * Words are parted by blanks, line ends, commas, semicolons and bars;
 * punctuation, brackets and quotes around them do not belong to them, nor does
 * the case of letters matter: "(#Restore)," is #restore.
 */
#ifndef CORE_WORDS_H
#define CORE_WORDS_H

#include "core/error.h"
#include "core/text_list.h"

#include <stdbool.h>

#define WORDS_NAMED_LIMIT 100

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
 * Reads `comment`; NULL is an empty one.  A #word nobody knows, two that
 * contradict each other, or more than WORDS_NAMED_LIMIT names fail with
 * ERROR_USAGE: the whole request is refused.  A '#' that does not stand at the
 * beginning of a word, or that a digit follows ("ticket #4711"), is text, and
 * so are a '#' and a '@' alone; but one of the #words above that hangs on
 * anything but a letter or digit, such as a no-break space, that stands apart
 * from its '#', or whose '#' is the wide one, fails like an unknown one: it may
 * have been meant.
 */
MUST_CHECK bool words_read(
	const char *comment, struct words *words, struct error *err);
void words_release(struct words *words);

/* #restore, #restore-all or #restore-signin: somebody wants mailboxes back. */
bool words_want_restore(const struct words *words);

#endif
