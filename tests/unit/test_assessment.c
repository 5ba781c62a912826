// SPDX-License-Identifier: MIT
#include "core/assessment.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "life.h"

struct fixture {
	struct tenant tenant;
	struct judging judging;
	struct assessment assessment;
};

static void
begin(struct fixture *fixture, size_t limit)
{
	*fixture = (struct fixture){0};
	tenant_init(&fixture->tenant, "contoso");
	fixture->judging = (struct judging){.tenant = &fixture->tenant,
		.warning = fixture->tenant.warning,
		.critical = fixture->tenant.critical,
		.now = life_at(100),
		.looked_at = life_at(100)};
	assessment_init(&fixture->assessment, &fixture->judging, limit);
}

static void
end(struct fixture *fixture)
{
	assessment_release(&fixture->assessment);
	assert_null(fixture->assessment.items);
	assert_int_equal(fixture->assessment.item_count, 0);
	tenant_release(&fixture->tenant);
}

/* A confirmed loss of a license on `day`. */
static struct mailbox
lost_on(double day, unsigned char number)
{
	struct mailbox mailbox = {.user_id = {{number}},
		.cause = CAUSE_LICENSE_REMOVED,
		.plans = PLANS_DELETED,
		.loss = 1,
		.confirmed = true,
		.first_seen_at = life_at(day),
		.counts_from = life_at(day),
		.lost_earliest = life_at(day),
		.lost_latest = life_at(day)};

	return mailbox;
}

static void
add(struct fixture *fixture, const struct mailbox *mailbox)
{
	const struct handling none = {0};

	assessment_add(&fixture->assessment, mailbox, &none, NULL, NULL);
}

static void
add_many(struct fixture *fixture, const struct mailbox *mailbox, int count)
{
	for (int i = 0; i < count; i++) {
		add(fixture, mailbox);
	}
}

static void
test_nothing(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 10);
	assessment_finish(&f.assessment);
	assert_int_equal(assessment_state(&f.assessment), CHECK_OK);
	assert_null(assessment_top_actor(&f.assessment));
	assert_false(f.assessment.has_soonest);
	end(&f);
}

/* The counters of a mixed lot. */
static void
test_counts(void **state)
{
	const double days[] = {99.5, 75, 65, 72, 80, 95, 72, 90};
	struct fixture f;

	(void)state;
	begin(&f, 3);
	for (size_t i = 0; i < COUNT_OF(days); i++) {
		struct mailbox mailbox = lost_on(days[i], (unsigned char)i);
		mailbox.confirmed = i != 4;
		add(&f, &mailbox);
	}
	assessment_finish(&f.assessment);
	assert_int_equal(f.assessment.item_count, 3);
	assert_int_equal(f.assessment.items[0].mailbox.user_id.bytes[0], 2);
	assert_int_equal(f.assessment.items[1].mailbox.user_id.bytes[0], 3);
	assert_int_equal(f.assessment.items[2].mailbox.user_id.bytes[0], 6);
	assert_int_equal(f.assessment.soonest_left_s, -5 * TIMESTAMP_DAY_S);
	assert_int_equal(f.assessment.soonest.mailbox.user_id.bytes[0], 2);
	assert_int_equal(f.assessment.in_window, 8);
	assert_int_equal(f.assessment.unconfirmed, 1);
	assert_int_equal(f.assessment.restorable, 7);
	assert_int_equal(f.assessment.phases[PHASE_OVERDUE], 1);
	assert_int_equal(f.assessment.phases[PHASE_EXPIRING], 7);
	assert_int_equal(f.assessment.states[CHECK_CRITICAL], 3);
	assert_int_equal(f.assessment.states[CHECK_WARNING], 1);
	assert_int_equal(f.assessment.states[CHECK_OK], 4);
	assert_int_equal(f.assessment.window_states[CHECK_CRITICAL], 3);
	assert_int_equal(f.assessment.window_states[CHECK_OK], 4);
	assert_int_equal(assessment_state(&f.assessment), CHECK_CRITICAL);
	end(&f);
}

/* One mailbox is enough, whatever its state. */
static void
test_state_of_one(void **state)
{
	(void)state;
	for (int one = CHECK_OK; one <= CHECK_UNKNOWN; one++) {
		struct fixture f;
		struct mailbox mailbox = lost_on(90, 1);
		begin(&f, 1);
		f.tenant.undated_state = (enum check_state)one;
		mailbox.lost_earliest = mailbox.counts_from = 0;
		add(&f, &mailbox);
		assert_int_equal(assessment_state(&f.assessment), one);
		end(&f);
	}
}

