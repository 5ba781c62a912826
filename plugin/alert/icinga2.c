// SPDX-License-Identifier: MIT
#include "alert/icinga2.h"

#include <stdlib.h>
#include <string.h>

#include "alert/acknowledged.h"
#include "alert/answer.h"
#include "alert/icinga2_ask.h"
#include "core/mem.h"
#include "core/shown.h"

/* Icinga sets the comment and the acknowledgement milliseconds apart; nodes of
 * a cluster may tell their own time. */
#define COMMENT_SLACK_S 60
#define TYPE_ACKNOWLEDGEMENT 4
#define MICROSECONDS INT64_C(1000000)

bool
icinga2_open(const struct icinga2_settings *settings, struct icinga2 **icinga2,
	struct error *err)
{
	const struct icinga2_site *site = settings->site;
	struct icinga2 *opened = NULL;

	if (settings->password == NULL && site->certificate_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"icinga2 %s: neither password_file nor "
			"certificate_file is set",
			site->name);
	}
	if (settings->password != NULL &&
		(site->user == NULL || strchr(site->user, ':') != NULL)) {
		return error_set(err, ERROR_CONFIG,
			"icinga2 %s: password_file needs user, a name without "
			"a colon",
			site->name);
	}
	opened = mem_zeroed(1, sizeof(*opened));
	opened->site = site;
	opened->transport = settings->transport;
	opened->limit_s = settings->limit_s;
	if (settings->password != NULL) {
		opened->authorization =
			icinga2_basic(site->user, settings->password);
	}
	*icinga2 = opened;
	return true;
}

void
icinga2_free(struct icinga2 *icinga2)
{
	if (icinga2 == NULL) {
		return;
	}
	mem_wipe_free(icinga2->authorization);
	free(icinga2);
}

struct gathering {
	struct acknowledged all;
	time_t now;
	bool is_one; /* asked for by its name: whatever it is like */
};

/*
 * NULL where it is empty or not there.  One of another type must not turn one
 * mailbox's service into the whole tenant's: as it stands it matches nothing.
 */
static char *
variable(struct json_object *variables, const char *name)
{
	struct json_object *value = answer_member(variables, name);
	const char *text = NULL;

	if (value == NULL) {
		return NULL;
	}
	if (!json_object_is_type(value, json_type_string)) {
		text = json_object_to_json_string(value);
		return text == NULL ? NULL
				    : found_text(text, strlen(text),
					      REQUEST_NAME_LIMIT);
	}
	if (json_object_get_string_len(value) == 0) {
		return NULL;
	}
	return answer_text(variables, name, REQUEST_NAME_LIMIT);
}

/* As Icinga finds what a macro stands for: first at the service. */
static struct json_object *
holder(struct json_object *result, const char *name)
{
	struct json_object *variables =
		answer_member(answer_member(result, "attrs"), "vars");
	struct json_object *host =
		answer_member(answer_member(result, "joins"), "host");

	return answer_member(variables, name) != NULL
		       ? variables
		       : answer_member(host, "vars");
}

/*
 * What the check is told goes by `ours`, one of these, unless its own variable
 * says something else: nobody must mean more than it shows.
 */
static char *
told(struct json_object *result, const char *own, const char *ours)
{
	char *text = variable(holder(result, own), own);
	size_t length = strlen(ours);

	if (text == NULL || (strlen(text) == length + 2 && text[0] == '$' &&
				    strncmp(text + 1, ours, length) == 0)) {
		free(text);
		text = variable(holder(result, ours), ours);
	}
	return text;
}

/*
 * "$host.vars.NAME$", as in a service set of Director, is what the host has
 * under that name: the API tells what was written, not what it comes to.  Where
 * the ApiUser may not see the host it stays as it is, and matches nothing.
 */
