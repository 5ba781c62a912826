// SPDX-License-Identifier: MIT
#include "handler/decide.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "handler/ready.h"
#include "handler/wave.h"
#include "state/journal.h"

#define LOOK_AGAIN_S 2
/* So many, or for so long, then mailboxes have their turn. */
#define DECIDE_LIMIT 20
#define DECIDE_BUDGET_S 5

static bool
is_about_all(const struct request *request)
{
	return request->tenant == NULL &&
	       (request->kind == REQUEST_PAUSE ||
		       request->kind == REQUEST_RESUME);
}

static bool
needs_data(const struct request *request)
{
	return request->kind != REQUEST_PAUSE &&
	       request->kind != REQUEST_RESUME;
}

/* NULL, and why, when it is not known which is meant. */
static const struct tenant *
find_tenant(const struct decision *decision, struct error *why)
{
	const struct config *config = decision->work->settings->config;
	const char *name = decision->request->tenant;
	const struct tenant *tenant = NULL;
	char text[80];

	if (name != NULL) {
		tenant = config_tenant(config, name);
	} else if (config->tenant_count == 1) {
		tenant = &config->tenants[0];
	}
	if (tenant == NULL) {
		(void)error_set(why, ERROR_CONFIG,
			name == NULL ? "it does not say which tenant is meant"
				     : "the configuration has no tenant %s",
			text_clean(name, false, text, sizeof(text)));
	}
	return tenant;
}

static bool
refuse(const struct decision *decision, const char *reason, struct error *err)
{
	return decide_close(decision, "refused", reason, true, err);
}

/* ---- the policy ---- */

static bool
gather_facts(const struct decision *decision,
	const struct candidates *candidates, struct remedy_facts *facts,
	struct error *err)
{
	struct journal *journal = decision->work->journal;
	const struct tenant *tenant = decision->tenant;
	bool halted = false;

	*facts = (struct remedy_facts){
		.tenant = tenant,
		.now = decision->now,
		.looked_at = candidates->looked_at,
		.recent_losses = candidates->recent,
		.is_trusted =
			decision->owner == 0 || decision->owner == geteuid(),
	};
	if (!journal_born_at(journal, &facts->born_at, err) ||
		!journal_is_paused(journal, NULL, &facts->all_paused, err)) {
		return false;
	}
	if (tenant == NULL) {
		return true;
	}
	if (!journal_is_paused(journal, tenant->name, &facts->paused, err) ||
		!wave_is_halted(decision->work, tenant, &halted, err)) {
		return false;
	}
	facts->kill_switch = halted && !facts->paused;
	return journal_opened_since(journal, tenant->name,
		decision->now - TIMESTAMP_HOUR_S, &facts->done_this_hour, err);
}

/* Why nothing may be restored; only then is it asked who writes to Graph. */
static bool
has_writer(const struct decision *decision, const struct remedy_plan *plan,
	struct error *why)
{
	return plan->remedies == 0 ||
	       config_credential_check(decision->tenant,
		       &decision->tenant->writer, "writer", why);
}

/*
 * What is restored is asked about just before.  Letting go is as good as done;
 * and where the alert comes back because a part is refused, that would look
 * like having been taken back by us.
 */
static bool
asks_now(const struct remedy_plan *plan)
{
	return plan->verdict == VERDICT_RELEASE ||
	       (plan->remedies > 0 && plan->unacknowledge);
}

static bool
carry_out(const struct decision *decision, const struct candidates *candidates,
	const struct remedy_plan *plan, enum readiness *readiness,
	struct error *err)
{
	struct error why = {0};

	if (plan->waits) {
		*readiness = NOT_YET;
		return true;
	}
	if (!has_writer(decision, plan, &why)) {
		return refuse(decision, why.text, err);
	}
	return (!asks_now(plan) ||
		       ready_ask_standing(decision, readiness, err)) &&
	       (*readiness != READY ||
		       decide_apply(decision, candidates, plan, err));
}

/*
 * What needs no data to be decided is decided without: an acknowledgement that
 * asks for nothing must not come back because a collection failed.
 */
static bool
plan_what_to_do(const struct decision *decision,
	const struct candidates *candidates, const struct remedy_facts *facts,
	struct remedy_plan *plan)
{
	if (candidates == NULL) {
		return remedy_decide_early(decision->request, facts, plan) &&
		       !plan->by_age;
	}
	if (candidates->problem != NULL) {
		return remedy_decide_early(decision->request, facts, plan);
	}
	remedy_decide(decision->request, facts, candidates->items,
		candidates->count, plan);
	return true;
}

