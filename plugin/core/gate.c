// SPDX-License-Identifier: MIT
#include "core/gate.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

#include "core/author.h"
#include "core/clock.h"
#include "core/shown.h"
#include "core/text.h"

bool
gate_settle(struct deciding *deciding, enum verdict verdict, const char *format,
	...)
{
	va_list arguments;

	deciding->plan->verdict = verdict;
	va_start(arguments, format);
	(void)vsnprintf(deciding->plan->reason, REASON_SIZE, format, arguments);
	va_end(arguments);
	return true;
}

/* What an acknowledgement may do unheard, nobody who types a command may. */
static enum verdict
leave_unless_by_hand(const struct deciding *deciding)
{
	return deciding->asking.by_hand ? VERDICT_REFUSE : VERDICT_LEAVE;
}

static const char *
doing(const struct asking *asking)
{
	if (asking->words.release) {
		return "release";
	}
	return request_is_by_hand(asking->request)
		       ? request_kind_text(asking->request->kind)
		       : "restore";
}

/* ---- whether the request counts: each settles it (true), or says nothing - */

static bool
gate_enabled(struct deciding *deciding)
{
	const struct tenant *tenant = deciding->asking.facts->tenant;

	return !tenant->enabled &&
	       gate_settle(deciding, VERDICT_REFUSE, "tenant %s is not enabled",
		       tenant->name);
}

static bool
gate_age(struct deciding *deciding)
{
	const struct request *request = deciding->asking.request;
	const struct remedy_facts *facts = deciding->asking.facts;
	bool told = !request->reconciled;
	time_t at = request->acked_at != 0 ? request->acked_at
		    : told		   ? request->made_at
					   : 0;
	int64_t max_age_s = facts->tenant->policy.ack_max_age_s;
	int64_t age_s = (int64_t)facts->now - (int64_t)at;
	/* Told, it may be what this handler was started for; made by a clock
	 * that ran ahead, nobody knows when it was. */
	bool is_from_before = !told && at < facts->born_at &&
			      !clock_is_future(facts->born_at, facts->now);
	char age[TEXT_DURATION_SIZE];

	if (at == 0) {
		return gate_settle(deciding, VERDICT_LEAVE,
			"nobody knows how long it has been acknowledged; "
			"acknowledge it again to have it acted on");
	}
	deciding->plan->by_age = is_from_before || age_s > max_age_s;
	(void)text_duration(age_s, age);
	if (is_from_before) {
		return gate_settle(deciding, VERDICT_LEAVE,
			"was acknowledged %s ago, before handler.db was there; "
			"acknowledge it again to have it acted on",
			age);
	}
	if (age_s <= max_age_s) {
		return false;
	}
	/* Told in time, it lay here: whoever waits for it has to hear. */
	deciding->plan->hint = told && request->kind == REQUEST_ACKNOWLEDGE &&
			       facts->now - request->made_at > max_age_s;
	return gate_settle(deciding, leave_unless_by_hand(deciding),
		"was asked for %s ago, longer than ack_max_age; ask "
		"again to have it acted on",
		age);
}

static bool
gate_denied(struct deciding *deciding)
{
	const struct asking *asking = &deciding->asking;
	char reason[REASON_SIZE];

	if (asking->request->kind == REQUEST_EVENT ||
		author_ask(asking->request, asking->facts, doing(asking),
			reason) != AUTHOR_DENIED) {
		return false;
	}
	deciding->stays = true;
	return gate_settle(deciding, VERDICT_REFUSE, "%s", reason);
}

static bool
gate_event(struct deciding *deciding)
{
	const struct request *request = deciding->asking.request;

	if (request->kind != REQUEST_EVENT) {
		return false;
	}
	if (!deciding->asking.facts->tenant->policy.on_event) {
		return gate_settle(deciding, VERDICT_LEAVE, "on_event = none");
	}
	if (!request->is_hard) {
		return gate_settle(
			deciding, VERDICT_LEAVE, "the state is not HARD yet");
	}
	if (request->in_downtime) {
		return gate_settle(deciding, VERDICT_LEAVE,
			"in a downtime events restore nothing");
	}
	return (request->state == CHECK_OK ||
		       request->state == CHECK_UNKNOWN) &&
	       gate_settle(deciding, VERDICT_LEAVE, "the service is %s",
		       check_state_text(request->state));
}

static bool
gate_words(struct deciding *deciding)
{
	struct asking *asking = &deciding->asking;
	const struct request *request = asking->request;
	struct error err = {0};

	if (request->kind == REQUEST_EVENT) {
		return false;
	}
	if (!words_read(request->comment, &asking->words, &err)) {
		return gate_settle(deciding, VERDICT_REFUSE,
			"nothing is done: %.290s", err.text);
	}
	asking->force =
		asking->words.force || (asking->by_hand && request->force);
	if (asking->words.ack) {
		return gate_settle(deciding, leave_unless_by_hand(deciding),
			"#ack: acknowledged, and nothing else");
	}
	if (!asking->by_hand) {
		return false;
	}
	if (asking->words.release ||
		(request->kind != REQUEST_RESTORE &&
			words_want_restore(&asking->words))) {
		return gate_settle(deciding, VERDICT_REFUSE,
			"the comment asks for something else than to %s",
			request_kind_text(request->kind));
	}
	return false;
}

