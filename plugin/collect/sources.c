// SPDX-License-Identifier: MIT
#include "collect/sources.h"

#include "core/evidence.h"
#include "core/interval.h"
#include "core/probe_due.h"
#include "core/timestamp.h"

static bool
keep_audit(void *context, const struct audit_record *record, struct error *err)
{
	struct gather *gather = context;
	struct audit_record kept = *record;
	const struct audit_search removal = {
		.skus = &gather->skus,
		.plans = &gather->tenant->plans,
	};
	/* Of several SKUs taken at once, the one that had the mailbox. */
	const struct guid *sku = audit_mailbox_sku(record, &removal);

	if (sku != NULL) {
		kept.removed_skus[0] = *sku;
	} else if (record->has_detail &&
		   record->activity == AUDIT_LICENSE_CHANGED) {
		return true; /* took nothing that had a mailbox */
	}
	return collection_saw_audit(gather->collection, &kept, err);
}

static uint64_t
pages_read(const struct gather *gather)
{
	struct directory_facts facts = {0};

	directory_facts(gather->directory, &facts);
	return facts.pages;
}

/* In half of the time that is left: what it takes is not for it to say. */
static bool
read_audit_since(struct gather *gather, time_t since, struct error *err)
{
	time_t until = directory_save(gather->directory);
	time_t covered_from = 0;
	bool permitted = false;
	bool ok = directory_removals(gather->directory, since, keep_audit,
		gather, &covered_from, &permitted, err);

	directory_spend(gather->directory, until);
	if (ok && !permitted) {
		gather_degraded(gather, STATE_AUDIT_NOTE
			"AuditLog.Read.All is not granted, so dates "
			"are less exact and nobody is named");
	}
	if (ok && permitted) {
		gather->audit_covers_from = timestamp_earliest(
			gather->audit_covers_from, covered_from);
	}
	return ok;
}

/* Since it was last read, or else what is new. */
static time_t
audit_wanted_since(const struct gather *gather)
{
	const struct tenant *tenant = gather->tenant;

	if (gather->full_audit) {
		return gather->at - (time_t)tenant->retention_s -
		       (time_t)tenant->extra_grace_s - TIMESTAMP_DAY_S;
	}
	return (gather->facts.audited_at == 0 ? gather->history.listed_at
					      : gather->facts.audited_at) -
	       TIMESTAMP_DAY_S;
}

/*
 * Optional: without it dates are wider and nobody is named.  Where it answers,
 * but with too much for the time there is, what is new has to do.
 */
bool
sources_read_audit(struct gather *gather, struct error *err)
{
	time_t since = audit_wanted_since(gather);
	time_t news_since = gather->history.listed_at - TIMESTAMP_DAY_S;
	bool has_news = gather->history.listed_at != 0 && since < news_since;
	uint64_t pages = pages_read(gather);
	struct error cause = {0};

	if (gather->tenant->audit == EFFORT_NO ||
		read_audit_since(gather, since, &cause)) {
		return true;
	}
	if (!collection_forget_audits(gather->collection, err)) {
		return false;
	}
	has_news = has_news && pages_read(gather) > pages;
	if (!has_news || gather->full_audit) {
		gather_degraded(gather, STATE_AUDIT_NOTE "%s", cause.text);
	}
	if (!has_news || read_audit_since(gather, news_since, &cause)) {
		return true;
	}
	if (!gather->full_audit) {
		gather_degraded(gather, STATE_AUDIT_NOTE "%s", cause.text);
	}
	return collection_forget_audits(gather->collection, err);
}

static bool
is_audited_in_detail(const struct observation *seen, time_t audit_at)
{
	for (size_t i = 0; i < seen->audit_count; i++) {
		const struct audit_record *record = &seen->audits[i];
		if (record->activity == AUDIT_LICENSE_CHANGED &&
			record->has_detail && record->at == audit_at) {
			return true;
		}
	}
	return false;
}

