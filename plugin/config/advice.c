// SPDX-License-Identifier: MIT
#include "config/advice.h"

#include <string.h>

#include "config/header.h"

bool
advice_unknown_key(const char *name, enum section section, struct error *err)
{
	unsigned elsewhere = keys_sections(name);
	const char *meant = keys_suggest(name, section);

	if (section == SECTION_NONE) {
		return error_set(err, ERROR_CONFIG,
			"\"%.40s\" stands in no section; begin with [defaults] "
			"or [tenant NAME]",
			name);
	}
	if (elsewhere != 0) {
		enum section first = (enum section)(elsewhere & -elsewhere);

		return error_set(err, ERROR_CONFIG, "\"%s\" belongs in [%s%s]",
			name, header_section_text(first),
			header_is_named(first) ? " NAME" : "");
	}
	if (meant != NULL) {
		return error_set(err, ERROR_CONFIG,
			"unknown key \"%.40s\"; did you mean \"%s\"?", name,
			meant);
	}
	return error_set(err, ERROR_CONFIG, "unknown key \"%.40s\"", name);
}

bool
advice_bad_value(const struct key *key, const char *value, struct error *err)
{
	if (key->shape->is_confidential || strchr(value, '@') != NULL) {
		return error_set(err, ERROR_CONFIG,
			"%s: write %s (the value is not shown)", key->name,
			key->shape->expected);
	}
	return error_set(err, ERROR_CONFIG, "%s = \"%.60s\": write %s",
		key->name, value, key->shape->expected);
}
