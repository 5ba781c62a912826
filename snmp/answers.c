// SPDX-License-Identifier: MIT
#include "snmp/answers.h"

void
answers_begin(void *context)
{
	struct answers *answers = context;

	answers->scope.board = answers->board;
	answers->scope.now = answers->now(answers->context);
	answers->memory.table = NULL;
}

bool
answers_give(void *context, uint32_t scope, bool next,
	uint32_t oid[MASTER_OID_LIMIT], size_t *length, struct value *value)
{
	struct answers *answers = context;

	answers->scope.only = scope;
	return next ? tree_next(&answers->scope, &answers->memory, oid, *length,
			      oid, length, value)
		    : tree_get(&answers->scope, &answers->memory, oid, *length,
			      value);
}
