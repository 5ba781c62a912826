// SPDX-License-Identifier: MIT
#include "core/sku.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/timestamp.h"

/*
 * From Microsoft's "Product names and service plan identifiers for licensing"
 * table: the plans whose holder has a mailbox in Exchange Online.
 */
static const char *const mailbox_plans[] = {
	"efb87545-963c-4e0d-99df-69c6916d9eb0", /* EXCHANGE_S_ENTERPRISE */
	"9aaf7827-d63c-4b61-89c3-182f06f82e5c", /* EXCHANGE_S_STANDARD */
	"4a82b400-a79f-41a4-b4e2-e94f5787b113", /* EXCHANGE_S_DESKLESS */
	"8c3069c0-ccdb-44be-ab77-986203a67df2", /* EXCHANGE_S_ENTERPRISE_GOV */
	"e9b4930a-925f-45e2-ac2a-3f7788ca6fdd", /* EXCHANGE_S_STANDARD_GOV */
	"88f4d7ef-a73b-4246-8047-516022144c9f", /* EXCHANGE_S_DESKLESS_GOV */
	"d42bdbd6-c335-4231-ab3d-c8f348d5aff5", /* EXCHANGE_L_STANDARD */
	"fc52cc4b-ed7d-472d-bbe7-b081c23ecc56", /* ..._STANDARD_MIDMARKET */
	"90927877-dcff-4af6-b346-2332c0b15bb7", /* EXCHANGE_B_STANDARD */
	"1126bef5-da20-4f07-b45e-ad25d2581aa8", /* EXCHANGE_S_ESSENTIALS */
};

/* Plans named EXCHANGE_* whose holder has none by them. */
static const char *const other_plans[] = {
	"113feb6c-3fe4-4440-bddc-54d774bf0318", /* EXCHANGE_S_FOUNDATION */
	"a64b30ba-f310-4065-b444-2670ef146db0", /* a Power BI plan, misnamed */
	"922ba911-5694-4e99-a794-73aed9bfeec8", /* ..._FOUNDATION_GOV */
	"176a09a6-7ec5-4039-ac02-b2791c6ba793", /* ..._ARCHIVE_ADDON */
	"da040e0a-b393-4bea-bb76-928b3fa1cf5a", /* EXCHANGE_S_ARCHIVE */
	"34c0d7a0-a70f-4668-9238-47f9fc208882", /* EXCHANGE_ANALYTICS */
	"208120d1-9adb-4daf-8c22-816bd5d237e7", /* EXCHANGE_ANALYTICS_GOV */
	"897d51f1-2cfa-4848-9b30-469149f5e68e", /* EXCHANGEONLINE_MULTIGEO */
};

/*
 * Products with a mailbox plan that nobody buys for the sake of mailboxes:
 * trials that users start themselves, Teams alone, devices, and F1, whose
 * holder may not use the mailbox.
 */
static const char *const incidental[] = {
	"710779e8-3d4a-4c88-adb9-386c958d1fdf", /* TEAMS_EXPLORATORY */
	"e0dfc8b9-9531-4ec8-94b4-9fec23b05fc8", /* ..._Exploratory_Dept */
	"3ab6abff-666f-4424-bfb7-f0bc274ec7bc", /* TEAMS_ESSENTIALS_AAD */
	"7e74bd05-2c47-404e-829a-ba95c66fe8e5", /* Microsoft_Teams_EEA_New */
	"7e31c0d9-9551-471d-836f-32ee72be4a01", /* ..._Teams_Enterprise_New */
	"295a8eb0-f78d-45c7-8b5b-1eed5ed02dff", /* MCOCAP */
	"420c7602-7f70-4895-9394-d3d679ea36fb", /* MCOCAP_FACULTY */
	"b1511558-69bd-4e1b-8270-59ca96dba0f3", /* MCOCAP_GOV */
	"50f60901-3181-4b75-8a2c-4c8e4c1d5a72", /* M365_F1_COMM */
	"2a914830-d700-444a-b73c-e3f31980d833", /* M365_F1_GOV */
	"0666269f-b167-4c5b-a76f-fc574f2b1118", /* ..._F1_EEA_(no_Teams) */
};

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

void
plan_set_init(struct plan_set *set)
{
	*set = (struct plan_set){0};
	for (size_t i = 0; i < COUNT_OF(mailbox_plans); i++) {
		if (guid_parse(mailbox_plans[i], GUID_TEXT_SIZE - 1,
			    &set->plans[set->count])) {
			set->count++;
		}
	}
}

bool
plan_set_add(struct plan_set *set, const struct guid *plan)
{
	if (plan_set_has(set, plan)) {
		return true;
	}
	if (set->count == PLAN_SET_LIMIT) {
		return false;
	}
	set->plans[set->count++] = *plan;
	return true;
}

bool
plan_set_has(const struct plan_set *set, const struct guid *plan)
{
	for (size_t i = 0; i < set->count; i++) {
		if (guid_equal(&set->plans[i], plan)) {
			return true;
		}
	}
	return false;
}

char *
plan_set_text(const struct plan_set *set)
{
	char *text = mem_zeroed(set->count + 1, GUID_TEXT_SIZE);
	size_t length = 0;

	for (size_t i = 0; i < set->count; i++) {
		if (i > 0) {
			text[length++] = ' ';
		}
		(void)guid_text(&set->plans[i], text + length);
		length += GUID_TEXT_SIZE - 1;
	}
	return text;
}

