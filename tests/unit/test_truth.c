// SPDX-License-Identifier: MIT
/*
 * Lives drawn at random, of which everything is known, led through the core as
 * the collector does: whatever happened between two looks, no deadline is later
 * than the truth, and whoever is lost is in a list.  What nobody can know is
 * spared, each with its reason.
 *
 *     test_truth SEED          one life, told in days
 *     test_truth SEED COUNT    as many from there, and which were misjudged
 */
#include "truth.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/evidence.h"
#include "core/interval.h"
#include "core/phase.h"
#include "core/population.h"
#include "core/timestamp.h"

#include "test.h"

#define HOUR ((time_t)3600)
#define DAY ((time_t)86400)
#define WINDOW (30 * DAY)
#define BEGIN ((time_t)1600000000)
#define LIVES 4000
/* As min_age, and a little. */
#define NOTICED (HOUR + 120)
#define SLACK 120
#define LOOKS 400

/* One seed, one life. */
struct dice {
	uint64_t state;
};

static unsigned
roll(struct dice *dice, unsigned sides)
{
	dice->state = dice->state * UINT64_C(6364136223846793005) +
		      UINT64_C(1442695040888963407);
	return (unsigned)(dice->state >> 33) % sides;
}

static bool
once_in(struct dice *dice, unsigned sides)
{
	return roll(dice, sides) == 0;
}

struct living {
	struct dice dice;
	bool told;
	struct truth truth;
	struct plan_set plans;
	struct sku skus[TRUTH_SKUS];
	struct sku_plan sku_plans[TRUTH_SKUS];
	struct sku_list list;
	struct tenant tenant;
	bool may_probe;
	bool has_audit;
	bool has_lapsed; /* some subscription, at any time */

	/* What the collector keeps. */
	struct history history;
	struct mailbox mailbox;
	bool is_known;
	time_t daily_at, weekly_at;
	time_t event_at;
	bool looks_rarely;
	unsigned calm_days; /* between two events, at most */
	time_t looks[LOOKS];
	size_t look_count;
	time_t removed_at[64];
	size_t removed_count;

	const char *complaint;
};

static double
day(time_t at)
{
	return at == 0 ? 0 : (double)(at - BEGIN) / (double)DAY;
}

__attribute__((format(printf, 2, 3))) static void
say(const struct living *living, const char *format, ...)
{
	va_list arguments;

	if (!living->told) {
		return;
	}
	printf("# %.3f ", day(living->truth.now));
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf("\n");
}

/* ---- what happens -------------------------------------------------------- */

static void
remove_licenses(struct living *living)
{
	struct truth *truth = &living->truth;
	bool had = truth->held[0] || truth->held[1];

	say(living, "remove licenses");
	truth_license(truth, 0, false);
	truth_license(truth, 1, false);
	if (had && truth->place == PLACE_ACTIVE && living->removed_count < 64) {
		living->removed_at[living->removed_count++] = truth->now;
	}
}

static void
happen(struct living *living)
{
	struct truth *truth = &living->truth;
	static const enum plan_status statuses[] = {PLAN_STATUS_ENABLED,
		PLAN_STATUS_ENABLED, PLAN_STATUS_ENABLED, PLAN_STATUS_WARNING,
		PLAN_STATUS_SUSPENDED, PLAN_STATUS_LOCKED_OUT,
		PLAN_STATUS_LOCKED_OUT};
	unsigned what = roll(&living->dice, 20);
	int sku = (int)roll(&living->dice, TRUTH_SKUS);
	enum plan_status status =
		statuses[roll(&living->dice, COUNT_OF(statuses))];

	if (what < 5) {
		remove_licenses(living);
	} else if (what < 10) {
		say(living, "license %d", sku);
		if (truth->sku[sku] <= PLAN_STATUS_WARNING) {
			truth_license(truth, sku, true);
		}
	} else if (what < 13) {
		say(living, "delete");
		truth_delete(truth);
	} else if (what < 16) {
		say(living, "restore");
		truth_restore(truth);
	} else if (what < 17) {
		say(living, "convert to shared");
		truth_convert(truth, true);
	} else if (what < 18) {
		say(living, "convert to user");
		truth_convert(truth, false);
	} else {
		say(living, "subscription %d: %d", sku, (int)status);
		living->has_lapsed |= status != PLAN_STATUS_ENABLED;
		truth_subscribe(truth, sku, status);
	}
}

