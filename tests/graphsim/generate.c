// SPDX-License-Identifier: MIT
#include "generate.h"

#include <stdio.h>
#include <stdlib.h>

#include "generate_choice.h"
#include "licensing.h"
#include "lifecycle.h"
#include "mailbox.h"
#include "roles.h"
#include "world.h"

#define GENERATED_TENANT "11111111-1111-4111-8111-111111111111"
#define GENERATED_CLIENT "22222222-2222-4222-8222-222222222222"
#define GENERATED_SECRET "generated-secret"
#define GENERATED_DOMAIN "generated.example"

/* Losses are spread over this, the window and a little more. */
#define LOSSES_DAYS 33

struct generator {
	const struct generate_choice *choice;
	struct tenant *tenant;
	uint16_t current; /* index of the SKU everyone has */
	uint16_t mailbox_plan;
	uint16_t former_mailbox_plan;
	uint64_t state; /* of the random numbers */
	time_t now;
};

/* SplitMix64: small, and the same everywhere. */
static uint64_t
next_random(struct generator *generator)
{
	uint64_t value = generator->state += 0x9E3779B97F4A7C15U;

	value = (value ^ value >> 30) * 0xBF58476D1CE4E5B9U;
	value = (value ^ value >> 27) * 0x94D049BB133111EBU;
	return value ^ value >> 31;
}

static long
random_below(struct generator *generator, long limit)
{
	return (long)(next_random(generator) % (uint64_t)limit);
}

static struct guid
random_guid(struct generator *generator)
{
	uint64_t words[2] = {next_random(generator), next_random(generator)};
	struct guid guid;

	memcpy(guid.bytes, words, sizeof(guid.bytes));
	guid.bytes[6] = (unsigned char)((guid.bytes[6] & 0x0f) | 0x40);
	guid.bytes[8] = (unsigned char)((guid.bytes[8] & 0x3f) | 0x80);
	return guid;
}

/*
 * `plans` plans with the mailbox plan in their midst, so that a reader can
 * not stop at the first.
 */
static struct sku *
add_sku(struct tenant *tenant, const char *name, long plans,
	const char *mailbox_plan, size_t first, uint16_t *mailbox)
{
	struct guid id = guid_derive(tenant->seed, "sku", name);
	struct sku *sku = tenant_add_sku(tenant, name, &id, NULL);
	size_t count = tenant->catalog->count;

	if (!catalog_find(tenant->catalog, mailbox_plan, mailbox)) {
		abort();
	}
	for (size_t i = first; sku->plan_count < (unsigned)plans; i++) {
		if (sku->plan_count == (unsigned)plans / 2) {
			sku->plans[sku->plan_count++] = *mailbox;
		} else if (!tenant->catalog->plans[i % count].mailbox) {
			sku->plans[sku->plan_count++] = (uint16_t)(i % count);
		}
	}
	return sku;
}

static struct user *
add_user(struct generator *generator, long number)
{
	struct user *user = alloc_zero(1, sizeof(*user));
	char text[64];

	user->id = random_guid(generator);
	snprintf(text, sizeof(text), "user%07ld@%s", number, GENERATED_DOMAIN);
	user->upn = alloc_copy(text);
	snprintf(text, sizeof(text), "Generated User %07ld", number);
	user->name = alloc_copy(text);
	memcpy(user->location, "DE", 2);
	user->has_mail = true;
	user->enabled = true;
	user->created_at = generator->now - 1000L * CLOCK_DAY_S +
			   random_below(generator, 900L * CLOCK_DAY_S);
	tenant_add_user(generator->tenant, user);
	return user;
}

static void
fill_plans(struct generator *generator, struct user *user)
{
	const struct sku *sku = &generator->tenant->skus[generator->current];

	user->licenses = alloc_zero(1, sizeof(*user->licenses));
	user->licenses[0] = (struct license){
		.sku = generator->current, .at = (uint32_t)user->created_at};
	user->license_count = 1;
	user->plans = alloc_zero(sku->plan_count, sizeof(*user->plans));
	for (unsigned i = 0; i < sku->plan_count; i++) {
		user->plans[i].plan = sku->plans[i];
		user->plans[i].at = (uint32_t)user->created_at;
	}
	user->plan_count = sku->plan_count;
	user->mailbox.state = MAILBOX_CONNECTED;
	user->mailbox.generation = 1;
	generator->tenant->skus[generator->current].consumed++;
}

/* Another product came and went: its mailbox plan is Deleted, ours is not. */
static void
decorate(struct generator *generator, struct user *user)
{
	const struct generate_choice *choice = generator->choice;
	time_t at =
		user->created_at + random_below(generator, 90L * CLOCK_DAY_S);

	if (random_below(generator, 100) < choice->swapped_percent) {
		user_add_plan(user, generator->former_mailbox_plan,
			CAPABILITY_DELETED, at);
	}
	if (random_below(generator, 100) < choice->others_deleted_percent) {
		size_t at_plan =
			(size_t)random_below(generator, (long)user->plan_count);

		if (user->plans[at_plan].plan != generator->mailbox_plan) {
			user->plans[at_plan].capability = CAPABILITY_DELETED;
			user->plans[at_plan].at = (uint32_t)at;
		}
	}
}

