// SPDX-License-Identifier: MIT
/* One row a tenant, and the sums of all of them as scalars. */
#include "snmp/figures.h"
#include "snmp/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum tenant_column {
	TENANT_NAME = 2,
	TENANT_STATE,
	TENANT_PROBLEM,
	TENANT_SIMULATED,
	TENANT_COLLECTED_AT,
	TENANT_DATA_AGE,
	TENANT_FIGURE,
	TENANT_MASS_STATE = TENANT_FIGURE + FIGURE_COUNT,
	TENANT_SOONEST_LEFT,
	TENANT_SOONEST_DEADLINE,
	TENANT_SOONEST_SECONDS,
	TENANT_LAST_ERROR,
	TENANT_NOTES,
};

static bool
is_seen(const struct tree_scope *scope, const struct board_tenant *tenant)
{
	return scope->only == 0 || tenant->index == scope->only;
}

static bool
seek_tenant(struct tree_row *row, const uint32_t *key)
{
	const struct tree_scope *scope = row->scope;
	struct board_tenant *tenant = board_find(scope->board, key[0]);

	if (scope->only > key[0]) {
		tenant = board_find(scope->board, scope->only);
	}
	if (tenant == NULL || !is_seen(scope, tenant)) {
		return false;
	}
	row->tenant = tenant;
	row->index[0] = tenant->index;
	return true;
}

static void
read_notes(const struct board_tenant *tenant, struct value *value)
{
	char text[2 * VALUE_TEXT_LIMIT] = "";
	size_t used = 0;

	for (size_t i = 0; i < tenant->notes.count; i++) {
		int length = snprintf(text + used, sizeof(text) - used, "%s%s",
			i == 0 ? "" : "; ", tenant->notes.notes[i].text);
		if (length < 0 || (size_t)length >= sizeof(text) - used) {
			break;
		}
		used += (size_t)length;
	}
	value_text(value, text);
}

static const char *
last_error(const struct board_tenant *tenant)
{
	return notes_last_error(
		&tenant->facts, tenant->word == NULL ? "" : tenant->word);
}

static void
read_tenant(const struct tree_row *row, uint32_t column, struct value *value)
{
	const struct board_tenant *tenant = row->tenant;
	time_t now = row->scope->now;

	if (column >= TENANT_FIGURE && column < TENANT_MASS_STATE) {
		value_unsigned(
			value, figure_of(tenant, column - TENANT_FIGURE));
		return;
	}
	switch (column) {
	case TENANT_NAME:
		value_text(value, tenant->name);
		return;
	case TENANT_STATE:
		value_integer(value, tenant->state);
		return;
	case TENANT_PROBLEM:
		value_text(value, board_problem(tenant));
		return;
	case TENANT_SIMULATED:
		value_truth(value, tenant->facts.simulated);
		return;
	case TENANT_COLLECTED_AT:
		value_instant(value, tenant->facts.complete.started_at);
		return;
	case TENANT_DATA_AGE:
		value_integer(value, figure_age_s(tenant, now));
		return;
	case TENANT_MASS_STATE:
		value_integer(value,
			tenant->has_data
				? assessment_mass_state(&tenant->assessment)
				: CHECK_UNKNOWN);
		return;
	case TENANT_SOONEST_LEFT:
		figure_left(value, figure_soonest(tenant), now);
		return;
	case TENANT_SOONEST_DEADLINE:
		value_instant(value, figure_soonest(tenant));
		return;
	case TENANT_SOONEST_SECONDS:
		value_epoch(value, figure_soonest(tenant));
		return;
	case TENANT_LAST_ERROR:
		value_text(value, last_error(tenant));
		return;
	case TENANT_NOTES:
	default:
		read_notes(tenant, value);
	}
}

size_t
tree_name_tenant_state(uint32_t tenant, uint32_t oid[TREE_OID_LIMIT])
{
	const uint32_t name[] = {tree_tenants.arc, 1, TENANT_STATE, tenant};

	memcpy(oid, name, sizeof(name));
	return sizeof(name) / sizeof(name[0]);
}

const struct tree_table tree_tenants = {
	.arc = 2,
	.first = TENANT_NAME,
	.last = TENANT_NOTES,
	.index_length = 1,
	.seek = seek_tenant,
	.read = read_tenant,
};

/* ---- the sums ------------------------------------------------------------ */

