// SPDX-License-Identifier: MIT
/* --extra-opts: what ends up on the command line, and what is said instead. */
#include "config/extra_opts.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/extra_file.h"
#include "core/mem.h"

static const struct option known[] = {
	{"warning", required_argument, NULL, 'w'},
	{"include", required_argument, NULL, 256},
	{"no-collect", no_argument, NULL, 257},
	{"extra-opts", optional_argument, NULL, 258},
	{NULL, 0, NULL, 0},
};
static struct extra_opts_settings settings = {
	.program = "check_it", .known = known};

static char folder[] = "/tmp/test_extra_opts.XXXXXX";

#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X200 X50 X50 X50 X50

/* The options in [section] of a text, joined by blanks; or the error. */
static const struct {
	const char *name;
	const char *section;
	const char *text;
	const char *result;
} texts[] = {
	{"all forms", "check_it",
		"[check_it]\nwarning = 10:\ninclude=a\nno-collect =\nw=5:\n",
		"--warning=10: --include=a --no-collect --warning=5:"},
	{"an option alone", "check_it",
		"[check_it]\nno-collect\nno-collect ; why\n",
		"--no-collect --no-collect"},
	{"comments, blanks, indentation, another system's line ends",
		"check_it",
		"# one\n; two\r\n\r\n [ check_it ] ; three\r\n"
		"\twarning = 10: ; four\r\n",
		"--warning=10:"},
	{"a value holds signs", "check_it",
		"[check_it]\ninclude = a=b:c;d#e *\n", "--include=a=b:c;d#e *"},
	{"a section in two parts", "a",
		"[a]\ninclude=1\n[b]\ninclude=2\n[a]\ninclude=3\n",
		"--include=1 --include=3"},
	{"an empty section", "a", "[a]\n[b]\nx=1\n", ""},
	{"other sections are not judged", "check_it",
		"[check_http]\nI am = no option\nnor I\n=\n\x01\xff" X200 "\n"
		"[check_it]\nw=1\n",
		"--warning=1"},
	{"names are compared whole", "check_it",
		"[check_it2]\nw=1\n[check_i]\nw=2\n[check_it\nw=3\n",
		"f: there is no section [check_it]"},
	{"no text", "a", "", "f: there is no section [a]"},
	{"no section", "a", "w=1\n[a]\n",
		"f: line 1: \"w\" stands in no section; begin with "
		"[check_it]"},
	{"unknown option", "a", "[a]\n\nwarnign = 1\n",
		"f: line 3: unknown option \"warnign\"; did you mean "
		"\"warning\"?"},
	{"unlike any", "a", "[a]\nverbosity = 1\n",
		"f: line 2: unknown option \"verbosity\""},
	{"no abbreviations", "a", "[a]\ni = 1\n",
		"f: line 2: unknown option \"i\""},
	{"with dashes", "a", "[a]\n--warning = 1\n",
		"f: line 2: \"--warning\": write the option without the "
		"dashes"},
	{"value missing", "a", "[a]\nwarning\n",
		"f: line 2: \"warning\" wants a value: warning = VALUE"},
	{"value too many", "a", "[a]\nno-collect = yes\n",
		"f: line 2: \"no-collect\" takes no value"},
	{"hash", "a", "[a]\nwarning = 1 # one\n",
		"f: line 2: warning: a comment behind a value begins with ; "
		"not #"},
	{"nesting", "a", "[a]\nextra-opts = b\n",
		"f: line 2: a file cannot name further files"},
	{"too long", "a", "[a]\ninclude = " X200 "\n",
		"f: line 2: longer than 198 bytes; a list may be continued by "
		"repeating its key"},
	{"no name", "a", "[a]\nw=1\n= 2\n", "f: line 3: unknown option \"\""},
};

static char *
joined(char *const *argv, int from, int argc)
{
	char *text = mem_text("");

	for (int i = from; i < argc; i++) {
		char *more = mem_print(
			"%s%s%s", text, i == from ? "" : " ", argv[i]);
		free(text);
		text = more;
	}
	return text;
}

static void
decodes_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		const struct extra_file file = {
			.path = "f",
			.section = texts[i].section,
			.text = texts[i].text,
			.length = strlen(texts[i].text),
		};
		struct extra_opts into = {0};
		struct error err = {0};
		char *argv[20] = {0};
		char *result = NULL;

		if (extra_file_decode(&settings, &file, &into, &err)) {
			for (size_t k = 0; k < into.count; k++) {
				argv[k] = into.opts[k].text;
			}
			result = joined(argv, 0, (int)into.count);
		} else {
			assert_int_equal(err.code, ERROR_CONFIG);
			result = mem_text(err.text);
		}
		if (strcmp(result, texts[i].result) != 0) {
			print_error("%s: got    %s\n%s: wanted %s\n",
				texts[i].name, result, texts[i].name,
				texts[i].result);
			fail();
		}
		free(result);
		extra_opts_release(&into);
	}
}

static char *
put(const char *name, const char *text)
{
	char *path = mem_print("%s/%s", folder, name);
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	assert_true(fputs(text, file) >= 0);
	assert_int_equal(fclose(file), 0);
	return path;
}