/* Of two that end in the same second the lower id is named. */
static void
test_equally_soon(void **state)
{
	(void)state;
	for (int turn = 0; turn < 2; turn++) {
		struct fixture f;
		begin(&f, 1);
		for (int i = 0; i < 2; i++) {
			struct mailbox mailbox =
				lost_on(75, (unsigned char)(turn == i ? 5 : 9));
			mailbox.actor =
				i == turn ? (char[]){"a"} : (char[]){"b"};
			mailbox.lost_latest = life_at(100);
			mailbox.lost_earliest = life_at(99.9);
			add(&f, &mailbox);
		}
		assessment_finish(&f.assessment);
		assert_int_equal(
			f.assessment.soonest.mailbox.user_id.bytes[0], 5);
		assert_string_equal(
			assessment_top_actor(&f.assessment)->actor, "a");
		end(&f);
	}
}

static const struct {
	const char *name;
	int confirmed;
	int unconfirmed;
	enum check_state cap;
	enum check_state state;
} masses[] = {
	{"none", 0, 0, CHECK_CRITICAL, CHECK_OK},
	{"one short of a warning", 24, 0, CHECK_CRITICAL, CHECK_OK},
	{"a warning", 25, 0, CHECK_CRITICAL, CHECK_WARNING},
	{"one short of critical", 99, 0, CHECK_CRITICAL, CHECK_WARNING},
	{"critical", 100, 0, CHECK_CRITICAL, CHECK_CRITICAL},
	{"both kinds count together", 60, 40, CHECK_CRITICAL, CHECK_CRITICAL},
	{"unconfirmed ones are capped", 0, 100, CHECK_WARNING, CHECK_WARNING},
	{"capped to nothing", 0, 100, CHECK_OK, CHECK_OK},
	{"capped, with a warning of its own", 25, 75, CHECK_OK, CHECK_WARNING},
	{"confirmed ones are not capped", 100, 1, CHECK_OK, CHECK_CRITICAL},
	{"together, capped", 24, 76, CHECK_WARNING, CHECK_WARNING},
};

static void
test_mass_loss(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(masses); i++) {
		struct fixture f;
		struct mailbox mailbox = lost_on(99.5, 1);
		begin(&f, 3);
		f.tenant.unconfirmed = masses[i].cap;
		add_many(&f, &mailbox, masses[i].confirmed);
		mailbox.confirmed = false;
		add_many(&f, &mailbox, masses[i].unconfirmed);
		assessment_finish(&f.assessment);
		if (assessment_mass_state(&f.assessment) != masses[i].state ||
			assessment_state(&f.assessment) != masses[i].state) {
			fail_msg("%s: %s", masses[i].name,
				check_state_text(
					assessment_mass_state(&f.assessment)));
		}
		end(&f);
	}
}

/* What belongs to a mass loss, and what does not. */
static void
test_recent(void **state)
{
	struct fixture f;
	struct mailbox mailbox = lost_on(99 + 1 / 86400.0, 1);
	struct handling released = {.released = true};

	(void)state;
	begin(&f, 3);
	add(&f, &mailbox);
	assert_int_equal(f.assessment.recent, 1);
	mailbox = lost_on(99, 1); /* a day ago to the second */
	add(&f, &mailbox);
	mailbox = lost_on(99.99, 1); /* younger than an hour */
	add(&f, &mailbox);
	mailbox = lost_on(99.5, 1);
	assessment_add(&f.assessment, &mailbox, &released, NULL, NULL);
	mailbox.restored_at = life_at(99.9);
	add(&f, &mailbox);
	mailbox = lost_on(90, 1); /* first seen today, no witness */
	mailbox.first_seen_at = mailbox.lost_latest = life_at(99.9);
	add(&f, &mailbox);
	assert_int_equal(f.assessment.recent, 1);
	mailbox.absent_at = life_at(90); /* down for days: it may be new */
	add(&f, &mailbox);
	assert_int_equal(f.assessment.recent, 2);
	f.tenant.mass_warning = 1;
	assert_int_equal(assessment_mass_state(&f.assessment), CHECK_WARNING);
	f.tenant.mass_warning = 0; /* switched off */
	f.tenant.mass_critical = 0;
	assert_int_equal(assessment_mass_state(&f.assessment), CHECK_OK);
	end(&f);
}

/* The text is one and the same place each time, as that of a row is. */
static void
name_actor(void *context, struct mailbox *mailbox)
{
	static const char *const names[] = {"ada", "bob", "bob", "cid"};
	char *place = context;

	(void)snprintf(place, 8, "%s", names[mailbox->user_id.bytes[0]]);
	mailbox->actor = place;
	mailbox->actor_kind = ACTOR_USER;
}

