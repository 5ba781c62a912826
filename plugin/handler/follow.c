// SPDX-License-Identifier: MIT
#include "handler/follow.h"

#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "handler/work.h"
#include "process/lock.h"
#include "state/handler.h"

#define LOOK_EVERY_MS 300
/* Then somebody should look whether a worker is ever started. */
#define NOT_TAKEN_S 10
#define NAMED_LIMIT 20
#define FIELD_SIZE 400

/* What one look shows. */
struct sight {
	const struct follow_settings *settings;
	int64_t request; /* 0: the worker has not taken it */
	bool is_closed;
	bool is_refused;
	char *reason; /* owned */
	size_t counts[REMEDY_REHEARSED + 1];
	size_t total;
	FILE *failures; /* NULL: only counted */
	size_t named;
};

static bool
take_request(void *context, const struct request_row *row, struct error *err)
{
	struct sight *sight = context;

	(void)err;
	sight->request = row->id;
	sight->is_closed = row->closed_at != 0;
	sight->is_refused = strcmp(row->state, "refused") == 0;
	mem_replace_text(&sight->reason, row->reason);
	return true;
}

static void
name_failure(struct sight *sight, const struct remedy *remedy)
{
	char name[WORK_NAME_SIZE];
	char reason[FIELD_SIZE];

	if (remedy->state != REMEDY_FAILED && remedy->state != REMEDY_REFUSED) {
		return;
	}
	if (sight->named++ < NAMED_LIMIT) {
		(void)fprintf(sight->failures, "  %s: %s: %s\n",
			work_name(remedy->upn, &remedy->user_id, name),
			remedy_state_text(remedy->state),
			text_clean(
				remedy->reason, true, reason, sizeof(reason)));
	}
}

static bool
count_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	struct sight *sight = context;

	(void)err;
	sight->counts[remedy->state]++;
	sight->total++;
	if (sight->failures != NULL) {
		name_failure(sight, remedy);
	}
	return true;
}

static bool
read_sight(
	struct handler_reader *reader, struct sight *sight, struct error *err)
{
	return handler_request_of_file(reader, sight->settings->file,
		       take_request, sight, err) &&
	       (sight->request == 0 ||
		       handler_each_of_request(reader, sight->request,
			       count_remedy, sight, err));
}

/* What is being written at the moment is looked at next time. */
static bool
look(struct sight *sight, struct error *err)
{
	char *path = handler_database_path(sight->settings->config->state_dir);
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	bool ok = handler_open(path, &condition, &reader, err);

	if (ok && reader != NULL) {
		ok = read_sight(reader, sight, err) ||
		     error_prefix(err, "%s", path);
	}
	handler_close(reader);
	free(path);
	return ok;
}

static bool
worker_may_run(const struct config *config)
{
	char *path = handler_lock_path(config->state_dir);
	struct lock_look seen = {0};

	lock_look(path, &seen);
	free(path);
	return seen.held || seen.is_hidden;
}

static void
print_progress(const struct sight *sight, time_t began_at)
{
	const struct follow_settings *settings = sight->settings;
	const size_t *counts = sight->counts;
	size_t failed = counts[REMEDY_FAILED] + counts[REMEDY_REFUSED];
	char took[TEXT_DURATION_SIZE];

	if (!settings->is_terminal) {
		return;
	}
	(void)text_duration(settings->clock() - began_at, took);
	if (sight->request == 0) {
		(void)fprintf(settings->out,
			"\r\033[Kwaiting for the worker, %s%s", took,
			settings->clock() - began_at > NOT_TAKEN_S &&
					!worker_may_run(settings->config)
				? ": none runs; start handle_mailbox_expiry "
				  "worker, or mailbox-expiry-handler.path"
				: "");
	} else {
		(void)fprintf(settings->out,
			"\r\033[K%zu of %zu back, %zu failed, %zu being looked "
			"after, %s",
			counts[REMEDY_VERIFIED] + counts[REMEDY_REHEARSED],
			sight->total, failed, counts[REMEDY_VERIFYING], took);
	}
	(void)fflush(settings->out);
}

static void
print_end(const struct sight *sight)
{
	FILE *out = sight->settings->out;
	char reason[FIELD_SIZE];

	if (sight->settings->is_terminal) {
		(void)fputs("\r\033[K", out);
	}
	(void)fprintf(out, "%s%s%s\n", sight->is_refused ? "refused" : "done",
		sight->reason == NULL ? "" : ": ",
		sight->reason == NULL ? ""
				      : text_clean(sight->reason, true, reason,
						sizeof(reason)));
}

static void
release(struct sight *sight)
{
	free(sight->reason);
	*sight = (struct sight){0};
}

/* Once more, with the names of those that did not come back. */
static bool
finish(const struct follow_settings *settings, enum follow_end *end,
	struct error *err)
{
	struct sight sight = {.settings = settings};
	char *text = NULL;
	size_t length = 0;
	bool ok = false;

	sight.failures = stream_open(&text, &length);
	ok = look(&sight, err);
	(void)fclose(sight.failures);
	if (ok) {
		print_end(&sight);
		(void)fwrite(text, 1, length, settings->out);
		if (sight.named > NAMED_LIMIT) {
			(void)fprintf(settings->out,
				"  ... and %zu more; see handle_mailbox_expiry "
				"log\n",
				sight.named - NAMED_LIMIT);
		}
		*end = sight.is_refused || sight.named > 0 ? FOLLOW_FAILED
							   : FOLLOW_DONE;
	}
	free(text);
	release(&sight);
	return ok;
}

bool
follow(const struct follow_settings *settings, enum follow_end *end,
	struct error *err)
{
	time_t began_at = settings->clock();

	for (;;) {
		struct sight sight = {.settings = settings};
		bool ok = look(&sight, err);
		bool is_closed = sight.is_closed;

		if (ok && !is_closed) {
			print_progress(&sight, began_at);
		}
		release(&sight);
		if (!ok) {
			return false;
		}
		if (is_closed) {
			return finish(settings, end, err);
		}
		(void)poll(NULL, 0, LOOK_EVERY_MS);
		if (settings->is_interrupted()) {
			if (settings->is_terminal) {
				(void)fputc('\n', settings->out);
			}
			*end = FOLLOW_INTERRUPTED;
			return true;
		}
	}
}
