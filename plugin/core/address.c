// SPDX-License-Identifier: MIT
#include "core/address.h"

#include <fnmatch.h>
#include <string.h>
#include <strings.h>

static bool
matches(const char *text, const struct text_list *patterns)
{
	for (size_t i = 0; text != NULL && i < patterns->count; i++) {
		if (fnmatch(patterns->texts[i], text, FNM_CASEFOLD) == 0) {
			return true;
		}
	}
	return false;
}

bool
address_is_filtered(const struct mailbox *mailbox,
	const struct text_list *include, const struct text_list *exclude)
{
	if (include->count > 0 && !matches(mailbox->upn, include) &&
		!matches(mailbox->mail, include)) {
		return true;
	}
	return matches(mailbox->upn, exclude) ||
	       matches(mailbox->mail, exclude);
}

bool
address_is_name(const char *name)
{
	struct guid id = {0};
	const char *at = strchr(name, '@');

	if (guid_parse(name, strlen(name), &id)) {
		return true;
	}
	for (const char *c = name; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7f) {
			return false;
		}
	}
	return at != NULL && at != name && at[1] != '\0';
}

bool
address_names(const struct mailbox *mailbox, const char *name)
{
	char id[GUID_TEXT_SIZE];

	return strcasecmp(guid_text(&mailbox->user_id, id), name) == 0 ||
	       (mailbox->upn != NULL && strcasecmp(mailbox->upn, name) == 0) ||
	       (mailbox->mail != NULL && strcasecmp(mailbox->mail, name) == 0);
}
