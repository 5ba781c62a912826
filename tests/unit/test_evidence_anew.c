// SPDX-License-Identifier: MIT
/* What a merge takes away: a new loss, a mailbox that is there again. */
#include "core/evidence.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"
#include "core/population.h"
#include "life.h"
#include "merging.h"

static const struct guid e3 = {{0xe3}};

/* Nothing of the loss before goes over to the next one. */
static void
test_a_new_loss_starts_clean(void **state)
{
	struct mailbox mailbox = {
		.user_id = {{7}},
		.plans = PLANS_ALIVE,
		.cause = CAUSE_LICENSE_REMOVED,
		.probe = PROBE_USER,
		.actor_kind = ACTOR_USER,
		.actor = mem_text("admin@example.com"),
		.sku = e3,
		.loss = 3,
		.first_seen_at = life_at(50),
		.absent_at = life_at(49),
		.plan_at = life_at(49.5),
		.deleted_at = life_at(49.6),
		.audit_at = life_at(49.7),
		.answered_at = life_at(51),
		.silent_at = life_at(52),
		.gone_at = life_at(53),
		.restored_at = life_at(60),
	};

	(void)state;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	assert_int_equal(mailbox.loss, 4);
	assert_int_equal(mailbox.first_seen_at, life_at(100));
	assert_int_equal(mailbox.absent_at, life_at(60));
	assert_int_equal(mailbox.plan_at, 0);
	assert_int_equal(mailbox.deleted_at, 0);
	assert_int_equal(mailbox.audit_at, 0);
	assert_int_equal(mailbox.actor_kind, ACTOR_UNKNOWN);
	assert_null(mailbox.actor);
	assert_int_equal(mailbox.probe, PROBE_NEVER);
	assert_int_equal(mailbox.answered_at, 0);
	assert_int_equal(mailbox.silent_at, 0);
	assert_int_equal(mailbox.gone_at, 0);
	assert_int_equal(mailbox.restored_at, 0);
	assert_true(guid_is_nil(&mailbox.sku));
	mailbox_release(&mailbox);
}

/* One that is there again is not gone, whether lost or alive. */
static void
test_there_again(void **state)
{
	struct mailbox mailbox = {0};
	struct observation gone;
	struct observation alive = merging_lost;

	(void)state;
	observation_of_gone(&merging_lost.user_id, 0, &gone);
	alive.plans = PLANS_ALIVE;
	alive.has_license = true;
	alive.probe = PROBE_USER;
	assert_true(merging_look(&mailbox, merging_lost, 100));
	assert_true(merging_look(&mailbox, gone, 101));
	assert_true(merging_look(&mailbox, merging_lost, 102));
	assert_int_equal(mailbox.gone_at, 0);
	assert_true(merging_look(&mailbox, gone, 103));
	assert_int_equal(mailbox.gone_at, life_at(103));
	assert_true(merging_look(&mailbox, alive, 104));
	assert_int_equal(mailbox.gone_at, 0);
	assert_int_equal(mailbox.restored_at, life_at(104));
	mailbox_release(&mailbox);
}

/* It was listed all the time, so no look at it is a witness. */
static void
test_cut_off_after_it_came_back(void **state)
{
	const struct history history = {
		.probe_permitted = true, .probed_at = life_at(98)};
	struct mailbox before = {
		.user_id = {{7}},
		.plans = PLANS_DELETED,
		.cause = CAUSE_LICENSE_REMOVED,
		.probe = PROBE_USER,
		.ever_alive = true,
		.loss = 1,
		.first_seen_at = life_at(50),
		.absent_at = life_at(49),
		.answered_at = life_at(60),
		.restored_at = life_at(60),
	};
	struct observation seen = merging_lost;
	struct mailbox after;
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	memset(&after, 0x5a, sizeof(after));
	seen.at = life_at(100);
	seen.probe = PROBE_NOT_FOUND;
	assert_true(evidence_merge(&before, &seen, &history, &tenant, &after));
	assert_int_equal(after.loss, 2);
	assert_int_equal(after.absent_at, 0);
	assert_int_equal(after.first_seen_at, life_at(100));
	assert_int_equal(after.answered_at, life_at(98));
	assert_int_equal(after.silent_at, life_at(100));
	mailbox_release(&after);
	tenant_release(&tenant);
}

