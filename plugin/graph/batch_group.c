// SPDX-License-Identifier: MIT
#include "graph/batch_group.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"
#include "graph/json.h"

static const char *const method_names[] = {
	[HTTP_GET] = "GET",
	[HTTP_POST] = "POST",
	[HTTP_PATCH] = "PATCH",
};

void
batch_group_init(struct batch_group *group, const struct batch *batch,
	size_t first, size_t count)
{
	*group = (struct batch_group){
		.batch = batch, .first = first, .count = count};
}

void
batch_group_release(struct batch_group *group)
{
	free(group->url);
	free(group->body);
	*group = (struct batch_group){0};
}

size_t
batch_group_left(const struct batch_group *group)
{
	size_t left = 0;

	for (size_t i = 0; i < group->count; i++) {
		left += !group->is_done[i];
	}
	return left;
}

/* URLs and bodies are ours: nothing in them needs escaping. */
static void
write_part(const struct batch_group *group, size_t part, FILE *out)
{
	struct batch_request request = {0};

	group->batch->request(
		group->batch->context, group->first + part, &request);
	(void)fprintf(out, "{\"id\":\"%zu\",\"method\":\"%s\",\"url\":\"%s\"",
		part, method_names[request.method], request.url);
	if (request.body != NULL) {
		(void)fprintf(out,
			",\"headers\":{\"Content-Type\":\"application/json\"},"
			"\"body\":%s",
			request.body);
	}
	(void)fputs("}", out);
	free(request.body);
}

static char *
write_parts(const struct batch_group *group)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);
	const char *separator = "";

	(void)fputs("{\"requests\":[", out);
	for (size_t i = 0; i < group->count; i++) {
		if (!group->is_done[i]) {
			(void)fputs(separator, out);
			write_part(group, i, out);
			separator = ",";
		}
	}
	(void)fputs("]}", out);
	(void)fclose(out);
	return text;
}

static void
compose_direct(struct batch_group *group, struct client *client,
	enum http_method *method)
{
	struct batch_request request = {0};

	while (group->is_done[group->direct_part]) {
		group->direct_part++;
	}
	group->batch->request(group->batch->context,
		group->first + group->direct_part, &request);
	*method = request.method;
	group->url = client_url(client, request.url);
	group->body = request.body;
}

void
batch_group_compose(struct batch_group *group, struct client *client)
{
	enum http_method method = HTTP_POST;
	bool was_renewed = group->question.was_renewed;
	unsigned tries = group->question.call.tries;

	free(group->url);
	free(group->body);
	group->direct_part = 0;
	group->is_direct =
		group->batch->is_write && batch_group_left(group) == 1;
	if (group->is_direct) {
		compose_direct(group, client, &method);
	} else {
		group->url = client_url(client, "/$batch");
		group->body = write_parts(group);
	}
	group->question = (struct question){
		.call = {.method = method,
			.url = group->url,
			.what = group->batch->what,
			.body = group->body,
			.body_length =
				group->body == NULL ? 0 : strlen(group->body),
			.limit_bytes = JSON_LIMIT_BYTES,
			.may_repeat = !group->batch->is_write,
			.tries = tries},
		.was_renewed = was_renewed,
	};
}

bool
batch_group_hand_on(struct batch_group *group, size_t part,
	const struct batch_answer *answer, struct error *err)
{
	group->is_done[part] = true;
	return group->batch->answer(
		group->batch->context, group->first + part, answer, err);
}

bool
batch_group_give_up(struct batch_group *group,
	const struct batch_answer *answer, struct error *err)
{
	for (size_t i = 0; i < group->count; i++) {
		if (!group->is_done[i] &&
			!batch_group_hand_on(group, i, answer, err)) {
			return false;
		}
	}
	return true;
}
