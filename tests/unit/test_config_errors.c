// SPDX-License-Identifier: MIT
/* What is said of bad configurations, word for word. */
#include "config/config.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X150 X50 X50 X50
#define DURATION "write seconds, or a duration such as 15m, 6h or 30d"
#define RANGE                                                                  \
	"write a range such as 10: (alert below 10 days left), 36h: or @0:5"
#define HTTPS                                                                  \
	"write an address such as https://host.example, without user or query"
#define SECTIONS                                                               \
	"there are [defaults], [tenant NAME], [icinga2 NAME], [nagios] and "   \
	"[agentx]"

#define EVENT_CAUSES                                                           \
	"write some of license-removed, user-deleted, shared-deleted"
#define AUTHORS                                                                \
	"write names parted by blanks or commas, at most 1000; one that "      \
	"holds a blank in \"quotes\""
#define SKUS                                                                   \
	"write GUIDs of products or part numbers such as SPE_E3, parted by "   \
	"blanks or commas"
#define ICINGA2 "[icinga2 m]\nurl = https://i.example:5665\n"

/* clang-format off */
static const struct {
	const char *text;
	const char *error; /* behind "conf: " */
} whole[] = {
	{"", "there is no [tenant NAME] section"},
	{"[defaults]\nmax_age = 1\n", "there is no [tenant NAME] section"},
	{"max_age = 1\n", "line 1: \"max_age\" stands in no section; begin "
		"with [defaults] or [tenant NAME]"},
	{"[tenant a]\n\nwarning\n",
		"line 3: neither a [section] nor KEY = VALUE"},
	{"[tenant a]\nx\ny = 1\n",
		"line 2: neither a [section] nor KEY = VALUE"},
	{"[tenant a]\n warning = 1:\n", "line 2: begins with a blank"},
	{"[tenant a]\n\twarning = 1:\n", "line 2: begins with a blank"},
	{"[tenant a]\nca_file = /" X150 X10 X10 X10 X10 "\n",
		"line 2: longer than 198 bytes; a list may be continued by "
		"repeating its key"},
	{"[tenant a]\nca_file = /a\x01" "b\n", "line 2: a control character"},
	{"[tenant a]\nca_file = /a\rb\n", "line 2: a control character"},
	{"[tenant a]\nauthors = M\xfcller\n",
		"line 2: not UTF-8; save the file as UTF-8"},
	{"[tenant a]\nauthors = \xed\xa0\x80\n",
		"line 2: not UTF-8; save the file as UTF-8"},
	{"[tenant a]\nauthors = \xc3\n",
		"line 2: not UTF-8; save the file as UTF-8"},
	{"[tenant a\n", "line 1: not a section; write for example "
		"[tenant contoso] alone on its line"},
	{"[tenant a] x\n", "line 1: not a section; write for example "
		"[tenant contoso] alone on its line"},
	{"[]\n", "line 1: unknown section []; " SECTIONS},
	{"[graph]\n", "line 1: unknown section [graph]; " SECTIONS},
	{"[tennant a]\n",
		"line 1: unknown section [tennant]; did you mean [tenant NAME]?"},
	{"[default]\n",
		"line 1: unknown section [default]; did you mean [defaults]?"},
	{"[tenant]\n", "line 1: [tenant] needs a name: [tenant NAME]"},
	{"[icinga2]\n", "line 1: [icinga2] needs a name: [icinga2 NAME]"},
	{"[nagios x]\n", "line 1: [nagios] takes no name: \"x\""},
	{"[tenant a b]\n", "line 1: \"a b\" is not a name; write letters, "
		"digits and . _ - (not first), at most 63"},
	{"[tenant .a]\n", "line 1: \".a\" is not a name; write letters, "
		"digits and . _ - (not first), at most 63"},
	{"[tenant a/b]\n", "line 1: \"a/b\" is not a name; write letters, "
		"digits and . _ - (not first), at most 63"},
	{"[tenant " X50 X10 "xxxx]\n", "line 1: \"" X10 X10 X10 X10
		"...\" is longer than 63 characters"},
	{"[tenant handler]\n", "line 1: a tenant cannot be called "
		"\"handler\": a file of ours has that name"},
	{"[tenant agentx]\n", "line 1: a tenant cannot be called \"agentx\": "
		"a file of ours has that name"},
	{"[tenant sync]\n", "line 1: a tenant cannot be called \"sync\": "
		"a file of ours has that name"},
	{"[tenant a]\n[tenant b]\n[tenant a]\n",
		"line 3: [tenant a] already begins on line 1"},
	{"[defaults]\n[tenant a]\n[defaults]\n",
		"line 3: [defaults] already begins on line 1"},
	{"[tenant a]\nmax_age = 1\nprobe = no\nmax_age = 1\n",
		"line 4: \"max_age\" is already set on line 2"},
	{"[tenant a]\nstate_dir = /a\n",
		"line 2: \"state_dir\" belongs in [defaults]"},
	{"[tenant a]\nurl = https://a.example\n",
		"line 2: \"url\" belongs in [icinga2 NAME]"},
	{"[nagios]\nwarning = 3:\n",
		"line 2: \"warning\" belongs in [defaults]"},
	{"[tenant a]\n[defaults]\nprobe = maybe\n",
		"line 3: probe = \"maybe\": write auto or no"},
	{"[defaults]\nstate_dir = lib\n[tenant a]\n", "line 2: state_dir = "
		"\"lib\": write the absolute path of a directory"},
	{"[defaults]\nstate_dir =\n[tenant a]\n", "line 2: state_dir = \"\": "
		"write the absolute path of a directory"},
	{"[defaults]\nwarning = 3:\n[tenant a]\n[tenant b]\ncritical = 5:\n",
		"line 4: [tenant b]: critical = 5: would alert earlier than "
		"warning = 3:; less time must be left for critical"},
	{"[tenant a]\nmax_age = 1d\n", "line 1: [tenant a]: max_age (86400 "
		"seconds) is longer than stale_after (21600 seconds): every "
		"check would find its data stale"},
	{"[tenant a]\nmin_age = 20d\n", "line 1: [tenant a]: min_age (1728000 "
		"seconds) would hide mailboxes that warning = 10: is to show; "
		"an hour or two is enough for a license to be swapped"},
	{"[tenant a]\nmass_warning = 200\n", "line 1: [tenant a]: "
		"mass_critical = 100 is less than mass_warning = 200"},
	{"[tenant a]\n[icinga2 m]\n", "line 2: [icinga2 m]: url is not set"},
	{ICINGA2 "\n[nagios]\n", "line 1: [icinga2 m]: set user and "
		"password_file, or certificate_file and key_file"},
	{ICINGA2 "user = u\n",
		"line 1: [icinga2 m]: user is set, but not password_file"},
	{ICINGA2 "password_file = /p\n",
		"line 1: [icinga2 m]: password_file is set, but not user"},
	{ICINGA2 "certificate_file = /c\n", "line 1: [icinga2 m]: "
		"certificate_file is set, but not key_file"},
	{ICINGA2 "key_file = /k\n", "line 1: [icinga2 m]: key_file is set, but "
		"not certificate_file"},
	{ICINGA2 "user = u\npassword_file = /p\nkey_file = /k\n", "line 1: "
		"[icinga2 m]: key_file is set, but not certificate_file"},
	{ICINGA2 "user = u\npassword_file = /p\ncertificate_file = /c\n"
		"key_file = /k\n", "line 1: [icinga2 m]: both user and "
		"certificate_file are set; leave one"},
	{ICINGA2 "password_file = hush\n", "line 3: password_file: write the "
		"absolute path of a file (the value is not shown)"},
	{ICINGA2 "key_file = hush\n", "line 3: key_file: write the absolute "
		"path of a file (the value is not shown)"},
	{ICINGA2 "password = hush\n", "line 3: unknown key \"password\"; did "
		"you mean \"password_file\"?"},
	{ICINGA2 "certificate_file = c.pem\n", "line 3: certificate_file = "
		"\"c.pem\": write the absolute path of a file"},
	{ICINGA2 "ca_file = ca.pem\n", "line 3: ca_file = \"ca.pem\": write "
		"the absolute path of a file"},
	{"[icinga2 m]\nurl = http://i.example:5665\n", "line 2: url = "
		"\"http://i.example:5665\": " HTTPS},
	{"[tenant a]\n" ICINGA2 "user = u\npassword_file = /p\n[icinga2 m]\n",
		"line 6: [icinga2 m] already begins on line 2"},
	{"[nagios]\n[nagios]\n", "line 2: [nagios] already begins on line 1"},
	{"[nagios]\ncommand_file = nagios.cmd\n", "line 2: command_file = "
		"\"nagios.cmd\": write the absolute path of a file"},
	{"[nagios]\nstatus_file = status.dat\n", "line 2: status_file = "
		"\"status.dat\": write the absolute path of a file"},
	{"[agentx]\nattention_rows = 0\n", "line 2: attention_rows = \"0\": "
		"write a whole number, 1 to 1000000000"},
	{"[agentx]\nnotify_rate = fast\n", "line 2: notify_rate = \"fast\": "
		"write a whole number, 1 to 1000000000"},
};

