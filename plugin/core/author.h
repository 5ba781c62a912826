// SPDX-License-Identifier: MIT
/*
 * author - whether whoever asks may have mailboxes restored or let go.
 *
 * An acknowledgement is the author's its monitoring system names; that is a
 * label, not a proof.  What was sent by hand is that of "local:NAME", the user
 * the file belongs to, and no label can claim such a name.  Names are compared
 * without regard to the case of ASCII letters.  Pure.
 */
#ifndef CORE_AUTHOR_H
#define CORE_AUTHOR_H

#include "core/remedy.h"

enum author_answer {
	AUTHOR_MAY,
	AUTHOR_UNLISTED, /* authors has him not */
	AUTHOR_DENIED,	 /* deny_authors has him */
};

/*
 * `doing` completes "may not": "restore", "release", ...  The reason is written
 * unless he may; of an unlisted one it says the line that would allow him.
 */
enum author_answer author_ask(const struct request *request,
	const struct remedy_facts *facts, const char *doing,
	char reason[REASON_SIZE]);

#endif
