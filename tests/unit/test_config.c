// SPDX-License-Identifier: MIT
/*
 * Whole configurations; single keys are in test_config_values.c, what is
 * refused in test_config_errors.c.
 */
#include "config/config.h"

#include "test.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
decode(const char *text, struct config *config)
{
	struct error err = {0};

	*config = (struct config){0};
	if (!config_decode(text, strlen(text), "conf", config, &err)) {
		fail_msg("%s", err.text);
	}
}

static void
test_defaults_then_tenants(void **state)
{
	struct config config = {0};

	(void)state;
	decode("\xef\xbb\xbf# a comment\r\n; another\r\n\r\n"
	       "[tenant a]\r\nmax_age = 1m\r\nexclude_address = own@*\r\n"
	       "[defaults] ; for all\r\nmax_age = 2m\r\nprobe = no\r\n"
	       "exclude_address = x*\r\nexclude_address = y*\r\n"
	       "state_dir = /srv/state/\r\n \t \r\n   ; indented\r\n"
	       "[nagios]\r\ncommand_file = /run/nagios.cmd\r\n"
	       "[ tenant  b.c-D_9 ]\r\nlisting = whole",
		&config);
	assert_string_equal(config.state_dir, "/srv/state");
	assert_int_equal(config.tenant_count, 2);
	assert_string_equal(config.tenants[0].name, "a");
	assert_int_equal(config.tenants[0].max_age_s, 60);
	assert_int_equal(config.tenants[0].probe, EFFORT_NO);
	assert_int_equal(config.tenants[0].exclude_address.count, 1);
	assert_string_equal(
		config.tenants[0].exclude_address.texts[0], "own@*");
	assert_string_equal(config.tenants[1].name, "b.c-D_9");
	assert_int_equal(config.tenants[1].max_age_s, 120);
	assert_int_equal(config.tenants[1].exclude_address.count, 2);
	assert_int_equal(config.tenants[1].listing, LISTING_WHOLE);
	assert_ptr_equal(config_tenant(&config, "a"), &config.tenants[0]);
	assert_null(config_tenant(&config, "none"));
	config_release(&config);
	config_release(NULL);
}

static void
test_state_dir_without_a_word(void **state)
{
	struct config config = {0};

	(void)state;
	decode("[tenant a]", &config);
	assert_string_equal(
		config.state_dir, LOCALSTATEDIR "/lib/mailbox-expiry");
	config_release(&config);
}

static void
test_plans(void **state)
{
	struct config config = {0};
	struct plan_set built_in = {0};

	(void)state;
	plan_set_init(&built_in);
	decode("[defaults]\nmailbox_plans = "
	       "11111111-1111-1111-1111-111111111111\n"
	       "[tenant a]\n[tenant b]\nmailbox_plans =\n[tenant c]\n"
	       "mailbox_plans = 22222222-2222-2222-2222-222222222222, "
	       "33333333-3333-3333-3333-333333333333\n",
		&config);
	assert_int_equal(config.tenants[0].plans.count, built_in.count + 1);
	assert_int_equal(config.tenants[1].plans.count, built_in.count);
	assert_int_equal(config.tenants[2].plans.count, built_in.count + 2);
	config_release(&config);
}

static void
test_icinga2(void **state)
{
	struct config config = {0};

	(void)state;
	decode("[icinga2 main]\nurl = https://icinga.example:5665/\nuser = "
	       "mbx\n"
	       "password_file = /etc/p\nca_file = /etc/ca\n"
	       "[tenant a]\non_ack = none\n",
		&config);
	assert_int_equal(config.icinga2_count, 1);
	assert_string_equal(config.icinga2[0].name, "main");
	assert_string_equal(
		config.icinga2[0].url, "https://icinga.example:5665");
	assert_string_equal(config.icinga2[0].user, "mbx");
	assert_string_equal(config.icinga2[0].password_file, "/etc/p");
	assert_string_equal(config.icinga2[0].ca_file, "/etc/ca");
	assert_null(config.icinga2[0].certificate_file);
	assert_null(config.icinga2[0].key_file);
	assert_ptr_equal(config_icinga2(&config, NULL), &config.icinga2[0]);
	assert_ptr_equal(config_icinga2(&config, "main"), &config.icinga2[0]);
	assert_null(config_icinga2(&config, "Main"));
	config_release(&config);

	decode("[icinga2 a]\nurl = https://a.example\ncertificate_file = /c\n"
	       "key_file = /k\n[tenant a]\n[icinga2 b]\n"
	       "url = https://b.example\nuser = u\npassword_file = /p\n",
		&config);
	assert_int_equal(config.icinga2_count, 2);
	assert_int_equal(config.tenant_count, 1);
	assert_string_equal(config.icinga2[0].certificate_file, "/c");
	assert_string_equal(config.icinga2[0].key_file, "/k");
	assert_null(config.icinga2[0].user);
	/* Which of two was not said. */
	assert_null(config_icinga2(&config, NULL));
	assert_string_equal(
		config_icinga2(&config, "b")->url, "https://b.example");
	config_release(&config);

	decode("[tenant a]\n", &config);
	assert_null(config_icinga2(&config, NULL));
	assert_null(config_icinga2(&config, "main"));
	config_release(&config);
}