/* In [tenant a], on line 2. */
static const struct {
	const char *line;
	const char *error;
} lines[] = {
	{"clinet_id = x", "unknown key \"clinet_id\"; did you mean "
		"\"reader_client_id\"?"},
	{"reader_client_secret = hush", "unknown key \"reader_client_secret\"; "
		"did you mean \"reader_client_secret_file\"?"},
	{"wraning = 3:", "unknown key \"wraning\"; did you mean \"warning\"?"},
	{"Warning = 3:", "unknown key \"Warning\"; did you mean \"warning\"?"},
	{"frobnicate = 3", "unknown key \"frobnicate\""},
	{"= 3", "unknown key \"\""},
	{X50 " = 3", "unknown key \"" X10 X10 X10 X10 "\""},
	{"enabled = true", "enabled = \"true\": write yes or no"},
	{"enabled =", "enabled = \"\": write yes or no"},
	{"enabled = no # later",
		"enabled: a comment behind a value begins with ; not #"},
	{"enabled = # no",
		"enabled: a comment behind a value begins with ; not #"},
	{"tenant_id = common", "tenant_id = \"common\": write the tenant's "
		"GUID or one of its domains, such as contoso.example"},
	{"tenant_id = a..example", "tenant_id = \"a..example\": write the "
		"tenant's GUID or one of its domains, such as contoso.example"},
	{"cloud = germany",
		"cloud = \"germany\": write global, usgov, dod or china"},
	{"graph_url = http://graph.example",
		"graph_url = \"http://graph.example\": " HTTPS},
	{"graph_url = https://", "graph_url = \"https://\": " HTTPS},
	{"graph_url = https://a.example?x=y",
		"graph_url = \"https://a.example?x=y\": " HTTPS},
	{"graph_url = https://a.example/?x",
		"graph_url = \"https://a.example/?x\": " HTTPS},
	{"graph_url = https://a.example:0",
		"graph_url = \"https://a.example:0\": " HTTPS},
	{"graph_url = https://a.example:65536",
		"graph_url = \"https://a.example:65536\": " HTTPS},
	{"graph_url = https://me:hush@a.example", "graph_url: write an address "
		"such as https://host.example, without user or query (the "
		"value is not shown)"},
	{"identity_url = ftp://a.example", "identity_url = \"ftp://a.example\""
		": write an address such as http://169.254.169.254, without "
		"user or query"},
	{"proxy = proxy.example:3128", "proxy = \"proxy.example:3128\": write "
		"an address such as http://proxy.example:3128, without user "
		"or query"},
	{"ca_file = ca.pem",
		"ca_file = \"ca.pem\": write the absolute path of a file"},
	{"reader_client_secret_file = hush~hush", "reader_client_secret_file: "
		"write the absolute path of a file (the value is not shown)"},
	{"reader_client_id = me", "reader_client_id = \"me\": write a GUID "
		"such as 00000000-0000-0000-0000-000000000000"},
	{"reader_secret_expires = 31.1.2027", "reader_secret_expires = "
		"\"31.1.2027\": write a date such as 2027-01-31"},
	{"warning = ten", "warning = \"ten\": " RANGE},
	{"critical =", "critical = \"\": " RANGE},
	{"max_age = 15 m", "max_age = \"15 m\": " DURATION},
	{"stale_after = 0", "stale_after = \"0\": " DURATION ", at least 1"},
	{"retention_days = 0",
		"retention_days = \"0\": write a whole number of days, 1 to "
		"3650"},
	{"retention_days = 30d",
		"retention_days = \"30d\": write a whole number of days, 1 to "
		"3650"},
	{"overdue_days = 3651",
		"overdue_days = \"3651\": write a whole number of days, 0 to "
		"3650"},
	{"extra_grace_days = -1",
		"extra_grace_days = \"-1\": write a whole number of days, 0 to "
		"3650"},
	{"expired_state = CRITICAL", "expired_state = \"CRITICAL\": write ok, "
		"warning, critical or unknown"},
	{"leavers = unknown",
		"leavers = \"unknown\": write ok, warning or critical"},
	{"mass_warning = 0",
		"mass_warning = \"0\": write a whole number, 1 to 1000000000"},
	{"mass_warning = 99999999999", "mass_warning = \"99999999999\": write "
		"a whole number, 1 to 1000000000"},
	{"show_names = name", "show_names = \"name\": write upn or id"},
	{"listing = all", "listing = \"all\": write auto or whole"},
	{"include_address = \"ada@*\"",
		"include_address: write shell patterns of addresses such as "
		"*@contoso.example, parted by blanks or commas, at most 1000 "
		"(the value is not shown)"},
	{"exclude_address = [ab*",
		"exclude_address = \"[ab*\": write shell patterns of addresses "
		"such as *@contoso.example, parted by blanks or commas, at "
		"most 1000"},
	{"include_address = contoso.example",
		"include_address = \"contoso.example\": write shell patterns "
		"of addresses such as *@contoso.example, parted by blanks or "
		"commas, at most 1000"},
	{"causes =", "causes = \"\": write some of license-removed, "
		"user-deleted, shared-deleted, subscription"},
	{"causes = none", "causes = \"none\": write some of license-removed, "
		"user-deleted, shared-deleted, subscription"},
	{"mailbox_plans = E3", "mailbox_plans = \"E3\": write service plan "
		"GUIDs parted by blanks or commas, at most a few dozen"},
	{"on_ack = yes", "on_ack = \"yes\": write none, token or restore"},
	{"usage_location = de",
		"usage_location = \"de\": write two capital letters such as DE"},
	{"group_held = maybe",
		"group_held = \"maybe\": write direct or refuse"},
	{"on_ack_user_deleted = ask",
		"on_ack_user_deleted = \"ask\": write none, token or restore"},
	{"on_ack_shared_deleted =",
		"on_ack_shared_deleted = \"\": write none, token or restore"},
	{"on_event = token", "on_event = \"token\": write none or restore"},
	{"on_event_causes =", "on_event_causes = \"\": " EVENT_CAUSES},
	{"on_event_causes = subscription",
		"on_event_causes = \"subscription\": " EVENT_CAUSES},
	{"on_event_causes = none", "on_event_causes = \"none\": "
		EVENT_CAUSES},
	{"authors = \"Jane Doe", "authors = \"\"Jane Doe\": " AUTHORS},
	{"authors = \"\"", "authors = \"\"\"\": " AUTHORS},
	{"authors = \"a\"b", "authors = \"\"a\"b\": " AUTHORS},
	{"deny_authors = a\"b", "deny_authors = \"a\"b\": " AUTHORS},
	{"ack_max_age = 0", "ack_max_age = \"0\": " DURATION ", at least 1"},
	{"max_per_ack = 0",
		"max_per_ack = \"0\": write a whole number, 1 to 1000000000"},
	{"max_per_hour = no",
		"max_per_hour = \"no\": write a whole number, 1 to 1000000000"},
	{"mass_brake = 0", "mass_brake = \"0\": write a whole number, 1 to "
		"1000000000, or no"},
	{"mass_brake = never", "mass_brake = \"never\": write a whole number, "
		"1 to 1000000000, or no"},
	{"cooldown = soon", "cooldown = \"soon\": " DURATION},
	{"kill_switch = stop",
		"kill_switch = \"stop\": write the absolute path of a file"},
	{"dry_run = 1", "dry_run = \"1\": write yes or no"},
	{"restore_skus = 05e9a617-0261-4cee-bb44-138d3ef5d96",
		"restore_skus = \"05e9a617-0261-4cee-bb44-138d3ef5d96\": " SKUS},
	{"restore_skus = {05e9a617-0261-4cee-bb44-138d3ef5d965}",
		"restore_skus = \"{05e9a617-0261-4cee-bb44-138d3ef5d965}\": "
		SKUS},
	{"exclude_skus = SPE_\xc3\xa9", "exclude_skus = \"SPE_\xc3\xa9\": "
		SKUS},
	{"minimal_plans = all", "minimal_plans = \"all\": write yes or no"},
	{"usage_location = DEU",
		"usage_location = \"DEU\": write two capital letters such as "
		"DE"},
	{"allow_synced_deleted = on",
		"allow_synced_deleted = \"on\": write yes or no"},
	{"block_sign_in = maybe", "block_sign_in = \"maybe\": write yes or no"},
	{"license_wait = 5 m", "license_wait = \"5 m\": " DURATION},
	{"verify_timeout = 0",
		"verify_timeout = \"0\": " DURATION ", at least 1"},
};
/* clang-format on */