/* One that could not be asked had answered until then. */
static void
test_asked_in_vain(void **state)
{
	const struct history history = {
		.probe_permitted = true, .probed_at = life_at(98)};
	struct mailbox before = {
		.user_id = {{7}},
		.plans = PLANS_DELETED,
		.cause = CAUSE_LICENSE_REMOVED,
		.probe = PROBE_USER,
		.loss = 1,
		.first_seen_at = life_at(90),
		.answered_at = life_at(90),
	};
	struct observation seen = merging_lost;
	struct mailbox after;
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	seen.at = life_at(100);
	seen.probe = PROBE_FAILED;
	assert_true(evidence_merge(&before, &seen, &history, &tenant, &after));
	assert_int_equal(after.loss, 1);
	assert_int_equal(after.probe, PROBE_FAILED);
	assert_int_equal(after.answered_at, life_at(98));
	assert_int_equal(after.silent_at, 0);
	mailbox_release(&after);
	/* Whatever lay there before is nothing of a mailbox never seen. */
	memset(&after, 0x5a, sizeof(after));
	seen.probe = PROBE_NEVER;
	assert_true(evidence_merge(NULL, &seen, &history, &tenant, &after));
	assert_int_equal(after.id, 0);
	assert_int_equal(after.audit_at, 0);
	assert_int_equal(after.announced, 0);
	mailbox_release(&after);
	tenant_release(&tenant);
}

/* Which loss it is by then, told of day 100. */
static int64_t
loss_after(const struct mailbox *before, struct observation seen)
{
	const struct history history = {.probe_permitted = true};
	struct mailbox after = {0};
	struct tenant tenant;
	int64_t loss = 0;

	tenant_init(&tenant, "contoso");
	seen.at = life_at(100);
	assert_true(evidence_merge(before, &seen, &history, &tenant, &after));
	loss = after.loss;
	mailbox_release(&after);
	tenant_release(&tenant);
	return loss;
}

/* Back and deleted again between two looks; a run apart it is the same. */
static void
test_shared_deleted_again(void **state)
{
	const struct mailbox before = {
		.user_id = {{7}},
		.place = PLACE_DELETED,
		.cause = CAUSE_SHARED_DELETED,
		.loss = 1,
		.first_seen_at = life_at(91),
		.deleted_at = life_at(90),
	};
	struct observation seen = merging_lost;

	(void)state;
	seen.place = PLACE_DELETED;
	seen.plans = PLANS_NONE;
	seen.deleted_at = life_at(90);
	assert_int_equal(loss_after(&before, seen), 1);
	seen.deleted_at = life_at(90) + EVIDENCE_RUN_S;
	assert_int_equal(loss_after(&before, seen), 1);
	seen.deleted_at++;
	assert_int_equal(loss_after(&before, seen), 2);
}

/* Nowhere to be seen for a week, and there again: somebody else's tale. */
static void
test_gone_for_long(void **state)
{
	struct mailbox before = {
		.user_id = {{7}},
		.place = PLACE_GONE,
		.plans = PLANS_DELETED,
		.cause = CAUSE_LICENSE_REMOVED,
		.loss = 1,
		.first_seen_at = life_at(80),
		.gone_at = life_at(100) - POPULATION_GONE_DOUBTED_S,
	};
	struct observation gone;

	(void)state;
	observation_of_gone(&merging_lost.user_id, 0, &gone);
	assert_int_equal(loss_after(&before, merging_lost), 1);
	assert_int_equal(loss_after(&before, gone), 1);
	before.gone_at--;
	assert_int_equal(loss_after(&before, merging_lost), 2);
	assert_int_equal(loss_after(&before, gone), 1);
}

/* One answer after the other to the weekly question, with the week before. */
static void
ask(struct mailbox *mailbox, enum probe_answer answer, double day)
{
	const struct history history = {
		.probe_permitted = true,
		.listed_at = life_at(day - 1),
		.probed_at = life_at(day - 1),
		.shared_probed_at = life_at(day - 7),
		.dates_move = TRI_NO,
	};
	struct observation seen = merging_lost;
	struct mailbox after = {0};
	struct tenant tenant;

	tenant_init(&tenant, "contoso");
	seen.at = life_at(day);
	seen.probe = answer;
	assert_true(
		evidence_merge(mailbox->user_id.bytes[0] == 0 ? NULL : mailbox,
			&seen, &history, &tenant, &after));
	mailbox_release(mailbox);
	*mailbox = after;
	tenant_release(&tenant);
}

/* A shared one that could not be asked: that others answer says nothing of it.
 */
