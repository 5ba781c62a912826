// SPDX-License-Identifier: MIT
#include "config/config.h"

#include "test.h"

#include <stdio.h>
#include <string.h>

static void
test_minimal(void **state)
{
	static const char text[] = "[tenant contoso]\n";
	struct config config = {0};
	struct error err = {0};

	(void)state;
	assert_true(
		config_decode(text, sizeof(text) - 1, "conf", &config, &err));
	assert_int_equal(config.tenant_count, 1);
	assert_string_equal(config.tenants[0].name, "contoso");
	config_release(&config);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_minimal),
	};

	return cmocka_run_group_tests_name("config", tests, NULL, NULL);
}
