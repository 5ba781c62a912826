// SPDX-License-Identifier: MIT
#include "core/standing.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "core/clock.h"
#include "core/timestamp.h"

/* So many are compared: what was too long may have been cut elsewhere. */
#define WORDS_COMPARED 500

const char standing_taken_back[] =
	"the acknowledgement does not stand any more: it was taken back, has "
	"expired or ended with a change of state before anything was done; "
	"acknowledge again to have it done";
const char standing_replaced[] =
	"another acknowledgement has taken its place before anything was done; "
	"that one counts";

/* What blanks, quotes and encodings on the way cannot change. */
static int
next_letter(const char **text)
{
	while (**text != '\0') {
		unsigned char letter = (unsigned char)*(*text)++;
		if (letter == '#' || letter == '@' ||
			(letter < 0x80 && isalnum(letter))) {
			return letter;
		}
	}
	return '\0';
}

/* What is not known differs from nothing. */
static bool
differs(const char *a, const char *b)
{
	if (a == NULL || b == NULL) {
		return false;
	}
	for (int i = 0; i < WORDS_COMPARED; i++) {
		int letter = next_letter(&a);
		if (letter != next_letter(&b)) {
			return true;
		}
		if (letter == '\0') {
			return false;
		}
	}
	return false;
}

static bool
is_another(const struct request *request, const struct standing_seen *seen)
{
	if (request->author != NULL && seen->author != NULL) {
		return differs(request->author, seen->author) ||
		       differs(request->comment, seen->comment);
	}
	return differs(request->comment, seen->comment) ||
	       seen->acked_at > request_asked_at(request) + STANDING_CLOCKS_S;
}

static void
judge_seen(const struct request *request, const struct standing_seen *seen,
	struct standing_answer *answer)
{
	time_t settled_at = request->made_at + STANDING_SETTLE_S;
	/* Made by a clock that ran ahead, it is older than it says. */
	bool is_settled = seen->as_of != 0 || seen->now >= settled_at ||
			  clock_is_future(request->made_at, seen->now);

	if (seen->as_of != 0 && seen->as_of <= request->made_at) {
		return;
	}
	if (seen->is_acknowledged &&
		(seen->expires_at == 0 || seen->expires_at > seen->now)) {
		if (is_another(request, seen)) {
			answer->verdict = STANDING_GONE;
			answer->reason = standing_replaced;
		}
	} else if (seen->was_taken_back_by_us) {
		return;
	} else if (!is_settled) {
		answer->verdict = STANDING_ASK_AGAIN;
		answer->again_at = timestamp_earliest(
			settled_at, seen->now + STANDING_AGAIN_S);
	} else {
		answer->verdict = STANDING_GONE;
		answer->reason = standing_taken_back;
	}
}

void
standing_judge(const struct request *request, const struct standing_seen *seen,
	struct standing_answer *answer)
{
	time_t since = seen->silent_since != 0 ? seen->silent_since : seen->now;

	*answer = (struct standing_answer){.verdict = STANDING_STANDS};
	if (request->kind != REQUEST_ACKNOWLEDGE) {
		return;
	}
	switch (seen->source) {
	case STANDING_UNASKED:
		break;
	case STANDING_SILENT:
		if (seen->now < since + STANDING_PATIENCE_S &&
			clock_is_within(request->made_at, STANDING_LIMIT_S,
				seen->now)) {
			answer->verdict = STANDING_ASK_AGAIN;
			answer->again_at = timestamp_latest(
				seen->not_before, seen->now + STANDING_AGAIN_S);
		}
		break;
	case STANDING_SEEN:
		judge_seen(request, seen, answer);
		break;
	}
}

void
standing_move(const struct remedy *remedy, const struct standing_answer *answer,
	struct remedy_move *move)
{
	bool is_gone = answer->verdict == STANDING_GONE;

	*move = (struct remedy_move){
		.what = is_gone ? DO_CLOSE : DO_WAIT,
		.state = is_gone ? REMEDY_REFUSED : remedy->state,
		.wait_until = answer->again_at,
	};
	(void)snprintf(move->reason, sizeof(move->reason), "%s",
		is_gone ? answer->reason
			: "it is asked again whether the acknowledgement still "
			  "stands");
}

bool
standing_is_reason(const char *reason)
{
	return reason != NULL &&
	       (strcmp(reason, standing_replaced) == 0 ||
		       strcmp(reason, standing_taken_back) == 0);
}
