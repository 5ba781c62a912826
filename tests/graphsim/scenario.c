// SPDX-License-Identifier: MIT
#include "scenario.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"

static const struct command_definition *
find_command(const char *name)
{
	const struct command_definition *const tables[] = {world_commands,
		setup_commands, directory_commands, event_commands,
		trap_commands};

	for (size_t i = 0; i < sizeof(tables) / sizeof(*tables); i++) {
		for (const struct command_definition *definition = tables[i];
			definition->name != NULL; definition++) {
			if (strcmp(definition->name, name) == 0) {
				return definition;
			}
		}
	}
	return NULL;
}

static bool
choose_tenant(struct command *command, bool needed)
{
	const char *name = words_take(command->words, "tenant");

	command->tenant = command->world->current;
	if (name != NULL) {
		command->tenant = world_tenant(command->world, name);
		if (command->tenant == NULL) {
			return command_fails(
				command, "there is no tenant %s", name);
		}
	}
	if (needed && command->tenant == NULL) {
		return command_fails(command, "say `tenant NAME` first");
	}
	return true;
}

static bool
run_words(struct command *command)
{
	const char *name = command_word(command, 0);
	const struct command_definition *definition;
	const char *untaken;

	if (name == NULL) {
		return command->words->key_count == 0 ||
		       command_fails(command, "a command is missing");
	}
	definition = find_command(name);
	if (definition == NULL) {
		return command_fails(
			command, "no command is called \"%s\"", name);
	}
	if (command->words->count - 1 < definition->least) {
		return command_fails(command, "%s wants %zu words, got %zu",
			name, definition->least, command->words->count - 1);
	}
	if (!choose_tenant(command, definition->needs_tenant) ||
		!definition->run(command)) {
		return false;
	}
	untaken = words_untaken(command->words);
	if (untaken != NULL && strcmp(name, "at") != 0) {
		return command_fails(
			command, "%s does not know \"%s=\"", name, untaken);
	}
	if (command->tenant != NULL) {
		command->tenant->version++;
	}
	return true;
}

bool
scenario_command(
	struct world *world, const char *line, time_t now, struct text *why)
{
	struct words words;
	struct command command = {.world = world,
		.words = &words,
		.line = line,
		.now = now,
		.why = why};
	bool ok = words_parse(line, &words, why) && run_words(&command);

	words_release(&words);
	return ok;
}

bool
scenario_run(struct world *world, const char *text, struct text *why)
{
	struct text line = {0};
	bool ok = true;

	for (unsigned number = 1; ok && *text != '\0'; number++) {
		size_t width = strcspn(text, "\n");
		struct text reason = {0};

		text_clear(&line);
		text_add(&line, text, width);
		text += width + (text[width] == '\n');
		ok = scenario_command(
			world, line.data, world_now(world), &reason);
		if (!ok) {
			text_printf(why, "line %u: %s: %s\n", number,
				text_string(&reason), line.data);
		}
		text_release(&reason);
	}
	text_release(&line);
	return ok;
}

bool
scenario_run_file(struct world *world, const char *path, struct text *why)
{
	struct text text = {0};
	char piece[4096];
	size_t size;
	FILE *file = fopen(path, "re");
	bool ok;

	if (file == NULL) {
		text_printf(why, "cannot open %s: %s\n", path, strerror(errno));
		return false;
	}
	text_put(&text, "");
	while ((size = fread(piece, 1, sizeof(piece), file)) > 0) {
		text_add(&text, piece, size);
	}
	fclose(file);
	text_put(why, "");
	ok = scenario_run(world, text.data, why);
	if (!ok) {
		struct text reason = {0};

		text_printf(&reason, "%s: %s", path, why->data);
		text_clear(why);
		text_put(why, reason.data);
		text_release(&reason);
	}
	text_release(&text);
	return ok;
}
