// SPDX-License-Identifier: MIT
/* Requests of the master: registered for, taken apart, answered. */
#include "snmp/master_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

const oid master_objects[] = {SNMP_ROOT, 1};
const size_t master_objects_length = OID_LENGTH(master_objects);

/* One registration takes a hundredth, if there are not thousands already. */
#define MASTER_REGISTER_BYTES ((size_t)1 << 18)

void
master_set_value(netsnmp_variable_list *variable, const struct value *value)
{
	long number = (long)value->number;
	int failed = 0;

	switch (value->type) {
	case VALUE_INTEGER:
		failed = snmp_set_var_typed_value(
			variable, ASN_INTEGER, &number, sizeof(number));
		break;
	case VALUE_UNSIGNED:
		failed = snmp_set_var_typed_value(
			variable, ASN_UNSIGNED, &number, sizeof(number));
		break;
	case VALUE_COUNTER:
		failed = snmp_set_var_typed_value(
			variable, ASN_COUNTER, &number, sizeof(number));
		break;
	case VALUE_OCTETS:
		failed = snmp_set_var_typed_value(
			variable, ASN_OCTET_STR, value->octets, value->length);
		break;
	}
	if (failed != 0) {
		mem_exhausted();
	}
}

/*
 * The part of a name behind the objects; false when it is before or behind all
 * of them.  `*length` 0: before, ask for the first.
 */
static bool
name_below(const netsnmp_variable_list *variable,
	uint32_t below[MASTER_OID_LIMIT], size_t *length)
{
	size_t root = master_objects_length;

	*length = 0;
	if (snmp_oidtree_compare(variable->name, variable->name_length,
		    master_objects, root) != 0 ||
		variable->name_length < root) {
		return snmp_oid_compare(variable->name, variable->name_length,
			       master_objects, root) < 0;
	}
	/* AgentX may have more, ours have not: the rest changes no order. */
	for (size_t i = root;
		i < variable->name_length && *length < MASTER_OID_LIMIT; i++) {
		oid part = variable->name[i];
		below[(*length)++] =
			part > UINT32_MAX ? UINT32_MAX : (uint32_t)part;
	}
	return true;
}

static void
set_name(netsnmp_variable_list *variable, const uint32_t *below, size_t length)
{
	oid name[2 * MASTER_OID_LIMIT];
	size_t root = master_objects_length;

	memcpy(name, master_objects, master_objects_length * sizeof(oid));
	for (size_t i = 0; i < length; i++) {
		name[root + i] = below[i];
	}
	if (snmp_set_var_objid(variable, name, root + length) != 0) {
		mem_exhausted();
	}
}

static int
on_request(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration,
	netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	const struct master *master = handler->myvoid;
	const struct master_settings *settings = &master->settings;
	const char *name = registration->contextName == NULL
				   ? ""
				   : registration->contextName;
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
			settings->answer(settings->context, name, is_next,
				below, &length, &value)) {
			master_set_value(variable, &value);
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

bool
master_register(struct master *master, const char *context)
{
	netsnmp_handler_registration *registration = NULL;

	/* Short of it they go on without a name, or unseen. */
	mem_reserve(MASTER_REGISTER_BYTES);
	registration = netsnmp_create_handler_registration(
		"mailboxExpiryObjects", on_request, master_objects,
		master_objects_length, HANDLER_CAN_RONLY);
	if (registration == NULL) {
		mem_exhausted();
	}
	registration->handler->myvoid = master;
	if (context != NULL) {
		registration->contextName = mem_text(context);
	}
	/* What fails frees it. */
	return netsnmp_register_handler(registration) == MIB_REGISTERED_OK;
}

/* ---- contexts ------------------------------------------------------------ */

/*
 * net-snmp waits for the answer, up to four times for one context.  It is not
 * needed: the master does in order what was sent, when it gets to it.
 */
static void
begin_patiently(struct master *master)
{
	netsnmp_session *session = master->session;

	if (session != NULL) {
		session->timeout = master->is_deaf ? 1 : MASTER_CONTEXT_US;
		session->s_snmp_errno = 0;
	}
}

static void
end_patiently(struct master *master)
{
	netsnmp_session *session = master->session;

	if (session != NULL) {
		session->timeout = MASTER_TIMEOUT_US;
		if (session->s_snmp_errno == SNMPERR_TIMEOUT) {
			master->is_deaf = true;
		}
	}
}

/*
 * Not by netsnmp_unregister_handler(): that frees the name of the context, then
 * compares it.
 */
static void
take_back(struct master *master, struct master_context *context)
{
	oid objects[] = {SNMP_ROOT, 1};

	if (context->is_registered) {
		begin_patiently(master);
		(void)unregister_mib_context(objects, OID_LENGTH(objects),
			DEFAULT_MIB_PRIORITY, 0, 0, context->name);
		end_patiently(master);
		context->is_registered = false;
	}
}

bool
master_has_contexts_left(const struct master *master)
{
	return master->session != NULL && !master->is_deaf &&
	       master->registered < master->context_count;
}

void
master_keep_contexts(struct master *master)
{
	struct master_context *context = NULL;

	if (master->session == NULL) {
		while (master->registered > 0) {
			take_back(master,
				&master->contexts[--master->registered]);
		}
	} else if (master_has_contexts_left(master)) {
		/*
		 * With a new context net-snmp tries to register all there is
		 * in the world too, which is refused.
		 */
		master->is_quiet = true;
		context = &master->contexts[master->registered++];
		begin_patiently(master);
		context->is_registered = master_register(master, context->name);
		end_patiently(master);
		master->is_quiet = false;
	}
}

void
master_forget_contexts(struct master *master)
{
	for (size_t i = 0; i < master->context_count; i++) {
		free(master->contexts[i].name);
	}
	free(master->contexts);
	master->contexts = NULL;
	master->context_count = 0;
	master->registered = 0;
}

static bool
is_listed(const char *const names[], size_t count, const char *name)
{
	for (size_t i = 0; i < count; i++) {
		if (strcmp(names[i], name) == 0) {
			return true;
		}
	}
	return false;
}

void
master_set_contexts(
	struct master *master, const char *const names[], size_t count)
{
	struct master_context *contexts = mem_zeroed(count, sizeof(*contexts));
	size_t kept = 0;
	size_t all = 0;

	for (size_t i = 0; i < master->context_count; i++) {
		struct master_context *context = &master->contexts[i];
		if (is_listed(names, count, context->name) &&
			i < master->registered) {
			contexts[kept++] = *context;
			context->name = NULL;
		} else {
			take_back(master, context);
		}
	}
	all = kept;
	for (size_t i = 0; i < count; i++) {
		bool is_kept = false;
		for (size_t k = 0; k < kept && !is_kept; k++) {
			is_kept = strcmp(contexts[k].name, names[i]) == 0;
		}
		if (!is_kept) {
			contexts[all++].name = mem_text(names[i]);
		}
	}
	master_forget_contexts(master);
	master->contexts = contexts;
	master->context_count = all;
	master->registered = kept;
}
