// SPDX-License-Identifier: MIT
/*
 * shelf - some hundred mailboxes of one tenant, packed: a million of them have
 * to fit into a process nobody notices, twice while they are read anew.
 *
 * A shelf does not change once it is made.  It holds what is known of each
 * mailbox, not what that amounts to: judged is at the moment of being asked, so
 * that phase and time left are right at any instant.  Texts many share are
 * numbers of `struct lexicon`.  Sorted by index.  Pure.
 */
#ifndef SNMP_SHELF_H
#define SNMP_SHELF_H

#include "core/phase.h"
#include "snmp/lexicon.h"
#include "snmp/value.h"

/* A shelf has the indexes from a multiple of this to below the next one. */
#define SHELF_ROWS 512

struct shelf {
	uint32_t rows;
	uint32_t size;	  /* of the bytes behind the offsets */
	uint32_t users;	  /* stocks it stands in */
	uint32_t entry[]; /* `rows` indexes, `rows` offsets, then the bytes */
};

/* One mailbox taken from a shelf; its texts point into `names`, the lexicon. */
struct shelf_row {
	struct mailbox mailbox; /* not to be released */
	bool excluded;
	uint32_t sku;	   /* row of the seats; 0: not known */
	const char *actor; /* "" rather than NULL, as all texts */
	const char *upn;
	const char *display_name;
	char names[2 * (VALUE_TEXT_LIMIT + 1)];
};

/* A shelf that is being filled. */
struct shelf_draft {
	uint32_t rows;
	uint32_t index[SHELF_ROWS];
	uint32_t offset[SHELF_ROWS];
	unsigned char *bytes;
	size_t size;
	size_t capacity;
};

void shelf_draft_release(struct shelf_draft *draft);
/* Whether this index belongs on the same shelf as those that were added. */
bool shelf_draft_takes(const struct shelf_draft *draft, uint32_t index);
/* `mailbox` with its texts, its id greater than those before. */
void shelf_draft_add(struct shelf_draft *draft, const struct mailbox *mailbox,
	bool excluded, uint32_t sku, struct lexicon *lexicon);
/*
 * What was added, as a shelf with one user, and the draft is empty again; the
 * same shelf as `before` (may be NULL) where that holds just the same.
 */
struct shelf *shelf_make(struct shelf_draft *draft, struct shelf *before);

/* One user less; the last one frees it. */
void shelf_leave(struct shelf *shelf);

uint32_t shelf_last(const struct shelf *shelf);
/* The first row whose index is at least `index`; `rows` when there is none. */
uint32_t shelf_find(const struct shelf *shelf, uint32_t index);
uint32_t shelf_index(const struct shelf *shelf, uint32_t at);

/* Without texts: all that judging needs. */
void shelf_read(const struct shelf *shelf, uint32_t at, struct shelf_row *row);
/* With texts. */
void shelf_read_whole(const struct shelf *shelf, uint32_t at,
	const struct lexicon *lexicon, struct shelf_row *row);

#endif
