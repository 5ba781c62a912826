// SPDX-License-Identifier: MIT
/*
 * answers - what the master asks, answered from the tree as of now.
 */
#ifndef SNMP_ANSWERS_H
#define SNMP_ANSWERS_H

#include "snmp/master.h"
#include "snmp/tree.h"

struct answers {
	const struct board *board;
	time_t (*now)(void *context); /* of judgements */
	void *context;
	struct tree_scope scope;
	struct tree_memory memory;
};

/* For struct master_settings; their context is a struct answers. */
void answers_begin(void *answers);
bool answers_give(void *answers, const char *name, bool next,
	uint32_t oid[MASTER_OID_LIMIT], size_t *length, struct value *value);

#endif
