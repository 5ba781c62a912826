// SPDX-License-Identifier: MIT
/*
 * Remedies left behind by whatever crash, in worlds that answer as they like:
 * no second restore, no assignment within a minute of one in doubt, an end.
 */
#include "core/step.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define BEGIN 1000000
#define STEP_LIMIT 400
#define READ_LAG_S 45

static struct tenant tenant;
static struct sku skus[2];
static struct sku_plan sku_plans[2];
static struct sku_list sku_list = {skus, 2};

/* ---- what no move may ever be ---- */

struct watch {
	int restores;
	int assigns;
	int steps;
};

static void
check_write(struct watch *watch, const struct remedy *remedy,
	const struct remedy_seen *seen, const struct remedy_move *move)
{
	const struct remedy_write *assign = &remedy->writes[WRITE_ASSIGN];

	assert_false(seen->halted);
	assert_int_not_equal(seen->place, PLACE_GONE);
	switch (move->write) {
	case WRITE_RESTORE:
		assert_int_equal(seen->place, PLACE_DELETED);
		assert_int_equal(remedy->writes[WRITE_RESTORE].count, 0);
		assert_int_equal(++watch->restores, 1);
		break;
	case WRITE_ASSIGN:
		assert_int_equal(seen->place, PLACE_ACTIVE);
		assert_non_null(move->choice.sku);
		if (assign->result == WRITE_SENT ||
			assign->result == WRITE_LOST) {
			assert_true(seen->now >= assign->sent_at + 60);
		}
		assert_true(assign->count < STEP_ASSIGN_TRIES);
		assert_true(++watch->assigns <= STEP_ASSIGN_TRIES);
		break;
	case WRITE_LOCATE:
	case WRITE_BLOCK:
		assert_int_equal(seen->place, PLACE_ACTIVE);
		break;
	}
}

static bool
is_alive(const struct user *user)
{
	time_t ignored = 0;

	return mailbox_plans(user, &tenant.plans, &ignored) == PLANS_ALIVE;
}

/* Carries a move out but for writing; `*now` moves on.  False: it closed. */
static bool
carry_out(struct watch *watch, struct remedy *remedy, struct remedy_seen *seen,
	const struct remedy_move *move)
{
	assert_true(++watch->steps < STEP_LIMIT);
	switch (move->what) {
	case DO_WRITE:
		check_write(watch, remedy, seen, move);
		remedy_sent(remedy, move, seen->now);
		break;
	case DO_PROBE:
		assert_int_equal(seen->probe, PROBE_NEVER);
		break;
	case DO_WAIT:
		assert_true(move->wait_until > seen->now);
		remedy_moved(remedy, move, seen->now);
		seen->now = move->wait_until;
		break;
	case DO_CLOSE:
		if (move->state == REMEDY_VERIFIED) {
			assert_int_equal(seen->place, PLACE_ACTIVE);
			assert_true(is_alive(seen->user) ||
				    (remedy->cause == CAUSE_SHARED_DELETED &&
					    seen->probe != PROBE_USER));
		}
		remedy_moved(remedy, move, seen->now);
		return false;
	}
	return true;
}

/* ---- every combination, and a world that does not move ---- */

struct still {
	enum write_result results[WRITE_KINDS];
	bool to_the_end; /* assigned as often as allowed */
	time_t ago_s;
	enum cause cause;
	enum place place;
	enum plans plans;
	enum probe_answer probe;
	enum write_result answer; /* to whatever is written */
};

static void
run_still(const struct still *still)
{
	struct user_plan plan = {tenant.plans.plans[0], PLAN_STATUS_DELETED, 9};
	char location[] = "DE";
	struct user user = {.account_enabled = TRI_YES,
		.plans = &plan,
		.plan_count = still->plans == PLANS_NONE ? 0 : 1,
		.usage_location = location};
	struct remedy remedy = {.cause = still->cause,
		.deadline = {.latest = BEGIN + 1000},
		.block = true,
		.state = REMEDY_OPEN,
		.opened_at = BEGIN - still->ago_s,
		.sku = skus[0].id};
	struct remedy_seen seen = {.now = BEGIN,
		.place = still->place,
		.user = still->place == PLACE_GONE ? NULL : &user,
		.skus = &sku_list};
	struct watch watch = {0};
	bool goes_on = true;

	plan.status = still->plans == PLANS_ALIVE ? PLAN_STATUS_ENABLED
						  : PLAN_STATUS_DELETED;
	for (size_t i = 0; i < WRITE_KINDS; i++) {
		if (still->results[i] != WRITE_NONE) {
			remedy.writes[i] = (struct remedy_write){
				still->results[i], BEGIN - still->ago_s, 1};
		}
	}
	if (still->to_the_end && remedy.writes[WRITE_ASSIGN].count > 0) {
		remedy.writes[WRITE_ASSIGN].count = STEP_ASSIGN_TRIES;
	}
	while (goes_on) {
		struct remedy_move move = {0};
		remedy_next(&remedy, &tenant, &seen, &move);
		goes_on = carry_out(&watch, &remedy, &seen, &move);
		seen.probe = move.what == DO_PROBE ? still->probe : PROBE_NEVER;
		if (move.what == DO_WRITE && still->answer != WRITE_SENT) {
			remedy_answered(&remedy, move.write, still->answer,
				"no", seen.now);
		}
		remedy_move_release(&move);
	}
	free(remedy.reason);
}

