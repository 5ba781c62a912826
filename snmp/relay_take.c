// SPDX-License-Identifier: MIT
/* What happened, from the databases into the outbox. */
#include "snmp/relay_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "state/events.h"

void
relay_look(struct relay *relay, const struct board_tenant *tenant,
	const char *path)
{
	struct errand *errand = NULL;

	for (size_t i = 0; i < relay->errand_count; i++) {
		if (strcmp(relay->errands[i].name, tenant->name) == 0) {
			relay->errands[i].tenant = tenant->index;
			return;
		}
	}
	relay->errands = mem_grow(relay->errands, relay->errand_count,
		&relay->errand_capacity, sizeof(*relay->errands));
	errand = &relay->errands[relay->errand_count++];
	*errand = (struct errand){
		.name = mem_text(tenant->name),
		.path = mem_text(path),
		.tenant = tenant->index,
	};
}

static void
end_errand(struct relay *relay, size_t at)
{
	struct errand *errand = &relay->errands[at];

	free(errand->name);
	free(errand->path);
	relay->errand_count--;
	memmove(errand, errand + 1,
		(relay->errand_count - at) * sizeof(*errand));
}

struct taking {
	struct relay *relay;
	const struct errand *errand;
	int64_t count;
	int64_t damaged; /* the first one that is; 0: none */
	bool is_ours;	 /* the failure: of the outbox, which is */
	struct error ours;
};

static bool
take_event(void *context, int64_t id, const struct notice *event,
	struct error *err)
{
	struct taking *taking = context;
	struct notice notice = *event;

	notice.tenant = taking->errand->tenant;
	notice.fate = NOTICE_WAITING;
	if (event->is_damaged && taking->damaged == 0) {
		taking->damaged = id;
	}
	taking->count++;
	if (!outbox_put(taking->relay->settings.outbox, &notice, err)) {
		taking->is_ours = true;
		taking->ours = *err;
	}
	return !taking->is_ours;
}

static bool
note_taken(struct taking *taking, uint32_t tenant, int64_t event,
	struct error *err)
{
	if (!outbox_took(taking->relay->settings.outbox, tenant, event, err)) {
		taking->is_ours = true;
		taking->ours = *err;
	}
	return !taking->is_ours;
}

/* One bundle of events; whether there may be more is in `*more`. */
static bool
take_events(struct taking *taking, bool *more, struct error *err)
{
	struct outbox *outbox = taking->relay->settings.outbox;
	const struct errand *errand = taking->errand;
	struct outbox_tenant tenant = {0};
	bool is_older = false;
	int64_t last = 0;
	time_t born_at = 0;
	const struct board_tenant *shown =
		board_find(taking->relay->settings.board, errand->tenant);

	if (shown == NULL || shown->index != errand->tenant) {
		return true; /* no longer configured */
	}
	born_at = shown->facts.born_at;
	if (!outbox_tenant(outbox, errand->name, born_at, &tenant, err)) {
		taking->is_ours = true;
		taking->ours = *err;
		return false;
	}
	if (tenant.event < 0) {
		return events_read_alarms(
			       errand->path, take_event, taking, &last, err) &&
		       note_taken(taking, tenant.index, last, err);
	}
	if (!events_read(errand->path, tenant.event, RELAY_EVENTS_AT_ONCE,
		    take_event, taking, &last, more, &is_older, err)) {
		return false;
	}
	if (is_older) {
		/* Numbers come up again: looked at as for the first time. */
		*more = true;
		last = -1;
	}
	return last == tenant.event ||
	       note_taken(taking, tenant.index, last, err);
}

/* The first that may be tried now. */
static bool
find_due(const struct relay *relay, size_t *at)
{
	int64_t now_ms = relay_tick_ms(relay);

	for (size_t i = 0; i < relay->errand_count; i++) {
		if (now_ms >= relay->errands[i].pause_ms) {
			*at = i;
			return true;
		}
	}
	return false;
}

/* One that cannot be read does not keep the others from being so. */
static void
put_off(struct relay *relay, struct errand *errand, const struct error *err)
{
	const struct relay_settings *settings = &relay->settings;
	int64_t now_ms = relay_tick_ms(relay);
	struct board_tenant *shown =
		board_find(settings->board, errand->tenant);
	char *line = NULL;

	errand->pause_ms = now_ms + relay_pause_ms(err);
	if (err->code == ERROR_WAIT || shown == NULL ||
		shown->index != errand->tenant) {
		return;
	}
	if (shown->untold == NULL) {
		shown->untold_ms = now_ms;
	}
	line = mem_print("its events cannot be told of: %s", err->text);
	if (shown->untold == NULL || strcmp(shown->untold, line) != 0) {
		settings->say(settings->context, err->text);
		mem_replace_text(&shown->untold, line);
	}
	shown->state = check_state_worst(shown->state, CHECK_UNKNOWN);
	free(line);
}

static void
take_back(struct relay *relay, const struct errand *errand)
{
	struct board_tenant *shown =
		board_find(relay->settings.board, errand->tenant);

	if (shown != NULL && shown->index == errand->tenant) {
		free(shown->untold);
		shown->untold = NULL;
		shown->untold_ms = 0;
	}
}

static void
say_damaged(const struct taking *taking)
{
	const struct relay_settings *settings = &taking->relay->settings;
	char *line = mem_print("%s: event %lld is damaged: told of as unknown",
		taking->errand->path, (long long)taking->damaged);

	settings->say(settings->context, line);
	free(line);
}

bool
relay_take(struct relay *relay)
{
	struct taking taking = {.relay = relay};
	struct outbox *outbox = relay->settings.outbox;
	struct error err = {0};
	size_t at = 0;
	bool more = false;
	bool ok = false;

	if (!find_due(relay, &at)) {
		return false;
	}
	taking.errand = &relay->errands[at];
	if (!outbox_begin(outbox, &err)) {
		return relay_trouble(relay, &err);
	}
	ok = take_events(&taking, &more, &err);
	if (taking.is_ours) {
		err = taking.ours;
	}
	if (!outbox_end(outbox, ok, &err)) {
		if (ok || taking.is_ours) {
			return relay_trouble(relay, &err);
		}
		put_off(relay, &relay->errands[at], &err);
		return false;
	}
	if (taking.damaged != 0) {
		say_damaged(&taking);
	}
	take_back(relay, taking.errand);
	if (taking.count > 0) {
		relay->waiting += taking.count;
		relay->may_fold = true;
		relay->is_log_old = true;
		relay->moved_ms = relay_tick_ms(relay);
	}
	if (!more) {
		end_errand(relay, at);
	}
	return true;
}
