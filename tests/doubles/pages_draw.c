// SPDX-License-Identifier: MIT
#include "pages.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "core/guid.h"

#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))
#define PLAN "efb87545-963c-4e0d-99df-69c6916d9eb0"
#define OTHER "113feb6c-3fe4-4440-bddc-54d774bf0318"

static uint64_t chance_state;

static unsigned
chance(unsigned below)
{
	chance_state ^= chance_state << 13;
	chance_state ^= chance_state >> 7;
	chance_state ^= chance_state << 17;
	return (unsigned)((chance_state >> 33) % below);
}

static const char *
pick(const char *const *texts, size_t count)
{
	return texts[chance((unsigned)count)];
}

static const char *
space(void)
{
	static const char *const spaces[] = {
		"", "", "", "", " ", "\n", "\r\n\t"};

	return pick(spaces, COUNT_OF(spaces));
}

static void
write_member(FILE *out, bool *is_first, const char *key, const char *value)
{
	fprintf(out, "%s%s%s\"%s\"%s:%s%s", *is_first ? "" : ",", space(),
		space(), key, space(), space(), value);
	*is_first = false;
}

static void
write_plan(FILE *out)
{
	static const char *const statuses[] = {"\"Enabled\"", "\"Enabled\"",
		"\"Deleted\"", "\"Deleted\"", "\"Suspended\"", "\"LockedOut\"",
		"\"Warning\"", "null", "\"\\u0044eleted\"", "\"Deleted \"",
		"\"DELETED\""};
	static const char *const ids[] = {"\"" PLAN "\"", "\"" OTHER "\"",
		"\"EFB87545-963C-4E0D-99DF-69C6916D9EB0\"", "\"" OTHER "\"",
		"\"4a82b400-a79f-41a4-b4e2-e94f5787b113\"", "null"};
	static const char *const services[] = {"\"exchange\"", "\"Deleted\"",
		"\"a\\\"b\"", "{\"x\":[\"Deleted\",{}]}", "\"}]\"", "null"};
	bool is_first = true;
	unsigned turn = chance(3);

	fprintf(out, "{");
	for (unsigned i = 0; i < 3; i++) {
		switch ((i + turn) % 3) {
		case 0:
			write_member(out, &is_first, "capabilityStatus",
				statuses[chance(chance(4) == 0
							? COUNT_OF(statuses)
							: 4)]);
			break;
		case 1:
			write_member(out, &is_first, "servicePlanId",
				pick(ids, COUNT_OF(ids)));
			break;
		case 2:
			write_member(out, &is_first, "service",
				services[chance(8) == 0
						 ? chance(COUNT_OF(services))
						 : 0]);
			break;
		}
	}
	fprintf(out, "%s}", space());
}

static void
write_plans(FILE *out, bool *is_first)
{
	unsigned count = chance(5);

	write_member(out, is_first, "assignedPlans", "[");
	for (unsigned i = 0; i < count; i++) {
		fprintf(out, "%s", i == 0 ? space() : ",");
		write_plan(out);
	}
	fprintf(out, "%s]", space());
}

static void
write_user(FILE *out, unsigned number)
{
	static const char *const names[] = {"\"Ann\"", "\"Bob]}\"",
		"\"O\\u0027Hara\"", "\"Deleted\"", "\"x\\\\\"", "\"\\\"{[\"",
		"\"caf\\u00e9\"", "\"\xc3\xa9\"", "null", "\"\""};
	char id[GUID_TEXT_SIZE + 2];
	bool is_first = true;
	unsigned turn = chance(4);

	(void)snprintf(
		id, sizeof(id), "\"00000000-0000-0000-0000-%012u\"", number);
	fprintf(out, "{");
	for (unsigned i = 0; i < 4; i++) {
		switch ((i + turn) % 4) {
		case 0:
			write_member(out, &is_first, "id", id);
			break;
		case 1:
			write_member(out, &is_first, "displayName",
				names[chance(4) == 0 ? chance(COUNT_OF(names))
						     : 0]);
			break;
		case 2:
			write_member(out, &is_first, "assignedLicenses",
				chance(2) == 0 ? "[]"
					       : "[{\"skuId\":\"" OTHER
						 "\",\"disabledPlans\":[\"" PLAN
						 "\"]}]");
			break;
		case 3:
			write_plans(out, &is_first);
			break;
		}
	}
	fprintf(out, "%s}", space());
}

static void
write_page(FILE *out)
{
	unsigned count = chance(8);
	unsigned link = chance(3);
	bool is_first = true;

	fprintf(out, "{");
	if (link == 1) {
		write_member(
			out, &is_first, "@odata.nextLink", "\"https://x\"");
	}
	write_member(out, &is_first, "value", "[");
	for (unsigned i = 0; i < count; i++) {
		fprintf(out, "%s%s", i == 0 ? "" : ",", space());
		write_user(out, i);
	}
	fprintf(out, "%s]", space());
	if (link == 2) {
		write_member(
			out, &is_first, "@odata.nextLink", "\"https://x\"");
	}
	fprintf(out, "%s}%s", space(), space());
}

char *
pages_draw(unsigned long long seed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = open_memstream(&text, &size);

	if (out == NULL) {
		abort();
	}
	chance_state = seed * UINT64_C(0x9e3779b97f4a7c15);
	write_page(out);
	if (fclose(out) != 0) {
		abort();
	}
	return text;
}
