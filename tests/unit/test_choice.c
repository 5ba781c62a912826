// SPDX-License-Identifier: MIT
#include "core/choice.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

/*
 * Products are written "NAME:PLANS:FREE", each letter a plan: M and N are
 * mailbox plans.  After FREE may stand s (suspended), x (mailbox plan not
 * usable).  A held license is "NAME-PLANS THAT ARE OFF".  Lost plans are
 * letters, each with the digit of the day it went.
 */
static const struct choice_case {
	const char *name;
	const char *skus[5];
	const char *held[3];
	const char *lost;
	const char *asked;
	const char *before; /* held before, by audit */
	const char *restore[3];
	const char *exclude[2];
	bool minimal;
	/* expected */
	const char *chosen; /* NULL: none */
	enum choice_problem problem;
	const char *off; /* disabledPlans */
	bool was_held;
	const char *says; /* part of the reason */
} cases[] = {
	{"by name", {"E3:Mab:1", "E5:Mc:1"}, .asked = "E5", .before = "E3",
		.chosen = "E5", .says = "E5: which was asked for; 1 of 4"},
	{"by name, and no seat: nothing else", {"E3:Mab:1", "E5:Mc:0"},
		.asked = "E5", .before = "E3", .restore = {"E3"},
		.problem = CHOICE_NO_SEAT,
		.says = "no seat of E5 is free (4 of 4 in use): buy or free"},
	{"by name, not there", {"E3:Mab:1"}, .asked = "E9",
		.problem = CHOICE_EXCLUDED, .says = "is not (or no longer)"},
	{"by name, without a mailbox", {"BI:b:9"}, .asked = "BI",
		.problem = CHOICE_EXCLUDED, .says = "gives a mailbox"},
	{"by name, a trial", {"X_TRIAL:Mab:1"}, .asked = "X_TRIAL",
		.chosen = "X_TRIAL"},
	{"by name, excluded", {"E3:Mab:1"}, .asked = "E3", .exclude = {"e3"},
		.problem = CHOICE_EXCLUDED,
		.says = "^E3, which was asked for, is in exclude_skus"},
	{"by name, minimal", {"E3:Mab:1"}, .asked = "E3", .minimal = true,
		.chosen = "E3", .off = "ab"},
	{"held before", {"E5:Mc:1", "E3:Mab:1"}, .lost = "M5c5", .before = "E3",
		.chosen = "E3", .says = "E3: which was held before; 1 of"},
	{"held before, over-assigned", {"E3:Mab:-2"}, .before = "E3",
		.problem = CHOICE_NO_SEAT, .says = "(6 of 4 in use)"},
	{"held before, no seat: the next", {"E3:Mab:0", "E5:Mc:1"},
		.before = "E3", .restore = {"E3", "E5"}, .chosen = "E5",
		.says = "listed in restore_skus"},
	{"held before, no seat, nor anywhere", {"E3:Mab:0", "E5:Mc:0"},
		.before = "E3", .restore = {"E5"}, .problem = CHOICE_NO_SEAT,
		.says = "no seat of E3"},
	{"held before, suspended: the next", {"E3:Mab:1s", "E5:Mc:1"},
		.before = "E3", .restore = {"E5"}, .chosen = "E5"},
	{"held before, suspended", {"E3:Mab:1s"}, .before = "E3",
		.problem = CHOICE_EXCLUDED, .says = "no longer"},
	{"held before, not provisioned", {"E3:Mab:1x"}, .before = "E3",
		.problem = CHOICE_EXCLUDED},
	{"held before, excluded: the next", {"E3:Mab:1", "E5:Mc:1"},
		.before = "E3", .restore = {"E5"}, .exclude = {"E3"},
		.chosen = "E5"},
	{"held before, excluded; another has no seat", {"E3:Mab:1", "E5:Mc:0"},
		.before = "E3", .restore = {"E5"}, .exclude = {"E3"},
		.problem = CHOICE_NO_SEAT, .says = "no seat of E5"},
	{"held before, excluded; another gives no mailbox",
		{"E3:Mab:1", "BI:b:1"}, .before = "E3", .restore = {"BI"},
		.exclude = {"E3"}, .problem = CHOICE_EXCLUDED,
		.says = "^E3, which was held before, is in exclude_skus"},
	{"held before, a trial", {"X_TRIAL:Mab:1"}, .before = "X_TRIAL",
		.problem = CHOICE_EXCLUDED, .says = "restore_skus lists it"},
	{"held before, viral", {"VIRAL_X:Mab:1"}, .before = "VIRAL_X",
		.problem = CHOICE_EXCLUDED},
	{"held before, industrial", {"INDUSTRIAL:Mab:1"},
		.before = "INDUSTRIAL", .chosen = "INDUSTRIAL"},
	{"held before, a trial that is listed", {"X_TRIAL:Mab:1"},
		.before = "X_TRIAL", .restore = {"x_trial"},
		.chosen = "X_TRIAL", .says = "which was held before"},
	{"held with its mailbox off", {"E3:Mab:0", "E5:M:1"}, {"E3-bM"},
		.lost = "M5", .chosen = "E3", .off = "b", .was_held = true,
		.says = "with its mailbox switched off"},
	{"the same, and minimal", {"E3:Mab:0"}, {"E3-bM"}, .minimal = true,
		.chosen = "E3", .off = "b", .was_held = true},
	{"held with its mailbox off, excluded", {"E3:Mab:0", "E5:M:1"},
		{"E3-bM"}, .lost = "M5", .exclude = {"E3"}, .chosen = "E5"},
	{"the second is held with it off", {"BI:b:1", "E3:MN:0"},
		{"BI-b", "E3-MN"}, .chosen = "E3", .off = "", .was_held = true},
	{"the audit before what is held", {"E3:Mab:0", "EXO:N:1"}, {"E3-M"},
		.before = "EXO", .chosen = "EXO"},
	{"the audit names what is held", {"E3:Mab:0"}, {"E3-aM"},
		.before = "E3", .chosen = "E3", .off = "a", .was_held = true},
	{"by its plans", {"E3:Mab:1", "E5:Mc:1"}, .lost = "M5c5",
		.chosen = "E5", .says = "E5: whose plans are those lost"},
	{"by its plans, two alike", {"E3:Mab:1", "E4:Mab:1"}, .lost = "M5a5b5",
		.problem = CHOICE_UNKNOWN, .says = "restore_skus, or name"},
	{"by its plans, two alike: the list", {"E3:Mab:1", "E4:Mab:1"},
		.lost = "M5a5b5", .restore = {"E4", "E3"}, .chosen = "E4"},
	{"the first in the list with a seat",
		{"E3:Mab:0", "E4:M:-1", "E5:Mc:2"},
		.restore = {"E4", "E3", "E5"}, .chosen = "E5"},
	{"the list by id", {"E3:Mab:1"},
		.restore = {"01000000-0000-0000-0000-000000000000"},
		.chosen = "E3"},
	{"the list names what is not there", {"E3:Mab:1"},
		.restore = {"E9", "02000000-0000-0000-0000-000000000000"},
		.problem = CHOICE_UNKNOWN},
	{"the list names what gives no mailbox", {"BI:b:1"}, .restore = {"BI"},
		.problem = CHOICE_EXCLUDED},
	{"listed and excluded", {"E3:Mab:1", "E5:Mc:1"},
		.restore = {"E3", "E5"}, .exclude = {"E3"}, .chosen = "E5"},
	{"minimal", {"E3:Mab:1"}, .before = "E3", .minimal = true,
		.chosen = "E3", .off = "ab"},
	{"minimal, another plan in front", {"E3:aMb:1"}, .before = "E3",
		.minimal = true, .chosen = "E3", .off = "ab"},
	{"minimal, of the list", {"E3:Mab:1"}, .restore = {"E3"},
		.minimal = true, .chosen = "E3", .off = "ab"},
	{"minimal, and nothing is known", {"E3:Mab:1"}, .minimal = true,
		.problem = CHOICE_UNKNOWN},
	{"not minimal", {"E3:Mab:1"}, .before = "E3", .chosen = "E3",
		.off = ""},
	{"nothing is known", {"E3:Mab:1"}, .problem = CHOICE_UNKNOWN},
	{"there are no products", {NULL}, .before = "E3",
		.problem = CHOICE_EXCLUDED},
	{"by name, one has none", {"?:Mab:1", "E5:Mc:1"}, .asked = "E5",
		.chosen = "E5"},
	{"by its plans, one without a name", {"?:Mab:1"}, .lost = "M5a5b5",
		.restore = {"E3"}, .chosen = "?",
		.says = "^01000000-0000-0000-0000-000000000000: "},
	{"held with its mailbox on", {"E3:Mab:1"}, {"E3-b"},
		.problem = CHOICE_UNKNOWN},
	{"held with its mailbox off, a trial", {"X_TRIAL:Mab:1"}, {"X_TRIAL-M"},
		.problem = CHOICE_EXCLUDED},
	{"by its plans, a trial", {"X_TRIAL:Mab:1"}, .lost = "M5a5b5",
		.problem = CHOICE_EXCLUDED},
	{"the list names a trial", {"X_TRIAL:Mab:1"}, .restore = {"X_TRIAL"},
		.chosen = "X_TRIAL"},
	{"in the list, one has no name", {"?:Mab:1", "E5:Mc:1"},
		.restore = {"E5"}, .chosen = "E5"},
	{"excluded by id", {"E3:Mab:1"}, .before = "E3",
		.exclude = {"01000000-0000-0000-0000-000000000000"},
		.problem = CHOICE_EXCLUDED, .says = "is in exclude_skus"},
	{"no name fits, and nothing has one", {"?:Mab:1"}, .before = "E3",
		.problem = CHOICE_EXCLUDED},
	{"a name beyond ASCII", {"E\xc3\xab:Mab:1"}, .before = "E\xc3\xab",
		.chosen = "E\xc3\xab", .says = "^E?: "},
	{"hostile name", {"E\n|3:Mab:1"}, .before = "E\n|3", .chosen = "E\n|3",
		.says = "^E  3: "},
};

