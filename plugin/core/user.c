// SPDX-License-Identifier: MIT
#include "core/user.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

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

const char *
user_original_upn(const char *upn, const struct guid *id)
{
	char text[GUID_TEXT_SIZE];
	char prefix[GUID_TEXT_SIZE];
	size_t length = 0;

	guid_text(id, text);
	for (const char *c = text; *c != '\0'; c++) {
		if (*c != '-') {
			prefix[length++] = *c;
		}
	}
	prefix[length] = '\0';
	if (strncasecmp(upn, prefix, length) != 0 || upn[length] == '\0') {
		return upn;
	}
	return upn + length;
}
