// SPDX-License-Identifier: MIT
/*
 * The answer to a batch of writes, and to a single one: whatever comes, each
 * write is answered once, with one of the results and a clean text; and it is
 * done only where the answer says so.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/licensing.h"
#include "graph_fixture.h"

#define WRITES 3

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

struct tally {
	unsigned seen[WRITES];
	size_t done;
};

static bool
see(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	struct tally *tally = context;

	(void)err;
	if (index >= WRITES || answer->result < WRITE_DONE ||
		answer->result > WRITE_REFUSED ||
		(answer->result == WRITE_DONE) != (answer->text[0] == '\0') ||
		strlen(answer->text) >= sizeof(answer->text) ||
		strlen(answer->request_id) >= sizeof(answer->request_id)) {
		abort();
	}
	for (const char *at = answer->text; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f || *at == '|') {
			abort();
		}
	}
	tally->seen[index]++;
	tally->done += answer->result == WRITE_DONE;
	return true;
}

static void
send(const char *body, size_t count, int status)
{
	/* What is throttled finds nothing further scripted and is refused. */
	const struct scripted_answer answers[] = {FIXTURE_TOKEN,
		{.url = "/v1.0/", .body = body, .status = status}};
	struct licensing_write writes[WRITES];
	struct graph_fixture f;
	struct directory *directory = NULL;
	struct tally tally = {0};

	for (size_t i = 0; i < WRITES; i++) {
		writes[i] = (struct licensing_write){
			.kind = (enum write_kind)(i % WRITE_KINDS),
			.user = {{(unsigned char)(i + 1)}},
			.sku = {{1}},
			.usage_location = "DE"};
	}
	graph_fixture_open(&f, answers, sizeof(answers) / sizeof(answers[0]));
	if (!directory_open(&f.settings, &directory, &f.err) ||
		!licensing_send(
			directory, writes, count, see, &tally, &f.err)) {
		abort();
	}
	for (size_t i = 0; i < WRITES; i++) {
		if (tally.seen[i] != (i < count)) {
			abort();
		}
	}
	if (tally.done > 0 && count == 1 && status >= 300) {
		abort();
	}
	directory_free(directory);
	graph_fixture_close(&f);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = mem_text_n((const char *)data, size);

	send(body, WRITES, 200);
	send(body, 1, 200);
	send(body, 1, 400);
	free(body);
	return 0;
}
