// SPDX-License-Identifier: MIT
/*
 * notify - one notice as a notification: which, and what it carries, at the
 * places that the MIB gives them.  Pure.
 */
#ifndef SNMP_NOTIFY_H
#define SNMP_NOTIFY_H

#include "core/notice.h"
#include "snmp/value.h"

#define NOTIFY_OBJECT_LIMIT 15
#define NOTIFY_OID_LIMIT 5

/* An object below mailboxExpiryObjects. */
struct notify_object {
	uint32_t oid[NOTIFY_OID_LIMIT];
	size_t length;
	struct value value;
};

struct notification {
	uint32_t number; /* below mailboxExpiryNotifications */
	struct notify_object objects[NOTIFY_OBJECT_LIMIT];
	size_t count;
	uint32_t scalars; /* of these, below mbxNotify */
};

/* `row` is the state in the table of the row it is about. */
void notify_make(const struct notice *notice, enum show_names show,
	enum check_state row, time_t now, struct notification *notification);

#endif
