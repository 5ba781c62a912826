// SPDX-License-Identifier: MIT
/*
 * request - somebody wants mailboxes back, or let go.
 *
 * One small text file in the inbox is one request: "key value" lines, values
 * with backslash, newline and control bytes escaped (\\, \n, \xHH), first line
 * "mailbox-expiry-request 1", the last one ended like the others.  "mailbox"
 * and "shows" may stand several times; any other key twice, an unknown one, one
 * that does not belong to this kind of request, a value that is empty or too
 * long, or a missing one refuse the file.  Who sent it is the owner of the
 * file, never something it says.  Instants are UTC seconds, 0 means not said; a
 * text that is empty was not said.
 *
 * Texts are bytes as somebody typed them, without NUL and perhaps not UTF-8:
 * whoever prints one cleans it (text.h).  Pure.
 */
#ifndef CORE_REQUEST_H
#define CORE_REQUEST_H

#include "core/error.h"
#include "core/tenant.h"

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#define REQUEST_LIMIT_BYTES ((size_t)16 * 1024)
#define REQUEST_NAME_LIMIT 255 /* host, service, author, address */
#define REQUEST_COMMENT_LIMIT 8192
#define REQUEST_MAILBOX_LIMIT 100 /* in one request */

enum request_kind {
	REQUEST_ACKNOWLEDGE = 1, /* an alert was acknowledged */
	REQUEST_EVENT,		 /* a state change, from an event handler */
	REQUEST_RESTORE,	 /* by hand from here on */
	REQUEST_RELEASE,
	REQUEST_UNRELEASE,
	REQUEST_PAUSE,
	REQUEST_RESUME,
};

enum request_system { SYSTEM_HAND = 1, SYSTEM_NAGIOS, SYSTEM_ICINGA2 };

struct request {
	enum request_kind kind;
	enum request_system system; /* SYSTEM_HAND exactly for those by hand */
	char *instance; /* section of [icinga2 NAME]; NULL: the only one */
	char *tenant;	/* NULL: all (pause, resume), or to be found out */
	char *host;	/* the monitored object; NULL by hand */
	char *service;
	/* Object ids or addresses; none: the whole tenant. */
	struct text_list mailboxes;
	char *author; /* as claimed; NULL: to be read from status.dat */
	char *comment;
	enum check_state state; /* of the service; CHECK_OK by hand */
	bool is_hard;
	bool in_downtime;
	/* What a tenant's service shows of it, core/shown.h; none: all. */
	struct text_list shows;
	time_t checked_at; /* the service's last check */
	time_t acked_at;   /* when it was acknowledged, if that is known */
	time_t made_at;	   /* when the request was written; never 0 */
	bool reconciled;   /* found by looking, not by being told */
	/* restoring by hand */
	bool all; /* everything that is expiring; no mailboxes then */
	bool force;
	char *sku; /* GUID or part number */
};

void request_release(struct request *request);

bool request_is_by_hand(const struct request *request);

/*
 * When whoever asked saw what there was: what was lost after that, by more than
 * the clocks of Microsoft and of the monitoring system may be apart, is not
 * what was meant.
 */
time_t request_asked_at(const struct request *request);
#define REQUEST_CLOCKS_APART_S 300

/*
 * The file's text; to be freed.  Fails with ERROR_USAGE where it would be
 * refused: what encodes can be decoded to the same request.
 */
MUST_CHECK bool request_encode(
	const struct request *request, char **text, struct error *err);
/*
 * The inverse, of foreign text; everything it holds is checked and bounded.
 * ERROR_OUTDATED: another version of this package wrote it; else ERROR_USAGE.
 */
MUST_CHECK bool request_decode(const char *text, size_t length,
	struct request *request, struct error *err);

const char *request_kind_text(enum request_kind kind); /* "acknowledge" ... */
const char *request_system_text(enum request_system system);

#endif
