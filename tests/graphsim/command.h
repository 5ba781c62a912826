// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_COMMAND_H
#define GRAPHSIM_COMMAND_H

/*
 * command - what the commands of the scenario language share.
 *
 * Each handler returns false with the reason added to `why`.
 */

#include <stdbool.h>
#include <time.h>

#include "audit.h"
#include "words.h"
#include "world.h"

struct command {
	struct world *world;
	struct tenant *tenant; /* NULL only for commands that need none */
	struct words *words;
	const char *line;
	time_t now;
	struct text *why;
};

struct command_definition {
	const char *name;
	size_t least; /* words after the name that must be there */
	bool needs_tenant;
	bool (*run)(struct command *command);
};

/* Each ends with an entry without a name. */
extern const struct command_definition world_commands[];
extern const struct command_definition setup_commands[];
extern const struct command_definition directory_commands[];
extern const struct command_definition event_commands[];
extern const struct command_definition trap_commands[];

/* Word N after the command's name, or NULL. */
const char *command_word(const struct command *command, size_t position);

/* Adds a printf-like reason and returns false. */
bool command_fails(struct command *command, const char *format, ...)
	PRINTF_LIKE(2, 3);

/* The user, SKU, group or plan a word names, or a reason and NULL/false. */
struct user *command_user(struct command *command, const char *name);
struct user *command_active_user(struct command *command, const char *name);
bool command_sku(struct command *command, const char *name, uint16_t *sku);
struct group *command_group(struct command *command, const char *name);
bool command_plan(struct command *command, const char *name, uint16_t *plan);

/* Takes a time; `*at` stays when the key is not given. */
bool command_take_time(struct command *command, const char *key, time_t *at);

/* Takes `by=`: a UPN, `app:NAME`, `group-licensing` or `none`. */
struct actor command_take_actor(struct command *command);

/* The plans `disabled=` lists, as a mask over the SKU's. */
bool command_take_disabled(
	struct command *command, uint16_t sku, uint64_t *mask);

/* Takes `id=`, else derives one. */
bool command_take_id(struct command *command, const char *kind,
	const char *name, struct guid *id);

#endif
