// SPDX-License-Identifier: MIT
#include "alert/icinga2_services.h"

#include <stdlib.h>
#include <string.h>

#include "alert/icinga2_ask.h"
#include "core/guid.h"
#include "core/mem.h"
#include "core/text.h"

#define MICROSECONDS INT64_C(1000000)
#define OURS_LIMIT 20000 /* services of ours */

struct finding {
	struct roster_found *found;
	size_t count;
	size_t capacity;
};

static bool
is_ours(const struct roster_service *service, const char *package,
	const char *tenant)
{
	struct guid id;

	return package != NULL && strcmp(package, "_api") == 0 &&
	       service->host != NULL && service->name != NULL &&
	       service->id != NULL && tenant != NULL &&
	       strcmp(tenant, service->host) == 0 &&
	       tenant_name_is_valid(service->host) &&
	       roster_is_our_name(service->name) &&
	       guid_parse(service->id, strlen(service->id), &id);
}

static void
read_result(struct json_object *attributes, struct roster_found *found)
{
	struct json_object *result =
		answer_member(attributes, "last_check_result");
	int64_t state = answer_number(result, "state");

	found->service.output =
		answer_text(result, "output", ROSTER_OUTPUT_LIMIT);
	found->service.state = state < CHECK_OK || state > CHECK_UNKNOWN
				       ? CHECK_UNKNOWN
				       : (enum check_state)state;
	found->told_at =
		answer_instant_us(result, "execution_end") / MICROSECONDS;
	found->is_acknowledged =
		answer_number(attributes, "acknowledgement") != 0;
	found->is_soft = found->service.state != CHECK_OK &&
			 answer_number(attributes, "state_type") == 0;
}

static bool
read_service(void *context, struct json_object *result, struct error *err)
{
	struct finding *finding = context;
	struct json_object *attributes = answer_member(result, "attrs");
	struct json_object *variables = answer_member(attributes, "vars");
	char *package = answer_text(attributes, "package", ROSTER_NAME_LIMIT);
	char *tenant = answer_text(variables, "mbx_tenant", ROSTER_NAME_LIMIT);
	struct roster_found found = {
		.service = {
			.host = answer_text(
				attributes, "host_name", ROSTER_NAME_LIMIT),
			.name = answer_text(
				attributes, "name", ROSTER_NAME_LIMIT),
			.display_name = answer_text(attributes, "display_name",
				ROSTER_DISPLAY_LIMIT),
			.id = answer_text(
				variables, "mbx_id", ROSTER_NAME_LIMIT),
			.cause = answer_text(
				variables, "mbx_cause", ROSTER_NAME_LIMIT),
			.account = answer_text(
				variables, "mbx_account", ROSTER_NAME_LIMIT),
		}};
	bool ok = true;

	if (is_ours(&found.service, package, tenant)) {
		ok = finding->count < OURS_LIMIT ||
		     error_set(err, ERROR_REMOTE,
			     "more than %d services of ours", OURS_LIMIT);
	} else {
		roster_found_release(&found);
	}
	if (ok && found.service.id != NULL) {
		read_result(attributes, &found);
		finding->found = mem_grow(finding->found, finding->count,
			&finding->capacity, sizeof(*finding->found));
		finding->found[finding->count++] = found;
	} else {
		roster_found_release(&found);
	}
	free(package);
	free(tenant);
	return ok;
}

bool
icinga2_find_services(struct icinga2 *icinga2, struct roster_found **found,
	size_t *count, struct error *err)
{
	static const struct icinga2_listing services = {
		.what = "listing services",
		.path = "/v1/objects/services",
		.permission = "objects/query/Service",
		.filter = "service.package == \"_api\" && "
			  "service.vars.mbx_id && match(\"" ROSTER_PREFIX
			  "*\", service.name)",
		.attributes = {"name", "host_name", "display_name", "vars",
			"package", "state_type", "acknowledgement",
			"last_check_result"},
		.read = read_service,
	};
	struct finding finding = {0};

	if (icinga2_list(icinga2, &services, &finding, err)) {
		*found = finding.found;
		*count = finding.count;
		return true;
	}
	for (size_t i = 0; i < finding.count; i++) {
		roster_found_release(&finding.found[i]);
	}
	free(finding.found);
	return false;
}

/* One thing that is done to one service. */
struct deed {
	const char *what;
	const char *method; /* NULL: an action */
	const char *permission;
};

static const struct deed creating = {
	"creating a service", "PUT", "objects/create/Service"};
static const struct deed describing = {
	"changing a service", "POST", "objects/modify/Service"};
static const struct deed removing = {
	"removing a service", "DELETE", "objects/delete/Service"};
static const struct deed feeding = {
	"giving a service its result", NULL, "actions/process-check-result"};

/* Why Icinga did not do it to this one service, in its own words; maybe "". */
static void
read_reason(const struct http_response *response, char reason[200])
{
	struct json_object *answer =
		response->body_length > 64 * (size_t)1024
			? NULL
			: json_tokener_parse(response->body);
	struct json_object *results = answer_member(answer, "results");
	struct json_object *errors = NULL;
	struct json_object *first = NULL;

	reason[0] = '\0';
	if (json_object_is_type(results, json_type_array)) {
		errors = answer_member(
			json_object_array_get_idx(results, 0), "errors");
	}
	if (json_object_is_type(errors, json_type_array)) {
		first = json_object_array_get_idx(errors, 0);
	}
	if (json_object_is_type(first, json_type_string)) {
		(void)text_clean(
			json_object_get_string(first), true, reason, 200);
	}
	json_object_put(answer);
}

