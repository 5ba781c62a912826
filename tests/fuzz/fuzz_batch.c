// SPDX-License-Identifier: MIT
/*
 * The answer to a batch of reads: users by their id, and whether mailboxes
 * answer.  Whatever comes, nobody is answered for twice, nor somebody who was
 * not asked for, and where it went well everybody is.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/directory.h"
#include "graph_fixture.h"

#define ASKED 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
	unsigned seen[ASKED];
};

static void
count(struct tally *tally, const struct guid *id)
{
	size_t place = (size_t)(id->bytes[0] - 1);

	if (place >= ASKED || ++tally->seen[place] > 1) {
		abort();
	}
}

static bool
see_user(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	(void)err;
	if ((where == DIRECTORY_GONE) != (user == NULL) ||
		(user != NULL && !guid_equal(&user->id, id))) {
		abort();
	}
	count(context, id);
	return true;
}

static bool
see_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	(void)err;
	if (answer == PROBE_NEVER || answer > PROBE_FAILED) {
		abort();
	}
	count(context, id);
	return true;
}

static void
ask(const char *body, bool is_probe)
{
	/* What is asked again is answered the same, three times. */
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/v1.0/", .body = body},
		{.url = "/v1.0/", .body = body},
		{.url = "/v1.0/", .body = body}};
	const struct guid ids[ASKED] = {{{1}}, {{2}}, {{3}}};
	struct graph_fixture f;
	struct directory *directory = NULL;
	struct tally tally = {{0}};
	bool ok = false;

	graph_fixture_open(&f, answers, sizeof(answers) / sizeof(answers[0]));
	if (!directory_open(&f.settings, &directory, &f.err)) {
		abort();
	}
	ok = is_probe ? directory_probe(directory, ids, ASKED, see_probe,
				&tally, &f.err)
		      : directory_users_by_id(directory, ids, ASKED, see_user,
				&tally, &f.err);
	if (ok == (f.err.code != ERROR_NONE)) {
		abort();
	}
	for (size_t i = 0; ok && i < ASKED; i++) {
		if (tally.seen[i] != 1) {
			abort();
		}
	}
	directory_free(directory);
	graph_fixture_close(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = mem_text_n((const char *)data, size);

	ask(body, false);
	ask(body, true);
	free(body);
	return 0;
}