static void
test_unheard(void **state)
{
	struct mailbox mailbox = {0};

	(void)state;
	ask(&mailbox, PROBE_SHARED, 10);
	assert_int_equal(mailbox.silent_at, 0);
	ask(&mailbox, PROBE_SHARED, 17);
	ask(&mailbox, PROBE_FAILED, 24);
	assert_int_equal(mailbox.probe, PROBE_SHARED);
	assert_int_equal(mailbox.answered_at, life_at(17));
	assert_int_equal(mailbox.silent_at, life_at(24));
	ask(&mailbox, PROBE_FAILED, 32);
	assert_int_equal(mailbox.answered_at, life_at(17));
	assert_int_equal(mailbox.silent_at, life_at(24));
	ask(&mailbox, PROBE_NEVER, 32.5);
	assert_int_equal(mailbox.silent_at, life_at(24));
	ask(&mailbox, PROBE_NOT_FOUND, 33);
	assert_int_equal(mailbox.cause, CAUSE_LICENSE_REMOVED);
	assert_int_equal(
		mailbox.lost_earliest, life_at(17) - EVIDENCE_PROBE_LAG_S);
	assert_int_equal(mailbox.lost_latest, life_at(33));
	mailbox_release(&mailbox);
}

/* The same of one that was lost, and is back as a shared one. */
static void
test_back_and_unheard(void **state)
{
	struct mailbox mailbox = {0};

	(void)state;
	ask(&mailbox, PROBE_NOT_FOUND, 10);
	ask(&mailbox, PROBE_SHARED, 20);
	assert_int_equal(mailbox.restored_at, life_at(20));
	assert_int_equal(mailbox.silent_at, life_at(10));
	ask(&mailbox, PROBE_NEVER, 21);
	assert_int_equal(mailbox.silent_at, life_at(10));
	ask(&mailbox, PROBE_DENIED, 27);
	assert_int_equal(mailbox.answered_at, life_at(20));
	assert_int_equal(mailbox.silent_at, life_at(27));
	ask(&mailbox, PROBE_SHARED, 28);
	assert_int_equal(mailbox.silent_at, 0);
	assert_int_equal(mailbox.restored_at, life_at(20));
	ask(&mailbox, PROBE_FAILED, 35);
	ask(&mailbox, PROBE_NOT_FOUND, 36);
	assert_int_equal(mailbox.loss, 2);
	assert_int_equal(
		mailbox.lost_earliest, life_at(28) - EVIDENCE_PROBE_LAG_S);
	assert_int_equal(mailbox.lost_latest, life_at(36));
	mailbox_release(&mailbox);
}

/* A license came and went while nobody looked: what answers is not the old one.
 */
static void
test_answers_after_its_end(void **state)
{
	static const struct {
		double day;
		enum probe_answer answer;
		int64_t loss;
	} rows[] = {
		{39.9, PROBE_USER, 1}, /* it may have been missing once */
		{40, PROBE_USER, 2},
		{40, PROBE_NOT_FOUND, 1},
		{40, PROBE_FAILED, 1},
	};

	const struct mailbox undated = {
		.user_id = {{7}},
		.plans = PLANS_DELETED,
		.cause = CAUSE_LICENSE_REMOVED,
		.loss = 1,
		.first_seen_at = life_at(10),
		.probe = PROBE_NOT_FOUND,
	};
	struct observation seen = merging_lost;

	(void)state;
	seen.probe = PROBE_USER;
	assert_int_equal(loss_after(&undated, seen), 1);
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		struct mailbox mailbox = {0};

		ask(&mailbox, PROBE_NOT_FOUND, 10);
		assert_int_equal(mailbox.lost_latest, life_at(10));
		ask(&mailbox, rows[i].answer, rows[i].day);
		assert_int_equal(mailbox.loss, rows[i].loss);
		assert_int_equal(mailbox.first_seen_at,
			life_at(rows[i].loss == 1 ? 10 : rows[i].day));
		mailbox_release(&mailbox);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_new_loss_starts_clean),
		cmocka_unit_test(test_there_again),
		cmocka_unit_test(test_asked_in_vain),
		cmocka_unit_test(test_shared_deleted_again),
		cmocka_unit_test(test_gone_for_long),
		cmocka_unit_test(test_cut_off_after_it_came_back),
		cmocka_unit_test(test_unheard),
		cmocka_unit_test(test_back_and_unheard),
		cmocka_unit_test(test_answers_after_its_end),
	};

	return cmocka_run_group_tests_name("evidence anew", tests, NULL, NULL);
}
