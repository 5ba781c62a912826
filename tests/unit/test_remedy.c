// SPDX-License-Identifier: MIT
/* Remedies themselves; what is decided is in test_remedy_decide.c. */
#include "core/remedy.h"

#include "test.h"

#include <string.h>

#include "core/mem.h"

static void
test_states(void **state)
{
	static const struct {
		enum remedy_state state;
		const char *text;
		bool closed;
	} rows[] = {
		{REMEDY_OPEN, "open", false},
		{REMEDY_VERIFYING, "verifying", false},
		{REMEDY_VERIFIED, "verified", true},
		{REMEDY_FAILED, "failed", true},
		{REMEDY_REFUSED, "refused", true},
		{REMEDY_REHEARSED, "rehearsed", true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		const struct remedy remedy = {.state = rows[i].state};

		assert_string_equal(
			remedy_state_text(rows[i].state), rows[i].text);
		assert_int_equal(remedy_is_closed(&remedy), rows[i].closed);
	}
}

/* Each has a word of its own, which is kept in handler.db or in its log. */
static void
test_words_differ(void **state)
{
	(void)state;
	for (int i = WRITE_RESTORE; i < WRITE_KINDS; i++) {
		for (int j = WRITE_RESTORE; j < i; j++) {
			assert_string_not_equal(
				write_kind_text((enum write_kind)i),
				write_kind_text((enum write_kind)j));
		}
	}
	for (int i = WRITE_NONE; i <= WRITE_REFUSED; i++) {
		for (int j = WRITE_NONE; j < i; j++) {
			assert_string_not_equal(
				write_result_text((enum write_result)i),
				write_result_text((enum write_result)j));
		}
	}
	assert_string_equal(write_kind_text(WRITE_ASSIGN), "assign");
	assert_string_equal(write_result_text(WRITE_NO_SEAT), "no seat");
	assert_string_equal(write_result_text(WRITE_LOST), "no answer");
}

static void
test_release(void **state)
{
	struct remedy remedy = {.id = 1,
		.tenant = mem_text("t"),
		.upn = mem_text("a@b"),
		.reason = mem_text("why")};

	(void)state;
	remedy_release(&remedy);
	assert_int_equal(remedy.id, 0);
	assert_null(remedy.upn);
	remedy_release(&remedy);
	remedy_release(NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_states),
		cmocka_unit_test(test_words_differ),
		cmocka_unit_test(test_release),
	};

	return cmocka_run_group_tests_name("remedy", tests, NULL, NULL);
}
