// SPDX-License-Identifier: MIT
/*
 * tree - the objects of the MIB in order, as GET and GETNEXT want them.
 *
 * Pure: net-snmp is not in here, so that all of it can be asked without a
 * master agent.  OIDs are those below mailboxExpiryObjects.
 */
#ifndef SNMP_TREE_H
#define SNMP_TREE_H

#include "snmp/board.h"
#include "snmp/value.h"

#define TREE_INDEX_LIMIT 2
#define TREE_OID_LIMIT 5 /* arc, entry, column, index */

struct tree;

/* Who asks, and when. */
struct tree_scope {
	const struct board *board;
	time_t now;
	uint32_t only; /* the tenant of this index; 0: all */
};

/* The row a search has found; what else is in it is its table's business. */
struct tree_row {
	const struct tree_scope *scope;
	uint32_t index[TREE_INDEX_LIMIT];
	const struct board_tenant *tenant;
	struct board_row mailbox;
	const struct remedy *job;
	const struct notice *event;
};

/* Scalars are a table of one row, whose index is 0, without an entry. */
struct tree_table {
	uint32_t arc;
	bool is_scalars;
	uint32_t first; /* column */
	uint32_t last;
	size_t index_length;
	/* The first row whose index is at least `key`. */
	bool (*seek)(struct tree_row *row, const uint32_t *key);
	void (*read)(const struct tree_row *row, uint32_t column,
		struct value *value);
};

/* What several requests about the same row share; zeroed at first. */
struct tree_memory {
	const struct tree_table *table;
	uint32_t key[TREE_INDEX_LIMIT];
	bool found;
	struct tree_row row;
};

/* The variable of exactly this name; false when there is none. */
bool tree_get(const struct tree_scope *scope, struct tree_memory *memory,
	const uint32_t *oid, size_t length, struct value *value);

/*
 * The first variable behind this name, which becomes its name in `next`, of
 * `*next_length` parts; false when there is none.
 */
bool tree_next(const struct tree_scope *scope, struct tree_memory *memory,
	const uint32_t *oid, size_t length, uint32_t next[TREE_OID_LIMIT],
	size_t *next_length, struct value *value);

/* The arc of the scalars that only notifications carry. */
#define TREE_NOTIFY_ARC 7

/* The name of one state, whose length is returned. */
size_t tree_name_tenant_state(uint32_t tenant, uint32_t oid[TREE_OID_LIMIT]);
size_t tree_name_mailbox_state(
	uint32_t tenant, uint32_t mailbox, uint32_t oid[TREE_OID_LIMIT]);

/* The tables, in order. */
extern const struct tree_table tree_summary;
extern const struct tree_table tree_tenants;
extern const struct tree_table tree_attention;
extern const struct tree_table tree_mailboxes;
extern const struct tree_table tree_jobs;
extern const struct tree_table tree_events;
extern const struct tree_table tree_agent;

#endif
