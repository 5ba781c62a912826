// SPDX-License-Identifier: MIT
/*
 * graph_fixture - a tenant, a credential and a script, ready to be asked.
 */
#ifndef DOUBLES_GRAPH_FIXTURE_H
#define DOUBLES_GRAPH_FIXTURE_H

#include "graph/directory.h"
#include "scripted_transport.h"

#define FIXTURE_NOW 1800000000 /* 2027-01-15T08:00:00Z */
#define FIXTURE_BUDGET_S 600
#define FIXTURE_TOKEN                                                          \
	{                                                                      \
		.url = "/oauth2/v2.0/token",                                   \
		.body = "{\"access_token\":\"secret.token\","                  \
			"\"expires_in\":3599}"                                 \
	}

struct graph_fixture {
	struct tenant tenant;
	struct credential credential;
	struct scripted_transport *script;
	struct directory_settings settings;
	struct error err;
	char seen[1024]; /* what was visited, in words */
};

/* A client secret "hush&hush"; every secret file says so. */
void graph_fixture_open(struct graph_fixture *fixture,
	const struct scripted_answer *answers, size_t count);
void graph_fixture_close(struct graph_fixture *fixture);

/* Adds a word to what was seen. */
void graph_fixture_note(struct graph_fixture *fixture, const char *word);

#endif
