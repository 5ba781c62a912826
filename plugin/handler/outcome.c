// SPDX-License-Identifier: MIT
#include "handler/outcome.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alert/alert.h"
#include "core/mem.h"
#include "core/standing.h"
#include "core/stream.h"
#include "handler/collector.h"
#include "state/journal.h"

#define NAMED_LIMIT 5 /* mailboxes in one comment */

const char *
outcome_name(const struct work *work, const char *tenant, const char *upn,
	const struct guid *user_id, char name[WORK_NAME_SIZE])
{
	const struct tenant *of = config_tenant(work->settings->config, tenant);
	bool is_named = of != NULL && of->show_names == SHOW_NAMES_UPN;

	return work_name(is_named ? upn : NULL, user_id, name);
}

static bool
tell(struct work *work, int64_t id, const struct request *request,
	enum alert_act act, const char *text, struct error *err)
{
	const struct message message = {
		.request = id,
		.system = request->system,
		.instance = request->instance,
		.host = request->host,
		.service = request->service,
		.text = text,
		.act = (int)act,
	};

	return journal_tell(work->journal, &message, work_now(work), err);
}

static bool
tell_all(struct work *work, int64_t id, const struct request *request,
	const char *text, bool unacknowledge, struct error *err)
{
	if (request->system == SYSTEM_HAND || request->host == NULL ||
		request->service == NULL) {
		return true;
	}
	/* An event has no acknowledgement of its own to take back. */
	unacknowledge = unacknowledge && request->kind == REQUEST_ACKNOWLEDGE;
	return tell(work, id, request, ALERT_COMMENT, text, err) &&
	       (!unacknowledge || tell(work, id, request, ALERT_UNACKNOWLEDGE,
					  NULL, err)) &&
	       tell(work, id, request, ALERT_RECHECK, NULL, err);
}

bool
outcome_tell_refused(struct work *work, int64_t id,
	const struct request *request, const char *reason, bool unacknowledge,
	struct error *err)
{
	char *text = mem_print("refused: %s", reason);
	bool ok = tell_all(work, id, request, text, unacknowledge, err);

	free(text);
	return ok;
}

bool
outcome_tell_released(struct work *work, int64_t id,
	const struct request *request, const char *reason, struct error *err)
{
	return tell_all(work, id, request, reason, false, err);
}

bool
outcome_tell_left(struct work *work, int64_t id, const struct request *request,
	const char *reason, struct error *err)
{
	char *text = NULL;
	bool ok = true;

	if (request->host != NULL && request->service != NULL) {
		text = mem_print("nothing is done: %s", reason);
		ok = tell(work, id, request, ALERT_COMMENT, text, err);
	}
	free(text);
	return ok;
}

bool
outcome_tell_waiting(
	struct work *work, const struct remedy *remedy, struct error *err)
{
	struct request request = {0};
	char name[WORK_NAME_SIZE];
	char *text = NULL;
	bool ok =
		journal_request(work->journal, remedy->request, &request, err);

	if (ok && request.system != SYSTEM_HAND && request.host != NULL &&
		request.service != NULL) {
		text = mem_print("%s: %s; this can take hours, and is looked "
				 "at again and again",
			outcome_name(work, remedy->tenant, remedy->upn,
				&remedy->user_id, name),
			remedy->reason);
		ok = tell(work, remedy->request, &request, ALERT_COMMENT, text,
			err);
	}
	free(text);
	request_release(&request);
	return ok;
}

/* ---- requests that have ended ---- */

struct summary {
	const struct work *work;
	size_t counts[REMEDY_REHEARSED + 1];
	size_t total;
	size_t withdrawn; /* of those refused: there is nothing to take back */
	FILE *named;
	size_t named_count;
	enum remedy_state naming; /* those in this state are named now */
	char *tenant;
};

static bool
count_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	struct summary *summary = context;

	(void)err;
	summary->counts[remedy->state]++;
	summary->total++;
	summary->withdrawn += remedy->state == REMEDY_REFUSED &&
			      standing_is_reason(remedy->reason);
	mem_replace_text(&summary->tenant, remedy->tenant);
	return true;
}

static bool
name_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	struct summary *summary = context;
	char name[WORK_NAME_SIZE];

	(void)err;
	if (remedy->state != summary->naming ||
		summary->named_count == NAMED_LIMIT) {
		return true;
	}
	summary->named_count++;
	(void)fprintf(summary->named, "; %s: %s",
		outcome_name(summary->work, remedy->tenant, remedy->upn,
			&remedy->user_id, name),
		remedy->reason == NULL ? remedy_state_text(remedy->state)
				       : remedy->reason);
	return true;
}

