// SPDX-License-Identifier: MIT
/* Commands about the simulation itself. */
#include <stdlib.h>

#include "command.h"
#include "generate.h"

/* A time, or a duration from now as in `+3d`. */
static bool
parse_instant(struct command *command, const char *text, time_t *at)
{
	long seconds;

	if (text[0] == '+' && clock_parse_duration(text + 1, &seconds)) {
		*at = command->now + seconds;
		return true;
	}
	return clock_parse(text, at) ||
	       command_fails(command, "%s is not a time", text);
}

static bool
run_now(struct command *command)
{
	time_t at;

	if (!parse_instant(command, command_word(command, 1), &at)) {
		return false;
	}
	/* Before anything exists the clock may still be set anywhere. */
	if (command->world->tenant_count == 0) {
		clock_set(&command->world->clock, at);
		return true;
	}
	return world_advance(command->world, at, command->why);
}

static bool
run_seed(struct command *command)
{
	command->world->seed = strtoull(command_word(command, 1), NULL, 10);
	return true;
}

static bool
run_tenant(struct command *command)
{
	const char *name = command_word(command, 1);
	const char *domain = words_take(command->words, "domain");
	struct tenant *tenant = world_tenant(command->world, name);
	struct text made_up = {0};
	struct guid id;

	if (tenant == NULL) {
		text_printf(&made_up, "%s.example", name);
		if (!command_take_id(command, "tenant", name, &id)) {
			text_release(&made_up);
			return false;
		}
		tenant = world_add_tenant(command->world, name,
			domain != NULL ? domain : made_up.data, &id);
		text_release(&made_up);
	}
	command->world->current = tenant;
	return true;
}

static bool
run_at(struct command *command)
{
	const char *rest = command->line;
	time_t at;

	if (!parse_instant(command, command_word(command, 1), &at)) {
		return false;
	}
	if (at < command->now) {
		return command_fails(command, "that time has passed");
	}
	for (int i = 0; i < 2; i++) {
		rest += strspn(rest, " \t");
		rest += strcspn(rest, " \t");
	}
	world_schedule(command->world, at, command->world->current,
		rest + strspn(rest, " \t"));
	return true;
}

static bool
run_switch(struct command *command)
{
	return switches_set(&command->tenant->switches,
		command_word(command, 1), command_word(command, 2),
		command->why);
}

static bool
run_fault(struct command *command)
{
	bool named = words_take(command->words, "tenant") != NULL;

	return faults_arm(&command->world->faults, command->words,
		named ? command->tenant : NULL, command->why);
}

static bool
run_clear_faults(struct command *command)
{
	faults_release(&command->world->faults);
	return true;
}

static bool
run_expire_tokens(struct command *command)
{
	bool named = words_take(command->words, "tenant") != NULL;

	tokens_expire(&command->world->tokens, named ? command->tenant : NULL);
	return true;
}

static bool
run_generate(struct command *command)
{
	struct text options = {0};
	bool ok;

	for (size_t i = 0; i < command->words->key_count; i++) {
		command->words->taken[i] = true;
		text_printf(&options, "%s%s=%s", i > 0 ? "," : "",
			command->words->keys[i], command->words->values[i]);
	}
	ok = generate(command->world, text_string(&options), command->now,
		command->why);
	text_release(&options);
	return ok;
}

const struct command_definition world_commands[] = {
	{"now", 1, false, run_now},
	{"seed", 1, false, run_seed},
	{"tenant", 1, false, run_tenant},
	{"at", 2, false, run_at},
	{"switch", 2, true, run_switch},
	{"fault", 1, false, run_fault},
	{"clear-faults", 0, false, run_clear_faults},
	{"expire-tokens", 0, false, run_expire_tokens},
	{"generate", 0, false, run_generate},
	{NULL, 0, false, NULL},
};
