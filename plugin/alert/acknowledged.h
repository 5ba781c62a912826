// SPDX-License-Identifier: MIT
/*
 * acknowledged - services that are acknowledged, as they are read, and the
 * comments that say by whom and why.
 *
 * Icinga and Nagios both list services and comments apart from each other.  A
 * comment that acknowledges may outlive its acknowledgement: only one made
 * when the acknowledgement can have been made belongs to it.
 */
#ifndef ALERT_ACKNOWLEDGED_H
#define ALERT_ACKNOWLEDGED_H

#include "alert/alert.h"

#include <stddef.h>
#include <stdint.h>

/* As struct acknowledgement, with texts of its own. */
struct found_service {
	char *host;
	char *service;
	char *tenant;
	char *mailbox;
	struct text_list shows;
	char *author;
	char *comment;
	enum check_state state;
	bool is_acknowledged;
	bool is_hard;
	bool in_downtime;
	time_t acked_at; /* 0: as the comment says */
	time_t expires_at;
	time_t checked_at;
	time_t earliest; /* of its comment */
	time_t latest;	 /* 0: no limit */
	/* Its comment's, once there is one. */
	time_t commented_at;
	int64_t comment_order;
};

struct found_comment {
	char *host;
	char *service;
	char *author;
	char *text;
	time_t at;
	int64_t order; /* among those of the same second */
};

/* Starts zeroed. */
struct acknowledged {
	struct found_service *services;
	size_t count;
	size_t capacity;
	bool is_sorted;
};

/* A copy, of `limit` + 1 bytes at most; a NUL becomes "?": it hides nothing. */
char *found_text(const char *text, size_t length, size_t limit);
void found_service_release(struct found_service *service);
void found_comment_release(struct found_comment *comment);

/*
 * Takes over the texts of a service, which is empty afterwards.  False when
 * there are ALERT_SERVICES_LIMIT already.
 */
MUST_CHECK bool acknowledged_add(struct acknowledged *all,
	struct found_service *service, struct error *err);

/* Takes over the texts of a comment where it belongs to a service and is the
 * newest of it.  No service may be added afterwards. */
void acknowledged_comment(
	struct acknowledged *all, struct found_comment *comment);

MUST_CHECK bool acknowledged_visit(struct acknowledged *all,
	acknowledgement_fn *visit, void *context, struct error *err);

void acknowledged_release(struct acknowledged *all);

#endif
