// SPDX-License-Identifier: MIT
/*
 * work - what the worker has open, shared by those who do its parts.
 */
#ifndef HANDLER_WORK_H
#define HANDLER_WORK_H

#include "core/request.h"
#include "handler/worker.h"

#include <sys/stat.h>

struct journal;
struct writer;

/* An Icinga 2 that does not answer is let alone for a while. */
struct rest {
	time_t until;
	int64_t failures; /* in a row */
	time_t silent_since;
	char *why;
};

struct work {
	const struct worker_settings *settings;
	struct journal *journal;
	int lock;	      /* held */
	struct stat database; /* the journal's file, as it was opened */
	char *inbox;
	/* One a tenant of the configuration, in its order. */
	struct writer *writers;
	/* One an Icinga 2 of the configuration, likewise. */
	struct rest *rests;
	/* A request waits for something else until then; 0: none does. */
	time_t ask_again_at;
};

/* How a mailbox is called in texts; foreign, so it is cleaned. */
#define WORK_NAME_SIZE 160
const char *work_name(
	const char *upn, const struct guid *user_id, char name[WORK_NAME_SIZE]);

time_t work_now(const struct work *work);

/* One line for who watches; nothing unless verbose. */
void work_say(const struct work *work, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Whether the lock that is held and the database that is open are those of the
 * state directory still.  Whoever removed one of them let another worker in, or
 * made what is written down now unreadable.
 */
bool work_is_ours(const struct work *work);

/* The one of that tenant, which is in the configuration. */
struct writer *work_writer(struct work *work, const struct tenant *tenant);

/* Remembers that a request is to be looked at again. */
void work_ask_again(struct work *work, time_t at);

#endif
