// SPDX-License-Identifier: MIT
#include "config/extra_opts.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "config/extra_file.h"
#include "core/mem.h"

#define OPTION "--extra-opts"
#define OPTION_LENGTH (sizeof(OPTION) - 1)

/* https://www.monitoring-plugins.org/doc/extra-opts.html */
static const char *const names[] = {
	"monitoring-plugins.ini", "plugins.ini", "nagios-plugins.ini"};
static const char *const places[] = {
	"/usr/local/etc/monitoring-plugins/monitoring-plugins.ini",
	"/usr/local/etc/monitoring-plugins.ini",
	"/etc/monitoring-plugins/monitoring-plugins.ini",
	"/etc/monitoring-plugins.ini",
	"/etc/nagios/plugins.ini",
	"/usr/local/nagios/etc/plugins.ini",
	"/usr/local/etc/nagios/plugins.ini",
	"/etc/opt/nagios/plugins.ini",
	"/etc/nagios-plugins.ini",
	"/usr/local/etc/nagios-plugins.ini",
	"/etc/opt/nagios-plugins.ini",
};
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

static bool
exists(const char *path)
{
	struct stat status = {0};

	return stat(path, &status) == 0;
}

/* The first file of one of the usual names in a directory; NULL: none. */
static char *
look_in(const char *directory, size_t length)
{
	for (size_t i = 0; length > 0 && i < COUNT_OF(names); i++) {
		char *path =
			mem_print("%.*s/%s", (int)length, directory, names[i]);
		if (exists(path)) {
			return path;
		}
		free(path);
	}
	return NULL;
}

static char *
usual_file(const char *search_path)
{
	const char *at = search_path == NULL ? "" : search_path;

	while (*at != '\0') {
		size_t length = strcspn(at, ":");
		char *path = look_in(at, length);
		if (path != NULL) {
			return path;
		}
		at += length + (at[length] == ':');
	}
	for (size_t i = 0; i < COUNT_OF(places); i++) {
		if (exists(places[i])) {
			return mem_text(places[i]);
		}
	}
	return NULL;
}

/* `what` is [SECTION][@FILE]. */
static bool
read_named(const struct extra_opts_settings *settings, const char *what,
	struct extra_opts *into, struct error *err)
{
	size_t length = strcspn(what, "@");
	char *section = length == 0 ? mem_text(settings->program)
				    : mem_text_n(what, length);
	char *path = what[length] == '@' ? mem_text(what + length + 1)
					 : usual_file(settings->search_path);
	bool ok = path == NULL
			  ? error_set(err, ERROR_USAGE,
				    "there is neither %s nor any other of the "
				    "usual files; name one: " OPTION "=@FILE",
				    places[2])
			  : extra_file_read(settings, path, section, into, err);

	free(section);
	free(path);
	return ok || error_prefix(err, OPTION);
}

/*
 * What the --extra-opts at argv[*at] names, NULL when there stands something
 * else.  A value may follow as an argument of its own: then *at is moved.
 */
static const char *
named_at(int argc, char *const *argv, int *at)
{
	const char *text = argv[*at];

	if (strncmp(text, OPTION, OPTION_LENGTH) != 0) {
		return NULL;
	}
	if (text[OPTION_LENGTH] == '=') {
		return text + OPTION_LENGTH + 1;
	}
	if (text[OPTION_LENGTH] != '\0') {
		return NULL;
	}
	if (*at + 1 < argc && argv[*at + 1][0] != '-') {
		return argv[++*at];
	}
	return "";
}

static void
assemble(struct extra_opts *expanded, char *const *argv, char **rest, int count)
{
	expanded->argv = mem_zeroed(
		expanded->count + (size_t)count + 2, sizeof(*expanded->argv));
	if (argv[0] != NULL) {
		expanded->argv[expanded->argc++] = argv[0];
	}
	for (size_t i = 0; i < expanded->count; i++) {
		expanded->argv[expanded->argc++] = expanded->opts[i].text;
	}
	for (int i = 0; i < count; i++) {
		expanded->argv[expanded->argc++] = rest[i];
	}
}

bool
extra_opts_expand(int argc, char *const *argv,
	const struct extra_opts_settings *settings, struct extra_opts *expanded,
	struct error *err)
{
	struct extra_opts built = {0};
	char **rest = mem_zeroed((size_t)argc + 1, sizeof(*rest));
	bool options_may_follow = true;
	bool ok = true;
	int count = 0;

	for (int i = 1; ok && i < argc; i++) {
		const char *what =
			options_may_follow ? named_at(argc, argv, &i) : NULL;
		if (what != NULL) {
			ok = read_named(settings, what, &built, err);
			continue;
		}
		options_may_follow &= strcmp(argv[i], "--") != 0;
		rest[count++] = argv[i];
	}
	if (ok) {
		assemble(&built, argv, rest, count);
		*expanded = built;
	} else {
		extra_opts_release(&built);
	}
	free(rest);
	return ok;
}

void
extra_opts_release(struct extra_opts *expanded)
{
	for (size_t i = 0; i < expanded->count; i++) {
		free(expanded->opts[i].text);
		free(expanded->opts[i].place);
	}
	free(expanded->opts);
	free(expanded->argv);
	*expanded = (struct extra_opts){0};
}

bool
extra_opts_blame(
	const struct extra_opts *expanded, const char *text, struct error *err)
{
	for (size_t i = 0; i < expanded->count; i++) {
		if (expanded->opts[i].text == text) {
			return error_prefix(err, "%s", expanded->opts[i].place);
		}
	}
	return false;
}
