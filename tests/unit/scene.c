// SPDX-License-Identifier: MIT
#include "scene.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/timestamp.h"

#define DAY ((time_t)86400)
#define WINDOW (30 * DAY)

/* ---- the cast ------------------------------------------------------------ */

static void
set_loss(struct remedy_candidate *candidate, enum phase phase,
	enum check_state state, time_t lost_ago_s)
{
	time_t lost_at = SCENE_NOW - lost_ago_s;
	struct judgement judgement = {
		.phase = phase,
		.state = state,
		.deadline = {lost_at + WINDOW, lost_at + WINDOW + DAY},
		.left_s = lost_at + WINDOW - SCENE_NOW,
		.restorable = true,
	};

	candidate->now = judgement;
	candidate->then = judgement;
}

static void
set_unlisted(struct remedy_candidate *candidate, enum phase phase)
{
	candidate->now.phase = phase;
	candidate->now.state = CHECK_OK;
	candidate->then = candidate->now;
}

static void
set_unrestorable(struct remedy_candidate *candidate, enum phase phase)
{
	set_loss(candidate, phase, CHECK_CRITICAL, WINDOW + 2 * DAY);
	candidate->now.restorable = false;
	candidate->then.restorable = false;
}

static void
set_deleted(struct mailbox *mailbox, enum cause cause)
{
	mailbox->cause = cause;
	mailbox->place = PLACE_DELETED;
	mailbox->deleted_at = SCENE_NOW - 25 * DAY;
}

static void
cast_removed(char letter, struct mailbox *mailbox,
	struct remedy_candidate *candidate)
{
	switch (letter) {
	case 'f':
		set_loss(candidate, PHASE_EXPIRING, CHECK_OK, 5 * DAY);
		break;
	case 't':
		set_loss(candidate, PHASE_SETTLING, CHECK_OK, 60);
		break;
	case 'b':
		mailbox->account_enabled = TRI_NO;
		break;
	case 'n':
		mailbox->account_enabled = TRI_UNKNOWN;
		break;
	case 'G':
		mailbox->actor = mem_text("S\xc3\xa4les | all");
		mailbox->actor_kind = ACTOR_GROUP;
		break;
	case 'g':
		mailbox->actor =
			mem_text("Microsoft Entra ID Group-Based Licensing");
		mailbox->actor_kind = ACTOR_GROUP;
		break;
	case 'c':
		set_loss(candidate, PHASE_CONNECTED, CHECK_WARNING, 25 * DAY);
		break;
	default:
		break;
	}
}

static void
cast_late(char letter, struct mailbox *mailbox,
	struct remedy_candidate *candidate)
{
	switch (letter) {
	case 'u':
	case 'z':
		set_loss(candidate, PHASE_UNDATED, CHECK_WARNING,
			letter == 'u' ? 20 * DAY : WINDOW + DAY);
		candidate->now.deadline.earliest = 0;
		break;
	case 'o':
		set_loss(candidate, PHASE_OVERDUE, CHECK_CRITICAL,
			WINDOW + 3600);
		candidate->now.needs_force = true;
		break;
	case 'p':
		set_loss(candidate, PHASE_PAST_UNPROVEN, CHECK_WARNING,
			WINDOW + 3600);
		candidate->now.needs_force = true;
		break;
	case 'q':
		set_unrestorable(candidate, PHASE_PAST_UNPROVEN);
		break;
	case 'L':
		set_unrestorable(candidate, PHASE_LOST);
		mailbox->place = PLACE_GONE;
		break;
	case 'Q':
		mailbox->place = PLACE_GONE;
		break;
	case 'x':
		set_unrestorable(candidate, PHASE_EXPIRED);
		break;
	case 'P':
		set_unrestorable(candidate, PHASE_PAST);
		break;
	default:
		break;
	}
}

static void
cast_other(char letter, struct mailbox *mailbox,
	struct remedy_candidate *candidate)
{
	switch (letter) {
	case 'i':
		free(mailbox->upn);
		mailbox->upn = mem_text("zo\xc3\xab@x");
		mailbox->synced = TRI_YES;
		set_deleted(mailbox, CAUSE_USER_DELETED);
		break;
	case 'y':
		mailbox->synced = TRI_YES;
		set_deleted(mailbox, CAUSE_USER_DELETED);
		break;
	case 'l':
		set_deleted(mailbox, CAUSE_USER_DELETED);
		break;
	case 's':
		set_deleted(mailbox, CAUSE_SHARED_DELETED);
		mailbox->account_enabled = TRI_NO;
		break;
	case 'S':
		mailbox->cause = CAUSE_SUBSCRIPTION;
		set_unrestorable(candidate, PHASE_SUBSCRIPTION);
		break;
	case 'a':
		set_unlisted(candidate, PHASE_ALIVE);
		break;
	case 'r':
		set_unlisted(candidate, PHASE_RESTORED);
		break;
	case 'R':
		candidate->released = true;
		set_unlisted(candidate, PHASE_RELEASED);
		break;
	case 'e':
		set_unlisted(candidate, PHASE_EXCLUDED);
		break;
	default:
		break;
	}
	candidate->has_open = letter == 'w' || letter == 'W';
	candidate->may_end = letter == 'W';
	candidate->open_id =
		candidate->has_open ? mailbox->user_id.bytes[15] + 70 : 0;
	candidate->failed_at = letter == 'k' ? SCENE_NOW - 600 : 0;
	candidate->verified = letter == 'v';
}

