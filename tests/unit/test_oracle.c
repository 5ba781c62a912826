// SPDX-License-Identifier: MIT
/*
 * Every combination of evidence through the core, against the oracle and
 * against what must hold of any answer.
 */
#include "core/evidence.h"
#include "core/phase.h"

#include "test.h"

#include "life.h"
#include "oracle.h"
#include "story.h"

/* When things happen in a story, in days. */
#define LONG_AGO 50.0
#define GIVEN_SINCE 60.0
#define FIRST 100.0
#define SECOND 103.0
#define END 110.0

static const double plan_days[] = {0, 95, 3, GIVEN_SINCE, 100.5};
static const double witness_days[] = {0, 90, LONG_AGO};
static const double audit_days[] = {0, 95.2, 89};
/* In the bin from the first; or there after it was seen active. */
static const double deleted_days[][2] = {{0, 0}, {94, 106}, {99.99, 109.99}};
static const double later_days[] = {0.02, 1, 20, 28, 30, 31, 37, 38, 60};

struct run {
	const struct story *story;
	struct tenant *tenant;
	struct telling told;
	unsigned long judged;
	int complaints;
};

/* Complaints of one kind that have been printed. */
static struct {
	const char *what;
	int count;
} kinds[32];

static bool
is_worth_printing(const char *what)
{
	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		if (kinds[i].what == NULL) {
			kinds[i].what = what;
		}
		if (kinds[i].what == what) {
			return kinds[i].count++ < 3;
		}
	}
	return false;
}

static double
day_of(time_t instant)
{
	return instant == 0 ? 0 : (double)(instant - life_at(1)) / 86400 + 1;
}

static void
complain(struct run *run, const char *what, double day)
{
	const struct story *s = run->story;

	run->complaints++;
	if (!is_worth_printing(what)) {
		return;
	}
	print_error("# %s at %g: place %d active %d%s plans %d license %d "
		    "plan %g asked %d audit %g witness %g deleted %g move %d "
		    "synced %d onprem %d grace %d\n",
		what, day, (int)s->place, s->seen_active,
		s->suspended ? " suspended" : "", (int)s->plans, s->license,
		day_of(s->plan_at), (int)s->asked, day_of(s->audit_at),
		day_of(s->witness_at), day_of(s->deleted_at),
		(int)s->dates_move, s->synced, s->onpremises, s->grace_s != 0);
}

/* The core may be milder than no world and stricter than none. */
static void
compare(struct run *run, const struct judgement *judged,
	const struct opinion *opinion, double day)
{
	const struct mailbox *mailbox = &run->told.mailbox;

	if (mailbox->cause != opinion->cause) {
		complain(run, cause_text(opinion->cause), day);
		return;
	}
	if (opinion->cause == CAUSE_NONE ||
		opinion->cause == CAUSE_SUBSCRIPTION) {
		return;
	}
	if (mailbox->confirmed != opinion->confirmed) {
		complain(run,
			opinion->confirmed ? "should be confirmed"
					   : "should not be confirmed",
			day);
	}
	if (judged->deadline.earliest != opinion->soonest) {
		complain(run,
			judged->deadline.earliest > opinion->soonest
				? "alarm too late"
				: "alarm too early",
			day_of(judged->deadline.earliest));
	}
	if (judged->deadline.latest != opinion->last) {
		complain(run,
			judged->deadline.latest < opinion->last
				? "refusal too early"
				: "refusal too late",
			day_of(judged->deadline.latest));
	}
	if (judged->phase != opinion->phase) {
		complain(run, phase_text(opinion->phase), day);
	}
	if (judged->state != opinion->state) {
		complain(run, check_state_text(opinion->state), day);
	}
}

/* What must hold of any answer, whatever the oracle says. */
static void
check_invariants(struct run *run, const struct judgement *judged, double day)
{
	const struct mailbox *mailbox = &run->told.mailbox;
	bool is_alarming = judged->phase == PHASE_EXPIRING ||
			   judged->phase == PHASE_OVERDUE;

	if (mailbox->lost_earliest > mailbox->lost_latest ||
		judged->deadline.earliest > judged->deadline.latest) {
		complain(run, "ends out of order", day);
	}
	if (is_alarming && mailbox->confirmed &&
		mailbox->cause != CAUSE_USER_DELETED &&
		judged->left_s < 3 * 86400 && judged->state != CHECK_CRITICAL) {
		complain(run, "quiet in its last days", day);
	}
	if (is_alarming && judged->left_s < 3 * 86400 &&
		judged->state == CHECK_OK) {
		complain(run, "OK in its last days", day);
	}
	if (judged->needs_force && !judged->restorable) {
		complain(run, "force of no use", day);
	}
}

/* As time goes by it only gets worse, until it ends. */
static bool
is_end(enum phase phase)
{
	return phase == PHASE_EXPIRED;
}

static void
judge_over_time(struct run *run, unsigned long *judged_count)
{
	const struct story *story = run->story;
	enum check_state worst = CHECK_OK;
	bool was_restorable = true;

	for (size_t i = 0; i < COUNT_OF(later_days); i++) {
		const struct judging judging = {.tenant = run->tenant,
			.warning = run->tenant->warning,
			.critical = run->tenant->critical,
			.now = story->end_at + (time_t)(later_days[i] * 86400),
			.looked_at = story->end_at,
			.dates_move = story->dates_move};
		const struct handling none = {0};
		struct judgement judged = {0};
		struct opinion opinion = oracle_ask(story, judging.now);
		phase_judge(&run->told.mailbox, &judging, &none, &judged);
		if (run->told.is_kept != opinion.is_kept) {
			complain(run, "kept", later_days[i]);
			return;
		}
		compare(run, &judged, &opinion, later_days[i]);
		check_invariants(run, &judged, later_days[i]);
		if (check_state_worst(worst, judged.state) != judged.state &&
			!is_end(judged.phase)) {
			complain(run, "milder with time", later_days[i]);
		}
		if (judged.restorable && !was_restorable) {
			complain(run, "restorable again", later_days[i]);
		}
		worst = judged.state;
		was_restorable =
			judged.restorable || judged.phase == PHASE_SETTLING;
		(*judged_count)++;
	}
}

