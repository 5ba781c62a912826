// SPDX-License-Identifier: MIT
#include "snmp/tree.h"

#include <string.h>

static const struct tree_table *const tables[] = {
	&tree_summary,
	&tree_tenants,
	&tree_attention,
	&tree_mailboxes,
	&tree_jobs,
	&tree_events,
	&tree_agent,
};
#define TABLE_COUNT (sizeof(tables) / sizeof(tables[0]))

/* The entry of a table has the arc 1; scalars have none. */
static size_t
prefix_length(const struct tree_table *table)
{
	return table->is_scalars ? 1 : 2;
}

/* Less than zero: `oid` is before all of the table; more: behind all of it. */
static int
compare_to_table(
	const struct tree_table *table, const uint32_t *oid, size_t length)
{
	const uint32_t prefix[2] = {table->arc, 1};

	for (size_t i = 0; i < prefix_length(table); i++) {
		if (i == length || oid[i] < prefix[i]) {
			return -1;
		}
		if (oid[i] > prefix[i]) {
			return 1;
		}
	}
	return 0;
}

static bool
seek(const struct tree_scope *scope, struct tree_memory *memory,
	const struct tree_table *table, const uint32_t *key)
{
	size_t size = table->index_length * sizeof(*key);

	if (memory->table != table || memcmp(memory->key, key, size) != 0) {
		memory->table = table;
		memcpy(memory->key, key, size);
		memory->row.scope = scope;
		memory->found = table->seek(&memory->row, key);
	}
	return memory->found;
}

bool
tree_get(const struct tree_scope *scope, struct tree_memory *memory,
	const uint32_t *oid, size_t length, struct value *value)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		const struct tree_table *table = tables[i];
		size_t prefix = prefix_length(table);
		const uint32_t *key = oid + prefix + 1;

		if (compare_to_table(table, oid, length) != 0) {
			continue;
		}
		if (length != prefix + 1 + table->index_length ||
			oid[prefix] < table->first ||
			oid[prefix] > table->last ||
			!seek(scope, memory, table, key) ||
			memcmp(memory->row.index, key,
				table->index_length * sizeof(*key)) != 0) {
			return false;
		}
		table->read(&memory->row, oid[prefix], value);
		return true;
	}
	return false;
}

/*
 * The least index that is greater than the `length` parts of `rest`; false when
 * there can be none.
 */
static bool
key_behind(const uint32_t *rest, size_t length, size_t index_length,
	uint32_t key[TREE_INDEX_LIMIT])
{
	memset(key, 0, TREE_INDEX_LIMIT * sizeof(*key));
	if (length < index_length) {
		memcpy(key, rest, length * sizeof(*key));
		return true;
	}
	memcpy(key, rest, index_length * sizeof(*key));
	for (size_t i = index_length; i-- > 0;) {
		if (key[i] != UINT32_MAX) {
			key[i]++;
			return true;
		}
		key[i] = 0;
	}
	return false;
}

static size_t
name_of(const struct tree_table *table, uint32_t column, const uint32_t *index,
	uint32_t next[TREE_OID_LIMIT])
{
	size_t length = 0;

	next[length++] = table->arc;
	if (!table->is_scalars) {
		next[length++] = 1;
	}
	next[length++] = column;
	memcpy(next + length, index, table->index_length * sizeof(*index));
	return length + table->index_length;
}

/* As tree_next(), of one table; `oid` is not behind it. */
static bool
next_of_table(const struct tree_scope *scope, struct tree_memory *memory,
	const struct tree_table *table, const uint32_t *oid, size_t length,
	uint32_t next[TREE_OID_LIMIT], size_t *next_length, struct value *value)
{
	size_t prefix = prefix_length(table);
	uint32_t key[TREE_INDEX_LIMIT] = {0};
	uint32_t column = table->first;
	bool may_follow = true;

	if (compare_to_table(table, oid, length) == 0 && length > prefix &&
		oid[prefix] >= table->first) {
		column = oid[prefix];
		may_follow = key_behind(oid + prefix + 1, length - prefix - 1,
			table->index_length, key);
	}
	for (; column <= table->last; column++) {
		if (may_follow && seek(scope, memory, table, key)) {
			*next_length =
				name_of(table, column, memory->row.index, next);
			table->read(&memory->row, column, value);
			return true;
		}
		memset(key, 0, sizeof(key));
		may_follow = true;
	}
	return false;
}

bool
tree_next(const struct tree_scope *scope, struct tree_memory *memory,
	const uint32_t *oid, size_t length, uint32_t next[TREE_OID_LIMIT],
	size_t *next_length, struct value *value)
{
	for (size_t i = 0; i < TABLE_COUNT; i++) {
		if (compare_to_table(tables[i], oid, length) <= 0 &&
			next_of_table(scope, memory, tables[i], oid, length,
				next, next_length, value)) {
			return true;
		}
	}
	return false;
}
