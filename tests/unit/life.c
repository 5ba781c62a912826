// SPDX-License-Identifier: MIT
#include "life.h"

#include "test.h"

#include "core/loss.h"
#include "core/timestamp.h"

/* 2020-01-01T00:00:00Z */
#define LIFE_DAY_0 INT64_C(1577836800)

/* One life being lived. */
struct living {
	const struct life *life;
	const struct look *look;
	size_t at;
	struct tenant tenant;
	struct history history;
	struct mailbox mailbox;
	bool is_kept;
	time_t looked_at;
	bool is_let_go;
	struct loss let_go;
	int complaints;
};

time_t
life_at(double day)
{
	return day == 0 ? 0
			: (time_t)(LIFE_DAY_0 +
				   (int64_t)(day * TIMESTAMP_DAY_S + 0.5));
}

static double
day_of(time_t instant)
{
	return instant == 0 ? 0
			    : (double)(instant - LIFE_DAY_0) / TIMESTAMP_DAY_S;
}

/* Goes on, so that one run shows all that is wrong. */
static void
complain(struct living *living, const char *what)
{
	print_error(
		"# %s, look %zu: %s\n", living->life->name, living->at, what);
	living->complaints++;
}

static void
begin(struct living *living, const struct life *life)
{
	*living = (struct living){.life = life};
	tenant_init(&living->tenant, "life");
	living->tenant.onpremises_mailboxes = life->onpremises;
	living->tenant.extra_grace_s =
		(int64_t)life->grace_days * TIMESTAMP_DAY_S;
	if (life->unconfirmed != CHECK_OK) {
		living->tenant.unconfirmed = life->unconfirmed;
	}
	if (life->leavers_critical) {
		living->tenant.leavers = CHECK_CRITICAL;
	}
	living->history = (struct history){
		.listed_at = life_at(life->ran_before),
		.listed_whole_at = life_at(life->ran_whole),
		.filter_is_unproven = life->filter_unproven,
		.dates_move = life->dates_move,
		.probe_permitted = !life->no_probe,
	};
}

static size_t
audits_of(const struct look *look, struct audit_record records[2])
{
	const double days[] = {look->removed, look->removed_again};
	size_t count = 0;

	for (size_t i = 0; i < COUNT_OF(days); i++) {
		if (days[i] != 0) {
			records[count++] = (struct audit_record){
				.activity = AUDIT_LICENSE_CHANGED,
				.at = life_at(days[i]),
				.has_detail = !look->vague,
				.removed_count = look->vague ? 0 : 1,
				.removed_skus = {{{1}}},
			};
		}
	}
	return count;
}

static struct observation
observe(const struct look *look)
{
	struct observation seen = {
		.at = life_at(look->day),
		.user_id = {{7}},
		.place = look->place,
		.upn = "ada@example.com",
		.display_name = "Ada",
		.mail = look->no_mail ? NULL : "ada@example.com",
		.account_enabled = look->blocked ? TRI_NO : TRI_YES,
		.synced = look->synced ? TRI_YES : TRI_UNKNOWN,
		.guest = look->guest,
		.deleted_at = life_at(look->deleted),
		.plans = look->plans,
		.plan_at = life_at(look->plan),
		.has_license = look->license || look->mailbox_license,
		.sku = {{look->mailbox_license ? 1 : 0}},
		.plan_disabled = look->plan_disabled,
		.probe = look->probe,
		.only_whole = look->only_whole,
	};

	if (look->place == PLACE_GONE) {
		observation_of_gone(
			&(struct guid){{7}}, life_at(look->day), &seen);
	}
	return seen;
}

/* The same look again must change nothing. */
static void
check_idempotence(struct living *living, const struct observation *seen)
{
	struct mailbox again = {0};

	if (!evidence_merge(&living->mailbox, seen, &living->history,
		    &living->tenant, &again) ||
		!mailbox_equal(&living->mailbox, &again)) {
		complain(living, "the same look again changes it");
	}
	mailbox_release(&again);
}

static void
merge(struct living *living)
{
	const struct look *look = living->look;
	struct audit_record records[2];
	struct observation seen = observe(look);
	struct mailbox after = {0};

	seen.audits = records;
	seen.audit_count = audits_of(look, records);
	living->is_kept = evidence_merge(
		living->mailbox.user_id.bytes[0] != 0 ? &living->mailbox : NULL,
		&seen, &living->history, &living->tenant, &after);
	mailbox_release(&living->mailbox);
	living->mailbox = after;
	if (living->is_kept) {
		check_idempotence(living, &seen);
	}
}

static void
forget(struct living *living)
{
	mailbox_release(&living->mailbox);
	living->history.listed_at = 0;
	living->history.listed_whole_at = 0;
	living->history.probed_at = 0;
	living->history.shared_probed_at = 0;
}