static void
tell(struct story told, struct run *total)
{
	struct story *story = &told;
	struct tenant *tenant = total->tenant;
	struct run run = {.story = story,
		.tenant = tenant,
		.told = {.story = story, .tenant = tenant}};

	story->first_at = life_at(FIRST);
	story->answered_at = story->asked == ASKED_USER ||
					     story->asked == ASKED_SHARED ||
					     story->asked == ASKED_SILENT_LATER
				     ? story->first_at
				     : 0;
	story->silent_at = story->asked == ASKED_SILENT ? story->first_at
			   : story->asked == ASKED_SILENT_LATER
				   ? life_at(SECOND)
				   : 0;
	story->end_at = story->place != PLACE_ACTIVE && story->seen_active
				? life_at(END)
			: story->silent_at != 0 ? story->silent_at
						: story->first_at;
	if (!story->seen_active && story->plans != PLANS_DELETED) {
		story->plan_at = 0; /* it has none to carry it */
	}
	tenant->onpremises_mailboxes = story->onpremises;
	tenant->extra_grace_s = story->grace_s;
	story_tell(&run.told);
	if (!run.told.is_idempotent) {
		complain(&run, "not idempotent", 0);
	}
	judge_over_time(&run, &total->judged);
	total->complaints += run.complaints;
	mailbox_release(&run.told.mailbox);
}

/*
 * A look long ago, and a license given since: what else there may be is told of
 * looks that are closer.
 */
static bool
is_worth_telling(const struct story *story)
{
	bool looked_long_ago = story->witness_at == life_at(LONG_AGO);
	bool given_since = story->plan_at == life_at(GIVEN_SINCE);

	/* Where dates move, it was not there at a look after its end. */
	if (story->suspended && story->dates_move == TRI_YES &&
		story->plan_at != 0 && story->plan_at < life_at(FIRST)) {
		return false;
	}
	return looked_long_ago ? given_since && story->audit_at == 0 &&
					 (story->place != PLACE_DELETED ||
						 story->deleted_at != 0)
			       : !given_since;
}

/* Everything but where the user is and what the plans show. */
static void
vary_evidence(struct story story, struct run *total)
{
	enum {
		PLAN = COUNT_OF(plan_days),
		AUDIT = COUNT_OF(audit_days),
		WITNESS = COUNT_OF(witness_days),
		COMBINATIONS = PLAN * AUDIT * WITNESS * 3 * 3 * 2 * 2,
	};

	for (unsigned code = 0; code < COMBINATIONS; code++) {
		unsigned rest = code;
		unsigned sync = 0;
		story.plan_at = life_at(plan_days[rest % PLAN]);
		rest /= PLAN;
		story.audit_at = life_at(audit_days[rest % AUDIT]);
		rest /= AUDIT;
		story.witness_at = life_at(witness_days[rest % WITNESS]);
		rest /= WITNESS;
		story.dates_move = (enum tri)(rest % 3);
		rest /= 3;
		sync = rest % 3;
		story.synced = sync > 0;
		story.onpremises = sync > 1;
		rest /= 3;
		story.license = rest % 2 != 0;
		rest /= 2;
		story.grace_s = rest % 2 != 0 ? 30 * 86400 : 0;
		if (is_worth_telling(&story)) {
			tell(story, total);
		}
	}
}

static void
vary_plans(struct story story, struct run *total)
{
	static const enum plans plans[] = {
		PLANS_NONE, PLANS_ALIVE, PLANS_SUSPENDED, PLANS_DELETED};

	for (size_t i = 0; i < COUNT_OF(plans); i++) {
		story.plans = plans[i];
		vary_evidence(story, total);
	}
}

static void
run_place(enum place place)
{
	struct tenant tenant;
	struct run total = {.tenant = &tenant};

	tenant_init(&tenant, "oracle");
	for (int asked = ASKED_NEVER; asked <= ASKED_SILENT_LATER; asked++) {
		struct story story = {.place = place,
			.seen_active = true,
			.asked = (enum asked)asked};
		if (place != PLACE_DELETED) {
			vary_plans(story, &total);
			continue;
		}
		for (size_t i = 0; i < COUNT_OF(deleted_days); i++) {
			story.deleted_at = life_at(deleted_days[i][1]);
			vary_plans(story, &total);
			if (asked == ASKED_NEVER) {
				struct story bin = story;
				bin.seen_active = false;
				bin.deleted_at = life_at(deleted_days[i][0]);
				vary_plans(bin, &total);
				story.suspended = true;
				vary_plans(story, &total);
				story.suspended = false;
			}
		}
	}
	tenant_release(&tenant);
	print_message("# %lu judgements\n", total.judged);
	assert_int_equal(total.complaints, 0);
}

static void
test_active(void **state)
{
	(void)state;
	run_place(PLACE_ACTIVE);
}

static void
test_deleted(void **state)
{
	(void)state;
	run_place(PLACE_DELETED);
}

static void
test_gone(void **state)
{
	(void)state;
	run_place(PLACE_GONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_active),
		cmocka_unit_test(test_deleted),
		cmocka_unit_test(test_gone),
	};

	return cmocka_run_group_tests_name("oracle", tests, NULL, NULL);
}
