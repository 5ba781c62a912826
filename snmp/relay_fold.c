// SPDX-License-Identifier: MIT
/* More than may be sent: many events in one notification. */
#include "snmp/relay_impl.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"

#define FOLD_AT_ONCE 500
/* One alone is told as it is. */
#define FOLD_LEAST 2

static bool
count_folded(void *context, const struct notice *notice, struct error *err)
{
	struct relay *relay = context;

	(void)err;
	relay->kinds[notice->kind]++;
	relay->summary.count++;
	if (relay->summary.first == 0 ||
		notice->sequence < relay->summary.first) {
		relay->summary.first = notice->sequence;
	}
	relay->summary.state =
		check_state_worst(relay->summary.state, notice->state);
	return true;
}

/* "10000 events: 7000 approaching, 3000 critical" */
static char *
tell_kinds(const struct relay *relay)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);
	const char *between = ": ";

	(void)fprintf(out, "%lld events", (long long)relay->summary.count);
	for (int kind = 1; kind <= NOTICE_KIND_LAST; kind++) {
		if (relay->kinds[kind] > 0) {
			(void)fprintf(out, "%s%lld %s", between,
				(long long)relay->kinds[kind],
				notice_kind_text((enum notice_kind)kind));
			between = ", ";
		}
	}
	(void)fclose(out);
	return text;
}

static bool
begin_summary(struct relay *relay, uint32_t tenant, struct error *err)
{
	struct notice summary = {
		.kind = NOTICE_SUMMARIZED,
		.fate = NOTICE_GATHERING,
		.tenant = tenant,
		.at = relay->settings.now(relay->settings.context),
		.state = CHECK_OK,
	};

	memset(relay->kinds, 0, sizeof(relay->kinds));
	if (!outbox_put(relay->settings.outbox, &summary, err)) {
		return false;
	}
	notice_release(&relay->summary);
	relay->summary = summary;
	return true;
}

/* The next bundle of events; `*folded` fewer than asked for: that was all. */
static bool
fold_bundle(
	struct relay *relay, uint32_t tenant, size_t *folded, struct error *err)
{
	struct outbox *outbox = relay->settings.outbox;

	if (!relay->is_folding && !begin_summary(relay, tenant, err)) {
		return false;
	}
	if (!outbox_fold(outbox, &relay->summary, relay->sent_sequence,
		    FOLD_AT_ONCE, count_folded, relay, folded, err)) {
		return false;
	}
	if (*folded == FOLD_AT_ONCE) {
		return true;
	}
	free(relay->summary.text);
	relay->summary.text = tell_kinds(relay);
	return outbox_fold_end(outbox, &relay->summary, err);
}

static bool
fold_some(struct relay *relay, uint32_t tenant)
{
	struct outbox *outbox = relay->settings.outbox;
	struct notice before = relay->summary;
	int64_t kinds[NOTICE_KIND_LAST + 1];
	struct error err = {0};
	size_t folded = 0;

	memcpy(kinds, relay->kinds, sizeof(kinds));
	before.text = NULL;
	if (!outbox_begin(outbox, &err)) {
		return relay_trouble(relay, &err);
	}
	if (!outbox_end(
		    outbox, fold_bundle(relay, tenant, &folded, &err), &err)) {
		/* What was counted was not done. */
		notice_release(&relay->summary);
		relay->summary = before;
		memcpy(relay->kinds, kinds, sizeof(kinds));
		return relay_trouble(relay, &err);
	}
	relay->is_folding = folded == FOLD_AT_ONCE;
	relay->waiting -= (int64_t)folded - (relay->is_folding ? 0 : 1);
	relay->total_folded += folded;
	relay->is_log_old = true;
	return true;
}

bool
relay_resume_folding(struct relay *relay, struct error *err)
{
	bool found = false;

	if (!outbox_find_gathering(
		    relay->settings.outbox, &relay->summary, &found, err)) {
		return false;
	}
	relay->is_folding = found;
	relay->summary.state = CHECK_OK;
	return !found ||
	       outbox_each_folded(relay->settings.outbox,
		       relay->summary.sequence, count_folded, relay, err);
}

bool
relay_fold(struct relay *relay)
{
	int64_t unsent = relay->waiting - (int64_t)relay->sent_count;
	size_t left = rate_left(&relay->rate, relay_tick_ms(relay));
	struct error err = {0};
	uint32_t tenant = 0;
	int64_t count = 0;

	if (relay->is_folding) {
		return fold_some(relay, relay->summary.tenant);
	}
	if (!relay->may_fold || unsent <= (int64_t)left) {
		return false;
	}
	if (!outbox_most_foldable(relay->settings.outbox, relay->sent_sequence,
		    &tenant, &count, &err)) {
		return relay_trouble(relay, &err);
	}
	relay->may_fold = count >= FOLD_LEAST;
	return relay->may_fold && fold_some(relay, tenant);
}
