// SPDX-License-Identifier: MIT
#include "command.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

const char *
command_word(const struct command *command, size_t position)
{
	return position < command->words->count
		       ? command->words->items[position]
		       : NULL;
}

bool
command_fails(struct command *command, const char *format, ...)
{
	char reason[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(reason, sizeof(reason), format, arguments);
	va_end(arguments);
	text_put(command->why, reason);
	return false;
}

struct user *
command_user(struct command *command, const char *name)
{
	struct user *user = tenant_user(command->tenant, name);

	if (user == NULL || user->state == USER_PURGED) {
		command_fails(command, "there is no user %s", name);
		return NULL;
	}
	return user;
}

struct user *
command_active_user(struct command *command, const char *name)
{
	struct user *user = command_user(command, name);

	if (user != NULL && user->state != USER_ACTIVE) {
		command_fails(command, "user %s is deleted", name);
		return NULL;
	}
	return user;
}

bool
command_sku(struct command *command, const char *name, uint16_t *sku)
{
	const struct sku *found = tenant_sku(command->tenant, name);

	if (found == NULL) {
		return command_fails(command, "the tenant has no SKU %s", name);
	}
	*sku = (uint16_t)(found - command->tenant->skus);
	return true;
}

struct group *
command_group(struct command *command, const char *name)
{
	struct group *group = tenant_group(command->tenant, name);

	if (group == NULL) {
		command_fails(command, "there is no group %s", name);
	}
	return group;
}

bool
command_plan(struct command *command, const char *name, uint16_t *plan)
{
	if (!catalog_find(&command->world->catalog, name, plan)) {
		return command_fails(command, "there is no plan %s", name);
	}
	return true;
}

bool
command_take_time(struct command *command, const char *key, time_t *at)
{
	const char *given = words_take(command->words, key);

	if (given == NULL || clock_parse(given, at)) {
		return true;
	}
	return command_fails(command, "%s=%s is not a time", key, given);
}

struct actor
command_take_actor(struct command *command)
{
	const char *by = words_take(command->words, "by");

	if (by == NULL) {
		return (struct actor){
			ACTOR_APP, "Microsoft Office 365 Portal", NULL};
	}
	if (strcmp(by, "none") == 0) {
		return (struct actor){ACTOR_NONE, NULL, NULL};
	}
	if (strcmp(by, "group-licensing") == 0) {
		return actor_group_licensing;
	}
	if (text_starts(by, "app:")) {
		return (struct actor){ACTOR_APP, by + strlen("app:"), NULL};
	}
	return (struct actor){ACTOR_USER, by, NULL};
}

bool
command_take_disabled(struct command *command, uint16_t sku, uint64_t *mask)
{
	const char *list = words_take(command->words, "disabled");
	const struct sku *held = &command->tenant->skus[sku];
	struct text item = {0};
	bool ok = true;

	*mask = 0;
	while (list != NULL && (list = words_next(list, &item)) != NULL) {
		uint16_t plan;
		unsigned bit = 0;

		if (!command_plan(command, item.data, &plan)) {
			ok = false;
			break;
		}
		while (bit < held->plan_count && held->plans[bit] != plan) {
			bit++;
		}
		if (bit == held->plan_count) {
			ok = command_fails(command, "%s has no plan %s",
				held->part_number, item.data);
			break;
		}
		*mask |= UINT64_C(1) << bit;
	}
	text_release(&item);
	return ok;
}

bool
command_take_id(struct command *command, const char *kind, const char *name,
	struct guid *id)
{
	const char *given = words_take(command->words, "id");

	if (given == NULL) {
		*id = guid_derive(command->world->seed, kind, name);
		return true;
	}
	if (!guid_parse(given, id)) {
		return command_fails(command, "id=%s is not a GUID", given);
	}
	return true;
}
