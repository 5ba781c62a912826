// SPDX-License-Identifier: MIT
/*
 * handled STATE_DIR NOW WHAT USER - writes down in handler.db, as the worker
 * does, what becomes of a mailbox of tenant "contoso": WHAT is release,
 * unrelease or verified.  NOW is of a simulated clock.
 *
 * handled STATE_DIR NOW torn: dies in the middle of a transaction.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <sqlite3.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "state/journal.h"

#define TENANT "contoso"

struct wanted {
	const char *user;
	struct mailbox found;
};

static int
complain(const struct error *err)
{
	(void)fprintf(stderr, "handled: %s\n", err->text);
	return 1;
}

static bool
take_mailbox(void *context, struct state_row *row,
	const struct mailbox *mailbox, struct error *err)
{
	struct wanted *wanted = context;
	struct mailbox full = *mailbox;

	if (!state_row_texts(row, &full, err)) {
		return false;
	}
	if (strcmp(full.upn, wanted->user) == 0) {
		wanted->found = full;
	} else {
		mailbox_release(&full);
	}
	return true;
}

static bool
find_mailbox(const char *state_dir, const char *user, struct mailbox *mailbox,
	struct error *err)
{
	char *path = state_database_path(state_dir, TENANT);
	struct wanted wanted = {.user = user};
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = NULL;
	struct state_facts facts = {0};
	bool ok = state_open(path, &condition, &reader, err) &&
		  (reader != NULL ||
			  error_set(err, ERROR_USAGE, "never collected"));

	ok = ok && state_read_facts(reader, &facts, err) &&
	     state_each_mailbox(
		     reader, &facts.seats, take_mailbox, &wanted, err) &&
	     (wanted.found.id != 0 ||
		     error_set(err, ERROR_USAGE, "%s: nobody", user));
	state_facts_release(&facts);
	state_close(reader);
	free(path);
	*mailbox = wanted.found;
	return ok;
}

/* A request, its remedy, and that it was seen back. */
static bool
put_verified(struct journal *journal, const struct mailbox *mailbox, time_t now,
	struct error *err)
{
	const struct request request = {
		.kind = REQUEST_RESTORE,
		.system = SYSTEM_HAND,
		.tenant = (char *)TENANT,
		.author = (char *)"ada",
		.made_at = now,
	};
	const struct journal_arrival arrival = {.file = mailbox->upn,
		.received_at = now,
		.text = "",
		.request = &request};
	struct remedy remedy = {
		.tenant = (char *)TENANT,
		.user_id = mailbox->user_id,
		.upn = mailbox->upn,
		.cause = mailbox->cause,
		.lost_earliest = mailbox->lost_earliest,
		.lost_latest = mailbox->lost_latest,
		.state = REMEDY_OPEN,
		.opened_at = now,
		.due_at = now,
	};
	bool opened = false;

	if (!journal_import(journal, &arrival, &remedy.request, err) ||
		!journal_open_remedy(journal, &remedy, &opened, err)) {
		return false;
	}
	remedy.state = REMEDY_VERIFIED;
	remedy.closed_at = now;
	return journal_put_remedy(journal, &remedy, err);
}

static bool
write_down(struct journal *journal, const char *what,
	const struct mailbox *mailbox, time_t now, struct error *err)
{
	bool was_released = false;

	if (strcmp(what, "release") == 0) {
		return journal_release(journal, TENANT, mailbox, 0, "ada",
			"a leaver", now, err);
	}
	if (strcmp(what, "unrelease") == 0) {
		return journal_unrelease(journal, TENANT, mailbox, now,
			       &was_released, err) &&
		       (was_released || error_set(err, ERROR_USAGE,
						"it was not released"));
	}
	return strcmp(what, "verified") == 0
		       ? put_verified(journal, mailbox, now, err)
		       : error_set(err, ERROR_USAGE, "%s?", what);
}

/* With a cache of one page changes go to the file before COMMIT. */
static int
die_writing(const char *path)
{
	sqlite3 *db = NULL;

	if (sqlite3_open(path, &db) == SQLITE_OK) {
		(void)sqlite3_exec(db,
			"PRAGMA cache_size = 1; PRAGMA cache_spill = 1;"
			"BEGIN IMMEDIATE;"
			"UPDATE release SET revoked_at = 9, comment = "
			"hex(zeroblob(9000))",
			NULL, NULL, NULL);
	}
	return raise(SIGKILL);
}

int
main(int argc, char **argv)
{
	char *path = handler_database_path(argc > 1 ? argv[1] : "");
	struct journal *journal = NULL;
	struct mailbox mailbox = {0};
	struct error err = {0};
	time_t now = 0;
	bool ok = false;

	if (argc == 4 && strcmp(argv[3], "torn") == 0) {
		return die_writing(path);
	}
	ok = argc == 5 && timestamp_parse(argv[2], strlen(argv[2]), &now)
		     ? find_mailbox(argv[1], argv[4], &mailbox, &err) &&
			       journal_open(path, true, now, &journal, &err) &&
			       write_down(journal, argv[3], &mailbox, now, &err)
		     : error_set(&err, ERROR_USAGE, "see handled.c");
	journal_close(journal);
	mailbox_release(&mailbox);
	free(path);
	return ok ? 0 : complain(&err);
}
