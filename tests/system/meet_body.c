// SPDX-License-Identifier: MIT
/*
 * meet_body FILE [STATUS [ID]] - what the graph port makes of a body.
 *
 * Answers every question of directory.h with the bytes of FILE and HTTP status
 * STATUS (200), as a whole answer and as the body of the one part of a batch
 * about user ID, and prints one line a question: "PLACE: ok ..." or "PLACE:
 * CODE: why not".  The answers come from a script; there is no network.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/observation.h"
#include "core/timestamp.h"
#include "graph/decode.h"
#include "graph/directory_impl.h"
#include "graph_fixture.h"

#define BODY_LIMIT_BYTES (1024 * 1024)

struct meeting {
	const char *body;
	int status;
	struct guid id;
	struct directory *directory;
	FILE *said; /* what the visitors have seen */
};

static const char *const code_names[] = {
	[ERROR_NONE] = "none",
	[ERROR_USAGE] = "usage",
	[ERROR_CONFIG] = "config",
	[ERROR_PERMISSION] = "permission",
	[ERROR_DISK] = "disk",
	[ERROR_WAIT] = "wait",
	[ERROR_REMOTE] = "remote",
	[ERROR_OUTDATED] = "outdated",
	[ERROR_INTERNAL] = "internal",
};

static const char *const plans_names[] = {
	[PLANS_NONE] = "none",
	[PLANS_ALIVE] = "alive",
	[PLANS_SUSPENDED] = "suspended",
	[PLANS_DELETED] = "deleted",
};

static const char *const probe_names[] = {
	[PROBE_NEVER] = "never",
	[PROBE_USER] = "user",
	[PROBE_SHARED] = "shared",
	[PROBE_NOT_FOUND] = "not-found",
	[PROBE_NO_USER] = "no-user",
	[PROBE_DENIED] = "denied",
	[PROBE_FAILED] = "failed",
};

static const char *
or_dash(const char *text)
{
	return text == NULL ? "-" : text;
}

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	struct meeting *meeting = context;
	struct plan_set plans = {0};
	struct sku_list skus = {0};
	struct observation seen = {0};
	char at[TIMESTAMP_TEXT_SIZE];
	char deleted[TIMESTAMP_TEXT_SIZE];

	(void)err;
	plan_set_init(&plans);
	observation_of_user(user, &plans, &skus, FIXTURE_NOW, &seen);
	fprintf(meeting->said, " [%s mail=%s plans=%s at=%s licenses=%zu%s%s]",
		or_dash(user->upn), or_dash(user->mail),
		plans_names[seen.plans],
		seen.plan_at == 0 ? "-" : timestamp_text(seen.plan_at, at),
		user->license_count, user->deleted ? " deleted=" : "",
		!user->deleted ? ""
		: user->deleted_at == 0
			? "-"
			: timestamp_text(user->deleted_at, deleted));
	return true;
}

static bool
see_found(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	struct meeting *meeting = context;

	(void)id;
	if (where == DIRECTORY_GONE) {
		fputs(" gone", meeting->said);
		return true;
	}
	return see_user(context, user, err);
}

static bool
see_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	struct meeting *meeting = context;

	(void)id;
	(void)err;
	fprintf(meeting->said, " %s", probe_names[answer]);
	return true;
}

static bool
see_removal(void *context, const struct audit_record *record, struct error *err)
{
	struct meeting *meeting = context;
	char user[GUID_TEXT_SIZE];
	char at[TIMESTAMP_TEXT_SIZE];

	(void)err;
	fprintf(meeting->said, " [%s %s by %s:", guid_text(&record->user, user),
		timestamp_text(record->at, at), or_dash(record->actor));
	for (size_t i = 0; i < record->removed_count; i++) {
		char sku[GUID_TEXT_SIZE];
		fprintf(meeting->said, " %s",
			guid_text(&record->removed_skus[i], sku));
	}
	fputs("]", meeting->said);
	return true;
}

static bool
ask_users(struct meeting *meeting, struct error *err)
{
	struct directory_listing listing = {0};
	bool ok = directory_lost_users_whole(
		meeting->directory, see_user, meeting, &listing, err);

	fprintf(meeting->said, " listed=%llu",
		(unsigned long long)listing.listed);
	return ok;
}

static bool
ask_filter(struct meeting *meeting, struct error *err)
{
	struct directory_listing listing = {0};
	bool ok = directory_lost_users_filtered(
		meeting->directory, see_user, meeting, &listing, err);

	fprintf(meeting->said, "%s%s", listing.has_count ? "" : " no-count",
		listing.refused ? " refused" : "");
	return ok;
}

static bool
ask_deleted(struct meeting *meeting, struct error *err)
{
	struct directory_listing listing = {0};

	return directory_deleted_users(
		meeting->directory, see_user, meeting, &listing, err);
}

