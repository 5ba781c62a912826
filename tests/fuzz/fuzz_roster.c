// SPDX-License-Identifier: MIT
/*
 * Whatever stands where the answer of the check should, and where the objects
 * for Nagios should: a roster that holds together, or an error; and objects
 * that are written say the same when they are read again.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "alert/nagios_objects.h"
#include "core/mem.h"
#include "handler/roster_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* Written, read and written again. */
static void
write_objects(const struct roster_service *services, size_t count)
{
	struct nagios_entry *entries = mem_zeroed(count, sizeof(*entries));
	struct roster_found *found = NULL;
	size_t found_count = 0;
	struct error err = {0};
	char *text = NULL;

	for (size_t i = 0; i < count; i++) {
		entries[i] = (struct nagios_entry){
			.name = services[i].name, .service = &services[i]};
	}
	text = nagios_objects_text(entries, count, true);
	free(entries);
	if (nagios_objects_parse(text, &found, &found_count, &err)) {
		expect(found_count == count);
		for (size_t i = 0; i < found_count; i++) {
			expect(roster_is_our_name(found[i].service.name));
			roster_found_release(&found[i]);
		}
		free(found);
	}
	free(text);
}

static void
read_objects(const char *text)
{
	struct roster_found *found = NULL;
	size_t count = 0;
	struct error err = {0};

	if (!nagios_objects_parse(text, &found, &count, &err)) {
		expect(err.code != ERROR_NONE);
		return;
	}
	for (size_t i = 0; i < count; i++) {
		expect(roster_is_our_name(found[i].service.name));
		roster_found_release(&found[i]);
	}
	free(found);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	struct roster roster = {0};
	struct error err = {0};

	if (roster_read(text, size, &roster, &err)) {
		for (size_t i = 0; i < roster.count; i++) {
			const struct roster_service *service =
				&roster.services[i];
			expect(roster_is_our_name(service->name));
			expect(service->output != NULL && service->rank >= 0 &&
				service->state <= CHECK_UNKNOWN);
		}
		write_objects(roster.services, roster.count);
	} else {
		expect(err.code != ERROR_NONE && roster.services == NULL);
	}
	roster_release(&roster);
	read_objects(text);
	free(text);
	return 0;
}