static void
refused(const char *text, size_t length, const char *error)
{
	struct config config = {0};
	struct error err = {0};
	char *expected = mem_print("conf: %s", error);

	if (config_decode(text, length, "conf", &config, &err)) {
		fail_msg("accepted: %s", text);
	}
	assert_null(config.tenants);
	assert_int_equal(err.code, ERROR_CONFIG);
	if (strcmp(err.text, expected) != 0) {
		fail_msg("%s\n-> %s\nnot %s", text, err.text, expected);
	}
	free(expected);
}

static void
test_whole_texts(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(whole); i++) {
		refused(whole[i].text, strlen(whole[i].text), whole[i].error);
	}
}

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		char *text = mem_print("[tenant a]\n%s\n", lines[i].line);
		char *error = mem_print("line 2: %s", lines[i].error);

		refused(text, strlen(text), error);
		free(error);
		free(text);
	}
}

static void
test_nul_byte(void **state)
{
	static const char text[] = "[tenant a]\n; a \0 b\n";

	(void)state;
	refused(text, sizeof(text) - 1,
		"line 2: a NUL byte; this is not a text file");
}

/* `first`, then `count` lines that differ by their number. */
static char *
repeat(const char *first, const char *before, const char *after, int count)
{
	size_t size = strlen(first) + (size_t)count * 40 + 1;
	char *text = mem_zeroed(size, 1);
	size_t used = strlen(first);

	memcpy(text, first, used + 1);
	for (int i = 0; i < count; i++) {
		int length = snprintf(
			text + used, size - used, "%s%d%s\n", before, i, after);

		assert_in_range(length, 1, 39);
		used += (size_t)length;
	}
	return text;
}

static void
test_limits(void **state)
{
	static const struct {
		const char *first;
		const char *before;
		const char *after;
		int count;
		const char *error;
	} cases[] = {
		{"", "[tenant t", "]", 10001,
			"line 10001: more than 10000 sections"},
		{"[defaults]\n", "include_address = *a", "", 1001,
			"line 1002: include_address = \"*a1000\": write shell "
			"patterns of addresses such as *@contoso.example, "
			"parted by blanks or commas, at most 1000"},
		{"[defaults]\n", "causes = subscription ; ", "", 1001,
			"line 1002: more than 1000 lines in [defaults]"},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		char *text = repeat(cases[i].first, cases[i].before,
			cases[i].after, cases[i].count);

		refused(text, strlen(text), cases[i].error);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole_texts),
		cmocka_unit_test(test_lines),
		cmocka_unit_test(test_nul_byte),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("config errors", tests, NULL, NULL);
}
