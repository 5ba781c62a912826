// SPDX-License-Identifier: MIT
#include "core/sku.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static struct plan_set plans;

static int
set_up(void **state)
{
	(void)state;
	plan_set_init(&plans);
	return 0;
}

static struct guid
guid_of(const char *text)
{
	struct guid guid = {{0}};

	assert_true(guid_parse(text, strlen(text), &guid));
	return guid;
}

static const struct {
	const char *name;
	const char *plan;
	bool grants;
	bool suspicious;
} known[] = {
	{"EXCHANGE_S_ENTERPRISE", "efb87545-963c-4e0d-99df-69c6916d9eb0", true,
		false},
	{"EXCHANGE_S_STANDARD", "9aaf7827-d63c-4b61-89c3-182f06f82e5c", true,
		false},
	{"EXCHANGE_S_DESKLESS", "4a82b400-a79f-41a4-b4e2-e94f5787b113", true,
		false},
	{"EXCHANGE_S_ENTERPRISE_GOV", "8c3069c0-ccdb-44be-ab77-986203a67df2",
		true, false},
	{"EXCHANGE_S_STANDARD_GOV", "e9b4930a-925f-45e2-ac2a-3f7788ca6fdd",
		true, false},
	{"EXCHANGE_S_DESKLESS_GOV", "88f4d7ef-a73b-4246-8047-516022144c9f",
		true, false},
	{"EXCHANGE_L_STANDARD", "d42bdbd6-c335-4231-ab3d-c8f348d5aff5", true,
		false},
	{"EXCHANGE_S_STANDARD_MIDMARKET",
		"fc52cc4b-ed7d-472d-bbe7-b081c23ecc56", true, false},
	{"EXCHANGE_B_STANDARD", "90927877-dcff-4af6-b346-2332c0b15bb7", true,
		false},
	{"EXCHANGE_S_ESSENTIALS", "1126bef5-da20-4f07-b45e-ad25d2581aa8", true,
		false},
	{"EXCHANGE_S_FOUNDATION", "113feb6c-3fe4-4440-bddc-54d774bf0318", false,
		false},
	{"EXCHANGE_S_FOUNDATION_GOV", "922ba911-5694-4e99-a794-73aed9bfeec8",
		false, false},
	{"EXCHANGE_S_ARCHIVE_ADDON", "176a09a6-7ec5-4039-ac02-b2791c6ba793",
		false, false},
	{"EXCHANGE_S_ARCHIVE", "da040e0a-b393-4bea-bb76-928b3fa1cf5a", false,
		false},
	{"EOP_ENTERPRISE", "326e2b78-0000-0000-0000-000000000000", false,
		false},
	{"EXCHANGE_S_TOMORROW", "00000000-0000-0000-0000-00000000abcd", false,
		true},
	{"EXCHANGEONLINE_TOMORROW", "00000000-0000-0000-0000-00000000abcd",
		false, false},
	{"exchange_s_tomorrow", "00000000-0000-0000-0000-00000000abcd", false,
		false},
	{NULL, "00000000-0000-0000-0000-00000000abcd", false, false},
};

static void
test_known_plans(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(known); i++) {
		struct guid plan = guid_of(known[i].plan);
		if (plan_set_has(&plans, &plan) != known[i].grants ||
			plan_is_suspicious(&plans, &plan, known[i].name) !=
				known[i].suspicious) {
			fail_msg("%zu", i);
		}
	}
	assert_int_equal(plans.count, 10);
}

static void
test_adding_plans(void **state)
{
	struct plan_set set = plans;

	(void)state;
	assert_true(plan_set_add(&set, &set.plans[3]));
	assert_int_equal(set.count, 10);
	for (unsigned char i = 0; set.count < PLAN_SET_LIMIT; i++) {
		assert_true(plan_set_add(&set, &(struct guid){{1, i}}));
	}
	assert_false(plan_set_add(&set, &(struct guid){{2}}));
	assert_true(plan_set_add(&set, &(struct guid){{1}}));
	assert_false(plan_is_suspicious(
		&set, &(struct guid){{1}}, "EXCHANGE_S_TOMORROW"));
}

