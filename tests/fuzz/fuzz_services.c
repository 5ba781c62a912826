// SPDX-License-Identifier: MIT
/*
 * What Icinga's API says of our services, and of making one: services that hold
 * together, or an error.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alert/icinga2_services.h"
#include "core/mem.h"
#include "scripted_transport.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void
look(struct icinga2 *icinga2)
{
	struct roster_found *found = NULL;
	size_t count = 0;
	struct error err = {0};

	if (!icinga2_find_services(icinga2, &found, &count, &err)) {
		expect(err.code != ERROR_NONE && found == NULL && count == 0);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		expect(found[i].service.host != NULL &&
			roster_is_our_name(found[i].service.name) &&
			found[i].service.state <= CHECK_UNKNOWN &&
			found[i].told_at >= 0);
		roster_found_release(&found[i]);
	}
	free(found);
}

static void
ask(const char *body, int status, bool is_making)
{
	const struct scripted_answer answer = {.body = body, .status = status};
	struct scripted_transport *script =
		scripted_new(1800000000, &answer, 1);
	struct icinga2_site site = {.name = (char *)(uintptr_t) "main",
		.url = (char *)(uintptr_t) "https://node:5665",
		.certificate_file = (char *)(uintptr_t) "/c"};
	const struct icinga2_settings settings = {
		.site = &site, .transport = &script->base, .limit_s = 5};
	const struct roster_service service = {
		.name = (char *)(uintptr_t) "mailbox x",
		.host = (char *)(uintptr_t) "contoso",
		.id = (char *)(uintptr_t) "0"};
	struct icinga2 *icinga2 = NULL;
	struct error err = {0};

	expect(icinga2_open(&settings, &icinga2, &err));
	if (!is_making) {
		look(icinga2);
	} else if (!icinga2_remove_service(icinga2, &service, &err)) {
		expect(err.code != ERROR_NONE);
	}
	icinga2_free(icinga2);
	scripted_free(script);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = mem_text_n((const char *)data, size);

	ask(body, 200, false);
	ask(body, 200, true);
	ask(body, 500, true);
	free(body);
	return 0;
}