static bool
ask_skus(struct meeting *meeting, struct error *err)
{
	struct sku_list list = {0};
	bool ok = directory_skus(meeting->directory, &list, err);

	for (size_t i = 0; i < list.count; i++) {
		fprintf(meeting->said, " [%s free=%lld plans=%zu]",
			or_dash(list.skus[i].part_number),
			(long long)sku_free_seats(&list.skus[i]),
			list.skus[i].plan_count);
	}
	sku_list_release(&list);
	return ok;
}

static bool
ask_audits(struct meeting *meeting, struct error *err)
{
	time_t covered_from = 0;
	bool permitted = false;
	bool ok = directory_removals(meeting->directory, 1, see_removal,
		meeting, &covered_from, &permitted, err);

	fputs(permitted ? "" : " not-permitted", meeting->said);
	return ok;
}

static bool
ask_by_id(struct meeting *meeting, struct error *err)
{
	return directory_users_by_id(
		meeting->directory, &meeting->id, 1, see_found, meeting, err);
}

static bool
ask_probe(struct meeting *meeting, struct error *err)
{
	return directory_probe(
		meeting->directory, &meeting->id, 1, see_probe, meeting, err);
}

/* The body stands for the token; what is asked with it is empty. */
static bool
ask_token(struct meeting *meeting, struct error *err)
{
	bool ok = ask_skus(meeting, err);
	const struct token *token = &meeting->directory->client.token;

	if (ok) {
		fprintf(meeting->said, " %zu bytes, good for %lld s",
			strlen(token->text),
			(long long)(token->renew_at - FIXTURE_NOW));
	}
	return ok;
}

enum shape { WHOLE, PART, TOKEN };

static const struct position {
	const char *name;
	enum shape shape;
	bool (*ask)(struct meeting *meeting, struct error *err);
} positions[] = {
	{"users", WHOLE, ask_users},
	{"filter", WHOLE, ask_filter},
	{"deleted", WHOLE, ask_deleted},
	{"skus", WHOLE, ask_skus},
	{"audits", WHOLE, ask_audits},
	{"batch", WHOLE, ask_by_id},
	{"probes", WHOLE, ask_probe},
	{"by-id", PART, ask_by_id},
	{"probe", PART, ask_probe},
	{"token", TOKEN, ask_token},
};

static void
meet(const struct position *position, struct meeting *meeting)
{
	char *part = mem_print("{\"responses\":[{\"id\":\"0\",\"status\":%d,"
			       "\"headers\":{\"Retry-After\":\"1\"},"
			       "\"body\":%s}]}",
		meeting->status, meeting->body);
	struct scripted_answer answers[] = {
		FIXTURE_TOKEN,
		{.body = position->shape == PART ? part : meeting->body,
			.status =
				position->shape == PART ? 200 : meeting->status,
			.retry_after = "1",
			.times = 100},
	};
	struct graph_fixture fixture;
	char *said = NULL;
	size_t size = 0;
	bool ok = false;

	if (position->shape == TOKEN) {
		answers[0] = (struct scripted_answer){
			.url = "subscribedSkus", .body = "{\"value\":[]}"};
		answers[1].url = "/token";
	}
	meeting->said = open_memstream(&said, &size);
	graph_fixture_open(&fixture, answers, 2);
	ok = directory_open(
		     &fixture.settings, &meeting->directory, &fixture.err) &&
	     position->ask(meeting, &fixture.err);
	if (fclose(meeting->said) != 0 ||
		(!ok && fixture.err.code == ERROR_NONE)) {
		abort();
	}
	printf("%s: %s%s%s\n", position->name,
		ok ? "ok" : code_names[fixture.err.code], ok ? "" : ": ",
		ok ? said : fixture.err.text);
	directory_free(meeting->directory);
	graph_fixture_close(&fixture);
	free(said);
	free(part);
}

int
main(int argc, char **argv)
{
	static const char nobody[] = "00000000-0000-0000-0000-000000000001";
	struct meeting meeting = {
		.status = argc > 2 ? (int)strtol(argv[2], NULL, 10) : 200};
	const char *id = argc > 3 ? argv[3] : nobody;
	char *body = mem_zeroed(BODY_LIMIT_BYTES, 1);
	FILE *file = argc > 1 ? fopen(argv[1], "rb") : NULL;

	if (file == NULL || !guid_parse(id, strlen(id), &meeting.id)) {
		fputs("Usage: meet_body FILE [STATUS [ID]]\n", stderr);
		return 2;
	}
	body[fread(body, 1, BODY_LIMIT_BYTES - 1, file)] = '\0';
	(void)fclose(file);
	meeting.body = body;
	for (size_t i = 0; i < sizeof(positions) / sizeof(positions[0]); i++) {
		meet(&positions[i], &meeting);
	}
	free(body);
	return 0;
}
