// SPDX-License-Identifier: MIT
/*
 * master - the master agent, snmpd, as a subagent sees it (AgentX, RFC 2741):
 * it asks, somebody answers; and notifications go out.  Through net-snmp.
 *
 * Nothing in here waits for the master for as long as a second: net-snmp asks
 * it three things when it connects, each with MASTER_TIMEOUT_US and no second
 * try, and is kept from asking anything later.  When the master goes away the
 * connection ends, and is tried anew every MASTER_AGAIN_S.
 *
 * There can be one in a process: net-snmp's state is global.
 */
#ifndef SNMP_MASTER_H
#define SNMP_MASTER_H

#include "core/error.h"
#include "snmp/notify.h"

#define MASTER_TIMEOUT_US 300000
#define MASTER_AGAIN_S 1
#define MASTER_OID_LIMIT 128

struct master;

/*
 * One variable below the objects, exactly this one or the next one, which it
 * then becomes; false when there is none.  `name` is that of the SNMP context
 * it is asked in, "" for the default one.
 */
typedef bool master_answer_fn(void *context, const char *name, bool next,
	uint32_t oid[MASTER_OID_LIMIT], size_t *length, struct value *value);

struct master_settings {
	const char *socket; /* NULL: net-snmp's */
	/* Once before each request of the master, then once a variable. */
	void (*begin)(void *context);
	master_answer_fn *answer;
	void (*say)(void *context, const char *line); /* to the log */
	void *context;
};

MUST_CHECK bool master_open(const struct master_settings *settings,
	struct master **master, struct error *err);
void master_close(struct master *master);

/*
 * Besides the default context the objects are in these, too, some time after:
 * they are registered one by one.
 */
void master_set_contexts(
	struct master *master, const char *const names[], size_t count);

/* Another number for each connection; 0: there is none. */
uint64_t master_connection(const struct master *master);

/*
 * Sends a notification, which the master takes when it gets to it: how many of
 * this connection, or of the last where there is none, it took tells
 * master_taken(), in their order.  To be called only while there is a
 * connection, and never with many untaken: both sides would end up waiting for
 * each other.
 */
void master_notify(
	struct master *master, const struct notification *notification);
uint64_t master_taken(struct master *master);

/*
 * Answers what is asked until `limit_ms` are over, `descriptor` can be read, or
 * something was answered; whether `descriptor` (-1: none) can.
 */
bool master_wait(struct master *master, int descriptor, int64_t limit_ms);

#endif
