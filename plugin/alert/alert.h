// SPDX-License-Identifier: MIT
/*
 * alert - the monitoring systems, as far as acknowledgements go: what is
 * acknowledged there, and telling them what came of it.
 *
 * icinga2.h and nagios.h do it.  Everything they give us is foreign text;
 * everything they are told is cleaned of control characters first.
 */
#ifndef ALERT_ALERT_H
#define ALERT_ALERT_H

#include "core/error.h"
#include "core/request.h"
#include "core/site.h"

/*
 * An acknowledged service that carries mbx_tenant; texts borrowed, as they were
 * typed: with control characters, perhaps no UTF-8.  One that is longer than a
 * request may hold (core/request.h) is cut to one byte more than that, so that
 * it still is too long.
 */
struct acknowledgement {
	const char *host;
	const char *service;
	const char *tenant;  /* variable mbx_tenant */
	const char *mailbox; /* variable mbx_id; NULL: the whole tenant */
	const struct text_list *shows; /* of its tenant; core/shown.h */
	/* Of the comment this acknowledgement left; NULL when there is none, or
	 * only those of earlier ones. */
	const char *author;
	const char *comment;
	enum check_state state;
	bool is_acknowledged; /* only the _find()s show others */
	bool is_hard;
	bool in_downtime;
	time_t acked_at;   /* 0: not known */
	time_t expires_at; /* 0: never; those that have are shown
			      by icinga2_find() alone */
	time_t checked_at; /* 0: never */
};

typedef bool acknowledgement_fn(void *context,
	const struct acknowledgement *acknowledgement, struct error *err);

/* What is told; each is done on its own, in this order. */
enum alert_act {
	ALERT_COMMENT = 1,
	ALERT_UNACKNOWLEDGE,
	ALERT_RECHECK,
};

struct alert_message {
	enum alert_act act;
	const char *host;
	const char *service;
	const char *text; /* of a comment */
};

#define ALERT_COMMENT_LIMIT 1000      /* bytes; more is cut */
#define ALERT_AUTHOR "mailbox-expiry" /* of our comments */
#define ALERT_SERVICES_LIMIT 20000    /* acknowledged at a time */

#endif
