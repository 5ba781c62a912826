// SPDX-License-Identifier: MIT
/*
 * relay_impl - what the files that implement relay.h share.
 */
#ifndef SNMP_RELAY_IMPL_H
#define SNMP_RELAY_IMPL_H

#include "snmp/rate.h"
#include "snmp/relay.h"

#define RELAY_EVENTS_AT_ONCE 250

/* A database that may hold new events. */
struct errand {
	char *name; /* of the tenant */
	char *path;
	uint32_t tenant;
	int64_t pause_ms; /* not to be tried before */
};

/* Something that does not work; zeroed: it does. */
struct trouble {
	char *said;	  /* NULL: nothing, or only for a moment */
	int64_t said_ms;  /* when it was met last */
	int64_t pause_ms; /* not to be tried before */
};

struct relay {
	struct relay_settings settings;
	struct errand *errands;
	size_t errand_count;
	size_t errand_capacity;

	char *state_dir;
	bool is_handler_due;
	struct trouble handler;

	bool is_log_old; /* the events on the board are not the newest */
	int64_t log_ms;	 /* not to be read again before */

	int64_t waiting; /* in the outbox, those being sent too */
	struct rate rate;
	struct trouble outbox; /* nothing is tried while it lasts */
	int64_t moved_ms;      /* when something was last sent or taken */

	uint64_t connection;
	uint64_t taken; /* over it, and settled */
	/* Not yet taken by the master, the oldest first, without texts. */
	struct notice window[RELAY_WINDOW];
	size_t sent_count;
	int64_t sent_sequence; /* the newest that was sent; 0: none */

	int64_t watch_ms; /* when to look next whether data are old */
	int64_t trim_ms;  /* when to forget next what is long over */

	bool may_fold; /* it was not yet tried in vain */
	bool is_folding;
	struct notice summary;
	int64_t kinds[NOTICE_KIND_LAST + 1]; /* folded so far */

	uint64_t total_sent;
	uint64_t total_folded;
};

int64_t relay_tick_ms(const struct relay *relay);

/* relay_trouble.c: how long to let be what failed with `err`. */
int64_t relay_pause_ms(const struct error *err);

/* Said, and to be tried again a moment later.  Always false. */
bool relay_trouble_with(
	struct relay *relay, struct trouble *trouble, const struct error *err);
/* The same with the outbox.  Always false. */
bool relay_trouble(struct relay *relay, const struct error *err);

/* On the board, until it was not met for a while. */
void relay_show_trouble(struct relay *relay);

/* relay_log.c: the events on the board are read again; false: trouble. */
bool relay_show_log(struct relay *relay);

/* relay_take.c: true when something was done. */
bool relay_take(struct relay *relay);

/* relay_handler.c: the same. */
bool relay_take_from_handler(struct relay *relay);

/* relay_watch.c: the same. */
bool relay_watch(struct relay *relay);

/* relay_fold.c: the same. */
MUST_CHECK bool relay_resume_folding(struct relay *relay, struct error *err);
bool relay_fold(struct relay *relay);

#endif