static void
test_actors(void **state)
{
	struct fixture f;
	const struct handling none = {0};
	char place[8];

	(void)state;
	begin(&f, 0);
	for (unsigned char i = 0; i < 4; i++) {
		struct mailbox mailbox = lost_on(99.5, i);
		assessment_add(
			&f.assessment, &mailbox, &none, name_actor, place);
		add(&f, &mailbox); /* and one that is nobody's */
	}
	assert_int_equal(f.assessment.actor_count, 3);
	assert_string_equal(assessment_top_actor(&f.assessment)->actor, "bob");
	assert_int_equal(assessment_top_actor(&f.assessment)->count, 2);
	assert_int_equal(assessment_top_actor(&f.assessment)->kind, ACTOR_USER);
	end(&f);
}

static void
complete(void *context, struct mailbox *mailbox)
{
	int *called = context;

	mem_replace_text(&mailbox->actor, "ada");
	(*called)++;
}

/* Rows come without texts; those that are shown get them in the end. */
static void
test_completing(void **state)
{
	struct fixture f;
	int called = 0;

	(void)state;
	begin(&f, 1);
	assessment_complete(&f.assessment, complete, &called);
	assert_int_equal(called, 0);
	for (unsigned char i = 0; i < 3; i++) {
		struct mailbox mailbox = lost_on(75 + i, i);
		add(&f, &mailbox);
	}
	assessment_finish(&f.assessment);
	assessment_complete(&f.assessment, complete, &called);
	assert_int_equal(called, 2);
	assert_string_equal(f.assessment.soonest.mailbox.actor, "ada");
	assert_string_equal(f.assessment.items[0].mailbox.actor, "ada");
	end(&f);
}

/* What is counted, but not listed. */
static void
test_counted_only(void **state)
{
	const struct handling released = {.released = true};
	const struct handling excluded = {.excluded = true};
	struct mailbox mailbox = lost_on(90, 1);
	struct fixture f;

	(void)state;
	begin(&f, 9);
	assessment_add(&f.assessment, &mailbox, &released, NULL, NULL);
	assessment_add(&f.assessment, &mailbox, &excluded, NULL, NULL);
	mailbox = lost_on(50, 1);
	add(&f, &mailbox); /* expired */
	mailbox.absent_at = mailbox.first_seen_at;
	add(&f, &mailbox); /* as it was seen to */
	mailbox.restored_at = life_at(50);
	add(&f, &mailbox); /* alive */
	mailbox = lost_on(50, 1);
	mailbox.first_seen_at = life_at(95);
	mailbox.sources = SOURCE_AUDIT;
	add(&f, &mailbox); /* past when it was first seen */
	mailbox = lost_on(90, 1);
	mailbox.lost_earliest = mailbox.counts_from = 0;
	add(&f, &mailbox); /* undated: in the window, but not the soonest */
	mailbox.probe = PROBE_USER;
	add(&f, &mailbox); /* nor while it answers */
	assert_int_equal(f.assessment.item_count, 2);
	assert_int_equal(f.assessment.in_window, 2);
	assert_false(f.assessment.has_soonest);
	assert_int_equal(f.assessment.phases[PHASE_RELEASED], 1);
	assert_int_equal(f.assessment.phases[PHASE_EXCLUDED], 1);
	assert_int_equal(f.assessment.phases[PHASE_EXPIRED], 2);
	assert_int_equal(f.assessment.phases[PHASE_PAST], 1);
	assert_int_equal(f.assessment.phases[PHASE_ALIVE], 1);
	assert_int_equal(f.assessment.phases[PHASE_UNDATED], 1);
	assert_int_equal(f.assessment.phases[PHASE_CONNECTED], 1);
	end(&f);
}

static void
test_more_actors_than_are_counted(void **state)
{
	struct fixture f;

	(void)state;
	begin(&f, 0);
	for (int i = 0; i < ASSESSMENT_ACTOR_LIMIT + 6; i++) {
		struct mailbox mailbox = lost_on(99.5, 1);
		mailbox.actor = mem_print("%d", i);
		add(&f, &mailbox);
		free(mailbox.actor);
	}
	assert_int_equal(f.assessment.actor_count, ASSESSMENT_ACTOR_LIMIT);
	end(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_counts),
		cmocka_unit_test(test_state_of_one),
		cmocka_unit_test(test_equally_soon),
		cmocka_unit_test(test_mass_loss),
		cmocka_unit_test(test_recent),
		cmocka_unit_test(test_actors),
		cmocka_unit_test(test_completing),
		cmocka_unit_test(test_counted_only),
		cmocka_unit_test(test_more_actors_than_are_counted),
	};

	return cmocka_run_group_tests_name("assessment", tests, NULL, NULL);
}
