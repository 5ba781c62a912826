// SPDX-License-Identifier: MIT
#include "graph/refusal.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/stream.h"
#include "core/text.h"
#include "graph/json.h"

#define DETAIL_LIMIT 8

/* Into one line of `all`, for the patterns. */
static void
gather(FILE *out, struct json_object *object, const char *name)
{
	char *text = json_copy_text(object, name);

	if (text != NULL) {
		(void)fprintf(out, "%s\n", text);
	}
	free(text);
}

static void
gather_details(FILE *out, struct json_object *error)
{
	struct json_object *list = json_member(error, "details");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	for (size_t i = 0; i < count && i < DETAIL_LIMIT; i++) {
		struct json_object *detail = json_object_array_get_idx(list, i);
		gather(out, detail, "code");
		gather(out, detail, "message");
		gather(out, detail, "target");
	}
}

void
refusal_read(struct json_object *error, struct refusal *refusal)
{
	size_t size = 0;
	FILE *out = stream_open(&refusal->all, &size);
	char *text = NULL;

	gather(out, error, "code");
	gather(out, error, "message");
	gather_details(out, error);
	(void)fclose(out);
	text = json_copy_text(error, "code");
	(void)text_clean(text == NULL ? "no code" : text, true, refusal->code,
		sizeof(refusal->code));
	free(text);
	text = json_copy_text(error, "message");
	(void)text_clean(text == NULL ? "no message" : text, true,
		refusal->message, sizeof(refusal->message));
	free(text);
}

/* Whether all the words of `pattern`, separated by *, come in this order. */
static bool
says(const char *text, const char *pattern)
{
	while (*pattern != '\0') {
		size_t length = strcspn(pattern, "*");
		while (strncasecmp(text, pattern, length) != 0) {
			if (*text++ == '\0') {
				return false;
			}
		}
		text += length;
		pattern += length + (pattern[length] == '*');
	}
	return true;
}

#define ANY_KIND (-1)

static const struct meaning {
	const char *pattern;
	int kind; /* ANY_KIND, or only of this enum write_kind */
	enum write_result result;
	const char *advice;
} meanings[] = {
	{"not have any available licenses", WRITE_ASSIGN, WRITE_NO_SEAT,
		"no seat is free: free or buy one"},
	{"not enough*licenses", WRITE_ASSIGN, WRITE_NO_SEAT,
		"no seat is free: free or buy one"},
	{"CountViolation", WRITE_ASSIGN, WRITE_NO_SEAT,
		"no seat is free: free or buy one"},
	{"invalid usage location", WRITE_ASSIGN, WRITE_NO_LOCATION,
		"the user has no usageLocation, or it is not yet seen: set it, "
		"or set usage_location and grant User.ReadWrite.All"},
	{"ProhibitedInUsageLocation", WRITE_ASSIGN, WRITE_REFUSED,
		"this product is not sold in the user's usageLocation: assign "
		"another one"},
	{"does not correspond to a valid company license", WRITE_ASSIGN,
		WRITE_UNKNOWN_SKU,
		"the tenant does not have this product any more: name another "
		"one in restore_skus"},
	{"depends on the service plan", WRITE_ASSIGN, WRITE_DEPENDENCY,
		"one of its plans needs another that is disabled: set "
		"minimal_plans = no, or assign it by hand"},
	{"DependencyViolation", WRITE_ASSIGN, WRITE_DEPENDENCY,
		"one of its plans needs another that is disabled: set "
		"minimal_plans = no, or assign it by hand"},
	{"mutually exclusive", WRITE_ASSIGN, WRITE_CONFLICT,
		"the user holds a product whose plans exclude these: remove "
		"it, or name another one in restore_skus"},
	{"MutuallyExclusiveViolation", WRITE_ASSIGN, WRITE_CONFLICT,
		"the user holds a product whose plans exclude these: remove "
		"it, or name another one in restore_skus"},
	{"inherited from a group", WRITE_ASSIGN, WRITE_REFUSED,
		"the license comes from a group: change it there"},
	{"Concurrency", ANY_KIND, WRITE_BUSY,
		"the user was changed at the same time"},
	{"same value for property*userPrincipalName", ANY_KIND,
		WRITE_ADDRESS_TAKEN,
		"somebody else has its user principal name now: rename that "
		"user, then restore again"},
	{"same value for property", ANY_KIND, WRITE_ADDRESS_TAKEN,
		"somebody else has one of its addresses now: take it off that "
		"object, then restore again"},
	{"proxyAddress", ANY_KIND, WRITE_ADDRESS_TAKEN,
		"somebody else has one of its addresses now: take it off that "
		"object, then restore again"},
	{"proxy address", ANY_KIND, WRITE_ADDRESS_TAKEN,
		"somebody else has one of its addresses now: take it off that "
		"object, then restore again"},
	{"userPrincipalName", WRITE_RESTORE, WRITE_ADDRESS_TAKEN,
		"somebody else has its user principal name now: rename that "
		"user, then restore again"},
	{"ObjectConflict", WRITE_RESTORE, WRITE_ADDRESS_TAKEN,
		"somebody else has one of its names or addresses now: change "
		"that object, then restore again"},
	{"quota", WRITE_RESTORE, WRITE_REFUSED,
		"the directory is full: raise its quota"},
};

void
refusal_release(struct refusal *refusal)
{
	free(refusal->all);
	refusal->all = NULL;
}

const char *
refusal_advice(const struct refusal *refusal, enum write_kind kind,
	enum write_result *result)
{
	for (size_t i = 0; i < sizeof(meanings) / sizeof(meanings[0]); i++) {
		const struct meaning *meaning = &meanings[i];
		if ((meaning->kind == ANY_KIND || meaning->kind == (int)kind) &&
			says(refusal->all, meaning->pattern)) {
			*result = meaning->result;
			return meaning->advice;
		}
	}
	return NULL;
}
