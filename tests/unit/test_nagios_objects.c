// SPDX-License-Identifier: MIT
#include "alert/nagios_objects.h"

#include "test.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"

#define ID "00000000-0000-4000-8000-00000000000"
#define HEAD "# made by handle_mailbox_expiry sync; changes are lost\n"
#define OBJECT(use, name, shown, id)                                           \
	"\ndefine service {\n"                                                 \
	"    use                     " use "\n"                                \
	"    host_name               contoso\n"                                \
	"    service_description     " name "\n"                               \
	"    display_name            " shown "\n"                              \
	"    _MBX_TENANT             contoso\n"                                \
	"    _MBX_ID                 " id "\n"                                 \
	"    _MBX_CAUSE              license-removed\n"                        \
	"    _MBX_ACCOUNT            enabled\n"                                \
	"}\n"
#define FED "mailbox-expiry-mailbox-fed"

static char directory[] = "/tmp/test_objects.XXXXXX";

static struct roster_service
service_of(const char *name, const char *shown, const char *id)
{
	return (struct roster_service){.host = mem_text("contoso"),
		.name = mem_text(name),
		.display_name = mem_text(shown),
		.id = mem_text(id),
		.cause = mem_text("license-removed"),
		.account = mem_text("enabled"),
		.output = mem_text("CRITICAL: a\\b\nmore\\n\nlast"),
		.performance_data = mem_text("a=1 b=2"),
		.state = CHECK_CRITICAL};
}

static void
test_round_trip(void **state)
{
	struct roster_service two[] = {
		service_of(
			"mbx-b", "o'brien;$(id)`x`\\\n}{<>|#\xc3\xa4", ID "1"),
		service_of("mbx-a", "ada@contoso.example", ID "2")};
	struct nagios_entry entries[] = {
		{"mbx-b", &two[0], true}, {"mbx-old", &two[1], true}};
	struct roster_found *found = NULL;
	size_t count = 0;
	struct error err = {0};
	char *text = NULL;

	(void)state;
	entries[1].name = "mbx-a-old";
	text = nagios_objects_text(entries, 2, true);
	assert_string_equal(text,
		HEAD OBJECT(FED, "mbx-a-old", "ada@contoso.example", ID "2")
			OBJECT(FED, "mbx-b", "o_brien___id__x_________\xc3\xa4",
				ID "1"));
	assert_true(nagios_objects_parse(text, &found, &count, &err));
	assert_int_equal(count, 2);
	assert_string_equal(found[0].service.name, "mbx-a-old");
	assert_string_equal(found[0].service.id, ID "2");
	assert_string_equal(found[1].service.host, "contoso");
	assert_string_equal(found[1].service.account, "enabled");
	for (size_t i = 0; i < 2; i++) {
		roster_found_release(&found[i]);
		roster_service_release(&two[i]);
	}
	free(found);
	free(text);
	text = nagios_objects_text(NULL, 0, false);
	assert_string_equal(text, HEAD);
	free(text);
}

static const struct {
	const char *name;
	const char *text;
	bool ok;
	size_t count;
} texts[] = {
	{"nothing", "", true, 0},
	{"the head alone", HEAD, true, 0},
	{"one", HEAD OBJECT(FED, "mbx-a", "d", ID "1"), true, 1},
	{"no name of ours", HEAD OBJECT(FED, "ping", "d", ID "1"), false, 0},
	{"no id", HEAD OBJECT(FED, "mbx-a", "d", "x"), false, 0},
	{"one, and half of one",
		HEAD OBJECT(FED, "mbx-a", "d", ID "1") "define service {\n    "
						       "host_name a\n",
		false, 0},
	{"an end alone", HEAD "}\n", false, 0},
	{"a key alone", HEAD "define service {\n    host_name\n}\n", false, 0},
	{"something else", HEAD "define host {\n}\n", false, 0},
};

