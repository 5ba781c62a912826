// SPDX-License-Identifier: MIT
#include "faults.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "clock.h"
#include "text.h"
#include "words.h"

#define BLOCK_BYTES 65536

static const char *const kind_names[FAULT_KINDS] = {
	[FAULT_STATUS] = "status",
	[FAULT_BODY] = "body",
	[FAULT_EXPIRED] = "401-expired",
	[FAULT_GARBAGE] = "garbage",
	[FAULT_DEEP] = "deep",
	[FAULT_WRONG_TYPES] = "wrong-types",
	[FAULT_NULLS] = "nulls",
	[FAULT_HUGE_PAGE] = "huge-page",
	[FAULT_ENDLESS] = "endless",
	[FAULT_TRUNCATE] = "truncate",
	[FAULT_SLOW] = "slow",
	[FAULT_HANG] = "hang",
	[FAULT_DROP] = "drop",
	[FAULT_LOST_ANSWER] = "lost-answer",
	[FAULT_REDIRECT] = "redirect",
	[FAULT_CLOCK_SKEW] = "clock-skew",
	[FAULT_FOREIGN_NEXTLINK] = "foreign-nextlink",
	[FAULT_NEXTLINK_LOOP] = "nextlink-loop",
	[FAULT_PAGE_TOKEN] = "page-token",
	[FAULT_COUNT_VIOLATION] = "count-violation",
	[FAULT_SEAT_TAKEN] = "seat-taken",
};

static bool
parse_number(const char *text, long low, long high, long *number)
{
	char *end = NULL;
	long parsed = strtol(text, &end, 10);

	if (end == text || *end != '\0' || parsed < low || parsed > high) {
		return false;
	}
	*number = parsed;
	return true;
}

static bool
take_number(struct words *words, const char *key, long low, long high,
	long *number, struct text *why)
{
	const char *given = words_take(words, key);

	if (given == NULL || parse_number(given, low, high, number)) {
		return true;
	}
	text_printf(why, "%s must be a number from %ld to %ld", key, low, high);
	return false;
}

static bool
parse_kind(const char *name, struct fault *fault, struct text *why)
{
	long status = 0;

	if (strcmp(name, "throttle-part") == 0) {
		fault->kind = FAULT_STATUS;
		fault->status = 429;
		fault->parts = true;
		return true;
	}
	if (parse_number(name, 200, 599, &status)) {
		fault->kind = FAULT_STATUS;
		fault->status = (unsigned)status;
		return true;
	}
	for (size_t i = 1; i < FAULT_KINDS; i++) {
		if (strcmp(kind_names[i], name) == 0) {
			fault->kind = (enum fault_kind)i;
			return true;
		}
	}
	text_printf(why, "no fault is called \"%s\"", name);
	return false;
}

static bool
take_numbers(struct words *words, struct fault *fault, struct text *why)
{
	long status = 0;
	long seconds = 0;
	bool ok;

	ok = take_number(words, "count", -1, 1000000, &fault->count, why) &&
	     take_number(words, "skip", 0, 1000000, &fault->skip, why) &&
	     take_number(words, "delay", 0, 3600, &seconds, why) &&
	     take_number(
		     words, "delay-ms", 0, 3600000, &fault->delay_ms, why) &&
	     take_number(words, "bytes-per-second", 1, 1000000000,
		     &fault->bytes_per_s, why) &&
	     take_number(words, "seconds", -100000000, 100000000,
		     &fault->seconds, why) &&
	     take_number(words, "status", 200, 599, &status, why);
	fault->delay_ms += seconds * 1000;
	if (status != 0) {
		fault->status = (unsigned)status;
	}
	return ok;
}

static char *
take_copy(struct words *words, const char *key)
{
	const char *given = words_take(words, key);

	return given != NULL ? alloc_copy(given) : NULL;
}

/* The file is read now: it may be another one when the fault hits. */
static bool
take_file(struct words *words, struct fault *fault, struct text *why)
{
	const char *name = words_take(words, "file");
	struct text bytes = {0};
	FILE *file = NULL;
	size_t got;

	if (fault->kind != FAULT_BODY) {
		return true;
	}
	file = name != NULL ? fopen(name, "rb") : NULL;
	if (file == NULL) {
		text_printf(why, "cannot read file %s",
			name != NULL ? name : "(file=)");
		return false;
	}
	do {
		text_reserve(&bytes, BLOCK_BYTES);
		got = fread(bytes.data + bytes.size, 1, BLOCK_BYTES, file);
		bytes.size += got;
	} while (got > 0);
	(void)fclose(file);
	fault->body = bytes.data;
	fault->body_size = bytes.size;
	return true;
}

static void
release_fault(struct fault *fault)
{
	free(fault->method);
	free(fault->path);
	free(fault->retry_after);
	free(fault->to);
	free(fault->body);
}

bool
faults_arm(struct fault_list *list, struct words *words,
	const struct tenant *tenant, struct text *why)
{
	struct fault fault = {.count = 1, .tenant = tenant};
	bool ok;

	if (words->count < 2) {
		text_put(why, "which fault?");
		return false;
	}
	ok = parse_kind(words->items[1], &fault, why) &&
	     words_take_yes(words, "part", &fault.parts, why) &&
	     words_take_yes(words, "chunked", &fault.chunked, why) &&
	     take_numbers(words, &fault, why);
	ok = ok && take_file(words, &fault, why);
	if (words->count > 2 && fault.seconds == 0) {
		/* `clock-skew 900` reads well. */
		ok = ok && parse_number(words->items[2], -100000000, 100000000,
				   &fault.seconds);
	}
	if (!ok) {
		free(fault.body);
		return false;
	}
	fault.method = take_copy(words, "method");
	fault.path = take_copy(words, "path");
	fault.retry_after = take_copy(words, "retry-after");
	fault.to = take_copy(words, "to");
	list->items = alloc_room(
		list->items, list->count, &list->room, sizeof(*list->items));
	list->items[list->count++] = fault;
	return true;
}

static bool
path_matches(const struct fault *fault, const char *target)
{
	if (fault->path == NULL) {
		return !text_starts(target, "/admin/");
	}
	if (strchr(fault->path, '*') != NULL) {
		return fnmatch(fault->path, target, 0) == 0;
	}
	return text_starts(target, fault->path);
}

static bool
applies(const struct fault *fault, const char *method, const char *target,
	const struct tenant *tenant, bool part)
{
	return fault->count != 0 && fault->parts == part &&
	       (fault->method == NULL ||
		       strcasecmp(fault->method, method) == 0) &&
	       (fault->tenant == NULL || fault->tenant == tenant) &&
	       path_matches(fault, target);
}

struct fault_hits
faults_match(struct fault_list *list, const char *method, const char *target,
	const struct tenant *tenant, bool part)
{
	struct fault_hits hits = {0};

	for (size_t i = 0; i < list->count; i++) {
		struct fault *fault = &list->items[i];

		if (!applies(fault, method, target, tenant, part) ||
			hits.of[fault->kind] != NULL) {
			continue;
		}
		if (fault->skip > 0) {
			fault->skip--;
			continue;
		}
		if (fault->count > 0) {
			fault->count--;
		}
		hits.of[fault->kind] = fault;
	}
	return hits;
}

void
faults_release(struct fault_list *list)
{
	for (size_t i = 0; i < list->count; i++) {
		release_fault(&list->items[i]);
	}
	free(list->items);
	*list = (struct fault_list){0};
}
