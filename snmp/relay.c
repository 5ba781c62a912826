// SPDX-License-Identifier: MIT
#include "snmp/relay_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Between two looks at what the master has taken, or the rate allows. */
#define RELAY_PACE_MS 50
#define RELAY_TRIM_MS 60000

int64_t
relay_tick_ms(const struct relay *relay)
{
	return relay->settings.tick_ms(relay->settings.context);
}

bool
relay_new(const struct relay_settings *settings, struct relay **relay,
	struct error *err)
{
	struct relay *made = mem_zeroed(1, sizeof(*made));

	made->settings = *settings;
	made->may_fold = true;
	made->is_log_old = true;
	if (!outbox_count_waiting(settings->outbox, &made->waiting, err) ||
		!relay_resume_folding(made, err)) {
		relay_free(made);
		return false;
	}
	*relay = made;
	return true;
}

void
relay_free(struct relay *relay)
{
	if (relay == NULL) {
		return;
	}
	for (size_t i = 0; i < relay->errand_count; i++) {
		free(relay->errands[i].name);
		free(relay->errands[i].path);
	}
	free(relay->errands);
	free(relay->state_dir);
	free(relay->outbox.said);
	free(relay->handler.said);
	rate_release(&relay->rate);
	notice_release(&relay->summary);
	free(relay);
}

void
relay_set_rate(struct relay *relay, int64_t rate)
{
	rate_set(&relay->rate, rate);
}

/* ---- sending ------------------------------------------------------------- */

static enum show_names
names_of(const struct relay *relay, uint32_t tenant)
{
	const struct board_tenant *shown =
		board_find(relay->settings.board, tenant);

	return board_names(
		shown != NULL && shown->index == tenant ? shown : NULL);
}

static bool
send_one(void *context, const struct notice *notice, struct error *err)
{
	struct relay *relay = context;
	const struct relay_settings *settings = &relay->settings;
	struct notice *kept = &relay->window[relay->sent_count++];
	time_t now = settings->now(settings->context);
	struct notification notification;

	(void)err;
	*kept = *notice;
	kept->tenant_name = NULL;
	kept->upn = NULL;
	kept->text = NULL;
	relay->sent_sequence = notice->sequence;
	rate_count(&relay->rate, relay_tick_ms(relay));
	notify_make(notice, names_of(relay, notice->tenant),
		board_state(settings->board, notice, now), now, &notification);
	settings->send(settings->context, &notification);
	return true;
}

/* So many of the window the master has taken. */
static size_t
count_taken(const struct relay *relay)
{
	const struct relay_settings *settings = &relay->settings;
	uint64_t taken = settings->taken(settings->context);
	size_t count = (size_t)(taken - relay->taken);

	return count > relay->sent_count ? relay->sent_count : count;
}

/* Those are told, for good. */
static bool
settle(struct relay *relay)
{
	const struct relay_settings *settings = &relay->settings;
	size_t count = count_taken(relay);
	struct error err = {0};
	bool ok = true;

	if (count == 0) {
		return false;
	}
	if (!outbox_begin(settings->outbox, &err)) {
		return relay_trouble(relay, &err);
	}
	for (size_t i = 0; ok && i < count; i++) {
		ok = outbox_sent(settings->outbox, &relay->window[i], &err);
	}
	if (!outbox_end(settings->outbox, ok, &err)) {
		return relay_trouble(relay, &err);
	}
	relay->taken += count;
	relay->waiting -= (int64_t)count;
	relay->total_sent += count;
	relay->is_log_old = true;
	relay->sent_count -= count;
	relay->moved_ms = relay_tick_ms(relay);
	memmove(relay->window, relay->window + count,
		relay->sent_count * sizeof(*relay->window));
	return true;
}

static bool
send_some(struct relay *relay)
{
	size_t limit = rate_now(&relay->rate, relay_tick_ms(relay));
	size_t before = relay->sent_count;
	struct error err = {0};

	if (limit > RELAY_WINDOW - relay->sent_count) {
		limit = RELAY_WINDOW - relay->sent_count;
	}
	if (limit == 0 || relay->waiting <= (int64_t)relay->sent_count) {
		return false;
	}
	if (!outbox_each_waiting(relay->settings.outbox, relay->sent_sequence,
		    limit, send_one, relay, &err)) {
		return relay_trouble(relay, &err);
	}
	if (relay->sent_count == before) {
		return false;
	}
	relay->moved_ms = relay_tick_ms(relay);
	return true;
}

