// SPDX-License-Identifier: MIT
#include "collect/gather.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/evidence.h"
#include "core/interval.h"
#include "core/mem.h"
#include "core/timestamp.h"

void
gather_release(struct gather *gather)
{
	state_facts_release(&gather->facts);
	sku_list_release(&gather->skus);
	run_release(&gather->run);
	guid_list_release(&gather->to_probe);
}

void
gather_degraded(struct gather *gather, const char *format, ...)
{
	char *joined = NULL;
	char *line = NULL;
	va_list arguments;
	int length = 0;

	va_start(arguments, format);
	length = vasprintf(&line, format, arguments);
	va_end(arguments);
	if (length < 0) {
		abort();
	}
	joined = gather->run.degraded == NULL
			 ? mem_text(line)
			 : mem_print("%s\n%s", gather->run.degraded, line);
	free(gather->run.degraded);
	free(line);
	gather->run.degraded = joined;
}

static bool
is_due(time_t last, time_t now, int64_t every_s)
{
	return last == 0 || now - last >= every_s || last > now;
}

/* ---- SKUs ---------------------------------------------------------------- */

static void
note_unknown_plans(struct gather *gather)
{
	struct plan_set told = {0};

	for (size_t i = 0; i < gather->skus.count; i++) {
		const struct sku *sku = &gather->skus.skus[i];
		for (size_t k = 0; k < sku->plan_count; k++) {
			const struct sku_plan *plan = &sku->plans[k];
			char id[GUID_TEXT_SIZE];
			if (!plan_is_suspicious(&gather->tenant->plans,
				    &plan->plan, plan->name) ||
				plan_set_has(&told, &plan->plan) ||
				!plan_set_add(&told, &plan->plan)) {
				continue;
			}
			gather_degraded(gather,
				"plan %s (%s) is new to this program: add it "
				"to mailbox_plans if it gives a mailbox",
				plan->name, guid_text(&plan->plan, id));
		}
	}
}

/* ---- listings ------------------------------------------------------------ */

struct listing_context {
	struct gather *gather;
	enum seen_by by;
};

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	struct listing_context *listing = context;
	struct gather *gather = listing->gather;
	struct observation seen = {0};

	observation_of_user(
		user, &gather->tenant->plans, &gather->skus, gather->at, &seen);
	return collection_saw(gather->collection, &seen, listing->by, err);
}

static void
distrust_filter(struct gather *gather, const char *note)
{
	gather->run.filter_agreed = TRI_NO;
	mem_replace_text(&gather->run.filter_note, note);
}

/* True with `*usable`: the server answered the filter as it should. */
static bool
list_filtered(struct gather *gather, bool *usable, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_FILTER};
	struct directory_listing listing = {0};

	if (!directory_lost_users_filtered(
		    gather->directory, see_user, &context, &listing, err)) {
		return false;
	}
	*usable = !listing.refused && listing.has_count;
	if (listing.refused) {
		distrust_filter(gather,
			"this tenant refuses the filter; set listing = whole");
	} else if (!listing.has_count) {
		distrust_filter(
			gather, "the filter's answer came without a count");
	}
	return *usable || collection_forget_filter(gather->collection, err);
}

static bool
list_whole(struct gather *gather, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_LISTING};
	struct directory_listing listing = {0};

	gather->run.listed_whole = true;
	return directory_lost_users_whole(
		gather->directory, see_user, &context, &listing, err);
}

/* A difference among losses of more than a day is no index lag. */
static bool
compare_listings(struct gather *gather, struct error *err)
{
	uint64_t missed = 0;
	char note[128];

	if (!collection_filter_missed(gather->collection,
		    gather->at - TIMESTAMP_DAY_S, &missed, err) ||
		!collection_forget_filter(gather->collection, err)) {
		return false;
	}
	gather->run.filter_agreed = missed == 0 ? TRI_YES : TRI_NO;
	if (missed > 0) {
		(void)snprintf(note, sizeof(note),
			"the server's filter leaves out %llu of the mailboxes "
			"that a whole listing shows",
			(unsigned long long)missed);
		mem_replace_text(&gather->run.filter_note, note);
	}
	return true;
}

