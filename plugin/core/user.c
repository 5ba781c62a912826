// SPDX-License-Identifier: MIT
#include "core/user.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"

void
user_release(struct user *user)
{
	if (user == NULL) {
		return;
	}
	for (size_t i = 0; i < user->license_count; i++) {
		free(user->licenses[i].disabled_plans);
	}
	free(user->licenses);
	free(user->plans);
	free(user->upn);
	free(user->display_name);
	free(user->mail);
	free(user->usage_location);
	*user = (struct user){0};
}

static void *
copy_of(const void *from, size_t count, size_t size)
{
	void *copy = mem_zeroed(count, size);

	if (count > 0) {
		memcpy(copy, from, count * size);
	}
	return copy;
}

void
user_copy(struct user *to, const struct user *from)
{
	*to = *from;
	to->upn = mem_text(from->upn);
	to->display_name = mem_text(from->display_name);
	to->mail = mem_text(from->mail);
	to->usage_location = mem_text(from->usage_location);
	to->plans = copy_of(from->plans, from->plan_count, sizeof(*to->plans));
	to->licenses = copy_of(
		from->licenses, from->license_count, sizeof(*to->licenses));
	for (size_t i = 0; i < to->license_count; i++) {
		struct user_license *license = &to->licenses[i];
		license->disabled_plans = copy_of(license->disabled_plans,
			license->disabled_count,
			sizeof(*license->disabled_plans));
	}
}

const char *
user_original_upn(const char *upn, const struct guid *id)
{
	char text[GUID_TEXT_SIZE];
	char prefix[GUID_TEXT_SIZE]; /* `length` of it */
	size_t length = 0;

	guid_text(id, text);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c != '-') {
			prefix[length++] = *c;
		}
	}
	if (strncasecmp(upn, prefix, length) != 0 || upn[length] == '\0') {
		return upn;
	}
	return upn + length;
}
