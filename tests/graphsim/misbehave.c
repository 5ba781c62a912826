// SPDX-License-Identifier: MIT
#include "misbehave.h"

#include <stdlib.h>

#include "clock.h"
#include "login.h"
#include "render.h"

#define DEEP_LEVELS 10000
#define HUGE_USERS 20000

static void
answer_429(
	const struct call *call, const struct fault *fault, struct reply *reply)
{
	char date[CLOCK_TEXT_SIZE];

	clock_format(call->now, 0, date);
	reply->status = 429;
	text_printf(&reply->body,
		"{\"error\":{\"code\":\"TooManyRequests\",\"innerError\":{"
		"\"code\":\"429\",\"date\":\"%.19s\",\"message\":\"Please "
		"retry after\",\"request-id\":\"%s\",\"status\":\"429\"},"
		"\"message\":\"Please retry again later.\"}}",
		date, call->request_id);
	reply_header(reply, "x-ms-throttle-information",
		"ResourceUnitLimitExceeded");
	if (fault->retry_after == NULL || !strcmp(fault->retry_after, "none")) {
		return;
	}
	if (text_starts(fault->retry_after, "date:")) {
		/* so many seconds from now, written as a date */
		clock_format_http(
			call->now + strtol(fault->retry_after + 5, NULL, 10),
			date);
		reply_header(reply, "Retry-After", "%s", date);
	} else {
		reply_header(reply, "Retry-After", "%s", fault->retry_after);
	}
}

static void
answer_status(
	const struct call *call, const struct fault *fault, struct reply *reply)
{
	if (fault->status == 429) {
		answer_429(call, fault, reply);
		return;
	}
	reply_error(call, reply, fault->status,
		fault->status == 503 ? "serviceNotAvailable" : "UnknownError",
		"The service is temporarily unavailable. (%u)", fault->status);
	if (fault->retry_after != NULL) {
		reply_header(reply, "Retry-After", "%s", fault->retry_after);
	}
}

static void
answer_body(const struct fault *fault, struct reply *reply)
{
	reply->status = fault->status != 0 ? fault->status : 200;
	text_add(&reply->body, fault->body, fault->body_size);
	if (fault->retry_after != NULL) {
		reply_header(reply, "Retry-After", "%s", fault->retry_after);
	}
}

static void
answer_garbage(struct reply *reply)
{
	reply->status = 200;
	reply->content_type = "text/html; charset=utf-8";
	text_put(&reply->body,
		"<!DOCTYPE html>\n<html><head><title>Hotel Wi-Fi</title>"
		"</head><body><h1>Please log in</h1><form method=\"post\">"
		"<input name=\"room\"></form></body></html>\n");
}

static void
answer_deep(struct reply *reply)
{
	reply->status = 200;
	text_put(&reply->body, "{\"value\":");
	for (int i = 0; i < DEEP_LEVELS; i++) {
		text_put(&reply->body, i % 2 == 0 ? "[" : "{\"a\":");
	}
	text_put(&reply->body, "null");
	for (int i = DEEP_LEVELS; i > 0; i--) {
		text_put(&reply->body, i % 2 == 1 ? "]" : "}");
	}
	text_put(&reply->body, "}");
}

static void
answer_huge(struct reply *reply)
{
	reply->status = 200;
	text_put(&reply->body, "{\"value\":[");
	for (int i = 0; i < HUGE_USERS; i++) {
		text_printf(&reply->body,
			"%s{\"id\":\"%08x-0000-4000-8000-000000000000\","
			"\"userPrincipalName\":\"u%d@huge.example\","
			"\"assignedPlans\":[],\"displayName\":\"%0500d\"}",
			i > 0 ? "," : "", (unsigned)i, i, i);
	}
	text_put(&reply->body, "]}");
}

bool
misbehave_instead(const struct call *call, struct reply *reply)
{
	const struct fault *const *of = call->hits.of;

	if (of[FAULT_STATUS] == NULL && of[FAULT_BODY] == NULL &&
		of[FAULT_EXPIRED] == NULL && of[FAULT_GARBAGE] == NULL &&
		of[FAULT_DEEP] == NULL && of[FAULT_HUGE_PAGE] == NULL &&
		of[FAULT_REDIRECT] == NULL && of[FAULT_PAGE_TOKEN] == NULL &&
		of[FAULT_DROP] == NULL && of[FAULT_HANG] == NULL &&
		of[FAULT_ENDLESS] == NULL) {
		return false;
	}
	text_clear(&reply->body);
	if (of[FAULT_STATUS] != NULL) {
		answer_status(call, of[FAULT_STATUS], reply);
	} else if (of[FAULT_BODY] != NULL) {
		answer_body(of[FAULT_BODY], reply);
	} else if (of[FAULT_EXPIRED] != NULL) {
		login_expired(call, reply);
	} else if (of[FAULT_GARBAGE] != NULL) {
		answer_garbage(reply);
	} else if (of[FAULT_DEEP] != NULL) {
		answer_deep(reply);
	} else if (of[FAULT_HUGE_PAGE] != NULL) {
		answer_huge(reply);
	} else if (of[FAULT_REDIRECT] != NULL) {
		const char *to = of[FAULT_REDIRECT]->to;

		reply->status = 302;
		reply_header(reply, "Location", "%s",
			to != NULL ? to : "https://evil.example/v1.0/users");
	} else if (of[FAULT_PAGE_TOKEN] != NULL) {
		reply_error(call, reply, 400,
			"DirectoryPageTokenNotFoundException",
			"The page token is not valid for this request.");
	} else {
		/* drop, hang, endless: the server does the rest */
		reply->status = 200;
		reply->close = of[FAULT_DROP] != NULL;
	}
	return true;
}

/* Replaces every string value by `with`, keys excepted. */
static void
replace_values(struct text *json, const char *with)
{
	const char *in = text_string(json);
	const char *end = in + json->size;
	struct text out = {0};

	while (in < end) {
		const char *next = in + 1;

		if (*in != '"') {
			text_add(&out, in, 1);
			in = next;
			continue;
		}
		while (next < end && *next != '"') {
			next += *next == '\\' ? 2 : 1;
		}
		next++;
		if (next < end && *next == ':') {
			text_add(&out, in, (size_t)(next - in));
		} else {
			text_put(&out, with);
		}
		in = next;
	}
	text_release(json);
	*json = out;
}

void
misbehave_after(const struct call *call, struct reply *reply)
{
	if (call->hits.of[FAULT_WRONG_TYPES] != NULL) {
		replace_values(&reply->body, "12345");
	}
	if (call->hits.of[FAULT_NULLS] != NULL) {
		replace_values(&reply->body, "null");
	}
	if (call->hits.of[FAULT_LOST_ANSWER] != NULL) {
		reply->close = true;
	}
}
