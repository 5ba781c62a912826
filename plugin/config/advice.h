// SPDX-License-Identifier: MIT
/*
 * advice - what to say of a key or value that cannot be taken.
 *
 * Always returns false, with ERROR_CONFIG and a text that says what would be
 * right.  A value that may be a misplaced secret is not repeated.
 */
#ifndef CONFIG_ADVICE_H
#define CONFIG_ADVICE_H

#include "config/keys.h"
#include "core/error.h"

/* `name` is no key of that kind of section.  Always false. */
bool advice_unknown_key(
	const char *name, enum section section, struct error *err);

/* `value` is none that the key can have.  Always false. */
bool advice_bad_value(
	const struct key *key, const char *value, struct error *err);

#endif
