// SPDX-License-Identifier: MIT
#include "handler/tell.h"

#include <stdlib.h>
#include <string.h>

#include "alert/nagios.h"
#include "core/mem.h"
#include "core/text.h"
#include "handler/monitor.h"
#include "state/journal.h"

#define TELL_LIMIT 50 /* at a time, so that mailboxes need not wait */
#define TELL_FIRST_RETRY_S 5
#define TELL_LAST_RETRY_S (15 * 60)

/* One Icinga 2 while messages are delivered. */
struct line {
	const struct icinga2_site *site;
	struct monitor monitor;
	char *broken; /* why it cannot be used this time; NULL: it can */
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
		struct line *line = &telling->lines[i];
		monitor_close(&line->monitor);
		free(line->broken);
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

static bool
tell_icinga2(struct telling *telling, const struct message *message,
	const struct alert_message *alert, struct error *err)
{
	struct work *work = telling->work;
	const struct config *config = work->settings->config;
	const struct icinga2_site *site =
		config_icinga2(config, message->instance);
	struct line *line = NULL;
	char name[80];

	if (site == NULL) {
		return error_set(err, ERROR_CONFIG,
			"the configuration has no [icinga2 %s] to tell it to",
			text_clean(
				message->instance, false, name, sizeof(name)));
	}
	line = &telling->lines[site - config->icinga2];
	line->site = site;
	if (line->broken == NULL && line->monitor.icinga2 == NULL &&
		!monitor_open(
			site, work->settings->clock, &line->monitor, err)) {
		line->broken = mem_text(err->text);
		return false;
	}
	if (line->broken != NULL) {
		return error_set(err, ERROR_WAIT, "%s", line->broken);
	}
	if (!icinga2_tell(line->monitor.icinga2, alert, err)) {
		if (err->code == ERROR_WAIT) {
			line->broken = mem_text(err->text);
		}
		return false;
	}
	return true;
}

/* ---- messages ---- */

static bool
deliver(struct telling *telling, const struct message *message,
	struct error *err)
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
		return tell_icinga2(telling, message, &alert, err);
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

static time_t
retry_at(const struct message *message, time_t now)
{
	time_t wait_s = TELL_FIRST_RETRY_S;

	for (int64_t i = 0; i < message->tries && wait_s < TELL_LAST_RETRY_S;
		i++) {
		wait_s *= 2;
	}
	return now + (wait_s < TELL_LAST_RETRY_S ? wait_s : TELL_LAST_RETRY_S);
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

static bool
tell_one(struct telling *telling, size_t index, bool *failed, struct error *err)
{
	struct work *work = telling->work;
	const struct message *message = &telling->messages[index].message;
	struct error why = {0};
	time_t now = work_now(work);
	time_t again_at = 0;

	if (deliver(telling, message, &why)) {
		return journal_told(
			work->journal, message->id, now, NULL, 0, err);
	}
	*failed = true;
	/* An object that is gone will not come back for this. */
	if (why.code != ERROR_REMOTE && message->tries < TELL_TRIES) {
		again_at = retry_at(message, now);
	}
	work_say(work, "%s, %s: %s", message->host, message->service, why.text);
	return journal_told(
		work->journal, message->id, now, why.text, again_at, err);
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
