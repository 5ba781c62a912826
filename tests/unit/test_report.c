// SPDX-License-Identifier: MIT
/* What is said of one mailbox, in every phase and of every cause. */
#include "check/report.h"

#include "test.h"

#include <stdlib.h>

#include "core/mem.h"

#define NOW 1800000000 /* 2027-01-15T08:00:00Z */
#define HOUR 3600
#define DAY (24 * HOUR)

struct scene {
	struct tenant tenant;
	struct check_options options;
	struct view view;
};

static void
open_scene(struct scene *scene)
{
	*scene = (struct scene){.options.utf8 = true};
	tenant_init(&scene->tenant, "contoso");
	scene->view = (struct view){.tenant = &scene->tenant,
		.options = &scene->options,
		.as_of = NOW,
		.now = NOW};
}

static const struct {
	const char *name;
	struct assessed item;
	const char *when;
} phases[] = {
	{"expiring",
		{.judgement = {.phase = PHASE_EXPIRING,
			 .deadline = {NOW + DAY, NOW + DAY},
			 .left_s = DAY}},
		"1d left"},
	{"overdue",
		{.judgement = {.phase = PHASE_OVERDUE,
			 .deadline = {NOW - HOUR, NOW - HOUR},
			 .left_s = -HOUR}},
		"deadline passed 1h ago"},
	{"connected",
		{.judgement = {.phase = PHASE_CONNECTED,
			 .deadline = {NOW + DAY, NOW + DAY},
			 .left_s = DAY}},
		"1d left, still answers"},
	{"gone too early",
		{.mailbox = {.gone_at = NOW - 2 * HOUR},
			.judgement = {.phase = PHASE_LOST}},
		"gone before its deadline, seen 2h ago"},
	{"restored",
		{.judgement = {.phase = PHASE_RESTORED,
			 .restored_at = NOW - HOUR}},
		"restored, seen 1h ago"},
	{"restored by the handler",
		{.judgement = {.phase = PHASE_RESTORED,
			 .restored_at = NOW - HOUR,
			 .by_handler = true}},
		"restored, seen by the handler 1h ago"},
	{"restored too late",
		{.judgement = {.phase = PHASE_RESTORED,
			 .restored_at = NOW - HOUR,
			 .is_late = true}},
		"relicensed late, content unverified, seen 1h ago"},
	{"nothing dates it",
		{.mailbox = {.first_seen_at = NOW - DAY},
			.judgement = {.phase = PHASE_UNDATED}},
		"nothing dates the loss, first seen 1d ago"},
	{"past, in doubt",
		{.mailbox = {.lost_earliest = NOW - 40 * DAY},
			.judgement = {.phase = PHASE_PAST_UNPROVEN}},
		"past its window by a date in doubt, lost 40d ago"},
	{"a subscription",
		{.mailbox = {.first_seen_at = NOW - 3 * DAY},
			.judgement = {.phase = PHASE_SUBSCRIPTION}},
		"subscription lapsed, seen 3d ago"},
	{"expired", {.judgement = {.phase = PHASE_EXPIRED}}, "expired"},
	{"released", {.judgement = {.phase = PHASE_RELEASED}}, "released"},
};

static void
test_when(void **state)
{
	struct scene scene;
	char when[REPORT_WHEN_SIZE];

	(void)state;
	open_scene(&scene);
	for (size_t i = 0; i < COUNT_OF(phases); i++) {
		print_message("%s\n", phases[i].name);
		assert_string_equal(
			report_when(&scene.view, &phases[i].item, when),
			phases[i].when);
	}
	tenant_release(&scene.tenant);
}

#define TEXT(text) (char *)(uintptr_t)(text)