/* The command line `words` (ends with NULL) as it becomes; or the error. */
static char *
expanded(const char *const *words, struct extra_opts *line)
{
	struct error err = {0};
	int argc = 0;

	while (words[argc] != NULL) {
		argc++;
	}
	if (!extra_opts_expand(
		    argc, (char *const *)words, &settings, line, &err)) {
		assert_null(line->argv);
		return mem_text(err.text);
	}
	assert_null(line->argv[line->argc]);
	return joined(line->argv, 0, line->argc);
}

/* FOLDER stands for the folder of this test. */
static const struct {
	const char *name;
	const char *words[6];
	const char *search_path;
	const char *result;
} lines[] = {
	{"none", {"x", "-w", "1", NULL}, NULL, "x -w 1"},
	{"no word at all", {NULL}, NULL, ""},
	{"default section and file", {"x", "-w1", "--extra-opts", NULL}, folder,
		"x --warning=10: -w1"},
	{"a named section", {"x", "--extra-opts=other", NULL}, folder,
		"x --include=o"},
	{"as an argument of its own",
		{"x", "--extra-opts", "other", "-v", NULL}, folder,
		"x --include=o -v"},
	{"an option is no value", {"x", "--extra-opts", "-v", NULL}, folder,
		"x --warning=10: -v"},
	{"twice add up",
		{"x", "--extra-opts=other", "--extra-opts", "-v", NULL}, folder,
		"x --include=o --warning=10: -v"},
	{"later folders of the path", {"x", "--extra-opts", NULL},
		"::/nonexistent:folder:", "x --warning=10:"},
	{"not behind --", {"x", "--", "--extra-opts", NULL}, folder,
		"x -- --extra-opts"},
	{"a longer name is another option", {"x", "--extra-optsy", NULL},
		folder, "x --extra-optsy"},
	{"no such section", {"x", "--extra-opts=third", NULL}, folder,
		"--extra-opts: FOLDER/plugins.ini: there is no section "
		"[third]"},
	{"no such file", {"x", "--extra-opts=@/nonexistent/f", NULL}, folder,
		"--extra-opts: cannot read /nonexistent/f: No such file or "
		"directory"},
	{"not a file", {"x", "--extra-opts=@/tmp", NULL}, folder,
		"--extra-opts: cannot read /tmp: not a regular file"},
};

static char *
with_folder(const char *text, const char *word)
{
	const char *at = text == NULL ? NULL : strstr(text, word);

	return at == NULL ? mem_text(text)
			  : mem_print("%.*s%s%s", (int)(at - text), text,
				    folder, at + strlen(word));
}

static void
expands_command_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		struct extra_opts line = {0};
		char *wanted = with_folder(lines[i].result, "FOLDER");
		char *path = with_folder(lines[i].search_path, "folder");
		char *result = NULL;

		settings.search_path = path;
		result = expanded(lines[i].words, &line);
		settings.search_path = NULL;
		if (strcmp(result, wanted) != 0) {
			print_error("%s: got    %s\n%s: wanted %s\n",
				lines[i].name, result, lines[i].name, wanted);
			fail();
		}
		extra_opts_release(&line);
		free(result);
		free(wanted);
		free(path);
	}
}

static void
blames_the_line(void **state)
{
	char *path = mem_print("%s/plugins.ini", folder);
	char *wanted = mem_print("%s: line 2: wrong", path);
	char *option = mem_print("--extra-opts=@%s", path);
	const char *const words[] = {"x", option, "-v", NULL};
	struct extra_opts line = {0};
	struct error err = {0};

	(void)state;
	free(expanded(words, &line));
	(void)error_set(&err, ERROR_USAGE, "wrong");
	assert_false(extra_opts_blame(&line, line.argv[2], &err));
	assert_string_equal(err.text, "wrong");
	assert_false(extra_opts_blame(&line, line.argv[1], &err));
	assert_string_equal(err.text, wanted);
	extra_opts_release(&line);
	free(option);
	free(wanted);
	free(path);
}

static void
refuses_what_everybody_may_write(void **state)
{
	char *path = put("open", "[check_it]\n");
	char *option = mem_print("--extra-opts=@%s", path);
	char *wanted = mem_print("--extra-opts: cannot read %s: everybody may "
				 "write it; chmod o-w",
		path);
	const char *const words[] = {"x", option, NULL};
	struct extra_opts line = {0};
	char *result = NULL;

	(void)state;
	assert_int_equal(chmod(path, 0666), 0);
	result = expanded(words, &line);
	assert_string_equal(result, wanted);
	assert_int_equal(unlink(path), 0);
	free(result);
	free(wanted);
	free(option);
	free(path);
}

static int
set_up(void **state)
{
	(void)state;
	if (mkdtemp(folder) == NULL) {
		return -1;
	}
	free(put("plugins.ini",
		"[check_it]\nwarning = 10:\n[other]\ninclude = o\n"));
	free(put("nagios-plugins.ini", "[check_it]\nwarning = 99:\n"));
	return 0;
}

static int
tear_down(void **state)
{
	char *first = mem_print("%s/plugins.ini", folder);
	char *second = mem_print("%s/nagios-plugins.ini", folder);

	(void)state;
	(void)unlink(first);
	(void)unlink(second);
	free(first);
	free(second);
	return rmdir(folder);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_texts),
		cmocka_unit_test(expands_command_lines),
		cmocka_unit_test(blames_the_line),
		cmocka_unit_test(refuses_what_everybody_may_write),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
