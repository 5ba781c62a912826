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
	errand->name = mem_text(tenant->name);
	errand->path = mem_text(path);
	errand->tenant = tenant->index;
}

static void
end_errand(struct relay *relay)
{
	free(relay->errands[0].name);
	free(relay->errands[0].path);
	relay->errand_count--;
	memmove(relay->errands, relay->errands + 1,
		relay->errand_count * sizeof(*relay->errands));
}

struct taking {
	struct relay *relay;
	const struct errand *errand;
	int64_t last;
	int64_t count;
};

static bool
take_event(void *context, int64_t id, const struct notice *event,
	struct error *err)
{
	struct taking *taking = context;
	struct notice notice = *event;

	notice.tenant = taking->errand->tenant;
	notice.fate = NOTICE_WAITING;
	taking->last = id;
	taking->count++;
	return outbox_put(taking->relay->settings.outbox, &notice, err);
}

/* One bundle of events; whether there may be more is in `*more`. */
static bool
take_events(struct taking *taking, bool *more, struct error *err)
{
	struct outbox *outbox = taking->relay->settings.outbox;
	const struct errand *errand = taking->errand;
	struct outbox_tenant tenant = {0};
	bool is_older = false;
	int64_t newest = 0;
	time_t born_at = 0;
	const struct board_tenant *shown =
		board_find(taking->relay->settings.board, errand->tenant);

	if (shown == NULL || shown->index != errand->tenant) {
		return true; /* no longer configured */
	}
	born_at = shown->facts.born_at;
	if (!outbox_tenant(outbox, errand->name, born_at, &tenant, err)) {
		return false;
	}
	taking->last = tenant.event;
	if (tenant.event < 0) {
		return events_read_alarms(errand->path, take_event, taking,
			       &newest, err) &&
		       outbox_took(outbox, tenant.index, newest, err);
	}
	if (!events_read(errand->path, tenant.event, RELAY_EVENTS_AT_ONCE,
		    take_event, taking, more, &is_older, err)) {
		return false;
	}
	if (is_older) {
		/* Numbers come up again: looked at as for the first time. */
		*more = true;
		taking->last = -1;
	}
	return taking->last == tenant.event ||
	       outbox_took(outbox, tenant.index, taking->last, err);
}

/* One that cannot be read does not keep the others from being so. */
static void
put_off(struct relay *relay)
{
	struct errand first = relay->errands[0];

	memmove(relay->errands, relay->errands + 1,
		(relay->errand_count - 1) * sizeof(*relay->errands));
	relay->errands[relay->errand_count - 1] = first;
}

bool
relay_take(struct relay *relay)
{
	struct taking taking = {.relay = relay, .errand = relay->errands};
	struct outbox *outbox = relay->settings.outbox;
	struct error err = {0};
	bool more = false;

	if (relay->errand_count == 0) {
		return false;
	}
	if (!outbox_begin(outbox, &err) ||
		!outbox_end(outbox, take_events(&taking, &more, &err), &err)) {
		put_off(relay);
		return relay_trouble(relay, &err);
	}
	if (taking.count > 0) {
		relay->waiting += taking.count;
		relay->may_fold = true;
		relay->is_log_old = true;
	}
	if (!more) {
		end_errand(relay);
	}
	return true;
}