static struct plan_set plans;

static struct guid
plan_of(char letter)
{
	return letter == 'M'   ? plans.plans[0]
	       : letter == 'N' ? plans.plans[1]
			       : (struct guid){{(unsigned char)letter}};
}

static void
make_sku(struct sku *sku, unsigned char number, const char *text)
{
	const char *letters = strchr(text, ':') + 1;
	const char *end = strchr(letters, ':');
	char *flags = NULL;

	*sku = (struct sku){
		.id = {{number}},
		.part_number = mem_text_n(text, (size_t)(letters - 1 - text)),
		.for_users = true,
		.enabled_seats = 3,
		.warning_seats = 1,
		.plan_count = (size_t)(end - letters),
	};
	if (*text == '?') { /* a product without a name */
		free(sku->part_number);
		sku->part_number = NULL;
	}
	sku->consumed_seats = 4 - strtol(end + 1, &flags, 10);
	sku->status =
		*flags == 's' ? PLAN_STATUS_SUSPENDED : PLAN_STATUS_ENABLED;
	sku->plans = mem_zeroed(sku->plan_count, sizeof(*sku->plans));
	for (size_t i = 0; i < sku->plan_count; i++) {
		sku->plans[i].plan = plan_of(letters[i]);
		sku->plans[i].usable = *flags != 'x';
	}
}

