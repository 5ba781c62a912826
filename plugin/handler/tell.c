// SPDX-License-Identifier: MIT
#include "handler/tell.h"

#include <stdlib.h>
#include <string.h>

#include "alert/nagios.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "handler/monitor.h"
#include "state/journal.h"

#define TELL_LIMIT 50 /* at a time, so that mailboxes need not wait */
#define TELL_FIRST_RETRY_S 5
#define TELL_LAST_RETRY_S (15 * 60)
#define TELL_LONGEST_REST_S (5 * 60)

/* State knows no alerts; what it reads has to be one. */
_Static_assert(
	(int)ALERT_COMMENT == 1 && (int)ALERT_RECHECK == MESSAGE_ACT_LAST,
	"enum alert_act");

/* One Icinga 2 while messages are delivered. */
struct line {
	const struct icinga2_site *site;
	struct monitor monitor;
};

/* A message whose texts are ours. */
struct kept {
	struct message message;
	char *texts[4];
};

struct telling {
	struct work *work;
	struct kept messages[TELL_LIMIT];
	size_t count;
	struct line *lines; /* one an Icinga 2 of the configuration */
};

static void
release(struct telling *telling)
{
	for (size_t i = 0; i < telling->count; i++) {
		for (size_t k = 0; k < 4; k++) {
			free(telling->messages[i].texts[k]);
		}
	}
	for (size_t i = 0; i < telling->work->settings->config->icinga2_count;
		i++) {
		monitor_close(&telling->lines[i].monitor);
	}
	free(telling->lines);
}

static bool
keep(void *context, const struct message *message, struct error *err)
{
	struct telling *telling = context;
	struct kept *kept = &telling->messages[telling->count++];

	(void)err;
	kept->message = *message;
	kept->message.instance = kept->texts[0] = mem_text(message->instance);
	kept->message.host = kept->texts[1] = mem_text(message->host);
	kept->message.service = kept->texts[2] = mem_text(message->service);
	kept->message.text = kept->texts[3] = mem_text(message->text);
	return true;
}

/* ---- Icinga 2 ---- */

/* The longer, the more often it failed. */
static time_t
wait_s(int64_t failures, time_t limit_s)
{
	time_t wait = TELL_FIRST_RETRY_S;

	for (int64_t i = 0; i < failures && wait < limit_s; i++) {
		wait *= 2;
	}
	return wait < limit_s ? wait : limit_s;
}

static bool
no_site(const char *instance, struct error *err)
{
	char name[80];

	if (instance == NULL) {
		return error_set(err, ERROR_CONFIG,
			"the configuration has no [icinga2 NAME], or several "
			"and --instance was not given: nobody to tell it to");
	}
	return error_set(err, ERROR_CONFIG,
		"the configuration has no [icinga2 %s] to tell it to",
		text_clean(instance, false, name, sizeof(name)));
}

static bool
tell_site(struct line *line, struct work *work,
	const struct alert_message *alert, struct error *err)
{
	return (line->monitor.icinga2 != NULL ||
		       monitor_open(line->site, work->settings->clock,
			       &line->monitor, err)) &&
	       icinga2_tell(line->monitor.icinga2, alert, err);
}

/* However the clock was set since. */
static bool
is_resting(const struct rest *rest, time_t now)
{
	return now < rest->until && rest->until <= now + TELL_LONGEST_REST_S;
}

static bool
tell_icinga2(struct telling *telling, const struct message *message,
	const struct alert_message *alert, time_t *not_before,
	struct error *err)
{
	struct work *work = telling->work;
	const struct config *config = work->settings->config;
	const struct icinga2_site *site =
		config_icinga2(config, message->instance);
	struct line *line = NULL;
	struct rest *rest = NULL;
	bool ok = false;

