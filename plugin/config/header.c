// SPDX-License-Identifier: MIT
#include "config/header.h"

#include <string.h>

#include "config/spelling.h"

static const struct {
	const char *word;
	enum section section;
	bool is_named;
} kinds[] = {
	{"defaults", SECTION_DEFAULTS, false},
	{"tenant", SECTION_TENANT, true},
	{"icinga2", SECTION_ICINGA2, true},
	{"nagios", SECTION_NAGIOS, false},
	{"agentx", SECTION_AGENTX, false},
};
#define KIND_COUNT (sizeof(kinds) / sizeof(kinds[0]))

/* Their databases and locks lie beside TENANT.db and TENANT.lock. */
static const char *const reserved_names[] = {"handler", "agentx", "sync"};
#define RESERVED_COUNT (sizeof(reserved_names) / sizeof(reserved_names[0]))

const char *
header_section_text(enum section section)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (kinds[i].section == section) {
			return kinds[i].word;
		}
	}
	return "";
}

bool
header_is_named(enum section section)
{
	return section == SECTION_TENANT || section == SECTION_ICINGA2;
}

/* Copies what stands between the brackets, without blanks around it. */
static bool
take_inside(const char *line, char inside[], size_t size)
{
	const char *close = strchr(line, ']');
	const char *start = line + 1 + strspn(line + 1, " \t");
	const char *behind = NULL;
	size_t length = 0;

	if (close == NULL || start > close) {
		return false;
	}
	behind = close + 1 + strspn(close + 1, " \t");
	if (*behind != '\0' && *behind != ';' && *behind != '#') {
		return false;
	}
	length = (size_t)(close - start);
	while (length > 0 && strchr(" \t", start[length - 1]) != NULL) {
		length--;
	}
	if (length >= size) {
		return false;
	}
	memcpy(inside, start, length);
	inside[length] = '\0';
	return true;
}

static bool
refuse_word(const char *word, struct error *err)
{
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (spelling_distance(word, kinds[i].word) <= 2) {
			return error_set(err, ERROR_CONFIG,
				"unknown section [%.40s]; did you mean [%s%s]?",
				word, kinds[i].word,
				kinds[i].is_named ? " NAME" : "");
		}
	}
	return error_set(err, ERROR_CONFIG,
		"unknown section [%.40s]; there are [defaults], [tenant NAME], "
		"[icinga2 NAME], [nagios] and [agentx]",
		word);
}

static bool
check_name(const struct header *header, struct error *err)
{
	const char *name = header->name;

	if (!tenant_name_is_valid(name)) {
		return error_set(err, ERROR_CONFIG,
			"\"%s\" is not a name; write letters, digits and . _ - "
			"(not first), at most 63",
			name);
	}
	for (size_t i = 0;
		header->section == SECTION_TENANT && i < RESERVED_COUNT; i++) {
		if (strcmp(name, reserved_names[i]) == 0) {
			return error_set(err, ERROR_CONFIG,
				"a tenant cannot be called \"%s\": a file of "
				"ours has that name",
				name);
		}
	}
	return true;
}

/* `name` is what follows the word, empty when nothing does. */
static bool
take_name(struct header *header, const char *name, struct error *err)
{
	const char *word = header_section_text(header->section);

	if (!header_is_named(header->section)) {
		return *name == '\0' ||
		       error_set(err, ERROR_CONFIG,
			       "[%s] takes no name: \"%.40s\"", word, name);
	}
	if (*name == '\0') {
		return error_set(err, ERROR_CONFIG,
			"[%s] needs a name: [%s NAME]", word, word);
	}
	if (strlen(name) >= sizeof(header->name)) {
		return error_set(err, ERROR_CONFIG,
			"\"%.40s...\" is longer than 63 characters", name);
	}
	memcpy(header->name, name, strlen(name) + 1);
	return check_name(header, err);
}

bool
header_parse(const char *line, struct header *header, struct error *err)
{
	struct header parsed = {0};
	char inside[256];
	char *name = inside;

	if (!take_inside(line, inside, sizeof(inside))) {
		return error_set(err, ERROR_CONFIG,
			"not a section; write for example [tenant contoso] "
			"alone on its line");
	}
	name += strcspn(inside, " \t");
	if (*name != '\0') {
		*name++ = '\0';
		name += strspn(name, " \t");
	}
	for (size_t i = 0; i < KIND_COUNT; i++) {
		if (strcmp(inside, kinds[i].word) == 0) {
			parsed.section = kinds[i].section;
		}
	}
	if (parsed.section == SECTION_NONE) {
		return refuse_word(inside, err);
	}
	if (!take_name(&parsed, name, err)) {
		return false;
	}
	*header = parsed;
	return true;
}
