// SPDX-License-Identifier: MIT
#include "config/config.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/* Keys of [tenant a], and what config_credential_check() says of its reader. */
#define IDS                                                                    \
	"tenant_id = contoso.example\n"                                        \
	"reader_client_id = 01234567-89ab-cdef-0123-456789abcdef\n"

static const struct {
	const char *keys;
	const char *error; /* NULL: fine */
} credentials[] = {
	{IDS, NULL},
	{IDS "reader_client_secret_file = /s\n", NULL},
	{IDS "reader_certificate_file = /c\nreader_key_file = /k\n", NULL},
	{IDS "reader_federated_token_file = /t\n", NULL},
	{"reader_managed_identity = yes\n", NULL},
	{IDS "reader_managed_identity = yes\n", NULL},
	{"", "tenant_id is not set"},
	{"tenant_id = contoso.example\n", "reader_client_id is not set"},
	{IDS "reader_certificate_file = /c\n",
		"reader_certificate_file is set, but not reader_key_file"},
	{IDS "reader_key_file = /k\n",
		"reader_key_file is set, but not reader_certificate_file"},
	{IDS "reader_client_secret_file = /s\n"
	     "reader_federated_token_file = /t\n",
		"both reader_client_secret_file and "
		"reader_federated_token_file are set; leave one, or empty it "
		"here: reader_client_secret_file ="},
};

static void
test_credentials(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(credentials); i++) {
		char *text = mem_print("[tenant a]\n%s", credentials[i].keys);
		struct config config = {0};
		struct error err = {0};
		const struct tenant *tenant = NULL;
		bool ok = false;

		assert_true(config_decode(
			text, strlen(text), "conf", &config, &err));
		tenant = &config.tenants[0];
		ok = config_credential_check(
			tenant, &tenant->reader, "reader", &err);
		assert_int_equal(ok, credentials[i].error == NULL);
		if (!ok) {
			assert_memory_equal(err.text, "tenant a: ", 10);
			assert_string_equal(
				err.text + 10, credentials[i].error);
		}
		config_release(&config);
		free(text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_credentials),
	};

	return cmocka_run_group_tests_name("credential", tests, NULL, NULL);
}
