// SPDX-License-Identifier: MIT
/* What an ApiUser may, as the API tells whoever asks of themselves. */
#include "alert/icinga2.h"

#include <fnmatch.h>
#include <stdlib.h>
#include <string.h>

#include "alert/answer.h"
#include "alert/icinga2_ask.h"
#include "core/mem.h"

#define GRANTED_LIMIT 1000
#define GRANTED_TEXT_LIMIT 200

static const char *const wanted[] = {
	"objects/query/Service",
	"objects/query/Comment",
	"actions/add-comment",
	"actions/remove-acknowledgement",
	"actions/reschedule-check",
	/* With services = yes; from SERVICES_FIRST on. */
	"objects/create/Service",
	"objects/modify/Service",
	"objects/delete/Service",
	"actions/process-check-result",
};
#define SERVICES_FIRST 5
#define WANTED_COUNT (sizeof(wanted) / sizeof(wanted[0]))

/* Patterns, with " (filtered)" behind those that have a filter. */
static bool
grants(struct json_object *value, const char *right)
{
	const char *text = json_object_is_type(value, json_type_string)
				   ? json_object_get_string(value)
				   : "";
	char *pattern = mem_text_n(text, strcspn(text, " "));
	bool ok = strlen(pattern) <= GRANTED_TEXT_LIMIT &&
		  fnmatch(pattern, right, FNM_CASEFOLD | FNM_NOESCAPE) == 0;

	free(pattern);
	return ok;
}

static bool
mark_granted(void *context, struct json_object *result, struct error *err)
{
	bool *granted = context;
	struct json_object *list = answer_member(result, "permissions");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	(void)err;
	for (size_t i = 0; i < count && i < GRANTED_LIMIT; i++) {
		for (size_t k = 0; k < WANTED_COUNT; k++) {
			granted[k] |= grants(
				json_object_array_get_idx(list, i), wanted[k]);
		}
	}
	return true;
}

bool
icinga2_missing_rights(
	struct icinga2 *icinga2, struct text_list *missing, struct error *err)
{
	struct icinga2_question question = {
		.what = "asking what is permitted",
		.path = "/v1/",
		.body = icinga2_object(),
		.is_query = true,
	};
	struct http_response response = {0};
	bool granted[WANTED_COUNT] = {false};
	size_t count = icinga2->site->services ? WANTED_COUNT : SERVICES_FIRST;
	bool ok = icinga2_ask(icinga2, &question, &response, err);

	json_object_put(question.body);
	if (ok && response.status != 200) {
		return icinga2_refused(icinga2, &question, &response, err);
	}
	ok = ok && answer_each(response.body, response.body_length,
			   mark_granted, granted, err);
	for (size_t i = 0; i < count && ok; i++) {
		if (!granted[i]) {
			text_list_add(missing, wanted[i]);
		}
	}
	return ok;
}
