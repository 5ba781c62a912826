// SPDX-License-Identifier: MIT
#include "core/notice.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/timestamp.h"

static const char *const kind_names[] = {
	[NOTICE_APPROACHING] = "approaching",
	[NOTICE_CRITICAL] = "critical",
	[NOTICE_OVERDUE] = "overdue",
	[NOTICE_LOST] = "lost",
	[NOTICE_EXPIRED] = "expired",
	[NOTICE_RESTORED] = "restored",
	[NOTICE_EASED] = "eased",
	[NOTICE_MASS_LOSS] = "mass-loss",
	[NOTICE_MASS_LOSS_OVER] = "mass-loss-over",
	[NOTICE_RESTORE_FAILED] = "restore-failed",
	[NOTICE_COLLECTOR_STALE] = "collector-stale",
	[NOTICE_COLLECTOR_RECOVERED] = "collector-recovered",
	[NOTICE_SUMMARIZED] = "events-summarized",
};

void
notice_release(struct notice *notice)
{
	free(notice->tenant_name);
	free(notice->upn);
	free(notice->text);
	*notice = (struct notice){0};
}

const char *
notice_kind_text(enum notice_kind kind)
{
	return kind_names[kind];
}

bool
notice_kind_parse(const char *text, enum notice_kind *kind)
{
	for (int i = 1; text != NULL && i <= NOTICE_KIND_LAST; i++) {
		if (strcmp(kind_names[i], text) == 0) {
			*kind = (enum notice_kind)i;
			return true;
		}
	}
	return false;
}

bool
notice_kind_of_event(const char *event, enum notice_kind *kind)
{
	/* "expiring" and "expired" are too much alike at three in the morning.
	 */
	if (event != NULL && strcmp(event, event_text(EVENT_EXPIRING)) == 0) {
		*kind = NOTICE_APPROACHING;
		return true;
	}
	return notice_kind_parse(event, kind) && *kind != NOTICE_SUMMARIZED;
}

bool
notice_is_clear(enum notice_kind kind)
{
	switch (kind) {
	case NOTICE_EXPIRED:
	case NOTICE_RESTORED:
	case NOTICE_EASED:
	case NOTICE_MASS_LOSS_OVER:
	case NOTICE_COLLECTOR_RECOVERED:
		return true;
	case NOTICE_APPROACHING:
	case NOTICE_CRITICAL:
	case NOTICE_OVERDUE:
	case NOTICE_LOST:
	case NOTICE_MASS_LOSS:
	case NOTICE_RESTORE_FAILED:
	case NOTICE_COLLECTOR_STALE:
	case NOTICE_SUMMARIZED:
		break;
	}
	return false;
}

static enum notice_severity
severity_of_state(enum check_state state)
{
	switch (state) {
	case CHECK_CRITICAL:
		return SEVERITY_CRITICAL;
	case CHECK_WARNING:
		return SEVERITY_WARNING;
	case CHECK_OK:
	case CHECK_UNKNOWN:
		break;
	}
	return SEVERITY_INDETERMINATE;
}

enum notice_severity
notice_severity(const struct notice *notice)
{
	if (notice_is_clear(notice->kind)) {
		return SEVERITY_CLEARED;
	}
	switch (notice->kind) {
	case NOTICE_RESTORE_FAILED:
	case NOTICE_COLLECTOR_STALE:
		return SEVERITY_MAJOR;
	case NOTICE_APPROACHING:
	case NOTICE_CRITICAL:
	case NOTICE_OVERDUE:
	case NOTICE_LOST:
	case NOTICE_EXPIRED:
	case NOTICE_RESTORED:
	case NOTICE_EASED:
	case NOTICE_MASS_LOSS:
	case NOTICE_MASS_LOSS_OVER:
	case NOTICE_COLLECTOR_RECOVERED:
	case NOTICE_SUMMARIZED:
		break;
	}
	return severity_of_state(notice->state);
}

char *
notice_alarm_key(const struct notice *notice)
{
	char id[GUID_TEXT_SIZE];
	const char *what = "collector";

	switch (notice->kind) {
	case NOTICE_APPROACHING:
	case NOTICE_CRITICAL:
	case NOTICE_OVERDUE:
	case NOTICE_LOST:
	case NOTICE_EXPIRED:
	case NOTICE_RESTORED:
	case NOTICE_EASED:
	case NOTICE_RESTORE_FAILED:
		return mem_print("%s/%s/%lld", notice->tenant_name,
			guid_text(&notice->user_id, id),
			(long long)notice->loss);
	case NOTICE_MASS_LOSS:
	case NOTICE_MASS_LOSS_OVER:
		what = "mass-loss";
		break;
	case NOTICE_SUMMARIZED:
		what = "summary";
		break;
	case NOTICE_COLLECTOR_STALE:
	case NOTICE_COLLECTOR_RECOVERED:
		break;
	}
	return mem_print("%s/%s", notice->tenant_name, what);
}

char *
notice_subject(const struct notice *notice, enum show_names show)
{
	char id[GUID_TEXT_SIZE];

	if (guid_is_nil(&notice->user_id)) {
		return mem_text(notice->tenant_name);
	}
	return mem_text(show == SHOW_NAMES_ID || notice->upn == NULL
				? guid_text(&notice->user_id, id)
				: notice->upn);
}

/* The events' own text names who did it, behind a comma. */
static char *
text_of_event(const struct notice *notice, enum show_names show)
{
	const char *text =
		notice->text == NULL ? "no reason known" : notice->text;

	return show == SHOW_NAMES_UPN ? mem_text(text)
				      : mem_text_n(text, strcspn(text, ","));
}

static char *
what_happened(const struct notice *notice, enum show_names show)
{
	char deadline[TIMESTAMP_TEXT_SIZE] = "an unknown deadline";
	char *text = NULL;
	char *result = NULL;

	if (notice->deadline != 0) {
		(void)timestamp_text(notice->deadline, deadline);
	}
	switch (notice->kind) {
	case NOTICE_APPROACHING:
		return mem_print("runs out at %s", deadline);
	case NOTICE_CRITICAL:
		return mem_print("is about to run out, at %s", deadline);
	case NOTICE_OVERDUE:
		return mem_print("was to be restored before %s", deadline);
	case NOTICE_LOST:
		return mem_print("is gone before its deadline, %s", deadline);
	case NOTICE_EXPIRED:
		return mem_text("has expired");
	case NOTICE_RESTORED:
		return mem_text("is back");
	case NOTICE_EASED:
		return mem_text("is no longer in danger");
	case NOTICE_COLLECTOR_RECOVERED:
		return mem_text("there are new data again");
	case NOTICE_MASS_LOSS_OVER:
		return mem_text("the mass loss is over");
	case NOTICE_SUMMARIZED:
	case NOTICE_COLLECTOR_STALE:
		return text_of_event(notice, SHOW_NAMES_UPN);
	case NOTICE_MASS_LOSS:
	case NOTICE_RESTORE_FAILED:
		break;
	}
	text = text_of_event(notice, show);
	result = mem_print("%s: %s",
		notice->kind == NOTICE_MASS_LOSS ? "mass loss"
						 : "could not be restored",
		text);
	free(text);
	return result;
}

char *
notice_line(const struct notice *notice, enum show_names show)
{
	char *subject = notice_subject(notice, show);
	char *what = what_happened(notice, show);
	char *line = guid_is_nil(&notice->user_id)
			     ? mem_print("%s: %s", subject, what)
			     : mem_print("%s: %s %s", notice->tenant_name,
				       subject, what);

	free(subject);
	free(what);
	return line;
}