/* ---- the collector ------------------------------------------------------- */

static bool
is_asked_by_id(const struct living *living)
{
	const struct mailbox *mailbox = &living->mailbox;
	time_t now = living->truth.now;

	if (!living->is_known) {
		return false;
	}
	if (mailbox->place == PLACE_GONE &&
		!(mailbox->gone_at > now - POPULATION_GONE_DOUBTED_S &&
			mailbox->gone_at <
				mailbox->lost_latest + WINDOW + DAY)) {
		return false;
	}
	return (mailbox->cause != CAUSE_NONE && mailbox->restored_at == 0) ||
	       (mailbox->plans == PLANS_DELETED &&
		       (mailbox->probe == PROBE_SHARED ||
			       mailbox->restored_at != 0));
}

static bool
is_listed(const struct living *living, const struct observation *seen)
{
	return seen->place == PLACE_DELETED ||
	       (seen->place == PLACE_ACTIVE &&
		       (seen->plans == PLANS_DELETED ||
			       seen->plans == PLANS_SUSPENDED)) ||
	       is_asked_by_id(living);
}

static void
merge(struct living *living, const struct observation *seen)
{
	struct mailbox after = {0};
	struct mailbox again = {0};
	bool kept = evidence_merge(living->is_known ? &living->mailbox : NULL,
		seen, &living->history, &living->tenant, &after);

	if (living->is_known) {
		mailbox_release(&living->mailbox);
	}
	living->mailbox = after;
	living->is_known = kept;
	if (kept) {
		if (!evidence_merge(&living->mailbox, seen, &living->history,
			    &living->tenant, &again) ||
			!mailbox_equal(&living->mailbox, &again)) {
			living->complaint = "the same again changes it";
		}
		mailbox_release(&again);
	}
}

/* As find_due() in the collector. */
static void
ask(struct living *living, struct observation *seen, bool daily, bool weekly)
{
	struct mailbox after = {0};
	const struct mailbox *before =
		living->is_known ? &living->mailbox : NULL;
	enum tri moves = TRI_UNKNOWN;

	if (!evidence_merge(
		    before, seen, &living->history, &living->tenant, &after)) {
		return;
	}
	if (living->may_probe && evidence_probe_due(before, &after, daily,
					 weekly) == PROBE_DUE_NOW) {
		/* A shared one that fails waits for another week. */
		seen->probe = once_in(&living->dice, 30) &&
					      after.plans == PLANS_DELETED &&
					      after.probe != PROBE_SHARED
				      ? PROBE_FAILED
				      : truth_answer(&living->truth);
	}
	if (before == NULL || before->loss != after.loss) {
		moves = interval_dates_move(&after, after.audit_at != 0);
	}
	if (moves == TRI_NO || living->history.dates_move == TRI_UNKNOWN) {
		living->history.dates_move =
			moves == TRI_UNKNOWN ? living->history.dates_move
					     : moves;
	}
	mailbox_release(&after);
}

static size_t
audits_of(const struct living *living, struct audit_record records[64])
{
	size_t count = 0;

	for (size_t i = 0; living->has_audit && i < living->removed_count;
		i++) {
		time_t at = living->removed_at[i];
		if (at < living->truth.now - WINDOW ||
			at < living->history.listed_at - DAY) {
			continue;
		}
		records[count++] = (struct audit_record){
			.activity = AUDIT_LICENSE_CHANGED,
			.at = at,
			.has_detail = true,
			.removed_count = 1,
			.removed_skus = {living->skus[0].id},
		};
	}
	return count;
}

