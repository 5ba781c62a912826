// SPDX-License-Identifier: MIT
#include "core/notice.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define NOTICE_AT 1772438400 /* 2026-03-02T08:00:00Z */

static struct notice
make(enum notice_kind kind, bool of_mailbox)
{
	return (struct notice){
		.kind = kind,
		.tenant_name = (char *)(uintptr_t) "contoso",
		.at = NOTICE_AT,
		.state = CHECK_WARNING,
		.mailbox = of_mailbox ? 7 : 0,
		.loss = of_mailbox ? 2 : 0,
		.user_id = {{of_mailbox ? 0x5a : 0}},
		.upn = of_mailbox ? (char *)(uintptr_t) "ada@contoso.example"
				  : NULL,
		.deadline = of_mailbox ? NOTICE_AT : 0,
		.text = (char *)(uintptr_t) "30 mailboxes, most by bob@x",
	};
}

static bool
is_of_mailbox(enum notice_kind kind)
{
	return kind < NOTICE_MASS_LOSS || kind == NOTICE_RESTORE_FAILED;
}

static void
test_kinds(void **state)
{
	enum notice_kind kind = NOTICE_APPROACHING;

	(void)state;
	for (int i = 1; i <= NOTICE_KIND_LAST; i++) {
		assert_true(notice_kind_parse(
			notice_kind_text((enum notice_kind)i), &kind));
		assert_int_equal(kind, i);
	}
	assert_false(notice_kind_parse("expiring", &kind));
	assert_false(notice_kind_parse(NULL, &kind));
	/* Every event of a tenant has one. */
	for (int i = 1; i < EVENT_COUNT; i++) {
		if (!notice_kind_of_event(event_text((enum event)i), &kind)) {
			fail_msg("%s", event_text((enum event)i));
		}
	}
	assert_false(notice_kind_of_event("none", &kind));
	assert_false(notice_kind_of_event(NULL, &kind));
	assert_false(notice_kind_of_event("events-summarized", &kind));
}

static const struct {
	enum notice_kind raise;
	enum notice_kind clear;
} pairs[] = {
	{NOTICE_APPROACHING, NOTICE_RESTORED},
	{NOTICE_CRITICAL, NOTICE_EXPIRED},
	{NOTICE_OVERDUE, NOTICE_EASED},
	{NOTICE_LOST, NOTICE_RESTORED},
	{NOTICE_RESTORE_FAILED, NOTICE_RESTORED},
	{NOTICE_MASS_LOSS, NOTICE_MASS_LOSS_OVER},
	{NOTICE_COLLECTOR_STALE, NOTICE_COLLECTOR_RECOVERED},
};

static void
test_keys(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(pairs); i++) {
		struct notice raise =
			make(pairs[i].raise, is_of_mailbox(pairs[i].raise));
		struct notice clear =
			make(pairs[i].clear, is_of_mailbox(pairs[i].clear));
		char *raised = notice_alarm_key(&raise);
		char *cleared = notice_alarm_key(&clear);
		assert_string_equal(raised, cleared);
		assert_false(notice_is_clear(raise.kind));
		assert_true(notice_is_clear(clear.kind));
		assert_int_not_equal(notice_severity(&raise), SEVERITY_CLEARED);
		assert_int_equal(notice_severity(&clear), SEVERITY_CLEARED);
		free(raised);
		/* Lost once more it is another alarm. */
		if (raise.mailbox != 0) {
			raise.loss++;
			raised = notice_alarm_key(&raise);
			assert_string_not_equal(raised, cleared);
			free(raised);
		}
		free(cleared);
	}
}

static void
test_severity(void **state)
{
	struct notice notice = make(NOTICE_APPROACHING, true);

	(void)state;
	assert_int_equal(notice_severity(&notice), SEVERITY_WARNING);
	notice.state = CHECK_CRITICAL;
	assert_int_equal(notice_severity(&notice), SEVERITY_CRITICAL);
	notice.state = CHECK_UNKNOWN;
	assert_int_equal(notice_severity(&notice), SEVERITY_INDETERMINATE);
	notice.kind = NOTICE_RESTORE_FAILED;
	assert_int_equal(notice_severity(&notice), SEVERITY_MAJOR);
	notice.kind = NOTICE_COLLECTOR_STALE;
	assert_int_equal(notice_severity(&notice), SEVERITY_MAJOR);
}