static time_t
random_past(struct generator *generator, long days)
{
	return generator->now - 3600 -
	       random_below(generator, days * CLOCK_DAY_S - 3600);
}

/* All this happened before anybody could look. */
static void
forget_past(struct user *user)
{
	user_free(user->past);
	user->past = NULL;
}

static void
lose_license(struct generator *generator, struct user *user)
{
	const struct actor admin = {
		ACTOR_USER, "admin@" GENERATED_DOMAIN, NULL};
	struct license_set none = {0};

	licensing_apply(generator->tenant, user, &none, &admin,
		random_past(generator, LOSSES_DAYS));
	forget_past(user);
}

static void
delete_user(struct generator *generator, struct user *user)
{
	const struct actor admin = {
		ACTOR_USER, "admin@" GENERATED_DOMAIN, NULL};

	lifecycle_delete(generator->tenant, user, &admin,
		random_past(generator, USER_KEPT_DAYS));
	forget_past(user);
}

static void
make_shared(struct user *user)
{
	user->mailbox.purpose = PURPOSE_SHARED;
	user->mailbox.state = MAILBOX_CONNECTED;
	user->mailbox.generation = 1;
	user->enabled = false;
}

/* Those with a story are spread evenly, not bunched at the front. */
static bool
is_chosen(long number, long all, long chosen)
{
	return all > 0 && (number + 1) * chosen / all > number * chosen / all;
}

static void
add_users(struct generator *generator)
{
	const struct generate_choice *choice = generator->choice;
	long people = choice->users - choice->shared;
	long members = people - choice->guests;
	long person = 0;
	long member = 0;

	for (long i = 0; i < choice->users; i++) {
		struct user *user = add_user(generator, i);

		if (is_chosen(i, choice->users, choice->shared)) {
			make_shared(user);
		} else if (is_chosen(person++, people, choice->guests)) {
			user->guest = true;
		} else {
			fill_plans(generator, user);
			decorate(generator, user);
			if (is_chosen(member++, members, choice->lost)) {
				lose_license(generator, user);
			}
		}
	}
	for (long i = 0; i < choice->deleted; i++) {
		struct user *user = add_user(generator, choice->users + i);

		fill_plans(generator, user);
		delete_user(generator, user);
	}
}

static void
add_app(struct tenant *tenant, const struct generate_choice *choice)
{
	struct app *app;

	tenant->apps = alloc_room(tenant->apps, tenant->app_count,
		&tenant->app_room, sizeof(*tenant->apps));
	app = &tenant->apps[tenant->app_count++];
	*app = (struct app){.name = alloc_copy("generated"),
		.client_id = alloc_copy(choice->client),
		.secret = alloc_copy(choice->secret),
		.roles = (1U << ROLE_COUNT) - 1};
}

static bool
make_tenant(struct world *world, const struct generate_choice *choice,
	time_t now, struct text *why)
{
	struct generator generator = {
		.choice = choice, .state = (uint64_t)choice->seed, .now = now};
	struct tenant *tenant;
	struct guid id;

	if (!guid_parse(choice->tenant, &id) ||
		world_tenant(world, choice->tenant) != NULL) {
		text_printf(why, "tenant %s is no GUID, or there already",
			choice->tenant);
		return false;
	}
	if (choice->shared + choice->guests + choice->lost > choice->users ||
		choice->plans < 1) {
		text_put(why, "too few users or plans for that");
		return false;
	}
	tenant = world_add_tenant(world, choice->name, GENERATED_DOMAIN, &id);
	tenant->cache = choice->cache;
	tenant->switches.gzip = false;
	generator.tenant = tenant;
	add_app(tenant, choice);
	add_sku(tenant, "GENERATED_CURRENT", choice->plans,
		"EXCHANGE_S_ENTERPRISE", 10, &generator.mailbox_plan)
		->seats = choice->users + 1000;
	add_sku(tenant, "GENERATED_FORMER", 2, "EXCHANGE_S_STANDARD", 20,
		&generator.former_mailbox_plan)
		->seats = 0;
	tenant->switches.audit = choice->audit;
	tenant->audit.unordered = true;
	add_users(&generator);
	audit_sort(&tenant->audit);
	tenant->switches.audit = 1;
	world->current = tenant;
	return true;
}

bool
generate(struct world *world, const char *options, time_t now, struct text *why)
{
	char *buffer = alloc_copy(options);
	struct generate_choice choice = {.tenant = GENERATED_TENANT,
		.client = GENERATED_CLIENT,
		.secret = GENERATED_SECRET,
		.name = "generated",
		.users = 1000,
		.seed = 1,
		.plans = 20,
		.audit = true};
	bool ok = generate_read_options(&choice, buffer, why) &&
		  make_tenant(world, &choice, now, why);

	free(buffer);
	return ok;
}
