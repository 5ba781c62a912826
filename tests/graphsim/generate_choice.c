// SPDX-License-Identifier: MIT
#include "generate_choice.h"

#include <stdlib.h>

#include "catalog.h"

static bool
read_number(const char *text, long highest, long *number)
{
	char *end = NULL;
	long value = strtol(text, &end, 10);

	if (end == text || (*end != '\0' && strcmp(end, "%") != 0) ||
		value < 0 || value > highest) {
		return false;
	}
	*number = value;
	return true;
}

static bool
read_option(struct generate_choice *choice, const char *key, const char *value)
{
	const struct {
		const char *name;
		long *number;
		long highest;
	} numbers[] = {
		{"users", &choice->users, 5000000},
		{"seed", &choice->seed, 1000000000},
		{"plans", &choice->plans, CATALOG_SKU_PLANS},
		{"lost", &choice->lost, 5000000},
		{"deleted", &choice->deleted, 5000000},
		{"shared", &choice->shared, 5000000},
		{"guests", &choice->guests, 5000000},
		{"swapped", &choice->swapped_percent, 100},
		{"alive-with-deleted-other-plans",
			&choice->others_deleted_percent, 100},
	};

	for (size_t i = 0; i < sizeof(numbers) / sizeof(*numbers); i++) {
		if (strcmp(numbers[i].name, key) == 0) {
			return read_number(
				value, numbers[i].highest, numbers[i].number);
		}
	}
	if (strcmp(key, "cache") == 0) {
		choice->cache = strcmp(value, "yes") == 0;
	} else if (strcmp(key, "audit") == 0) {
		choice->audit = strcmp(value, "yes") == 0;
	} else if (strcmp(key, "tenant") == 0) {
		choice->tenant = value;
	} else if (strcmp(key, "client") == 0) {
		choice->client = value;
	} else if (strcmp(key, "secret") == 0) {
		choice->secret = value;
	} else if (strcmp(key, "name") == 0) {
		choice->name = value;
	} else {
		return false;
	}
	return true;
}

bool
generate_read_options(
	struct generate_choice *choice, char *buffer, struct text *why)
{
	char *rest = buffer;

	while (*rest != '\0') {
		char *key = rest;
		char *value;
		size_t width = strcspn(rest, ",");

		rest += width + (rest[width] == ',');
		key[width] = '\0';
		value = strchr(key, '=');
		if (value == NULL) {
			text_printf(why, "\"%s\" is not KEY=VALUE", key);
			return false;
		}
		*value++ = '\0';
		if (!read_option(choice, key, value)) {
			text_printf(why, "cannot generate %s=%s", key, value);
			return false;
		}
	}
	return true;
}
