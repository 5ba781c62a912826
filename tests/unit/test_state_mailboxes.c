// SPDX-License-Identifier: MIT
/* Mailboxes: the join of known and seen, and writing only what differs. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/evidence.h"
#include "core/mem.h"
#include "core/tenant.h"
#include "state_fixture.h"

static void
saw(struct collection *collection, const struct observation *seen,
	enum seen_by by)
{
	struct error err = {0};

	if (!collection_saw(collection, seen, by, &err)) {
		fail_msg("%s", err.text);
	}
}

/* ---- a row is what was put ------------------------------------------------
 */

static bool
compare_row(void *context, struct state_row *row, const struct mailbox *mailbox,
	struct error *err)
{
	unsigned *count = context;
	struct mailbox read = *mailbox;
	struct mailbox put = fixture_mailbox(++*count);

	/* Judging reads it, with or without texts. */
	assert_int_equal(mailbox->plan_disabled, put.plan_disabled);
	assert_true(state_row_texts(row, &read, err));
	assert_true(mailbox_equal(&read, &put));
	assert_int_equal(read.id, *count);
	mailbox_release(&read);
	mailbox_release(&put);
	return true;
}

static void
a_mailbox_is_read_as_it_was_put(void **state)
{
	struct collection *collection = fixture_open();
	enum state_condition condition = STATE_READY;
	struct state_facts facts = {0};
	struct state_reader *reader = NULL;
	struct error err = {0};
	unsigned count = 0;

	(void)state;
	fixture_put(collection, 1, 3);
	reader = fixture_read(&condition);
	assert_true(state_read_facts(reader, &facts, &err));
	assert_true(state_each_mailbox(
		reader, &facts.seats, compare_row, &count, &err));
	assert_int_equal(count, 3);
	state_facts_release(&facts);
	state_close(reader);
	collection_close(collection);
}

/* ---- the join -------------------------------------------------------------
 */

struct join {
	char text[4096];
	size_t length;
	struct guid last;
};

/* "b17", "s17" or "bs17" for a user; order is checked on the way. */
static bool
note_pair(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct join *join = context;
	const struct guid *id =
		before != NULL ? &before->user_id : &seen->user_id;

	(void)err;
	assert_true(before != NULL || seen != NULL);
	assert_true(guid_compare(&join->last, id) < 0);
	join->last = *id;
	if (before != NULL && seen != NULL) {
		assert_true(guid_equal(&before->user_id, &seen->user_id));
	}
	if (join->length < sizeof(join->text) - 16) {
		join->length += (size_t)snprintf(join->text + join->length, 16,
			"%s%s%u ", before == NULL ? "" : "b",
			seen == NULL ? "" : "s",
			id->bytes[14] * 256U + id->bytes[15]);
	}
	return true;
}

static void
known_and_seen_are_joined_in_order(void **state)
{
	struct collection *collection = fixture_open();
	struct join join = {0};
	struct error err = {0};

	(void)state;
	fixture_put(collection, 2, 3);
	for (unsigned i = 4; i >= 3; i--) {
		struct observation seen = fixture_seen(i);
		saw(collection, &seen, SEEN_BY_LISTING);
	}
	assert_true(collection_each(collection, note_pair, &join, &err));
	assert_string_equal(join.text, "b2 bs3 s4 ");
	collection_close(collection);
}

struct counter {
	struct collection *collection;
	unsigned visits;
	bool write;
};

/* Writes to the very table it is visited from. */
static bool
count_and_put(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct counter *counter = context;
	struct mailbox mailbox = {0};
	bool ok = true;

	counter->visits++;
	if (before == NULL) {
		mailbox = fixture_mailbox(seen->user_id.bytes[14] * 256U +
					  seen->user_id.bytes[15]);
		ok = collection_put_mailbox(counter->collection, &mailbox, err);
		mailbox_release(&mailbox);
	}
	return ok;
}

static bool
visit_all(void *context, struct error *err)
{
	struct counter *counter = context;

	return collection_each(
		counter->collection, count_and_put, counter, err);
}

static void
each_is_visited_once_across_slices(void **state)
{
	static const unsigned sizes[] = {499, 500, 501, 1000, 1203};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(sizes); i++) {
		struct collection *collection = NULL;
		struct counter counter = {0};
		struct error err = {0};

		(void)fixture_forget(state);
		collection = fixture_open();
		counter.collection = collection;
		fixture_put(collection, 1, sizes[i] / 2);
		for (unsigned k = sizes[i] / 3; k <= sizes[i]; k++) {
			struct observation seen = fixture_seen(k);
			saw(collection, &seen, SEEN_BY_LISTING);
		}
		assert_true(collection_write(
			collection, visit_all, &counter, &err));
		assert_int_equal(counter.visits, sizes[i]);
		assert_int_equal(fixture_number("SELECT count(*) FROM mailbox"),
			sizes[i]);
		collection_close(collection);
	}
}