enum summary_object {
	SUMMARY_STATE = 1,
	SUMMARY_TENANTS,
	SUMMARY_UNREADABLE,
	SUMMARY_FIGURE,
	SUMMARY_MASS_STATE = SUMMARY_FIGURE + FIGURE_COUNT,
	SUMMARY_SOONEST_LEFT,
	SUMMARY_SOONEST_DEADLINE,
	SUMMARY_SOONEST_SECONDS,
	SUMMARY_OLDEST_DATA,
	SUMMARY_FAILING,
	SUMMARY_MAILBOXES,
	SUMMARY_OVERFLOW,
};

static bool
seek_summary(struct tree_row *row, const uint32_t *key)
{
	row->index[0] = 0;
	return key[0] == 0;
}

/* Of one tenant, to be added up. */
static uint64_t
count_of(const struct board_tenant *tenant, uint32_t object)
{
	switch (object) {
	case SUMMARY_TENANTS:
		return 1;
	case SUMMARY_UNREADABLE:
		return board_problem(tenant) != NULL ? 1 : 0;
	case SUMMARY_FAILING:
		return last_error(tenant) != NULL ? 1 : 0;
	case SUMMARY_MAILBOXES:
		return tenant->stock.rows;
	case SUMMARY_OVERFLOW:
		return figure_listed(tenant);
	default:
		return figure_of(tenant, object - SUMMARY_FIGURE);
	}
}

static uint64_t
sum_of(const struct tree_scope *scope, uint32_t object)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < scope->board->count; i++) {
		const struct board_tenant *tenant = scope->board->tenants[i];
		if (is_seen(scope, tenant)) {
			sum += count_of(tenant, object);
		}
	}
	return sum;
}

/* Without a tenant nothing is known, as to the check. */
static enum check_state
worst_of(const struct tree_scope *scope, uint32_t object)
{
	enum check_state worst =
		scope->board->count == 0 ? CHECK_UNKNOWN : CHECK_OK;

	for (size_t i = 0; i < scope->board->count; i++) {
		const struct board_tenant *tenant = scope->board->tenants[i];
		enum check_state state = tenant->state;
		if (!is_seen(scope, tenant)) {
			continue;
		}
		if (object == SUMMARY_MASS_STATE) {
			state = tenant->has_data ? assessment_mass_state(
							   &tenant->assessment)
						 : CHECK_UNKNOWN;
		}
		worst = check_state_worst(worst, state);
	}
	return worst;
}

static time_t
soonest_of(const struct tree_scope *scope)
{
	time_t soonest = 0;

	for (size_t i = 0; i < scope->board->count; i++) {
		const struct board_tenant *tenant = scope->board->tenants[i];
		time_t instant = figure_soonest(tenant);
		if (is_seen(scope, tenant) && instant != 0 &&
			(soonest == 0 || instant < soonest)) {
			soonest = instant;
		}
	}
	return soonest;
}

static int64_t
oldest_of(const struct tree_scope *scope)
{
	int64_t oldest_s = INT32_MIN;

	for (size_t i = 0; i < scope->board->count; i++) {
		const struct board_tenant *tenant = scope->board->tenants[i];
		int64_t age_s = figure_age_s(tenant, scope->now);
		if (is_seen(scope, tenant) && age_s > oldest_s) {
			oldest_s = age_s;
		}
	}
	return oldest_s == INT32_MIN ? INT32_MAX : oldest_s;
}

static void
read_summary(const struct tree_row *row, uint32_t object, struct value *value)
{
	const struct tree_scope *scope = row->scope;
	uint64_t sum = 0;

	switch (object) {
	case SUMMARY_STATE:
	case SUMMARY_MASS_STATE:
		value_integer(value, worst_of(scope, object));
		return;
	case SUMMARY_SOONEST_LEFT:
		figure_left(value, soonest_of(scope), scope->now);
		return;
	case SUMMARY_SOONEST_DEADLINE:
		value_instant(value, soonest_of(scope));
		return;
	case SUMMARY_SOONEST_SECONDS:
		value_epoch(value, soonest_of(scope));
		return;
	case SUMMARY_OLDEST_DATA:
		value_integer(value, oldest_of(scope));
		return;
	case SUMMARY_OVERFLOW:
		sum = sum_of(scope, object);
		value_unsigned(value, sum < scope->board->urgent
					      ? 0
					      : sum - scope->board->urgent);
		return;
	default:
		value_unsigned(value, sum_of(scope, object));
	}
}

const struct tree_table tree_summary = {
	.arc = 1,
	.is_scalars = true,
	.first = SUMMARY_STATE,
	.last = SUMMARY_OVERFLOW,
	.index_length = 1,
	.seek = seek_summary,
	.read = read_summary,
};