static void
test_parse(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(texts); i++) {
		struct roster_found *found = NULL;
		size_t count = 0;
		struct error err = {0};
		bool ok = nagios_objects_parse(
			texts[i].text, &found, &count, &err);

		if (ok != texts[i].ok || count != texts[i].count) {
			fail_msg("%s: %zu %s", texts[i].name, count, err.text);
		}
		for (size_t k = 0; k < count; k++) {
			roster_found_release(&found[k]);
		}
		free(found);
	}
}

static void
test_file(void **state)
{
	char *path = mem_print("%s/objects.cfg", directory);
	char *nowhere = mem_print("%s/no/objects.cfg", directory);
	struct stat status = {0};
	struct error err = {0};
	char *text = NULL;
	FILE *other = NULL;

	(void)state;
	assert_true(nagios_objects_read(path, &text, &err));
	assert_string_equal(text, "");
	free(text);
	assert_true(nagios_objects_write(path, HEAD, &err));
	assert_true(nagios_objects_read(path, &text, &err));
	assert_string_equal(text, HEAD);
	free(text);
	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_mode & 07777, 0644);
	assert_false(nagios_objects_write(nowhere, HEAD, &err));
	assert_non_null(strstr(err.text, "no file can be made beside it"));
	other = fopen(path, "w");
	assert_non_null(other);
	(void)fputs("define host {\n}\n", other);
	(void)fclose(other);
	assert_false(nagios_objects_read(path, &text, &err));
	assert_non_null(strstr(err.text, "we have not made it"));
	assert_false(nagios_objects_read(directory, &text, &err));
	assert_int_equal(unlink(path), 0);
	free(path);
	free(nowhere);
}

/* The one file of results in the directory, which is removed; NULL: none. */
static char *
take_results(size_t *count)
{
	DIR *folder = opendir(directory);
	struct dirent *entry = NULL;
	char *text = NULL;

	*count = 0;
	while ((entry = readdir(folder)) != NULL) {
		char *path = mem_print("%s/%s", directory, entry->d_name);
		if (entry->d_name[0] == 'c') {
			(*count)++;
			if (strlen(entry->d_name) == 7) {
				FILE *in = fopen(path, "r");
				text = mem_zeroed(4096, 1);
				(void)!fread(text, 1, 4095, in);
				(void)fclose(in);
			}
			(void)unlink(path);
		}
		free(path);
	}
	(void)closedir(folder);
	return text;
}

static void
test_results(void **state)
{
	struct roster_service service = service_of("mbx-a", "d", ID "1");
	struct nagios_entry entries[] = {
		{"mbx-old", &service, true}, {"mbx-new", &service, false}};
	struct nagios_site site = {.check_result_path = directory};
	struct error err = {0};
	size_t count = 0;
	char *text = NULL;

	(void)state;
	assert_true(nagios_feed(&site, entries, 2, 1800000000, &err));
	text = take_results(&count);
	assert_int_equal(count, 2); /* and the one that says it is whole */
	assert_string_equal(text,
		"file_time=1800000000\n\n"
		"host_name=contoso\nservice_description=mbx-old\n"
		"check_type=1\ncheck_options=0\nscheduled_check=0\n"
		"reschedule_check=0\nlatency=0\nstart_time=1800000000.0\n"
		"finish_time=1800000000.0\nearly_timeout=0\nexited_ok=1\n"
		"return_code=2\noutput=CRITICAL: a\\\\b | a=1 b=2\\nmore\\\\n"
		"\\nlast\n\n");
	free(text);
	assert_true(nagios_feed(&site, entries + 1, 1, 1800000000, &err));
	assert_null(take_results(&count));
	assert_int_equal(count, 0);
	site.check_result_path = (char *)(uintptr_t) "/nonexistent";
	assert_false(nagios_feed(&site, entries, 1, 1800000000, &err));
	assert_non_null(strstr(err.text, "no file can be made there"));
	roster_service_release(&service);
}

static int
make_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL;
}

static int
remove_directory(void **state)
{
	(void)state;
	return rmdir(directory);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_file),
		cmocka_unit_test(test_results),
	};

	return cmocka_run_group_tests_name(
		"nagios_objects", tests, make_directory, remove_directory);
}
