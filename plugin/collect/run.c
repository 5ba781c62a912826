// SPDX-License-Identifier: MIT
#include "collect/run.h"

#include <stdlib.h>
#include <string.h>

#include "collect/gather.h"
#include "core/mem.h"
#include "graph/assertion.h"
#include "graph/route.h"
#include "process/lock.h"
#include "process/spawn.h"
#include "state/collection.h"

#define RUN_CONNECT_LIMIT_S 20
#define RUN_STALL_S 60
#define RUN_WRITE_PATIENCE_S 60

/* Everything that is open while a tenant is collected. */
struct session {
	const struct run_settings *settings;
	int lock;
	struct collection *collection;
	struct transport *transport;
	struct directory *directory;
	struct handler_view *handled;
	struct gather gather;
	bool lock_is_ours;
	bool told;	/* a failure is in the database */
	time_t told_at; /* when progress was last written down */
	bool drawn;	/* something stands on the terminal */
};

static void
session_close(struct session *session)
{
	if (session->drawn) {
		(void)fputs("\r\033[K", session->settings->terminal);
	}
	gather_release(&session->gather);
	handler_view_free(session->handled);
	directory_free(session->directory);
	if (session->transport != NULL) {
		session->transport->ops->free(session->transport);
	}
	collection_close(session->collection);
	lock_close(session->lock);
}

static bool
take_lock(struct session *session, bool *taken, struct error *err)
{
	const struct run_settings *settings = session->settings;
	char *path = NULL;
	bool ok = false;

	if (settings->options->lock_is_inherited) {
		session->lock = SPAWN_LOCK_DESCRIPTOR;
	} else {
		path = state_lock_path(
			settings->config->state_dir, settings->tenant->name);
		if (!lock_open(path, &session->lock, err)) {
			goto out;
		}
	}
	/* An inherited lock is ours already: taking it again succeeds. */
	ok = lock_try(session->lock, taken, err);
out:
	free(path);
	return ok;
}

static bool
open_collection(struct session *session, struct error *err)
{
	const struct run_settings *settings = session->settings;
	char *path = state_database_path(
		settings->config->state_dir, settings->tenant->name);
	const struct collection_settings wanted = {
		.path = path,
		.tenant = settings->tenant->name,
		.simulated = settings->options->at != 0,
		.now = settings->clock(),
		.busy_budget_s = RUN_WRITE_PATIENCE_S,
	};
	bool ok = collection_open(&wanted, &session->collection, err);

	free(path);
	return ok;
}

static void
tell_progress(void *context, const char *what, uint64_t pages, uint64_t users)
{
	struct session *session = context;
	const struct run_settings *settings = session->settings;
	time_t now = settings->clock();
	char *text = NULL;
	struct error ignored = {0};

	if (now == session->told_at) {
		return;
	}
	session->told_at = now;
	text = users == 0 ? mem_print("%s, page %llu", what,
				    (unsigned long long)pages)
			  : mem_print("%s, page %llu, %llu users", what,
				    (unsigned long long)pages,
				    (unsigned long long)users);
	if (settings->terminal != NULL) {
		session->drawn = true;
		(void)fprintf(settings->terminal, "\r\033[K%s: %s",
			settings->tenant->name, text);
		(void)fflush(settings->terminal);
	}
	/* Somebody may be reading: progress is not worth waiting for. */
	(void)!collection_progress(
		session->collection, session->gather.run.id, text, &ignored);
	free(text);
}

static bool
open_directory(struct session *session, struct error *err)
{
	const struct run_settings *settings = session->settings;
	const struct tenant *tenant = settings->tenant;
	const struct route_settings route = {
		.tenant = tenant,
		.credential = &tenant->reader,
		.connect_limit_s = RUN_CONNECT_LIMIT_S,
		.stall_s = RUN_STALL_S,
		.clock = settings->clock,
	};
	struct directory_settings directory = {
		.tenant = tenant,
		.credential = &tenant->reader,
		.environment = settings->environment,
		.read_secret = config_read_secret,
		.read_token = config_read_token,
		.until = session->gather.at + (time_t)tenant->time_limit_s,
		.progress = tell_progress,
		.progress_context = session,
		.seed = (uint64_t)session->gather.at,
	};

	if (!config_credential_check(tenant, &tenant->reader, "reader", err) ||
		!route_open(&route, &session->transport, err)) {
		return false;
	}
	directory.transport = session->transport;
	return directory_open(&directory, &session->directory, err);
}

/* What the network told goes into the run's row, however the run ended. */
static void
note_facts(struct session *session)
{
	struct run *run = &session->gather.run;
	struct directory_facts facts = {0};

	if (session->directory == NULL) {
		return;
	}
	directory_facts(session->directory, &facts);
	if (facts.not_before > run->not_before) {
		run->not_before = facts.not_before;
	}
	run->has_clock_offset = facts.has_date;
	run->clock_offset_s = facts.clock_offset_s;
	run->requests = facts.requests;
	run->pages = facts.pages;
	run->bytes = facts.bytes;
}

