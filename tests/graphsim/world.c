// SPDX-License-Identifier: MIT
#include "world.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "lifecycle.h"
#include "scenario.h"

void
world_init(struct world *world, time_t now)
{
	*world = (struct world){.seed = 1};
	clock_set(&world->clock, now);
	catalog_init(&world->catalog);
}

void
world_release(struct world *world)
{
	for (size_t i = 0; i < world->tenant_count; i++) {
		tenant_free(world->tenants[i]);
	}
	for (size_t i = 0; i < world->scheduled_count; i++) {
		free(world->schedule[i].command);
	}
	free(world->tenants);
	free(world->schedule);
	free(world->url);
	free(world->plain_url);
	catalog_release(&world->catalog);
	faults_release(&world->faults);
	tokens_release(&world->tokens);
	trace_release(&world->trace);
	*world = (struct world){0};
}

struct tenant *
world_add_tenant(struct world *world, const char *name, const char *domain,
	const struct guid *id)
{
	struct tenant *tenant = alloc_zero(1, sizeof(*tenant));

	tenant_init(tenant, name, domain, id, world->seed, &world->catalog);
	world->tenants = alloc_room(world->tenants, world->tenant_count,
		&world->tenant_room, sizeof(struct tenant *));
	world->tenants[world->tenant_count++] = tenant;
	return tenant;
}

struct tenant *
world_tenant(const struct world *world, const char *name)
{
	struct guid id;
	bool is_guid = guid_parse(name, &id);

	for (size_t i = 0; i < world->tenant_count; i++) {
		struct tenant *tenant = world->tenants[i];

		if (is_guid ? guid_equal(&tenant->id, &id)
			    : strcasecmp(tenant->name, name) == 0 ||
					strcasecmp(tenant->domain, name) == 0) {
			return tenant;
		}
	}
	return NULL;
}

void
world_schedule(struct world *world, time_t at, struct tenant *tenant,
	const char *command)
{
	world->schedule = alloc_room(world->schedule, world->scheduled_count,
		&world->scheduled_room, sizeof(*world->schedule));
	world->schedule[world->scheduled_count++] = (struct scheduled){
		at, world->serial++, alloc_copy(command), tenant};
}

static bool
take_next(struct world *world, time_t until, struct scheduled *next)
{
	size_t best = world->scheduled_count;

	for (size_t i = 0; i < world->scheduled_count; i++) {
		const struct scheduled *item = &world->schedule[i];

		if (item->at > until) {
			continue;
		}
		if (best == world->scheduled_count ||
			item->at < world->schedule[best].at ||
			(item->at == world->schedule[best].at &&
				item->serial < world->schedule[best].serial)) {
			best = i;
		}
	}
	if (best == world->scheduled_count) {
		return false;
	}
	*next = world->schedule[best];
	world->schedule[best] = world->schedule[--world->scheduled_count];
	return true;
}

static void
settle_tenants(struct world *world, time_t now)
{
	for (size_t i = 0; i < world->tenant_count; i++) {
		lifecycle_settle(world->tenants[i], now);
	}
}

static bool
catch_up(struct world *world, time_t to, struct text *why)
{
	struct scheduled next;
	bool ok = true;

	while (take_next(world, to, &next)) {
		struct tenant *current = world->current;

		settle_tenants(world, next.at);
		world->current = next.tenant;
		if (!scenario_command(world, next.command, next.at, why)) {
			text_printf(why, " (scheduled: %s)\n", next.command);
			ok = false;
		}
		world->current = current;
		free(next.command);
	}
	settle_tenants(world, to);
	return ok;
}

bool
world_advance(struct world *world, time_t to, struct text *why)
{
	bool ok;

	if (to < clock_now(&world->clock)) {
		text_put(why, "the clock cannot go back");
		return false;
	}
	ok = catch_up(world, to, why);
	clock_set(&world->clock, to);
	return ok;
}

time_t
world_now(struct world *world)
{
	time_t now = clock_now(&world->clock);
	struct text why = {0};

	if (!catch_up(world, now, &why)) {
		fprintf(stderr, "graphsim: %s", text_string(&why));
	}
	text_release(&why);
	return now;
}