/*
 * What was on its way when the connection broke is to be sent again, but not
 * what was taken before.  False: that cannot be noted yet.
 */
static bool
notice_breaks(struct relay *relay)
{
	const struct relay_settings *settings = &relay->settings;
	uint64_t connection = settings->connection(settings->context);

	if (connection == relay->connection) {
		return true;
	}
	if (connection == 0 && count_taken(relay) > 0 && !settle(relay)) {
		return false;
	}
	relay->connection = connection;
	relay->taken = 0;
	relay->sent_count = 0;
	relay->sent_sequence = 0;
	return true;
}

static bool
trim(struct relay *relay)
{
	struct error err = {0};
	bool more = false;

	if (relay_tick_ms(relay) < relay->trim_ms) {
		return false;
	}
	relay->trim_ms = relay_tick_ms(relay) + RELAY_TRIM_MS;
	if (!outbox_trim(relay->settings.outbox, &more, &err)) {
		return relay_trouble(relay, &err);
	}
	if (more) {
		relay->trim_ms = relay_tick_ms(relay);
	}
	return more;
}

static bool
work(struct relay *relay)
{
	/* At once: what is not noted comes twice after a crash. */
	if (!notice_breaks(relay) ||
		(relay->connection != 0 && settle(relay))) {
		return relay_tick_ms(relay) >= relay->outbox.pause_ms;
	}
	/* All there is, then: whether it is too much must be seen. */
	if (relay_take(relay) || relay_watch(relay)) {
		return true;
	}
	if (relay->is_handler_due &&
		relay_tick_ms(relay) >= relay->handler.pause_ms &&
		relay_take_from_handler(relay)) {
		return true;
	}
	if (relay->is_log_old && relay_tick_ms(relay) >= relay->log_ms) {
		return relay_show_log(relay);
	}
	if (trim(relay)) {
		return true;
	}
	if (relay->connection == 0) {
		return false;
	}
	return relay_fold(relay) || send_some(relay);
}

bool
relay_work(struct relay *relay)
{
	struct board *board = relay->settings.board;
	bool more = false;

	if (relay_tick_ms(relay) < relay->outbox.pause_ms) {
		return false;
	}
	more = work(relay);
	relay_show_trouble(relay);
	board->events_waiting = relay->waiting;
	board->notifications_sent = relay->total_sent;
	board->events_folded = relay->total_folded;
	return more;
}

bool
relay_is_sending(const struct relay *relay)
{
	return relay->sent_count > 0;
}

void
relay_settle(struct relay *relay)
{
	if (notice_breaks(relay) && relay->connection != 0) {
		(void)settle(relay);
	}
}

/* What waits for the master, or to be sent. */
static int64_t
pace_ms(struct relay *relay, int64_t now_ms)
{
	if (relay->settings.connection(relay->settings.context) == 0 ||
		relay->waiting == 0 ||
		now_ms - relay->moved_ms >= RELAY_IDLE_MS) {
		return RELAY_IDLE_MS;
	}
	return RELAY_PACE_MS;
}

static void
wait_until(int64_t at_ms, int64_t now_ms, int64_t *wait_ms)
{
	if (at_ms - now_ms < *wait_ms) {
		*wait_ms = at_ms > now_ms ? at_ms - now_ms : 0;
	}
}

int64_t
relay_wait_ms(struct relay *relay)
{
	int64_t now_ms = relay_tick_ms(relay);
	int64_t wait_ms = pace_ms(relay, now_ms);

	for (size_t i = 0; i < relay->errand_count; i++) {
		wait_until(relay->errands[i].pause_ms, now_ms, &wait_ms);
	}
	if (relay->is_handler_due) {
		wait_until(relay->handler.pause_ms, now_ms, &wait_ms);
	}
	if (relay->is_log_old) {
		wait_until(relay->log_ms, now_ms, &wait_ms);
	}
	/* Nothing of it is tried before. */
	if (now_ms + wait_ms < relay->outbox.pause_ms) {
		wait_ms = relay->outbox.pause_ms - now_ms;
	}
	return wait_ms;
}