static const struct {
	const char *name;
	struct mailbox mailbox;
	const char *story;
	bool needs_force;
} stories[] = {
	{"nothing but that",
		{.cause = CAUSE_LICENSE_REMOVED, .confirmed = true},
		"license removed", false},
	{"to the second",
		{.cause = CAUSE_USER_DELETED,
			.deleted_at = NOW - DAY,
			.lost_earliest = NOW - DAY,
			.lost_latest = NOW - DAY,
			.sources = SOURCE_DELETION,
			.confirmed = true},
		"user deleted 2027-01-14T08:00:00Z (deletion-date)", false},
	{"between",
		{.cause = CAUSE_USER_DELETED,
			.deleted_at = NOW - HOUR,
			.lost_earliest = NOW - DAY,
			.lost_latest = NOW - HOUR,
			.confirmed = true},
		"license removed, then user deleted, between "
		"2027-01-14T08:00:00Z and 2027-01-15T07:00:00Z",
		false},
	{"before",
		{.cause = CAUSE_SHARED_DELETED,
			.lost_latest = NOW - HOUR,
			.confirmed = true},
		"shared mailbox deleted before 2027-01-15T07:00:00Z", false},
	{"by somebody",
		{.cause = CAUSE_LICENSE_REMOVED,
			.lost_earliest = NOW,
			.lost_latest = NOW,
			.actor_kind = ACTOR_USER,
			.actor = TEXT("a<b>@x"),
			.confirmed = true},
		"license removed 2027-01-15T08:00:00Z by a(b)@x", false},
	{"by an application",
		{.cause = CAUSE_LICENSE_REMOVED,
			.lost_earliest = NOW,
			.lost_latest = NOW,
			.actor_kind = ACTOR_APP,
			.actor = TEXT("Cleaner"),
			.confirmed = true},
		"license removed 2027-01-15T08:00:00Z by application Cleaner",
		false},
	{"by a group",
		{.cause = CAUSE_LICENSE_REMOVED,
			.lost_earliest = NOW,
			.lost_latest = NOW,
			.actor_kind = ACTOR_GROUP,
			.actor = TEXT("Sales"),
			.confirmed = true},
		"license removed 2027-01-15T08:00:00Z by group licensing of "
		"Sales",
		false},
	{"by some group",
		{.cause = CAUSE_LICENSE_REMOVED,
			.lost_earliest = NOW,
			.lost_latest = NOW,
			.actor_kind = ACTOR_GROUP,
			.actor = TEXT("Microsoft Azure AD Group-Based "
				      "Licensing"),
			.confirmed = true},
		"license removed 2027-01-15T08:00:00Z by group licensing",
		false},
	{"back, and then deleted",
		{.cause = CAUSE_LICENSE_REMOVED,
			.deleted_at = NOW,
			.confirmed = true},
		"user restored without a license, deleted", false},
	{"a subscription, in doubt", {.cause = CAUSE_SUBSCRIPTION},
		"subscription suspended, unconfirmed", false},
	{"all that is odd",
		{.cause = CAUSE_LICENSE_REMOVED,
			.plans = PLANS_ALIVE,
			.account_enabled = TRI_NO},
		"license removed, license is back, mailbox does not answer "
		"yet, unconfirmed, sign-in blocked, may come back new and "
		"empty",
		true},
	{"no cause is known", {.cause = CAUSE_NONE, .confirmed = true}, "lost",
		false},
};

static void
test_story(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	for (size_t i = 0; i < COUNT_OF(stories); i++) {
		const struct assessed item = {.mailbox = stories[i].mailbox,
			.judgement.needs_force = stories[i].needs_force};
		char *story = report_story(&scene.view, &item);

		print_message("%s\n", stories[i].name);
		assert_string_equal(story, stories[i].story);
		free(story);
	}
	tenant_release(&scene.tenant);
}

/* Whoever may not see names sees none of who did it either. */
static void
test_no_names(void **state)
{
	const struct assessed item = {
		.mailbox = {.user_id = {{0x40}},
			.upn = TEXT("ada@contoso.example"),
			.cause = CAUSE_LICENSE_REMOVED,
			.lost_earliest = NOW,
			.lost_latest = NOW,
			.actor = TEXT("ben@contoso.example"),
			.confirmed = true}};
	struct scene scene;
	char name[REPORT_NAME_SIZE];
	char *story = NULL;

	(void)state;
	open_scene(&scene);
	scene.tenant.show_names = SHOW_NAMES_ID;
	story = report_story(&scene.view, &item);
	assert_string_equal(story, "license removed 2027-01-15T08:00:00Z");
	assert_string_equal(report_name(&scene.view, &item.mailbox, name),
		"40000000-0000-0000-0000-000000000000");
	free(story);
	tenant_release(&scene.tenant);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_when),
		cmocka_unit_test(test_story),
		cmocka_unit_test(test_no_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