static bool
keep_seen(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct observation *kept = context;

	(void)before;
	(void)err;
	*kept = *seen;
	kept->upn = mem_text(seen->upn);
	assert_int_equal(seen->audit_count, 2);
	assert_true(seen->audits[0].has_detail);
	assert_int_equal(seen->audits[0].removed_count, 1);
	assert_string_equal(seen->audits[0].actor, "admin");
	assert_int_equal(seen->audits[1].removed_count, 0);
	return true;
}

static void
what_was_seen_by_id_overrules_and_sources_add_up(void **state)
{
	struct collection *collection = fixture_open();
	struct observation seen = fixture_seen(1);
	struct observation kept = {0};
	struct audit_record record = {
		.user = fixture_guid(1),
		.at = 5,
		.actor_kind = ACTOR_USER,
		.actor = mem_text("admin"),
		.has_detail = true,
		.removed_count = 1,
	};
	struct error err = {0};

	(void)state;
	record.removed_skus[0] = fixture_guid(7);
	seen.upn = "old@contoso.example";
	saw(collection, &seen, SEEN_BY_LISTING);
	assert_true(collection_saw_probe(
		collection, &seen.user_id, PROBE_SHARED, &err));
	assert_true(collection_saw_audit(collection, &record, &err));
	record.removed_count = 0;
	assert_true(collection_saw_audit(collection, &record, &err));
	seen.upn = "new@contoso.example";
	seen.place = PLACE_DELETED;
	seen.plans = PLANS_DELETED;
	seen.synced = TRI_NO;
	seen.deleted_at = 3;
	saw(collection, &seen, SEEN_BY_ID);
	assert_true(collection_each(collection, keep_seen, &kept, &err));
	assert_string_equal(kept.upn, "new@contoso.example");
	assert_int_equal(kept.place, PLACE_DELETED);
	assert_int_equal(kept.plans, PLANS_DELETED);
	assert_int_equal(kept.deleted_at, 3);
	assert_int_equal(kept.synced, TRI_NO);
	assert_int_equal(kept.probe, PROBE_SHARED);
	assert_true(kept.only_whole);
	mem_replace_text((char **)(uintptr_t)&kept.upn, NULL);
	audit_record_release(&record);
	collection_close(collection);
}

static bool
unconfirmed_has(struct collection *collection, bool entering, unsigned number)
{
	const struct guid wanted = fixture_guid(number);
	const struct unconfirmed which = {.entering = entering,
		.gone_since = FIXTURE_NOW - 100,
		.window_s = 1000};
	struct guid_list ids = {0};
	struct error err = {0};
	bool found = false;

	assert_true(collection_unconfirmed(collection, &which, &ids, &err));
	for (size_t i = 0; i < ids.count; i++) {
		found = found || guid_equal(&ids.ids[i], &wanted);
	}
	guid_list_release(&ids);
	return found;
}

struct sight {
	struct guid user_id;
	bool only_whole;
};

static bool
note_only_whole(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct sight *sight = context;

	(void)before;
	(void)err;
	if (seen != NULL && guid_equal(&seen->user_id, &sight->user_id)) {
		sight->only_whole = seen->only_whole;
	}
	return true;
}

static bool
only_whole_shows(struct collection *collection, unsigned number)
{
	struct sight sight = {.user_id = fixture_guid(number)};
	struct error err = {0};

	assert_true(collection_each(collection, note_only_whole, &sight, &err));
	return sight.only_whole;
}

static void
who_enters_or_leaves_is_asked_for_by_id(void **state)
{
	struct collection *collection = fixture_open();
	struct observation seen = fixture_seen(9);
	uint64_t compared = 0;
	uint64_t missed = 0;
	struct error err = {0};

	(void)state;
	fixture_put(collection, 1, 2);
	fixture_execute("UPDATE mailbox SET restored_at = 0 WHERE id = 1");
	assert_true(unconfirmed_has(collection, false, 1));
	fixture_execute("UPDATE mailbox SET plans = 1 WHERE id = 2");
	assert_false(unconfirmed_has(collection, false, 2)); /* it is back */
	fixture_execute("UPDATE mailbox SET plans = 3 WHERE id = 2");
	/* It was, without a plan; that no listing shows it, one may be. */
	assert_true(unconfirmed_has(collection, false, 2));
	fixture_execute(
		"UPDATE mailbox SET place = 2, gone_at = " FIXTURE_NOW_TEXT
		", lost_latest = " FIXTURE_NOW_TEXT " - 50 WHERE id = 1");
	assert_true(unconfirmed_has(collection, false, 1)); /* is it really? */
	fixture_execute("UPDATE mailbox SET lost_latest = gone_at - 1000");
	assert_false(unconfirmed_has(collection, false, 1)); /* as announced */
	fixture_execute("UPDATE mailbox SET gone_at = gone_at - 100,"
			" lost_latest = gone_at - 150");
	assert_false(unconfirmed_has(collection, false, 1)); /* long ago */
	fixture_execute("UPDATE mailbox SET place = 0, gone_at = 0");
	saw(collection, &seen, SEEN_BY_FILTER);
	assert_true(unconfirmed_has(collection, true, 9));
	assert_false(unconfirmed_has(collection, false, 9));
	seen = fixture_seen(1);
	saw(collection, &seen, SEEN_BY_LISTING);
	assert_false(unconfirmed_has(collection, true, 1));
	assert_true(collection_compare_filter(
		collection, FIXTURE_NOW, &compared, &missed, &err));
	assert_int_equal(compared, 1);
	assert_int_equal(missed, 1);
	saw(collection, &seen, SEEN_BY_FILTER);
	assert_true(collection_compare_filter(
		collection, FIXTURE_NOW, &compared, &missed, &err));
	assert_int_equal(missed, 0);
	assert_true(collection_forget_filter(collection, true, &err));
	assert_false(unconfirmed_has(collection, true, 9));
	assert_false(only_whole_shows(collection, 1)); /* both agree */
	assert_true(collection_forget_filter(collection, false, &err));
	assert_true(only_whole_shows(collection, 1));
	collection_close(collection);
}

