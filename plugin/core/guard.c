// SPDX-License-Identifier: MIT
#include "core/guard.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/guard_wish.h"
#include "core/text.h"
#include "core/timestamp.h"

bool
guard_answer(struct remedy_decision *decision, enum verdict verdict,
	const char *format, ...)
{
	va_list arguments;

	decision->verdict = verdict;
	va_start(arguments, format);
	(void)vsnprintf(decision->reason, REASON_SIZE, format, arguments);
	va_end(arguments);
	return true;
}

/* What nobody can help: said aloud to whoever asked in so many words. */
static enum verdict
leave_or_refuse(const struct wish *wish)
{
	return wish->named || words_want_restore(&wish->asking->words)
		       ? VERDICT_REFUSE
		       : VERDICT_LEAVE;
}

static bool
is_back(const struct remedy_candidate *candidate)
{
	return candidate->now.phase == PHASE_ALIVE ||
	       candidate->now.phase == PHASE_RESTORED;
}

static bool
is_released(const struct remedy_candidate *candidate)
{
	return candidate->released || candidate->now.phase == PHASE_RELEASED;
}

/* ---- each answers (true), or has nothing to say -------------------------- */

static bool
guard_back(const struct wish *wish)
{
	return is_back(wish->candidate) &&
	       guard_answer(wish->decision, VERDICT_LEAVE, "is there already");
}

static bool
guard_released(const struct wish *wish)
{
	return is_released(wish->candidate) &&
	       guard_answer(wish->decision, leave_or_refuse(wish),
		       "was let go; handle_mailbox_expiry unrelease takes that "
		       "back");
}

static bool
guard_excluded(const struct wish *wish)
{
	return wish->candidate->now.phase == PHASE_EXCLUDED &&
	       guard_answer(wish->decision, leave_or_refuse(wish),
		       "is excluded by the configuration of tenant %s",
		       wish->asking->facts->tenant->name);
}

static bool
guard_other_loss(const struct wish *wish)
{
	return guard_since(wish->asking, wish->mailbox, wish->decision);
}

static bool
guard_at_work(const struct wish *wish)
{
	wish->decision->waits = wish->candidate->may_end;
	wish->decision->left_to = wish->candidate->open_id;
	return wish->candidate->has_open &&
	       guard_answer(wish->decision, VERDICT_LEAVE,
		       "is being restored already");
}

static bool
guard_gone(const struct wish *wish)
{
	enum phase phase = wish->candidate->now.phase;

	if (phase == PHASE_SUBSCRIPTION) {
		return guard_answer(wish->decision, leave_or_refuse(wish),
			"its subscription is suspended: renewing that brings "
			"it back");
	}
	if (phase == PHASE_LOST || phase == PHASE_EXPIRED ||
		phase == PHASE_PAST || wish->mailbox->place == PLACE_GONE) {
		return guard_answer(wish->decision, leave_or_refuse(wish),
			"is gone for good (%s); #release puts it aside",
			phase_text(phase));
	}
	return false;
}

/* Nobody has to give up what may still be there, but it has to be said. */
static bool
guard_window(const struct wish *wish)
{
	const struct judgement *now = &wish->candidate->now;
	bool has_passed = now->deadline.latest != 0 &&
			  wish->asking->facts->now >= now->deadline.latest;
	char latest[TIMESTAMP_TEXT_SIZE];

	(void)timestamp_text(now->deadline.latest, latest);
	if (!now->restorable) {
		return guard_answer(wish->decision, VERDICT_REFUSE,
			"cannot be restored any more (%s, at the latest until "
			"%s)",
			phase_text(now->phase), latest);
	}
	return has_passed && !wish->asking->force &&
	       guard_answer(wish->decision, VERDICT_REFUSE,
		       "could be restored until %s; it may come back new and "
		       "empty: #force tries it all the same",
		       latest);
}

static bool
guard_force(const struct wish *wish)
{
	const struct judgement *now = &wish->candidate->now;

	return now->needs_force && !wish->asking->force &&
	       guard_answer(wish->decision, VERDICT_REFUSE,
		       "%s: it may come back new and empty; #force restores it "
		       "all the same",
		       phase_text(now->phase));
}

static bool
guard_synced(const struct wish *wish)
{
	return wish->mailbox->place == PLACE_DELETED &&
	       wish->mailbox->synced == TRI_YES &&
	       !wish->policy->allow_synced_deleted &&
	       guard_answer(wish->decision, VERDICT_REFUSE,
		       "is synchronized from on-premises, which would delete "
		       "it again: restore it there, or set "
		       "allow_synced_deleted = yes");
}

static bool
is_held_by_group(const struct mailbox *mailbox)
{
	return mailbox->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox->actor_kind == ACTOR_GROUP;
}

#define GROUP_SIZE 80

