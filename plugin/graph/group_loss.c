// SPDX-License-Identifier: MIT
/* Which group a user was taken out of. */
#include "graph/licensing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"
#include "graph/directory_impl.h"
#include "graph/form.h"
#include "graph/json.h"
#include "graph/listing.h"

#define ACTIVITY "Remove member from group"
#define TARGET_LIMIT 100
#define NAME_SIZE 256 /* Microsoft's own limit */
#define NAMES_LIMIT 3 /* more are no help */

struct loss_search {
	struct guid user;
	time_t from;
	time_t to;
	char names[NAMES_LIMIT][NAME_SIZE];
	size_t count;
};

static void
add_name(struct loss_search *search, const char *name)
{
	char clean[NAME_SIZE];

	if (name == NULL || *name == '\0' || search->count == NAMES_LIMIT) {
		return;
	}
	(void)text_clean(name, true, clean, sizeof(clean));
	for (size_t i = 0; i < search->count; i++) {
		if (strcmp(search->names[i], clean) == 0) {
			return;
		}
	}
	memcpy(search->names[search->count++], clean, sizeof(clean));
}

/* Values of modifiedProperties are texts that hold JSON: "\"Sales\"". */
static char *
unwrap(struct json_object *property, const char *name)
{
	const char *text = json_text(property, name);
	struct error ignored = {0};
	struct json_object *value = json_read(text, strlen(text), &ignored);
	char *inner = json_clean_text(value);

	json_object_put(value);
	return inner != NULL ? inner : json_copy_text(property, name);
}

/* False when the user's own part of the record does not name the group. */
static bool
add_from_properties(struct loss_search *search, struct json_object *target)
{
	struct json_object *list = json_member(target, "modifiedProperties");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	for (size_t i = 0; i < count && i < TARGET_LIMIT; i++) {
		struct json_object *property =
			json_object_array_get_idx(list, i);
		char *name = NULL;
		if (strcmp(json_text(property, "displayName"),
			    "Group.DisplayName") != 0) {
			continue;
		}
		name = unwrap(property, "oldValue");
		add_name(search, name);
		if (name != NULL && *name != '\0') {
			free(name);
			return true;
		}
		free(name);
	}
	return false;
}

static bool
is_of_type(struct json_object *target, const char *type)
{
	struct json_object *value = json_member_nocase(target, "type");

	return json_object_is_type(value, json_type_string) &&
	       strcasecmp(json_object_get_string(value), type) == 0;
}

static void
read_targets(struct loss_search *search, struct json_object *list)
{
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;
	struct json_object *user = NULL;
	struct json_object *group = NULL;

	for (size_t i = 0; i < count && i < TARGET_LIMIT; i++) {
		struct json_object *target = json_object_array_get_idx(list, i);
		struct guid id = {0};
		if (json_guid(target, "id", &id) &&
			guid_equal(&id, &search->user)) {
			user = target;
		} else if (is_of_type(target, "Group")) {
			group = target;
		}
	}
	if (user != NULL && !add_from_properties(search, user)) {
		char *name = json_copy_text(group, "displayName");
		add_name(search, name);
		free(name);
	}
}

static bool
read_record(void *context, struct slice element, struct error *err)
{
	struct loss_search *search = context;
	struct json_object *record = json_read(element.at, element.length, err);
	time_t at = 0;

	if (record == NULL) {
		return false;
	}
	at = json_instant(record, "activityDateTime");
	if (at >= search->from && at <= search->to &&
		strcasecmp(json_text(record, "activityDisplayName"),
			ACTIVITY) == 0 &&
		strcasecmp(json_text(record, "result"), "success") == 0) {
		read_targets(search, json_member(record, "targetResources"));
	}
	json_object_put(record);
	return true;
}

static bool
read_records(void *context, const struct page *page, struct error *err)
{
	return page_each(page, read_record, context, err);
}

static char *
compose_path(const struct loss_search *search, bool by_time)
{
	char id[GUID_TEXT_SIZE];
	char from[TIMESTAMP_TEXT_SIZE];
	char to[TIMESTAMP_TEXT_SIZE];
	char *range = by_time ? mem_print("activityDateTime ge %s and "
					  "activityDateTime le %s and ",
					timestamp_text(search->from, from),
					timestamp_text(search->to, to))
			      : mem_text("");
	char *filter = mem_print("%sactivityDisplayName eq '" ACTIVITY "' and "
				 "targetResources/any(t:t/id eq '%s')",
		range, guid_text(&search->user, id));
	char *encoded = form_encode(filter);
	char *path = mem_print(
		"/auditLogs/directoryAudits?$top=100&$filter=%s", encoded);

	free(range);
	free(filter);
	free(encoded);
	return path;
}

static bool
look(struct directory *directory, struct loss_search *search, bool by_time,
	int *status, struct error *err)
{
	char *path = compose_path(search, by_time);
	struct listing pages = {
		.path = path,
		.what = "group changes",
		.may_be_denied = true,
		.may_be_refused = true,
		.read = read_records,
		.context = search,
	};
	bool ok = listing_follow(&directory->client, &pages, err);

	*status = pages.status;
	free(path);
	return ok;
}

bool
licensing_group_of_loss(struct directory *directory, const struct guid *user,
	time_t from, time_t to, char **group, struct error *err)
{
	struct loss_search search = {.user = *user, .from = from, .to = to};
	int status = 0;
	char *names = NULL;

	if (!look(directory, &search, true, &status, err)) {
		return false;
	}
	/* Some tenants are said to refuse a filter by time. */
	if (status == 400 && !look(directory, &search, false, &status, err)) {
		return false;
	}
	for (size_t i = 0; i < search.count; i++) {
		char *longer = names == NULL ? mem_text(search.names[i])
					     : mem_print("%s or %s", names,
						       search.names[i]);
		free(names);
		names = longer;
	}
	*group = names;
	return true;
}
