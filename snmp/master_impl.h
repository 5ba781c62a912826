// SPDX-License-Identifier: MIT
/*
 * master_impl - what the files that implement master.h share.
 */
#ifndef SNMP_MASTER_IMPL_H
#define SNMP_MASTER_IMPL_H

#include "snmp/netsnmp.h"

#include <time.h>

#include "snmp/master.h"
#include "snmp/root.h"

/* The objects once more, for who asks in the name of one tenant. */
struct master_context {
	char *name;
	bool is_registered;
};

/* For connect(), and for the answer to the first thing asked. */
#define MASTER_OPENING_US (MASTER_TIMEOUT_US * 2)

/* For each of the four requests a context takes. */
#define MASTER_CONTEXT_US (MASTER_TIMEOUT_US / 4)

struct master {
	struct master_settings settings;
	netsnmp_session *session; /* NULL: not connected */
	uint64_t connections;	  /* there have been */
	uint64_t taken;		  /* notifications, over this one or the last */
	netsnmp_large_fd_set descriptors;
	struct master_context *contexts;
	size_t context_count;
	size_t registered; /* of these, the first so many */
	bool is_quiet;	   /* what net-snmp logs is not said */
	char *said;	   /* the last that was; NULL */
	bool is_limited;   /* the time it may take to connect, by this */
	timer_t limit;
	bool is_deaf; /* it did not answer in time, and said nothing since */
};

extern const oid master_objects[];
extern const size_t master_objects_length;

/* All of a variable but its name. */
void master_set_value(
	netsnmp_variable_list *variable, const struct value *value);

/* `context` NULL: the default one. */
bool master_register(struct master *master, const char *context);

/*
 * Registers the next context that is not, or, without a connection, takes all
 * back: else net-snmp would register all of them in one go with the next one,
 * waiting for each.
 */
void master_keep_contexts(struct master *master);
bool master_has_contexts_left(const struct master *master);
void master_forget_contexts(struct master *master);

/*
 * net-snmp connects with connect(), which waits for as long as the queue of the
 * master is full: a few attempts fill that of one that hangs.  A signal ends
 * it; another comes in case the first was too early.
 *
 * And until the session is open it sends without limit: a master that asks, and
 * reads no answer, would keep us for ever.  After MASTER_OPENING_US the
 * connection is ended.
 */
void master_begin_patience(struct master *master);
void master_end_patience(struct master *master);
/* The session is open, and limited by itself. */
void master_lift_limit(struct master *master);
/* While it can be had: the count goes with the session. */
void master_note_taken(struct master *master);
/* A master that does not read loses the session. */
void master_limit_sending(netsnmp_session *session);

#endif
