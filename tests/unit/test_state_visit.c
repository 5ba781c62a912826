// SPDX-License-Identifier: MIT
/* What is asked for during a visit: of all rows, of some, of the last. */
#include "test.h"

#include <stdio.h>
#include <string.h>

#include "state_fixture.h"

enum { ROWS = 12 };

struct asking {
	const char *wanted; /* a letter a row: x is asked for */
	int asked;
};

static bool
ask(void *context, struct state_row *row, const struct mailbox *mailbox,
	struct error *err)
{
	struct asking *asking = context;
	struct mailbox named = *mailbox;
	struct mailbox full = *mailbox;
	char actor[32];
	char upn[32];

	if (asking->wanted[mailbox->id - 1] != 'x') {
		return true;
	}
	asking->asked++;
	(void)snprintf(actor, sizeof(actor), "actor %d", (int)mailbox->id);
	(void)snprintf(
		upn, sizeof(upn), "user%d@contoso.example", (int)mailbox->id);
	if (!state_row_actor(row, &named, err) ||
		!state_row_texts(row, &full, err)) {
		return false;
	}
	assert_string_equal(full.upn, upn);
	mailbox_release(&full);
	if (mailbox->id == 5) {
		assert_null(named.actor);
	} else {
		assert_string_equal(named.actor, actor);
	}
	assert_int_equal(named.actor_kind,
		mailbox->id % 2 == 0 ? ACTOR_USER : ACTOR_GROUP);
	assert_null(named.upn);
	return true;
}

static void
each_is_told_of_itself(void **state)
{
	static const char *const wanted[] = {"xxxxxxxxxxxx", "x-----------",
		"-----------x", "x-x-x-x-x-x-", "xx-xxx--xxxx", "-----xxxxxx-"};
	struct collection *collection = fixture_open();
	enum state_condition condition = STATE_READY;
	struct seat_list seats = {0};
	struct error err = {0};

	(void)state;
	fixture_put(collection, 1, ROWS);
	collection_close(collection);
	fixture_execute("UPDATE mailbox SET actor = 'actor ' || id,"
			" actor_kind = iif(id % 2 = 0, 1, actor_kind)");
	fixture_execute("UPDATE mailbox SET actor = NULL WHERE id = 5");
	/* Alive: not visited, but between those that are. */
	fixture_execute("UPDATE mailbox SET cause = 0 WHERE id IN (3, 7)");
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		struct state_reader *reader = fixture_read(&condition);
		for (int visit = 0; visit < 2; visit++) {
			struct asking asking = {.wanted = wanted[i]};
			if (!state_each_mailbox(
				    reader, &seats, ask, &asking, &err)) {
				fail_msg("%s: %s", wanted[i], err.text);
			}
			assert_true(asking.asked > 0);
		}
		state_close(reader);
	}
}

#define CASE(function) cmocka_unit_test_setup(function, fixture_forget)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(each_is_told_of_itself),
	};

	return cmocka_run_group_tests_name(
		"state_visit", tests, fixture_enter, fixture_leave);
}
