// SPDX-License-Identifier: MIT
/*
 * Whatever Graph answers to the listings of one collector run: what is handed
 * on is whole, or there is an error; no page is followed to another host, and
 * there is an end.  The first letter says which listing; parts between lines of
 * "---" are one page each.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "graph/directory.h"
#include "graph/licensing.h"
#include "graph_fixture.h"

#define PAGES 6

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	size_t *seen = context;

	(void)err;
	expect(!guid_is_nil(&user->id));
	++*seen;
	return true;
}

static bool
see_record(void *context, const struct audit_record *record, struct error *err)
{
	size_t *seen = context;

	(void)err;
	expect(record->at > 0);
	++*seen;
	return true;
}

static bool
read_skus(struct directory *directory, struct error *err)
{
	struct sku_list list = {0};
	bool ok = directory_skus(directory, &list, err);

	expect(ok || list.count == 0);
	sku_list_release(&list);
	return ok;
}

static bool
find_group(struct directory *directory, struct error *err)
{
	const struct guid user = {{1}};
	char *group = NULL;
	bool ok = licensing_group_of_loss(
		directory, &user, FIXTURE_NOW - 3600, FIXTURE_NOW, &group, err);

	expect(ok || group == NULL);
	expect(group == NULL || *group != '\0');
	free(group);
	return ok;
}

static bool
ask(struct directory *directory, uint8_t which, struct error *err)
{
	struct directory_listing listing = {0};
	size_t seen = 0;
	time_t covered_from = 0;
	bool permitted = false;

	switch (which) {
	case 'w':
		return directory_lost_users_whole(
			directory, see_user, &seen, &listing, err);
	case 'f':
		return directory_lost_users_filtered(
			directory, see_user, &seen, &listing, err);
	case 's':
		return read_skus(directory, err);
	case 'a':
		return directory_removals(directory, FIXTURE_NOW - 100000,
			see_record, &seen, &covered_from, &permitted, err);
	case 'g':
		return find_group(directory, err);
	default:
		return directory_deleted_users(
			directory, see_user, &seen, &listing, err);
	}
}

static size_t
cut(char *text, struct scripted_answer *answers)
{
	static const int statuses[] = {200, 200, 200, 400, 403, 500};
	size_t count = 0;

	while (text != NULL && count < PAGES) {
		char *end = strstr(text, "\n---\n");
		if (end != NULL) {
			*end = '\0';
			end += 5;
		}
		answers[count++] =
			(struct scripted_answer){.url = "https://graph.test/",
				.body = text,
				.head_bytes = strlen(text) / 2,
				.status = statuses[strlen(text) % 6]};
		text = end;
	}
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct scripted_answer answers[1 + PAGES] = {FIXTURE_TOKEN};
	struct directory *directory = NULL;
	struct graph_fixture f;
	char *text = NULL;
	bool ok = false;

	if (size == 0) {
		return 0;
	}
	text = mem_text_n((const char *)data + 1, size - 1);
	graph_fixture_open(&f, answers, 1 + cut(text, answers + 1));
	expect(directory_open(&f.settings, &directory, &f.err));
	ok = ask(directory, *data, &f.err);
	expect(ok == (f.err.code == ERROR_NONE));
	for (size_t i = 0; i < f.script->request_count; i++) {
		const char *url = f.script->requests[i].url;
		expect((strncasecmp(url, "https://graph.test", 18) == 0 ||
			       strncasecmp(url, "https://login.test", 18) ==
				       0) &&
			(url[18] == '\0' || strchr("/?#:", url[18]) != NULL));
	}
	directory_free(directory);
	graph_fixture_close(&f);
	free(text);
	return 0;
}
