// SPDX-License-Identifier: MIT
#include "core/standing.h"

#include "test.h"

#include <string.h>

#define MADE 1000000
#define STANDS .wanted = STANDING_STANDS
#define GONE(says_) .wanted = STANDING_GONE, .says = says_
#define AGAIN(seconds) .wanted = STANDING_ASK_AGAIN, .again_s = seconds
#define ACKED .source = STANDING_SEEN, .is_acknowledged = true
#define FREE .source = STANDING_SEEN

/*
 * Seconds count from when the request was made, and are 60 later unless said;
 * what is asked for is alice's "bring it back", acknowledged a second before.
 */
static const struct standing_case {
	const char *name;
	enum request_kind kind;	      /* 0: an acknowledgement */
	const char *asked_by, *asked; /* "-": not known */
	bool undated;
	enum standing_source source;
	int now_s, silent_s, not_before_s, as_of_s, acked_s, expires_s;
	bool is_acknowledged, is_ours;
	const char *author, *comment;
	enum standing_verdict wanted;
	int again_s;
	const char *says;
} cases[] = {
	{"it stands", ACKED, .acked_s = -1, .author = "alice",
		.comment = "bring it back", STANDS},
	{"it stands at once", ACKED, .now_s = 1, .acked_s = -1, STANDS},
	{"told late, and dated so", ACKED, .acked_s = -9999, STANDS},
	{"taken back", FREE, GONE("taken back")},
	{"taken back, ages ago", FREE, .now_s = 9999, GONE("taken back")},
	{"taken back, as it seems at once", FREE, .now_s = 1, AGAIN(2)},
	{"taken back, as it seems soon", FREE, .now_s = 9, AGAIN(1)},
	{"taken back, settled", FREE, .now_s = 10, GONE("taken back")},
	{"taken back, made by a clock a little ahead", FREE, .now_s = -300,
		AGAIN(2)},
	{"taken back, made by a clock far ahead", FREE, .now_s = -301,
		GONE("taken back")},
	{"taken back by ourselves", FREE, .is_ours = true, STANDS},
	{"by ourselves, then another", ACKED, .is_ours = true, .author = "bob",
		.comment = "#ack", GONE("another")},
	{"it has expired", ACKED, .expires_s = 60, GONE("expired")},
	{"it will expire", ACKED, .expires_s = 61, STANDS},
	{"another's", ACKED, .acked_s = -1, .author = "bob",
		.comment = "bring it back", GONE("another")},
	{"in other words", ACKED, .acked_s = -1, .author = "alice",
		.comment = "#ack", GONE("another")},
	{"in the same words and more", ACKED, .acked_s = -1, .author = "alice",
		.comment = "bring it back, no: #ack", GONE("another")},
	{"in other words, whoever asked", .asked_by = "-", ACKED,
		.author = "alice", .comment = "#ack", GONE("another")},
	{"in the same words, once more", ACKED, .acked_s = 50,
		.author = "alice", .comment = "bring it back", STANDS},
	{"in words that suffered",
		.asked = "bring 'it' b\xc3\xa4"
			 "ck\n",
		ACKED, .author = "alice ", .comment = "bring it\r\nb?ck",
		STANDS},
	{"without words, younger", ACKED, .acked_s = 60, GONE("another")},
	{"without words, by its clock", ACKED, .acked_s = 59, STANDS},
	{"without words nor dates, younger", .undated = true, ACKED,
		.acked_s = 61, GONE("another")},
	{"without words nor dates", .undated = true, ACKED, .acked_s = 60,
		STANDS},
	{"it was never said in which", .asked = "-", ACKED, .acked_s = 1,
		.author = "alice", .comment = "#ack", STANDS},
	{"a file from before", FREE, .as_of_s = -1, STANDS},
	{"a file of that second", FREE, .as_of_s = 0, .now_s = 10, STANDS},
	{"a file from after", FREE, .as_of_s = 1, .now_s = 2,
		GONE("taken back")},
	{"a file from before, with another", ACKED, .author = "bob",
		.as_of_s = -1, STANDS},
	{"cannot be asked", .source = STANDING_UNASKED, STANDS},
	{"silent", .source = STANDING_SILENT, AGAIN(2)},
	{"silent, and wants rest", .source = STANDING_SILENT,
		.not_before_s = 90, AGAIN(30)},
	{"silent for a while", .source = STANDING_SILENT, .now_s = 309,
		.silent_s = 10, AGAIN(2)},
	{"silent for long", .source = STANDING_SILENT, .now_s = 310,
		.silent_s = 10, STANDS},
	{"silent now, and nearly too old", .source = STANDING_SILENT,
		.now_s = 14399, AGAIN(2)},
	{"silent now, and too old", .source = STANDING_SILENT, .now_s = 14400,
		STANDS},
	{"silent, made by a clock a little ahead", .source = STANDING_SILENT,
		.now_s = -300, AGAIN(2)},
	{"silent, made by a clock far ahead", .source = STANDING_SILENT,
		.now_s = -301, STANDS},
	{"an event", .kind = REQUEST_EVENT, FREE, STANDS},
	{"by hand", .kind = REQUEST_RESTORE, FREE, STANDS},
};

static time_t
at(int seconds)
{
	return seconds == 0 ? 0 : MADE + seconds;
}

