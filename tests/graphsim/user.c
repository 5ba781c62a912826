// SPDX-License-Identifier: MIT
#include "user.h"

#include <stdlib.h>
#include <strings.h>

/* Copies of the past beyond this are forgotten. */
#define USER_PAST_LIMIT 16

static const char *const error_names[] = {NULL, "CountViolation",
	"MutuallyExclusiveViolation", "DependencyViolation",
	"ProhibitedInUsageLocationViolation", "UniquenessViolation", "Other"};

static const char *const purpose_names[] = {
	"user", "shared", "room", "equipment"};

static const char *const state_names[] = {
	"none", "connected", "disconnected", "soft-deleted", "purged"};

#define COUNT(array) (sizeof(array) / sizeof(*(array)))

void
user_free(struct user *user)
{
	while (user != NULL) {
		struct user *past = user->past;

		free(user->upn);
		free(user->name);
		free(user->mail);
		free(user->aliases);
		free(user->licenses);
		free(user->plans);
		free(user);
		user = past;
	}
}

static void *
duplicate(const void *source, size_t count, size_t size)
{
	void *copy = alloc_zero(count, size);

	if (count > 0) {
		memcpy(copy, source, count * size);
	}
	return copy;
}

static char *
duplicate_text(const char *source)
{
	return source != NULL ? alloc_copy(source) : NULL;
}

static void
forget_oldest(struct user *user)
{
	size_t depth = 0;

	for (; user != NULL; user = user->past) {
		if (++depth > USER_PAST_LIMIT) {
			user_free(user->past);
			user->past = NULL;
			return;
		}
	}
}

void
user_remember(struct user *user, time_t now)
{
	struct user *copy;

	if (user->past != NULL && user->past_until == now) {
		return;
	}
	copy = alloc_zero(1, sizeof(*copy));
	*copy = *user;
	copy->upn = duplicate_text(user->upn);
	copy->name = duplicate_text(user->name);
	copy->mail = duplicate_text(user->mail);
	copy->aliases = duplicate_text(user->aliases);
	copy->licenses = duplicate(
		user->licenses, user->license_count, sizeof(*user->licenses));
	copy->plans =
		duplicate(user->plans, user->plan_count, sizeof(*user->plans));
	user->past = copy;
	user->past_until = now;
	forget_oldest(user);
}

const struct user *
user_as_of(const struct user *user, time_t at)
{
	while (user->past != NULL && user->past_until > at) {
		user = user->past;
	}
	return user;
}

struct plan_entry *
user_add_plan(
	struct user *user, uint16_t plan, enum capability capability, time_t at)
{
	struct plan_entry *entry;

	user->plans = reallocarray(
		user->plans, user->plan_count + 1, sizeof(*user->plans));
	if (user->plans == NULL) {
		abort();
	}
	entry = &user->plans[user->plan_count++];
	*entry = (struct plan_entry){.at = (uint32_t)at,
		.plan = plan,
		.capability = (uint8_t)capability};
	return entry;
}

const char *
user_mail(const struct user *user)
{
	if (!user->has_mail) {
		return NULL;
	}
	return user->mail != NULL ? user->mail : user->upn;
}

void
user_shown_upn(const struct user *user, struct text *upn)
{
	if (user->state != USER_ACTIVE) {
		for (size_t i = 0; i < sizeof(user->id.bytes); i++) {
			text_printf(upn, "%02x", user->id.bytes[i]);
		}
	}
	text_put(upn, user->upn);
}

static bool
find_name(const char *const *names, size_t count, const char *name, size_t *at)
{
	for (size_t i = 0; i < count; i++) {
		if (names[i] != NULL && strcasecmp(names[i], name) == 0) {
			*at = i;
			return true;
		}
	}
	return false;
}

const char *
license_error_name(enum license_error error)
{
	return error_names[error];
}

bool
license_error_parse(const char *name, enum license_error *error)
{
	size_t at = 0;

	if (strcasecmp(name, "none") != 0 &&
		!find_name(error_names, COUNT(error_names), name, &at)) {
		return false;
	}
	*error = (enum license_error)at;
	return true;
}

const char *
mailbox_purpose_name(enum mailbox_purpose purpose)
{
	return purpose_names[purpose];
}

bool
mailbox_purpose_parse(const char *name, enum mailbox_purpose *purpose)
{
	size_t at = 0;

	if (!find_name(purpose_names, COUNT(purpose_names), name, &at)) {
		return false;
	}
	*purpose = (enum mailbox_purpose)at;
	return true;
}

const char *
mailbox_state_name(enum mailbox_state state)
{
	return state_names[state];
}
