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

/* Where the bracket ends that begins here, or NULL. */
static const char *
bracket_end(const char *open)
{
	const char *first = open + 1;

	first += *first == '!' || *first == '^';
	return *first == '\0' ? NULL : strchr(first + 1, ']');
}

bool
address_is_pattern(const char *pattern)
{
	bool can_match = false;

	for (const char *c = pattern; *c != '\0'; c++) {
		if ((unsigned char)*c <= ' ' || *c == 0x7f ||
			strchr(",;\"", *c) != NULL) {
			return false;
		}
		if (strchr("@*?[", *c) != NULL) {
			can_match = true;
		}
		if (*c == '[') {
			c = bracket_end(c);
		} else if (*c == '\\') {
			c = c[1] == '\0' ? NULL : c + 1;
		}
		if (c == NULL) {
			return false;
		}
	}
	return can_match;
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
