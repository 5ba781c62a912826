// SPDX-License-Identifier: MIT
/* Commands for what happens to users, and who did it. */
#include <stdlib.h>

#include "command.h"
#include "group.h"
#include "licensing.h"
#include "lifecycle.h"
#include "mailbox.h"

static void
apply(struct command *command, struct user *user, struct license_set *set)
{
	struct actor actor = command_take_actor(command);

	licensing_apply(command->tenant, user, set, &actor, command->now);
	license_set_release(set);
}

static bool
run_assign(struct command *command)
{
	struct license license = {.at = (uint32_t)command->now};
	struct user *user =
		command_active_user(command, command_word(command, 1));
	struct license_set set;

	if (user == NULL ||
		!command_sku(command, command_word(command, 2), &license.sku) ||
		!command_take_disabled(
			command, license.sku, &license.disabled)) {
		return false;
	}
	license_set_copy(&set, user);
	license_set_put(&set, license);
	apply(command, user, &set);
	return true;
}

/* Without a SKU: everything held directly. */
static bool
run_remove(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	const char *name = command_word(command, 2);
	struct license_set set;
	uint16_t sku = 0;

	if (user == NULL ||
		(name != NULL && !command_sku(command, name, &sku))) {
		return false;
	}
	license_set_copy(&set, user);
	for (size_t i = user->license_count; i > 0; i--) {
		const struct license *license = &user->licenses[i - 1];

		if (license->group == 0 &&
			(name == NULL || license->sku == sku)) {
			license_set_drop(&set, license->sku, 0);
		}
	}
	if (set.count == user->license_count) {
		license_set_release(&set);
		return command_fails(
			command, "%s holds no such license", user->upn);
	}
	apply(command, user, &set);
	return true;
}

/* swap-license USER FROM TO */
static bool
run_swap(struct command *command)
{
	struct user *user =
		command_active_user(command, command_word(command, 1));
	struct license license = {.at = (uint32_t)command->now};
	struct license_set set;
	uint16_t from;

	if (user == NULL ||
		!command_sku(command, command_word(command, 2), &from) ||
		!command_sku(command, command_word(command, 3), &license.sku) ||
		!command_take_disabled(
			command, license.sku, &license.disabled)) {
		return false;
	}
	license_set_copy(&set, user);
	license_set_drop(&set, from, 0);
	license_set_put(&set, license);
	apply(command, user, &set);
	return true;
}

static void
for_members(struct command *command, const struct group *group, bool give)
{
	for (size_t i = 0; i < group->member_count; i++) {
		struct user *user = command->tenant->users[group->members[i]];

		if (user->state == USER_ACTIVE) {
			licensing_by_group(command->tenant, user, group, give,
				command->now);
		}
	}
}

static bool
run_remove_group_license(struct command *command)
{
	struct group *group = command_group(command, command_word(command, 1));
	struct actor actor = command_take_actor(command);

	if (group == NULL) {
		return false;
	}
	audit_add(command->tenant, "Set group license", &actor, NULL, group,
		NULL, NULL, command->now);
	for_members(command, group, false);
	group->license_count = 0;
	return true;
}

static bool
run_add_group_license(struct command *command)
{
	struct group *group = command_group(command, command_word(command, 1));
	struct actor actor = command_take_actor(command);
	struct license license = {0};

	if (group == NULL ||
		!command_sku(command, command_word(command, 2), &license.sku) ||
		!command_take_disabled(
			command, license.sku, &license.disabled)) {
		return false;
	}
	group_add_license(group, license);
	audit_add(command->tenant, "Set group license", &actor, NULL, group,
		NULL, NULL, command->now);
	for_members(command, group, true);
	return true;
}

static bool
change_member(struct command *command, bool add)
{
	struct group *group = command_group(command, command_word(command, 1));
	struct user *user =
		command_active_user(command, command_word(command, 2));
	struct actor actor = command_take_actor(command);
	bool changed;

	if (group == NULL || user == NULL) {
		return false;
	}
	changed = add ? group_add_member(command->tenant, group, user)
		      : group_remove_member(command->tenant, group, user);
	if (!changed) {
		return command_fails(command, "%s %s a member", user->upn,
			add ? "already is" : "is not");
	}
	audit_add(command->tenant,
		add ? "Add member to group" : "Remove member from group",
		&actor, user, group, NULL, NULL, command->now);
	licensing_by_group(command->tenant, user, group, add, command->now);
	return true;
}