static char *
said(const char *text, const char *otherwise)
{
	if (text == NULL) {
		return (char *)(uintptr_t)otherwise;
	}
	return strcmp(text, "-") == 0 ? NULL : (char *)(uintptr_t)text;
}

static void
judges(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		const struct standing_case *c = &cases[i];
		const struct request request = {
			.kind = c->kind == 0 ? REQUEST_ACKNOWLEDGE : c->kind,
			.made_at = MADE,
			.acked_at = c->undated ? 0 : MADE - 1,
			.author = said(c->asked_by, "alice"),
			.comment = said(c->asked, "bring it back"),
		};
		const struct standing_seen seen = {
			.source = c->source,
			.now = MADE + (c->now_s == 0 ? 60 : c->now_s),
			.silent_since = at(c->silent_s),
			.not_before = at(c->not_before_s),
			.as_of = strstr(c->name, "a file") == NULL
					 ? 0
					 : MADE + c->as_of_s,
			.is_acknowledged = c->is_acknowledged,
			.was_taken_back_by_us = c->is_ours,
			.acked_at = at(c->acked_s),
			.expires_at = at(c->expires_s),
			.author = c->author,
			.comment = c->comment,
		};
		struct standing_answer answer = {0};

		standing_judge(&request, &seen, &answer);
		if (answer.verdict != c->wanted) {
			fail_msg("%s: %d", c->name, (int)answer.verdict);
		}
		if (c->wanted == STANDING_ASK_AGAIN &&
			answer.again_at != seen.now + c->again_s) {
			fail_msg("%s: again after %lld s", c->name,
				(long long)(answer.again_at - seen.now));
		}
		if (c->wanted == STANDING_GONE &&
			(strstr(answer.reason, c->says) == NULL ||
				!standing_is_reason(answer.reason))) {
			fail_msg("%s: %s", c->name, answer.reason);
		}
	}
}

static void
knows_its_reasons(void **state)
{
	(void)state;
	assert_false(standing_is_reason(NULL));
	assert_false(standing_is_reason(""));
	assert_false(standing_is_reason("no seat of E3 is free"));
}

/* What is asked again is left as it is; what is gone was refused. */
static void
moves(void **state)
{
	const struct remedy remedy = {.state = REMEDY_VERIFYING};
	struct standing_answer answer = {
		.verdict = STANDING_ASK_AGAIN, .again_at = MADE + 5};
	struct remedy_move move;

	(void)state;
	memset(&move, 0x5a, sizeof(move));
	standing_move(&remedy, &answer, &move);
	assert_int_equal(move.what, DO_WAIT);
	assert_int_equal(move.state, REMEDY_VERIFYING);
	assert_int_equal(move.wait_until, MADE + 5);
	assert_non_null(strstr(move.reason, "asked again"));
	assert_null(move.choice.sku);
	answer = (struct standing_answer){
		.verdict = STANDING_GONE, .reason = "it is gone"};
	standing_move(&remedy, &answer, &move);
	assert_int_equal(move.what, DO_CLOSE);
	assert_int_equal(move.state, REMEDY_REFUSED);
	assert_string_equal(move.reason, "it is gone");
}

/* Of one author; whether the words are taken for others. */
static const struct {
	const char *asked;
	const char *seen;
	bool is_another;
} words[] = {
	{"#restore", "restore", true},
	{"ada@x", "ada x", true},
	{"a b", "ab", false},
	{"a-b.", "\"a b\"", false},
	{"z", "Z", true},
	{"t\xc3\xa4t", "t??t", false},
	{"0", "9", true},
	{"", "", false},
	{"", "a", true},
	{"a", "", true},
};

static bool
is_taken_for_another(const char *asked, const char *seen_comment)
{
	const struct request request = {.kind = REQUEST_ACKNOWLEDGE,
		.made_at = MADE,
		.author = (char *)(uintptr_t) "alice",
		.comment = (char *)(uintptr_t)asked};
	const struct standing_seen seen = {.source = STANDING_SEEN,
		.now = MADE + 60,
		.is_acknowledged = true,
		.author = "alice",
		.comment = seen_comment};
	struct standing_answer answer = {0};

	standing_judge(&request, &seen, &answer);
	assert_int_equal(standing_is_reason(answer.reason),
		answer.verdict == STANDING_GONE);
	return answer.verdict == STANDING_GONE;
}

static void
compares_words(void **state)
{
	char asked[520];
	char seen[520];

	(void)state;
	for (size_t i = 0; i < COUNT_OF(words); i++) {
		if (is_taken_for_another(words[i].asked, words[i].seen) !=
			words[i].is_another) {
			fail_msg("%s and %s", words[i].asked, words[i].seen);
		}
	}
	/* What was too long may have been cut elsewhere. */
	for (size_t at = 498; at < 502; at++) {
		memset(asked, 'x', sizeof(asked));
		asked[sizeof(asked) - 1] = '\0';
		memcpy(seen, asked, sizeof(seen));
		seen[at] = 'y';
		assert_int_equal(is_taken_for_another(asked, seen), at < 500);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(judges),
		cmocka_unit_test(knows_its_reasons),
		cmocka_unit_test(moves),
		cmocka_unit_test(compares_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
