// SPDX-License-Identifier: MIT
/* Answers made to cost us memory or time: refused early, or read in a line. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

#include "core/mem.h"
#include "graph/json.h"
#include "graph/prefilter.h"
#include "graph_fixture.h"

#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define PATIENCE_S 60 /* far more than what is bounded takes */

/* `piece` again and again until `size` is reached, between `head` and `tail`.
 */
static char *
repeat(const char *head, const char *piece, size_t size, const char *tail)
{
	size_t head_length = strlen(head);
	size_t length = strlen(piece);
	char *text =
		mem_zeroed(head_length + size + length + strlen(tail) + 1, 1);
	size_t at = head_length;

	memcpy(text, head, head_length);
	for (; at < head_length + size; at += length) {
		memcpy(text + at, piece, length);
	}
	memcpy(text + at, tail, strlen(tail) + 1);
	return text;
}

/* A tree takes fifty times the bytes it is made of. */
static void
test_tree(void **state)
{
	char *text = repeat("[0", ",0", JSON_LIMIT_BYTES, "]");
	struct error err = {0};

	(void)state;
	assert_null(json_read(text, strlen(text), &err));
	assert_int_equal(err.code, ERROR_REMOTE);
	assert_non_null(strstr(err.text, "larger than 4194304 bytes"));
	free(text);
	text = repeat("[0", ",0", JSON_LIMIT_BYTES / 2, "]");
	struct json_object *tree = json_read(text, strlen(text), &err);
	assert_non_null(tree);
	json_object_put(tree);
	free(text);
}

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	(void)context;
	(void)user;
	(void)err;
	return true;
}

/* Thousands of words that may mean a loss, each with much around it. */
static void
test_words(void **state)
{
	static const char *const pieces[] = {
		"\"capabilityStatus\":\"Deleted\",",
		"\"x\":{\"capabilityStatus\":\"Deleted\"},",
	};
	struct plan_set plans = {0};

	(void)state;
	plan_set_init(&plans);
	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		char *text = repeat(
			"{\"value\":[{\"id\":"
			"\"00000000-0000-0000-0000-000000000001\","
			"\"assignedLicenses\":[],\"assignedPlans\":[],",
			pieces[i], JSON_LIMIT_BYTES - 4096, "\"y\":1}]}");
		struct page page = {0};
		struct error err = {0};
		uint64_t listed = 0;
		(void)alarm(PATIENCE_S);
		assert_true(page_open(text, strlen(text), &page, &err));
		assert_true(prefilter_lost_by_bytes(
			&page, &plans, see_user, NULL, &listed, &err));
		(void)alarm(0);
		assert_int_equal(listed, 1);
		free(text);
	}
}

/* The beginning of a page is looked at again with each packet. */
static void
test_look_ahead(void **state)
{
	char *text = repeat("{\"@odata.context\":\"", "x", 1024 * 1024, "");
	struct page page = {0};

	(void)state;
	assert_int_equal(page_look_ahead(text, 1000, &page), PAGE_HEAD_MORE);
	assert_int_equal(
		page_look_ahead(text, strlen(text), &page), PAGE_HEAD_NONE);
	free(text);
}

/* Products are gathered, not visited. */
static void
test_products(void **state)
{
	char *text = repeat("{\"value\":[",
		"{\"skuId\":\"" PLAN "\",\"servicePlans\":[]},", 700000,
		"{\"skuId\":\"" PLAN "\",\"servicePlans\":[]}]}");
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN, {.url = "/subscribedSkus", .body = text}};
	struct graph_fixture f;
	struct directory *directory = NULL;
	struct sku_list list = {0};

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_false(directory_skus(directory, &list, &f.err));
	assert_non_null(strstr(f.err.text, "more than 10000 products"));
	directory_free(directory);
	graph_fixture_close(&f);
	free(text);
}

/* What Graph asked for and what we chose are told apart. */
static void
test_own_patience(void **state)
{
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN, {.status = 502, .times = 99}};
	struct graph_fixture f;
	struct directory *directory = NULL;
	struct directory_facts facts = {0};
	struct sku_list list = {0};

	(void)state;
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	f.settings.until = FIXTURE_NOW + 20;
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_false(directory_skus(directory, &list, &f.err));
	assert_int_equal(f.err.code, ERROR_WAIT);
	assert_non_null(strstr(f.err.text, "HTTP status 502 for products"));
	assert_null(strstr(f.err.text, "left alone"));
	directory_facts(directory, &facts);
	assert_int_equal(facts.not_before, 0);
	directory_free(directory);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_tree),
		cmocka_unit_test(test_words),
		cmocka_unit_test(test_look_ahead),
		cmocka_unit_test(test_products),
		cmocka_unit_test(test_own_patience),
	};

	return cmocka_run_group_tests_name("bounds", tests, NULL, NULL);
}
