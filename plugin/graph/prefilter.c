// SPDX-License-Identifier: MIT
#include "graph/prefilter.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/bracket.h"
#include "graph/decode.h"

#define STATUS_KEY "\"capabilityStatus\""
#define PLAN_KEY "\"servicePlanId\""
#define PLANS_KEY "\"assignedPlans\""
/* How far around a word its plan may reach: words may be many. */
#define PLAN_REACH 4096
#define WORDS 3
#define WORD_CAPITAL 1 /* capitals are rare */
#define PLANS_KEY_CAPITAL 9

struct parsing {
	const struct plan_set *plans;
	directory_user_fn *visit;
	void *context;
	uint64_t *listed;
};

static bool
visit_element(void *context, struct slice element, struct error *err)
{
	struct parsing *parsing = context;
	struct user user = {0};
	bool ok = true;

	(*parsing->listed)++;
	if (!decode_user_text(element, false, &user, err)) {
		return false;
	}
	if (decode_user_lost_mailbox(&user, parsing->plans)) {
		ok = parsing->visit(parsing->context, &user, err);
	}
	user_release(&user);
	return ok;
}

bool
prefilter_lost_by_parsing(const struct page *page, const struct plan_set *plans,
	directory_user_fn *visit, void *context, uint64_t *listed,
	struct error *err)
{
	struct parsing parsing = {plans, visit, context, listed};

	return page_each(page, visit_element, &parsing, err);
}

/* ---- by bytes ---- */

static const char *const words[WORDS] = {
	"\"Deleted\"", "\"Suspended\"", "\"LockedOut\""};

/* Where each word comes next: a word that is rare is searched for once. */
struct words {
	const char *next[WORDS]; /* `end` when there is none left */
	const char *end;
};

struct lost_users {
	struct user *users;
	size_t count;
	size_t capacity;
};

/* The first of the words at or behind `at`, or `end`. */
static const char *
next_word(struct words *found, const char *at, size_t *length)
{
	const char *first = found->end;

	for (size_t i = 0; i < WORDS; i++) {
		if (found->next[i] == NULL || found->next[i] < at) {
			found->next[i] = page_find(
				at, found->end, words[i], WORD_CAPITAL);
		}
		if (found->next[i] < first) {
			first = found->next[i];
			*length = strlen(words[i]);
		}
	}
	return first;
}

static bool
names_mailbox_plan(
	const char *at, const char *end, const struct plan_set *plans)
{
	while ((at = memmem(at, (size_t)(end - at), PLAN_KEY,
			strlen(PLAN_KEY))) != NULL) {
		struct guid plan = {0};
		at = page_skip_space(at + strlen(PLAN_KEY), end);
		if (at == end || *at != ':') {
			continue;
		}
		at = page_skip_space(at + 1, end);
		if (end - at >= GUID_TEXT_SIZE && *at == '"' &&
			guid_parse(at + 1, GUID_TEXT_SIZE - 1, &plan) &&
			plan_set_has(plans, &plan)) {
			return true;
		}
	}
	return false;
}

/* A place in the elements of a page at which a lost plan may be told of. */
struct hit {
	const char *start; /* behind the last user that was looked at */
	const char *end;
	const char *word;
	const char *behind; /* the word */
};

enum finding {
	FINDING_NOTHING, /* not a lost mailbox plan */
	FINDING_USER,
	FINDING_UNUSUAL, /* cannot be told from the bytes */
};

/* The user around the hit. */
static enum finding
find_user(
	const struct hit *hit, const struct plan_set *plans, struct slice *user)
{
	const char *first = hit->word - hit->start > PLAN_REACH
				    ? hit->word - PLAN_REACH
				    : hit->start;
	const char *last = hit->end - hit->behind > PLAN_REACH
				   ? hit->behind + PLAN_REACH
				   : hit->end;
	const char *open = NULL;
	const char *close = NULL;

	if (!bracket_has_key(hit->start, hit->word, STATUS_KEY)) {
		return FINDING_NOTHING;
	}
	open = bracket_open_before(first, hit->word);
	close = bracket_close_after(hit->behind, last);
	if (open == NULL || close == NULL || *open != '{') {
		return FINDING_UNUSUAL;
	}
	if (!names_mailbox_plan(open, close, plans)) {
		return FINDING_NOTHING;
	}
	open = bracket_open_before(hit->start, open);
	close = bracket_close_after(close, hit->end);
	if (open == NULL || close == NULL || *open != '[' ||
		!bracket_has_key(hit->start, open, PLANS_KEY)) {
		return FINDING_UNUSUAL;
	}
	open = bracket_open_before(hit->start, open);
	close = bracket_close_after(close, hit->end);
	if (open == NULL || close == NULL || *open != '{') {
		return FINDING_UNUSUAL;
	}
	*user = (struct slice){open, (size_t)(close - open)};
	return FINDING_USER;
}

