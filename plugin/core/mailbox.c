// SPDX-License-Identifier: MIT
#include "core/mailbox.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/timestamp.h"

void
mailbox_release(struct mailbox *mailbox)
{
	if (mailbox == NULL) {
		return;
	}
	free(mailbox->upn);
	free(mailbox->display_name);
	free(mailbox->mail);
	free(mailbox->usage_location);
	free(mailbox->actor);
	*mailbox = (struct mailbox){0};
}

void
mailbox_copy(struct mailbox *to, const struct mailbox *from)
{
	*to = *from;
	to->upn = mem_text(from->upn);
	to->display_name = mem_text(from->display_name);
	to->mail = mem_text(from->mail);
	to->usage_location = mem_text(from->usage_location);
	to->actor = mem_text(from->actor);
}

static bool
text_equal(const char *a, const char *b)
{
	if (a == NULL || b == NULL) {
		return a == b;
	}
	return strcmp(a, b) == 0;
}

static bool
identity_equal(const struct mailbox *a, const struct mailbox *b)
{
	return guid_equal(&a->user_id, &b->user_id) &&
	       text_equal(a->upn, b->upn) &&
	       text_equal(a->display_name, b->display_name) &&
	       text_equal(a->mail, b->mail) &&
	       text_equal(a->usage_location, b->usage_location) &&
	       a->account_enabled == b->account_enabled &&
	       a->synced == b->synced;
}

static bool
situation_equal(const struct mailbox *a, const struct mailbox *b)
{
	return a->cause == b->cause && a->place == b->place &&
	       a->plans == b->plans && a->has_license == b->has_license &&
	       a->plan_disabled == b->plan_disabled &&
	       a->ever_alive == b->ever_alive && guid_equal(&a->sku, &b->sku) &&
	       a->loss == b->loss;
}

static bool
evidence_equal(const struct mailbox *a, const struct mailbox *b)
{
	return a->first_seen_at == b->first_seen_at &&
	       a->absent_at == b->absent_at && a->plan_at == b->plan_at &&
	       a->deleted_at == b->deleted_at && a->audit_at == b->audit_at &&
	       a->actor_kind == b->actor_kind &&
	       text_equal(a->actor, b->actor) && a->probe == b->probe &&
	       a->answered_at == b->answered_at &&
	       a->silent_at == b->silent_at &&
	       a->restored_at == b->restored_at && a->gone_at == b->gone_at;
}

static bool
derived_equal(const struct mailbox *a, const struct mailbox *b)
{
	return a->lost_earliest == b->lost_earliest &&
	       a->lost_latest == b->lost_latest &&
	       a->counts_from == b->counts_from && a->sources == b->sources &&
	       a->confirmed == b->confirmed && a->announced == b->announced;
}

bool
mailbox_equal(const struct mailbox *a, const struct mailbox *b)
{
	return identity_equal(a, b) && situation_equal(a, b) &&
	       evidence_equal(a, b) && derived_equal(a, b);
}

bool
probe_is_definite(enum probe_answer answer)
{
	return answer == PROBE_USER || answer == PROBE_SHARED ||
	       answer == PROBE_NOT_FOUND;
}

bool
mailbox_is_open(const struct mailbox *mailbox)
{
	return mailbox->cause != CAUSE_NONE && mailbox->restored_at == 0 &&
	       mailbox->place != PLACE_GONE;
}

bool
mailbox_is_unheard(const struct mailbox *mailbox)
{
	return mailbox->probe == PROBE_SHARED && !mailbox_is_open(mailbox) &&
	       mailbox->silent_at > mailbox->restored_at;
}

bool
mailbox_answers(const struct mailbox *mailbox)
{
	return mailbox->probe == PROBE_USER || mailbox->probe == PROBE_FAILED;
}

/* What one plan says, regardless of the others. */
static enum plans
plans_by_status(enum plan_status status)
{
	switch (status) {
	case PLAN_STATUS_UNKNOWN:
		break;
	case PLAN_STATUS_ENABLED:
	case PLAN_STATUS_WARNING:
		return PLANS_ALIVE;
	case PLAN_STATUS_SUSPENDED:
	case PLAN_STATUS_LOCKED_OUT:
		return PLANS_SUSPENDED;
	case PLAN_STATUS_DELETED:
		return PLANS_DELETED;
	}
	return PLANS_NONE;
}

enum plans
mailbox_plans(
	const struct user *user, const struct plan_set *set, time_t *newest_at)
{
	enum plans plans = PLANS_NONE;
	time_t decided_at = 0;
	bool lacks_date = false;

	*newest_at = 0;
	for (size_t i = 0; i < user->plan_count; i++) {
		const struct user_plan *plan = &user->plans[i];
		enum plans this_one = plans_by_status(plan->status);
		if (this_one == PLANS_NONE || !plan_set_has(set, &plan->plan)) {
			continue;
		}
		if (this_one == PLANS_DELETED) {
			lacks_date = lacks_date || plan->assigned_at == 0;
			*newest_at =
				timestamp_latest(*newest_at, plan->assigned_at);
		}
		/* Where two share a second, Deleted is the later state. */
		if (plans != PLANS_ALIVE &&
			(plans == PLANS_NONE || this_one == PLANS_ALIVE ||
				plan->assigned_at > decided_at ||
				(plan->assigned_at == decided_at &&
					this_one == PLANS_DELETED))) {
			plans = this_one;
			decided_at = plan->assigned_at;
		}
	}
	if (lacks_date) {
		*newest_at = 0; /* that one may be the newest */
	}
	return plans;
}

bool
mailbox_plan_is_disabled(const struct user *user, const struct plan_set *set)
{
	for (size_t i = 0; i < user->license_count; i++) {
		const struct user_license *license = &user->licenses[i];
		for (size_t k = 0; k < license->disabled_count; k++) {
			if (plan_set_has(set, &license->disabled_plans[k])) {
				return true;
			}
		}
	}
	return false;
}

const char *
mailbox_sources_text(unsigned sources, char text[SOURCES_TEXT_SIZE])
{
	static const struct {
		enum source source;
		const char *word;
	} words[] = {
		{SOURCE_AUDIT, "audit"},
		{SOURCE_DELETION, "deletion-date"},
		{SOURCE_PROBE, "probe"},
		{SOURCE_WITNESSED, "witnessed"},
		{SOURCE_PLAN_DATE, "plan-date"},
		{SOURCE_FIRST_SEEN, "first-seen"},
	};
	size_t length = 0;

	/* All of them fit. */
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if ((sources & words[i].source) == 0) {
			continue;
		}
		if (length != 0) {
			text[length++] = ',';
		}
		memcpy(text + length, words[i].word, strlen(words[i].word));
		length += strlen(words[i].word);
	}
	text[length] = '\0';
	return text;
}
