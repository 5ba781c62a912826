// SPDX-License-Identifier: MIT
#include "core/remedy.h"

#include <stdio.h>
#include <stdlib.h>

#include "core/author.h"
#include "core/gate.h"
#include "core/guard.h"
#include "core/mem.h"
#include "core/text.h"

#define NAME_SIZE 80

struct first {
	const struct mailbox *mailbox; /* NULL: there was none */
	const char *reason;
};

/* How the mailboxes that are meant were decided upon. */
struct tally {
	size_t meant;
	size_t works; /* restored, let go, taken back */
	size_t refused;
	const char *first_left; /* their reasons */
	struct first first_refused;
	struct first first_hint;
};

static void
settle_resume(struct deciding *deciding)
{
	const struct remedy_facts *facts = deciding->asking.facts;

	if (facts->tenant != NULL && facts->all_paused) {
		(void)gate_settle(deciding, VERDICT_REFUSE,
			"everything is paused, %s with it: "
			"handle_mailbox_expiry resume, without --tenant",
			facts->tenant->name);
	} else if (facts->tenant == NULL && facts->paused_alone != NULL) {
		(void)gate_settle(deciding, VERDICT_RESUME,
			"no longer paused, but for %.200s: "
			"handle_mailbox_expiry resume --tenant NAME",
			facts->paused_alone);
	} else {
		(void)gate_settle(deciding, VERDICT_RESUME, "no longer paused");
	}
}

static void
decide_pause(struct deciding *deciding)
{
	const struct asking *asking = &deciding->asking;
	bool pause = asking->request->kind == REQUEST_PAUSE;
	char reason[REASON_SIZE];

	if (author_ask(asking->request, asking->facts,
		    pause ? "pause" : "resume", reason) != AUTHOR_MAY) {
		(void)gate_settle(deciding, VERDICT_REFUSE, "%s", reason);
	} else if (pause) {
		(void)gate_settle(deciding, VERDICT_PAUSE, "paused");
	} else {
		settle_resume(deciding);
	}
}

static void
decide_one(const struct asking *asking,
	const struct remedy_candidate *candidate, bool named,
	struct remedy_decision *decision)
{
	if (asking->request->kind == REQUEST_UNRELEASE) {
		guard_unrelease(candidate, decision);
	} else if (asking->request->kind == REQUEST_RELEASE ||
		   asking->words.release) {
		guard_release(asking, candidate, decision);
	} else {
		guard_restore(asking, candidate, named, decision);
	}
}

static void
count_one(const struct mailbox *mailbox, const struct remedy_decision *decision,
	struct tally *tally)
{
	const struct first this = {mailbox, decision->reason};

	tally->meant++;
	switch (decision->verdict) {
	case VERDICT_REMEDY:
	case VERDICT_RELEASE:
	case VERDICT_UNRELEASE:
		tally->works++;
		break;
	case VERDICT_REFUSE:
		if (tally->refused++ == 0) {
			tally->first_refused = this;
		}
		break;
	case VERDICT_LEAVE:
		if (tally->first_left == NULL) {
			tally->first_left = decision->reason;
		}
		if (decision->hint && tally->first_hint.mailbox == NULL) {
			tally->first_hint = this;
		}
		break;
	case VERDICT_PAUSE:
	case VERDICT_RESUME:
		break;
	}
}

static void
decide_each(struct deciding *deciding,
	const struct remedy_candidate *candidates, const enum meant meant[],
	struct tally *tally)
{
	struct remedy_plan *plan = deciding->plan;

	for (size_t i = 0; i < plan->count; i++) {
		if (meant[i] == MEANT_NOT) {
			continue;
		}
		decide_one(&deciding->asking, &candidates[i],
			meant[i] == MEANT_NAMED, &plan->each[i]);
		count_one(candidates[i].mailbox, &plan->each[i], tally);
		plan->remedies += plan->each[i].verdict == VERDICT_REMEDY;
		plan->waits |= plan->each[i].waits;
	}
}

/* What is refused as a whole is refused for each that was to be done. */
static void
refuse_each(struct remedy_plan *plan)
{
	for (size_t i = 0; i < plan->count; i++) {
		struct remedy_decision refused = {.verdict = VERDICT_REFUSE};
		enum verdict verdict = plan->each[i].verdict;

		if (verdict != VERDICT_LEAVE && verdict != VERDICT_REFUSE) {
			(void)snprintf(refused.reason, REASON_SIZE, "%s",
				plan->reason);
			plan->each[i] = refused;
		}
	}
	plan->remedies = 0;
}

static void
settle_work(struct deciding *deciding, const struct tally *tally)
{
	const struct asking *asking = &deciding->asking;
	const char *done = "to be restored";
	enum verdict verdict = VERDICT_REMEDY;
	bool rehearsal = asking->facts->tenant->policy.dry_run;
	size_t left = tally->meant - tally->works - tally->refused;
	char refused[64] = "";
	char others[64] = "";

	if (deciding->plan->remedies == 0) {
		bool back = asking->request->kind == REQUEST_UNRELEASE;

		verdict = back ? VERDICT_UNRELEASE : VERDICT_RELEASE;
		done = back ? "no longer let go" : "let go";
		rehearsal = false;
	}
	if (tally->refused > 0) {
		(void)snprintf(refused, sizeof(refused), ", %zu refused",
			tally->refused);
	}
	if (left > 0) {
		(void)snprintf(
			others, sizeof(others), ", %zu left as they are", left);
	}
	(void)gate_settle(deciding, verdict, "%zu mailbox%s %s%s%s%s",
		tally->works, tally->works == 1 ? "" : "es", done, refused,
		others, rehearsal ? " (dry_run: only rehearsed)" : "");
}

