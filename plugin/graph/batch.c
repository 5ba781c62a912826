// SPDX-License-Identifier: MIT
#include "graph/batch.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/json.h"
#include "graph/retry_after.h"

/* Up to BATCH_SIZE reads that go out together until each has its answer. */
struct group {
	struct client *client;
	const struct batch *batch;
	size_t first;
	size_t count;
	bool is_done[BATCH_SIZE];
	bool is_answered[BATCH_SIZE]; /* in the present round */
	unsigned tries;
	bool was_renewed;
	bool must_renew;
	int64_t wait_s;
	bool was_asked; /* to wait, by a Retry-After */
};

/* Reads only, and URLs that we wrote: nothing in them needs escaping. */
static char *
compose(const struct group *group)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);
	const char *separator = "";

	if (out == NULL) {
		abort();
	}
	(void)fputs("{\"requests\":[", out);
	for (size_t i = 0; i < group->count; i++) {
		char url[BATCH_URL_SIZE] = "";
		if (group->is_done[i]) {
			continue;
		}
		group->batch->url(group->batch->context, group->first + i, url);
		(void)fprintf(out,
			"%s{\"id\":\"%zu\",\"method\":\"GET\",\"url\":\"%s\"}",
			separator, i, url);
		separator = ",";
	}
	(void)fputs("]}", out);
	if (fclose(out) != 0) {
		abort();
	}
	return text;
}

/* Which of the group's reads a part answers. */
static bool
find_part(struct group *group, struct json_object *part, size_t *index)
{
	int64_t number = -1;

	if (!json_integer(part, "id", &number) || number < 0 ||
		(uint64_t)number >= group->count || group->is_done[number] ||
		group->is_answered[number]) {
		return false;
	}
	*index = (size_t)number;
	return true;
}

static void
note_wait(struct group *group, struct json_object *part)
{
	struct exchange *exchange = &group->client->exchange;
	struct json_object *header =
		json_member_nocase(json_member(part, "headers"), "Retry-After");
	/* A number is as good as its text. */
	const char *text =
		header == NULL ? NULL : json_object_get_string(header);
	int64_t wait_s = 0;

	if (retry_after_parse(text, exchange_now(exchange), &wait_s)) {
		group->was_asked = true;
	} else {
		wait_s = retry_after_backoff(
			group->tries - 1, &exchange->random);
	}
	if (wait_s > group->wait_s) {
		group->wait_s = wait_s;
	}
}

static bool
take_part(struct group *group, struct json_object *part, struct error *err)
{
	const struct batch *batch = group->batch;
	size_t index = 0;
	int64_t status = 0;

	if (!find_part(group, part, &index) ||
		!json_integer(part, "status", &status) || status < 100 ||
		status > 599) {
		return error_set(err, ERROR_REMOTE,
			"a part of the batch has no usable id or status");
	}
	group->is_answered[index] = true;
	if (status == 401 && !group->was_renewed) {
		group->must_renew = true;
		return true;
	}
	if (exchange_status_passes((int)status, true) &&
		group->tries < batch->tries) {
		note_wait(group, part);
		return true;
	}
	group->is_done[index] = true;
	return batch->answer(batch->context, group->first + index, (int)status,
		json_member(part, "body"), err);
}

static bool
take_parts(struct group *group, struct json_object *answer, struct error *err)
{
	struct json_object *parts = json_member(answer, "responses");
	size_t count = 0;

	if (!json_object_is_type(parts, json_type_array)) {
		return error_set(err, ERROR_REMOTE,
			"the batch was answered without a list of responses");
	}
	count = json_object_array_length(parts);
	memset(group->is_answered, 0, sizeof(group->is_answered));
	for (size_t i = 0; i < count; i++) {
		if (!take_part(
			    group, json_object_array_get_idx(parts, i), err)) {
			return false;
		}
	}
	for (size_t i = 0; i < group->count; i++) {
		if (!group->is_done[i] && !group->is_answered[i]) {
			return error_set(err, ERROR_REMOTE,
				"a part of the batch was not answered");
		}
	}
	return true;
}

static bool
send_round(struct group *group, const char *url, struct error *err)
{
	char *body = compose(group);
	struct question question = {
		.call = {.method = HTTP_POST,
			.url = url,
			.what = group->batch->what,
			.body = body,
			.body_length = strlen(body),
			.limit_bytes = JSON_LIMIT_BYTES,
			.may_repeat = true},
		.was_renewed = group->was_renewed,
	};
	struct http_response response = {0};
	struct json_object *answer = NULL;
	bool ok = false;

	group->tries++;
	if (!client_take(group->client, &question, &response, err)) {
		goto out;
	}
	group->was_renewed = question.was_renewed;
	if (response.status != 200) {
		(void)client_refused(&question, &response, err);
		goto out;
	}
	answer = json_read(response.body, response.body_length, err);
	ok = answer != NULL && take_parts(group, answer, err);
out:
	exchange_drop(&group->client->exchange, &question.call);
	json_object_put(answer);
	free(body);
	return ok;
}

static bool
is_complete(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++) {
		if (!group->is_done[i]) {
			return false;
		}
	}
	return true;
}

static bool
read_group(struct group *group, const char *url, struct error *err)
{
	while (!is_complete(group)) {
		group->wait_s = 0;
		group->was_asked = false;
		group->must_renew = false;
		if (!send_round(group, url, err)) {
			return false;
		}
		if (group->must_renew) {
			group->was_renewed = true;
			group->client->token.renew_at = 0;
		}
		if (group->wait_s > 0 &&
			!exchange_pause(&group->client->exchange, group->wait_s,
				group->was_asked, group->batch->what, err)) {
			return false;
		}
	}
	return true;
}

bool
batch_read(struct client *client, const struct batch *batch, struct error *err)
{
	char *url = client_url(client, "/$batch");
	bool ok = true;

	for (size_t first = 0; ok && first < batch->count;
		first += BATCH_SIZE) {
		struct group group = {.client = client,
			.batch = batch,
			.first = first,
			.count = batch->count - first};
		if (group.count > BATCH_SIZE) {
			group.count = BATCH_SIZE;
		}
		ok = read_group(&group, url, err);
	}
	free(url);
	return ok || error_prefix(err, "batch of %s", batch->what);
}
