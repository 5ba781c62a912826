// SPDX-License-Identifier: MIT
/*
 * loader - keeps the board like the databases, a few milliseconds at a time.
 *
 * A tenant is read anew when its data have changed, and judged anew every now
 * and then, since time passes; both while others are being answered.  What is
 * shown is exchanged when all of it is there.
 */
#ifndef SNMP_LOADER_H
#define SNMP_LOADER_H

#include "config/config.h"
#include "snmp/board.h"

struct loader;

struct loader_settings {
	struct board *board;
	time_t (*now)(void *context);	   /* the wall clock */
	int64_t (*tick_ms)(void *context); /* a clock that never jumps */
	void (*say)(void *context, const char *line); /* to the log */
	void *context;
	time_t at; /* --at; 0: as it is */
	/* The index of a tenant, for good. */
	bool (*index)(void *context, const char *name, time_t born_at,
		uint32_t *index, struct error *err);
	/* handler.db has changed. */
	void (*handled)(void *context, const char *state_dir);
	/* Its database was read, and is on the board. */
	void (*loaded)(
		void *context, struct board_tenant *tenant, const char *path);
};

/* Settings are copied. */
struct loader *loader_new(const struct loader_settings *settings);
void loader_free(struct loader *loader);

/*
 * The tenants there are from now on, all read anew; `config` is borrowed until
 * the next call or loader_free().  Of each the `urgent` most urgent mailboxes
 * are kept apart.
 */
void loader_configure(
	struct loader *loader, const struct config *config, size_t urgent);

/* The instant of judgements: the clock, or --at, never before the data. */
time_t loader_as_of(const struct loader *loader);

/* Looks which databases have changed; to be called about every second. */
void loader_look(struct loader *loader);

/* Works for a few milliseconds; true when there is more to do at once. */
bool loader_work(struct loader *loader);

#endif