static void
settle_nobody(struct deciding *deciding,
	const struct remedy_candidate *candidates, size_t count)
{
	const struct asking *asking = &deciding->asking;
	size_t listed = meant_listed(candidates, count);
	bool must_hear = asking->request->kind == REQUEST_ACKNOWLEDGE &&
			 (words_want_restore(&asking->words) || asking->force);
	enum verdict verdict = must_hear ? VERDICT_REFUSE : VERDICT_LEAVE;

	if (asking->by_hand) {
		(void)gate_settle(deciding, verdict,
			"nothing is expiring that lost its license alone, with "
			"sign-in enabled; name what else is meant");
	} else if (listed == 0) {
		deciding->plan->hint = meant_is_hoped_for(asking) && !must_hear;
		(void)gate_settle(deciding, verdict,
			"no mailbox was listed at the last check%s",
			deciding->plan->hint ? MEANT_HINT : "");
	} else {
		deciding->plan->hint = verdict == VERDICT_LEAVE;
		(void)gate_settle(deciding, verdict,
			"of %zu listed none lost its license alone, with "
			"sign-in enabled: nothing is done; their addresses, or "
			"#restore-all, would mean the others",
			listed);
	}
}

/* A service of that mailbox alone says already which it is. */
static const char *
name_of(const struct deciding *deciding, const struct mailbox *mailbox,
	char text[NAME_SIZE])
{
	const struct tenant *tenant = deciding->asking.facts->tenant;
	char name[NAME_SIZE - 2];
	char id[GUID_TEXT_SIZE];

	if (deciding->asking.request->mailboxes.count == 1) {
		return "";
	}
	(void)snprintf(text, NAME_SIZE, "%s: ",
		mailbox->upn == NULL || tenant->show_names == SHOW_NAMES_ID
			? guid_text(&mailbox->user_id, id)
			: text_clean(mailbox->upn, true, name, sizeof(name)));
	return text;
}

static void
settle_rest(struct deciding *deciding, const struct tally *tally)
{
	const struct first *refused = &tally->first_refused;
	const struct first *hint = &tally->first_hint;
	char name[NAME_SIZE];
	char others[40] = "";

	if (tally->refused > 1) {
		(void)snprintf(others, sizeof(others), " (and %zu more)",
			tally->refused - 1);
	}
	if (tally->refused > 0) {
		(void)gate_settle(deciding, VERDICT_REFUSE, "%s%.200s%s",
			name_of(deciding, refused->mailbox, name),
			refused->reason, others);
	} else if (hint->mailbox != NULL) {
		deciding->plan->hint = true;
		(void)gate_settle(deciding, VERDICT_LEAVE, "%s%.200s",
			name_of(deciding, hint->mailbox, name), hint->reason);
	} else {
		(void)gate_settle(
			deciding, VERDICT_LEAVE, "%s", tally->first_left);
	}
}

/* What is refused is heard, and the alert comes back. */
static void
settle_alert(struct deciding *deciding)
{
	struct remedy_plan *plan = deciding->plan;

	plan->unacknowledge =
		deciding->asking.request->kind == REQUEST_ACKNOWLEDGE &&
		!deciding->stays &&
		(plan->unacknowledge || plan->verdict == VERDICT_REFUSE);
}

static void
decide(struct deciding *deciding, const struct remedy_candidate *candidates,
	size_t count, enum meant meant[])
{
	struct tally tally = {0};
	char reason[REASON_SIZE];

	if (!gate_request(deciding)) {
		return;
	}
	if (!meant_find(&deciding->asking, candidates, count, meant, reason)) {
		(void)gate_settle(deciding, VERDICT_REFUSE, "%s", reason);
		return;
	}
	decide_each(deciding, candidates, meant, &tally);
	if (tally.works > 0) {
		if (gate_work(deciding)) {
			settle_work(deciding, &tally);
		} else {
			refuse_each(deciding->plan);
		}
	} else if (tally.meant == 0) {
		settle_nobody(deciding, candidates, count);
	} else {
		settle_rest(deciding, &tally);
	}
	deciding->plan->unacknowledge = tally.refused > 0;
	deciding->plan->waits &= deciding->plan->verdict != VERDICT_REFUSE;
}

void
remedy_decide(const struct request *request, const struct remedy_facts *facts,
	const struct remedy_candidate *candidates, size_t count,
	struct remedy_plan *plan)
{
	struct deciding deciding = {
		.asking = {.request = request,
			.facts = facts,
			.by_hand = request_is_by_hand(request)},
		.plan = plan,
	};
	enum meant *meant = mem_zeroed(count, sizeof(*meant));

	*plan = (struct remedy_plan){
		.each = mem_zeroed(count, sizeof(*plan->each)),
		.count = count,
	};
	for (size_t i = 0; i < count; i++) {
		plan->each[i].verdict = VERDICT_LEAVE;
	}
	if (request->kind == REQUEST_PAUSE || request->kind == REQUEST_RESUME) {
		decide_pause(&deciding);
	} else {
		decide(&deciding, candidates, count, meant);
	}
	settle_alert(&deciding);
	words_release(&deciding.asking.words);
	free(meant);
}

bool
remedy_decide_early(const struct request *request,
	const struct remedy_facts *facts, struct remedy_plan *plan)
{
	struct remedy_plan early = {0};
	struct deciding deciding = {
		.asking = {.request = request,
			.facts = facts,
			.by_hand = request_is_by_hand(request)},
		.plan = &early,
	};
	bool settled = request->kind != REQUEST_PAUSE &&
		       request->kind != REQUEST_RESUME &&
		       !gate_request(&deciding);

	if (settled) {
		settle_alert(&deciding);
		*plan = early;
	}
	words_release(&deciding.asking.words);
	return settled;
}