/* One line of configuration: in order, a blank between each. */
static void
test_text_of_plans(void **state)
{
	struct plan_set set = {0};
	char *text = plan_set_text(&set);

	(void)state;
	assert_string_equal(text, "");
	free(text);
	assert_true(plan_set_add(&set, &(struct guid){{1}}));
	text = plan_set_text(&set);
	assert_string_equal(text, "01000000-0000-0000-0000-000000000000");
	free(text);
	assert_true(plan_set_add(&set, &(struct guid){{2}}));
	text = plan_set_text(&set);
	assert_string_equal(text, "01000000-0000-0000-0000-000000000000 "
				  "02000000-0000-0000-0000-000000000000");
	free(text);
}

static void
test_seats(void **state)
{
	const struct sku sku = {
		.enabled_seats = 10, .warning_seats = 5, .consumed_seats = 17};

	(void)state;
	assert_int_equal(sku_free_seats(&sku), -2);
}

static const struct {
	const char *name;
	enum plan_status status;
	bool for_users;
	bool has_mailbox;
	bool usable;
	bool gives;
} giving[] = {
	{"enabled", PLAN_STATUS_ENABLED, true, true, true, true},
	{"in its grace period", PLAN_STATUS_WARNING, true, true, true, true},
	{"suspended", PLAN_STATUS_SUSPENDED, true, true, true, false},
	{"locked out", PLAN_STATUS_LOCKED_OUT, true, true, true, false},
	{"deleted", PLAN_STATUS_DELETED, true, true, true, false},
	{"unheard of", PLAN_STATUS_UNKNOWN, true, true, true, false},
	{"for the company", PLAN_STATUS_ENABLED, false, true, true, false},
	{"no mailbox plan", PLAN_STATUS_ENABLED, true, false, true, false},
	{"mailbox plan off", PLAN_STATUS_ENABLED, true, true, false, false},
};

static void
test_giving_a_mailbox(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(giving); i++) {
		struct sku_plan plan = {.plan = giving[i].has_mailbox
							? plans.plans[0]
							: (struct guid){{5}},
			.usable = giving[i].usable};
		const struct sku sku = {.status = giving[i].status,
			.for_users = giving[i].for_users,
			.plans = &plan,
			.plan_count = 1};
		if (sku_gives_mailbox(&sku, &plans) != giving[i].gives ||
			sku_has_mailbox_plan(&sku, &plans) !=
				giving[i].has_mailbox) {
			fail_msg("%s", giving[i].name);
		}
	}
}

/*
 * Of products written as letters, each letter a plan, M and N mailbox plans:
 * which did a user have whose Deleted plans are these?  A digit behind a plan
 * is when it went.
 */
static const struct {
	const char *name;
	const char *skus[3];
	const char *lost;
	int found; /* index; -1: none */
} guesses[] = {
	{"the one", {"Mab", "Ma"}, "M5a5b5", 0},
	{"the smaller one", {"Mab", "Ma"}, "M5a5", 1},
	{"one plan too many", {"Ma"}, "M5a5b5", -1},
	{"one plan too few", {"Mab"}, "M5a5", -1},
	{"another went before", {"Ma"}, "M5a5b4", 0},
	{"one of its plans went before", {"Mab"}, "M5a5b4", -1},
	{"the first of its plans is there", {"aM"}, "M5", -1},
	{"another went with it, and is listed first", {"M"}, "a5M5", -1},
	{"another, that gives no mailbox, went later", {"Ma"}, "M5a5b9", 0},
	{"two alike", {"Ma", "Ma"}, "M5a5", -1},
	{"without a mailbox plan", {"ab"}, "a5b5", -1},
	{"the newest mailbox plan decides", {"Ma", "Nb"}, "M3a3N5b5", 1},
	{"no date", {"Ma"}, "M0a0", -1},
	{"nothing lost", {"Ma"}, "", -1},
};

