// SPDX-License-Identifier: MIT
#include "core/request_fields.h"

#include <string.h>

#define LATEST_INSTANT INT64_C(253402300799) /* the end of year 9999 */

/* Of all fields whose presence alone is to be judged. */
static bool
check_place(const struct request_field *field, const struct request *request,
	bool is_said, struct error *err)
{
	unsigned kind = 1u << request->kind;

	if (!is_said && (field->must & kind) != 0) {
		return error_set(err, ERROR_USAGE, "%s is missing", field->key);
	}
	if (is_said && (field->may & kind) == 0) {
		return error_set(err, ERROR_USAGE,
			"%s does not belong to a request of kind %s",
			field->key, request_kind_text(request->kind));
	}
	return true;
}

bool
request_check_seen(
	const struct request *request, const bool seen[], struct error *err)
{
	size_t count = 0;
	const struct request_field *fields = request_fields(&count);

	if (request->kind == 0) {
		return error_set(err, ERROR_USAGE, "kind is missing");
	}
	for (size_t i = 0; i < count; i++) {
		if (!check_place(&fields[i], request, seen[i], err)) {
			return false;
		}
	}
	return true;
}

static bool
check_list(const struct request_field *field, const struct text_list *list,
	struct error *err)
{
	for (size_t i = 0; i < list->count; i++) {
		size_t length = strlen(list->texts[i]);

		if (length == 0 || length > field->limit) {
			return error_set(err, ERROR_USAGE,
				"%s: empty or longer than %zu bytes",
				field->key, field->limit);
		}
	}
	return list->count <= REQUEST_MAILBOX_LIMIT ||
	       error_set(err, ERROR_USAGE, "%s: more than %d", field->key,
		       REQUEST_MAILBOX_LIMIT);
}

static bool
check_texts(const struct request_field *field, const struct request *request,
	struct error *err)
{
	char value[REQUEST_VALUE_SIZE];

	if (field->form == FORM_TEXT) {
		const char *text = request_field_text(field, request, value);

		return strlen(text) <= field->limit ||
		       error_set(err, ERROR_USAGE, "%s: longer than %zu bytes",
			       field->key, field->limit);
	}
	return field->form != FORM_LIST ||
	       check_list(field, request_field_list(field, request), err);
}

static bool
check_instants(const struct request *request, struct error *err)
{
	const time_t instants[] = {
		request->made_at, request->checked_at, request->acked_at};

	for (size_t i = 0; i < sizeof(instants) / sizeof(instants[0]); i++) {
		if (instants[i] < 0 || instants[i] > LATEST_INSTANT) {
			return error_set(err, ERROR_USAGE,
				"an instant before 1970 or after 9999");
		}
	}
	return true;
}

/* Names become those of files and sections. */
static bool
check_names(const struct request *request, struct error *err)
{
	if (request->tenant != NULL && request->tenant[0] != '\0' &&
		!tenant_name_is_valid(request->tenant)) {
		return error_set(
			err, ERROR_USAGE, "tenant: not a name of a tenant");
	}
	if (request->instance != NULL && request->instance[0] != '\0' &&
		!tenant_name_is_valid(request->instance)) {
		return error_set(
			err, ERROR_USAGE, "instance: not a name of a section");
	}
	/* A part number such as O365_w/o_Teams_Bundle_E3. */
	for (const char *at = request->sku; at != NULL && *at != '\0'; at++) {
		if (*at <= ' ' || *at > '~') {
			return error_set(err, ERROR_USAGE,
				"sku: neither a GUID nor a part number");
		}
	}
	return true;
}

static bool
check_kind(const struct request *request, struct error *err)
{
	bool by_hand = request_is_by_hand(request);
	bool names = request->mailboxes.count > 0;

	if (by_hand != (request->system == SYSTEM_HAND)) {
		return error_set(err, ERROR_USAGE,
			"a request of kind %s does not come from %s",
			request_kind_text(request->kind),
			request_system_text(request->system));
	}
	switch (request->kind) {
	case REQUEST_RESTORE:
		return names != request->all ||
		       error_set(err, ERROR_USAGE,
			       "restores neither one mailbox nor all, or both");
	case REQUEST_RELEASE:
	case REQUEST_UNRELEASE:
		return names ||
		       error_set(err, ERROR_USAGE, "mailbox is missing");
	case REQUEST_ACKNOWLEDGE:
	case REQUEST_EVENT:
	case REQUEST_PAUSE:
	case REQUEST_RESUME:
		break;
	}
	return true;
}

bool
request_check(const struct request *request, struct error *err)
{
	size_t count = 0;
	const struct request_field *fields = request_fields(&count);

	if (request->kind < REQUEST_ACKNOWLEDGE ||
		request->kind > REQUEST_RESUME ||
		request->system > SYSTEM_ICINGA2 ||
		request->state > CHECK_UNKNOWN) {
		return error_set(err, ERROR_USAGE, "no kind of request");
	}
	for (size_t i = 0; i < count; i++) {
		bool is_said = request_field_is_said(&fields[i], request);

		if (!check_place(&fields[i], request, is_said, err)) {
			return false;
		}
		if (is_said && !check_texts(&fields[i], request, err)) {
			return false;
		}
	}
	return check_instants(request, err) && check_names(request, err) &&
	       check_kind(request, err);
}
