// SPDX-License-Identifier: MIT
#include "core/choice.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/text.h"

#define NAME_SIZE 80

struct search {
	const struct remedy *remedy;
	const struct user *user;
	const struct sku_list *skus;
	const struct tenant *tenant;
	struct choice *choice;
};

/* What is known of a product when its turn comes. */
struct candidate {
	struct guid id;
	const struct sku *sku; /* NULL: the tenant has none such */
	const char *why;       /* it is one, for people */
	bool is_listed;	       /* in restore_skus, or asked for by name */
};

static const char *
name_of(const struct guid *id, const struct sku *sku, char name[NAME_SIZE])
{
	char text[GUID_TEXT_SIZE];

	if (sku != NULL && sku->part_number != NULL) {
		return text_clean(sku->part_number, false, name, NAME_SIZE);
	}
	(void)snprintf(name, NAME_SIZE, "%s", guid_text(id, text));
	return name;
}

static bool
is_in(const struct text_list *list, const struct guid *id,
	const struct sku *sku)
{
	char text[GUID_TEXT_SIZE];

	return text_list_has(list, guid_text(id, text)) ||
	       (sku != NULL && sku->part_number != NULL &&
		       text_list_has(list, sku->part_number));
}

static long long
seats_of(const struct sku *sku)
{
	int64_t seats = sku->enabled_seats + sku->warning_seats;

	return seats;
}

static const struct user_license *
license_of(const struct user *user, const struct guid *sku)
{
	for (size_t i = 0; i < user->license_count; i++) {
		if (guid_equal(&user->licenses[i].sku, sku)) {
			return &user->licenses[i];
		}
	}
	return NULL;
}

/* The first obstacle met is told, but that seats are missing above all. */
static void __attribute__((format(printf, 3, 4)))
obstacle(struct search *search, enum choice_problem problem, const char *format,
	...)
{
	struct choice *choice = search->choice;
	va_list arguments;

	if (choice->problem == CHOICE_NO_SEAT ||
		(choice->problem == CHOICE_EXCLUDED &&
			problem != CHOICE_NO_SEAT)) {
		return;
	}
	choice->problem = problem;
	va_start(arguments, format);
	(void)vsnprintf(
		choice->reason, sizeof(choice->reason), format, arguments);
	va_end(arguments);
}

static bool
may_be_assigned(struct search *search, const struct candidate *candidate)
{
	const struct sku *sku = candidate->sku;
	char name[NAME_SIZE];

	(void)name_of(&candidate->id, sku, name);
	if (is_in(&search->tenant->policy.exclude_skus, &candidate->id, sku)) {
		obstacle(search, CHOICE_EXCLUDED, "%s, %s, is in exclude_skus",
			name, candidate->why);
		return false;
	}
	if (sku == NULL || !sku_gives_mailbox(sku, &search->tenant->plans)) {
		obstacle(search, CHOICE_EXCLUDED,
			"%s, %s, is not (or no longer) a product of this "
			"tenant that gives a mailbox",
			name, candidate->why);
		return false;
	}
	if (!candidate->is_listed && sku_is_incidental(sku)) {
		obstacle(search, CHOICE_EXCLUDED,
			"%s, %s, is a trial or not meant for mailboxes: it is "
			"assigned only where restore_skus lists it",
			name, candidate->why);
		return false;
	}
	return true;
}

static void
take(struct search *search, const struct candidate *candidate, bool was_held)
{
	struct choice *choice = search->choice;
	const struct sku *sku = candidate->sku;
	char name[NAME_SIZE];

	choice->sku = sku;
	choice->problem = CHOICE_MADE;
	choice->was_held = was_held;
	(void)name_of(&sku->id, sku, name);
	if (was_held) {
		(void)snprintf(choice->reason, sizeof(choice->reason),
			"%s: %s; it is assigned, with its mailbox switched off",
			name, candidate->why);
	} else {
		(void)snprintf(choice->reason, sizeof(choice->reason),
			"%s: %s; %lld of %lld seats free", name, candidate->why,
			(long long)sku_free_seats(sku), seats_of(sku));
	}
}

/* Whether this one is taken. */
static bool
try_candidate(struct search *search, const struct candidate *candidate)
{
	const struct sku *sku = candidate->sku;
	char name[NAME_SIZE];
	bool was_held = false;

	if (!may_be_assigned(search, candidate)) {
		return false;
	}
	was_held = license_of(search->user, &sku->id) != NULL;
	if (!was_held && sku_free_seats(sku) <= 0) {
		obstacle(search, CHOICE_NO_SEAT,
			"no seat of %s is free (%lld of %lld in use): buy or "
			"free one",
			name_of(&sku->id, sku, name),
			(long long)sku->consumed_seats, seats_of(sku));
		return false;
	}
	take(search, candidate, was_held);
	return true;
}

