// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

#include "config/advice.h"
#include "config/draft.h"
#include "config/headings.h"
#include "config/keys.h"
#include "config/lines.h"
#include "config/settings.h"
#include "core/mem.h"

#define STATE_DIR_DEFAULT LOCALSTATEDIR "/lib/mailbox-expiry"
#define SETTING_LIMIT 1000   /* every tenant repeats them */
#define ENTRY_LIMIT 1000000u /* of all lists of all tenants */

/*
 * [defaults] may stand anywhere, so the text is read twice: first the defaults
 * and the shape of everything, then the other sections.
 */
struct decoder {
	struct lines lines;
	bool reads_defaults;	  /* the first pass */
	struct heading section;	  /* the one being read */
	int seen_line[KEY_LIMIT]; /* of the keys of this section */
	struct draft draft;
	struct settings defaults;
	struct headings headings;
	struct config config;
	size_t tenant_capacity;
	size_t icinga2_capacity;
	size_t entry_count;
	int bad_line; /* 0: none so far */
	struct error cause;
};

static void
decoder_release(struct decoder *decoder)
{
	draft_release(&decoder->draft);
	settings_release(&decoder->defaults);
	headings_release(&decoder->headings);
	config_release(&decoder->config);
}

static bool
stop_at(struct decoder *decoder, int line)
{
	decoder->bad_line = line;
	return false;
}

static bool
end_tenant(struct decoder *decoder)
{
	struct config *config = &decoder->config;
	struct tenant *tenant = &decoder->draft.tenant;

	decoder->entry_count += draft_entries(&decoder->draft);
	if (decoder->entry_count > ENTRY_LIMIT) {
		return error_set(&decoder->cause, ERROR_CONFIG,
			"more than %u entries in the lists of all tenants "
			"together",
			ENTRY_LIMIT);
	}
	if (!draft_finish(&decoder->draft, &decoder->cause)) {
		return error_prefix(
			&decoder->cause, "[tenant %s]", tenant->name);
	}
	config->tenants = mem_grow(config->tenants, config->tenant_count,
		&decoder->tenant_capacity, sizeof(*config->tenants));
	config->tenants[config->tenant_count++] = *tenant;
	*tenant = (struct tenant){0};
	return true;
}

static bool
end_icinga2(struct decoder *decoder)
{
	struct config *config = &decoder->config;
	struct icinga2_site *site = &decoder->draft.icinga2;

	if (!draft_check_icinga2(site, &decoder->cause)) {
		return error_prefix(
			&decoder->cause, "[icinga2 %s]", site->name);
	}
	config->icinga2 = mem_grow(config->icinga2, config->icinga2_count,
		&decoder->icinga2_capacity, sizeof(*config->icinga2));
	config->icinga2[config->icinga2_count++] = *site;
	*site = (struct icinga2_site){0};
	return true;
}

/* Puts away the section that has ended. */
static bool
end_section(struct decoder *decoder)
{
	struct draft *draft = &decoder->draft;
	bool ok = true;

	if (decoder->reads_defaults) {
		return true; /* the draft is that of [defaults] */
	}
	switch (decoder->section.header.section) {
	case SECTION_TENANT:
		ok = end_tenant(decoder);
		break;
	case SECTION_ICINGA2:
		ok = end_icinga2(decoder);
		break;
	case SECTION_NAGIOS:
		decoder->config.nagios = draft->nagios;
		draft->nagios = (struct nagios_site){0};
		break;
	case SECTION_AGENTX:
		agentx_site_release(&decoder->config.agentx);
		decoder->config.agentx = draft->agentx;
		draft->agentx = (struct agentx_site){0};
		break;
	case SECTION_NONE:
	case SECTION_DEFAULTS:
		break;
	}
	draft_release(draft);
	return ok || stop_at(decoder, decoder->section.line);
}

static bool
begin_section(struct decoder *decoder, const char *line)
{
	struct heading heading = {.line = decoder->lines.number};

	if (!end_section(decoder)) {
		return false;
	}
	if (!header_parse(line, &heading.header, &decoder->cause)) {
		return stop_at(decoder, heading.line);
	}
	decoder->section = heading;
	memset(decoder->seen_line, 0, sizeof(decoder->seen_line));
	if (decoder->reads_defaults) {
		headings_add(&decoder->headings, &heading);
	} else {
		draft_init(&decoder->draft, heading.header.name);
		settings_store(&decoder->defaults, &decoder->draft);
	}
	if (decoder->headings.count > CONFIG_TENANT_LIMIT) {
		(void)error_set(&decoder->cause, ERROR_CONFIG,
			"more than %d sections", CONFIG_TENANT_LIMIT);
		return stop_at(decoder, heading.line);
	}
	return true;
}