static void
cast(struct stage *stage, size_t place, char letter)
{
	struct mailbox *mailbox = &stage->mailboxes[place];
	struct remedy_candidate *candidate = &stage->candidates[place];

	*mailbox = (struct mailbox){
		.upn = mem_print("%c%zu@x", letter, place),
		.mail = mem_print("mail.%c%zu@x", letter, place),
		.account_enabled = TRI_YES,
		.synced = TRI_NO,
		.cause = CAUSE_LICENSE_REMOVED,
		.place = PLACE_ACTIVE,
		.plans = PLANS_DELETED,
		.loss = 1,
	};
	mailbox->user_id.bytes[15] = (unsigned char)place;
	mailbox->user_id.bytes[0] = 0xaa;
	*candidate = (struct remedy_candidate){.mailbox = mailbox};
	set_loss(candidate, PHASE_EXPIRING, CHECK_WARNING, 25 * DAY);
	cast_removed(letter, mailbox, candidate);
	cast_late(letter, mailbox, candidate);
	cast_other(letter, mailbox, candidate);
}

/* ---- the scene ----------------------------------------------------------- */

static void
split(const char *text, struct text_list *list)
{
	char *copy = mem_text(text);
	char *rest = copy;

	while (rest != NULL && *rest != '\0') {
		char *blank = strchr(rest, ' ');

		if (blank != NULL) {
			*blank++ = '\0';
		}
		text_list_add(list, rest);
		rest = blank;
	}
	free(copy);
}

static void
set_on_ack(const char *word, enum on_ack *on_ack)
{
	static const char *const words[] = {"none", "token", "restore"};

	for (unsigned i = 0; word != NULL && i < COUNT_OF(words); i++) {
		if (strcmp(word, words[i]) == 0) {
			*on_ack = (enum on_ack)i;
		}
	}
}

static void
set_number(int64_t said, int64_t *number)
{
	if (said != 0) {
		*number = said < 0 ? 0 : said;
	}
}

static void
build_policy(struct policy *policy, const struct scene *scene)
{
	split(scene->authors == NULL ? "jdoe" : scene->authors,
		&policy->authors);
	split(scene->deny == NULL ? "" : scene->deny, &policy->deny_authors);
	set_on_ack(scene->on_ack, &policy->on_ack[CAUSE_LICENSE_REMOVED]);
	set_on_ack(scene->on_ack_deleted, &policy->on_ack[CAUSE_USER_DELETED]);
	set_on_ack(scene->on_ack_shared, &policy->on_ack[CAUSE_SHARED_DELETED]);
	policy->on_event = scene->on_event;
	for (int i = 1; scene->all_event_causes && i < CAUSE_COUNT; i++) {
		policy->on_event_causes[i] = true;
	}
	set_number(scene->max_per_ack, &policy->max_per_ack);
	set_number(scene->max_per_hour, &policy->max_per_hour);
	set_number(scene->mass_brake, &policy->mass_brake);
	set_number(scene->cooldown_s, &policy->cooldown_s);
	set_number(scene->ack_max_age_s, &policy->ack_max_age_s);
	policy->kill_switch = mem_text("/run/stop");
	policy->dry_run = scene->dry_run;
	policy->group_held =
		scene->refuse_groups ? GROUP_HELD_REFUSE : GROUP_HELD_DIRECT;
	policy->allow_synced_deleted = scene->allow_synced;
	policy->block_sign_in = scene->block;
}

static void
build_request(struct request *request, const struct scene *scene)
{
	const char *author = scene->author == NULL ? "jdoe" : scene->author;

	*request = (struct request){
		.kind = scene->kind == 0 ? REQUEST_ACKNOWLEDGE : scene->kind,
		.comment = mem_text(scene->comment),
		.state = scene->says_state ? scene->state : CHECK_CRITICAL,
		.is_hard = !scene->soft,
		.in_downtime = scene->downtime,
		.checked_at = SCENE_NOW - 60,
		.acked_at = scene->acked_ago_s == 0
				    ? 0
				    : SCENE_NOW - (time_t)scene->acked_ago_s,
		.made_at = SCENE_NOW - (time_t)scene->asked_ago_s,
		.reconciled = scene->reconciled,
		.all = scene->all,
		.force = scene->force,
	};
	if (author[0] != '\0' && !request_is_by_hand(request)) {
		request->author = mem_text(author);
	}
	if (scene->on != NULL) {
		split(scene->on, &request->mailboxes);
	}
}

