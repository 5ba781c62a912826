// SPDX-License-Identifier: MIT
#include "collect/gather.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "collect/listings.h"
#include "collect/sources.h"
#include "core/clock.h"
#include "core/evidence.h"
#include "core/mem.h"
#include "core/text.h"
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
		mem_exhausted();
	}
	joined = gather->run.degraded == NULL
			 ? mem_text(line)
			 : mem_print("%s\n%s", gather->run.degraded, line);
	free(gather->run.degraded);
	free(line);
	gather->run.degraded = joined;
}

bool
gather_merge(const struct gather *gather, const struct mailbox *before,
	const struct observation *seen, struct mailbox *after)
{
	struct observation lit = *seen;

	/* What was put by does not hold them. */
	lit.skus = &gather->skus;
	return evidence_merge(
		before, &lit, &gather->history, gather->tenant, after);
}

bool
gather_is_due(time_t last, time_t now, int64_t every_s)
{
	return last == 0 || now - last >= every_s || last > now;
}

static void
note_unknown_plans(struct gather *gather)
{
	struct plan_set told = {0};

	for (size_t i = 0; i < gather->skus.count; i++) {
		const struct sku *sku = &gather->skus.skus[i];
		for (size_t k = 0; k < sku->plan_count; k++) {
			const struct sku_plan *plan = &sku->plans[k];
			char id[GUID_TEXT_SIZE];
			char name[GATHER_NAME_SIZE];
			if (!plan_is_suspicious(&gather->tenant->plans,
				    &plan->plan, plan->name) ||
				plan_set_has(&told, &plan->plan) ||
				!plan_set_add(&told, &plan->plan)) {
				continue;
			}
			gather_degraded(gather,
				"plan %s (%s) is new to this program: add it "
				"to mailbox_plans if it gives a mailbox",
				text_clean(
					plan->name, false, name, sizeof(name)),
				guid_text(&plan->plan, id));
		}
	}
}

/* What another tenant, or other plans, showed is no witness here. */
static void
recall_history(struct gather *gather)
{
	const struct state_facts *facts = &gather->facts;
	char *plans = plan_set_text(&gather->tenant->plans);
	bool other_tenant =
		tenant_was_another(gather->tenant, facts->tenant_id);
	bool same_tenant = facts->tenant_id != NULL && !other_tenant;
	bool same_plans =
		facts->plans != NULL && strcmp(facts->plans, plans) == 0;

	free(plans);
	gather->other_tenant = other_tenant;
	gather->is_first =
		facts->complete.id == 0 || !same_tenant || !same_plans;
	/* It proves only what would have been found by reading it then. */
	gather->audit_covers_from =
		gather->is_first ? 0 : facts->audit_covers_from;
	gather->history = (struct history){
		.listed_at = gather->is_first ? 0 : facts->complete.started_at,
		.listed_whole_at =
			gather->is_first ? 0 : facts->listed_whole_at,
		.probed_at = facts->probed_at,
		.shared_probed_at = facts->probed_weekly_at,
		.dates_move = same_tenant ? facts->dates_move : TRI_UNKNOWN,
		.probe_permitted = gather->tenant->probe == EFFORT_AUTO,
		.filter_is_unproven = facts->filter_agreed != TRI_YES ||
				      facts->filter_note != NULL,
	};
}

static bool
check_clock(const struct gather *gather, struct error *err)
{
	struct directory_facts facts = {0};

	directory_facts(gather->directory, &facts);
	return !facts.has_date || clock_check(facts.clock_offset_s, err);
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
	if (!listings_see_active(gather, err) ||
		!listings_see_deleted(gather, err) ||
		!listings_confirm(gather, err) ||
		!listings_recognize(gather, err)) {
		return false;
	}
	gather->full_audit = gather->is_first || gather->run.listed_whole ||
			     gather->audit_covers_from == 0;
	return sources_read_audit(gather, err) &&
	       sources_ask_mailboxes(gather, err) && check_clock(gather, err);
}
