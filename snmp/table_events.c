// SPDX-License-Identifier: MIT
/* What happened, one row a notice; and the subagent itself. */
#include "snmp/tree.h"

#include <stdlib.h>

enum event_column {
	EVENT_COLUMN_KIND = 2,
	EVENT_COLUMN_TENANT,
	EVENT_COLUMN_TENANT_INDEX,
	EVENT_COLUMN_MAILBOX_INDEX,
	EVENT_COLUMN_USER_ID,
	EVENT_COLUMN_SUBJECT,
	EVENT_COLUMN_STATE,
	EVENT_COLUMN_SEVERITY,
	EVENT_COLUMN_TIME,
	EVENT_COLUMN_TIME_SECONDS,
	EVENT_COLUMN_DEADLINE_SECONDS,
	EVENT_COLUMN_ALARM_KEY,
	EVENT_COLUMN_TEXT,
	EVENT_COLUMN_FATE,
	EVENT_COLUMN_SUMMARY,
};

static bool
seek_event(struct tree_row *row, const uint32_t *key)
{
	const struct tree_scope *scope = row->scope;
	const struct board *board = scope->board;
	size_t from = 0;
	size_t to = board->event_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (board->events[middle].sequence < (int64_t)key[0]) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	while (scope->only != 0 && from < board->event_count &&
		board->events[from].tenant != scope->only) {
		from++;
	}
	if (from == board->event_count ||
		board->events[from].sequence > UINT32_MAX) {
		return false;
	}
	row->event = &board->events[from];
	row->index[0] = (uint32_t)row->event->sequence;
	return true;
}

static enum show_names
names_of(const struct tree_row *row)
{
	const struct board_tenant *tenant =
		board_find(row->scope->board, row->event->tenant);

	return board_names(tenant != NULL && tenant->index == row->event->tenant
				   ? tenant
				   : NULL);
}

static void
take_text(struct value *value, char *text)
{
	value_text(value, text);
	free(text);
}

static void
read_texts(const struct tree_row *row, uint32_t column, struct value *value)
{
	const struct notice *event = row->event;

	switch (column) {
	case EVENT_COLUMN_TENANT:
		value_text(value, event->tenant_name);
		return;
	case EVENT_COLUMN_USER_ID:
		if (guid_is_nil(&event->user_id)) {
			value_text(value, "");
		} else {
			value_guid(value, &event->user_id);
		}
		return;
	case EVENT_COLUMN_SUBJECT:
		take_text(value, notice_subject(event, names_of(row)));
		return;
	case EVENT_COLUMN_ALARM_KEY:
		take_text(value, notice_alarm_key(event));
		return;
	case EVENT_COLUMN_TEXT:
	default:
		take_text(value, notice_line(event, names_of(row)));
	}
}

/* A summary that is not complete waits, to those outside. */
static enum notice_fate
fate_of(const struct notice *event)
{
	return event->fate == NOTICE_GATHERING ? NOTICE_WAITING : event->fate;
}

static void
read_event(const struct tree_row *row, uint32_t column, struct value *value)
{
	const struct notice *event = row->event;

	switch (column) {
	case EVENT_COLUMN_KIND:
		value_integer(value, event->kind);
		return;
	case EVENT_COLUMN_TENANT_INDEX:
		value_unsigned(value, event->tenant);
		return;
	case EVENT_COLUMN_MAILBOX_INDEX:
		value_unsigned(value, (uint64_t)event->mailbox);
		return;
	case EVENT_COLUMN_STATE:
		value_integer(value, event->state);
		return;
	case EVENT_COLUMN_SEVERITY:
		value_integer(value, notice_severity(event));
		return;
	case EVENT_COLUMN_TIME:
		value_instant(value, event->at);
		return;
	case EVENT_COLUMN_TIME_SECONDS:
		value_epoch(value, event->at);
		return;
	case EVENT_COLUMN_DEADLINE_SECONDS:
		value_epoch(value, event->deadline);
		return;
	case EVENT_COLUMN_FATE:
		value_integer(value, fate_of(event));
		return;
	case EVENT_COLUMN_SUMMARY:
		value_unsigned(value, (uint64_t)event->summary);
		return;
	default:
		read_texts(row, column, value);
	}
}

const struct tree_table tree_events = {
	.arc = 6,
	.first = EVENT_COLUMN_KIND,
	.last = EVENT_COLUMN_SUMMARY,
	.index_length = 1,
	.seek = seek_event,
	.read = read_event,
};

/* ---- the subagent -------------------------------------------------------- */

enum agent_object {
	AGENT_VERSION = 1,
	AGENT_EVENT_FIRST,
	AGENT_EVENT_LAST,
	AGENT_EVENTS_WAITING,
	AGENT_NOTIFICATIONS_SENT,
	AGENT_EVENTS_SUMMARIZED,
	AGENT_STARTED_AT,
	AGENT_PROBLEM,
};

static bool
seek_agent(struct tree_row *row, const uint32_t *key)
{
	row->index[0] = 0;
	return key[0] == 0;
}

static bool
is_seen(const struct tree_scope *scope, const struct notice *event)
{
	return scope->only == 0 || event->tenant == scope->only;
}

static uint64_t
first_sequence(const struct tree_scope *scope)
{
	const struct board *board = scope->board;

	for (size_t i = 0; i < board->event_count; i++) {
		if (is_seen(scope, &board->events[i])) {
			return (uint64_t)board->events[i].sequence;
		}
	}
	return 0;
}

static uint64_t
last_sequence(const struct tree_scope *scope)
{
	const struct board *board = scope->board;

	for (size_t i = board->event_count; i-- > 0;) {
		if (is_seen(scope, &board->events[i])) {
			return (uint64_t)board->events[i].sequence;
		}
	}
	return 0;
}

static void
read_agent(const struct tree_row *row, uint32_t object, struct value *value)
{
	const struct board *board = row->scope->board;

	switch (object) {
	case AGENT_VERSION:
		value_text(value, VERSION);
		return;
	case AGENT_EVENT_FIRST:
		value_unsigned(value, first_sequence(row->scope));
		return;
	case AGENT_EVENT_LAST:
		value_unsigned(value, last_sequence(row->scope));
		return;
	case AGENT_EVENTS_WAITING:
		value_unsigned(value, (uint64_t)board->events_waiting);
		return;
	case AGENT_NOTIFICATIONS_SENT:
		value_counter(value, board->notifications_sent);
		return;
	case AGENT_EVENTS_SUMMARIZED:
		value_counter(value, board->events_folded);
		return;
	case AGENT_STARTED_AT:
		value_instant(value, board->started_at);
		return;
	case AGENT_PROBLEM:
	default:
		value_text(value, board->problem);
	}
}

const struct tree_table tree_agent = {
	.arc = 8,
	.is_scalars = true,
	.first = AGENT_VERSION,
	.last = AGENT_PROBLEM,
	.index_length = 1,
	.seek = seek_agent,
	.read = read_agent,
};
