// SPDX-License-Identifier: MIT
/*
 * licensing - the writes this project sends to Microsoft Graph.
 *
 * assignLicense, restore, and two properties of a user.  Nothing is ever
 * deleted; a restore never lets Graph drop addresses
 * (autoReconcileProxyConflict) or change a name (newUserPrincipalName).  A
 * single write travels by itself, more in batches of twenty, several under way
 * at a time; a write is sent once and never repeated after an answer that may
 * be lost: that is for the caller to decide (core/step.h).  A part that is
 * throttled (429, with or without Retry-After) did not take effect and is sent
 * again when its time has come, within the session's budget.
 *
 * https://learn.microsoft.com/graph/api/user-assignlicense
 * https://learn.microsoft.com/graph/api/directory-deleteditems-restore
 * https://learn.microsoft.com/graph/api/user-update
 */
#ifndef GRAPH_LICENSING_H
#define GRAPH_LICENSING_H

#include "core/remedy.h"
#include "graph/directory.h"

/* Texts and arrays borrowed for the call.  At most one a user in one call: they
 * take effect in no particular order. */
struct licensing_write {
	enum write_kind kind;
	struct guid user;
	struct guid sku;		   /* WRITE_ASSIGN */
	const struct guid *disabled_plans; /* WRITE_ASSIGN */
	size_t disabled_count;
	const char *usage_location; /* WRITE_LOCATE */
};

struct licensing_answer {
	enum write_result result; /* never NONE or SENT */
	int status;		  /* HTTP; 0: no answer */
	char request_id[64];
	char text[ERROR_TEXT_SIZE]; /* what to do about it, and what Graph
				       said, cleaned; "" when done */
};

typedef bool licensing_answer_fn(void *context, size_t index,
	const struct licensing_answer *answer, struct error *err);

/*
 * Sends all of them and hands each answer on as it comes, in any order; every
 * index is answered exactly once even where everything is lost.  What was not
 * sent before time was up is WRITE_BUSY.  Fails only when `answer` does, or
 * when there is no token (then nothing was sent).  `answer` must not ask the
 * directory for anything.
 */
MUST_CHECK bool licensing_send(struct directory *directory,
	const struct licensing_write *writes, size_t count,
	licensing_answer_fn *answer, void *context, struct error *err);

/*
 * The group `user` was taken out of between `from` and `to`, by the directory
 * audit: its name, to be freed; "A or B" where that is not certain; NULL when
 * nothing says so or AuditLog.Read.All is missing.
 */
MUST_CHECK bool licensing_group_of_loss(struct directory *directory,
	const struct guid *user, time_t from, time_t to, char **group,
	struct error *err);

#endif