/* `candidates` NULL: settles only what needs neither them nor a clock. */
static bool
ask_policy(const struct decision *decision, const struct candidates *candidates,
	bool *settled, enum readiness *readiness, struct error *err)
{
	const struct passwd *owner = getpwuid(decision->owner);
	struct remedy_facts facts = {0};
	struct remedy_plan plan = {0};
	char *sender = owner == NULL ? NULL : mem_text(owner->pw_name);
	char *paused_alone = NULL;
	const struct candidates nothing = {0};
	const struct candidates *known =
		candidates == NULL ? &nothing : candidates;
	bool ok = journal_paused_alone(
			  decision->work->journal, &paused_alone, err) &&
		  gather_facts(decision, known, &facts, err);

	*settled = true;
	if (ok) {
		facts.sender = sender;
		facts.paused_alone = paused_alone;
		*settled = plan_what_to_do(decision, candidates, &facts, &plan);
		ok = !*settled ||
		     carry_out(decision, known, &plan, readiness, err);
	}
	remedy_plan_release(&plan);
	free(paused_alone);
	free(sender);
	return ok;
}

static bool
ask_past(void *context, const char *tenant, const struct mailbox *mailbox,
	struct remedy_past *past, struct error *err)
{
	return journal_past(context, tenant, mailbox, past, err);
}

static bool
decide_without_data(const struct decision *decision, enum readiness *readiness,
	struct error *err)
{
	bool settled = false;

	if (!ask_policy(decision, NULL, &settled, readiness, err)) {
		return false;
	}
	if (settled) {
		*readiness = CLOSED;
		return true;
	}
	return ready_wait_for_clock(decision, readiness, err);
}

static bool
decide_with_data(const struct decision *decision, enum readiness *readiness,
	struct error *err)
{
	const struct worker_settings *settings = decision->work->settings;
	const struct candidates_settings wanted = {
		.config = settings->config,
		.tenant = decision->tenant,
		.now = decision->now,
		.simulated = settings->at != 0,
		.past = ask_past,
		.past_context = decision->work->journal,
	};
	struct candidates candidates = {0};
	bool settled = false;
	bool ok = true;

	if (needs_data(decision->request)) {
		ok = candidates_read(
			&wanted, decision->request, &candidates, err);
	}
	ok = ok && ask_policy(decision, &candidates, &settled, readiness, err);
	if (ok && !settled) {
		ok = ready_wait_for_data(
			decision, candidates.problem, readiness, err);
	}
	candidates_release(&candidates);
	return ok;
}

static bool
is_a_repetition(const struct decision *decision, enum readiness *readiness,
	struct error *err)
{
	int64_t earlier = 0;
	char reason[80];

	if (!journal_same_ack(decision->work->journal, decision->id,
		    decision->request, decision->received_at, &earlier, err)) {
		return false;
	}
	if (earlier == 0) {
		return true;
	}
	*readiness = CLOSED;
	(void)snprintf(reason, sizeof(reason),
		"the same acknowledgement as request %lld", (long long)earlier);
	return decide_close(decision, "done", reason, false, err);
}

/* `*settled`: it does not wait for anything. */
static bool
decide_one(struct decision *decision, bool *settled, struct error *err)
{
	enum readiness readiness = READY;
	struct error why = {0};

	if (!is_a_repetition(decision, &readiness, err)) {
		return false;
	}
	if (readiness == READY && !is_about_all(decision->request)) {
		decision->tenant = find_tenant(decision, &why);
		if (decision->tenant == NULL) {
			return refuse(decision, why.text, err);
		}
	}
	if (readiness == READY &&
		!ready_complete_author(decision, &readiness, err)) {
		return false;
	}
	if (readiness == READY && needs_data(decision->request) &&
		!decide_without_data(decision, &readiness, err)) {
		return false;
	}
	if (readiness == READY &&
		!decide_with_data(decision, &readiness, err)) {
		return false;
	}
	*settled = readiness != NOT_YET;
	if (!*settled) {
		work_ask_again(decision->work, decision->now + LOOK_AGAIN_S);
	}
	return true;
}

/* A slow Icinga that has to be asked of each leaves the next to another round.
 */
static bool
has_time_left(const struct work *work, time_t begun_at, int settled_count)
{
	return settled_count == 0 ||
	       (settled_count < DECIDE_LIMIT &&
		       clock_is_within(
			       begun_at, DECIDE_BUDGET_S, work_now(work)));
}

bool
decide_requests(struct work *work, struct error *err)
{
	time_t begun_at = work_now(work);
	int64_t after = 0;
	int settled_count = 0;

	work->ask_again_at = 0;
	while (has_time_left(work, begun_at, settled_count)) {
		struct request request = {0};
		struct decision decision = {.work = work,
			.request = &request,
			.now = work_now(work)};
		bool settled = false;
		bool ok = journal_next_request(work->journal, after,
			&decision.id, &decision.owner, &decision.received_at,
			&request, err);
		bool is_last = ok && decision.id == 0;

		ok = ok && (is_last || decide_one(&decision, &settled, err));
		after = decision.id;
		settled_count += settled;
		request_release(&request);
		if (!ok || is_last) {
			return ok;
		}
	}
	work_ask_again(work, work_now(work));
	return true;
}