static void
test_nagios_and_agentx(void **state)
{
	struct config config = {0};

	(void)state;
	decode("[tenant a]\n", &config);
	assert_null(config.nagios.command_file);
	assert_null(config.nagios.status_file);
	assert_null(config.agentx.socket);
	assert_int_equal(config.agentx.attention_rows, 50);
	assert_int_equal(config.agentx.notify_rate, 600);
	config_release(&config);

	decode("[agentx]\n[nagios]\n[tenant a]\n", &config);
	assert_null(config.nagios.command_file);
	assert_int_equal(config.agentx.attention_rows, 50);
	assert_int_equal(config.agentx.notify_rate, 600);
	config_release(&config);

	decode("[nagios]\nstatus_file = /var/status.dat\n"
	       "command_file = /run/nagios.cmd\n[tenant a]\n"
	       "[agentx]\nsocket = tcp:localhost:705\nattention_rows = 5\n"
	       "notify_rate = 7\n",
		&config);
	assert_string_equal(config.nagios.command_file, "/run/nagios.cmd");
	assert_string_equal(config.nagios.status_file, "/var/status.dat");
	assert_string_equal(config.agentx.socket, "tcp:localhost:705");
	assert_int_equal(config.agentx.attention_rows, 5);
	assert_int_equal(config.agentx.notify_rate, 7);
	config_release(&config);
}

/* A tenant's list of authors replaces that of [defaults], it does not add. */
static void
test_policy_of_each_tenant(void **state)
{
	struct config config = {0};

	(void)state;
	decode("[defaults]\nauthors = a b\non_event = restore\n"
	       "on_event_causes = shared-deleted\n"
	       "[tenant own]\nauthors = c\non_event = none\n"
	       "[tenant inherits]\n[tenant nobody]\nauthors =\n",
		&config);
	assert_int_equal(config.tenants[0].policy.authors.count, 1);
	assert_string_equal(config.tenants[0].policy.authors.texts[0], "c");
	assert_false(config.tenants[0].policy.on_event);
	assert_int_equal(config.tenants[1].policy.authors.count, 2);
	assert_true(config.tenants[1].policy.on_event);
	assert_false(config.tenants[1]
			     .policy.on_event_causes[CAUSE_LICENSE_REMOVED]);
	assert_int_equal(config.tenants[2].policy.authors.count, 0);
	config_release(&config);
}

static void
test_reading_again_replaces(void **state)
{
	struct config config = {0};
	struct error err = {0};

	(void)state;
	decode("[tenant a]\n[tenant b]\n", &config);
	assert_true(config_decode("[tenant c]", 10, "conf", &config, &err));
	assert_int_equal(config.tenant_count, 1);
	assert_false(config_decode("[tenant", 7, "conf", &config, &err));
	assert_string_equal(config.tenants[0].name, "c");
	config_release(&config);
}

/* ---- the file ------------------------------------------------------------ */

static void
load_refused(const char *path, const char *expected)
{
	struct config config = {0};
	struct error err = {0};

	assert_false(config_load(path, &config, &err));
	assert_string_equal(err.text, expected);
	assert_null(config.tenants);
}

static void
test_file(void **state)
{
	static const char text[] = "[tenant a]\n[tenant a]\n";
	char path[] = "/tmp/test_config.XXXXXX";
	char expected[256];
	struct config config = {0};
	struct error err = {0};
	int file = mkstemp(path);

	(void)state;
	assert_true(file >= 0);
	assert_int_equal(write(file, text, 11), 11);
	assert_true(config_load(path, &config, &err));
	config_release(&config);
	assert_int_equal(write(file, text + 11, 11), 11);
	(void)snprintf(expected, sizeof(expected),
		"%s: line 2: [tenant a] already begins on line 1", path);
	load_refused(path, expected);
	assert_int_equal(fchmod(file, 0646), 0);
	(void)snprintf(expected, sizeof(expected),
		"cannot read configuration %s: everybody may write it; "
		"chmod o-w",
		path);
	load_refused(path, expected);
	assert_int_equal(fchmod(file, 0600), 0);
	assert_int_equal(ftruncate(file, (off_t)CONFIG_LIMIT_BYTES + 1), 0);
	(void)snprintf(expected, sizeof(expected),
		"cannot read configuration %s: larger than 4194304 bytes",
		path);
	load_refused(path, expected);
	(void)close(file);
	(void)unlink(path);
	load_refused("/", "cannot read configuration /: not a regular file");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults_then_tenants),
		cmocka_unit_test(test_state_dir_without_a_word),
		cmocka_unit_test(test_plans),
		cmocka_unit_test(test_icinga2),
		cmocka_unit_test(test_nagios_and_agentx),
		cmocka_unit_test(test_policy_of_each_tenant),
		cmocka_unit_test(test_reading_again_replaces),
		cmocka_unit_test(test_file),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
