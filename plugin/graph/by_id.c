// SPDX-License-Identifier: MIT
/* Questions about single users, through $batch. */
#include "graph/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/batch.h"
#include "graph/decode.h"
#include "graph/directory_impl.h"
#include "graph/json.h"

#define BY_ID_TRIES 8
#define PROBE_TRIES 4

/* ---- users, wherever they are ---- */

struct search {
	const struct guid *ids;
	directory_found_fn *visit;
	void *context;
	struct guid *missing; /* 404 among the active ones */
	size_t missing_count;
};

static void
ask_active(void *context, size_t index, struct batch_request *request)
{
	const struct search *search = context;
	char id[GUID_TEXT_SIZE];

	(void)snprintf(request->url, BATCH_URL_SIZE,
		"/users/%s?$select=" DECODE_USER_SELECT,
		guid_text(&search->ids[index], id));
}

static void
ask_deleted(void *context, size_t index, struct batch_request *request)
{
	const struct search *search = context;
	char id[GUID_TEXT_SIZE];

	(void)snprintf(request->url, BATCH_URL_SIZE,
		"/directory/deletedItems/%s/microsoft.graph.user"
		"?$select=deletedDateTime," DECODE_USER_SELECT,
		guid_text(&search->missing[index], id));
}

static bool
visit_found(struct search *search, const struct guid *id, bool deleted,
	struct json_object *body, struct error *err)
{
	struct user user = {0};
	bool ok = false;
	char text[GUID_TEXT_SIZE];

	if (!decode_user(body, deleted, &user, err)) {
		return error_prefix(err, "user %s", guid_text(id, text));
	}
	if (!guid_equal(&user.id, id)) {
		ok = error_set(err, ERROR_REMOTE,
			"asked for user %s, another one was answered",
			guid_text(id, text));
	} else {
		ok = search->visit(search->context, id,
			deleted ? DIRECTORY_DELETED : DIRECTORY_ACTIVE, &user,
			err);
	}
	user_release(&user);
	return ok;
}

static bool
take_active(void *context, size_t index, const struct batch_answer *answer,
	struct error *err)
{
	struct search *search = context;
	const struct guid *id = &search->ids[index];

	if (answer->status == 200) {
		return visit_found(search, id, false, answer->body, err);
	}
	if (answer->status == 404) {
		search->missing[search->missing_count++] = *id;
		return true;
	}
	return client_refused_part(
		"a user by id", "/users", answer->status, answer->body, err);
}

static bool
take_deleted(void *context, size_t index, const struct batch_answer *answer,
	struct error *err)
{
	struct search *search = context;
	const struct guid *id = &search->missing[index];

	if (answer->status == 200) {
		return visit_found(search, id, true, answer->body, err);
	}
	if (answer->status == 404) {
		return search->visit(
			search->context, id, DIRECTORY_GONE, NULL, err);
	}
	return client_refused_part("a deleted user by id",
		"/directory/deletedItems", answer->status, answer->body, err);
}

bool
directory_users_by_id(struct directory *directory, const struct guid *ids,
	size_t count, directory_found_fn *visit, void *context,
	struct error *err)
{
	struct search search = {
		.ids = ids,
		.visit = visit,
		.context = context,
		.missing = mem_zeroed(count, sizeof(*ids)),
	};
	const struct batch active = {
		.what = "users by id",
		.count = count,
		.tries = BY_ID_TRIES,
		.request = ask_active,
		.answer = take_active,
		.context = &search,
	};
	bool ok = batch_send(&directory->client, &active, err);

	if (ok) {
		const struct batch deleted = {
			.what = "deleted users by id",
			.count = search.missing_count,
			.tries = BY_ID_TRIES,
			.request = ask_deleted,
			.answer = take_deleted,
			.context = &search,
		};
		ok = batch_send(&directory->client, &deleted, err);
	}
	free(search.missing);
	return ok;
}

/* ---- the mailbox probe ---- */

struct probing {
	const struct guid *ids;
	directory_probe_fn *visit;
	void *context;
};

static void
ask_probe(void *context, size_t index, struct batch_request *request)
{
	const struct probing *probing = context;
	char id[GUID_TEXT_SIZE];

	(void)snprintf(request->url, BATCH_URL_SIZE,
		"/users/%s/mailboxSettings/userPurpose",
		guid_text(&probing->ids[index], id));
}

static enum probe_answer
purpose(const char *value)
{
	if (*value == '\0') {
		return PROBE_FAILED;
	}
	if (strcmp(value, "shared") == 0 || strcmp(value, "room") == 0 ||
		strcmp(value, "equipment") == 0) {
		return PROBE_SHARED;
	}
	return PROBE_USER;
}

static enum probe_answer
classify(int status, struct json_object *body)
{
	const char *code = json_text(json_member(body, "error"), "code");

	if (status == 200) {
		return purpose(json_text(body, "value"));
	}
	if (status == 403) {
		return PROBE_DENIED;
	}
	if (status == 404 && strcmp(code, "MailboxNotEnabledForRESTAPI") == 0) {
		return PROBE_NOT_FOUND;
	}
	if (status == 404 && strcmp(code, "Request_ResourceNotFound") == 0) {
		return PROBE_NO_USER;
	}
	return PROBE_FAILED;
}

static bool
take_probe(void *context, size_t index, const struct batch_answer *answer,
	struct error *err)
{
	struct probing *probing = context;

	return probing->visit(probing->context, &probing->ids[index],
		classify(answer->status, answer->body), err);
}

bool
directory_probe(struct directory *directory, const struct guid *ids,
	size_t count, directory_probe_fn *visit, void *context,
	struct error *err)
{
	struct probing probing = {ids, visit, context};
	const struct batch batch = {
		.what = "mailbox probes",
		.count = count,
		.tries = PROBE_TRIES,
		.request = ask_probe,
		.answer = take_probe,
		.context = &probing,
	};

	return batch_send(&directory->client, &batch, err);
}
