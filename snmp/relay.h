// SPDX-License-Identifier: MIT
/*
 * relay - takes what happened from the databases and tells it, each event once,
 * in order, and not faster than is good for those who listen.
 *
 * What is sent stays waiting in the outbox until the master took it; after a
 * break, the same is sent again under the same number.  Where more waits than
 * may be sent, events of the tenant that has most are folded into one that
 * tells of them, until the rest is few enough.
 */
#ifndef SNMP_RELAY_H
#define SNMP_RELAY_H

#include "core/error.h"
#include "snmp/board.h"
#include "snmp/notify.h"
#include "state/outbox.h"

/* So many may be on their way to the master. */
#define RELAY_WINDOW 8
/* Nothing to be done by itself for so long, or for longer. */
#define RELAY_IDLE_MS 1000

struct relay;

struct relay_settings {
	struct outbox *outbox;	      /* borrowed */
	struct board *board;	      /* its events, jobs and counters */
	time_t (*now)(void *context); /* of judgements */
	int64_t (*tick_ms)(void *context);
	void (*say)(void *context, const char *line);
	/* Whether there is a master; another number after each break. */
	uint64_t (*connection)(void *context); /* 0: there is none */
	/* So many that were sent over it, or over the last one, were taken. */
	uint64_t (*taken)(void *context);
	void (*send)(void *context, const struct notification *notification);
	void *context;
};

MUST_CHECK bool relay_new(const struct relay_settings *settings,
	struct relay **relay, struct error *err);
void relay_free(struct relay *relay);

/* Notifications within any minute. */
void relay_set_rate(struct relay *relay, int64_t rate);

/* The database of a tenant was read: it may hold new events. */
void relay_look(struct relay *relay, const struct board_tenant *tenant,
	const char *path);

/* The same of handler.db in `state_dir`. */
void relay_look_at_handler(struct relay *relay, const char *state_dir);

/* Works for a few milliseconds; true when there is more to do at once. */
bool relay_work(struct relay *relay);
/* Otherwise it is to be called again after so long, at most RELAY_IDLE_MS. */
int64_t relay_wait_ms(struct relay *relay);

/* The master has not yet taken all that was sent. */
bool relay_is_sending(const struct relay *relay);
/* Notes what it took, without sending more: for the end. */
void relay_settle(struct relay *relay);

#endif
