// SPDX-License-Identifier: MIT
/*
 * overview - how things stand: what is being done, what waits, what came of the
 * latest, as handler.db and the inbox show it.
 *
 * Read as a whole and closed before anything is printed: a reader that hangs
 * would hold the worker up.
 */
#ifndef HANDLER_OVERVIEW_H
#define HANDLER_OVERVIEW_H

#include "config/config.h"
#include "state/handler.h"

#define OVERVIEW_LATEST 10 /* remedies, requests and messages that are told */

/* One remedy; texts owned. */
struct overview_remedy {
	int64_t id;
	char *tenant;
	char *name; /* UPN, else the object id */
	struct guid user_id;
	enum cause cause;
	enum remedy_state state;
	char *reason;
	time_t opened_at;
	time_t due_at;
	time_t closed_at;
};

struct overview_request {
	int64_t id;
	time_t received_at;
	char *what; /* "acknowledge contoso!mailboxes by alice" */
	char *tenant;
	char *state;
	char *reason;
};

struct overview_pause {
	char *tenant; /* NULL: all */
	char *author;
	char *comment;
	time_t since;
};

struct overview_message {
	time_t made_at;
	time_t due_at; /* to be tried again */
	int64_t tries;
	char *object; /* "contoso!mailboxes" */
	char *error;  /* of the last try; NULL: there was none */
};

struct overview {
	struct handler_facts facts; /* all zero: nothing was ever asked */
	enum tri worker_runs;	    /* unknown: its lock may not be read */
	size_t inbox_count;
	time_t inbox_since;
	struct text_list kill_switches; /* those that are set */
	struct overview_pause *pauses;
	size_t pause_count;
	struct overview_message *untold; /* oldest first */
	size_t untold_count;
	struct overview_remedy *open;
	size_t open_count;
	struct overview_remedy *latest; /* closed, newest first */
	size_t latest_count;
	struct overview_request *requests; /* newest first */
	size_t request_count;
};

/* `tenant` NULL: of all.  To be released, also where it failed. */
MUST_CHECK bool overview_read(const struct config *config, const char *tenant,
	struct overview *overview, struct error *err);
void overview_release(struct overview *overview);

#endif
