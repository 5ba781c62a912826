// SPDX-License-Identifier: MIT
#include "handler/ready.h"

#include <stdio.h>

#include "core/clock.h"
#include "handler/author.h"
#include "handler/collector.h"
#include "handler/standing.h"
#include "handler/writer.h"
#include "state/journal.h"

/* It may have come by a clock that was ahead: that is not waited for. */
static bool
may_still_be_written(const struct decision *decision)
{
	time_t since = clock_is_future(decision->received_at, decision->now)
			       ? decision->request->made_at
			       : decision->received_at;

	return clock_is_within(since, DECIDE_AUTHOR_WAIT_S, decision->now);
}

bool
ready_complete_author(const struct decision *decision,
	enum readiness *readiness, struct error *err)
{
	struct request *request = decision->request;
	struct error why = {0};
	enum author_answer answer = AUTHOR_FOUND;

	if (request->kind != REQUEST_ACKNOWLEDGE ||
		request->system != SYSTEM_NAGIOS || request->author != NULL) {
		return true;
	}
	answer = author_find(
		&decision->work->settings->config->nagios, request, &why);
	if (answer == AUTHOR_FOUND) {
		return journal_complete_request(decision->work->journal,
			decision->id, request->author, request->comment, err);
	}
	if (answer == AUTHOR_NOT_YET && may_still_be_written(decision)) {
		*readiness = NOT_YET;
		return true;
	}
	*readiness = CLOSED;
	/* Whose it is nobody knows: it may be gone already, or one of
	 * deny_authors, and is not taken back blindly. */
	return decide_close(decision, "refused", why.text, false, err);
}

/* Or is refused, once it has waited long enough, or nobody can tell how long.
 */
static bool
wait_for(const struct decision *decision, const char *reason,
	enum readiness *readiness, struct error *err)
{
	if (clock_is_within(
		    decision->received_at, DECIDE_DATA_WAIT_S, decision->now)) {
		*readiness = NOT_YET;
		return true;
	}
	*readiness = CLOSED;
	return decide_close(decision, "refused", reason, true, err);
}

bool
ready_wait_for_data(const struct decision *decision, const char *problem,
	enum readiness *readiness, struct error *err)
{
	char reason[REASON_SIZE];

	(void)snprintf(reason, sizeof(reason),
		"%s: %.240s: nothing can be decided; see whether "
		"mailbox_expiry_collect runs",
		decision->tenant->name, problem);
	if (!wait_for(decision, reason, readiness, err)) {
		return false;
	}
	if (*readiness == NOT_YET) {
		collector_start(decision->work, decision->tenant);
	}
	return true;
}

bool
ready_wait_for_clock(const struct decision *decision, enum readiness *readiness,
	struct error *err)
{
	struct error why = {0};
	char reason[REASON_SIZE];

	if (!decision->tenant->enabled ||
		writer_ask_clock(
			work_writer(decision->work, decision->tenant), &why)) {
		return true;
	}
	work_say(decision->work, "request %lld waits: %s",
		(long long)decision->id, why.text);
	(void)snprintf(reason, sizeof(reason),
		"nothing can be decided: %.200s; then ask again", why.text);
	return wait_for(decision, reason, readiness, err);
}

bool
ready_ask_standing(const struct decision *decision, enum readiness *readiness,
	struct error *err)
{
	struct standing_answer answer = {0};

	if (!standing_ask(decision->work, decision->id, decision->request,
		    &answer, err)) {
		return false;
	}
	if (answer.verdict == STANDING_GONE) {
		*readiness = CLOSED;
		return decide_close(
			decision, "refused", answer.reason, false, err);
	}
	if (answer.verdict == STANDING_ASK_AGAIN) {
		*readiness = NOT_YET;
	}
	return true;
}
