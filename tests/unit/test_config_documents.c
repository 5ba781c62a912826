// SPDX-License-Identifier: MIT
/* The sample is read, and tells the true defaults; see also documents.t. */
#include "config/keys.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "config/config.h"
#include "core/mem.h"

#define DOCUMENT_LIMIT_BYTES 65536

static char *
read_document(const char *name)
{
	const char *top = getenv("top_srcdir");
	char *path = mem_print("%s/%s", top == NULL ? "." : top, name);
	FILE *in = fopen(path, "re");
	char *text = mem_zeroed(DOCUMENT_LIMIT_BYTES, 1);

	if (in == NULL) {
		fail_msg("cannot open %s", path);
	}
	assert_in_range(fread(text, 1, DOCUMENT_LIMIT_BYTES - 1, in), 1,
		DOCUMENT_LIMIT_BYTES - 2);
	(void)fclose(in);
	free(path);
	return text;
}

/* "#key" and "#[section" are settings; "# words" is prose and stays. */
static char *
read_sample_switched_on(void)
{
	char *text = read_document("contrib/mailbox-expiry.conf.sample");
	char *to = text;

	for (const char *from = text; *from != '\0'; from++) {
		bool at_start = from == text || from[-1] == '\n';

		if (at_start && *from == '#' &&
			(from[1] == '[' ||
				(from[1] >= 'a' && from[1] <= 'z'))) {
			continue;
		}
		*to++ = *from;
	}
	*to = '\0';
	return text;
}

static void
decode(const char *text, struct config *config)
{
	struct error err = {0};

	if (!config_decode(text, strlen(text), "sample", config, &err)) {
		fail_msg("%s", err.text);
	}
}

static void
test_sample_is_read(void **state)
{
	char *text = read_document("contrib/mailbox-expiry.conf.sample");
	struct config config = {0};
	struct error err = {0};

	(void)state;
	decode(text, &config);
	assert_int_equal(config.tenant_count, 1);
	assert_true(config_credential_check(
		&config.tenants[0], &config.tenants[0].reader, "reader", &err));
	config_release(&config);
	free(text);
}

/* The size of a field that can be compared by its bytes, else 0. */
static size_t
plain_size(const struct shape *shape)
{
	if (shape == &shape_yes_no || shape == &shape_on_event) {
		return sizeof(bool);
	}
	if (shape == &shape_duration || shape == &shape_limit ||
		shape == &shape_days || shape == &shape_retention ||
		shape == &shape_count || shape == &shape_brake) {
		return sizeof(int64_t);
	}
	if (shape == &shape_causes || shape == &shape_event_causes) {
		return sizeof(bool[CAUSE_COUNT]);
	}
	return shape == &shape_state || shape == &shape_cap ||
			       shape == &shape_effort ||
			       shape == &shape_listing ||
			       shape == &shape_on_ack ||
			       shape == &shape_group_held ||
			       shape == &shape_show_names
		       ? sizeof(unsigned)
		       : 0;
}

static void
test_sample_tells_the_defaults(void **state)
{
	char *text = read_sample_switched_on();
	struct config said = {0};
	struct draft silent = {0};
	size_t count = 0;
	const struct key *keys = keys_all(&count);

	(void)state;
	decode(text, &said);
	draft_init(&silent, "contoso");
	for (size_t i = 0; i < count; i++) {
		size_t size = plain_size(keys[i].shape);
		size_t at = keys[i].offset - offsetof(struct draft, tenant);

		if ((keys[i].sections & SECTION_TENANT) != 0 && size > 0 &&
			memcmp((char *)&said.tenants[0] + at,
				(char *)&silent.tenant + at, size) != 0) {
			fail_msg("%s has another default", keys[i].name);
		}
	}
	assert_true(
		range_equal(&said.tenants[0].warning, &silent.tenant.warning));
	assert_true(range_equal(
		&said.tenants[0].critical, &silent.tenant.critical));
	assert_int_equal(
		said.agentx.attention_rows, silent.agentx.attention_rows);
	assert_int_equal(said.agentx.notify_rate, silent.agentx.notify_rate);
	draft_release(&silent);
	config_release(&said);
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_sample_is_read),
		cmocka_unit_test(test_sample_tells_the_defaults),
	};

	return cmocka_run_group_tests_name(
		"config documents", tests, NULL, NULL);
}