/* What an answer other than "done" means: true where there is nothing to do. */
static bool
not_done(struct icinga2 *icinga2, const struct icinga2_question *question,
	const struct deed *deed, const struct roster_service *service,
	const char *name, const struct http_response *response,
	struct error *err)
{
	struct answer_verdict verdict;
	char reason[200];

	if (response->status == 403 ||
		(response->status == 404 && deed == &creating)) {
		return error_set(err, ERROR_PERMISSION,
			"icinga2 %s: %s is not permitted: grant the ApiUser %s",
			icinga2->site->name, deed->what, deed->permission);
	}
	if (response->status == 404) {
		struct error why = {0};
		(void)icinga2_not_found(icinga2, deed->what, deed->permission,
			service->host, name, &why);
		if (deed == &removing && why.code == ERROR_REMOTE) {
			return true;
		}
		*err = why;
		return false;
	}
	read_reason(response, reason);
	if (reason[0] == '\0' && response->status != 200) {
		return icinga2_refused(icinga2, question, response, err);
	}
	answer_verdict(response->body, response->body_length, &verdict);
	return error_set(err, ERROR_REMOTE, "icinga2 %s: %s: %s!%s: %s",
		icinga2->site->name, deed->what, service->host, name,
		reason[0] != '\0'	  ? reason
		: verdict.text[0] != '\0' ? verdict.text
					  : "not done, no reason given");
}

static bool
act(struct icinga2 *icinga2, const struct deed *deed,
	const struct roster_service *service, const char *name,
	struct json_object *body, struct error *err)
{
	/* Both are made of letters, digits and . _ -, nothing to be encoded. */
	char *path = deed == &feeding
			     ? mem_text("/v1/actions/process-check-result")
			     : mem_print("/v1/objects/services/%s!%s%s",
				       service->host, name,
				       deed == &removing ? "?cascade=1" : "");
	const struct icinga2_question question = {.what = deed->what,
		.path = path,
		.body = body,
		.method = deed->method};
	struct http_response response = {0};
	struct answer_verdict verdict;
	bool ok = icinga2_ask(icinga2, &question, &response, err);

	if (ok) {
		answer_verdict(response.body, response.body_length, &verdict);
		ok = (response.status == 200 && verdict.code == 200) ||
		     not_done(icinga2, &question, deed, service, name,
			     &response, err);
	}
	json_object_put(body);
	free(path);
	return ok;
}

static struct json_object *
description(const struct roster_service *service)
{
	struct json_object *attributes = icinga2_object();

	icinga2_object_text(attributes, "display_name", service->display_name);
	icinga2_object_text(attributes, "vars.mbx_cause", service->cause);
	icinga2_object_text(attributes, "vars.mbx_account", service->account);
	return attributes;
}

bool
icinga2_create_service(struct icinga2 *icinga2,
	const struct roster_service *service, struct error *err)
{
	struct json_object *body = icinga2_object();
	struct json_object *attributes = description(service);

	icinga2_object_text(attributes, "vars.mbx_tenant", service->host);
	icinga2_object_text(attributes, "vars.mbx_id", service->id);
	icinga2_object_add(body, "templates",
		json_tokener_parse("[\"" ICINGA2_MAILBOX_TEMPLATE "\"]"));
	icinga2_object_add(body, "attrs", attributes);
	/*
	 * Without it Icinga does not start any more, nor reload, once the host
	 * or the template is gone from its configuration.
	 */
	icinga2_object_add(
		body, "ignore_on_error", json_object_new_boolean(true));
	return act(icinga2, &creating, service, service->name, body, err);
}

bool
icinga2_describe_service(struct icinga2 *icinga2, const char *name,
	const struct roster_service *service, struct error *err)
{
	struct json_object *body = icinga2_object();

	icinga2_object_add(body, "attrs", description(service));
	return act(icinga2, &describing, service, name, body, err);
}

bool
icinga2_remove_service(struct icinga2 *icinga2,
	const struct roster_service *service, struct error *err)
{
	return act(icinga2, &removing, service, service->name, icinga2_object(),
		err);
}

bool
icinga2_feed_service(struct icinga2 *icinga2, const char *name,
	const struct roster_service *service, time_t checked_at, int64_t ttl_s,
	struct error *err)
{
	struct json_object *body = icinga2_object();

	icinga2_add_service(body, service->host, name);
	icinga2_object_add(body, "exit_status",
		json_object_new_int64((int64_t)service->state));
	icinga2_object_text(body, "plugin_output", service->output);
	icinga2_object_text(
		body, "performance_data", service->performance_data);
	icinga2_object_add(body, "ttl", json_object_new_int64(ttl_s));
	icinga2_object_text(body, "check_source", ALERT_AUTHOR);
	icinga2_object_add(
		body, "execution_start", json_object_new_int64(checked_at));
	icinga2_object_add(
		body, "execution_end", json_object_new_int64(checked_at));
	return act(icinga2, &feeding, service, name, body, err);
}
