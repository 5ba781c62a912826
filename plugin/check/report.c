// SPDX-License-Identifier: MIT
#include "check/report.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "core/urgency.h"

enum check_state
report_state(const struct view *views, size_t count)
{
	enum check_state worst = CHECK_OK;

	for (size_t i = 0; i < count; i++) {
		worst = check_state_worst(worst, views[i].state);
	}
	return worst;
}

char *
report_told(void (*tell)(const struct view *view, FILE *out),
	const struct view *view)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	tell(view, out);
	(void)fclose(out);
	return text;
}

/* Lists of several tenants are merged in the order that each has by itself. */
static int
compare_items(const void *a, const void *b)
{
	const struct report_item *first = a;
	const struct report_item *second = b;
	int result = 0;

	if (first->view == second->view) {
		return first->item < second->item ? -1 : 1;
	}
	result = urgency_compare(first->item, second->item);
	return result != 0 ? result : first->view < second->view ? -1 : 1;
}

struct report_item *
report_items(const struct report *report, size_t *count)
{
	struct report_item *items = NULL;
	size_t total = 0;

	for (size_t i = 0; i < report->count; i++) {
		total += report->views[i].assessment.item_count;
	}
	items = mem_zeroed(total, sizeof(*items));
	*count = 0;
	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		for (size_t k = 0; k < view->assessment.item_count; k++) {
			items[(*count)++] = (struct report_item){
				view, &view->assessment.items[k]};
		}
	}
	if (report->count > 1) {
		qsort(items, *count, sizeof(*items), compare_items);
	}
	/* Each tenant kept so many. */
	if (report->options->has_max_items &&
		*count > report->options->max_items) {
		*count = report->options->max_items;
	}
	return items;
}

const char *
report_name(const struct view *view, const struct mailbox *mailbox,
	char name[REPORT_NAME_SIZE])
{
	char id[GUID_TEXT_SIZE];

	if (view->tenant->show_names == SHOW_NAMES_ID || mailbox->upn == NULL) {
		return text_clean(guid_text(&mailbox->user_id, id), false, name,
			REPORT_NAME_SIZE);
	}
	return text_clean(
		mailbox->upn, view->options->utf8, name, REPORT_NAME_SIZE);
}

static void
print_left(const struct judgement *judgement, char when[REPORT_WHEN_SIZE])
{
	char left[TEXT_DURATION_SIZE];

	if (judgement->left_s > 0) {
		(void)snprintf(when, REPORT_WHEN_SIZE, "%s left",
			text_duration(judgement->left_s, left));
	} else {
		(void)snprintf(when, REPORT_WHEN_SIZE, "deadline passed %s ago",
			text_duration(-judgement->left_s, left));
	}
}

static void
print_ago(
	const char *what, time_t then, time_t now, char when[REPORT_WHEN_SIZE])
{
	char age[TEXT_DURATION_SIZE];

	(void)snprintf(when, REPORT_WHEN_SIZE, "%s %s ago", what,
		text_duration((int64_t)now - (int64_t)then, age));
}

static void
print_restored(const struct judgement *judgement, time_t now,
	char when[REPORT_WHEN_SIZE])
{
	char what[REPORT_WHEN_SIZE - TEXT_DURATION_SIZE - 8];

	(void)snprintf(what, sizeof(what), "%s, seen%s",
		judgement->is_late ? "relicensed late, content unverified"
				   : "restored",
		judgement->by_handler ? " by the handler" : "");
	print_ago(what, judgement->restored_at, now, when);
}

const char *
report_when(const struct view *view, const struct assessed *item,
	char when[REPORT_WHEN_SIZE])
{
	const struct mailbox *mailbox = &item->mailbox;

	switch (item->judgement.phase) {
	case PHASE_EXPIRING:
	case PHASE_OVERDUE:
		print_left(&item->judgement, when);
		break;
	case PHASE_CONNECTED:
		print_left(&item->judgement, when);
		(void)strncat(when, ", still answers",
			REPORT_WHEN_SIZE - strlen(when) - 1);
		break;
	case PHASE_LOST:
		print_ago("gone before its deadline, seen", mailbox->gone_at,
			view->as_of, when);
		break;
	case PHASE_RESTORED:
		print_restored(&item->judgement, view->as_of, when);
		break;
	case PHASE_UNDATED:
		print_ago("nothing dates the loss, first seen",
			mailbox->first_seen_at, view->as_of, when);
		break;
	case PHASE_PAST_UNPROVEN:
		print_ago("past its window by a date in doubt, lost",
			mailbox->lost_earliest, view->as_of, when);
		break;
	case PHASE_SUBSCRIPTION:
		print_ago("subscription lapsed, seen", mailbox->first_seen_at,
			view->as_of, when);
		break;
	case PHASE_ALIVE:
	case PHASE_SETTLING:
	case PHASE_EXPIRED:
	case PHASE_PAST:
	case PHASE_RELEASED:
	case PHASE_EXCLUDED:
		(void)snprintf(when, REPORT_WHEN_SIZE, "%s",
			phase_text(item->judgement.phase));
		break;
	}
	return when;
}

