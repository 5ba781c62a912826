// SPDX-License-Identifier: MIT
#include "handler/roster_read.h"

#include <json-c/json.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

#define DEPTH_LIMIT 8
#define COUNT_LIMIT 1000000000

static bool
is_not_so(const char *name, struct error *err)
{
	return error_set(err, ERROR_OUTDATED,
		"no answer to --discover results: \"%s\" is missing or wrong; "
		"is check_mailbox_expiry of this version?",
		name);
}

static struct json_object *
member(struct json_object *object, const char *name, json_type type)
{
	struct json_object *value = NULL;

	if (!json_object_is_type(object, json_type_object) ||
		!json_object_object_get_ex(object, name, &value) ||
		!json_object_is_type(value, type)) {
		return NULL;
	}
	return value;
}

/* A text without NUL of at most `limit` bytes, owned. */
static bool
read_text(struct json_object *object, const char *name, size_t limit,
	char **text, struct error *err)
{
	struct json_object *value = member(object, name, json_type_string);
	size_t length = 0;

	if (value == NULL) {
		return is_not_so(name, err);
	}
	length = (size_t)json_object_get_string_len(value);
	if (length > limit || strlen(json_object_get_string(value)) != length) {
		return is_not_so(name, err);
	}
	*text = mem_text(json_object_get_string(value));
	return true;
}

static bool
read_number(struct json_object *object, const char *name, int64_t most,
	int64_t *number, struct error *err)
{
	struct json_object *value = member(object, name, json_type_int);

	if (value == NULL || json_object_get_int64(value) < 0 ||
		json_object_get_int64(value) > most) {
		return is_not_so(name, err);
	}
	*number = json_object_get_int64(value);
	return true;
}

static bool
read_members(struct json_object *object, const struct roster_tenant *tenant,
	struct roster_service *service, struct error *err)
{
	char *of_tenant = NULL;
	int64_t state = 0;
	bool ok =
		read_text(object, "host", ROSTER_OUTPUT_LIMIT, &service->host,
			err) &&
		read_text(object, "service", ROSTER_NAME_LIMIT, &service->name,
			err) &&
		read_text(object, "display_name", ROSTER_DISPLAY_LIMIT,
			&service->display_name, err) &&
		read_text(object, "mbx_tenant", ROSTER_OUTPUT_LIMIT, &of_tenant,
			err) &&
		read_text(object, "mbx_id", ROSTER_NAME_LIMIT, &service->id,
			err) &&
		read_text(object, "mbx_cause", ROSTER_NAME_LIMIT,
			&service->cause, err) &&
		read_text(object, "mbx_account", ROSTER_NAME_LIMIT,
			&service->account, err) &&
		read_number(object, "rank", COUNT_LIMIT, &service->rank, err) &&
		read_number(
			object, "exit_status", CHECK_UNKNOWN, &state, err) &&
		read_text(object, "output", ROSTER_OUTPUT_LIMIT,
			&service->output, err) &&
		read_text(object, "performance_data", ROSTER_OUTPUT_LIMIT,
			&service->performance_data, err);

	service->state = (enum check_state)state;
	if (ok && (strcmp(service->host, tenant->name) != 0 ||
			  strcmp(of_tenant, tenant->name) != 0)) {
		ok = is_not_so("host", err);
	}
	free(of_tenant);
	return ok;
}

static bool
read_services(struct json_object *list, struct roster *roster,
	struct roster_tenant *tenant, struct error *err)
{
	size_t count = json_object_array_length(list);

	for (size_t i = 0; i < count; i++) {
		struct roster_service service = {0};

		if (roster->count == ROSTER_SERVICES_LIMIT) {
			return error_set(err, ERROR_REMOTE,
				"more than %d services", ROSTER_SERVICES_LIMIT);
		}
		if (!read_members(json_object_array_get_idx(list, i), tenant,
			    &service, err)) {
			roster_service_release(&service);
			return false;
		}
		roster->services = mem_grow(roster->services, roster->count,
			&roster->capacity, sizeof(*roster->services));
		roster->services[roster->count++] = service;
		tenant->listed++;
	}
	return true;
}

static bool
read_tenant(
	struct json_object *object, struct roster *roster, struct error *err)
{
	struct json_object *judged =
		member(object, "judged", json_type_boolean);
	struct json_object *list = member(object, "services", json_type_array);
	struct roster_tenant *tenant = NULL;

	roster->tenants = mem_grow(roster->tenants, roster->tenant_count,
		&roster->tenant_capacity, sizeof(*roster->tenants));
	tenant = &roster->tenants[roster->tenant_count++];
	*tenant = (struct roster_tenant){0};
	if (judged == NULL || list == NULL) {
		return is_not_so(judged == NULL ? "judged" : "services", err);
	}
	tenant->is_judged = json_object_get_boolean(judged);
	if (!read_text(object, "tenant", ROSTER_OUTPUT_LIMIT, &tenant->name,
		    err) ||
		!read_number(
			object, "count", COUNT_LIMIT, &tenant->count, err) ||
		(!tenant->is_judged &&
			!read_text(object, "problem", ROSTER_OUTPUT_LIMIT,
				&tenant->problem, err))) {
		return false;
	}
	return read_services(list, roster, tenant, err);
}

static struct json_object *
parse(const char *text, size_t length)
{
	struct json_tokener *tokener = json_tokener_new_ex(DEPTH_LIMIT);
	struct json_object *whole = NULL;

	if (tokener == NULL) {
		mem_exhausted();
	}
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	while (length > 0 && text[length - 1] == '\n') {
		length--;
	}
	mem_reserve_for_json(length);
	whole = json_tokener_parse_ex(tokener, text, (int)length);
	if (json_tokener_get_error(tokener) != json_tokener_success) {
		json_object_put(whole);
		whole = NULL;
	}
	json_tokener_free(tokener);
	return whole;
}

/* Such as "UNKNOWN: cannot read configuration ...", in place of an answer. */
static bool
no_answer(const char *text, size_t length, struct error *err)
{
	char line[400];
	char *first = mem_text_n(text, strcspn(text, "\n"));

	(void)length;
	(void)text_clean(first, true, line, sizeof(line));
	free(first);
	return error_set(err, ERROR_WAIT, "no list of mailboxes: %s",
		line[0] == '\0' ? "nothing was said" : line);
}

bool
roster_read(const char *text, size_t length, struct roster *roster,
	struct error *err)
{
	struct roster read = {0};
	struct json_object *whole = NULL;
	struct json_object *tenants = NULL;
	bool ok = true;

	if (length == 0 || length > ROSTER_READ_LIMIT_BYTES || text[0] != '{') {
		return no_answer(length == 0 ? "" : text, length, err);
	}
	whole = parse(text, length);
	tenants = member(whole, "tenants", json_type_array);
	if (tenants == NULL) {
		ok = is_not_so("tenants", err);
	}
	for (size_t i = 0; ok && i < json_object_array_length(tenants); i++) {
		ok = read_tenant(
			json_object_array_get_idx(tenants, i), &read, err);
	}
	ok = ok && roster_check(&read, err);
	json_object_put(whole);
	if (!ok) {
		roster_release(&read);
		return false;
	}
	*roster = read;
	return true;
}
