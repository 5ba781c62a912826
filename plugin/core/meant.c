// SPDX-License-Identifier: MIT
#include "core/meant.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"
#include "core/timestamp.h"

#define SHOWN_SIZE 80

struct search {
	const struct asking *asking;
	const struct remedy_candidate *candidates;
	size_t count;
	enum meant *each;
	char *reason; /* REASON_SIZE */
};

/* An id is nobody's address, and compared once, not as text. */
static bool
is_called(const struct mailbox *mailbox, const char *name,
	const struct guid *id, bool is_id)
{
	if (is_id) {
		return guid_equal(&mailbox->user_id, id);
	}
	return (mailbox->upn != NULL && strcasecmp(mailbox->upn, name) == 0) ||
	       (mailbox->mail != NULL && strcasecmp(mailbox->mail, name) == 0);
}

static bool
refuse_unknown(const struct search *search, const char *name)
{
	char shown[SHOWN_SIZE];
	char at[TIMESTAMP_TEXT_SIZE];
	time_t looked_at = search->asking->facts->looked_at;

	(void)text_clean(name, true, shown, sizeof(shown));
	if (looked_at == 0) {
		(void)snprintf(search->reason, REASON_SIZE,
			"\"%s\" is not known: nothing was collected of this "
			"tenant yet",
			shown);
	} else {
		(void)snprintf(search->reason, REASON_SIZE,
			"\"%s\" is none of the lost mailboxes of %s; write the "
			"address or id of one",
			shown, timestamp_text(looked_at, at));
	}
	return false;
}

static bool
refuse_two(const struct search *search, const char *name,
	const struct remedy_candidate *one, const struct remedy_candidate *two)
{
	char shown[SHOWN_SIZE];
	char first[GUID_TEXT_SIZE];
	char second[GUID_TEXT_SIZE];

	(void)snprintf(search->reason, REASON_SIZE,
		"\"%s\" is two mailboxes, %s and %s; write the id of the one "
		"that is meant",
		text_clean(name, true, shown, sizeof(shown)),
		guid_text(&one->mailbox->user_id, first),
		guid_text(&two->mailbox->user_id, second));
	return false;
}

/* The one candidate of that name. */
static bool
find(const struct search *search, const char *name, size_t *place)
{
	struct guid id = {0};
	bool is_id = guid_parse(name, strlen(name), &id);
	size_t found = search->count;

	for (size_t i = 0; i < search->count; i++) {
		if (!is_called(
			    search->candidates[i].mailbox, name, &id, is_id)) {
			continue;
		}
		if (found < search->count) {
			return refuse_two(search, name,
				&search->candidates[found],
				&search->candidates[i]);
		}
		found = i;
	}
	*place = found;
	return found < search->count || refuse_unknown(search, name);
}

static bool
mark_named(const struct search *search, const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		size_t place = 0;

		if (!find(search, names->texts[i], &place)) {
			return false;
		}
		search->each[place] = MEANT_NAMED;
	}
	return true;
}

/* A comment on one mailbox's alert that is about another one. */
static bool
check_named(const struct search *search, const struct text_list *names)
{
	for (size_t i = 0; i < names->count; i++) {
		char shown[SHOWN_SIZE];
		size_t place = 0;

		if (!find(search, names->texts[i], &place)) {
			return false;
		}
		if (search->each[place] == MEANT_NOT) {
			(void)snprintf(search->reason, REASON_SIZE,
				"this alert is not about \"%s\"; acknowledge "
				"that mailbox's own, or its tenant's",
				text_clean(names->texts[i], true, shown,
					sizeof(shown)));
			return false;
		}
	}
	return true;
}

/* A mistake looks like this; whoever was deleted or blocked most likely left.
 */
static bool
looks_like_mistake(const struct mailbox *mailbox)
{
	return mailbox->cause == CAUSE_LICENSE_REMOVED &&
	       mailbox->account_enabled == TRI_YES;
}

static bool
is_expiring(const struct asking *asking, const struct judgement *now)
{
	return now->phase == PHASE_EXPIRING || now->phase == PHASE_CONNECTED ||
	       now->phase == PHASE_UNDATED ||
	       (now->phase == PHASE_OVERDUE && asking->force);
}

static bool
is_listed(const struct asking *asking, const struct remedy_candidate *candidate)
{
	return asking->by_hand ? is_expiring(asking, &candidate->now)
			       : candidate->then.state != CHECK_OK;
}

size_t
meant_listed(const struct remedy_candidate *candidates, size_t count)
{
	size_t listed = 0;

	for (size_t i = 0; i < count; i++) {
		listed += candidates[i].then.state != CHECK_OK;
	}
	return listed;
}

bool
meant_is_hoped_for(const struct asking *asking)
{
	const struct policy *policy = &asking->facts->tenant->policy;

	return asking->request->kind == REQUEST_ACKNOWLEDGE &&
	       policy->on_ack[CAUSE_LICENSE_REMOVED] != ON_ACK_NONE;
}

/* Letting go is for good: nobody means a whole tenant. */
static bool
mark_released(const struct search *search)
{
	size_t listed = meant_listed(search->candidates, search->count);

	if (listed == 0) {
		(void)snprintf(search->reason, REASON_SIZE,
			"nothing was listed at the last check that #release "
			"could mean");
		return false;
	}
	if (listed > 1) {
		(void)snprintf(search->reason, REASON_SIZE,
			"#release without a name could mean any of the %zu "
			"mailboxes listed; write the addresses of those that "
			"are meant",
			listed);
		return false;
	}
	for (size_t i = 0; i < search->count; i++) {
		if (search->candidates[i].then.state != CHECK_OK) {
			search->each[i] = MEANT_NAMED;
		}
	}
	return true;
}

static bool
mark_listed(const struct search *search)
{
	const struct asking *asking = search->asking;
	bool all = asking->words.restore_all ||
		   asking->request->kind == REQUEST_EVENT;

	for (size_t i = 0; i < search->count; i++) {
		const struct remedy_candidate *candidate =
			&search->candidates[i];

		if (is_listed(asking, candidate) &&
			(all || looks_like_mistake(candidate->mailbox))) {
			search->each[i] = MEANT_LISTED;
		}
	}
	return true;
}

bool
meant_find(const struct asking *asking,
	const struct remedy_candidate *candidates, size_t count,
	enum meant each[], char reason[REASON_SIZE])
{
	const struct search search = {asking, candidates, count, each, reason};
	const struct request *request = asking->request;
	const struct text_list *named = &asking->words.named;

	if (request->mailboxes.count > 0) {
		/* By hand, a comment is a note: it may name whoever asked. */
		return mark_named(&search, &request->mailboxes) &&
		       (asking->by_hand || check_named(&search, named));
	}
	if (named->count > 0 && !asking->by_hand) {
		return mark_named(&search, named);
	}
	return asking->words.release ? mark_released(&search)
				     : mark_listed(&search);
}