static const char *
name_of(const struct sku *sku)
{
	return sku->part_number == NULL ? "?" : sku->part_number;
}

/* The id of a product by its name; one that is not there has one, too. */
static struct guid
id_of(const struct sku_list *skus, const char *name)
{
	for (size_t i = 0; name != NULL && i < skus->count; i++) {
		if (strcmp(name_of(&skus->skus[i]), name) == 0) {
			return skus->skus[i].id;
		}
	}
	return name == NULL ? (struct guid){{0}} : (struct guid){{99}};
}

static void
hold(struct user *user, const struct sku_list *skus, const char *text)
{
	const char *off = strchr(text, '-') + 1;
	char *name = mem_text_n(text, (size_t)(off - 1 - text));
	struct user_license *license = &user->licenses[user->license_count++];

	license->sku = id_of(skus, name);
	license->disabled_count = strlen(off);
	license->disabled_plans =
		mem_zeroed(strlen(off), sizeof(*license->disabled_plans));
	for (size_t i = 0; off[i] != '\0'; i++) {
		license->disabled_plans[i] = plan_of(off[i]);
	}
	free(name);
}

static void
make_user(struct user *user, const struct sku_list *skus,
	const struct choice_case *row)
{
	const char *lost = row->lost != NULL ? row->lost : "";

	*user = (struct user){
		.plans = mem_zeroed(strlen(lost) + 1, sizeof(*user->plans)),
		.plan_count = strlen(lost) / 2,
		.licenses = mem_zeroed(
			COUNT_OF(row->held), sizeof(*user->licenses)),
	};
	for (size_t i = 0; i < user->plan_count; i++) {
		user->plans[i] = (struct user_plan){
			.plan = plan_of(lost[2 * i]),
			.status = PLAN_STATUS_DELETED,
			.assigned_at = lost[2 * i + 1] - '0',
		};
	}
	for (size_t i = 0; i < COUNT_OF(row->held) && row->held[i] != NULL;
		i++) {
		hold(user, skus, row->held[i]);
	}
}

