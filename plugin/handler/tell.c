// SPDX-License-Identifier: MIT
#include "handler/tell.h"

#include <stdlib.h>
#include <string.h>

#include "alert/nagios.h"
#include "core/mem.h"
#include "core/timestamp.h"
#include "handler/monitors.h"
#include "state/journal.h"

#define TELL_LIMIT 50 /* at a time, so that mailboxes need not wait */
#define TELL_LAST_RETRY_S (15 * 60)

/* State knows no alerts; what it reads has to be one. */
_Static_assert(
	(int)ALERT_COMMENT == 1 && (int)ALERT_RECHECK == MESSAGE_ACT_LAST,
	"enum alert_act");

/* A message whose texts are ours. */
struct kept {
	struct message message;
	char *texts[4];
};

struct telling {
	struct work *work;
	struct kept messages[TELL_LIMIT];
	size_t count;
	struct monitors monitors;
};

static void
release(struct telling *telling)
{
	for (size_t i = 0; i < telling->count; i++) {
		for (size_t k = 0; k < 4; k++) {
			free(telling->messages[i].texts[k]);
		}
	}
	monitors_release(&telling->monitors);
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

static bool
tell_icinga2(struct telling *telling, const struct message *message,
	const struct alert_message *alert, time_t *not_before,
	struct error *err)
{
	struct monitors *monitors = &telling->monitors;
	struct icinga2 *icinga2 = NULL;
	bool ok = false;

	if (!monitors_reach(
		    monitors, message->instance, &icinga2, not_before, err)) {
		return false;
	}
	ok = icinga2_tell(icinga2, alert, err);
	monitors_heard(
		monitors, message->instance, ok ? NULL : err, not_before);
	return ok;
}

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
	bool same_instance = a->instance == NULL || b->instance == NULL
				     ? a->instance == b->instance
				     : strcmp(a->instance, b->instance) == 0;

	return a->system == b->system && same_instance &&
	       strcmp(a->host, b->host) == 0 &&
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
		again_at = timestamp_latest(
			not_before, now + monitors_wait_s(message->tries,
						  TELL_LAST_RETRY_S));
	}
	work_say(work, "%s, %s: %s", message->host, message->service, why.text);
	return (again_at != 0 || give_up(work, message, why.text, err)) &&
	       journal_told(work->journal, message->id, now, why.text, again_at,
		       err);
}

bool
tell_all_due(struct work *work, struct error *err)
{
	struct telling telling = {.work = work};
	bool failed[TELL_LIMIT] = {false};
	bool ok = journal_each_message(
		work->journal, work_now(work), TELL_LIMIT, keep, &telling, err);

	monitors_init(&telling.monitors, work);
	for (size_t i = 0; ok && i < telling.count; i++) {
		if (!is_held_up(&telling, failed, i)) {
			ok = tell_one(&telling, i, &failed[i], err);
		}
	}
	release(&telling);
	return ok;
}