static bool
is_known_other_plan(const struct guid *plan)
{
	char text[GUID_TEXT_SIZE];

	guid_text(plan, text);
	for (size_t i = 0; i < COUNT_OF(other_plans); i++) {
		if (strcmp(text, other_plans[i]) == 0) {
			return true;
		}
	}
	return false;
}

bool
plan_is_suspicious(const struct plan_set *set, const struct guid *plan,
	const char *service_plan_name)
{
	static const char prefix[] = "EXCHANGE_";

	return service_plan_name != NULL &&
	       strncmp(service_plan_name, prefix, sizeof(prefix) - 1) == 0 &&
	       !plan_set_has(set, plan) && !is_known_other_plan(plan);
}

void
sku_release(struct sku *sku)
{
	if (sku == NULL) {
		return;
	}
	for (size_t i = 0; i < sku->plan_count; i++) {
		free(sku->plans[i].name);
	}
	free(sku->plans);
	free(sku->part_number);
	*sku = (struct sku){0};
}

void
sku_list_release(struct sku_list *list)
{
	if (list == NULL) {
		return;
	}
	for (size_t i = 0; i < list->count; i++) {
		sku_release(&list->skus[i]);
	}
	free(list->skus);
	*list = (struct sku_list){0};
}

int64_t
sku_free_seats(const struct sku *sku)
{
	return sku->enabled_seats + sku->warning_seats - sku->consumed_seats;
}

bool
sku_has_mailbox_plan(const struct sku *sku, const struct plan_set *set)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (plan_set_has(set, &sku->plans[i].plan)) {
			return true;
		}
	}
	return false;
}

bool
sku_gives_mailbox(const struct sku *sku, const struct plan_set *set)
{
	if (!sku->for_users || (sku->status != PLAN_STATUS_ENABLED &&
				       sku->status != PLAN_STATUS_WARNING)) {
		return false;
	}
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (sku->plans[i].usable &&
			plan_set_has(set, &sku->plans[i].plan)) {
			return true;
		}
	}
	return false;
}

bool
sku_is_incidental(const struct sku *sku)
{
	char text[GUID_TEXT_SIZE];

	(void)guid_text(&sku->id, text);
	for (size_t i = 0; i < COUNT_OF(incidental); i++) {
		if (strcmp(incidental[i], text) == 0) {
			return true;
		}
	}
	return sku->part_number != NULL &&
	       (strcasestr(sku->part_number, "_TRIAL") != NULL ||
		       strcasestr(sku->part_number, "VIRAL") != NULL);
}

/* The second the newest Deleted mailbox plan carries; 0 when there is none. */
static time_t
newest_lost_at(const struct plan_set *set, const struct user *user)
{
	time_t newest_at = 0;

	for (size_t i = 0; i < user->plan_count; i++) {
		const struct user_plan *plan = &user->plans[i];
		if (plan->status == PLAN_STATUS_DELETED &&
			plan_set_has(set, &plan->plan)) {
			newest_at =
				timestamp_latest(newest_at, plan->assigned_at);
		}
	}
	return newest_at;
}

static bool
user_lost_plan_at(
	const struct user *user, const struct guid *plan, time_t lost_at)
{
	for (size_t i = 0; i < user->plan_count; i++) {
		if (user->plans[i].status == PLAN_STATUS_DELETED &&
			user->plans[i].assigned_at == lost_at &&
			guid_equal(&user->plans[i].plan, plan)) {
			return true;
		}
	}
	return false;
}

static bool
sku_has_plan(const struct sku *sku, const struct guid *plan)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (guid_equal(&sku->plans[i].plan, plan)) {
			return true;
		}
	}
	return false;
}

/* Every plan of the SKU was lost at that second, and no other was. */
static bool
plans_are_equal(const struct sku *sku, const struct user *user, time_t lost_at)
{
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (!user_lost_plan_at(user, &sku->plans[i].plan, lost_at)) {
			return false;
		}
	}
	for (size_t i = 0; i < user->plan_count; i++) {
		if (user->plans[i].status == PLAN_STATUS_DELETED &&
			user->plans[i].assigned_at == lost_at &&
			!sku_has_plan(sku, &user->plans[i].plan)) {
			return false;
		}
	}
	return true;
}

const struct sku *
sku_of_lost_plans(const struct sku_list *list, const struct plan_set *set,
	const struct user *user)
{
	const struct sku *found = NULL;
	time_t lost_at = newest_lost_at(set, user);

	if (lost_at == 0) {
		return NULL;
	}
	for (size_t i = 0; i < list->count; i++) {
		const struct sku *sku = &list->skus[i];
		if (!sku_gives_mailbox(sku, set) ||
			!plans_are_equal(sku, user, lost_at)) {
			continue;
		}
		if (found != NULL) {
			return NULL;
		}
		found = sku;
	}
	return found;
}

const struct sku *
sku_find(const struct sku_list *list, const struct guid *id)
{
	for (size_t i = 0; i < list->count; i++) {
		if (guid_equal(&list->skus[i].id, id)) {
			return &list->skus[i];
		}
	}
	return NULL;
}

struct guid
sku_held_with_mailbox(const struct sku_list *list, const struct plan_set *set,
	const struct user *user)
{
	struct guid held = {0};

	for (size_t i = 0; i < user->license_count; i++) {
		const struct sku *sku = sku_find(list, &user->licenses[i].sku);
		if (sku == NULL || sku->status == PLAN_STATUS_DELETED ||
			!sku_has_mailbox_plan(sku, set)) {
			continue;
		}
		if (!guid_is_nil(&held)) {
			return (struct guid){0};
		}
		held = sku->id;
	}
	return held;
}