static bool
find_due(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct gather *gather = context;
	const struct probe_look look = {
		.at = gather->at,
		.is_daily = gather->run.probed_daily,
		.is_weekly = gather->run.probed_weekly,
	};
	struct mailbox after = {0};
	enum tri moves = TRI_UNKNOWN;

	(void)err;
	if (seen == NULL || !gather_merge(gather, before, seen, &after)) {
		return true;
	}
	if (gather->tenant->probe == EFFORT_AUTO &&
		probe_is_due(before, &after, &look)) {
		guid_list_add(&gather->to_probe, &after.user_id);
	}
	if (before == NULL || before->loss != after.loss) {
		moves = interval_dates_move(
			&after, is_audited_in_detail(seen, after.audit_at));
	}
	if (moves == TRI_NO || gather->history.dates_move == TRI_UNKNOWN) {
		gather->history.dates_move =
			moves == TRI_UNKNOWN ? gather->history.dates_move
					     : moves;
	}
	mailbox_release(&after);
	return true;
}

static bool
keep_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	struct gather *gather = context;

	switch (answer) {
	case PROBE_USER:
	case PROBE_SHARED:
	case PROBE_NOT_FOUND:
		gather->probe_answers++;
		break;
	case PROBE_DENIED:
		gather->probes_denied++;
		break;
	case PROBE_NO_USER:
		gather->probes_astray++;
		break;
	case PROBE_NEVER:
	case PROBE_FAILED:
		break;
	}
	return collection_saw_probe(gather->collection, id, answer, err);
}

/* Of whom no answer comes, none has come: what others say is not theirs. */
static bool
expect_nothing(struct gather *gather, struct error *err)
{
	for (size_t i = 0; i < gather->to_probe.count; i++) {
		if (!collection_saw_probe(gather->collection,
			    &gather->to_probe.ids[i], PROBE_FAILED, err)) {
			return false;
		}
	}
	return true;
}

/* `cause`: why asking ended before all were asked; empty: it did not. */
static void
tell_silence(struct gather *gather, const struct error *cause)
{
	uint64_t asked = gather->to_probe.count;
	uint64_t silent = asked - gather->probe_answers -
			  gather->probes_denied - gather->probes_astray;

	if (gather->probes_denied > 0) {
		gather_degraded(gather,
			"probe: MailboxSettings.Read is not granted%s, so "
			"mailboxes stay unconfirmed",
			gather->probe_answers > 0 ? " for all mailboxes" : "");
	}
	if (silent > 0) {
		gather_degraded(gather,
			"probe: Microsoft Graph did not say of %llu of %llu "
			"mailboxes whether they answer%s%s",
			(unsigned long long)silent, (unsigned long long)asked,
			cause->text[0] == '\0' ? "" : ": ", cause->text);
	}
}

bool
sources_ask_mailboxes(struct gather *gather, struct error *err)
{
	struct error cause = {0};

	gather->run.probed_daily = gather_is_due(
		gather->facts.probed_daily_at, gather->at, GATHER_DAILY_S);
	gather->run.probed_weekly = gather_is_due(
		gather->facts.probed_weekly_at, gather->at, GATHER_WEEKLY_S);
	if (!collection_each(gather->collection, find_due, gather, err) ||
		!expect_nothing(gather, err)) {
		return false;
	}
	if (gather->to_probe.count > 0) {
		/* Optional: why it ended is told. */
		(void)!directory_probe(gather->directory, gather->to_probe.ids,
			gather->to_probe.count, keep_probe, gather, &cause);
	}
	tell_silence(gather, &cause);
	gather->run.probed =
		gather->tenant->probe == EFFORT_AUTO &&
		(gather->probe_answers > 0 || gather->to_probe.count == 0);
	gather->history.probe_permitted =
		gather->tenant->probe == EFFORT_AUTO &&
		(gather->probe_answers > 0 || gather->probes_denied == 0);
	gather->run.probed_daily &= gather->run.probed;
	gather->run.probed_weekly &= gather->run.probed;
	return true;
}