/* Microsoft's own name for whoever acts for groups does not tell which. */
static const char *
group_of(const struct mailbox *mailbox, char text[GROUP_SIZE])
{
	char name[GROUP_SIZE - 16];

	if (mailbox->actor == NULL ||
		strstr(mailbox->actor, "Group-Based Licensing") != NULL) {
		return "a group";
	}
	(void)snprintf(text, GROUP_SIZE, "the group %s",
		text_clean(mailbox->actor, true, name, sizeof(name)));
	return text;
}

static bool
guard_group(const struct wish *wish)
{
	char group[GROUP_SIZE];

	return is_held_by_group(wish->mailbox) &&
	       wish->policy->group_held == GROUP_HELD_REFUSE &&
	       guard_answer(wish->decision, VERDICT_REFUSE,
		       "its license came with %s: give it back there "
		       "(group_held = refuse)",
		       group_of(wish->mailbox, group));
}

static bool
guard_cooldown(const struct wish *wish)
{
	const struct asking *asking = wish->asking;
	time_t failed_at = wish->candidate->failed_at;
	int64_t since_s = (int64_t)asking->facts->now - (int64_t)failed_at;
	bool is_event = asking->request->kind == REQUEST_EVENT;
	char since[TEXT_DURATION_SIZE];

	if (asking->force || asking->by_hand ||
		!clock_is_within(failed_at, wish->policy->cooldown_s,
			asking->facts->now)) {
		return false;
	}
	/* Nobody tries it by himself later. */
	wish->decision->hint = !is_event;
	return guard_answer(wish->decision, VERDICT_LEAVE,
		"failed %s ago and is not tried again yet (cooldown)%s",
		text_duration(since_s < 0 ? 0 : since_s, since),
		is_event ? "" : ": #force would try it at once");
}

static bool (*const guards[])(const struct wish *wish) = {
	guard_back,
	guard_released,
	guard_excluded,
	guard_other_loss,
	guard_acknowledgement,
	guard_event,
	guard_at_work,
	guard_gone,
	guard_window,
	guard_force,
	guard_synced,
	guard_group,
	guard_cooldown,
};

static void
grant(const struct wish *wish)
{
	const struct mailbox *mailbox = wish->mailbox;
	const struct judgement *now = &wish->candidate->now;
	bool is_dated = now->deadline.earliest != 0;
	char left[TEXT_DURATION_SIZE];
	char group[GROUP_SIZE];
	bool held = is_held_by_group(mailbox);

	wish->decision->force = wish->asking->force;
	wish->decision->block = (mailbox->cause == CAUSE_USER_DELETED ||
					guard_may_be_leaver(mailbox)) &&
				wish->policy->block_sign_in &&
				!wish->asking->words.restore_signin;
	(void)text_duration(now->left_s < 0 ? -now->left_s : now->left_s, left);
	(void)guard_answer(wish->decision, VERDICT_REMEDY,
		"%s, %s%s: to be restored%s%s%s%s", cause_text(mailbox->cause),
		is_dated ? left : "undated",
		!is_dated	  ? ""
		: now->left_s < 0 ? " overdue"
				  : " left",
		wish->decision->block ? ", with sign-in blocked" : "",
		held ? "; its license came with " : "",
		held ? group_of(mailbox, group) : "",
		held ? ", where giving it back is the better cure" : "");
}

void
guard_restore(const struct asking *asking,
	const struct remedy_candidate *candidate, bool named,
	struct remedy_decision *decision)
{
	const struct wish wish = {
		.asking = asking,
		.candidate = candidate,
		.mailbox = candidate->mailbox,
		.policy = &asking->facts->tenant->policy,
		.named = named,
		.decision = decision,
	};

	for (size_t i = 0; i < sizeof(guards) / sizeof(guards[0]); i++) {
		if (guards[i](&wish)) {
			return;
		}
	}
	grant(&wish);
}

void
guard_release(const struct asking *asking,
	const struct remedy_candidate *candidate,
	struct remedy_decision *decision)
{
	if (is_back(candidate)) {
		(void)guard_answer(decision, VERDICT_LEAVE, "is not lost");
	} else if (is_released(candidate)) {
		(void)guard_answer(
			decision, VERDICT_LEAVE, "was let go already");
	} else if (candidate->now.phase == PHASE_EXCLUDED) {
		(void)guard_answer(decision, VERDICT_LEAVE,
			"is excluded by the configuration");
	} else if (candidate->has_open) {
		(void)guard_answer(decision, VERDICT_REFUSE,
			"is being restored; let it go when that is over");
	} else if (!guard_since(asking, candidate->mailbox, decision)) {
		(void)guard_answer(decision, VERDICT_RELEASE, "is let go");
	}
}

void
guard_unrelease(const struct remedy_candidate *candidate,
	struct remedy_decision *decision)
{
	if (is_released(candidate)) {
		(void)guard_answer(
			decision, VERDICT_UNRELEASE, "is no longer let go");
	} else {
		(void)guard_answer(decision, VERDICT_LEAVE, "was not let go");
	}
}