static bool
is_due(time_t last, time_t now, time_t every)
{
	return last == 0 || now - last >= every;
}

static void
tell_look(const struct living *living, const struct observation *seen)
{
	say(living,
		"look: place %d plans %d of %.3f license %d probe %d: "
		"%s loss %d absent %.3f seen %.3f deleted %.3f "
		"probe %d answered %.3f silent %.3f back %.3f "
		"lost %.3f to %.3f move %d%s",
		(int)seen->place, (int)seen->plans, day(seen->plan_at),
		seen->has_license, (int)seen->probe,
		living->is_known ? cause_text(living->mailbox.cause) : "-",
		(int)living->mailbox.loss, day(living->mailbox.absent_at),
		day(living->mailbox.first_seen_at),
		day(living->mailbox.deleted_at), (int)living->mailbox.probe,
		day(living->mailbox.answered_at),
		day(living->mailbox.silent_at),
		day(living->mailbox.restored_at),
		day(living->mailbox.lost_earliest),
		day(living->mailbox.lost_latest),
		(int)living->history.dates_move,
		living->mailbox.confirmed ? "" : " unconfirmed");
}

static void
look(struct living *living)
{
	time_t now = living->truth.now;
	bool daily = is_due(living->daily_at, now, DAY - 600);
	bool weekly = is_due(living->weekly_at, now, 7 * DAY - 600);
	struct audit_record records[64];
	struct observation seen = {0};

	truth_observe(&living->truth, &living->plans, &living->list, &seen);
	seen.audits = records;
	seen.audit_count = audits_of(living, records);
	if (is_listed(living, &seen)) {
		ask(living, &seen, daily, weekly);
		merge(living, &seen);
		tell_look(living, &seen);
	} else {
		say(living, "look: not listed");
		if (living->is_known) {
			interval_settle(&living->mailbox,
				living->history.dates_move, &living->tenant);
		}
	}
	living->history.listed_at = now;
	living->history.listed_whole_at = now;
	if (living->may_probe) {
		living->history.probed_at = now;
		living->daily_at = daily ? now : living->daily_at;
		living->weekly_at = weekly ? now : living->weekly_at;
		living->history.shared_probed_at = living->weekly_at;
	}
	living->looks[living->look_count++] = now;
}

/* ---- the judge ----------------------------------------------------------- */

static time_t
look_after(const struct living *living, time_t at)
{
	for (size_t i = 0; i < living->look_count; i++) {
		if (living->looks[i] >= at) {
			return living->looks[i];
		}
	}
	return INT64_MAX;
}

/* Since when the mailbox has been in its state without a break. */
static time_t
state_since(const struct living *living)
{
	const struct truth *truth = &living->truth;
	size_t at = truth->spell_count - 1;

	while (at > 0 && truth->spells[at - 1].state == truth->state) {
		at--;
	}
	return truth->spells[at].since;
}

static enum place
place_at(const struct truth *truth, time_t at)
{
	enum place place = PLACE_ACTIVE;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since <= at) {
			place = truth->spells[i].place;
		}
	}
	return place;
}

/* A shared mailbox is asked weekly; until then it is one. */
static bool
was_shared(const struct living *living)
{
	const struct truth *truth = &living->truth;
	time_t until = 0;

	for (size_t i = 1; i < truth->spell_count; i++) {
		if (truth->spells[i - 1].shared &&
			truth->spells[i - 1].state == MAILBOX_THERE) {
			until = truth->spells[i].since;
		}
	}
	if (until == 0 || truth->shared) {
		return false;
	}
	if (!living->may_probe) {
		return true;
	}
	until = look_after(
		living, until + 7 * DAY + living->truth.probe_lag_s + SLACK);
	/* In the bin nobody can be asked any more. */
	return until == INT64_MAX || place_at(truth, until) != PLACE_ACTIVE ||
	       living->looks[living->look_count - 1] < until + HOUR;
}