	if (site == NULL) {
		return no_site(message->instance, err);
	}
	line = &telling->lines[site - config->icinga2];
	line->site = site;
	rest = &work->rests[site - config->icinga2];
	if (is_resting(rest, work_now(work))) {
		*not_before = rest->until;
		return error_set(err, ERROR_WAIT, "%s", rest->why);
	}
	ok = tell_site(line, work, alert, err);
	if (!ok && (err->code == ERROR_WAIT || line->monitor.icinga2 == NULL)) {
		rest->until = work_now(work) +
			      wait_s(rest->failures++, TELL_LONGEST_REST_S);
		mem_replace_text(&rest->why, err->text);
		*not_before = rest->until;
	} else {
		rest->failures = 0;
	}
	return ok;
}

/* ---- messages ---- */

static bool
deliver(struct telling *telling, const struct message *message,
	time_t *not_before, struct error *err)
{
	const struct nagios_site *nagios =
		&telling->work->settings->config->nagios;
	const struct alert_message alert = {
		.act = (enum alert_act)message->act,
		.host = message->host,
		.service = message->service,
		.text = message->text,
	};

	switch (message->system) {
	case SYSTEM_ICINGA2:
		return tell_icinga2(telling, message, &alert, not_before, err);
	case SYSTEM_NAGIOS:
		if (nagios->command_file == NULL) {
			return error_set(err, ERROR_CONFIG,
				"command_file is not set in [nagios]");
		}
		return nagios_tell(
			nagios, &alert, work_now(telling->work), err);
	case SYSTEM_HAND:
		break;
	}
	return true;
}

static bool
is_same_object(const struct message *a, const struct message *b)
{
	return a->system == b->system && strcmp(a->host, b->host) == 0 &&
	       strcmp(a->service, b->service) == 0;
}

static bool
is_held_up(const struct telling *telling, const bool *failed, size_t index)
{
	for (size_t i = 0; i < index; i++) {
		if (failed[i] && is_same_object(&telling->messages[i].message,
					 &telling->messages[index].message)) {
			return true;
		}
	}
	return false;
}

/* What nobody will hear of is at least in the log. */
static bool
give_up(struct work *work, const struct message *message, const char *why,
	struct error *err)
{
	static const char *const acts[] = {[ALERT_COMMENT] = "a comment",
		[ALERT_UNACKNOWLEDGE] = "that the acknowledgement is void",
		[ALERT_RECHECK] = "to check again"};
	char *text = mem_print("%s, %s was not told %s, and will not be: %s",
		message->host, message->service, acts[message->act], why);
	const struct journal_entry entry = {
		.at = work_now(work),
		.request = message->request,
		.kind = "told",
		.text = text,
	};
	bool ok = journal_write(work->journal, &entry, err);

	free(text);
	return ok;
}

static bool
tell_one(struct telling *telling, size_t index, bool *failed, struct error *err)
{
	struct work *work = telling->work;
	const struct message *message = &telling->messages[index].message;
	struct error why = {0};
	time_t now = work_now(work);
	time_t not_before = 0;
	time_t again_at = 0;

	if (deliver(telling, message, &not_before, &why)) {
		return journal_told(
			work->journal, message->id, now, NULL, 0, err);
	}
	*failed = true;
	/* An object that is gone will not come back for this. */
	if (why.code != ERROR_REMOTE && message->tries < TELL_TRIES) {
		again_at = timestamp_latest(not_before,
			now + wait_s(message->tries, TELL_LAST_RETRY_S));
	}
	work_say(work, "%s, %s: %s", message->host, message->service, why.text);
	return (again_at != 0 || give_up(work, message, why.text, err)) &&
	       journal_told(work->journal, message->id, now, why.text, again_at,
		       err);
}

bool
tell_all_due(struct work *work, struct error *err)
{
	struct telling telling = {
		.work = work,
		.lines = mem_zeroed(work->settings->config->icinga2_count,
			sizeof(*telling.lines)),
	};
	bool failed[TELL_LIMIT] = {false};
	bool ok = journal_each_message(
		work->journal, work_now(work), TELL_LIMIT, keep, &telling, err);

	for (size_t i = 0; ok && i < telling.count; i++) {
		if (!is_held_up(&telling, failed, i)) {
			ok = tell_one(&telling, i, &failed[i], err);
		}
	}
	release(&telling);
	return ok;
}
