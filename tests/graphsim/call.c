// SPDX-License-Identifier: MIT
#include "call.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

static void
split_path(struct call *call)
{
	char *rest = call->split;

	while (*rest != '\0') {
		size_t width;

		rest += strspn(rest, "/");
		width = strcspn(rest, "/");
		if (width == 0) {
			break;
		}
		if (call->segment_count < CALL_SEGMENTS) {
			call->segments[call->segment_count] = rest;
		}
		call->segment_count++;
		if (rest[width] == '/') {
			rest[width++] = '\0';
		}
		rest += width;
	}
}

bool
call_init(struct call *call)
{
	size_t width = strcspn(call->target, "?");
	struct text path = {0};
	char serial[24];
	struct guid id;

	if (call->target[0] != '/' ||
		!query_decode(&path, call->target, width, false)) {
		text_release(&path);
		return false;
	}
	call->path = path.data;
	call->split = alloc_copy(path.data);
	split_path(call);
	snprintf(serial, sizeof(serial), "%llu",
		(unsigned long long)call->world->serial++);
	id = guid_derive(call->world->seed, "request", serial);
	guid_format(&id, call->request_id);
	return query_parse(&call->query,
		call->target[width] == '?' ? call->target + width + 1 : "");
}

void
call_release(struct call *call)
{
	query_release(&call->query);
	free(call->path);
	free(call->split);
	call->path = NULL;
	call->split = NULL;
}

bool
call_matches(const struct call *call, const char *pattern)
{
	size_t segment = 0;

	while (*pattern != '\0') {
		size_t width;

		pattern++; /* its slash */
		width = strcspn(pattern, "/");
		if (segment >= call->segment_count ||
			segment >= CALL_SEGMENTS) {
			return false;
		}
		if (!(width == 1 && *pattern == '*') &&
			(strlen(call->segments[segment]) != width ||
				strncasecmp(call->segments[segment], pattern,
					width) != 0)) {
			return false;
		}
		pattern += width;
		segment++;
	}
	return segment == call->segment_count;
}

bool
call_allowed(const struct call *call, unsigned any_role, struct reply *reply)
{
	if ((call->roles & any_role) != 0) {
		return true;
	}
	if (any_role == ROLE_BIT(ROLE_MAILBOX_READ)) {
		reply_error(call, reply, 403, "ErrorAccessDenied",
			"Access is denied. Check credentials and try again.");
		return false;
	}
	reply_error(call, reply, 403, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation.");
	return false;
}

bool
call_writes(const struct call *call)
{
	return strcmp(call->method, "GET") != 0 && call->segment_count > 0 &&
	       strcmp(call->segments[0], "v1.0") == 0 &&
	       !call_matches(call, "/v1.0/$batch");
}

void
reply_header(struct reply *reply, const char *name, const char *format, ...)
{
	char value[512];
	va_list arguments;

	if (reply->header_count == REPLY_HEADERS) {
		abort();
	}
	va_start(arguments, format);
	vsnprintf(value, sizeof(value), format, arguments);
	va_end(arguments);
	reply->headers[reply->header_count++] =
		(struct reply_header){alloc_copy(name), alloc_copy(value)};
}

const char *
reply_find_header(const struct reply *reply, const char *name)
{
	for (size_t i = 0; i < reply->header_count; i++) {
		if (strcasecmp(reply->headers[i].name, name) == 0) {
			return reply->headers[i].value;
		}
	}
	return NULL;
}

void
reply_error(const struct call *call, struct reply *reply, unsigned status,
	const char *code, const char *format, ...)
{
	bool lower = call->tenant != NULL &&
		     call->tenant->switches.inner_error_lower;
	char date[CLOCK_TEXT_SIZE];
	char message[1024];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	clock_format(call->now, 0, date);
	date[strlen(date) - 1] = '\0'; /* these dates have no Z */
	reply->status = status;
	text_clear(&reply->body);
	text_put(&reply->body, "{\"error\":{\"code\":");
	text_json(&reply->body, code);
	text_put(&reply->body, ",\"message\":");
	text_json(&reply->body, message);
	text_printf(&reply->body,
		",\"%s\":{\"date\":\"%s\",\"request-id\":\"%s\","
		"\"client-request-id\":",
		lower ? "innererror" : "innerError", date, call->request_id);
	text_json(&reply->body, call->client_request_id != NULL
					? call->client_request_id
					: call->request_id);
	text_put(&reply->body, "}}}");
}

void
reply_not_found(const struct call *call, struct reply *reply, const char *id)
{
	reply_error(call, reply, 404, "Request_ResourceNotFound",
		"Resource '%s' does not exist or one of its queried "
		"reference-property objects are not present.",
		id);
}

void
reply_release(struct reply *reply)
{
	for (size_t i = 0; i < reply->header_count; i++) {
		free(reply->headers[i].name);
		free(reply->headers[i].value);
	}
	text_release(&reply->body);
	blob_release(reply->blob);
	*reply = (struct reply){0};
}

struct blob *
blob_take(struct text *text)
{
	struct blob *blob = alloc_zero(1, sizeof(*blob));

	*blob = (struct blob){
		.references = 1, .size = text->size, .data = text->data};
	*text = (struct text){0};
	return blob;
}

void
blob_release(struct blob *blob)
{
	if (blob != NULL && --blob->references == 0) {
		free(blob->data);
		free(blob);
	}
}