/* Made shared, unlicensed and a user's again, all between two looks. */
static bool
was_shared_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t went = 0;
	bool was = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since < since) {
			was = truth->spells[i].shared &&
			      truth->spells[i].state == MAILBOX_THERE;
		}
	}
	for (size_t i = 0; i < living->removed_count; i++) {
		went = living->removed_at[i] < since ? living->removed_at[i]
						     : went;
	}
	return was && look_after(living, went) > since;
}

/* Lost, back and lost again between two looks. */
static bool
came_back_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t back = 0;
	bool was_lost = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		const struct truth_spell *spell = &truth->spells[i];
		if (spell->since >= since) {
			break;
		}
		was_lost |= spell->state == MAILBOX_CUT;
		if (spell->state != MAILBOX_THERE) {
			back = 0;
		} else if (back == 0) {
			back = spell->since;
		}
	}
	return was_lost && back != 0 &&
	       look_after(living, back + truth->probe_lag_s + SLACK) > since;
}

/* Deleted, and restored without a license, while nobody looked. */
static bool
was_restored_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t first = look_after(living, since + truth->probe_lag_s + SLACK);
	bool restored = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		restored |= truth->spells[i].since > since &&
			    truth->spells[i].since <= first &&
			    truth->spells[i].place == PLACE_ACTIVE;
	}
	return place_at(truth, since) == PLACE_DELETED && restored;
}

static bool
outlived_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	bool outlived = false;
	time_t gap = 0;

	if (truth->resilient_s <= (time_t)living->tenant.extra_grace_s) {
		return false;
	}
	for (size_t i = 0; i < truth->spell_count; i++) {
		outlived |= truth->spells[i].leaves_at != 0;
	}
	for (size_t i = 1; i < living->look_count; i++) {
		if (living->looks[i] >= since - WINDOW) {
			gap = timestamp_latest(
				gap, living->looks[i] - living->looks[i - 1]);
		}
	}
	return outlived && (!living->may_probe || gap > 7 * DAY);
}

static bool
is_hidden_synced(const struct living *living)
{
	const struct truth *truth = &living->truth;

	return truth->synced && truth->bin == BIN_NONE &&
	       (!truth->bin_shows_licenses ||
		       (!truth->held[0] && !truth->held[1]));
}

static bool
was_ever_shared_unasked(const struct living *living)
{
	const struct truth *truth = &living->truth;
	bool shared = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		shared |= truth->spells[i].shared;
	}
	return shared && !living->may_probe;
}

/* Whether a lapsed plan brings a mailbox back nobody knows who may not ask. */
static bool
lapsed_unasked(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	bool was_lost = false;
	bool came_back = false;

	if (living->may_probe || !living->has_lapsed) {
		return false;
	}
	for (size_t i = 0; i < truth->spell_count; i++) {
		const struct truth_spell *spell = &truth->spells[i];
		if (spell->since < since) {
			came_back |= was_lost && spell->state == MAILBOX_THERE;
			was_lost |= spell->state == MAILBOX_CUT;
		}
	}
	return came_back;
}

static bool
is_spared(const struct living *living, time_t since)
{
	return was_shared(living) || was_shared_unseen(living, since) ||
	       came_back_unseen(living, since) ||
	       was_restored_unseen(living, since) ||
	       outlived_unseen(living, since) || is_hidden_synced(living) ||
	       was_ever_shared_unasked(living) || lapsed_unasked(living, since);
}