/* An element of a list, not a member of something. */
static bool
is_element(const struct page *page, struct slice user)
{
	const char *end = page->elements.at + page->elements.length;
	const char *before = user.at;
	const char *after = page_skip_space(user.at + user.length, end);

	while (before > page->elements.at && page_is_space(before[-1])) {
		before--;
	}
	return (before == page->elements.at || before[-1] == ',') &&
	       (after == end || *after == ',');
}

static bool
keep_if_lost(struct slice text, const struct plan_set *plans,
	struct lost_users *lost)
{
	struct error ignored = {0};
	struct user user = {0};

	if (!decode_user_text(text, false, &user, &ignored)) {
		return false;
	}
	if (!decode_user_lost_mailbox(&user, plans)) {
		user_release(&user);
		return true;
	}
	lost->users = mem_grow(lost->users, lost->count, &lost->capacity,
		sizeof(*lost->users));
	lost->users[lost->count++] = user;
	return true;
}

/* False when anything is unusual. */
static bool
gather(const struct page *page, const struct plan_set *plans,
	struct lost_users *lost)
{
	struct words found = {.end = page->elements.at + page->elements.length};
	struct hit hit = {.start = page->elements.at, .end = found.end};
	const char *at = page->elements.at;

	for (;;) {
		struct slice user = {0};
		size_t length = 0;
		enum finding finding = FINDING_UNUSUAL;
		hit.word = next_word(&found, at, &length);
		if (hit.word == found.end) {
			return true;
		}
		hit.behind = hit.word + length;
		at = hit.behind;
		finding = find_user(&hit, plans, &user);
		if (finding == FINDING_UNUSUAL) {
			return false;
		}
		if (finding == FINDING_USER) {
			if (!is_element(page, user) ||
				!keep_if_lost(user, plans, lost)) {
				return false;
			}
			at = user.at + user.length;
			hit.start = at;
		}
	}
}

/*
 * What is wrong with all users of a page is wrong with the first; and plans
 * that are no list must not be taken for a user without any.
 */
static bool
is_plausible(const struct page *page, uint64_t *count)
{
	const char *end = page->elements.at + page->elements.length;
	const char *at = page_skip_space(page->elements.at, end);
	const char *after = page_skip_value(at, end);
	struct user user = {0};
	struct error ignored = {0};

	*count = 0;
	if (at == end) {
		return true;
	}
	if (after == NULL ||
		!decode_user_text((struct slice){at, (size_t)(after - at)},
			false, &user, &ignored)) {
		return false;
	}
	user_release(&user);
	while ((at = page_find(at, end, PLANS_KEY, PLANS_KEY_CAPITAL)) != end) {
		at = page_skip_space(at + strlen(PLANS_KEY), end);
		at = at < end && *at == ':' ? page_skip_space(at + 1, end)
					    : end;
		if (at == end || *at != '[') {
			return false;
		}
		(*count)++;
	}
	return true;
}

bool
prefilter_lost_by_bytes(const struct page *page, const struct plan_set *plans,
	directory_user_fn *visit, void *context, uint64_t *listed,
	struct error *err)
{
	struct lost_users lost = {0};
	struct page whole = {0};
	uint64_t count = 0;
	bool ok = true;

	if (page_hides_letters(page->elements.at, page->elements.length) ||
		!is_plausible(page, &count) || !gather(page, plans, &lost)) {
		/* Its ends alone do not prove where the elements end. */
		ok = page_open(page->text.at, page->text.length, &whole, err) &&
		     prefilter_lost_by_parsing(
			     &whole, plans, visit, context, listed, err);
	} else {
		*listed += count;
		for (size_t i = 0; ok && i < lost.count; i++) {
			ok = visit(context, &lost.users[i], err);
		}
	}
	for (size_t i = 0; i < lost.count; i++) {
		user_release(&lost.users[i]);
	}
	free(lost.users);
	return ok;
}
