// SPDX-License-Identifier: MIT
#include "alert/icinga2.h"

#include <stdlib.h>
#include <string.h>

#include "alert/answer.h"
#include "alert/icinga2_ask.h"
#include "core/mem.h"
#include "core/text.h"

#define DAY_S (24 * 60 * 60)

struct action {
	const char *what;
	const char *path;
	const char *permission;
};

static const struct action *
action_of(enum alert_act act)
{
	static const struct action comment = {"adding a comment",
		"/v1/actions/add-comment", "actions/add-comment"};
	static const struct action unacknowledge = {
		"removing the acknowledgement",
		"/v1/actions/remove-acknowledgement",
		"actions/remove-acknowledgement"};
	static const struct action recheck = {"asking for a check",
		"/v1/actions/reschedule-check", "actions/reschedule-check"};

	switch (act) {
	case ALERT_COMMENT:
		return &comment;
	case ALERT_UNACKNOWLEDGE:
		return &unacknowledge;
	case ALERT_RECHECK:
		break;
	}
	return &recheck;
}

void
icinga2_add_service(
	struct json_object *body, const char *host, const char *service)
{
	char *name = mem_print("%s!%s", host, service);

	icinga2_object_text(body, "type", "Service");
	icinga2_object_text(body, "service", name);
	free(name);
}

/*
 * Icinga Web takes comments for Markdown: a name that somebody chose could hide
 * where a link leads, or have a picture fetched.  What only looks different,
 * as between two stars, is left.
 */
static void
take_markdown_off(char *text)
{
	for (char *at = text; *at != '\0'; at++) {
		if (*at == '[') {
			*at = '(';
		} else if (*at == ']') {
			*at = ')';
		} else if (*at == '`') {
			*at = '\'';
		}
	}
}

static struct json_object *
message_body(const struct icinga2 *icinga2, const struct alert_message *message)
{
	struct transport *transport = icinga2->transport;
	struct json_object *body = icinga2_object();
	char text[ALERT_COMMENT_LIMIT + 1];
	int64_t expires_at = 0;

	icinga2_add_service(body, message->host, message->service);
	switch (message->act) {
	case ALERT_COMMENT:
		/* Others stay until somebody deletes them. */
		expires_at = transport->ops->now(transport) +
			     (int64_t)ICINGA2_COMMENT_DAYS * DAY_S;
		(void)text_clean(message->text, true, text, sizeof(text));
		take_markdown_off(text);
		icinga2_object_text(body, "author", ALERT_AUTHOR);
		icinga2_object_text(body, "comment", text);
		icinga2_object_add(
			body, "expiry", json_object_new_int64(expires_at));
		break;
	case ALERT_UNACKNOWLEDGE:
		break;
	case ALERT_RECHECK:
		icinga2_object_add(
			body, "force", json_object_new_boolean(true));
		break;
	}
	return body;
}

bool
icinga2_not_found(struct icinga2 *icinga2, const char *what,
	const char *permission, const char *host, const char *service,
	struct error *err)
{
	struct icinga2_question question = {
		.what = "looking for the service",
		.path = "/v1/objects/services",
		.body = icinga2_object(),
		.is_query = true,
	};
	struct http_response response = {0};
	bool asked = false;

	icinga2_add_service(question.body, host, service);
	icinga2_object_add(
		question.body, "attrs", json_tokener_parse("[\"name\"]"));
	asked = icinga2_ask(icinga2, &question, &response, err);
	if (asked && response.status == 200) {
		(void)error_set(err, ERROR_PERMISSION,
			"icinga2 %s: %s is not permitted: grant the ApiUser %s",
			icinga2->site->name, what, permission);
	} else if (asked) {
		(void)error_set(err, ERROR_REMOTE,
			"icinga2 %s: %s: no service %s!%s, or the ApiUser may "
			"not see it",
			icinga2->site->name, what, host, service);
	}
	json_object_put(question.body);
	return false;
}

bool
icinga2_tell(struct icinga2 *icinga2, const struct alert_message *message,
	struct error *err)
{
	const struct action *action = action_of(message->act);
	struct icinga2_question question = {
		.what = action->what,
		.path = action->path,
		.body = message_body(icinga2, message),
	};
	struct http_response response = {0};
	struct answer_verdict verdict;
	bool ok = icinga2_ask(icinga2, &question, &response, err);

	json_object_put(question.body);
	if (!ok) {
		return false;
	}
	if (response.status == 403 || response.status == 404) {
		return icinga2_not_found(icinga2, action->what,
			action->permission, message->host, message->service,
			err);
	}
	answer_verdict(response.body, response.body_length, &verdict);
	if (response.status == 200 && verdict.code == 200) {
		return true;
	}
	/* It happens, and says neither yes nor no. */
	if (response.status == 200 && response.body_length == 0) {
		return error_set(err, ERROR_WAIT,
			"icinga2 %s: %s: an empty answer", icinga2->site->name,
			action->what);
	}
	if (response.status == 200) {
		return error_set(err, ERROR_REMOTE,
			"icinga2 %s: %s: not done (%d): %s",
			icinga2->site->name, action->what, verdict.code,
			verdict.text[0] == '\0' ? "no reason given"
						: verdict.text);
	}
	return icinga2_refused(icinga2, &question, &response, err);
}
