// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_WORLD_H
#define GRAPHSIM_WORLD_H

/*
 * world - everything the simulator knows: the clock, the tenants, what is
 * scheduled, the faults in wait, the tokens out and the requests seen.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "catalog.h"
#include "clock.h"
#include "faults.h"
#include "tenant.h"
#include "tokens.h"
#include "trace.h"

/* A command that waits for its time. */
struct scheduled {
	time_t at;
	uint64_t serial; /* of the same instant, the first given goes first */
	char *command;
	struct tenant *tenant; /* the one current when it was given */
};

struct world {
	struct clock clock;
	struct catalog catalog;
	uint64_t seed;
	struct tenant **tenants;
	size_t tenant_count;
	size_t tenant_room;
	struct tenant *current; /* commands without tenant= go there */
	struct scheduled *schedule;
	size_t scheduled_count;
	size_t scheduled_room;
	uint64_t serial;
	struct fault_list faults;
	struct token_table tokens;
	struct trace trace;
	char *url;
	char *plain_url;
	bool verbose;
};

void world_init(struct world *world, time_t now);
void world_release(struct world *world);

struct tenant *world_add_tenant(struct world *world, const char *name,
	const char *domain, const struct guid *id);

/* By name or GUID, domains too; NULL when unknown. */
struct tenant *world_tenant(const struct world *world, const char *name);

void world_schedule(struct world *world, time_t at, struct tenant *tenant,
	const char *command);

/*
 * Moves the clock and lets everything happen that is due, in its order.
 * False when it would go back, or when a scheduled command failed; the reason
 * is added to `why`, and the clock has moved in the latter case.
 */
bool world_advance(struct world *world, time_t to, struct text *why);

/* For a running clock: catches up.  Complaints go to stderr. */
time_t world_now(struct world *world);

#endif
