// SPDX-License-Identifier: MIT
#include "handler/preview.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/stream.h"

#define TEXT(text) (char *)(uintptr_t)(text)
#define MAILBOXES 4

static const struct guid known = {{1}};
static const struct guid gone = {{2}};
static const struct guid scarce = {{3}};

static struct mailbox mailboxes[MAILBOXES] = {
	{.upn = TEXT("ada@x"), .cause = CAUSE_LICENSE_REMOVED, .sku = {{1}}},
	{.upn = TEXT("ben@x"), .cause = CAUSE_LICENSE_REMOVED},
	{.upn = TEXT("cyd@x"),
		.cause = CAUSE_LICENSE_REMOVED,
		.sku = {{2}},
		.actor_kind = ACTOR_GROUP},
	{.upn = TEXT("dan@x"), .cause = CAUSE_USER_DELETED, .sku = {{3}}},
};

static struct seat seats[] = {
	{.part_number = NULL},
	{.sku = {{1}}, .part_number = TEXT("E3"), .free = 2},
	{.sku = {{3}}, .part_number = TEXT("E5"), .free = -1},
};

struct scene {
	struct tenant tenant;
	struct remedy_candidate candidates[MAILBOXES];
	struct remedy_decision decisions[MAILBOXES];
	struct preview preview;
};

static void
open_scene(struct scene *scene)
{
	memset(scene, 0, sizeof(*scene));
	tenant_init(&scene->tenant, "contoso");
	for (size_t i = 0; i < MAILBOXES; i++) {
		scene->candidates[i].mailbox = &mailboxes[i];
		scene->decisions[i] = (struct remedy_decision){
			.verdict = VERDICT_REMEDY, .reason = "29d left"};
	}
	scene->preview = (struct preview){
		.tenant = &scene->tenant,
		.candidates = {.items = scene->candidates,
			.count = MAILBOXES,
			.facts.seats = {seats, COUNT_OF(seats)}},
		.plan = {.verdict = VERDICT_REMEDY,
			.each = scene->decisions,
			.count = MAILBOXES,
			.remedies = MAILBOXES},
	};
}

static void
prints(const struct scene *scene, size_t limit, const char *wanted)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	preview_print(&scene->preview, limit, out);
	assert_int_equal(fclose(out), 0);
	assert_string_equal(text, wanted);
	free(text);
}

static void
test_seats(void **state)
{
	struct scene scene;

	(void)state;
	assert_true(guid_equal(&mailboxes[0].sku, &known));
	assert_true(guid_equal(&mailboxes[2].sku, &gone));
	assert_true(guid_equal(&mailboxes[3].sku, &scarce));
	open_scene(&scene);
	prints(&scene, 0,
		"contoso: 4 mailboxes would be brought back\n"
		"  ada@x: 29d left\n"
		"  ben@x: 29d left\n"
		"  cyd@x: 29d left\n"
		"  dan@x: 29d left\n"
		"seats, as of the last collection:\n"
		"  1 of E3, 2 free\n"
		"  1 of a product that is found out when it is done\n"
		"  1 of 02000000-0000-0000-0000-000000000000, which the "
		"tenant no longer has\n"
		"  1 of E5, -1 free: 1 short\n"
		"BETTER: 1 of them lost a license that a group gave them.  "
		"Give the group its license\n"
		"back (or put them back into it): that brings them back at "
		"once, takes no write for\n"
		"each, and leaves no direct assignments to be cleaned up (log "
		"--direct).\n");
	tenant_release(&scene.tenant);
}

static void
test_one_product_for_all(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	scene.preview.sku = scarce;
	scene.tenant.policy.dry_run = true;
	scene.decisions[1] = (struct remedy_decision){
		.verdict = VERDICT_LEAVE, .reason = "released"};
	scene.decisions[2] = (struct remedy_decision){
		.verdict = VERDICT_REFUSE, .reason = "too late"};
	scene.decisions[3] = (struct remedy_decision){.verdict = VERDICT_LEAVE};
	scene.preview.plan.remedies = 1;
	prints(&scene, 0,
		"contoso: 1 mailbox would be brought back (but for dry_run)\n"
		"  ada@x: 29d left\n"
		"left alone:\n"
		"  ben@x: released\n"
		"refused:\n"
		"  cyd@x: too late\n"
		"seats, as of the last collection:\n"
		"  1 of E5, -1 free: 1 short\n");
	tenant_release(&scene.tenant);
}

static void
test_limit(void **state)
{
	struct scene scene;

	(void)state;
	open_scene(&scene);
	for (size_t i = 0; i < MAILBOXES; i++) {
		scene.decisions[i].verdict = VERDICT_REFUSE;
	}
	scene.preview.plan.verdict = VERDICT_REFUSE;
	(void)snprintf(scene.preview.plan.reason,
		sizeof(scene.preview.plan.reason), "too many");
	prints(&scene, 1,
		"contoso: refused: too many\n"
		"refused:\n"
		"  ada@x: 29d left\n"
		"  ... and 3 more; --preview lists all\n");
	scene.preview.plan.verdict = VERDICT_LEAVE;
	scene.preview.plan.reason[0] = '\0';
	scene.preview.plan.count = 0;
	prints(&scene, 1, "contoso: nothing to be done\n");
	tenant_release(&scene.tenant);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_seats),
		cmocka_unit_test(test_one_product_for_all),
		cmocka_unit_test(test_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