static const char *
complaint_of_lost(const struct living *living, const struct judgement *judged)
{
	const struct truth *truth = &living->truth;
	time_t left = truth->purge_at - truth->now;
	bool known = living->is_known && phase_is_reported(judged->phase) &&
		     judged->phase != PHASE_RESTORED;
	bool capped = false;

	if (!known) {
		return "whoever is lost is known";
	}
	if (judged->deadline.earliest != 0 &&
		judged->deadline.earliest > truth->purge_at + SLACK) {
		return "no deadline is later than the truth";
	}
	if (truth->resilient_s == 0 &&
		judged->deadline.latest <
			truth->purge_at - (truth->date == DATE_MOVES
							  ? SLACK
							  : 30 * HOUR)) {
		return "no latest deadline is earlier";
	}
	capped = living->mailbox.cause == CAUSE_USER_DELETED ||
		 judged->phase == PHASE_CONNECTED ||
		 judged->phase == PHASE_UNDATED;
	if ((left < 10 * DAY && judged->state == CHECK_OK) ||
		(left < 3 * DAY && judged->state != CHECK_CRITICAL &&
			!capped)) {
		return "no false OK";
	}
	return NULL;
}

static void
judge(struct living *living)
{
	const struct truth *truth = &living->truth;
	const struct judging judging = {
		.tenant = &living->tenant,
		.warning = living->tenant.warning,
		.critical = living->tenant.critical,
		.now = truth->now,
		.looked_at = living->looks[living->look_count - 1],
		.dates_move = living->history.dates_move,
	};
	const struct handling none = {0};
	struct judgement judged = {0};
	time_t since = state_since(living);
	time_t seen = 0;
	const char *complaint = NULL;

	if (living->complaint != NULL) {
		return;
	}
	if (living->is_known) {
		phase_judge(&living->mailbox, &judging, &none, &judged);
	}
	if (truth->state == MAILBOX_CUT && truth->place != PLACE_GONE) {
		seen = look_after(living, since + SLACK + truth->probe_lag_s);
		if (seen != INT64_MAX && truth->now >= seen + NOTICED) {
			complaint = complaint_of_lost(living, &judged);
		}
		if (complaint != NULL && is_spared(living, since)) {
			complaint = NULL;
		}
	}
	if (complaint != NULL) {
		say(living, "not so: %s: %s %s, deadline %.3f, truth %.3f",
			complaint, phase_text(judged.phase),
			check_state_text(judged.state),
			day(judged.deadline.earliest), day(truth->purge_at));
	}
	living->complaint = complaint;
}

/* ---- lives --------------------------------------------------------------- */

static void
say_tenant(const struct living *living)
{
	const struct truth *truth = &living->truth;

	if (!living->told) {
		return;
	}
	printf("# date %d bin %d licenses %d return %d duplicates %d "
	       "lag %d resilient %d grace %d synced %d probe %d "
	       "audit %d\n",
		(int)truth->date, (int)truth->bin, truth->bin_shows_licenses,
		truth->licenses_return, truth->duplicates,
		(int)truth->probe_lag_s, truth->resilient_s != 0,
		living->tenant.extra_grace_s != 0, truth->synced,
		living->may_probe, living->has_audit);
}

