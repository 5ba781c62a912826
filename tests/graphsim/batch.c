// SPDX-License-Identifier: MIT
#include <json-c/json.h>
#include <stdlib.h>
#include <strings.h>

#include "graph.h"

#define BATCH_LIMIT 20

struct part {
	const char *id; /* owned by the parsed body */
	struct json_object *request;
	struct reply reply;
};

static const char *
string_member(struct json_object *object, const char *name)
{
	struct json_object *value = json_object_object_get(object, name);

	return json_object_is_type(value, json_type_string)
		       ? json_object_get_string(value)
		       : NULL;
}

/* Header names are compared without regard to case. */
static const char *
part_header(struct json_object *request, const char *wanted)
{
	struct json_object *headers =
		json_object_object_get(request, "headers");

	if (!json_object_is_type(headers, json_type_object)) {
		return NULL;
	}
	json_object_object_foreach(headers, name, value)
	{
		if (strcasecmp(name, wanted) == 0) {
			return json_object_get_string(value);
		}
	}
	return NULL;
}

static const struct part *
find_part(const struct part *parts, size_t count, const char *id)
{
	for (size_t i = 0; i < count; i++) {
		if (id != NULL && strcmp(parts[i].id, id) == 0) {
			return &parts[i];
		}
	}
	return NULL;
}

/* Did everything this part depends on, all earlier ones, succeed? */
static bool
dependencies_fine(
	const struct part *parts, size_t before, struct json_object *request)
{
	struct json_object *list = json_object_object_get(request, "dependsOn");
	size_t count = json_object_is_type(list, json_type_array)
			       ? json_object_array_length(list)
			       : 0;

	for (size_t i = 0; i < count; i++) {
		const struct part *other = find_part(parts, before,
			json_object_get_string(
				json_object_array_get_idx(list, i)));

		if (other == NULL || other->reply.status >= 400) {
			return false;
		}
	}
	return true;
}

/* A part cannot hang up: whoever asks for it on our behalf waited in vain. */
static void
lose_part(const struct call *batch, struct reply *reply)
{
	if (reply->close) {
		reply->close = false;
		reply_error(batch, reply, 504, "UnknownError",
			"The server did not answer in time.");
	}
}

static void
answer_part(const struct call *batch, struct part *part)
{
	struct json_object *body =
		json_object_object_get(part->request, "body");
	const char *level = part_header(part->request, "ConsistencyLevel");
	const char *content = part_header(part->request, "Content-Type");
	struct text target = {0};
	struct call call = {.world = batch->world,
		.now = batch->now,
		.method = string_member(part->request, "method"),
		.base = batch->base,
		.client_request_id = batch->client_request_id,
		.body = body != NULL ? json_object_to_json_string_ext(
					       body, JSON_C_TO_STRING_PLAIN)
				     : "",
		.eventual = level != NULL && strcasecmp(level, "eventual") == 0,
		.part = true,
		.tenant = batch->tenant,
		.app = batch->app,
		.roles = batch->roles};

	call.body_size = strlen(call.body);
	text_printf(&target, "/v1.0%s", string_member(part->request, "url"));
	call.target = target.data;
	if (body != NULL && content == NULL) {
		reply_error(batch, &part->reply, 400, "BadRequest",
			"Write request id : %s does not contain Content-Type "
			"header or body.",
			part->id);
	} else if (!call_init(&call)) {
		reply_error(batch, &part->reply, 400, "BadRequest",
			"Invalid request URL.");
	} else {
		graph_answer_part(&call, &part->reply);
		lose_part(batch, &part->reply);
	}
	trace_add(&batch->world->trace,
		&(struct trace_entry){.method = call.method,
			.path = call.path != NULL ? call.path : target.data,
			.query = target.data + strcspn(target.data, "?"),
			.app = batch->app->name,
			.status = part->reply.status,
			.eventual = call.eventual,
			.part = true,
			.effect = part->reply.effect,
			.body = call_writes(&call) ? call.body : NULL,
			.at = call.now});
	call_release(&call);
	text_release(&target);
}

static void
write_part(const struct part *part, struct text *out)
{
	const struct reply *reply = &part->reply;

	text_put(out, "{\"id\":");
	text_json(out, part->id);
	text_printf(out, ",\"status\":%u,\"headers\":{", reply->status);
	for (size_t i = 0; i < reply->header_count; i++) {
		text_json(out, reply->headers[i].name);
		text_put(out, ":");
		text_json(out, reply->headers[i].value);
		text_put(out, ",");
	}
	text_put(out, "\"Content-Type\":\"application/json\"},\"body\":");
	if (reply->body.size > 0 && reply->content_type == NULL) {
		text_add(out, reply->body.data, reply->body.size);
	} else if (reply->body.size > 0) {
		text_json(out, reply->body.data);
	} else {
		text_put(out, "null");
	}
	text_put(out, "}");
}

static bool
read_parts(const struct call *call, struct json_object *list,
	struct part *parts, struct reply *reply)
{
	size_t count = json_object_array_length(list);

	for (size_t i = 0; i < count; i++) {
		struct json_object *request =
			json_object_array_get_idx(list, i);
		const char *url;

		parts[i] = (struct part){.request = request};
		if (json_object_is_type(request, json_type_object)) {
			parts[i].id = string_member(request, "id");
		}
		if (parts[i].id == NULL ||
			find_part(parts, i, parts[i].id) != NULL ||
			string_member(request, "method") == NULL ||
			(url = string_member(request, "url")) == NULL ||
			url[0] != '/') {
			reply_error(call, reply, 400, "BadRequest",
				"Invalid batch payload format.");
			return false;
		}
	}
	return true;
}

static void
answer_parts(struct call *call, struct part *parts, size_t count,
	struct reply *reply)
{
	bool reversed = call->tenant->switches.batch_order == BATCH_REVERSED;

	for (size_t i = 0; i < count; i++) {
		if (dependencies_fine(parts, i, parts[i].request)) {
			answer_part(call, &parts[i]);
		} else {
			reply_error(call, &parts[i].reply, 424,
				"FailedDependency",
				"A request this one depends on failed.");
		}
	}
	reply->status = 200;
	text_put(&reply->body, "{\"responses\":[");
	for (size_t i = 0; i < count; i++) {
		text_put(&reply->body, i > 0 ? "," : "");
		write_part(&parts[reversed ? count - 1 - i : i], &reply->body);
	}
	text_put(&reply->body, "]}");
	for (size_t i = 0; i < count; i++) {
		reply_release(&parts[i].reply);
	}
}

void
graph_batch(struct call *call, struct reply *reply)
{
	struct json_object *body = json_tokener_parse(call->body);
	struct json_object *list =
		json_object_is_type(body, json_type_object)
			? json_object_object_get(body, "requests")
			: NULL;
	struct part parts[BATCH_LIMIT];

	if (!json_object_is_type(list, json_type_array) ||
		json_object_array_length(list) == 0) {
		reply_error(call, reply, 400, "BadRequest",
			"Invalid batch payload format.");
	} else if (json_object_array_length(list) > BATCH_LIMIT) {
		reply_error(call, reply, 400, "BadRequest",
			"Number of batch request steps exceeds the maximum "
			"value of %d.",
			BATCH_LIMIT);
	} else if (read_parts(call, list, parts, reply)) {
		answer_parts(
			call, parts, json_object_array_length(list), reply);
	}
	json_object_put(body);
}