static bool
list_active(struct gather *gather, struct error *err)
{
	const struct state_facts *facts = &gather->facts;
	bool compare =
		gather->tenant->listing == LISTING_AUTO &&
		(gather->is_first || is_due(facts->filter_compared_at,
					     gather->at, GATHER_COMPARE_S));
	bool trusted = gather->tenant->listing == LISTING_AUTO &&
		       !gather->is_first && !compare &&
		       facts->filter_agreed == TRI_YES;
	bool usable = false;

	if (trusted) {
		if (!list_filtered(gather, &usable, err)) {
			return false;
		}
		return usable || list_whole(gather, err);
	}
	if (!list_whole(gather, err)) {
		return false;
	}
	if (!compare) {
		return true;
	}
	if (!list_filtered(gather, &usable, err)) {
		return false;
	}
	return !usable || compare_listings(gather, err);
}

static bool
list_deleted(struct gather *gather, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_LISTING};
	struct directory_listing listing = {0};

	return directory_deleted_users(
		gather->directory, see_user, &context, &listing, err);
}

/* ---- by id --------------------------------------------------------------- */

static bool
see_by_id(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	struct gather *gather = context;
	struct observation seen = {0};

	if (where == DIRECTORY_GONE || user == NULL) {
		observation_of_gone(id, gather->at, &seen);
	} else {
		observation_of_user(user, &gather->tenant->plans, &gather->skus,
			gather->at, &seen);
	}
	return collection_saw(gather->collection, &seen, SEEN_BY_ID, err);
}

/* Nothing is said of a user whom a listing no longer shows before asking. */
static bool
confirm_by_id(struct gather *gather, struct error *err)
{
	struct guid_list ids = {0};
	bool ok = collection_unconfirmed(gather->collection,
			  !gather->run.listed_whole, &ids, err) &&
		  (ids.count == 0 ||
			  directory_users_by_id(gather->directory, ids.ids,
				  ids.count, see_by_id, gather, err));

	guid_list_release(&ids);
	return ok;
}

/* ---- the directory audit --------------------------------------------------
 */

static bool
keep_audit(void *context, const struct audit_record *record, struct error *err)
{
	struct gather *gather = context;
	struct audit_record kept = *record;
	const struct sku *sku = NULL;

	/* Of several SKUs taken at once, the one that had the mailbox. */
	for (size_t i = 0; i < record->removed_count; i++) {
		sku = sku_find(&gather->skus, &record->removed_skus[i]);
		if (sku == NULL ||
			sku_gives_mailbox(sku, &gather->tenant->plans)) {
			kept.removed_skus[0] = record->removed_skus[i];
			return collection_saw_audit(
				gather->collection, &kept, err);
		}
	}
	if (record->has_detail && record->activity == AUDIT_LICENSE_CHANGED) {
		return true; /* took nothing that had a mailbox */
	}
	return collection_saw_audit(gather->collection, &kept, err);
}

/* Optional: without it dates are wider and nobody is named. */
static void
read_audit(struct gather *gather)
{
	time_t since = gather->full_audit
			       ? gather->at -
					 (time_t)gather->tenant->retention_s -
					 TIMESTAMP_DAY_S
			       : gather->history.listed_at - TIMESTAMP_DAY_S;
	bool permitted = false;
	time_t covered_from = 0;
	struct error err = {0};

	if (gather->tenant->audit == EFFORT_NO) {
		return;
	}
	if (!directory_removals(gather->directory, since, keep_audit, gather,
		    &covered_from, &permitted, &err)) {
		gather_degraded(gather, "audit: %s", err.text);
		return;
	}
	if (!permitted) {
		gather_degraded(gather,
			"audit: AuditLog.Read.All is not granted, so dates "
			"are less exact and nobody is named");
		return;
	}
	gather->audit_covers_from =
		timestamp_earliest(gather->audit_covers_from, covered_from);
}

/* ---- the probe ------------------------------------------------------------
 */

static bool
find_due(void *context, const struct mailbox *before,
	const struct observation *seen, struct error *err)
{
	struct gather *gather = context;
	struct mailbox after = {0};
	enum tri moves = TRI_UNKNOWN;

	(void)err;
	if (seen == NULL || !evidence_merge(before, seen, &gather->history,
				    gather->tenant, &after)) {
		return true;
	}
	if (gather->tenant->probe == EFFORT_AUTO &&
		evidence_probe_due(before, &after, gather->run.probed_daily,
			gather->run.probed_weekly) == PROBE_DUE_NOW) {
		guid_list_add(&gather->to_probe, &after.user_id);
	}
	if (before == NULL || before->loss != after.loss) {
		moves = interval_dates_move(&after);
	}
	if (moves == TRI_YES || gather->history.dates_move == TRI_UNKNOWN) {
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
	case PROBE_NEVER:
	case PROBE_NO_USER:
	case PROBE_FAILED:
		break;
	}
	return collection_saw_probe(gather->collection, id, answer, err);
}

