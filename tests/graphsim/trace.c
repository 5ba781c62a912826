// SPDX-License-Identifier: MIT
#include "trace.h"

#include <json-c/json.h>
#include <stdlib.h>

#include "clock.h"
#include "guid.h"
#include "text.h"

#define BODY_LIMIT 16384

static void
release_entry(struct trace_entry *entry)
{
	free((void *)(uintptr_t)entry->method);
	free((void *)(uintptr_t)entry->path);
	free((void *)(uintptr_t)entry->query);
	free((void *)(uintptr_t)entry->app);
	free((void *)(uintptr_t)entry->body);
}

/* `/v1.0/users/{id}` for whatever user it was. */
static void
generalize(const char *path, struct text *out)
{
	while (*path != '\0') {
		size_t width = strcspn(path + 1, "/") + 1;
		struct text segment = {0};
		struct guid id;

		text_add(&segment, path + 1, width - 1);
		if (guid_parse(segment.data, &id) ||
			strchr(segment.data, '@') != NULL) {
			text_put(out, "/{id}");
		} else {
			text_add(out, path, width);
		}
		text_release(&segment);
		path += width;
	}
}

static void
count_request(struct trace *trace, const struct trace_entry *entry)
{
	bool failed = entry->status >= 400 || entry->status == 0;
	struct text path = {0};
	size_t i;

	generalize(entry->path, &path);
	for (i = 0; i < trace->count_count; i++) {
		if (strcmp(trace->counts[i].path, text_string(&path)) == 0 &&
			strcmp(trace->counts[i].method, entry->method) == 0) {
			break;
		}
	}
	if (i == trace->count_count) {
		trace->counts = alloc_room(trace->counts, trace->count_count,
			&trace->count_room, sizeof(*trace->counts));
		trace->counts[trace->count_count++] = (struct trace_count){
			.path = alloc_copy(text_string(&path)),
			.method = alloc_copy(entry->method)};
	}
	trace->counts[i].requests++;
	trace->counts[i].failures += failed;
	trace->counts[i].throttled += entry->status == 429;
	text_release(&path);
}

void
trace_add(struct trace *trace, const struct trace_entry *entry)
{
	struct trace_entry copy = *entry;

	count_request(trace, entry);
	if (trace->count == TRACE_LIMIT) {
		size_t half = TRACE_LIMIT / 2;

		for (size_t i = 0; i < half; i++) {
			release_entry(&trace->entries[i]);
		}
		trace->count -= half;
		memmove(trace->entries, trace->entries + half,
			trace->count * sizeof(*trace->entries));
	}
	copy.method = alloc_copy(entry->method);
	copy.path = alloc_copy(entry->path);
	copy.query = alloc_copy(entry->query);
	copy.app = entry->app != NULL ? alloc_copy(entry->app) : NULL;
	copy.body = entry->body != NULL && strlen(entry->body) < BODY_LIMIT
			    ? alloc_copy(entry->body)
			    : NULL;
	(void)clock_gettime(CLOCK_REALTIME, &copy.wall);
	trace->entries = alloc_room(trace->entries, trace->count, &trace->room,
		sizeof(*trace->entries));
	trace->entries[trace->count++] = copy;
}

/* JSON as it is, anything else as a string. */
static void
write_body(const char *body, struct text *out)
{
	struct json_object *parsed =
		body != NULL ? json_tokener_parse(body) : NULL;

	if (parsed != NULL) {
		text_put(out, json_object_to_json_string_ext(
				      parsed, JSON_C_TO_STRING_PLAIN));
	} else {
		text_json(out, body);
	}
	json_object_put(parsed);
}

static void
write_instants(const struct trace_entry *entry, struct text *out)
{
	char at[CLOCK_TEXT_SIZE];

	clock_format(entry->at, 0, at);
	text_printf(out, ",\"at\":\"%s\",\"wall\":%lld.%06ld", at,
		(long long)entry->wall.tv_sec, entry->wall.tv_nsec / 1000);
}

void
trace_requests_json(const struct trace *trace, struct text *out)
{
	text_put(out, "[");
	for (size_t i = 0; i < trace->count; i++) {
		const struct trace_entry *entry = &trace->entries[i];

		text_put(out, i > 0 ? ",\n{\"method\":" : "\n{\"method\":");
		text_json(out, entry->method);
		text_put(out, ",\"path\":");
		text_json(out, entry->path);
		text_put(out, ",\"query\":");
		text_json(out, entry->query);
		text_put(out, ",\"app\":");
		text_json(out, entry->app);
		text_printf(out,
			",\"status\":%u,\"eventual\":%s,\"part\":%s,"
			"\"effect\":%s",
			entry->status, entry->eventual ? "true" : "false",
			entry->part ? "true" : "false",
			entry->effect ? "true" : "false");
		write_instants(entry, out);
		text_put(out, ",\"body\":");
		write_body(entry->body, out);
		text_put(out, "}");
	}
	text_put(out, "\n]\n");
}

void
trace_counts_json(const struct trace *trace, struct text *out)
{
	text_put(out, "{");
	for (size_t i = 0; i < trace->count_count; i++) {
		const struct trace_count *count = &trace->counts[i];

		text_printf(out, "%s\n\"%s %s\":", i > 0 ? "," : "",
			count->method, count->path);
		text_printf(out,
			"{\"requests\":%zu,\"failures\":%zu,"
			"\"throttled\":%zu}",
			count->requests, count->failures, count->throttled);
	}
	text_put(out, "\n}\n");
}

void
trace_release(struct trace *trace)
{
	for (size_t i = 0; i < trace->count; i++) {
		release_entry(&trace->entries[i]);
	}
	for (size_t i = 0; i < trace->count_count; i++) {
		free(trace->counts[i].path);
		free(trace->counts[i].method);
	}
	free(trace->entries);
	free(trace->counts);
	*trace = (struct trace){0};
}
