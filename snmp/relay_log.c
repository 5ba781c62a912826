// SPDX-License-Identifier: MIT
/* What happened, on the board, as of now or of a second ago. */
#include "snmp/relay_impl.h"

#include <stdlib.h>

#include "core/mem.h"

#define RELAY_LOG_MS 1000

struct log_reading {
	struct notice *events; /* the newest first */
	size_t count;
};

static bool
take_logged(void *context, const struct notice *notice, struct error *err)
{
	struct log_reading *reading = context;
	struct notice *event = &reading->events[reading->count++];

	(void)err;
	*event = *notice;
	event->tenant_name = mem_text(notice->tenant_name);
	event->upn = mem_text(notice->upn);
	event->text = mem_text(notice->text);
	return true;
}

bool
relay_show_log(struct relay *relay)
{
	struct board *board = relay->settings.board;
	struct log_reading reading = {
		mem_zeroed(BOARD_EVENTS, sizeof(*reading.events)), 0};
	struct error err = {0};

	relay->is_log_old = false;
	relay->log_ms = relay_tick_ms(relay) + RELAY_LOG_MS;
	if (!outbox_each_newest(relay->settings.outbox, BOARD_EVENTS,
		    take_logged, &reading, &err)) {
		relay->is_log_old = true;
		for (size_t i = 0; i < reading.count; i++) {
			notice_release(&reading.events[i]);
		}
		free(reading.events);
		return relay_trouble(relay, &err);
	}
	board_release_events(board);
	for (size_t i = 0; i < reading.count / 2; i++) {
		struct notice other = reading.events[i];
		reading.events[i] = reading.events[reading.count - 1 - i];
		reading.events[reading.count - 1 - i] = other;
	}
	board->events = reading.events;
	board->event_count = reading.count;
	return true;
}
