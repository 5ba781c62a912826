// SPDX-License-Identifier: MIT
/*
 * journal_fixture - a handler.db of its own for a test, called "t.db" as in
 * state_fixture, whose functions look into it.
 *
 * Everything fails the running test when it cannot be done.
 */
#ifndef UNIT_JOURNAL_FIXTURE_H
#define UNIT_JOURNAL_FIXTURE_H

#include "state/journal.h"
#include "state_fixture.h"

/* Calls one of the functions of state/, which must succeed. */
#define DO(call)                                                               \
	do {                                                                   \
		struct error err = {0};                                        \
		if (!(call)) {                                                 \
			fail_msg("%s", err.text);                              \
		}                                                              \
	} while (0)

struct journal *journal_fixture_open(void);
struct handler_reader *journal_fixture_read(void);

/* An acknowledgement of host "h", service "s"; texts are literals. */
struct request journal_fixture_ack(void);
/* Imports it as file "FILE"; what it gets as row. */
int64_t journal_fixture_import(struct journal *journal, const char *file,
	const struct request *request, time_t received_at);
/* A request that is at work, for remedies to belong to. */
int64_t journal_fixture_request(struct journal *journal);

/* A remedy with another value in every member, of user `number`. */
struct remedy journal_fixture_remedy(int64_t request, unsigned number);
/* Opens it (it must not be open yet) and releases it. */
int64_t journal_fixture_remedy_open(
	struct journal *journal, int64_t request, unsigned number);
/* Closes the one of row `id`. */
void journal_fixture_close(struct journal *journal, int64_t id,
	enum remedy_state state, time_t at);

/* A mailbox lost at `lost`, first seen an hour later, without texts. */
struct mailbox journal_fixture_mailbox(unsigned number, time_t lost);

/* For damage: files as they lie there. */
void journal_fixture_copy(const char *from, const char *to);
size_t journal_fixture_pages(const char *path);
/* Page `number` (1 is the first) of `to` becomes that of `from`. */
void journal_fixture_put_page(const char *from, const char *to, size_t number);
/* As a page that lost its rows: a leaf (of a table, of an index) of none. */
void journal_fixture_empty_page(const char *path, size_t number);

#endif
