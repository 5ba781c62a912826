// SPDX-License-Identifier: MIT
/*
 * Performance data.  Icinga 2 drops thresholds that are ranges (10:), so each
 * is mirrored by a counter with a plain limit and by an age, which grows.
 */
#include "check/report.h"

#include <stdlib.h>

struct totals {
	uint64_t phases[PHASE_COUNT];
	uint64_t states[4];
	uint64_t in_window;
	uint64_t restorable;
	uint64_t seats_needed;
	uint64_t seats_missing;
	uint64_t recent;
	uint64_t unreadable;
	bool has_soonest;
	int64_t soonest_left_s;
	const struct view *soonest; /* whose thresholds go with it */
	int64_t oldest_s;	    /* age of data */
	const struct view *oldest;
};

static void
add_view(struct totals *totals, const struct view *view)
{
	const struct assessment *assessment = &view->assessment;
	struct seat_summary seats;

	if (!view->has_data) {
		totals->unreadable++;
		return;
	}
	seats = assessment_seats(assessment);
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		totals->phases[phase] += assessment->phases[phase];
	}
	for (int state = 0; state < 4; state++) {
		totals->states[state] += assessment->states[state];
	}
	totals->in_window += assessment->in_window;
	totals->restorable += assessment->restorable;
	totals->recent += assessment->recent;
	totals->seats_needed += seats.needed;
	totals->seats_missing += seats.needed - seats.coverable;
	if (assessment->has_soonest &&
		(!totals->has_soonest ||
			assessment->soonest_left_s < totals->soonest_left_s)) {
		totals->has_soonest = true;
		totals->soonest_left_s = assessment->soonest_left_s;
		totals->soonest = view;
	}
	if (totals->oldest == NULL || view->age_s > totals->oldest_s) {
		totals->oldest_s = view->age_s;
		totals->oldest = view;
	}
}

/* Seconds as a range, or nothing when it is not of the form N:. */
static void
print_range(const struct range *range, FILE *out)
{
	int64_t bound_s = 0;

	if (range_lower_bound_s(range, &bound_s)) {
		(void)fprintf(out, "%lld:", (long long)bound_s);
	}
}

static void
print_age_limit(int64_t window_s, const struct range *range, FILE *out)
{
	int64_t bound_s = 0;

	if (range_lower_bound_s(range, &bound_s)) {
		(void)fprintf(out, "%lld", (long long)(window_s - bound_s));
	}
}

/* Retention, and the grace it has as long as it answers. */
static int64_t
window_of(const struct assessed *item)
{
	return (int64_t)item->judgement.deadline.earliest -
	       (int64_t)item->mailbox.lost_earliest;
}

static void
print_soonest(const struct totals *totals, FILE *out)
{
	const struct view *view = totals->soonest;
	int64_t window_s = 0;
	int64_t age_s = 0;

	if (!totals->has_soonest) {
		return;
	}
	window_s = window_of(&view->assessment.soonest);
	age_s = window_s - totals->soonest_left_s;
	(void)fprintf(
		out, " soonest_left=%llds;", (long long)totals->soonest_left_s);
	print_range(&view->judging.warning, out);
	(void)fputc(';', out);
	print_range(&view->judging.critical, out);
	(void)fprintf(out, " oldest_loss=%llds;", (long long)age_s);
	print_age_limit(window_s, &view->judging.warning, out);
	(void)fputc(';', out);
	print_age_limit(window_s, &view->judging.critical, out);
	(void)fprintf(out, ";0;%lld", (long long)window_s);
}

static void
print_items(const struct report *report, FILE *out)
{
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	for (size_t i = 0; i < count; i++) {
		const struct assessed *item = items[i].item;
		char id[GUID_TEXT_SIZE];
		if (item->judgement.deadline.earliest == 0 ||
			(item->judgement.phase != PHASE_EXPIRING &&
				item->judgement.phase != PHASE_CONNECTED &&
				item->judgement.phase != PHASE_OVERDUE)) {
			continue;
		}
		(void)fprintf(out, " %s=%llds;",
			guid_text(&item->mailbox.user_id, id),
			(long long)item->judgement.left_s);
		print_range(&items[i].view->judging.warning, out);
		(void)fputc(';', out);
		print_range(&items[i].view->judging.critical, out);
	}
	free(items);
}

static void
print_count(const char *label, uint64_t count, const char *limits, FILE *out)
{
	(void)fprintf(
		out, " %s=%llu%s", label, (unsigned long long)count, limits);
}

void
report_perfdata(const struct report *report, FILE *out)
{
	struct totals totals = {0};

	if (report->options->perfdata == PERFDATA_NONE) {
		return;
	}
	for (size_t i = 0; i < report->count; i++) {
		add_view(&totals, &report->views[i]);
	}
	(void)fputs(" |", out);
	print_count("in_window", totals.in_window, ";;;0", out);
	print_count("warning", totals.states[CHECK_WARNING], ";0;;0", out);
	print_count("critical", totals.states[CHECK_CRITICAL], ";;0;0", out);
	print_count("overdue", totals.phases[PHASE_OVERDUE], ";;;0", out);
	print_count("lost", totals.phases[PHASE_LOST], ";;0;0", out);
	print_count("connected", totals.phases[PHASE_CONNECTED], ";;;0", out);
	print_count("undated", totals.phases[PHASE_UNDATED], ";;;0", out);
	print_count("past_unproven", totals.phases[PHASE_PAST_UNPROVEN], ";;;0",
		out);
	print_count(
		"subscription", totals.phases[PHASE_SUBSCRIPTION], ";;;0", out);
	print_count("restored", totals.phases[PHASE_RESTORED], ";;;0", out);
	print_count("released", totals.phases[PHASE_RELEASED], ";;;0", out);
	print_count("restorable", totals.restorable, ";;;0", out);
	print_count("seats_missing", totals.seats_missing, ";;;0", out);
	print_count("lost_recently", totals.recent, ";;;0", out);
	print_count("unreadable_tenants", totals.unreadable, ";;;0", out);
	print_soonest(&totals, out);
	if (totals.oldest != NULL) {
		(void)fprintf(out, " data_age=%llds;;%lld;0",
			(long long)totals.oldest_s,
			(long long)totals.oldest->tenant->stale_after_s);
	}
	if (report->options->perfdata == PERFDATA_ITEMS) {
		print_items(report, out);
	}
}
