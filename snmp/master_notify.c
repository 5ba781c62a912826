// SPDX-License-Identifier: MIT
/* Notifications to the master. */
#include "snmp/master_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define MASTER_NEVER_US (365L * 24 * 60 * 60 * 1000000)
/* Short of memory net-snmp sends part of a notification, or none. */
#define MASTER_NOTIFY_BYTES ((size_t)1 << 18)

static void
add_object(
	netsnmp_variable_list **variables, const struct notify_object *object)
{
	oid name[MASTER_OID_LIMIT];
	netsnmp_variable_list *added = NULL;
	size_t root = master_objects_length;

	memcpy(name, master_objects, master_objects_length * sizeof(oid));
	for (size_t i = 0; i < object->length; i++) {
		name[root + i] = object->oid[i];
	}
	added = snmp_varlist_add_variable(
		variables, name, root + object->length, ASN_NULL, NULL, 0);
	if (added == NULL) {
		mem_exhausted();
	}
	master_set_value(added, &object->value);
}

/*
 * It is taken when the master gets to it, not within a time: on a stream
 * nothing is lost but with the connection.
 */
void
master_notify(struct master *master, const struct notification *notification)
{
	static const oid trap_oid[] = {1, 3, 6, 1, 6, 3, 1, 1, 4, 1, 0};
	const oid name[] = {SNMP_ROOT, 0, notification->number};
	netsnmp_variable_list *variables = NULL;

	if (snmp_varlist_add_variable(&variables, trap_oid,
		    OID_LENGTH(trap_oid), ASN_OBJECT_ID, name,
		    sizeof(name)) == NULL) {
		mem_exhausted();
	}
	for (size_t i = 0; i < notification->count; i++) {
		add_object(&variables, &notification->objects[i]);
	}
	if (master->session != NULL) {
		master->session->timeout = MASTER_NEVER_US;
		mem_reserve(MASTER_NOTIFY_BYTES);
		send_v2trap(variables);
	}
	if (master->session != NULL) {
		master->session->timeout = MASTER_TIMEOUT_US;
	}
	snmp_free_varbind(variables);
}

void
master_note_taken(struct master *master)
{
	if (master->session != NULL && master->session->trap_stats != NULL) {
		master->taken = master->session->trap_stats->ack_count;
	}
}

/* Also while it waited for something else it may have taken some. */
uint64_t
master_taken(struct master *master)
{
	master_note_taken(master);
	return master->taken;
}