void
stage_build(struct stage *stage, const struct scene *scene)
{
	*stage = (struct stage){.count = strlen(scene->cast)};
	tenant_init(&stage->tenant, "contoso");
	stage->tenant.enabled = !scene->disabled;
	build_policy(&stage->tenant.policy, scene);
	stage->tenant.show_names =
		scene->ids_only ? SHOW_NAMES_ID : SHOW_NAMES_UPN;
	build_request(&stage->request, scene);
	for (size_t i = 0; i < stage->count; i++) {
		cast(stage, i, scene->cast[i]);
	}
	stage->facts = (struct remedy_facts){
		.tenant = scene->of_all ? NULL : &stage->tenant,
		.now = SCENE_NOW,
		.born_at = SCENE_NOW -
			   (scene->born_ago_s == 0 ? 365 * DAY
						   : (time_t)scene->born_ago_s),
		.looked_at = scene->never_looked ? 0 : SCENE_NOW - 300,
		.paused = scene->paused || scene->all_paused,
		.all_paused = scene->all_paused,
		.paused_alone = scene->paused_alone,
		.kill_switch = scene->killed,
		.done_this_hour = scene->done,
		.recent_losses = scene->recent,
		.is_trusted = scene->trusted,
		.sender = scene->sender,
	};
}

void
stage_release(struct stage *stage)
{
	for (size_t i = 0; i < stage->count; i++) {
		mailbox_release(&stage->mailboxes[i]);
	}
	request_release(&stage->request);
	tenant_release(&stage->tenant);
}

/* ---- what comes of it ---------------------------------------------------- */

static char
letter_of(const struct remedy_decision *decision)
{
	switch (decision->verdict) {
	case VERDICT_REMEDY:
		return decision->block ? 'B' : 'R';
	case VERDICT_RELEASE:
		return 'E';
	case VERDICT_UNRELEASE:
		return 'U';
	case VERDICT_LEAVE:
		return decision->reason[0] == '\0' ? '-' : 'L';
	case VERDICT_REFUSE:
		return 'X';
	case VERDICT_PAUSE:
	case VERDICT_RESUME:
		break;
	}
	return '?';
}

static int
missed(const struct scene *scene, const char *what, const char *got)
{
	(void)fprintf(stderr, "# %s: %s: %s\n", scene->name, what, got);
	return 1;
}

static int
compare(const struct scene *scene, const struct remedy_plan *plan)
{
	char each[SCENE_CAST + 1] = "";
	const char *of = "";
	size_t remedies = 0;
	int wrong = 0;

	for (size_t i = 0; i < plan->count; i++) {
		each[i] = letter_of(&plan->each[i]);
		remedies += plan->each[i].verdict == VERDICT_REMEDY;
		of = of[0] == '\0' ? plan->each[i].reason : of;
		if ((plan->each[i].left_to != 0) !=
			(strstr(plan->each[i].reason,
				 "is being restored already") != NULL)) {
			wrong += missed(
				scene, "left to another", plan->each[i].reason);
		}
	}
	if (plan->verdict != scene->verdict) {
		wrong += missed(scene, "another verdict", plan->reason);
	}
	if (strcmp(each, scene->each) != 0) {
		wrong += missed(scene, "each", each);
	}
	if (plan->unacknowledge != scene->comes_back) {
		wrong += missed(scene, "comes back",
			plan->unacknowledge ? "yes" : "no");
	}
	if (plan->waits != scene->waits) {
		wrong += missed(scene, "waits", plan->waits ? "yes" : "no");
	}
	/* Who is told what it would take would want to hear it, and nobody
	 * else. */
	if (plan->hint !=
		(scene->is_late ||
			(plan->verdict == VERDICT_LEAVE &&
				strstr(plan->reason, " would ") != NULL))) {
		wrong += missed(scene, "hint", plan->hint ? "yes" : "no");
	}
	if (plan->remedies != remedies || plan->reason[0] == '\0') {
		wrong += missed(scene, "miscounted, or no reason", "");
	}
	if (scene->says != NULL && strcmp(plan->reason, scene->says) != 0) {
		wrong += missed(scene, "says", plan->reason);
	}
	if (scene->reason != NULL &&
		strstr(plan->reason, scene->reason) == NULL) {
		wrong += missed(scene, "reason", plan->reason);
	}
	if (scene->of != NULL && strstr(of, scene->of) == NULL) {
		wrong += missed(scene, "reason of the first", of);
	}
	return wrong;
}

int
scene_run(const struct scene *scene)
{
	struct stage stage = {0};
	struct remedy_plan plan = {0};
	struct remedy_candidate *just_these = NULL;
	int wrong = 0;

	stage_build(&stage, scene);
	just_these = mem_zeroed(stage.count, sizeof(*just_these));
	for (size_t i = 0; i < stage.count; i++) {
		just_these[i] = stage.candidates[i];
	}
	remedy_decide(
		&stage.request, &stage.facts, just_these, stage.count, &plan);
	wrong = compare(scene, &plan);
	free(just_these);
	remedy_plan_release(&plan);
	stage_release(&stage);
	return wrong;
}

void
scene_run_all(const struct scene *scenes, size_t count)
{
	int wrong = 0;

	for (size_t i = 0; i < count; i++) {
		wrong += scene_run(&scenes[i]);
	}
	assert_int_equal(wrong, 0);
}
