// SPDX-License-Identifier: MIT
#include "snmp/netsnmp.h"

#include "snmp/master.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "snmp/root.h"

#define MASTER_NAME "mailbox_expiry_agentx"
#define MASTER_NEVER_US (365L * 24 * 60 * 60 * 1000000)

struct master {
	struct master_settings settings;
	netsnmp_session *session; /* NULL: not connected */
	uint64_t connections;	  /* there have been */
	netsnmp_large_fd_set descriptors;
};

static const oid objects_oid[] = {SNMP_ROOT, 1};

/* ---- requests ------------------------------------------------------------ */

static void
set_value(netsnmp_variable_list *variable, const struct value *value)
{
	long number = (long)value->number;

	switch (value->type) {
	case VALUE_INTEGER:
		(void)snmp_set_var_typed_value(
			variable, ASN_INTEGER, &number, sizeof(number));
		return;
	case VALUE_UNSIGNED:
		(void)snmp_set_var_typed_value(
			variable, ASN_UNSIGNED, &number, sizeof(number));
		return;
	case VALUE_COUNTER:
		(void)snmp_set_var_typed_value(
			variable, ASN_COUNTER, &number, sizeof(number));
		return;
	case VALUE_OCTETS:
		break;
	}
	(void)snmp_set_var_typed_value(
		variable, ASN_OCTET_STR, value->octets, value->length);
}

/*
 * The part of a name behind the objects; false when it is before or behind all
 * of them.  `*length` 0: before, ask for the first.
 */
static bool
name_below(const netsnmp_variable_list *variable,
	uint32_t below[MASTER_OID_LIMIT], size_t *length)
{
	size_t root = OID_LENGTH(objects_oid);

	*length = 0;
	if (snmp_oidtree_compare(variable->name, variable->name_length,
		    objects_oid, root) != 0 ||
		variable->name_length < root) {
		return snmp_oid_compare(variable->name, variable->name_length,
			       objects_oid, root) < 0;
	}
	for (size_t i = root; i < variable->name_length; i++) {
		oid part = variable->name[i];
		below[(*length)++] =
			part > UINT32_MAX ? UINT32_MAX : (uint32_t)part;
	}
	return true;
}

static void
set_name(netsnmp_variable_list *variable, const uint32_t *below, size_t length)
{
	oid name[OID_LENGTH(objects_oid) + MASTER_OID_LIMIT];
	size_t root = OID_LENGTH(objects_oid);

	memcpy(name, objects_oid, sizeof(objects_oid));
	for (size_t i = 0; i < length; i++) {
		name[root + i] = below[i];
	}
	(void)snmp_set_var_objid(variable, name, root + length);
}

static int
on_request(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration,
	netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	const struct master *master = handler->myvoid;
	const struct master_settings *settings = &master->settings;
	uint32_t scope = (uint32_t)(uintptr_t)registration->my_reg_void;
	bool is_next = info->mode == MODE_GETNEXT;

	settings->begin(settings->context);
	for (netsnmp_request_info *request = requests; request != NULL;
		request = request->next) {
		netsnmp_variable_list *variable = request->requestvb;
		uint32_t below[MASTER_OID_LIMIT];
		struct value value;
		size_t length = 0;

		if (request->processed) {
			continue;
		}
		if (name_below(variable, below, &length) &&
			settings->answer(settings->context, scope, is_next,
				below, &length, &value)) {
			set_value(variable, &value);
			if (is_next) {
				set_name(variable, below, length);
			}
		} else if (!is_next) {
			(void)netsnmp_set_request_error(
				info, request, SNMP_NOSUCHINSTANCE);
		}
	}
	return SNMP_ERR_NOERROR;
}

static void
register_objects(struct master *master, const char *context, uint32_t scope)
{
	netsnmp_handler_registration *registration =
		netsnmp_create_handler_registration("mailboxExpiryObjects",
			on_request, objects_oid, OID_LENGTH(objects_oid),
			HANDLER_CAN_RONLY);

	registration->handler->myvoid = master;
	registration->my_reg_void = (void *)(uintptr_t)scope;
	if (context != NULL) {
		registration->contextName = mem_text(context);
	}
	(void)netsnmp_register_handler(registration);
}

/* ---- the session --------------------------------------------------------- */

/* Or a master that hangs would keep us for 18 seconds. */
static int
on_session_init(int major, int minor, void *session, void *context)
{
	netsnmp_session *begun = session;

	(void)major;
	(void)minor;
	(void)context;
	begun->timeout = MASTER_TIMEOUT_US;
	begun->retries = 0;
	return 0;
}

static void
set_interval(int seconds)
{
	(void)netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
		NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, seconds);
}

/*
 * The interval is that of pings while connected and of trying again when not.
 * Read right after this, it is to be none: a ping waits, and one that a busy
 * master does not answer in time costs the session.
 */
static int
on_connected(int major, int minor, void *session, void *context)
{
	struct master *master = context;

	(void)major;
	(void)minor;
	master->session = session;
	master->connections++;
	set_interval(0);
	return 0;
}

