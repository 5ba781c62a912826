// SPDX-License-Identifier: MIT
/*
 * header - the line that begins a section: [defaults], [tenant NAME],
 * [icinga2 NAME], [nagios], [agentx].
 *
 * Pure.
 */
#ifndef CONFIG_HEADER_H
#define CONFIG_HEADER_H

#include "config/keys.h"

#define HEADER_NAME_SIZE 64

struct header {
	enum section section;
	char name[HEADER_NAME_SIZE]; /* empty where there is none */
};

MUST_CHECK bool header_parse(
	const char *line, struct header *header, struct error *err);

/* "tenant", "icinga2" ... */
const char *header_section_text(enum section section);

/* Whether sections of this kind have a name of their own. */
bool header_is_named(enum section section);

#endif
