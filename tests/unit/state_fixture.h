// SPDX-License-Identifier: MIT
/*
 * state_fixture - a TENANT.db of its own for a test: opened, filled, dumped.
 *
 * Everything fails the running test when it cannot be done.
 */
#ifndef UNIT_STATE_FIXTURE_H
#define UNIT_STATE_FIXTURE_H

#include "state/collection.h"

#include <sqlite3.h>

#define FIXTURE_NOW 1772438400 /* 2026-03-02T08:00:00Z */
#define FIXTURE_NOW_TEXT "1772438400"

/* For a group of tests: a directory of their own, which they are in. */
int fixture_enter(void **state);
int fixture_leave(void **state);
/* For each test: no file "t.db". */
int fixture_forget(void **state);

struct guid fixture_guid(unsigned number);
/* Opens "t.db" for writing, real, or simulated. */
struct collection *fixture_open(void);
struct collection *fixture_open_as(bool simulated, int busy_budget_s);
/* Opens "t.db" for reading; NULL when the condition is another. */
struct state_reader *fixture_read(enum state_condition *condition);

/* A mailbox with another value in every member. */
struct mailbox fixture_mailbox(unsigned number);
/* An active user without a mailbox plan. */
struct observation fixture_seen(unsigned number);

/* Writes mailboxes FIRST to LAST in one transaction. */
void fixture_put(struct collection *collection, unsigned first, unsigned last);
/* A whole run, complete. */
int64_t fixture_run(struct collection *collection, time_t at);

/* All tables but run, as text; to be freed. */
char *fixture_dump(void);
/* One value of "t.db", as text; to be freed. */
char *fixture_value(const char *sql);
int64_t fixture_number(const char *sql);
void fixture_execute(const char *sql);

#endif