static void
look_at(struct living *living)
{
	const struct look *look = living->look;

	if (look->anew) {
		forget(living);
	}

	if (look->unseen) {
		return;
	}
	living->looked_at = life_at(look->day);
	living->tenant.probe = look->probe_off ? EFFORT_NO : EFFORT_AUTO;
	if (!look->unlisted) {
		merge(living);
	}
	living->history.listed_at = living->looked_at;
	if (look->probe != PROBE_NEVER) {
		living->history.probed_at = living->looked_at;
	}
	if (look->probe == PROBE_SHARED) {
		living->history.shared_probed_at = living->looked_at;
	}
}

static void
check_number(struct living *living, const char *what, double got, double wanted)
{
	if (got < wanted || got > wanted) {
		complain(living, what);
		print_error("#   is %.9g, not %.9g\n", got, wanted);
	}
}

static void
check_dates(struct living *living)
{
	const struct look *look = living->look;
	const struct mailbox *mailbox = &living->mailbox;
	double latest = look->latest == 0 ? look->earliest : look->latest;

	if (mailbox->lost_earliest > mailbox->lost_latest) {
		check_number(living, "lost_earliest beyond lost_latest",
			day_of(mailbox->lost_earliest),
			day_of(mailbox->lost_latest));
	}
	if (look->earliest != 0) {
		check_number(living, "lost_earliest",
			day_of(mailbox->lost_earliest),
			day_of(life_at(look->earliest)));
	}
	if (latest > 0) {
		check_number(living, "lost_latest",
			day_of(mailbox->lost_latest), day_of(life_at(latest)));
	}
}

static void
check_facts(struct living *living)
{
	const struct look *look = living->look;
	const struct mailbox *mailbox = &living->mailbox;

	if (look->loss != 0) {
		check_number(living, "loss", (double)mailbox->loss, look->loss);
	}
	if (look->sure != ANY) {
		check_number(living, "confirmed", mailbox->confirmed,
			look->sure == SURE);
	}
	if (look->cause != CAUSE_NONE && look->cause != mailbox->cause) {
		complain(living, "cause");
		print_error("#   is %s, not %s\n", cause_text(mailbox->cause),
			cause_text(look->cause));
	}
}

static void
check_judgement(struct living *living, const struct judgement *judged)
{
	const struct look *look = living->look;

	if (judged->phase != look->phase || judged->state != look->state) {
		complain(living, "phase and state");
		print_error("#   are %s %s, not %s %s\n",
			phase_text(judged->phase),
			check_state_text(judged->state),
			phase_text(look->phase), check_state_text(look->state));
	}
	if (judged->deadline.earliest > judged->deadline.latest) {
		complain(living, "deadlines are out of order");
	}
	check_number(living, "is_late", judged->is_late, look->late);
	/* Beyond its deadline it may come back new and empty. */
	check_number(living, "needs_force", judged->needs_force,
		look->needs_force || look->phase == PHASE_OVERDUE);
	if (look->restorable != TRI_UNKNOWN) {
		check_number(living, "restorable", judged->restorable,
			look->restorable == TRI_YES);
	}
}

static void
judge(struct living *living)
{
	const struct look *look = living->look;
	const struct judging judging = {
		.tenant = &living->tenant,
		.warning = living->tenant.warning,
		.critical = living->tenant.critical,
		.now = life_at(look->now != 0 ? look->now : look->day),
		.looked_at = living->looked_at,
		.dates_move = living->life->dates_move,
		.audit_covers_from = life_at(living->life->audit_from),
		.history_accepted_at = life_at(living->life->accepted),
		.deadlines_only = look->deadlines_only,
	};
	const struct handling handling = {
		.released = look->released ||
			    (living->is_let_go && loss_is_of(&living->let_go,
							  &living->mailbox)),
		.verified_at = life_at(look->verified),
		.verified_cause = look->verified_cause,
	};
	struct judgement judged = {0};

	phase_judge(&living->mailbox, &judging, &handling, &judged);
	check_judgement(living, &judged);
	check_dates(living);
	check_facts(living);
	if (look->let_go) {
		living->is_let_go = true;
		living->let_go = loss_of(&living->mailbox, judging.now);
	}
}

int
life_run(const struct life *life)
{
	struct living living;

	begin(&living, life);
	while (living.at < LIFE_LOOKS && life->looks[living.at].day != 0) {
		living.look = &life->looks[living.at];
		look_at(&living);
		if (!living.look->unlisted) {
			check_number(&living, "kept", living.is_kept,
				!living.look->forgotten);
			judge(&living);
		}
		living.at++;
	}
	mailbox_release(&living.mailbox);
	tenant_release(&living.tenant);
	return living.complaints;
}

void
life_run_all(const struct life *lives, size_t count)
{
	int complaints = 0;

	for (size_t i = 0; i < count; i++) {
		complaints += life_run(&lives[i]);
	}
	assert_int_equal(complaints, 0);
}