static char *
told_tenant(struct json_object *result)
{
	static const char prefix[] = "$host.vars.";
	struct json_object *host =
		answer_member(answer_member(result, "joins"), "host");
	char *text = told(result, "mailbox_expiry_tenant", "mbx_tenant");
	size_t length = text == NULL ? 0 : strlen(text);
	char *name = NULL;
	char *found = NULL;

	if (length > sizeof(prefix) && text[length - 1] == '$' &&
		strncmp(text, prefix, sizeof(prefix) - 1) == 0) {
		name = mem_text_n(
			text + sizeof(prefix) - 1, length - sizeof(prefix));
		found = variable(answer_member(host, "vars"), name);
	}
	free(name);
	if (found != NULL) {
		free(text);
		return found;
	}
	return text;
}

/* One of several, or the only one. */
static void
read_shown_one(struct found_service *found, const char *option,
	struct json_object *value)
{
	const char *text = json_object_get_string(value);

	if (text != NULL && text[0] == '$') {
		/* What it comes to only Icinga knows, and nobody here. */
		char *macro = mem_print("%s=%.200s", option, text);
		text_list_add(&found->shows, macro);
		free(macro);
	} else if (strcmp(option, "deadline") == 0) {
		shown_add_deadline(&found->shows, text);
	} else {
		shown_add(&found->shows, option, text);
	}
}

static void
read_shown(struct json_object *result, struct found_service *found)
{
	static const char *const options[] = {
		"deadline", "account", "cause", "include", "exclude"};

	for (size_t i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		char *name = mem_print("mailbox_expiry_%s", options[i]);
		struct json_object *value =
			answer_member(holder(result, name), name);
		size_t count = 0;

		free(name);
		if (!json_object_is_type(value, json_type_array)) {
			read_shown_one(found, options[i], value);
			continue;
		}
		count = json_object_array_length(value);
		for (size_t k = 0; k < count; k++) {
			read_shown_one(found, options[i],
				json_object_array_get_idx(value, k));
		}
	}
}

/* What does not say whether it is acknowledged says nothing. */
static bool
is_told(struct json_object *attributes)
{
	struct json_object *value =
		answer_member(attributes, "acknowledgement");

	return json_object_is_type(value, json_type_int) ||
	       json_object_is_type(value, json_type_double);
}

/* Icinga itself notices an end only when it looks. */
static bool
counts(const struct found_service *found, time_t now)
{
	return found->is_acknowledged && found->tenant != NULL &&
	       (found->expires_at == 0 || found->expires_at > now);
}

static bool
read_service(void *context, struct json_object *result, struct error *err)
{
	struct gathering *gathering = context;
	struct json_object *attributes = answer_member(result, "attrs");
	int64_t acked_at =
		answer_instant_us(attributes, "acknowledgement_last_change") /
		MICROSECONDS;
	int64_t state = answer_number(attributes, "state");
	struct found_service found = {
		.host = answer_text(
			attributes, "host_name", REQUEST_NAME_LIMIT),
		.service = answer_text(attributes, "name", REQUEST_NAME_LIMIT),
		.tenant = told_tenant(result),
		.mailbox = told(result, "mailbox_expiry_mailbox", "mbx_id"),
		.state = state < 0 || state > CHECK_UNKNOWN
				 ? CHECK_UNKNOWN
				 : (enum check_state)state,
		.is_acknowledged =
			answer_number(attributes, "acknowledgement") != 0,
		.is_hard = answer_number(attributes, "state_type") == 1,
		.in_downtime = answer_number(attributes, "downtime_depth") > 0,
		.acked_at = acked_at,
		.expires_at = answer_instant_us(
				      attributes, "acknowledgement_expiry") /
			      MICROSECONDS,
		.checked_at = answer_instant_us(attributes, "last_check") /
			      MICROSECONDS,
		.earliest = acked_at == 0 ? 0 : acked_at - COMMENT_SLACK_S,
		.latest = acked_at == 0 ? 0 : acked_at + COMMENT_SLACK_S,
	};
	bool ok = true;

	read_shown(result, &found);
	if (found.host != NULL && found.service != NULL &&
		is_told(attributes) &&
		(gathering->is_one || counts(&found, gathering->now))) {
		ok = acknowledged_add(&gathering->all, &found, err);
	}
	found_service_release(&found);
	return ok;
}