static char *
read_line(char *buffer, int size, void *context)
{
	struct decoder *decoder = context;
	char line[LINES_LIMIT_BYTES + 1] = "";
	size_t length = 0;

	if (decoder->bad_line != 0) {
		return NULL;
	}
	switch (lines_take(&decoder->lines, line, &decoder->cause)) {
	case LINE_END:
		return NULL;
	case LINE_BAD:
		(void)stop_at(decoder, decoder->lines.number);
		return NULL;
	case LINE_HEADER:
		if (!begin_section(decoder, line)) {
			return NULL;
		}
		line[0] = '\0';
		break;
	case LINE_EMPTY:
	case LINE_KEY:
		break;
	}
	length = strlen(line);
	if (size < 0 || length >= (size_t)size) {
		(void)error_set(&decoder->cause, ERROR_CONFIG,
			"longer than this build of inih can read");
		(void)stop_at(decoder, decoder->lines.number);
		return NULL;
	}
	memcpy(buffer, line, length + 1);
	return buffer;
}

static bool
has_hash_comment(const char *value)
{
	return value[0] == '#' || strstr(value, " #") != NULL ||
	       strstr(value, "\t#") != NULL;
}

/* Whether `key` may stand here, and whether for the first time. */
static bool
note_key(struct decoder *decoder, const struct key *key, bool *is_first)
{
	size_t count = 0;
	int *seen_line = &decoder->seen_line[key - keys_all(&count)];

	*is_first = *seen_line == 0;
	if (!*is_first && key->shape->clear == NULL) {
		return error_set(&decoder->cause, ERROR_CONFIG,
			"\"%s\" is already set on line %d", key->name,
			*seen_line);
	}
	*seen_line = decoder->lines.number;
	return true;
}

static bool
set_key(struct decoder *decoder, const char *name, const char *value)
{
	enum section section = decoder->section.header.section;
	const struct key *key = keys_find(name, section);
	bool is_first = false;

	if (key == NULL) {
		return advice_unknown_key(name, section, &decoder->cause);
	}
	if (!note_key(decoder, key, &is_first)) {
		return false;
	}
	if (has_hash_comment(value)) {
		return error_set(&decoder->cause, ERROR_CONFIG,
			"%s: a comment behind a value begins with ; not #",
			key->name);
	}
	if (!keys_store(key, value, is_first, &decoder->draft)) {
		return advice_bad_value(key, value, &decoder->cause);
	}
	if (decoder->reads_defaults) {
		settings_add(&decoder->defaults, key, value, is_first);
	}
	return decoder->defaults.count <= SETTING_LIMIT ||
	       error_set(&decoder->cause, ERROR_CONFIG,
		       "more than %d lines in [defaults]", SETTING_LIMIT);
}

static int
take_key(
	void *context, const char *section, const char *name, const char *value)
{
	struct decoder *decoder = context;
	enum section kind = decoder->section.header.section;

	(void)section; /* cut short by the library; we have our own */
	if (decoder->reads_defaults != (kind == SECTION_DEFAULTS) &&
		kind != SECTION_NONE) {
		return 1;
	}
	return set_key(decoder, name, value) ||
	       stop_at(decoder, decoder->lines.number);
}

static bool
read_text(struct decoder *decoder, const char *text, size_t length)
{
	int first_bad = 0;

	lines_init(&decoder->lines, text, length);
	decoder->section = (struct heading){0};
	memset(decoder->seen_line, 0, sizeof(decoder->seen_line));
	first_bad = ini_parse_stream(read_line, decoder, take_key, decoder);
	if (first_bad < 0) {
		mem_exhausted();
	}
	if (first_bad > 0 &&
		(decoder->bad_line == 0 || first_bad < decoder->bad_line)) {
		(void)error_set(&decoder->cause, ERROR_CONFIG,
			"neither a [section] nor KEY = VALUE");
		return stop_at(decoder, first_bad);
	}
	return decoder->bad_line == 0 && end_section(decoder);
}

static bool
decode(struct decoder *decoder, const char *text, size_t length)
{
	decoder->reads_defaults = true;
	draft_init(&decoder->draft, "defaults");
	if (!read_text(decoder, text, length) ||
		!headings_check_unique(&decoder->headings, &decoder->bad_line,
			&decoder->cause)) {
		return false;
	}
	decoder->config.state_dir = mem_text(
		decoder->draft.state_dir == NULL ? STATE_DIR_DEFAULT
						 : decoder->draft.state_dir);
	draft_release(&decoder->draft);
	agentx_site_init(&decoder->config.agentx);
	decoder->reads_defaults = false;
	if (!read_text(decoder, text, length)) {
		return false;
	}
	return decoder->config.tenant_count > 0 ||
	       error_set(&decoder->cause, ERROR_CONFIG,
		       "there is no [tenant NAME] section");
}

bool
config_decode(const char *text, size_t length, const char *name,
	struct config *config, struct error *err)
{
	struct decoder decoder = {0};
	struct config before = *config;
	bool ok = false;

	if (length > CONFIG_LIMIT_BYTES) {
		(void)error_set(&decoder.cause, ERROR_CONFIG,
			"larger than %zu bytes", CONFIG_LIMIT_BYTES);
		goto out;
	}
	if (!decode(&decoder, text, length)) {
		goto out;
	}
	*config = decoder.config;
	decoder.config = before;
	ok = true;
out:
	if (!ok) {
		*err = decoder.cause;
		if (decoder.bad_line != 0) {
			(void)error_prefix(err, "line %d", decoder.bad_line);
		}
		(void)error_prefix(err, "%s", name);
	}
	decoder_release(&decoder);
	return ok;
}
