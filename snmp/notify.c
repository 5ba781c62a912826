// SPDX-License-Identifier: MIT
#include "snmp/notify.h"

#include <stdlib.h>
#include <string.h>

#include "core/timestamp.h"
#include "snmp/figures.h"
#include "snmp/tree.h"

/* The next of the scalars below mbxNotify. */
static struct value *
next_scalar(struct notification *notification)
{
	struct notify_object *object =
		&notification->objects[notification->count++];

	object->oid[0] = TREE_NOTIFY_ARC;
	object->oid[1] = ++notification->scalars;
	object->oid[2] = 0;
	object->length = 3;
	return &object->value;
}

static void
add_text(struct notification *notification, char *text)
{
	value_text(next_scalar(notification), text);
	free(text);
}

static void
add_whom(const struct notice *notice, enum show_names show,
	struct notification *notification)
{
	value_text(next_scalar(notification), notice->tenant_name);
	add_text(notification, notice_subject(notice, show));
	if (guid_is_nil(&notice->user_id)) {
		value_text(next_scalar(notification), "");
	} else {
		value_guid(next_scalar(notification), &notice->user_id);
	}
}

/* Its state's column: which row it is about. */
static void
add_row(const struct notice *notice, enum check_state state,
	struct notification *notification)
{
	struct notify_object *object =
		&notification->objects[notification->count++];
	uint32_t index =
		notice->mailbox > UINT32_MAX ? 0 : (uint32_t)notice->mailbox;

	if (index == 0) {
		object->length =
			tree_name_tenant_state(notice->tenant, object->oid);
	} else {
		object->length = tree_name_mailbox_state(
			notice->tenant, index, object->oid);
	}
	value_integer(&object->value, state);
}

void
notify_make(const struct notice *notice, enum show_names show,
	enum check_state row, time_t now, struct notification *notification)
{
	char when[TIMESTAMP_TEXT_SIZE];

	notification->number = notice->kind;
	notification->count = 0;
	notification->scalars = 0;
	add_whom(notice, show, notification);
	value_integer(next_scalar(notification), notice->state);
	value_integer(next_scalar(notification), notice_severity(notice));
	value_integer(next_scalar(notification), notice->cause);
	value_epoch(next_scalar(notification), notice->deadline);
	figure_left(next_scalar(notification), notice->deadline, now);
	value_text(next_scalar(notification), timestamp_text(notice->at, when));
	value_unsigned(next_scalar(notification), (uint64_t)notice->sequence);
	add_text(notification, notice_alarm_key(notice));
	add_text(notification, notice_line(notice, show));
	add_row(notice, row, notification);
	if (notice->kind == NOTICE_SUMMARIZED) {
		value_unsigned(
			next_scalar(notification), (uint64_t)notice->count);
		value_unsigned(
			next_scalar(notification), (uint64_t)notice->first);
	}
}
