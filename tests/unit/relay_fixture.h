// SPDX-License-Identifier: MIT
/*
 * relay_fixture - relaying of one tenant's events, with a master of our own and
 * a clock that is told to move.
 *
 * Everything fails the running test when it cannot be done.
 */
#ifndef UNIT_RELAY_FIXTURE_H
#define UNIT_RELAY_FIXTURE_H

#include "snmp/relay.h"

#include "state_fixture.h"
#include "test.h"

#define SENT_LIMIT 20000

struct relay_world {
	struct collection *collection; /* t.db, where events come from */
	struct outbox *outbox;	       /* o.db */
	struct relay *relay;
	struct board board;
	struct tenant tenant;
	int64_t now_ms;
	uint64_t connection;
	uint64_t taken;
	bool takes; /* at once */
	uint32_t *sequences;
	uint32_t *numbers;
	size_t sent;
	bool may_say; /* that something goes wrong */
	size_t said;
	char line[ERROR_TEXT_SIZE]; /* the last one */
};

/* Set up and tear down one test; `*state` is a struct relay_world. */
int relay_fixture_make(void **state);
int relay_fixture_free(void **state);
#define WITH_WORLD(test)                                                       \
	cmocka_unit_test_setup_teardown(                                       \
		test, relay_fixture_make, relay_fixture_free)

/* Starts, and ends, as the subagent does. */
void relay_fixture_start(struct relay_world *world);
void relay_fixture_stop(struct relay_world *world);

/* Lets so much time pass, working all the while. */
void relay_fixture_run(struct relay_world *world, int64_t ms);
/* So many times its loop wakes up within so long, as daemon.c does it. */
int relay_fixture_wakes(struct relay_world *world, int64_t ms);

/* An event of mailboxes `first` to `last`, once each. */
void relay_fixture_happen(struct relay_world *world, enum event event,
	int64_t first, int64_t last);

/* Something is left to be sent. */
bool relay_fixture_waits(struct relay_world *world);
/* `count` were sent, each once. */
void relay_fixture_in_order(const struct relay_world *world, uint32_t count);

#endif