static bool
ask_mailboxes(struct gather *gather, struct error *err)
{
	size_t asked = 0;

	gather->run.probed_daily = is_due(
		gather->facts.probed_daily_at, gather->at, GATHER_DAILY_S);
	gather->run.probed_weekly = is_due(
		gather->facts.probed_weekly_at, gather->at, GATHER_WEEKLY_S);
	if (!collection_each(gather->collection, find_due, gather, err)) {
		return false;
	}
	asked = gather->to_probe.count;
	if (asked > 0 &&
		!directory_probe(gather->directory, gather->to_probe.ids, asked,
			keep_probe, gather, err)) {
		return false;
	}
	if (gather->probes_denied > 0) {
		gather_degraded(gather,
			"probe: MailboxSettings.Read is not granted%s, so "
			"mailboxes stay unconfirmed",
			gather->probe_answers > 0 ? " for all mailboxes" : "");
	}
	gather->run.probed = gather->tenant->probe == EFFORT_AUTO &&
			     (gather->probe_answers > 0 || asked == 0);
	gather->history.probe_permitted =
		gather->tenant->probe == EFFORT_AUTO &&
		(gather->probe_answers > 0 || gather->probes_denied == 0);
	gather->run.probed_daily &= gather->run.probed;
	gather->run.probed_weekly &= gather->run.probed;
	return true;
}

/* ---- the run
 * ---------------------------------------------------------------*/

/* What other plans showed is no witness for what these show. */
static void
recall_history(struct gather *gather)
{
	const struct state_facts *facts = &gather->facts;
	char *plans = plan_set_text(&gather->tenant->plans);
	bool same = facts->plans != NULL && strcmp(facts->plans, plans) == 0;

	free(plans);
	gather->is_first = facts->complete.id == 0 || !same;
	gather->audit_covers_from = facts->audit_covers_from;
	gather->history = (struct history){
		.listed_at = gather->is_first ? 0 : facts->complete.started_at,
		.listed_whole_at =
			gather->is_first ? 0 : facts->listed_whole_at,
		.probed_at = facts->probed_at,
		.shared_probed_at = facts->probed_weekly_at,
		.dates_move = facts->dates_move,
		.probe_permitted = gather->tenant->probe == EFFORT_AUTO,
	};
}

static bool
check_clock(const struct gather *gather, struct error *err)
{
	struct directory_facts facts = {0};
	int64_t offset_s = 0;

	directory_facts(gather->directory, &facts);
	offset_s = facts.clock_offset_s;
	if (!facts.has_date || (offset_s <= GATHER_CLOCK_LIMIT_S &&
				       offset_s >= -GATHER_CLOCK_LIMIT_S)) {
		return true;
	}
	return error_set(err, ERROR_CONFIG,
		"this host's clock is %lld s %s Microsoft Graph's: correct it "
		"(NTP), or every deadline is wrong",
		(long long)(offset_s < 0 ? -offset_s : offset_s),
		offset_s > 0 ? "behind" : "ahead of");
}

bool
gather_ask(struct gather *gather, struct error *err)
{
	if (!collection_facts(gather->collection, &gather->facts, err)) {
		return false;
	}
	if (gather->facts.not_before > gather->at) {
		char text[TIMESTAMP_TEXT_SIZE];
		gather->run.not_before = gather->facts.not_before;
		return error_set(err, ERROR_WAIT,
			"Microsoft Graph asked not to be called before %s",
			timestamp_text(gather->facts.not_before, text));
	}
	recall_history(gather);
	if (!directory_skus(gather->directory, &gather->skus, err) ||
		!check_clock(gather, err)) {
		return false;
	}
	note_unknown_plans(gather);
	if (!list_active(gather, err) || !list_deleted(gather, err) ||
		!confirm_by_id(gather, err)) {
		return false;
	}
	gather->full_audit = gather->is_first || gather->run.listed_whole;
	read_audit(gather);
	return ask_mailboxes(gather, err) && check_clock(gather, err);
}