/* ---- the same twice --------------------------------------------------------
 */

struct fold {
	struct collection *collection;
	struct tenant tenant;
	struct history history;
};

/* As the collector does: merge, and put what differs. */
static bool
fold_pair(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct fold *fold = context;
	struct mailbox after = {0};
	bool ok = true;

	if (seen == NULL || !evidence_merge(before, seen, &fold->history,
				    &fold->tenant, &after)) {
		return true;
	}
	if (before == NULL || !mailbox_equal(before, &after)) {
		ok = collection_put_mailbox(fold->collection, &after, err);
	}
	mailbox_release(&after);
	return ok;
}

static bool
fold_all(void *context, struct error *err)
{
	struct fold *fold = context;

	return collection_each(fold->collection, fold_pair, fold, err);
}

static void
collect_users(time_t at, time_t listed_at, unsigned first, unsigned last)
{
	struct fold fold = {.collection = fixture_open()};
	struct error err = {0};

	fold.history = (struct history){
		.listed_at = listed_at, .listed_whole_at = listed_at};
	(void)fixture_run(fold.collection, at);
	for (unsigned i = first; i <= last; i++) {
		struct observation seen = fixture_seen(i);
		char *upn = mem_print("u%u@contoso.example", i);
		seen.at = at;
		seen.upn = upn;
		seen.plans = PLANS_DELETED;
		seen.plan_at = FIXTURE_NOW - 86400 * (time_t)i;
		seen.sku = fixture_guid(60000 + i % 3);
		saw(fold.collection, &seen, SEEN_BY_LISTING);
		free(upn);
	}
	if (!collection_write(fold.collection, fold_all, &fold, &err)) {
		fail_msg("%s", err.text);
	}
	collection_close(fold.collection);
}

static void
seeing_the_same_twice_changes_only_the_run(void **state)
{
	char *before = NULL;
	char *after = NULL;

	(void)state;
	collect_users(FIXTURE_NOW, 0, 1, 20);
	before = fixture_dump();
	assert_int_equal(fixture_number("SELECT count(*) FROM mailbox"), 20);
	collect_users(FIXTURE_NOW + 900, FIXTURE_NOW, 1, 20);
	after = fixture_dump();
	assert_string_equal(before, after);
	assert_int_equal(fixture_number("SELECT count(*) FROM run"), 2);
	free(before);
	free(after);
}

static void
ids_stay_and_are_not_burned(void **state)
{
	(void)state;
	collect_users(FIXTURE_NOW, 0, 11, 20);
	for (int i = 1; i <= 3; i++) {
		fixture_execute("UPDATE mailbox SET upn = 'changed'");
		collect_users(FIXTURE_NOW + 900 * i,
			FIXTURE_NOW + 900 * (i - 1), 11, 20);
	}
	collect_users(FIXTURE_NOW + 3600, FIXTURE_NOW + 2700, 1, 20);
	assert_int_equal(
		fixture_number("SELECT count(*) FROM mailbox WHERE "
			       "upn = 'u' || CASE WHEN id > 10 THEN id - 10 "
			       "ELSE id + 10 END || '@contoso.example'"),
		20);
	assert_int_equal(fixture_number("SELECT max(id) FROM mailbox"), 20);
	assert_int_equal(fixture_number("SELECT seq FROM sqlite_sequence WHERE "
					"name = 'mailbox'"),
		20);
	assert_int_equal(fixture_number("SELECT seq FROM sqlite_sequence WHERE "
					"name = 'sku'"),
		3);
}

#define CASE(function) cmocka_unit_test_setup(function, fixture_forget)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(a_mailbox_is_read_as_it_was_put),
		CASE(known_and_seen_are_joined_in_order),
		CASE(each_is_visited_once_across_slices),
		CASE(what_was_seen_by_id_overrules_and_sources_add_up),
		CASE(who_enters_or_leaves_is_asked_for_by_id),
		CASE(seeing_the_same_twice_changes_only_the_run),
		CASE(ids_stay_and_are_not_burned),
	};

	return cmocka_run_group_tests_name(
		"state_mailboxes", tests, fixture_enter, fixture_leave);
}