static bool
read_comment(void *context, struct json_object *result, struct error *err)
{
	struct gathering *gathering = context;
	struct json_object *attributes = answer_member(result, "attrs");
	int64_t entered_us = answer_instant_us(attributes, "entry_time");
	struct found_comment comment = {
		.host = answer_text(
			attributes, "host_name", REQUEST_NAME_LIMIT),
		.service = answer_text(
			attributes, "service_name", REQUEST_NAME_LIMIT),
		.author = answer_text(attributes, "author", REQUEST_NAME_LIMIT),
		.text = answer_text(attributes, "text", REQUEST_COMMENT_LIMIT),
		.at = entered_us / MICROSECONDS,
		.order = entered_us % MICROSECONDS,
	};

	(void)err;
	if (answer_number(attributes, "entry_type") == TYPE_ACKNOWLEDGEMENT) {
		acknowledged_comment(&gathering->all, &comment);
	}
	found_comment_release(&comment);
	return true;
}

#define SERVICES                                                               \
	.what = "listing services", .path = "/v1/objects/services",            \
	.permission = "objects/query/Service",                                 \
	.attributes = {"name", "host_name", "state", "state_type",             \
		"acknowledgement", "acknowledgement_expiry",                   \
		"acknowledgement_last_change", "downtime_depth", "last_check", \
		"vars"},                                                       \
	.join = "host.vars", .read = read_service
#define COMMENTS                                                               \
	.what = "listing comments", .path = "/v1/objects/comments",            \
	.permission = "objects/query/Comment",                                 \
	.attributes = {"host_name", "service_name", "author", "text",          \
		"entry_time", "entry_type"},                                   \
	.read = read_comment

bool
icinga2_acknowledged(struct icinga2 *icinga2, acknowledgement_fn *visit,
	void *context, struct error *err)
{
	static const struct icinga2_listing services = {
		SERVICES, .filter = "service.acknowledgement != 0 && "
				    "service.vars.mbx_tenant"};
	static const struct icinga2_listing comments = {
		COMMENTS, .filter = "comment.entry_type == 4 && "
				    "service.vars.mbx_tenant"};
	struct gathering gathering = {
		.now = icinga2->transport->ops->now(icinga2->transport)};
	bool ok = icinga2_list(icinga2, &services, &gathering, err) &&
		  (gathering.all.count == 0 ||
			  icinga2_list(icinga2, &comments, &gathering, err)) &&
		  acknowledged_visit(&gathering.all, visit, context, err);

	acknowledged_release(&gathering.all);
	return ok;
}

bool
icinga2_find(struct icinga2 *icinga2, const char *host, const char *service,
	acknowledgement_fn *visit, void *context, bool *found,
	struct error *err)
{
	const struct icinga2_listing one = {
		SERVICES, .host = host, .service = service};
	const struct icinga2_listing comments = {COMMENTS,
		.filter = "comment.entry_type == 4 && "
			  "comment.host_name == mbx_host && "
			  "comment.service_name == mbx_service",
		.host = host, .service = service};
	struct gathering gathering = {
		.now = icinga2->transport->ops->now(icinga2->transport),
		.is_one = true};
	bool ok = icinga2_look(icinga2, &one, &gathering, err);

	if (ok && gathering.all.count > 0 &&
		gathering.all.services[0].is_acknowledged) {
		ok = icinga2_list(icinga2, &comments, &gathering, err);
	}
	ok = ok && acknowledged_visit(&gathering.all, visit, context, err);
	if (ok) {
		*found = gathering.all.count > 0;
	}
	acknowledged_release(&gathering.all);
	return ok;
}
