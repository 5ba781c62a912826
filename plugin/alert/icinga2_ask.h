// SPDX-License-Identifier: MIT
/*
 * icinga2_ask - one question to Icinga's API, and what an answer that is none
 * means.  Private to icinga2.
 */
#ifndef ALERT_ICINGA2_ASK_H
#define ALERT_ICINGA2_ASK_H

#include "alert/answer.h"
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
	const char *method; /* NULL: POST; else it says so in a header */
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

/* One listing: what, which, and what of it. */
struct icinga2_listing {
	const char *what;
	const char *path;
	const char *permission;
	const char *filter;
	const char *attributes[12];
	answer_result_fn *read;
	const char *join; /* what of the host comes along; NULL: nothing */
	/* In filters mbx_host and mbx_service; NULL: there are none. */
	const char *host;
	const char *service;
};

/*
 * Where filters are not permitted everything is listed: what does not count is
 * for `read` to leave out.
 */
MUST_CHECK bool icinga2_list(struct icinga2 *icinga2,
	const struct icinga2_listing *listing, void *context,
	struct error *err);

/* The service of that name alone, by no filter; none is no error. */
MUST_CHECK bool icinga2_look(struct icinga2 *icinga2,
	const struct icinga2_listing *listing, void *context,
	struct error *err);

/*
 * For 403 and 404: a right that is missing and a service that is not there are
 * answered alike; whether it is there can be asked.  Always false:
 * ERROR_PERMISSION names the right, ERROR_REMOTE says that it is gone.
 */
bool icinga2_not_found(struct icinga2 *icinga2, const char *what,
	const char *permission, const char *host, const char *service,
	struct error *err);

/* By its name, not by a filter: nothing to escape, nothing else can match. */
void icinga2_add_service(
	struct json_object *body, const char *host, const char *service);

/* "Authorization: Basic ...", to be wiped; RFC 7617. */
char *icinga2_basic(const char *user, const char *password);

/* Bodies; out of memory is the end.  A value that is added is taken over. */
struct json_object *icinga2_object(void) __attribute__((returns_nonnull));
void icinga2_object_add(struct json_object *object, const char *name,
	struct json_object *value);
void icinga2_object_text(
	struct json_object *object, const char *name, const char *text);

#endif