static const enum write_result answers[] = {WRITE_DONE, WRITE_SENT, WRITE_LOST,
	WRITE_BUSY, WRITE_NO_SEAT, WRITE_NO_LOCATION, WRITE_FORBIDDEN};
static const enum probe_answer probes[] = {
	PROBE_USER, PROBE_NOT_FOUND, PROBE_DENIED};
static const time_t ages[] = {0, 59, 60, 5000};
static const enum cause causes[] = {
	CAUSE_LICENSE_REMOVED, CAUSE_USER_DELETED, CAUSE_SHARED_DELETED};

/* Of the fewer dimensions, whatever can be seen. */
static void
run_all_sights(struct still *still)
{
	for (size_t i = 0; i < COUNT_OF(causes) * COUNT_OF(ages); i++) {
		still->cause = causes[i % COUNT_OF(causes)];
		still->ago_s = ages[i / COUNT_OF(causes)];
		still->place = PLACE_GONE;
		run_still(still);
		still->place = PLACE_DELETED;
		run_still(still);
		still->place = PLACE_ACTIVE;
		for (enum plans p = PLANS_NONE; p <= PLANS_DELETED; p++) {
			still->plans = p;
			run_still(still);
		}
		still->plans = PLANS_ALIVE;
		for (size_t k = 1; k < COUNT_OF(probes); k++) {
			still->probe = probes[k];
			run_still(still);
		}
		still->probe = PROBE_USER;
	}
}

static void
test_every_combination(void **state)
{
	(void)state;
	for (int i = 0; i <= WRITE_REFUSED; i++) {
		for (int k = 0; k <= WRITE_REFUSED; k++) {
			for (size_t a = 0; a < COUNT_OF(answers); a++) {
				struct still still = {.probe = PROBE_USER,
					.answer = answers[a],
					.to_the_end = (i + k) % 3 == 0};
				still.results[WRITE_RESTORE] =
					(enum write_result)i;
				still.results[WRITE_ASSIGN] =
					(enum write_result)k;
				still.results[WRITE_BLOCK] =
					answers[(size_t)(i + k) %
						COUNT_OF(answers)];
				run_all_sights(&still);
			}
		}
	}
}

/* ---- worlds that obey, but late, and do not always say so ---- */

/* What is true; 0: not yet.  A read may show things as they were. */
struct world {
	uint64_t random;
	time_t restored_at;
	time_t assigned_at[2];
	time_t blocked_at;
	bool was_deleted;
	int restores;
	bool honest; /* nothing goes wrong */
};

static unsigned
draw(struct world *world, unsigned limit)
{
	world->random =
		world->random * 6364136223846793005U + 1442695040888963407U;
	return (unsigned)(world->random >> 33) % limit;
}

static bool
shows(struct world *world, time_t since, time_t now)
{
	time_t lag_s = world->honest ? 0 : (time_t)draw(world, READ_LAG_S);

	return since != 0 && since + lag_s <= now;
}

static void
look(struct world *world, struct user *user, struct remedy_seen *seen)
{
	bool is_back = !world->was_deleted ||
		       shows(world, world->restored_at, seen->now);

	user->license_count = 0;
	user->plans[0].status = PLAN_STATUS_DELETED;
	for (size_t i = 0; i < 2; i++) {
		if (shows(world, world->assigned_at[i], seen->now)) {
			user->licenses[user->license_count++].sku = skus[i].id;
			if (seen->now >= world->assigned_at[i] + 50) {
				user->plans[0].status = PLAN_STATUS_ENABLED;
			}
		}
	}
	user->account_enabled =
		shows(world, world->blocked_at, seen->now) ? TRI_NO : TRI_YES;
	seen->place = is_back ? PLACE_ACTIVE : PLACE_DELETED;
}

