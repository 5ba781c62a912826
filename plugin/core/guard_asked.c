// SPDX-License-Identifier: MIT
/* The guards that look at who asks; their order is in guard.c. */
#include "core/guard.h"
#include "core/guard_wish.h"
#include "core/timestamp.h"

#define WAS_FINE                                                               \
	"was OK by the configured thresholds at the last check: its service "  \
	"alarms for something else"

static bool
is_blocked_leaver(const struct mailbox *mailbox)
{
	return mailbox->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox->account_enabled == TRI_NO;
}

/*
 * The bin may show neither plans nor licenses; then a leaver looks like a
 * shared mailbox, but for the sign-in, which those have blocked from birth.
 */
bool
guard_may_be_leaver(const struct mailbox *mailbox)
{
	return mailbox->cause == CAUSE_SHARED_DELETED && !mailbox->confirmed &&
	       mailbox->account_enabled == TRI_YES;
}

static enum on_ack
on_ack_of(const struct wish *wish)
{
	const enum on_ack *on_ack = wish->policy->on_ack;
	enum on_ack said = on_ack[wish->mailbox->cause];

	if (said == ON_ACK_RESTORE &&
		(is_blocked_leaver(wish->mailbox) ||
			guard_may_be_leaver(wish->mailbox)) &&
		on_ack[CAUSE_USER_DELETED] != ON_ACK_RESTORE) {
		return ON_ACK_TOKEN;
	}
	return said;
}

/* In so many words: then a silent acknowledgement would be taken for a yes. */
static bool
is_asked_for(const struct asking *asking)
{
	return words_want_restore(&asking->words) || asking->force ||
	       asking->words.named.count > 0;
}

static bool
leave_by_policy(const struct wish *wish)
{
	const char *cause = cause_text(wish->mailbox->cause);
	bool asked = is_asked_for(wish->asking);

	wish->decision->hint = asked;
	if (wish->mailbox->cause == CAUSE_SUBSCRIPTION) {
		return guard_answer(wish->decision, VERDICT_LEAVE,
			"%s: an acknowledgement cannot help, renewing it %s",
			cause, asked ? "would help" : "does");
	}
	return guard_answer(wish->decision, VERDICT_LEAVE,
		"%s: an acknowledgement restores nothing, by the "
		"configuration%s",
		cause, asked ? "; handle_mailbox_expiry restore would do" : "");
}

/* A secret that runs out makes the service of each mailbox WARNING. */
static bool
was_fine(const struct wish *wish)
{
	return wish->asking->request->state == CHECK_WARNING &&
	       wish->candidate->then.state == CHECK_OK;
}

bool
guard_acknowledgement(const struct wish *wish)
{
	const char *cause = cause_text(wish->mailbox->cause);

	if (wish->asking->request->kind != REQUEST_ACKNOWLEDGE) {
		return false;
	}
	switch (on_ack_of(wish)) {
	case ON_ACK_NONE:
		return leave_by_policy(wish);
	case ON_ACK_TOKEN:
		wish->decision->hint =
			!words_want_restore(&wish->asking->words) &&
			!wish->asking->force;
		return !words_want_restore(&wish->asking->words) &&
		       guard_answer(wish->decision,
			       /* Whoever forces it waits for something. */
			       wish->asking->force ? VERDICT_REFUSE
						   : VERDICT_LEAVE,
			       "%s%s: the comment would have to say #restore",
			       cause,
			       is_blocked_leaver(wish->mailbox)
				       ? " and sign-in is blocked"
			       : guard_may_be_leaver(wish->mailbox)
				       ? ", but it may be a leaver's"
				       : "");
	case ON_ACK_RESTORE:
		break;
	}
	wish->decision->hint = was_fine(wish) && !is_asked_for(wish->asking);
	return wish->decision->hint &&
	       guard_answer(wish->decision, VERDICT_LEAVE,
		       WAS_FINE "; #restore would bring it back");
}

bool
guard_since(const struct asking *asking, const struct mailbox *mailbox,
	struct remedy_decision *decision)
{
	const struct request *request = asking->request;
	time_t at = request_asked_at(request);
	char lost[TIMESTAMP_TEXT_SIZE];

	if ((request->kind != REQUEST_ACKNOWLEDGE &&
		    request->kind != REQUEST_EVENT) ||
		mailbox->lost_earliest <= at + REQUEST_CLOCKS_APART_S) {
		return false;
	}
	(void)timestamp_text(mailbox->lost_earliest, lost);
	return request->kind == REQUEST_EVENT
		       ? guard_answer(decision, VERDICT_LEAVE,
				 "was lost at %s, after this event", lost)
		       : guard_answer(decision, VERDICT_REFUSE,
				 "was lost at %s, after this was acknowledged: "
				 "acknowledge it again if that is meant, too",
				 lost);
}

bool
guard_may_be_blocked(const struct request *request, const struct policy *policy)
{
	struct words words = {0};
	struct error ignored = {0};
	bool asked = words_read(request->comment, &words, &ignored) &&
		     words_want_restore(&words);
	bool all = words.restore_all;

	words_release(&words);
	switch (request->kind) {
	case REQUEST_ACKNOWLEDGE:
		return asked ||
		       policy->on_ack[CAUSE_USER_DELETED] == ON_ACK_RESTORE;
	case REQUEST_RESTORE:
		return !request->all || all;
	case REQUEST_EVENT:
	case REQUEST_RELEASE:
	case REQUEST_UNRELEASE:
	case REQUEST_PAUSE:
	case REQUEST_RESUME:
		break;
	}
	return false;
}

bool
guard_event(const struct wish *wish)
{
	const struct mailbox *mailbox = wish->mailbox;

	if (wish->asking->request->kind != REQUEST_EVENT) {
		return false;
	}
	if (wish->candidate->then.state == CHECK_OK) {
		return guard_answer(wish->decision, VERDICT_LEAVE, WAS_FINE);
	}
	if (!wish->policy->on_event_causes[mailbox->cause]) {
		return guard_answer(wish->decision, VERDICT_LEAVE,
			"%s is not among on_event_causes",
			cause_text(mailbox->cause));
	}
	if (guard_may_be_leaver(mailbox) &&
		!wish->policy->on_event_causes[CAUSE_USER_DELETED]) {
		return guard_answer(wish->decision, VERDICT_LEAVE,
			"%s, but it may be a leaver's: events leave that to "
			"people",
			cause_text(mailbox->cause));
	}
	if (mailbox->cause != CAUSE_SHARED_DELETED &&
		mailbox->account_enabled != TRI_YES) {
		return guard_answer(wish->decision, VERDICT_LEAVE,
			"sign-in is not enabled: events leave that to people");
	}
	return wish->candidate->verified &&
	       guard_answer(wish->decision, VERDICT_REFUSE,
		       "was brought back once and is lost again: something "
		       "takes it away, and events do not fight over it");
}
