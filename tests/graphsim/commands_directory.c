// SPDX-License-Identifier: MIT
/* Commands that put users and groups into a tenant's directory. */
#include <stdlib.h>

#include "command.h"
#include "group.h"
#include "licensing.h"
#include "lifecycle.h"

static bool
take_sync(struct command *command, struct user *user)
{
	const char *sync = words_take(command->words, "sync");

	if (sync == NULL) {
		return true;
	}
	if (strcmp(sync, "on") == 0) {
		user->sync = SYNC_ON;
	} else if (strcmp(sync, "off") == 0) {
		user->sync = SYNC_OFF;
	} else if (strcmp(sync, "never") == 0) {
		user->sync = SYNC_NEVER;
	} else {
		return command_fails(command, "sync must be on, off or never");
	}
	return true;
}

static void
take_text(struct command *command, const char *key, char **value)
{
	const char *given = words_take(command->words, key);

	if (given != NULL) {
		free(*value);
		*value = alloc_copy(given);
	}
}

/* What `user` and `set` can say alike. */
static bool
take_user_properties(struct command *command, struct user *user)
{
	const char *location = words_take(command->words, "location");
	const char *mail = words_take(command->words, "mail");

	if (location != NULL) {
		bool none = strcmp(location, "none") == 0;

		if (!none && strlen(location) != 2) {
			return command_fails(
				command, "location must have two letters");
		}
		memcpy(user->location, none ? "\0\0" : location, 2);
	}
	if (mail != NULL) {
		free(user->mail);
		user->mail = NULL;
		user->has_mail = strcmp(mail, "none") != 0;
		if (user->has_mail) {
			user->mail = alloc_copy(mail);
		}
	}
	take_text(command, "name", &user->name);
	take_text(command, "aliases", &user->aliases);
	if (user->aliases != NULL || user->mail != NULL) {
		command->tenant->has_other_addresses = true;
	}
	return take_sync(command, user) &&
	       command_take_time(command, "created", &user->created_at) &&
	       words_take_yes(command->words, "enabled", &user->enabled,
		       command->why) &&
	       words_take_yes(
		       command->words, "guest", &user->guest, command->why) &&
	       words_take_yes(command->words, "privileged", &user->privileged,
		       command->why) &&
	       words_take_yes(command->words, "on-premises",
		       &user->mailbox.on_premises, command->why);
}

static bool
take_licenses(struct command *command, struct user *user)
{
	const char *list = words_take(command->words, "sku");
	struct license_set set;
	struct text item = {0};
	bool ok = true;

	license_set_copy(&set, user);
	while (ok && list != NULL && (list = words_next(list, &item)) != NULL) {
		struct license license = {.at = (uint32_t)command->now};

		ok = command_sku(command, item.data, &license.sku) &&
		     command_take_disabled(
			     command, license.sku, &license.disabled);
		license_set_put(&set, license);
	}
	if (ok && set.count > 0) {
		licensing_apply(
			command->tenant, user, &set, NULL, command->now);
	}
	license_set_release(&set);
	text_release(&item);
	return ok;
}

static struct user *
add_user(struct command *command)
{
	const char *upn = command_word(command, 1);
	const struct user *other = tenant_user_by_upn(command->tenant, upn);
	struct text name = {0};
	struct guid id;
	struct user *user;

	if (other != NULL && other->state == USER_ACTIVE) {
		command_fails(command, "user %s exists already", upn);
		return NULL;
	}
	/* Somebody hired again is another object. */
	text_put(&name, upn);
	do {
		if (!command_take_id(command, "user", name.data, &id)) {
			text_release(&name);
			return NULL;
		}
		text_put(&name, "'");
	} while (tenant_user_by_id(command->tenant, &id) != NULL &&
		 words_take(command->words, "id") == NULL);
	text_release(&name);
	if (tenant_user_by_id(command->tenant, &id) != NULL) {
		command_fails(command, "that id is taken");
		return NULL;
	}
	user = lifecycle_hire(command->tenant, upn, &id, command->now);
	memcpy(user->location, "DE", 2);
	return user;
}

static bool
run_user(struct command *command)
{
	struct user *user = add_user(command);

	return user != NULL && take_user_properties(command, user) &&
	       take_licenses(command, user);
}

/* shared, room, equipment: the command says the purpose. */
static bool
run_resource(struct command *command)
{
	struct user *user = add_user(command);

	if (user == NULL || !mailbox_purpose_parse(command_word(command, 0),
				    &user->mailbox.purpose)) {
		return false;
	}
	user->enabled = false;
	memset(user->location, 0, sizeof(user->location));
	user->mailbox.state = MAILBOX_CONNECTED;
	user->mailbox.generation = 1;
	return take_user_properties(command, user) &&
	       take_licenses(command, user);
}

static bool
run_set(struct command *command)
{
	struct user *user = command_user(command, command_word(command, 1));

	if (user == NULL) {
		return false;
	}
	user_remember(user, command->now);
	return take_user_properties(command, user);
}

static bool
take_members(struct command *command, struct group *group)
{
	const char *list = words_take(command->words, "members");
	struct text item = {0};
	bool ok = true;

	while (ok && list != NULL && (list = words_next(list, &item)) != NULL) {
		struct user *user = command_active_user(command, item.data);

		ok = user != NULL;
		if (ok) {
			group_add_member(command->tenant, group, user);
			licensing_by_group(command->tenant, user, group, true,
				command->now);
		}
	}
	text_release(&item);
	return ok;
}

static bool
run_group(struct command *command)
{
	const char *name = command_word(command, 1);
	const char *list = words_take(command->words, "sku");
	struct text item = {0};
	struct guid id;
	struct group *group;
	bool ok = true;

	if (tenant_group(command->tenant, name) != NULL) {
		return command_fails(command, "group %s exists already", name);
	}
	if (!command_take_id(command, "group", name, &id)) {
		return false;
	}
	group = tenant_add_group(command->tenant, name, &id);
	while (ok && list != NULL && (list = words_next(list, &item)) != NULL) {
		struct license license = {0};

		ok = command_sku(command, item.data, &license.sku) &&
		     command_take_disabled(
			     command, license.sku, &license.disabled);
		if (ok) {
			group_add_license(group, license);
		}
	}
	text_release(&item);
	return ok && take_members(command, group);
}

const struct command_definition directory_commands[] = {
	{"user", 1, true, run_user},
	{"hire", 1, true, run_user},
	{"rehire", 1, true, run_user},
	{"shared", 1, true, run_resource},
	{"room", 1, true, run_resource},
	{"equipment", 1, true, run_resource},
	{"set", 1, true, run_set},
	{"group", 1, true, run_group},
	{NULL, 0, false, NULL},
};
