// SPDX-License-Identifier: MIT
#include "core/option.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/timestamp.h"

bool
option_number(const char *option, const char *text, long least, long most,
	long *number, struct error *err)
{
	char *end = NULL;
	long value = 0;

	errno = 0;
	value = strtol(text, &end, 10);
	if (errno != 0 || text[0] < '0' || text[0] > '9' || *end != '\0' ||
		value < least || value > most) {
		return error_set(err, ERROR_USAGE,
			"%s \"%.40s\": give a number from %ld to %ld", option,
			text, least, most);
	}
	*number = value;
	return true;
}

bool
option_word(const char *option, const char *text, const char *const words[],
	int *place, struct error *err)
{
	for (int i = 0; words[i] != NULL; i++) {
		if (strcmp(text, words[i]) == 0) {
			*place = i;
			return true;
		}
	}
	return error_set(err, ERROR_USAGE, "%s \"%.40s\": give %s%s%s%s%s",
		option, text, words[0], words[2] != NULL ? ", " : " or ",
		words[1], words[2] != NULL ? " or " : "",
		words[2] != NULL ? words[2] : "");
}

bool
option_instant(const char *option, const char *text, time_t *instant,
	struct error *err)
{
	if (timestamp_parse(text, strlen(text), instant)) {
		return true;
	}
	return error_set(err, ERROR_USAGE,
		"%s \"%.40s\": give an instant such as "
		"2026-03-01T08:00:00Z",
		option, text);
}

bool
option_has_value(const struct option *table, int option, const char *value,
	struct error *err)
{
	if (value == NULL || *value != '\0') {
		return true;
	}
	while (table->name != NULL && table->val != option) {
		table++;
	}
	return error_set(err, ERROR_USAGE,
		"--%s is empty: give it a value or leave it out",
		table->name == NULL ? "?" : table->name);
}

bool
option_refuse(int option, int letter, const char *text, const char *program,
	struct error *err)
{
	const char short_name[] = {'-', (char)letter, '\0'};
	bool is_long = strncmp(text, "--", 2) == 0;
	const char *name = is_long || letter == 0 ? text : short_name;

	if (option == ':') {
		return error_set(err, ERROR_USAGE, "%.60s: give a value", name);
	}
	if (is_long && letter != 0) {
		return error_set(
			err, ERROR_USAGE, "%.60s: takes no value", name);
	}
	return error_set(err, ERROR_USAGE,
		"%.60s: unknown option; see %s --help", name, program);
}