/* Where names are not to be shown none is. */
static void
test_names(void **state)
{
	(void)state;
	for (int i = 1; i <= NOTICE_KIND_LAST; i++) {
		enum notice_kind kind = (enum notice_kind)i;
		struct notice notice = make(kind, is_of_mailbox(kind));
		char *named = notice_line(&notice, SHOW_NAMES_UPN);
		char *bare = notice_line(&notice, SHOW_NAMES_ID);
		char *subject = notice_subject(&notice, SHOW_NAMES_ID);
		if (strncmp(named, "contoso: ", 9) != 0) {
			fail_msg("%s", named);
		}
		if (is_of_mailbox(kind) && strstr(named, "ada@") == NULL) {
			fail_msg("%s", named);
		}
		if (kind != NOTICE_SUMMARIZED &&
			kind != NOTICE_COLLECTOR_STALE &&
			strchr(bare, '@') != NULL) {
			fail_msg("%s", bare);
		}
		assert_null(strchr(subject, '@'));
		free(named);
		free(bare);
		free(subject);
	}
}

#define ADA "contoso: ada@contoso.example "
#define LOSS_OF_ADA "contoso/5a000000-0000-0000-0000-000000000000/2"

/* Word for word, and the alarm each belongs to. */
static const struct {
	enum notice_kind kind;
	const char *line;
	const char *key;
} said[] = {
	{NOTICE_APPROACHING, ADA "runs out at 2026-03-02T08:00:00Z",
		LOSS_OF_ADA},
	{NOTICE_CRITICAL, ADA "is about to run out, at 2026-03-02T08:00:00Z",
		LOSS_OF_ADA},
	{NOTICE_OVERDUE, ADA "was to be restored before 2026-03-02T08:00:00Z",
		LOSS_OF_ADA},
	{NOTICE_LOST, ADA "is gone before its deadline, 2026-03-02T08:00:00Z",
		LOSS_OF_ADA},
	{NOTICE_EXPIRED, ADA "has expired", LOSS_OF_ADA},
	{NOTICE_RESTORED, ADA "is back", LOSS_OF_ADA},
	{NOTICE_EASED, ADA "is no longer in danger", LOSS_OF_ADA},
	{NOTICE_MASS_LOSS, "contoso: mass loss: 30 mailboxes, most by bob@x",
		"contoso/mass-loss"},
	{NOTICE_MASS_LOSS_OVER, "contoso: the mass loss is over",
		"contoso/mass-loss"},
	{NOTICE_RESTORE_FAILED,
		ADA "could not be restored: 30 mailboxes, most by bob@x",
		LOSS_OF_ADA},
	{NOTICE_COLLECTOR_STALE, "contoso: 30 mailboxes, most by bob@x",
		"contoso/collector"},
	{NOTICE_COLLECTOR_RECOVERED, "contoso: there are new data again",
		"contoso/collector"},
	{NOTICE_SUMMARIZED, "contoso: 30 mailboxes, most by bob@x",
		"contoso/summary"},
};

static void
test_what_is_said(void **state)
{
	(void)state;
	assert_int_equal(COUNT_OF(said), NOTICE_KIND_LAST);
	for (size_t i = 0; i < COUNT_OF(said); i++) {
		struct notice notice =
			make(said[i].kind, is_of_mailbox(said[i].kind));
		char *line = notice_line(&notice, SHOW_NAMES_UPN);
		char *key = notice_alarm_key(&notice);

		assert_string_equal(line, said[i].line);
		assert_string_equal(key, said[i].key);
		free(line);
		free(key);
	}
}

static void
test_no_deadline(void **state)
{
	struct notice notice = make(NOTICE_APPROACHING, true);
	char *line = NULL;

	(void)state;
	notice.deadline = 0;
	line = notice_line(&notice, SHOW_NAMES_UPN);
	assert_string_equal(line, ADA "runs out at an unknown deadline");
	free(line);
}

static void
test_event_of_its_own_name(void **state)
{
	enum notice_kind kind = NOTICE_SUMMARIZED;

	(void)state;
	assert_true(notice_kind_of_event("expiring", &kind));
	assert_int_equal(kind, NOTICE_APPROACHING);
	assert_true(notice_kind_of_event("expired", &kind));
	assert_int_equal(kind, NOTICE_EXPIRED);
}

static void
test_release(void **state)
{
	struct notice notice = {.tenant_name = mem_text("contoso"),
		.upn = mem_text("ada@contoso.example"),
		.text = mem_text("x")};

	(void)state;
	notice_release(&notice);
	assert_null(notice.upn);
	notice_release(&notice);
}

/* Nobody's name, and no reason: it is said all the same. */
static void
test_nothing_known(void **state)
{
	struct notice notice = make(NOTICE_RESTORE_FAILED, true);
	char *text = NULL;

	(void)state;
	notice.upn = NULL;
	notice.text = NULL;
	text = notice_subject(&notice, SHOW_NAMES_UPN);
	assert_string_equal(text, "5a000000-0000-0000-0000-000000000000");
	free(text);
	text = notice_line(&notice, SHOW_NAMES_UPN);
	assert_non_null(strstr(text, "no reason known"));
	free(text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_is_said),
		cmocka_unit_test(test_no_deadline),
		cmocka_unit_test(test_event_of_its_own_name),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_nothing_known),
		cmocka_unit_test(test_kinds),
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_severity),
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
