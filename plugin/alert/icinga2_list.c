// SPDX-License-Identifier: MIT
#include "alert/icinga2_ask.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static struct json_object *
listing_body(const struct icinga2_listing *listing, bool is_filtered)
{
	struct json_object *names = json_object_new_array();
	struct json_object *body = icinga2_object();

	icinga2_object_add(body, "attrs", names);
	for (size_t i = 0; listing->attributes[i] != NULL; i++) {
		struct json_object *name =
			json_object_new_string(listing->attributes[i]);
		if (name == NULL || json_object_array_add(names, name) != 0) {
			mem_exhausted();
		}
	}
	if (listing->join != NULL) {
		struct json_object *joins = json_object_new_array();
		icinga2_object_add(body, "joins", joins);
		if (json_object_array_add(joins,
			    json_object_new_string(listing->join)) != 0) {
			mem_exhausted();
		}
	}
	if (is_filtered && listing->host != NULL) {
		struct json_object *variables = icinga2_object();
		icinga2_object_text(variables, "mbx_host", listing->host);
		icinga2_object_text(variables, "mbx_service", listing->service);
		icinga2_object_add(body, "filter_vars", variables);
	}
	if (is_filtered) {
		icinga2_object_text(body, "filter", listing->filter);
	}
	return body;
}

static bool
not_permitted(const struct icinga2 *icinga2,
	const struct icinga2_listing *listing, struct error *err)
{
	return error_set(err, ERROR_PERMISSION,
		"icinga2 %s: %s is not permitted: grant the ApiUser %s",
		icinga2->site->name, listing->what, listing->permission);
}

static bool
read_results(const struct icinga2 *icinga2,
	const struct icinga2_listing *listing,
	const struct http_response *response, void *context, struct error *err)
{
	return answer_each(response->body, response->body_length, listing->read,
		       context, err) ||
	       error_prefix(err, "icinga2 %s: %s", icinga2->site->name,
		       listing->what);
}

bool
icinga2_list(struct icinga2 *icinga2, const struct icinga2_listing *listing,
	void *context, struct error *err)
{
	struct icinga2_question question = {
		.what = listing->what, .path = listing->path, .is_query = true};
	struct http_response response = {0};
	bool ok = false;

	for (int is_filtered = 1; is_filtered >= 0; is_filtered--) {
		question.body = listing_body(listing, is_filtered == 1);
		ok = icinga2_ask(icinga2, &question, &response, err);
		json_object_put(question.body);
		if (!ok || (response.status != 400 && response.status != 403 &&
				   response.status != 404)) {
			break;
		}
	}
	if (!ok) {
		return false;
	}
	if (response.status == 403 || response.status == 404) {
		return not_permitted(icinga2, listing, err);
	}
	if (response.status != 200) {
		return icinga2_refused(icinga2, &question, &response, err);
	}
	return read_results(icinga2, listing, &response, context, err);
}

/* A right that is missing is answered like a service that is. */
static bool
is_granted(struct icinga2 *icinga2, const struct icinga2_listing *listing,
	struct error *err)
{
	struct text_list missing = {0};
	bool granted = icinga2_missing_rights(icinga2, &missing, err);

	for (size_t i = 0; granted && i < missing.count; i++) {
		if (strcmp(missing.texts[i], listing->permission) == 0) {
			granted = not_permitted(icinga2, listing, err);
		}
	}
	text_list_release(&missing);
	return granted;
}

bool
icinga2_look(struct icinga2 *icinga2, const struct icinga2_listing *listing,
	void *context, struct error *err)
{
	struct icinga2_question question = {.what = listing->what,
		.path = listing->path,
		.body = listing_body(listing, false),
		.is_query = true};
	struct http_response response = {0};
	bool ok = false;

	icinga2_add_service(question.body, listing->host, listing->service);
	ok = icinga2_ask(icinga2, &question, &response, err);
	json_object_put(question.body);
	if (!ok) {
		return false;
	}
	if (response.status == 403 || response.status == 404) {
		return is_granted(icinga2, listing, err);
	}
	return response.status == 200
		       ? read_results(icinga2, listing, &response, context, err)
		       : icinga2_refused(icinga2, &question, &response, err);
}