static void
make_sku(struct sku *sku, unsigned char number, const char *letters)
{
	*sku = (struct sku){.id = {{number}},
		.status = PLAN_STATUS_ENABLED,
		.for_users = true,
		.part_number = mem_text(letters),
		.plans = mem_zeroed(strlen(letters), sizeof(*sku->plans)),
		.plan_count = strlen(letters)};
	for (size_t i = 0; i < sku->plan_count; i++) {
		sku->plans[i].name = mem_text("name");
		sku->plans[i].usable = true;
		sku->plans[i].plan =
			letters[i] == 'M' ? plans.plans[0]
			: letters[i] == 'N'
				? plans.plans[1]
				: (struct guid){{(unsigned char)letters[i]}};
	}
}

static void
make_user(struct user *user, const char *lost)
{
	struct sku all = {0};

	*user = (struct user){
		.plans = mem_zeroed(strlen(lost) / 2, sizeof(*user->plans))};
	for (const char *at = lost; *at != '\0'; at += 2) {
		const char letter[] = {at[0], '\0'};
		make_sku(&all, 0, letter);
		user->plans[user->plan_count++] = (struct user_plan){
			all.plans[0].plan, PLAN_STATUS_DELETED, at[1] - '0'};
		sku_release(&all);
	}
}

static void
test_release(void **state)
{
	struct sku sku = {0};

	(void)state;
	make_sku(&sku, 1, "Ma");
	sku_release(&sku);
	assert_null(sku.plans);
	assert_int_equal(sku.plan_count, 0);
	sku_release(NULL);
	sku_list_release(NULL);
}

static void
test_guesses(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(guesses); i++) {
		struct sku_list list = {mem_zeroed(3, sizeof(struct sku)), 0};
		struct user user;
		const struct sku *found = NULL;
		while (list.count < 3 && guesses[i].skus[list.count] != NULL) {
			make_sku(&list.skus[list.count],
				(unsigned char)(list.count + 1),
				guesses[i].skus[list.count]);
			list.count++;
		}
		make_user(&user, guesses[i].lost);
		found = sku_of_lost_plans(&list, &plans, &user);
		if (found != (guesses[i].found < 0
					     ? NULL
					     : &list.skus[guesses[i].found])) {
			fail_msg("%s", guesses[i].name);
		}
		user_release(&user);
		sku_list_release(&list);
		assert_null(list.skus);
	}
}

static void
test_held(void **state)
{
	struct sku_list list = {mem_zeroed(3, sizeof(struct sku)), 3};
	struct user_license licenses[] = {
		{.sku = {{2}}}, {.sku = {{9}}}, {.sku = {{1}}}, {.sku = {{3}}}};
	struct user user = {.licenses = licenses};
	struct guid held = {{0}};

	(void)state;
	make_sku(&list.skus[0], 1, "Ma");
	make_sku(&list.skus[1], 2, "ab");
	make_sku(&list.skus[2], 3, "N");
	held = sku_held_with_mailbox(&list, &plans, &user);
	assert_true(guid_is_nil(&held));
	user.license_count = 3;
	held = sku_held_with_mailbox(&list, &plans, &user);
	assert_int_equal(held.bytes[0], 1);
	user.license_count = 4;
	held = sku_held_with_mailbox(&list, &plans, &user);
	assert_true(guid_is_nil(&held));
	list.skus[2].status = PLAN_STATUS_DELETED;
	held = sku_held_with_mailbox(&list, &plans, &user);
	assert_int_equal(held.bytes[0], 1);
	list.skus[0].status = PLAN_STATUS_DELETED;
	held = sku_held_with_mailbox(&list, &plans, &user);
	assert_true(guid_is_nil(&held));
	sku_list_release(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_known_plans),
		cmocka_unit_test(test_adding_plans),
		cmocka_unit_test(test_text_of_plans),
		cmocka_unit_test(test_seats),
		cmocka_unit_test(test_giving_a_mailbox),
		cmocka_unit_test(test_release),
		cmocka_unit_test(test_guesses),
		cmocka_unit_test(test_held),
	};

	return cmocka_run_group_tests_name("sku", tests, set_up, NULL);
}
