// SPDX-License-Identifier: MIT
/*
 * roster - the services that there should be, one a mailbox, against those that
 * there are, and what to do about the difference.  Pure.
 *
 * A service is its mailbox's, whatever it is called: one that is there keeps
 * its name, and with it what was acknowledged, also when the address changes.
 * Nothing is removed of a tenant that could not be judged.
 */
#ifndef CORE_ROSTER_H
#define CORE_ROSTER_H

#include "core/assessment.h"
#include "core/error.h"

#include <stddef.h>

#define ROSTER_PREFIX "mbx-"	    /* of every name of ours */
#define ROSTER_NAME_LIMIT 63	    /* bytes of a name */
#define ROSTER_DISPLAY_LIMIT 640    /* bytes; REPORT_NAME_SIZE and more */
#define ROSTER_OUTPUT_LIMIT 65536   /* bytes of output, and of its data */
#define ROSTER_SERVICES_LIMIT 20000 /* of all tenants */

/* Texts are owned. */
struct roster_service {
	char *host; /* also the tenant */
	char *name;
	char *display_name;
	char *id; /* of the mailbox */
	char *cause;
	char *account;
	char *output;		/* first line, then more; NULL: none yet */
	char *performance_data; /* without what separates it */
	enum check_state state;
	int64_t rank; /* 1 is the most urgent */
};

struct roster_tenant {
	char *name;
	bool is_judged;
	char *problem; /* why not, NULL otherwise */
	int64_t count; /* of services there would be without a limit */
	size_t listed; /* of those there are */
};

/* What there should be; starts zeroed. */
struct roster {
	struct roster_tenant *tenants;
	size_t tenant_count;
	size_t tenant_capacity;
	struct roster_service *services;
	size_t count;
	size_t capacity;
};

void roster_service_release(struct roster_service *service);
void roster_release(struct roster *roster);

/* Whether it is one of ours by its name: mbx- and what makes names of ours. */
bool roster_is_our_name(const char *name);

/*
 * Whether the roster holds together: every name one of ours, every host one of
 * its tenants, no name and no mailbox twice.  Sorts the services by host and
 * id.
 */
MUST_CHECK bool roster_check(struct roster *roster, struct error *err);

/* What is there: texts owned; sorted by roster_match(). */
struct roster_found {
	struct roster_service service; /* output: of its last result, or NULL */
	bool is_soft;
	time_t told_at; /* of its last result; 0: never */
	bool is_acknowledged;
	size_t wanted; /* its place in the roster, or ROSTER_NONE */
	bool is_to_go; /* not wanted, and that can be believed */
	bool is_other; /* its description differs */
	/*
	 * Acknowledged, of a tenant with more mailboxes than the limit lets in:
	 * it may be one of those, so it stays, and its acknowledgement with it.
	 */
	bool is_kept;
	bool is_stray; /* of no tenant of the roster: another host's, maybe */
};
#define ROSTER_NONE SIZE_MAX

void roster_found_release(struct roster_found *found);

/*
 * Says for everything found what is to be done with it, and for every service
 * of the roster which of those found it is (`found_at`, of roster->count
 * elements, ROSTER_NONE: to be created).  Only the `limit` most urgent are
 * wanted; the others are as if they were not there.
 */
void roster_match(const struct roster *roster, int64_t limit,
	struct roster_found *found, size_t count, size_t *found_at);

/*
 * The places of the `limit` most urgent services, most urgent first, to be
 * freed; as many as `*count` says.
 */
size_t *roster_order(const struct roster *roster, int64_t limit, size_t *count);

/*
 * Whether the result of `service` is worth sending: there is none yet, it says
 * something else, its state is not HARD yet, or the last was sent
 * `again_s` ago.
 */
bool roster_is_news(const struct roster_service *service,
	const struct roster_found *found, time_t now, int64_t again_s);

#endif