static void
take_effect(struct world *world, const struct remedy_move *move, time_t now)
{
	switch (move->write) {
	case WRITE_RESTORE:
		world->restores++;
		world->restored_at = now;
		break;
	case WRITE_ASSIGN:
		world->assigned_at[move->choice.sku == &skus[1]] = now;
		break;
	case WRITE_BLOCK:
		world->blocked_at = now;
		break;
	case WRITE_LOCATE:
		break;
	}
}

static void
obey(struct world *world, struct remedy *remedy, const struct remedy_move *move,
	time_t now)
{
	static const enum write_result odd[] = {WRITE_SENT, WRITE_LOST,
		WRITE_BUSY, WRITE_SENT, WRITE_LOST, WRITE_BUSY, WRITE_NO_SEAT};
	unsigned how = world->honest ? 99 : draw(world, 12);

	if (how >= COUNT_OF(odd) ||
		(odd[how] == WRITE_NO_SEAT && move->write != WRITE_ASSIGN)) {
		take_effect(world, move, now);
		remedy_answered(remedy, move->write, WRITE_DONE, "", now);
		return;
	}
	/* The first three took effect all the same. */
	if (how < 3) {
		take_effect(world, move, now);
	}
	if (odd[how] != WRITE_SENT) {
		remedy_answered(remedy, move->write, odd[how], "odd", now);
	}
}

/* Somebody takes, or gives back, seats now and then. */
static void
trade_seats(struct world *world)
{
	for (size_t i = 0; i < 2; i++) {
		skus[i].consumed_seats =
			world->honest || draw(world, 3) != 0 ? 0 : 5;
	}
}

static void
run_world(struct world *world)
{
	struct user_plan plan = {.plan = tenant.plans.plans[0]};
	struct user_license licenses[2] = {0};
	struct user user = {
		.plans = &plan, .plan_count = 1, .licenses = licenses};
	struct remedy remedy = {.cause = world->was_deleted
						 ? CAUSE_USER_DELETED
						 : CAUSE_LICENSE_REMOVED,
		.deadline = {.latest = BEGIN + 100000},
		.block = world->was_deleted,
		.state = REMEDY_OPEN,
		.opened_at = BEGIN,
		.sku = skus[0].id};
	struct remedy_seen seen = {
		.now = BEGIN, .user = &user, .skus = &sku_list};
	struct watch watch = {0};
	bool goes_on = true;

	while (goes_on) {
		struct remedy_move move = {0};
		trade_seats(world);
		look(world, &user, &seen);
		remedy_next(&remedy, &tenant, &seen, &move);
		goes_on = carry_out(&watch, &remedy, &seen, &move);
		if (move.what == DO_WRITE) {
			obey(world, &remedy, &move, seen.now);
		}
		seen.probe = move.what == DO_PROBE ? PROBE_USER : PROBE_NEVER;
		remedy_move_release(&move);
	}
	assert_true(world->restores <= 1);
	/* In doubt about one, never another one beside it. */
	assert_true(world->assigned_at[0] == 0 || world->assigned_at[1] == 0);
	if (world->honest) {
		assert_int_equal(remedy.state, REMEDY_VERIFIED);
		assert_int_equal(world->blocked_at != 0, world->was_deleted);
	}
	if (remedy.state == REMEDY_REFUSED) {
		assert_true(world->restored_at == 0 &&
			    world->assigned_at[0] == 0 &&
			    world->assigned_at[1] == 0);
	}
	free(remedy.reason);
}

static void
test_worlds(void **state)
{
	(void)state;
	for (uint64_t seed = 0; seed < 40000; seed++) {
		struct world world = {.random = seed,
			.was_deleted = seed % 2 == 0,
			.honest = seed < 4};
		run_world(&world);
	}
}

static int
set_up(void **state)
{
	static char names[2][3] = {"E3", "E5"};

	(void)state;
	tenant_init(&tenant, "contoso");
	tenant.policy.verify_timeout_s = 1800;
	text_list_add(&tenant.policy.restore_skus, "E5");
	for (unsigned char i = 0; i < 2; i++) {
		sku_plans[i] = (struct sku_plan){
			.plan = tenant.plans.plans[0], .usable = true};
		skus[i] = (struct sku){.id = {{(unsigned char)(i + 1)}},
			.part_number = names[i],
			.status = PLAN_STATUS_ENABLED,
			.for_users = true,
			.enabled_seats = 5,
			.plans = &sku_plans[i],
			.plan_count = 1};
	}
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	tenant_release(&tenant);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_combination),
		cmocka_unit_test(test_worlds),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
