// SPDX-License-Identifier: MIT
/* Many writes: several batches under way, none twice, none left out. */
#include "graph/licensing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "graph_fixture.h"

#define WRITES 1000

static void
fill(struct licensing_write writes[WRITES])
{
	for (size_t i = 0; i < WRITES; i++) {
		writes[i] = (struct licensing_write){
			.kind = WRITE_ASSIGN, .sku = {{0xee}}};
		writes[i].user.bytes[0] = (unsigned char)(i / 250 + 1);
		writes[i].user.bytes[1] = (unsigned char)(i % 250);
	}
}

struct tally {
	unsigned char seen[WRITES];
	size_t results[WRITE_REFUSED + 1];
	size_t fail_at; /* 0: never */
	size_t count;
};

static bool
count_answer(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	struct tally *tally = context;

	tally->seen[index]++;
	tally->results[answer->result]++;
	if (++tally->count == tally->fail_at) {
		return error_set(err, ERROR_DISK, "the disk is full");
	}
	return true;
}

static char *
parts_done(size_t count)
{
	char *body = mem_text("{\"responses\":[");

	for (size_t i = 0; i < count; i++) {
		char *longer = mem_print(
			"%s%s{\"id\":\"%zu\",\"status\":200,\"body\":{}}", body,
			i == 0 ? "" : ",", i);
		free(body);
		body = longer;
	}
	body = mem_resize(body, strlen(body) + 3, 1);
	memcpy(body + strlen(body), "]}", 3);
	return body;
}

/* Eight under way at a time, no more; each is answered once. */
static void
test_many(void **state)
{
	char *twenty = parts_done(20);
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch", .body = twenty, .takes_s = 1, .times = 50}};
	struct licensing_write writes[WRITES];
	struct tally tally = {0};
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	fill(writes);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_true(licensing_send(
		directory, writes, WRITES, count_answer, &tally, &f.err));
	assert_int_equal(f.script->busiest, 8);
	assert_int_equal(f.script->request_count, 51);
	assert_int_equal(tally.results[WRITE_DONE], 1000);
	for (size_t i = 0; i < WRITES; i++) {
		assert_int_equal(tally.seen[i], 1);
	}
	/* 50 batches of a second, eight at a time */
	assert_int_equal(f.script->now - FIXTURE_NOW, 7);
	directory_free(directory);
	graph_fixture_close(&f);
	free(twenty);
}

/* Time runs out: some were lost, the rest never sent, none is left out. */
static void
test_time_is_over(void **state)
{
	char *twenty = parts_done(20);
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch", .body = twenty, .takes_s = 1},
		{.url = "/$batch",
			.body = twenty,
			.takes_s = 9999,
			.times = 50}};
	struct licensing_write writes[WRITES];
	struct tally tally = {0};
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	fill(writes);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_true(licensing_send(
		directory, writes, WRITES, count_answer, &tally, &f.err));
	assert_int_equal(tally.results[WRITE_DONE], 20);
	assert_int_equal(tally.results[WRITE_LOST], 160);
	assert_int_equal(tally.results[WRITE_BUSY], 1000 - 180);
	assert_int_equal(f.script->busy, 0);
	for (size_t i = 0; i < WRITES; i++) {
		assert_int_equal(tally.seen[i], 1);
	}
	directory_free(directory);
	graph_fixture_close(&f);
	free(twenty);
}

/* Who cannot write down what happened wants nothing more to happen. */
static void
test_listener_fails(void **state)
{
	char *twenty = parts_done(20);
	const struct scripted_answer answers[] = {
		FIXTURE_TOKEN, {.url = "/$batch", .body = twenty, .times = 50}};
	struct licensing_write writes[WRITES];
	struct tally tally = {.fail_at = 30};
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	fill(writes);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	assert_false(licensing_send(
		directory, writes, WRITES, count_answer, &tally, &f.err));
	assert_int_equal(f.err.code, ERROR_DISK);
	assert_int_equal(tally.count, 30);
	assert_int_equal(f.script->request_count, 1 + 8 + 1);
	assert_int_equal(f.script->busy, 0);
	directory_free(directory);
	graph_fixture_close(&f);
	free(twenty);
}

/* Others wait, too: what cannot be sent now is handed back, not waited for. */
static void
test_patience(void **state)
{
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/$batch",
			.status = 429,
			.retry_after = "60",
			.times = 8},
		{.url = "/$batch", .status = 429, .retry_after = "60"}};
	struct licensing_write writes[WRITES];
	struct tally tally = {0};
	struct directory_facts facts = {0};
	struct graph_fixture f;
	struct directory *directory = NULL;

	(void)state;
	fill(writes);
	graph_fixture_open(&f, answers, COUNT_OF(answers));
	assert_true(directory_open(&f.settings, &directory, &f.err));
	directory_allow(directory, f.settings.until, 1);
	assert_true(licensing_send(
		directory, writes, WRITES, count_answer, &tally, &f.err));
	assert_int_equal(tally.results[WRITE_BUSY], WRITES);
	assert_int_equal(f.script->now, FIXTURE_NOW);
	assert_int_equal(f.script->request_count, 1 + 8);
	directory_facts(directory, &facts);
	assert_true(facts.not_before >= FIXTURE_NOW + 60);
	assert_false(directory_users_by_id(
		directory, &writes[0].user, 1, NULL, NULL, &f.err));
	assert_int_equal(f.err.code, ERROR_WAIT);
	assert_int_equal(f.script->now, FIXTURE_NOW);
	directory_free(directory);
	graph_fixture_close(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_many),
		cmocka_unit_test(test_time_is_over),
		cmocka_unit_test(test_listener_fails),
		cmocka_unit_test(test_patience),
	};

	return cmocka_run_group_tests_name("licensing_many", tests, NULL, NULL);
}