static void
be_born(struct living *living)
{
	struct dice *dice = &living->dice;
	struct truth *truth = &living->truth;

	plan_set_init(&living->plans);
	for (int i = 0; i < TRUTH_SKUS; i++) {
		living->sku_plans[i] = (struct sku_plan){
			.plan = living->plans.plans[i], .usable = true};
		living->skus[i] = (struct sku){.id = {{(unsigned char)(i + 1)}},
			.status = PLAN_STATUS_ENABLED,
			.for_users = true,
			.plans = &living->sku_plans[i],
			.plan_count = 1};
	}
	living->list =
		(struct sku_list){.skus = living->skus, .count = TRUTH_SKUS};
	tenant_init(&living->tenant, "truth");
	truth->date = (enum truth_date)roll(dice, 3);
	truth->bin = (enum truth_bin)roll(dice, 3);
	truth->bin_shows_licenses = once_in(dice, 2);
	truth->licenses_return = once_in(dice, 2);
	truth->duplicates = once_in(dice, 2);
	truth->probe_lag_s = once_in(dice, 2) ? 6 * HOUR : 0;
	truth->synced = once_in(dice, 6);
	living->may_probe = !once_in(dice, 6);
	/* Where nobody may ask only the operator's word tells of it. */
	truth->resilient_s = living->may_probe && once_in(dice, 2) ? WINDOW : 0;
	living->tenant.extra_grace_s =
		truth->resilient_s != 0 && once_in(dice, 2) ? truth->resilient_s
							    : 0;
	living->has_audit = once_in(dice, 3);
	living->history.probe_permitted = living->may_probe;
	/* Others' losses have told, or will. */
	living->history.dates_move = once_in(dice, 3)		 ? TRI_UNKNOWN
				     : truth->date == DATE_MOVES ? TRI_YES
				     : truth->date == DATE_STAYS ? TRI_NO
								 : TRI_UNKNOWN;
	truth_begin(truth, BEGIN + (time_t)roll(dice, 5) * DAY);
	living->looks_rarely = once_in(dice, 2);
	living->calm_days = 1 + roll(dice, 30);
	say_tenant(living);
}
static time_t
next_look(struct living *living)
{
	unsigned draw = roll(&living->dice, living->looks_rarely ? 20 : 100);

	if (draw == 0) {
		return (time_t)roll(&living->dice, 60 * 24) * HOUR + 60;
	}
	if (draw < 4) {
		return (time_t)roll(&living->dice, 60 * 60) * 60 + 60;
	}
	return (time_t)roll(&living->dice, 8 * 60) * 60 + 60;
}

static time_t
next_event(struct living *living)
{
	return (time_t)roll(&living->dice, living->calm_days * 24 * 60) * 60 +
	       60;
}

/* There is room for more. */
static bool
is_young(const struct living *living)
{
	return living->look_count < LOOKS &&
	       living->truth.spell_count < TRUTH_SPELLS - 8 &&
	       living->truth.plan_count < TRUTH_PLANS - 4;
}

/* Until the next look, and what happens meanwhile. */
static void
go_on(struct living *living)
{
	struct truth *truth = &living->truth;
	time_t until = truth->now + next_look(living);

	while (living->event_at <= until && is_young(living)) {
		truth_advance(truth, living->event_at);
		judge(living);
		happen(living);
		living->event_at += next_event(living);
	}
	truth_advance(truth, until);
	judge(living);
	look(living);
}

/* What it was misjudged in; NULL: nothing. */
static const char *
live(unsigned long seed, bool told)
{
	struct living *living = calloc(1, sizeof(*living));
	const char *complaint = NULL;

	assert_non_null(living);
	living->told = told;
	living->dice.state = (uint64_t)seed * 2654435761U + 12345;
	(void)roll(&living->dice, 2);
	be_born(living);
	look(living);
	living->event_at = living->truth.now + next_event(living);
	while (living->truth.now < BEGIN + 150 * DAY &&
		living->complaint == NULL && is_young(living)) {
		go_on(living);
	}
	complaint = living->complaint;
	if (living->is_known) {
		mailbox_release(&living->mailbox);
	}
	tenant_release(&living->tenant);
	free(living);
	return complaint;
}

static unsigned long
live_many(unsigned long from, unsigned long count)
{
	unsigned long misjudged = 0;

	for (unsigned long seed = from; seed < from + count; seed++) {
		const char *complaint = live(seed, false);
		if (complaint != NULL) {
			print_error("# %lu: not so: %s\n", seed, complaint);
			misjudged++;
		}
	}
	return misjudged;
}

static void
test_lives(void **state)
{
	(void)state;
	assert_int_equal(live_many(0, LIVES), 0);
}

int
main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lives),
	};

	if (argc == 2) {
		return live(strtoul(argv[1], NULL, 10), true) != NULL;
	}
	if (argc == 3) {
		return live_many(strtoul(argv[1], NULL, 10),
			       strtoul(argv[2], NULL, 10)) != 0;
	}
	return cmocka_run_group_tests_name("truth", tests, NULL, NULL);
}