static bool
asks_for_something(const struct words *words)
{
	return words_want_restore(words) || words->release || words->force ||
	       words->named.count > 0;
}

static bool
gate_state(struct deciding *deciding)
{
	const struct asking *asking = &deciding->asking;

	if (asking->request->kind != REQUEST_ACKNOWLEDGE) {
		return false;
	}
	if (asking->request->state == CHECK_OK) {
		return gate_settle(deciding, VERDICT_LEAVE,
			"the service is OK: there is nothing to be done");
	}
	return asking->request->state == CHECK_UNKNOWN &&
	       gate_settle(deciding,
		       asks_for_something(&asking->words) ? VERDICT_REFUSE
							  : VERDICT_LEAVE,
		       "the service is UNKNOWN, so it says of no mailbox that "
		       "it is lost: nothing is done");
}

/* Nobody knows then whom it means; silence would look like being heard. */
static bool
gate_shown(struct deciding *deciding)
{
	const struct asking *asking = &deciding->asking;
	const struct request *request = asking->request;
	const char *odd = shown_odd(&request->shows);
	char shown[80];

	return odd != NULL && request->mailboxes.count == 0 &&
	       asking->words.named.count == 0 &&
	       gate_settle(deciding,
		       request->kind == REQUEST_EVENT ? VERDICT_LEAVE
						      : VERDICT_REFUSE,
		       "what this service shows of its tenant is not "
		       "understood: \"%s\"; write it as a value, not as a "
		       "macro, or name the mailboxes that are meant",
		       text_clean(odd, true, shown, sizeof(shown)));
}

/* ---- where something would be done --------------------------------------- */

static bool
gate_author(struct deciding *deciding)
{
	const struct asking *asking = &deciding->asking;
	char reason[REASON_SIZE];

	return asking->request->kind != REQUEST_EVENT &&
	       author_ask(asking->request, asking->facts, doing(asking),
		       reason) != AUTHOR_MAY &&
	       gate_settle(deciding, VERDICT_REFUSE, "%s", reason);
}

static bool
gate_switches(struct deciding *deciding)
{
	const struct remedy_facts *facts = deciding->asking.facts;

	if (facts->paused) {
		return gate_settle(deciding, VERDICT_REFUSE,
			"the handler is paused; ask again after "
			"handle_mailbox_expiry resume%s%s",
			facts->all_paused ? "" : " --tenant ",
			facts->all_paused ? "" : facts->tenant->name);
	}
	return facts->kill_switch &&
	       gate_settle(deciding, VERDICT_REFUSE,
		       "the kill switch is set: the file %s is there",
		       facts->tenant->policy.kill_switch == NULL
			       ? "of kill_switch"
			       : facts->tenant->policy.kill_switch);
}

static bool
gate_caps(struct deciding *deciding)
{
	const struct remedy_facts *facts = deciding->asking.facts;
	const struct policy *policy = &facts->tenant->policy;
	int64_t wanted = (int64_t)deciding->plan->remedies;

	if (deciding->asking.by_hand && facts->is_trusted) {
		return false; /* there is a preview, and a person behind it */
	}
	if (wanted > policy->max_per_ack) {
		return gate_settle(deciding, VERDICT_REFUSE,
			"would restore %" PRId64
			" mailboxes, more than max_per_ack = %" PRId64
			": nothing is done; name those that are meant, or use "
			"handle_mailbox_expiry restore",
			wanted, policy->max_per_ack);
	}
	return wanted > policy->max_per_hour - facts->done_this_hour &&
	       gate_settle(deciding, VERDICT_REFUSE,
		       "would restore %" PRId64 " mailboxes after %" PRId64
		       " within an hour, more than max_per_hour = %" PRId64
		       ": nothing is done",
		       wanted, facts->done_this_hour, policy->max_per_hour);
}

static bool
gate_mass(struct deciding *deciding)
{
	const struct remedy_facts *facts = deciding->asking.facts;
	int64_t brake = facts->tenant->policy.mass_brake;

	return deciding->asking.request->kind == REQUEST_EVENT && brake > 0 &&
	       facts->recent_losses >= brake &&
	       gate_settle(deciding, VERDICT_REFUSE,
		       "%" PRId64 " mailboxes were lost within mass_period, "
		       "mass_brake = %" PRId64
		       ": this is for people to look at",
		       facts->recent_losses, brake);
}

static bool
pass(struct deciding *deciding,
	bool (*const gates[])(struct deciding *deciding), size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (gates[i](deciding)) {
			return false;
		}
	}
	return true;
}

bool
gate_request(struct deciding *deciding)
{
	static bool (*const gates[])(struct deciding * deciding) = {
		gate_enabled,
		gate_age,
		gate_denied,
		gate_event,
		gate_words,
		gate_state,
		gate_shown,
	};

	return pass(deciding, gates, sizeof(gates) / sizeof(gates[0]));
}

bool
gate_work(struct deciding *deciding)
{
	static bool (*const gates[])(struct deciding * deciding) = {
		gate_author,
		gate_switches,
		gate_mass,
		gate_caps,
	};
	size_t count = sizeof(gates) / sizeof(gates[0]);

	/* Letting go writes nothing to Graph: who may is all that counts. */
	return pass(deciding, gates, deciding->plan->remedies > 0 ? count : 1);
}
