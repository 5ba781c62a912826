// SPDX-License-Identifier: MIT
#include "core/remedy.h"

#include <stdlib.h>

static const char *const state_names[] = {
	[REMEDY_OPEN] = "open",
	[REMEDY_VERIFYING] = "verifying",
	[REMEDY_VERIFIED] = "verified",
	[REMEDY_FAILED] = "failed",
	[REMEDY_REFUSED] = "refused",
	[REMEDY_REHEARSED] = "rehearsed",
};

static const char *const kind_names[WRITE_KINDS] = {
	[WRITE_RESTORE] = "restore",
	[WRITE_LOCATE] = "locate",
	[WRITE_ASSIGN] = "assign",
	[WRITE_BLOCK] = "block",
};

static const char *const result_names[] = {
	[WRITE_NONE] = "not sent",
	[WRITE_SENT] = "in doubt",
	[WRITE_DONE] = "done",
	[WRITE_NO_SEAT] = "no seat",
	[WRITE_NO_LOCATION] = "no usage location",
	[WRITE_UNKNOWN_SKU] = "unknown SKU",
	[WRITE_DEPENDENCY] = "a plan needs another",
	[WRITE_CONFLICT] = "plans exclude each other",
	[WRITE_ADDRESS_TAKEN] = "address taken",
	[WRITE_NO_USER] = "no such user",
	[WRITE_FORBIDDEN] = "forbidden",
	[WRITE_BUSY] = "busy",
	[WRITE_LOST] = "no answer",
	[WRITE_REFUSED] = "refused",
};

void
remedy_release(struct remedy *remedy)
{
	if (remedy == NULL) {
		return;
	}
	free(remedy->tenant);
	free(remedy->upn);
	free(remedy->reason);
	*remedy = (struct remedy){0};
}

bool
remedy_is_closed(const struct remedy *remedy)
{
	switch (remedy->state) {
	case REMEDY_OPEN:
	case REMEDY_VERIFYING:
		return false;
	case REMEDY_VERIFIED:
	case REMEDY_FAILED:
	case REMEDY_REFUSED:
	case REMEDY_REHEARSED:
		break;
	}
	return true;
}

const char *
remedy_state_text(enum remedy_state state)
{
	return state_names[state];
}

const char *
write_kind_text(enum write_kind kind)
{
	return kind_names[kind];
}

const char *
write_result_text(enum write_result result)
{
	return result_names[result];
}

void
remedy_plan_release(struct remedy_plan *plan)
{
	free(plan->each);
	*plan = (struct remedy_plan){0};
}
