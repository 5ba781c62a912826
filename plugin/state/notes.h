// SPDX-License-Identifier: MIT
/*
 * notes - what else there is to say of a tenant: old data, a clock that is off,
 * a filter or a source that failed, a secret about to expire; or why there are
 * no data.  The same for everyone who reads TENANT.db.
 */
#ifndef STATE_NOTES_H
#define STATE_NOTES_H

#include "state/state.h"

#define NOTES_SECRET_SAID_S (30 * 24 * 60 * 60)
#define NOTES_SECRET_WARNING_S (14 * 24 * 60 * 60)

struct note {
	enum check_state state;
	char *text;
};

struct note_list {
	struct note *notes;
	size_t count;
};

void note_list_release(struct note_list *list);
/* The worst of `state` and all notes. */
enum check_state note_list_state(
	const struct note_list *list, enum check_state state);

/* What is said something of; all borrowed. */
struct notes_subject {
	const struct tenant *tenant;
	const struct state_facts *facts;
	time_t as_of;	    /* the judgement */
	int64_t age_s;	    /* of the data */
	bool is_collecting; /* somebody holds the lock */
	const char *word;   /* left in the lock by a failed attempt, or "" */
	const char *handled_problem; /* why handler.db tells nothing; NULL */
};

/* Adds them to `list`, each with the state it gives. */
void notes_add(struct note_list *list, const struct notes_subject *subject);

/*
 * Why the newest attempt at collecting failed, `word` as above; NULL: it did
 * not.
 */
const char *notes_last_error(const struct state_facts *facts, const char *word);

/* Why state_open() or the facts gave no data; to be freed. */
char *notes_why_no_data(
	enum state_condition condition, const struct notes_subject *subject);

#endif
