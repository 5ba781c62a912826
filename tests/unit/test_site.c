// SPDX-License-Identifier: MIT
#include "core/site.h"

#include "test.h"

#include "core/mem.h"

/* Under a leak checker each text that is forgotten shows. */
static void
test_release(void **state)
{
	struct icinga2_site icinga2 = {mem_text("a"), mem_text("b"),
		mem_text("c"), mem_text("d"), mem_text("e"), mem_text("f"),
		mem_text("g"), true, 1};
	struct nagios_site nagios = {mem_text("a"), mem_text("b"),
		mem_text("c"), mem_text("d"), mem_text("e"), mem_text("f"), 1};
	struct agentx_site agentx = {mem_text("a"), 1, 2};

	(void)state;
	for (int i = 0; i < 2; i++) {
		icinga2_site_release(&icinga2);
		nagios_site_release(&nagios);
		agentx_site_release(&agentx);
		assert_null(icinga2.ca_file);
		assert_null(nagios.status_file);
		assert_null(nagios.reload_command);
		assert_false(icinga2.services);
		assert_null(agentx.socket);
		assert_int_equal(agentx.notify_rate, 0);
	}
	icinga2_site_release(NULL);
	nagios_site_release(NULL);
	agentx_site_release(NULL);
}

static void
test_defaults(void **state)
{
	struct agentx_site agentx = {0};

	(void)state;
	agentx_site_init(&agentx);
	assert_null(agentx.socket);
	assert_int_equal(agentx.attention_rows, 50);
	assert_int_equal(agentx.notify_rate, 600);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_defaults),
	};

	return cmocka_run_group_tests_name("site", tests, NULL, NULL);
}
