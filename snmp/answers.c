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
answers_give(void *context, const char *name, bool next,
	uint32_t oid[MASTER_OID_LIMIT], size_t *length, struct value *value)
{
	struct answers *answers = context;

	answers->scope.only = 0;
	if (name[0] != '\0') {
		const struct board_tenant *tenant =
			board_find_name(answers->board, name);
		if (tenant == NULL) {
			return false;
		}
		answers->scope.only = tenant->index;
	}
	return next ? tree_next(&answers->scope, &answers->memory, oid, *length,
			      oid, length, value)
		    : tree_get(&answers->scope, &answers->memory, oid, *length,
			      value);
}
