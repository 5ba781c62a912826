// SPDX-License-Identifier: MIT
/* Commands that set what Graph shows by hand, for cases nobody documents. */
#include <stdlib.h>

#include "command.h"
#include "licensing.h"
#include "mailbox.h"

static bool
parse_date(struct command *command, const char *text, time_t *at)
{
	if (strcmp(text, "null") == 0) {
		*at = 0;
		return true;
	}
	return clock_parse(text, at) ||
	       command_fails(command, "%s is not a time or null", text);
}

/* The plan `plan=` names, or every mailbox plan. */
static bool
take_plan(struct command *command, bool *all, uint16_t *plan)
{
	const char *name = words_take(command->words, "plan");

	*all = name == NULL;
	return *all || command_plan(command, name, plan);
}

/* plan-date USER TIME|null [plan=PLAN] */
static bool
run_plan_date(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	uint16_t plan = 0;
	time_t at;
	bool all;

	if (user == NULL ||
		!parse_date(command, command_word(command, 2), &at) ||
		!take_plan(command, &all, &plan)) {
		return false;
	}
	user_remember(user, command->now);
	for (size_t i = 0; i < user->plan_count; i++) {
		struct plan_entry *entry = &user->plans[i];

		if (all ? command->world->catalog.plans[entry->plan].mailbox
			: entry->plan == plan) {
			entry->at = (uint32_t)at;
		}
	}
	return true;
}

/* set-plan USER PLAN STATUS TIME|null [add=yes] [review=yes] */
static bool
run_set_plan(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	struct plan_entry *entry = NULL;
	enum capability capability;
	bool review = false;
	bool add = false;
	uint16_t plan;
	time_t at;

	if (user == NULL ||
		!command_plan(command, command_word(command, 2), &plan)) {
		return false;
	}
	if (!capability_parse(command_word(command, 3), &capability)) {
		return command_fails(
			command, "no status is %s", command_word(command, 3));
	}
	if (!parse_date(command, command_word(command, 4), &at) ||
		!words_take_yes(command->words, "add", &add, command->why) ||
		!words_take_yes(
			command->words, "review", &review, command->why)) {
		return false;
	}
	user_remember(user, command->now);
	for (size_t i = 0; i < user->plan_count && !add; i++) {
		if (user->plans[i].plan == plan) {
			entry = &user->plans[i];
		}
	}
	if (entry == NULL) {
		entry = user_add_plan(user, plan, capability, at);
	}
	entry->capability = (uint8_t)capability;
	entry->at = (uint32_t)at;
	if (review) {
		mailbox_review(command->tenant, user, command->now);
	}
	return true;
}

/* drop-plans USER [plan=PLAN]: as if it never had any */
static bool
run_drop_plans(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	const char *name = words_take(command->words, "plan");
	uint16_t plan = 0;
	size_t kept = 0;

	if (user == NULL ||
		(name != NULL && !command_plan(command, name, &plan))) {
		return false;
	}
	user_remember(user, command->now);
	for (size_t i = 0; i < user->plan_count; i++) {
		if (name != NULL && user->plans[i].plan != plan) {
			user->plans[kept++] = user->plans[i];
		}
	}
	user->plan_count = kept;
	return true;
}

static bool
parse_state(const char *name, enum mailbox_state *state)
{
	for (int i = MAILBOX_NONE; i <= MAILBOX_PURGED; i++) {
		if (strcmp(mailbox_state_name((enum mailbox_state)i), name) ==
			0) {
			*state = (enum mailbox_state)i;
			return true;
		}
	}
	return false;
}

/* set-mailbox USER state= purpose= disconnected= purge= generation= */
static bool
run_set_mailbox(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	const char *state = words_take(command->words, "state");
	const char *purpose = words_take(command->words, "purpose");
	const char *generation = words_take(command->words, "generation");
	struct mailbox *mailbox;

	if (user == NULL) {
		return false;
	}
	mailbox = &user->mailbox;
	if (state != NULL && !parse_state(state, &mailbox->state)) {
		return command_fails(command, "no state is %s", state);
	}
	if (purpose != NULL &&
		!mailbox_purpose_parse(purpose, &mailbox->purpose)) {
		return command_fails(command, "no purpose is %s", purpose);
	}
	if (generation != NULL) {
		mailbox->generation = (unsigned)strtoul(generation, NULL, 10);
	}
	if (!command_take_time(
		    command, "disconnected", &mailbox->disconnected_at) ||
		!command_take_time(command, "purge", &mailbox->purge_due)) {
		return false;
	}
	tenant_expect(command->tenant, mailbox->purge_due);
	return true;
}

/* license-error USER SKU ERROR: an assignment that did not take */
static bool
run_license_error(struct command *command)
{
	struct user *user =
		command_active_user(command, command_word(command, 1));
	const char *name = command_word(command, 3);
	struct license_set set;
	enum license_error error;
	uint16_t sku;

	if (user == NULL ||
		!command_sku(command, command_word(command, 2), &sku)) {
		return false;
	}
	if (!license_error_parse(name, &error)) {
		return command_fails(command, "no error is %s", name);
	}
	license_set_copy(&set, user);
	for (size_t i = 0; i < set.count; i++) {
		if (set.items[i].sku == sku) {
			set.items[i].error = error;
			set.items[i].at = (uint32_t)command->now;
		}
	}
	licensing_apply(command->tenant, user, &set, NULL, command->now);
	license_set_release(&set);
	return true;
}

const struct command_definition trap_commands[] = {
	{"plan-date", 2, true, run_plan_date},
	{"set-plan", 4, true, run_set_plan},
	{"drop-plans", 1, true, run_drop_plans},
	{"set-mailbox", 1, true, run_set_mailbox},
	{"license-error", 3, true, run_license_error},
	{NULL, 0, false, NULL},
};
