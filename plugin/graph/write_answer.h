// SPDX-License-Identifier: MIT
/*
 * write_answer - what Microsoft Graph means by its answer to a write.
 *
 * Graph has no finer codes than Request_BadRequest for most refusals, so they
 * are told apart by what they say, leniently; one that nobody knows is
 * WRITE_REFUSED with its own words.  Whatever may have taken effect is
 * WRITE_LOST.  Pure.
 *
 * https://learn.microsoft.com/graph/errors
 */
#ifndef GRAPH_WRITE_ANSWER_H
#define GRAPH_WRITE_ANSWER_H

#include "graph/batch.h"
#include "graph/licensing.h"

/*
 * `may_write`: whether the token lists the right this kind of write needs.
 * With it a 403 means that the user is privileged.
 */
void write_answer_read(const struct licensing_write *write, enum tri may_write,
	const struct batch_answer *from, struct licensing_answer *answer);

/* The rights of which one is needed, the least first; NULL at the end. */
const char *const *write_answer_rights(enum write_kind kind);

#endif