static void
make_tenant(struct tenant *tenant, const struct choice_case *row)
{
	tenant_init(tenant, "contoso");
	for (size_t i = 0;
		i < COUNT_OF(row->restore) && row->restore[i] != NULL; i++) {
		text_list_add(&tenant->policy.restore_skus, row->restore[i]);
	}
	for (size_t i = 0;
		i < COUNT_OF(row->exclude) && row->exclude[i] != NULL; i++) {
		text_list_add(&tenant->policy.exclude_skus, row->exclude[i]);
	}
	tenant->policy.minimal_plans = row->minimal;
}

static bool
plans_are(const struct choice *choice, const char *letters)
{
	if (choice->disabled_count != strlen(letters)) {
		return false;
	}
	for (size_t i = 0; letters[i] != '\0'; i++) {
		struct guid plan = plan_of(letters[i]);
		if (!guid_equal(&choice->disabled_plans[i], &plan)) {
			return false;
		}
	}
	return true;
}

static bool
says(const char *reason, const char *part)
{
	return *part == '^' ? strncmp(reason, part + 1, strlen(part + 1)) == 0
			    : strstr(reason, part) != NULL;
}

static bool
is_as_expected(const struct choice *choice, const struct choice_case *row)
{
	if (row->chosen == NULL) {
		return choice->sku == NULL && choice->problem == row->problem &&
		       choice->disabled_plans == NULL && !choice->was_held &&
		       (row->says == NULL || says(choice->reason, row->says));
	}
	return choice->sku != NULL && choice->problem == CHOICE_MADE &&
	       strcmp(name_of(choice->sku), row->chosen) == 0 &&
	       plans_are(choice, row->off != NULL ? row->off : "") &&
	       choice->was_held == row->was_held &&
	       (row->says == NULL || says(choice->reason, row->says));
}

static void
run_case(const struct choice_case *row)
{
	struct sku all[COUNT_OF(row->skus)] = {0};
	struct sku_list skus = {.skus = all};
	struct remedy remedy = {0};
	struct tenant tenant = {0};
	struct user user = {0};
	struct choice choice = {0};

	while (skus.count < COUNT_OF(all) && row->skus[skus.count] != NULL) {
		make_sku(&all[skus.count], (unsigned char)(skus.count + 1),
			row->skus[skus.count]);
		skus.count++;
	}
	make_user(&user, &skus, row);
	make_tenant(&tenant, row);
	remedy.sku =
		id_of(&skus, row->asked != NULL ? row->asked : row->before);
	remedy.sku_is_asked = row->asked != NULL;
	choice_make(&remedy, &user, &skus, &tenant, &choice);
	if (*choice.reason == '\0' || !is_as_expected(&choice, row)) {
		fail_msg("%s: problem %d, %zu plans off: %s", row->name,
			(int)choice.problem, choice.disabled_count,
			choice.reason);
	}
	choice_release(&choice);
	choice_release(&choice);
	choice_release(NULL);
	assert_null(choice.disabled_plans);
	user_release(&user);
	tenant_release(&tenant);
	for (size_t i = 0; i < skus.count; i++) {
		sku_release(&all[i]);
	}
}

static void
test_choices(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		run_case(&cases[i]);
	}
}

static void
test_incidental_products(void **state)
{
	const char *const ids[] = {
		"710779e8-3d4a-4c88-adb9-386c958d1fdf", /* TEAMS_EXPLORATORY */
		"50f60901-3181-4b75-8a2c-4c8e4c1d5a72", /* M365_F1_COMM */
		"7e74bd05-2c47-404e-829a-ba95c66fe8e5", /* Teams EEA */
	};
	struct sku sku = {0};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(ids); i++) {
		assert_true(guid_parse(ids[i], strlen(ids[i]), &sku.id));
		assert_true(sku_is_incidental(&sku));
	}
	/* SPE_F1 is Microsoft 365 F3, whose holder may use the mailbox. */
	assert_true(guid_parse("66b55226-6b4f-492c-910c-a3b7a3c9d993",
		GUID_TEXT_SIZE - 1, &sku.id));
	assert_false(sku_is_incidental(&sku));
}

static int
set_up(void **state)
{
	(void)state;
	plan_set_init(&plans);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_choices),
		cmocka_unit_test(test_incidental_products),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}