/* What needs somebody comes first. */
static bool
name_remedies(struct work *work, int64_t id, struct summary *summary,
	struct error *err)
{
	static const enum remedy_state order[] = {REMEDY_FAILED, REMEDY_REFUSED,
		REMEDY_REHEARSED, REMEDY_VERIFIED};

	for (size_t i = 0; i < sizeof(order) / sizeof(*order); i++) {
		summary->naming = order[i];
		if (!journal_each_of_request(
			    work->journal, id, name_remedy, summary, err)) {
			return false;
		}
	}
	if (summary->total > summary->named_count) {
		(void)fprintf(summary->named, "; and %zu more",
			summary->total - summary->named_count);
	}
	return true;
}

static bool
summarize(struct work *work, int64_t id, struct summary *summary, char **text,
	struct error *err)
{
	size_t size = 0;
	bool ok = journal_each_of_request(
		work->journal, id, count_remedy, summary, err);

	if (!ok) {
		return false;
	}
	summary->named = stream_open(text, &size);
	(void)fprintf(summary->named, "%zu of %zu back",
		summary->counts[REMEDY_VERIFIED], summary->total);
	ok = name_remedies(work, id, summary, err);
	(void)fclose(summary->named);
	return ok;
}

/* Whom a request that has failed is reported to, beside whoever made it. */
struct others {
	struct work *work;
	const struct request *request;
	const char *text;
};

/* One that is not said is the only one there is. */
static bool
is_same_instance(const char *a, const char *b)
{
	return a == NULL || b == NULL || strcmp(a, b) == 0;
}

static bool
is_same_object(const struct request *a, const struct request *b)
{
	return a->system == b->system &&
	       is_same_instance(a->instance, b->instance) && a->host != NULL &&
	       b->host != NULL && a->service != NULL && b->service != NULL &&
	       strcmp(a->host, b->host) == 0 &&
	       strcmp(a->service, b->service) == 0;
}

/* The object itself has heard of it, and lost an acknowledgement of its own. */
static bool
tell_other(void *context, int64_t id, struct error *err)
{
	const struct others *others = context;
	struct request other = {0};
	bool ok = journal_request(others->work->journal, id, &other, err);

	if (ok && other.kind == REQUEST_ACKNOWLEDGE) {
		if (!is_same_object(&other, others->request)) {
			ok = tell_all(others->work, id, &other, others->text,
				true, err);
		} else if (others->request->kind != REQUEST_ACKNOWLEDGE) {
			ok = tell(others->work, id, &other, ALERT_UNACKNOWLEDGE,
				NULL, err);
		}
	}
	request_release(&other);
	return ok;
}

/* `*restored`: the tenant something is back in. */
static bool
report_one(struct work *work, int64_t id, const struct tenant **restored,
	struct error *err)
{
	struct request request = {0};
	struct summary summary = {.work = work};
	struct others others = {.work = work, .request = &request};
	char *text = NULL;
	bool failed = false;
	bool ok = journal_request(work->journal, id, &request, err) &&
		  summarize(work, id, &summary, &text, err);

	failed =
		summary.counts[REMEDY_FAILED] + summary.counts[REMEDY_REFUSED] >
		summary.withdrawn;
	ok = ok &&
	     journal_set_request(
		     work->journal, id, "done", text, work_now(work), err) &&
	     tell_all(work, id, &request, text, failed, err);
	others.text = text;
	ok = ok && (!failed || journal_each_left_to(work->journal, id,
				       tell_other, &others, err));
	if (ok && summary.counts[REMEDY_VERIFIED] > 0) {
		*restored =
			config_tenant(work->settings->config, summary.tenant);
	}
	if (ok) {
		work_say(work, "request %lld: done: %s", (long long)id, text);
	}
	request_release(&request);
	free(summary.tenant);
	free(text);
	return ok;
}

struct finished {
	int64_t *ids;
	size_t count;
	size_t capacity;
};

static bool
keep_id(void *context, int64_t id, struct error *err)
{
	struct finished *finished = context;

	(void)err;
	finished->ids = mem_grow(finished->ids, finished->count,
		&finished->capacity, sizeof(*finished->ids));
	finished->ids[finished->count++] = id;
	return true;
}

bool
outcome_report(struct work *work, struct error *err)
{
	struct finished finished = {0};
	bool ok = journal_each_finished(work->journal, keep_id, &finished, err);

	for (size_t i = 0; ok && i < finished.count; i++) {
		const struct tenant *restored = NULL;
		ok = journal_begin(work->journal, err);
		if (!ok) {
			break;
		}
		if (report_one(work, finished.ids[i], &restored, err)) {
			ok = journal_commit(work->journal, err);
		} else {
			journal_rollback(work->journal);
			ok = false;
		}
		if (ok && restored != NULL) {
			collector_start(work, restored);
		}
	}
	free(finished.ids);
	return ok;
}
