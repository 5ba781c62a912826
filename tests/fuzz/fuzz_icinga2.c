// SPDX-License-Identifier: MIT
/*
 * Whatever Icinga's API answers, to a listing and to an action: what is shown
 * is bounded and whole, or there is an error.  Parts between lines of "---" are
 * one answer each.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alert/icinga2.h"
#include "core/mem.h"
#include "core/request.h"
#include "scripted_transport.h"

#define ANSWERS 4

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_short(const char *text, size_t limit)
{
	if (text != NULL && strlen(text) > limit + 1) {
		abort();
	}
}

static bool
see(void *context, const struct acknowledgement *a, struct error *err)
{
	(void)context;
	(void)err;
	if (a->host == NULL || a->service == NULL || a->tenant == NULL ||
		*a->tenant == '\0' || !a->is_acknowledged || a->acked_at < 0 ||
		a->checked_at < 0 || a->state > CHECK_UNKNOWN ||
		(a->mailbox != NULL && *a->mailbox == '\0')) {
		abort();
	}
	expect_short(a->host, REQUEST_NAME_LIMIT);
	expect_short(a->service, REQUEST_NAME_LIMIT);
	expect_short(a->tenant, REQUEST_NAME_LIMIT);
	expect_short(a->mailbox, REQUEST_NAME_LIMIT);
	expect_short(a->author, REQUEST_NAME_LIMIT);
	expect_short(a->comment, REQUEST_COMMENT_LIMIT);
	return true;
}

static size_t
cut(char *text, struct scripted_answer answers[ANSWERS])
{
	static const int statuses[] = {200, 404, 500};
	size_t count = 0;

	while (text != NULL && count < ANSWERS) {
		char *end = strstr(text, "\n---\n");
		if (end != NULL) {
			*end = '\0';
			end += 5;
		}
		answers[count++] = (struct scripted_answer){
			.body = text, .status = statuses[strlen(text) % 3]};
		text = end;
	}
	return count;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct alert_message message = {
		ALERT_RECHECK, "h", "s", NULL};
	char *text = mem_text_n((const char *)data, size);
	struct scripted_answer answers[ANSWERS] = {{0}};
	struct scripted_transport *script =
		scripted_new(1800000000, answers, cut(text, answers));
	struct icinga2_site site = {.name = (char *)(uintptr_t) "main",
		.url = (char *)(uintptr_t) "https://node:5665",
		.certificate_file = (char *)(uintptr_t) "/c"};
	const struct icinga2_settings settings = {
		.site = &site, .transport = &script->base, .limit_s = 5};
	struct icinga2 *icinga2 = NULL;
	struct error err = {0};

	if (!icinga2_open(&settings, &icinga2, &err)) {
		abort();
	}
	if (!icinga2_acknowledged(icinga2, see, NULL, &err) &&
		err.code == ERROR_NONE) {
		abort();
	}
	err = (struct error){0};
	if (!icinga2_tell(icinga2, &message, &err) && err.code == ERROR_NONE) {
		abort();
	}
	icinga2_free(icinga2);
	scripted_free(script);
	free(text);
	return 0;
}
