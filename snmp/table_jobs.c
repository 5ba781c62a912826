// SPDX-License-Identifier: MIT
/* What the handler did, one row a remedy. */
#include "snmp/tree.h"

#include <string.h>

enum job_column {
	JOB_TENANT = 2,
	JOB_USER_ID,
	JOB_UPN,
	JOB_CAUSE,
	JOB_LOSS,
	JOB_STATE,
	JOB_REASON,
	JOB_OPENED_AT,
	JOB_DUE_AT,
	JOB_CLOSED_AT,
	JOB_DEADLINE,
	JOB_REQUEST,
	JOB_FORCE,
	JOB_WRITES,
};

static bool
is_seen(const struct tree_scope *scope, const struct remedy *job)
{
	const struct board_tenant *tenant = NULL;

	if (scope->only == 0) {
		return true;
	}
	tenant = board_find(scope->board, scope->only);
	return tenant != NULL && tenant->index == scope->only &&
	       strcmp(tenant->name, job->tenant) == 0;
}

static bool
seek_job(struct tree_row *row, const uint32_t *key)
{
	const struct board *board = row->scope->board;
	size_t from = 0;
	size_t to = board->job_count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (board->jobs[middle].id < (int64_t)key[0]) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	while (from < board->job_count &&
		!is_seen(row->scope, &board->jobs[from])) {
		from++;
	}
	if (from == board->job_count || board->jobs[from].id > UINT32_MAX) {
		return false;
	}
	row->job = &board->jobs[from];
	row->index[0] = (uint32_t)row->job->id;
	return true;
}

static uint64_t
writes_of(const struct remedy *job)
{
	uint64_t sum = 0;

	for (int kind = 0; kind < WRITE_KINDS; kind++) {
		sum += (uint64_t)job->writes[kind].count;
	}
	return sum;
}

static const char *
upn_of(const struct tree_row *row)
{
	const struct board_tenant *tenant =
		board_find_name(row->scope->board, row->job->tenant);

	return board_names(tenant) == SHOW_NAMES_UPN ? row->job->upn : NULL;
}

static void
read_instants(const struct remedy *job, uint32_t column, struct value *value)
{
	switch (column) {
	case JOB_OPENED_AT:
		value_instant(value, job->opened_at);
		return;
	case JOB_DUE_AT:
		value_instant(value, remedy_is_closed(job) ? 0 : job->due_at);
		return;
	case JOB_CLOSED_AT:
		value_instant(value, job->closed_at);
		return;
	case JOB_DEADLINE:
	default:
		value_instant(value, job->deadline.earliest);
	}
}

static void
read_job(const struct tree_row *row, uint32_t column, struct value *value)
{
	const struct remedy *job = row->job;

	switch (column) {
	case JOB_TENANT:
		value_text(value, job->tenant);
		return;
	case JOB_USER_ID:
		value_guid(value, &job->user_id);
		return;
	case JOB_UPN:
		value_text(value, upn_of(row));
		return;
	case JOB_CAUSE:
		value_integer(value, job->cause);
		return;
	case JOB_LOSS:
		value_unsigned(value, (uint64_t)job->loss);
		return;
	case JOB_STATE:
		value_integer(value, job->state);
		return;
	case JOB_REASON:
		value_text(value, job->reason);
		return;
	case JOB_REQUEST:
		value_unsigned(value, (uint64_t)job->request);
		return;
	case JOB_FORCE:
		value_truth(value, job->force);
		return;
	case JOB_WRITES:
		value_unsigned(value, writes_of(job));
		return;
	default:
		read_instants(job, column, value);
	}
}

const struct tree_table tree_jobs = {
	.arc = 5,
	.first = JOB_TENANT,
	.last = JOB_WRITES,
	.index_length = 1,
	.seek = seek_job,
	.read = read_job,
};
