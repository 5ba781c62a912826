// SPDX-License-Identifier: MIT
/*
 * settings - the lines of [defaults], kept to be said again at the top of every
 * tenant.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include "config/keys.h"

struct setting {
	const struct key *key;
	char *value;
	bool is_first; /* of this key */
};

struct settings {
	struct setting *settings;
	size_t count;
	size_t capacity;
};

void settings_release(struct settings *settings);

/* Remembers a value that its shape has accepted, unless no tenant stores it. */
void settings_add(struct settings *settings, const struct key *key,
	const char *value, bool is_first);

/* Gives a fresh draft every value, in the order they were added. */
void settings_store(const struct settings *settings, struct draft *draft);

#endif
