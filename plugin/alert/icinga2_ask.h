// SPDX-License-Identifier: MIT
/*
 * icinga2_ask - one question to Icinga's API, and what an answer that is none
 * means.  Private to icinga2.
 */
#ifndef ALERT_ICINGA2_ASK_H
#define ALERT_ICINGA2_ASK_H

#include "alert/icinga2.h"

#include <json-c/json.h>

#include <stdint.h>

struct icinga2 {
	const struct icinga2_site *site; /* borrowed */
	struct transport *transport;	 /* borrowed */
	unsigned limit_s;
	char *authorization; /* the whole header, wiped; NULL: certificate */
	uint64_t last_tag;
};

struct icinga2_question {
	const char *what;	  /* for messages: "listing services" */
	const char *path;	  /* "/v1/..." */
	struct json_object *body; /* borrowed */
	/* Asks for something and changes nothing: may be sent again. */
	bool is_query;
};

/*
 * Any answer, also a refusal, is true: see its status.  It lives until the next
 * question.
 */
MUST_CHECK bool icinga2_ask(struct icinga2 *icinga2,
	const struct icinga2_question *question, struct http_response *response,
	struct error *err);

/* The error that a refusal stands for; always false. */
bool icinga2_refused(const struct icinga2 *icinga2,
	const struct icinga2_question *question,
	const struct http_response *response, struct error *err);

/* "Authorization: Basic ...", to be wiped; RFC 7617. */
char *icinga2_basic(const char *user, const char *password);

/* Bodies; out of memory is the end.  A value that is added is taken over. */
struct json_object *icinga2_object(void) __attribute__((returns_nonnull));
void icinga2_object_add(struct json_object *object, const char *name,
	struct json_object *value);
void icinga2_object_text(
	struct json_object *object, const char *name, const char *text);

#endif