/* As late as can be: what is released meanwhile is to send no event. */
static void
read_handled(struct session *session)
{
	const struct run_settings *settings = session->settings;
	struct error cause = {0};

	if (!handler_view_read(settings->config->state_dir,
		    settings->tenant->name, settings->options->at != 0,
		    session->gather.at, &session->handled, &cause)) {
		gather_degraded(&session->gather,
			"no release or restore counts: %s", cause.text);
	}
	session->gather.handled = session->handled;
}

static bool
ask_and_write(struct session *session, struct error *err)
{
	session->gather.collection = session->collection;
	if (!open_directory(session, err)) {
		return false;
	}
	session->gather.directory = session->directory;
	if (session->settings->tenant->reader.certificate_file != NULL &&
		!assertion_certificate_expiry(
			session->settings->tenant->reader.certificate_file,
			&session->gather.certificate_expires_at, err)) {
		return false;
	}
	if (!gather_ask(&session->gather, err)) {
		note_facts(session);
		return false;
	}
	note_facts(session);
	read_handled(session);
	return gather_write(&session->gather, session->settings->clock(), err);
}

/* Keeps the reason of a failed run, for the check to show. */
static bool
write_failure(struct session *session, const struct error *cause)
{
	struct run *run = &session->gather.run;
	struct error err = {0};

	run->outcome = RUN_FAILED;
	run->ended_at = session->settings->clock();
	run->code = cause->code;
	mem_replace_text(&run->error, cause->text);
	run->filter_agreed = TRI_UNKNOWN;
	run->probed = false;
	run->probed_daily = false;
	run->probed_weekly = false;
	/* The cause matters more than why it could not be kept. */
	return collection_fail(session->collection, run, &err);
}

static char *
closing_line(const struct session *session)
{
	const struct gather *gather = &session->gather;
	const char *degraded = gather->run.degraded;
	bool explain =
		degraded != NULL && session->settings->options->verbosity > 0;

	return mem_print("%llu in their window, %llu changes; %s listing, "
			 "%llu requests, %llu pages, %lld s%s%s%s",
		(unsigned long long)gather->in_window,
		(unsigned long long)gather->changed,
		gather->run.listed_whole ? "whole" : "filtered",
		(unsigned long long)gather->run.requests,
		(unsigned long long)gather->run.pages,
		(long long)(gather->run.ended_at - gather->at),
		degraded == NULL ? "" : "; degraded", explain ? "\n" : "",
		explain ? degraded : "");
}

static bool
collect(struct session *session, bool *busy, struct error *err)
{
	bool taken = false;

	if (!take_lock(session, &taken, err)) {
		return false;
	}
	if (!taken) {
		*busy = true;
		return true;
	}
	session->lock_is_ours = true;
	session->gather.tenant = session->settings->tenant;
	session->gather.at = session->settings->clock();
	if (!open_collection(session, err) ||
		!collection_begin(session->collection, session->gather.at,
			&session->gather.run.id, err)) {
		return false;
	}
	session->gather.run.started_at = session->gather.at;
	if (!ask_and_write(session, err)) {
		session->told = write_failure(session, err);
		return false;
	}
	return true;
}

/* Whoever waits for this attempt is told that it has ended, and how. */
static void
leave_word(const struct session *session, bool ok, const struct error *err)
{
	if (session->lock_is_ours) {
		lock_leave_word(
			session->lock, ok || session->told ? NULL : err->text);
	}
}

enum run_result
run_tenant(const struct run_settings *settings, char **line)
{
	struct session session = {.settings = settings, .lock = LOCK_NONE};
	enum run_result result = RUN_RESULT_FAILED;
	struct error err = {0};
	bool busy = false;
	bool ok = collect(&session, &busy, &err);

	leave_word(&session, ok, &err);
	if (!ok) {
		*line = mem_text(err.text);
	} else if (busy) {
		*line = mem_text("somebody else is collecting it");
		result = RUN_RESULT_BUSY;
	} else {
		*line = closing_line(&session);
		result = RUN_RESULT_COMPLETE;
	}
	session_close(&session);
	return result;
}

bool
run_accept_history(const struct run_settings *settings, struct error *err)
{
	struct session session = {.settings = settings, .lock = LOCK_NONE};
	bool taken = false;
	bool ok = take_lock(&session, &taken, err);

	if (ok && !taken) {
		ok = error_set(err, ERROR_WAIT,
			"%s is being collected: try again in a moment",
			settings->tenant->name);
	}
	ok = ok && open_collection(&session, err) &&
	     collection_accept_history(
		     session.collection, settings->clock(), err);
	session_close(&session);
	return ok;
}
