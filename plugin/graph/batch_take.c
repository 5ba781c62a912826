// SPDX-License-Identifier: MIT
/* What the answer to a group of requests says of each. */
#include "graph/batch_group.h"

#include <string.h>

#include "graph/json.h"
#include "graph/retry_after.h"

/* The parts of an answer, by the request they belong to. */
struct parts {
	struct json_object *of[BATCH_SIZE];
	int status[BATCH_SIZE];
	size_t seen[BATCH_SIZE];
	bool has_stray;
};

static void
find_part(const struct batch_group *group, struct json_object *part,
	struct parts *parts)
{
	int64_t index = -1;
	int64_t status = 0;

	if (!json_integer(part, "id", &index) || index < 0 ||
		(uint64_t)index >= group->count || group->is_done[index] ||
		!json_integer(part, "status", &status) || status < 100 ||
		status > 599) {
		parts->has_stray = true;
		return;
	}
	parts->of[index] = part;
	parts->status[index] = (int)status;
	parts->seen[index]++;
}

static bool
find_parts(const struct batch_group *group, struct json_object *answer,
	struct parts *parts, struct error *err)
{
	struct json_object *list = json_member(answer, "responses");
	size_t count = 0;

	if (!json_object_is_type(list, json_type_array)) {
		return error_set(err, ERROR_REMOTE,
			"the batch was answered without a list of responses");
	}
	count = json_object_array_length(list);
	for (size_t i = 0; i < count; i++) {
		find_part(group, json_object_array_get_idx(list, i), parts);
	}
	return true;
}

/* A read that is answered with nonsense is no answer at all. */
static bool
check_parts(const struct batch_group *group, const struct parts *parts,
	struct error *err)
{
	for (size_t i = 0; i < group->count; i++) {
		if (parts->has_stray || parts->seen[i] > 1) {
			return error_set(err, ERROR_REMOTE,
				"a part of the batch has no usable id or "
				"status");
		}
		if (!group->is_done[i] && parts->seen[i] == 0) {
			return error_set(err, ERROR_REMOTE,
				"a part of the batch was not answered");
		}
	}
	return true;
}

static const char *
part_header(struct json_object *part, const char *name)
{
	struct json_object *header =
		json_member_nocase(json_member(part, "headers"), name);

	/* A number is as good as its text. */
	return header == NULL ? NULL : json_object_get_string(header);
}

/* What those that go out again have to wait for. */
struct wait {
	int64_t s;
	bool is_needed;
	bool was_asked;
	bool must_renew;
	size_t refused;
};

/* Whether a part has to be sent again. */
static bool
must_repeat(const struct batch_group *group, struct client *client,
	struct json_object *part, int status, struct wait *wait)
{
	struct exchange *exchange = &client->exchange;
	const struct batch *batch = group->batch;
	int64_t wait_s = 0;

	if (status == 401 && !group->question.was_renewed) {
		wait->must_renew = true;
		return true;
	}
	if (!exchange_status_passes(status, !batch->is_write) ||
		(!batch->is_write && group->rounds >= batch->tries)) {
		return false;
	}
	if (retry_after_parse(part_header(part, "Retry-After"),
		    exchange_now(exchange), &wait_s)) {
		wait->was_asked = true;
	} else {
		wait_s = retry_after_backoff(
			group->rounds - 1, &exchange->random);
	}
	wait->is_needed = true;
	wait->refused += status == 429;
	if (wait_s > wait->s) {
		wait->s = wait_s;
	}
	return true;
}

static bool
hand_on_part(struct batch_group *group, size_t index, const struct parts *parts,
	struct error *err)
{
	struct json_object *part = parts->of[index];
	struct batch_answer answer = {
		.status = parts->status[index],
		.body = json_member(part, "body"),
		.request_id = part_header(part, "request-id"),
	};

	if (parts->seen[index] != 1) {
		answer = (struct batch_answer){
			.reason = parts->seen[index] == 0
					  ? "the answer leaves this part out"
					  : "the answer contradicts itself",
			.is_lost = true,
		};
	}
	return batch_group_hand_on(group, index, &answer, err);
}

/* Those that are final are handed on, the others say when. */
static bool
sort_parts(struct batch_group *group, struct client *client,
	const struct parts *parts, struct wait *wait, struct error *err)
{
	for (size_t i = 0; i < group->count; i++) {
		if (group->is_done[i] ||
			(parts->seen[i] == 1 &&
				must_repeat(group, client, parts->of[i],
					parts->status[i], wait))) {
			continue;
		}
		if (!hand_on_part(group, i, parts, err)) {
			return false;
		}
	}
	return true;
}

static bool
plan_repeat(struct batch_group *group, struct client *client,
	const struct wait *wait, struct batch_later *later, struct error *err)
{
	struct error late = {0};
	struct batch_answer too_late = {.status = 429, .reason = late.text};

	if (wait->must_renew) {
		group->question.was_renewed = true;
		client->token.renew_at = 0;
	}
	if (!wait->is_needed) {
		return true;
	}
	later->refused = wait->refused;
	later->was_asked = wait->was_asked || wait->refused > 0;
	if (exchange_due(&client->exchange, wait->s, wait->was_asked,
		    group->batch->what, &later->at, &late)) {
		return true;
	}
	if (!group->batch->is_write) {
		*err = late;
		return false;
	}
	return batch_group_give_up(group, &too_late, err);
}

/* What cannot be understood may have taken effect. */
static bool
take_nonsense(
	struct batch_group *group, const struct error *why, struct error *err)
{
	const struct batch_answer lost = {.reason = why->text, .is_lost = true};

	if (!group->batch->is_write) {
		*err = *why;
		return false;
	}
	return batch_group_give_up(group, &lost, err);
}

static bool
take_direct(struct batch_group *group, const struct http_response *response,
	struct json_object *body, struct error *err)
{
	const struct batch_answer answer = {
		.status = response->status,
		.body = body,
		.request_id = response->request_id,
	};

	return batch_group_hand_on(group, group->direct_part, &answer, err);
}

bool
batch_group_take(struct batch_group *group, struct client *client,
	const struct http_response *response, struct batch_later *later,
	struct error *err)
{
	struct error why = {0};
	struct json_object *answer =
		json_read(response->body, response->body_length, &why);
	struct parts parts = {0};
	struct wait wait = {0};
	bool ok = false;

	*later = (struct batch_later){0};
	if (group->is_direct) {
		ok = take_direct(group, response, answer, err);
	} else if (answer == NULL || !find_parts(group, answer, &parts, &why) ||
		   (!group->batch->is_write &&
			   !check_parts(group, &parts, &why))) {
		ok = take_nonsense(group, &why, err);
	} else {
		ok = sort_parts(group, client, &parts, &wait, err) &&
		     plan_repeat(group, client, &wait, later, err);
	}
	json_object_put(answer);
	return ok;
}
