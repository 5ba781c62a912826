// SPDX-License-Identifier: MIT
/*
 * worker - doing what is in the inbox, as remedies, against Microsoft Graph.
 *
 * One a host.  Nothing it knows is kept anywhere but in handler.db: killed at
 * any instant, the next one goes on where it was.  It ends when nothing is open
 * any more.
 */
#ifndef HANDLER_WORKER_H
#define HANDLER_WORKER_H

#include "config/config.h"

#include <stdio.h>
#include <time.h>

/* Borrowed for the call. */
struct worker_settings {
	const struct config *config;
	const char *config_path; /* of it; also handed on to a collector */
	const char *collector;	 /* program to start when mailboxes are back;
				    NULL: none is started */
	time_t at;		 /* --at; 0: the real clock */
	time_t (*clock)(void);	 /* moved by --at, too */
	const char *const *environment;
	int lock;  /* of the worker, held already; or LOCK_NONE */
	bool once; /* do what is due, and do not wait for the rest */
	FILE *say; /* for what a person wants to read */
	bool verbose;
};

/*
 * Works until nothing is open, or returns at once where another worker is at
 * it.  Whenever the file of the configuration is another one than it was, that
 * is read into `config`, which `settings` has, and obeyed: it may work for
 * hours, and what was forbidden meanwhile is.  Fails when handler.db cannot be
 * written: then nothing more was sent to Graph.  A tenant that cannot be
 * reached is no failure.
 */
MUST_CHECK bool worker_run(struct worker_settings *settings,
	struct config *config, struct error *err);

#endif