static bool
run_add_member(struct command *command)
{
	return change_member(command, true);
}

static bool
run_remove_member(struct command *command)
{
	return change_member(command, false);
}

static bool
run_delete(struct command *command)
{
	struct user *user =
		command_active_user(command, command_word(command, 1));
	struct actor actor = command_take_actor(command);

	if (user == NULL) {
		return false;
	}
	lifecycle_delete(command->tenant, user, &actor, command->now);
	return true;
}

static bool
run_restore(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	struct actor actor = command_take_actor(command);

	if (user == NULL) {
		return false;
	}
	if (user->state != USER_DELETED) {
		return command_fails(command, "%s is not deleted", user->upn);
	}
	return lifecycle_restore(command->tenant, user,
		&(struct lifecycle_manner){0}, &actor, command->now,
		command->why);
}

static bool
run_hard_delete(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));
	struct actor actor = command_take_actor(command);

	if (user == NULL) {
		return false;
	}
	lifecycle_hard_delete(command->tenant, user, &actor, command->now);
	return true;
}

static bool
run_convert(struct command *command)
{
	struct user *user =
		command_active_user(command, command_word(command, 1));
	const char *to = command_word(command, 0) + strlen("convert-to-");

	if (user == NULL) {
		return false;
	}
	if (user->mailbox.state != MAILBOX_CONNECTED) {
		return command_fails(
			command, "%s has no connected mailbox", user->upn);
	}
	user_remember(user, command->now);
	return mailbox_purpose_parse(to, &user->mailbox.purpose) &&
	       (mailbox_review(command->tenant, user, command->now), true);
}

/* The plans of everyone who holds the SKU follow it. */
static bool
set_capability(struct command *command, enum capability capability)
{
	struct tenant *tenant = command->tenant;
	uint64_t disabled;
	uint16_t sku;

	if (!command_sku(command, command_word(command, 1), &sku)) {
		return false;
	}
	tenant->skus[sku].capability = capability;
	for (size_t i = 0; i < tenant->user_count; i++) {
		struct user *user = tenant->users[i];

		if (user->state == USER_ACTIVE &&
			licensing_holds(user, sku, &disabled)) {
			licensing_refresh(tenant, user, command->now);
		}
	}
	return true;
}

static bool
run_suspend_sku(struct command *command)
{
	const char *status = words_take(command->words, "status");
	enum capability capability = CAPABILITY_SUSPENDED;

	if (status != NULL && !capability_parse(status, &capability)) {
		return command_fails(command, "no status is %s", status);
	}
	return set_capability(command, capability);
}

static bool
run_resume_sku(struct command *command)
{
	return set_capability(command, CAPABILITY_ENABLED);
}

static bool
run_seats(struct command *command)
{
	uint16_t sku;

	if (!command_sku(command, command_word(command, 1), &sku)) {
		return false;
	}
	command->tenant->skus[sku].seats =
		strtol(command_word(command, 2), NULL, 10);
	return true;
}

const struct command_definition event_commands[] = {
	{"assign-license", 2, true, run_assign},
	{"remove-license", 1, true, run_remove},
	{"swap-license", 3, true, run_swap},
	{"add-group-license", 2, true, run_add_group_license},
	{"remove-group-license", 1, true, run_remove_group_license},
	{"add-member", 2, true, run_add_member},
	{"remove-member", 2, true, run_remove_member},
	{"delete", 1, true, run_delete},
	{"restore", 1, true, run_restore},
	{"hard-delete", 1, true, run_hard_delete},
	{"convert-to-shared", 1, true, run_convert},
	{"convert-to-user", 1, true, run_convert},
	{"convert-to-room", 1, true, run_convert},
	{"suspend-sku", 1, true, run_suspend_sku},
	{"resume-sku", 1, true, run_resume_sku},
	{"set-seats", 2, true, run_seats},
	{NULL, 0, false, NULL},
};
