// SPDX-License-Identifier: MIT
#include "core/option.h"

#include <assert.h>
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
	/* Blanks and signs, which strtol() passes over, are below the digits.
	 */
	if (errno != 0 || text[0] < '0' || *end != '\0' || value < least ||
		value > most) {
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

/* An unknown letter, after which getopt_long() still stands at its word. */
static bool
is_amid_letters(const struct option_syntax *syntax, int option)
{
	const struct option *entry = syntax->table;

	while (entry->name != NULL && entry->val != optopt) {
		entry++;
	}
	return option == '?' && optopt != 0 && entry->name == NULL;
}

/* What getopt_long() has refused, said for people. */
static bool
refuse(const struct option_syntax *syntax, int option, char *const *argv,
	struct error *err)
{
	const char short_name[] = {'-', (char)optopt, '\0'};
	const char *text = argv[optind - 1];
	bool is_long =
		!is_amid_letters(syntax, option) && strncmp(text, "--", 2) == 0;
	const char *name = is_long ? text : short_name;

	/* Its word ends with the letter once it has been passed. */
	if (is_amid_letters(syntax, option) &&
		(text[0] != '-' || text[1] == '-' ||
			text[strlen(text) - 1] != (char)optopt)) {
		optind++;
	}

	if (option == ':') {
		return error_set(err, ERROR_USAGE, "%.60s: give a value", name);
	}
	if (is_long && optopt != 0) {
		return error_set(
			err, ERROR_USAGE, "%.60s: takes no value", name);
	}
	return error_set(err, ERROR_USAGE,
		"%.60s: unknown option; see %s --help", name, syntax->program);
}

static bool
take(const struct option_syntax *syntax, int option, void *options,
	struct error *err)
{
	const struct option *entry = syntax->table;

	while (entry->val != option) {
		assert(entry->name != NULL);
		entry++;
	}
	if (optarg != NULL && *optarg == '\0') {
		return (syntax->may_be_empty != NULL &&
			       syntax->may_be_empty(options, option)) ||
		       error_set(err, ERROR_USAGE,
			       "--%s is empty: give it a value or leave it out",
			       entry->name);
	}
	return syntax->apply(options, option, entry->name, optarg, err);
}

bool
option_parse(const struct option_syntax *syntax, int argc, char **argv,
	void *options, struct error *err)
{
	int option = 0;

	optind = 0; /* also forgets what getopt() kept of another line */
	while ((option = getopt_long(argc, argv, syntax->letters, syntax->table,
			NULL)) != -1) {
		bool ok = option == '?' || option == ':'
				  ? refuse(syntax, option, argv, err)
				  : take(syntax, option, options, err);
		if (!ok) {
			return false;
		}
	}
	if (optind < argc) {
		optind++;
		return error_set(err, ERROR_USAGE,
			"unexpected argument \"%.60s\"; see %s --help",
			argv[optind - 1], syntax->program);
	}
	return true;
}