static int
on_disconnected(int major, int minor, void *session, void *context)
{
	struct master *master = context;

	(void)major;
	(void)minor;
	(void)session;
	master->session = NULL;
	return 0;
}

static int
on_log(int major, int minor, void *message, void *context)
{
	const struct snmp_log_message *logged = message;
	const struct master *master = context;
	const char *text = logged->msg;
	size_t length = text == NULL ? 0 : strcspn(text, "\n");

	(void)major;
	(void)minor;
	if (length > 0) {
		char *line = mem_text_n(text, length);
		master->settings.say(master->settings.context, line);
		free(line);
	}
	return 0;
}

static void
set_up_library(struct master *master)
{
	netsnmp_enable_subagent();
	snmp_disable_log();
	snmp_enable_calllog();
	(void)snmp_register_callback(
		SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log, master);
	(void)snmp_register_callback(SNMP_CALLBACK_LIBRARY,
		SNMP_CALLBACK_SESSION_INIT, on_session_init, master);
	(void)snmp_register_callback(SNMP_CALLBACK_APPLICATION,
		SNMPD_CALLBACK_INDEX_START, on_connected, master);
	(void)snmp_register_callback(SNMP_CALLBACK_APPLICATION,
		SNMPD_CALLBACK_INDEX_STOP, on_disconnected, master);
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	if (master->settings.socket != NULL) {
		(void)netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID,
			NETSNMP_DS_AGENT_X_SOCKET, master->settings.socket);
	}
}

bool
master_open(const struct master_settings *settings, struct master **master,
	struct error *err)
{
	struct master *opened = mem_zeroed(1, sizeof(*opened));

	opened->settings = *settings;
	netsnmp_large_fd_set_init(&opened->descriptors, FD_SETSIZE);
	set_up_library(opened);
	if (init_agent(MASTER_NAME) != 0) {
		free(opened);
		return error_set(err, ERROR_INTERNAL,
			"net-snmp cannot be initialized as a subagent");
	}
	set_interval(MASTER_AGAIN_S); /* init_agent() has set another */
	register_objects(opened, NULL, 0);
	init_snmp(MASTER_NAME);
	set_interval(MASTER_AGAIN_S);
	*master = opened;
	return true;
}

void
master_close(struct master *master)
{
	if (master != NULL) {
		snmp_shutdown(MASTER_NAME);
		netsnmp_large_fd_set_cleanup(&master->descriptors);
		free(master);
	}
}

uint64_t
master_connection(const struct master *master)
{
	return master->session == NULL ? 0 : master->connections;
}

/* ---- notifications ------------------------------------------------------- */

static void
add_object(
	netsnmp_variable_list **variables, const struct notify_object *object)
{
	oid name[OID_LENGTH(objects_oid) + NOTIFY_OID_LIMIT];
	netsnmp_variable_list *added = NULL;
	size_t root = OID_LENGTH(objects_oid);

	memcpy(name, objects_oid, sizeof(objects_oid));
	for (size_t i = 0; i < object->length; i++) {
		name[root + i] = object->oid[i];
	}
	added = snmp_varlist_add_variable(
		variables, name, root + object->length, ASN_NULL, NULL, 0);
	if (added == NULL) {
		abort();
	}
	set_value(added, &object->value);
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
		abort();
	}
	for (size_t i = 0; i < notification->count; i++) {
		add_object(&variables, &notification->objects[i]);
	}
	if (master->session != NULL) {
		master->session->timeout = MASTER_NEVER_US;
		send_v2trap(variables);
	}
	if (master->session != NULL) {
		master->session->timeout = MASTER_TIMEOUT_US;
	}
	snmp_free_varbind(variables);
}

uint64_t
master_taken(const struct master *master)
{
	return master->session == NULL || master->session->trap_stats == NULL
		       ? 0
		       : master->session->trap_stats->ack_count;
}

/* ---- waiting ------------------------------------------------------------- */

bool
master_wait(struct master *master, int descriptor, int64_t limit_ms)
{
	netsnmp_large_fd_set *set = &master->descriptors;
	struct timeval limit = {
		.tv_sec = limit_ms / 1000,
		.tv_usec = limit_ms % 1000 * 1000,
	};
	bool is_ready = false;
	int blocks = 0; /* net-snmp may make the limit shorter */
	int count = descriptor + 1;
	int ready = 0;

	NETSNMP_LARGE_FD_ZERO(set);
	(void)snmp_select_info2(&count, set, &limit, &blocks);
	if (descriptor >= 0) {
		NETSNMP_LARGE_FD_SET(descriptor, set);
	}
	ready = netsnmp_large_fd_set_select(count, set, NULL, NULL, &limit);
	if (ready > 0) {
		if (descriptor >= 0) {
			is_ready = NETSNMP_LARGE_FD_ISSET(descriptor, set) != 0;
			NETSNMP_LARGE_FD_CLR(descriptor, set);
		}
		snmp_read2(set);
	} else if (ready == 0) {
		snmp_timeout();
	}
	run_alarms();
	netsnmp_check_outstanding_agent_requests();
	set_interval(MASTER_AGAIN_S);
	return is_ready;
}
