// SPDX-License-Identifier: MIT
#include "core/tenant.h"

#include "test.h"

#include "core/mem.h"
#include "core/timestamp.h"

static void
test_defaults(void **state)
{
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	assert_string_equal(tenant.name, "contoso");
	assert_true(tenant.enabled);
	assert_string_equal(tenant.warning.text, "10:");
	assert_true(range_alerts(&tenant.warning, 10 * TIMESTAMP_DAY_S - 1));
	assert_false(range_alerts(&tenant.warning, 10 * TIMESTAMP_DAY_S));
	assert_true(range_alerts(&tenant.critical, 3 * TIMESTAMP_DAY_S - 1));
	assert_false(range_alerts(&tenant.critical, 3 * TIMESTAMP_DAY_S));
	assert_int_equal(tenant.retention_s, 2592000);
	assert_int_equal(tenant.max_age_s, 900);
	assert_int_equal(tenant.stale_after_s, 21600);
	assert_int_equal(tenant.min_age_s, 3600);
	assert_int_equal(tenant.overdue_s, 604800);
	assert_int_equal(tenant.mass_warning, 25);
	assert_int_equal(tenant.mass_critical, 100);
	assert_int_equal(tenant.mass_period_s, 86400);
	assert_int_equal(tenant.expired_state, CHECK_OK);
	assert_int_equal(tenant.undated_state, CHECK_WARNING);
	assert_int_equal(tenant.leavers, CHECK_WARNING);
	assert_int_equal(tenant.unconfirmed, CHECK_CRITICAL);
	assert_int_equal(tenant.time_limit_s, 600);
	assert_int_equal(tenant.timeout_state, CHECK_UNKNOWN);
	assert_false(tenant.onpremises_mailboxes);
	for (int i = 0; i < CAUSE_COUNT; i++) {
		assert_true(tenant.causes[i]);
	}
	assert_int_equal(tenant.plans.count, 10);
	tenant_release(&tenant);
}

static void
fill(struct credential *credential)
{
	*credential = (struct credential){
		.client_id = mem_text("x"),
		.client_secret_file = mem_text("x"),
		.client_secret_env = mem_text("x"),
		.certificate_file = mem_text("x"),
		.key_file = mem_text("x"),
		.federated_token_file = mem_text("x"),
	};
}

/* Under a leak checker each text that is forgotten shows. */
static void
test_release(void **state)
{
	struct credential credential;
	struct tenant tenant;

	(void)state;
	tenant_init(&tenant, "contoso");
	tenant.tenant_id = mem_text("x");
	tenant.graph_url = mem_text("x");
	tenant.login_url = mem_text("x");
	tenant.identity_url = mem_text("x");
	tenant.ca_file = mem_text("x");
	tenant.proxy = mem_text("x");
	tenant.policy.kill_switch = mem_text("x");
	fill(&tenant.reader);
	fill(&tenant.writer);
	text_list_add(&tenant.include_address, "*@contoso.com");
	text_list_add(&tenant.include_address, "*@example.com");
	text_list_add(&tenant.exclude_address, "ada@*");
	assert_int_equal(tenant.include_address.count, 2);
	assert_string_equal(tenant.include_address.texts[1], "*@example.com");
	for (int i = 0; i < 2; i++) {
		tenant_release(&tenant);
		assert_null(tenant.name);
	}
	tenant_release(NULL);
	fill(&credential);
	credential_release(&credential);
	assert_null(credential.key_file);
}

static void
test_causes(void **state)
{
	enum cause cause = CAUSE_NONE;

	(void)state;
	for (int i = 1; i < CAUSE_COUNT; i++) {
		assert_true(cause_parse(cause_text((enum cause)i), &cause));
		assert_int_equal(cause, i);
	}
	assert_false(cause_parse("none", &cause));
	assert_false(cause_parse("", &cause));
	assert_false(cause_parse("License-Removed", &cause));
	assert_int_equal(cause, CAUSE_SUBSCRIPTION);
}

static void
test_names(void **state)
{
	static const char long_name[] =
		"0123456789012345678901234567890123456789012345678901234567890"
		"123";
	static const char *const good[] = {
		"a", "Z", "9", "contoso.example", "a-b_c.d", long_name + 1};
	static const char *const bad[] = {"", ".", "..", ".a", "-a", "_a",
		"a/b", "../a", "a b", "a\n", "\xc3\xa4", "a:b", long_name};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(good); i++) {
		assert_true(tenant_name_is_valid(good[i]));
	}
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		assert_false(tenant_name_is_valid(bad[i]));
	}
}

/* From mild to bad: CRITICAL > UNKNOWN > WARNING > OK. */
static void
test_states(void **state)
{
	const enum check_state order[] = {
		CHECK_OK, CHECK_WARNING, CHECK_UNKNOWN, CHECK_CRITICAL};

	(void)state;
	for (size_t a = 0; a < COUNT_OF(order); a++) {
		for (size_t b = 0; b < COUNT_OF(order); b++) {
			assert_int_equal(check_state_worst(order[a], order[b]),
				order[a > b ? a : b]);
			assert_int_equal(
				check_state_mildest(order[a], order[b]),
				order[a < b ? a : b]);
		}
	}
	assert_string_equal(check_state_text(CHECK_OK), "OK");
	assert_string_equal(check_state_text(CHECK_WARNING), "WARNING");
	assert_string_equal(check_state_text(CHECK_CRITICAL), "CRITICAL");
	assert_string_equal(check_state_text(CHECK_UNKNOWN), "UNKNOWN");
}

static void
test_directory(void **state)
{
	static const struct {
		const char *tenant_id;
		const char *directory;
		bool was_another;
	} cases[] = {
		{"contoso.example", NULL, false},
		{"contoso.example", "Contoso.Example", false},
		{"contoso.example", "fabrikam.example", true},
		{"contoso.example", "", true},
		{NULL, NULL, false},
		{NULL, "", false},
		{NULL, "contoso.example", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct tenant tenant;

		tenant_init(&tenant, "contoso");
		tenant.tenant_id = mem_text(cases[i].tenant_id);
		assert_string_equal(tenant_directory(&tenant),
			cases[i].tenant_id == NULL ? "" : cases[i].tenant_id);
		assert_int_equal(
			tenant_was_another(&tenant, cases[i].directory),
			cases[i].was_another);
		tenant_release(&tenant);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_defaults),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_causes),
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_directory),
	};

	return cmocka_run_group_tests_name("tenant", tests, NULL, NULL);
}
