// SPDX-License-Identifier: MIT
/* What does not work: said once, shown as long as it lasts, tried again. */
#include "snmp/relay_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define RELAY_TROUBLE_MS 1000
#define RELAY_BUSY_MS 100
/* After so long without it, trouble is over. */
#define RELAY_CALM_MS 10000

int64_t
relay_pause_ms(const struct error *err)
{
	return err->code == ERROR_WAIT ? RELAY_BUSY_MS : RELAY_TROUBLE_MS;
}

bool
relay_trouble_with(
	struct relay *relay, struct trouble *trouble, const struct error *err)
{
	int64_t now_ms = relay_tick_ms(relay);

	trouble->pause_ms = now_ms + relay_pause_ms(err);
	if (err->code == ERROR_WAIT) {
		return false;
	}
	trouble->said_ms = now_ms;
	/* The same every second would only fill the log. */
	if (trouble->said == NULL || strcmp(trouble->said, err->text) != 0) {
		relay->settings.say(relay->settings.context, err->text);
		mem_replace_text(&trouble->said, err->text);
	}
	return false;
}

bool
relay_trouble(struct relay *relay, const struct error *err)
{
	return relay_trouble_with(relay, &relay->outbox, err);
}

static void
forget_trouble(struct relay *relay, struct trouble *trouble)
{
	if (relay_tick_ms(relay) - trouble->said_ms >= RELAY_CALM_MS) {
		free(trouble->said);
		trouble->said = NULL;
	}
}

void
relay_show_trouble(struct relay *relay)
{
	struct board *board = relay->settings.board;
	const char *said = NULL;

	forget_trouble(relay, &relay->outbox);
	forget_trouble(relay, &relay->handler);
	said = relay->outbox.said != NULL ? relay->outbox.said
					  : relay->handler.said;
	if (said == NULL) {
		free(board->problem);
		board->problem = NULL;
	} else if (board->problem == NULL ||
		   strcmp(board->problem, said) != 0) {
		mem_replace_text(&board->problem, said);
	}
}