static bool
try_id(struct search *search, const struct guid *id, const char *why)
{
	const struct sku *sku = sku_find(search->skus, id);
	const struct candidate candidate = {
		.id = *id,
		.sku = sku,
		.why = why,
		.is_listed =
			search->remedy->sku_is_asked ||
			is_in(&search->tenant->policy.restore_skus, id, sku),
	};

	return try_candidate(search, &candidate);
}

static bool
switches_mailbox_off(
	const struct user_license *license, const struct plan_set *set)
{
	for (size_t i = 0; i < license->disabled_count; i++) {
		if (plan_set_has(set, &license->disabled_plans[i])) {
			return true;
		}
	}
	return false;
}

/* A license that is there needs no seat, only its plan. */
static bool
try_held(struct search *search)
{
	const struct user *user = search->user;

	for (size_t i = 0; i < user->license_count; i++) {
		const struct user_license *license = &user->licenses[i];
		if (switches_mailbox_off(license, &search->tenant->plans) &&
			try_id(search, &license->sku, "which is held")) {
			return true;
		}
	}
	return false;
}

static bool
try_lost_plans(struct search *search)
{
	const struct sku *sku = sku_of_lost_plans(
		search->skus, &search->tenant->plans, search->user);

	return sku != NULL &&
	       try_id(search, &sku->id, "whose plans are those lost");
}

static bool
try_listed(struct search *search)
{
	const struct text_list *list = &search->tenant->policy.restore_skus;

	for (size_t i = 0; i < list->count; i++) {
		struct guid id = {0};
		bool is_id =
			guid_parse(list->texts[i], strlen(list->texts[i]), &id);
		for (size_t k = 0; k < search->skus->count; k++) {
			const struct sku *sku = &search->skus->skus[k];
			bool is_meant =
				is_id ? guid_equal(&id, &sku->id)
				      : sku->part_number != NULL &&
						strcasecmp(sku->part_number,
							list->texts[i]) == 0;
			if (is_meant && try_id(search, &sku->id,
						"listed in restore_skus")) {
				return true;
			}
		}
	}
	return false;
}

static bool
search_all(struct search *search)
{
	const struct remedy *remedy = search->remedy;

	if (remedy->sku_is_asked) {
		return try_id(search, &remedy->sku, "which was asked for");
	}
	return (!guid_is_nil(&remedy->sku) &&
		       try_id(search, &remedy->sku, "which was held before")) ||
	       try_held(search) || try_lost_plans(search) || try_listed(search);
}

static void
keep_disabled(struct choice *choice, const struct user_license *license,
	const struct plan_set *set)
{
	choice->disabled_plans = mem_zeroed(
		license->disabled_count, sizeof(*choice->disabled_plans));
	for (size_t i = 0; i < license->disabled_count; i++) {
		const struct guid *plan = &license->disabled_plans[i];
		if (!plan_set_has(set, plan)) {
			choice->disabled_plans[choice->disabled_count++] =
				*plan;
		}
	}
}

static void
disable_all_but_mailbox(struct choice *choice, const struct plan_set *set)
{
	const struct sku *sku = choice->sku;

	choice->disabled_plans =
		mem_zeroed(sku->plan_count, sizeof(*choice->disabled_plans));
	for (size_t i = 0; i < sku->plan_count; i++) {
		if (!plan_set_has(set, &sku->plans[i].plan)) {
			choice->disabled_plans[choice->disabled_count++] =
				sku->plans[i].plan;
		}
	}
}

void
choice_make(const struct remedy *remedy, const struct user *user,
	const struct sku_list *skus, const struct tenant *tenant,
	struct choice *choice)
{
	struct search search = {
		.remedy = remedy,
		.user = user,
		.skus = skus,
		.tenant = tenant,
		.choice = choice,
	};

	*choice = (struct choice){
		.problem = CHOICE_UNKNOWN,
		.reason = "nothing says which product gave this mailbox: list "
			  "some in restore_skus, or name one with --sku",
	};
	if (!search_all(&search)) {
		return;
	}
	if (choice->was_held) {
		keep_disabled(choice, license_of(user, &choice->sku->id),
			&tenant->plans);
	} else if (tenant->policy.minimal_plans) {
		disable_all_but_mailbox(choice, &tenant->plans);
	}
}

void
choice_release(struct choice *choice)
{
	if (choice == NULL) {
		return;
	}
	free(choice->disabled_plans);
	*choice = (struct choice){0};
}