static const char *
what_happened(const struct mailbox *mailbox)
{
	switch (mailbox->cause) {
	case CAUSE_LICENSE_REMOVED:
		return mailbox->deleted_at != 0 ? "user restored without a "
						  "license, deleted"
						: "license removed";
	case CAUSE_USER_DELETED:
		return mailbox->lost_earliest != 0 &&
				       mailbox->lost_earliest <
					       mailbox->deleted_at
			       ? "license removed, then user deleted,"
			       : "user deleted";
	case CAUSE_SHARED_DELETED:
		return "shared mailbox deleted";
	case CAUSE_SUBSCRIPTION:
		return "subscription suspended";
	case CAUSE_NONE:
		break;
	}
	return "lost";
}

/* "by admin@...", "by application X", "by group licensing" */
static void
tell_actor(const struct view *view, const struct mailbox *mailbox, FILE *out)
{
	char actor[REPORT_NAME_SIZE];

	text_clean(mailbox->actor, view->options->utf8, actor, sizeof(actor));
	switch (mailbox->actor_kind) {
	case ACTOR_GROUP:
		/* Microsoft's own name for it tells nobody which group. */
		if (strstr(actor, "Group-Based Licensing") != NULL) {
			(void)fputs(" by group licensing", out);
		} else {
			(void)fprintf(out, " by group licensing of %s", actor);
		}
		return;
	case ACTOR_APP:
		(void)fprintf(out, " by application %s", actor);
		return;
	case ACTOR_USER:
	case ACTOR_UNKNOWN:
		break;
	}
	(void)fprintf(out, " by %s", actor);
}

static void
tell_since(const struct view *view, const struct mailbox *mailbox, FILE *out)
{
	char from[TIMESTAMP_TEXT_SIZE];
	char to[TIMESTAMP_TEXT_SIZE];
	char sources[SOURCES_TEXT_SIZE];
	bool names = view->tenant->show_names == SHOW_NAMES_UPN;

	(void)fputs(what_happened(mailbox), out);
	if (mailbox->lost_latest == 0) {
		return;
	}
	if (mailbox->lost_earliest == mailbox->lost_latest) {
		(void)fprintf(out, " %s",
			timestamp_text(mailbox->lost_earliest, from));
	} else if (mailbox->lost_earliest != 0) {
		(void)fprintf(out, " between %s and %s",
			timestamp_text(mailbox->lost_earliest, from),
			timestamp_text(mailbox->lost_latest, to));
	} else {
		(void)fprintf(out, " before %s",
			timestamp_text(mailbox->lost_latest, to));
	}
	if (mailbox->actor != NULL && names) {
		tell_actor(view, mailbox, out);
	}
	if (mailbox->sources != 0) {
		(void)fprintf(out, " (%s)",
			mailbox_sources_text(mailbox->sources, sources));
	}
}

char *
report_story(const struct view *view, const struct assessed *item)
{
	const struct mailbox *mailbox = &item->mailbox;
	const struct seat *seat = seat_find(&view->facts.seats, &mailbox->sku);
	char part[REPORT_NAME_SIZE];
	char *story = NULL;
	size_t size = 0;
	FILE *out = stream_open(&story, &size);

	tell_since(view, mailbox, out);
	if (seat != NULL) {
		(void)fprintf(out, ", %s",
			text_clean(
				seat->part_number, false, part, sizeof(part)));
	}
	if (mailbox->plans == PLANS_ALIVE &&
		mailbox->cause == CAUSE_LICENSE_REMOVED &&
		item->judgement.phase != PHASE_RESTORED) {
		(void)fputs(
			", license is back, mailbox does not answer yet", out);
	}
	if (!mailbox->confirmed) {
		(void)fputs(", unconfirmed", out);
	}
	if (mailbox->account_enabled == TRI_NO &&
		mailbox->cause == CAUSE_LICENSE_REMOVED) {
		(void)fputs(", sign-in blocked", out);
	}
	if (item->judgement.needs_force) {
		(void)fputs(", may come back new and empty", out);
	}
	(void)fclose(out);
	return story;
}
