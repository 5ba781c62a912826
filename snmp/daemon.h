// SPDX-License-Identifier: MIT
/*
 * daemon - all parts of the subagent, put together: databases, board, master,
 * relay.
 */
#ifndef SNMP_DAEMON_H
#define SNMP_DAEMON_H

#include "core/error.h"

#include <stdint.h>
#include <time.h>

struct daemon;

struct daemon_settings {
	const char *config_path;
	const char *tenant; /* this one alone; NULL: all that are enabled */
	const char *socket; /* of the master; NULL: the configuration's */
	time_t at;	    /* --at; 0: the clock is as it is */
	bool is_verbose;    /* the log is told what was read */
	time_t (*now)(void *context);
	int64_t (*tick_ms)(void *context);
	void (*say)(void *context, const char *line); /* to the log */
	/* Whether to give up what takes long: somebody wants us to stop. */
	bool (*is_stopping)(void *context);
	void *context;
};

/*
 * Reads the configuration and the databases, all of it, then connects to the
 * master, or begins to try.
 */
MUST_CHECK bool daemon_open(const struct daemon_settings *settings,
	struct daemon **daemon, struct error *err);
/* Waits a moment for what the master has not yet taken. */
void daemon_close(struct daemon *daemon);

/*
 * Answers, reads and tells what there is to be, or waits for something, at most
 * about a second; true when `descriptor` can be read.
 */
bool daemon_turn(struct daemon *daemon, int descriptor);

/*
 * What it notes would be gone with it: it is to be closed, and begun again.
 * `err` says why.
 */
MUST_CHECK bool daemon_is_lost(const struct daemon *daemon, struct error *err);

/* Reads the configuration again; on failure it stays as it was. */
MUST_CHECK bool daemon_reload(struct daemon *daemon, struct error *err);

#endif
