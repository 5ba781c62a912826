// SPDX-License-Identifier: MIT
/*
 * keys - every key of the configuration: its shape, where it may stand, and
 * where its value goes.
 *
 * A new setting is one line in keys.c and one paragraph in
 * mailbox-expiry.conf.5.  Pure.
 */
#ifndef CONFIG_KEYS_H
#define CONFIG_KEYS_H

#include "config/draft.h"
#include "config/shape.h"

#include <stddef.h>

/* The kinds of section, as bits: a key may stand in several. */
enum section {
	SECTION_NONE = 0,
	SECTION_DEFAULTS = 1,
	SECTION_TENANT = 2,
	SECTION_ICINGA2 = 4,
	SECTION_NAGIOS = 8,
	SECTION_AGENTX = 16,
};

#define KEY_LIMIT 128

struct key {
	const char *name;
	const struct shape *shape;
	unsigned sections; /* where it may stand */
	size_t offset;	   /* into struct draft */
};

/* All of them; `*count` is at most KEY_LIMIT. */
const struct key *keys_all(size_t *count);

/* The key of that name in that kind of section; NULL when there is none. */
const struct key *keys_find(const char *name, enum section section);

/* Where that name may stand, as bits; 0 for an unknown name. */
unsigned keys_sections(const char *name);

/* What somebody who wrote `name` there may have meant; NULL: no idea. */
const char *keys_suggest(const char *name, enum section section);

/*
 * Stores `value` in `draft`; false when it has not the key's shape.  A list is
 * emptied when this `is_first` of the key in its section.
 */
bool keys_store(const struct key *key, const char *value, bool is_first,
	struct draft *draft);

#endif
