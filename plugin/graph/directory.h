// SPDX-License-Identifier: MIT
/*
 * directory - the questions this project asks Microsoft Graph, one function a
 * question.  Answers are visited, never gathered: a tenant of a million users
 * fits into the memory of one page.
 *
 * All of them honour 429 and 5xx with Retry-After within the session's time
 * limit, renew the token early and once after a 401, refuse links to another
 * origin, and fail as a whole rather than giving part of an answer: when one
 * returns false, what was visited so far must not be stored.
 */
#ifndef GRAPH_DIRECTORY_H
#define GRAPH_DIRECTORY_H

#include "core/audit.h"
#include "core/error.h"
#include "core/sku.h"
#include "core/tenant.h"
#include "core/user.h"
#include "net/transport.h"

struct directory;

/* Told now and then while pages arrive, for a person at a terminal. */
typedef void directory_progress_fn(
	void *context, const char *what, uint64_t pages, uint64_t users);

struct directory_settings {
	const struct tenant *tenant;	     /* borrowed for its life */
	const struct credential *credential; /* reader or writer; borrowed */
	const char *const *environment;	     /* environ; borrowed */
	/* How a file with a secret is read: config_read_secret(). */
	bool (*read_secret)(const char *path, char **secret, struct error *err);
	/* The same for a federated token: config_read_token(). */
	bool (*read_token)(const char *path, char **token, struct error *err);
	struct transport *transport;	 /* borrowed for its life */
	time_t until;			 /* the budget of the whole run */
	directory_progress_fn *progress; /* NULL: nobody looks */
	void *progress_context;
	uint64_t seed; /* for the jitter of retries */
};

/* Reads no secret and calls nobody yet. */
MUST_CHECK bool directory_open(const struct directory_settings *settings,
	struct directory **directory, struct error *err);
void directory_free(struct directory *directory);

/*
 * A new budget, for a session that outlives what is asked at one time, and in
 * which no single wait is longer than `patience_s`: neither for a tenant that
 * is away nor because Graph asks for it.  What takes longer fails, or is a
 * WRITE_BUSY without effect, and not_before tells when to come again.  What was
 * known of the clock is forgotten: somebody may have set it.
 */
void directory_allow(
	struct directory *directory, time_t until, int64_t patience_s);

/*
 * Leaves what is asked from here on half of the time that is left, so that
 * something optional does not use up that of the others.  Returns until when
 * there was time: for directory_spend(), which gives it back.
 */
time_t directory_save(struct directory *directory);
void directory_spend(struct directory *directory, time_t until);

/*
 * What the run has learned besides its answers.  `not_before`: Graph asked to
 * be left alone until then (0: it did not); obey it in later runs too.
 * `clock_offset_s`: Graph's Date minus ours, the smallest seen; valid when
 * `has_date`.  `request_id`: of the last answer, for Microsoft's support.
 */
struct directory_facts {
	time_t not_before;
	bool has_date;
	int64_t clock_offset_s;
	uint64_t requests;
	uint64_t pages;
	uint64_t bytes;
	char request_id[64];
};
void directory_facts(
	const struct directory *directory, struct directory_facts *facts);

/* True goes on; false stops the visit and is passed on with `err`. */
typedef bool directory_user_fn(
	void *context, const struct user *user, struct error *err);

/* How a listing ended. */
struct directory_listing {
	uint64_t users;	 /* handed to the visitor */
	uint64_t listed; /* on the pages, where they were counted */
	bool has_count;	 /* @odata.count was there */
	bool refused;	 /* 400: this tenant does not take the filter */
};

/*
 * Active users that hold a mailbox plan which is Deleted, Suspended or
 * LockedOut and none that is Enabled or Warning; guests are left out. _filtered
 * asks the server for them (advanced query, at most 15 branches each; a user
 * may be visited more than once).  Without @odata.count, or when refused, it
 * returns true with the flags saying so and the visits are worthless. _whole
 * reads every user of the tenant, handing on only those; that there are none at
 * all is an error.
 */
MUST_CHECK bool directory_lost_users_filtered(struct directory *directory,
	directory_user_fn *visit, void *context,
	struct directory_listing *listing, struct error *err);
MUST_CHECK bool directory_lost_users_whole(struct directory *directory,
	directory_user_fn *visit, void *context,
	struct directory_listing *listing, struct error *err);

/* Everyone in directory/deletedItems. */
MUST_CHECK bool directory_deleted_users(struct directory *directory,
	directory_user_fn *visit, void *context,
	struct directory_listing *listing, struct error *err);

/* subscribedSkus; released by the caller. */
MUST_CHECK bool directory_skus(
	struct directory *directory, struct sku_list *list, struct error *err);

typedef bool directory_audit_fn(
	void *context, const struct audit_record *record, struct error *err);

/*
 * License removals and deletions of users since `since`, oldest first is not
 * promised.  `*covered_from`: the instant of the oldest record of these kinds
 * that was seen, 0 when there was none.  `*permitted` false (and true
 * returned): AuditLog.Read.All is missing.
 */
MUST_CHECK bool directory_removals(struct directory *directory, time_t since,
	directory_audit_fn *visit, void *context, time_t *covered_from,
	bool *permitted, struct error *err);

enum directory_where {
	DIRECTORY_ACTIVE,
	DIRECTORY_DELETED, /* in the recycle bin */
	DIRECTORY_GONE,	   /* 404 in both places */
};

typedef bool directory_found_fn(void *context, const struct guid *id,
	enum directory_where where, const struct user *user, struct error *err);

/* Each user by id through $batch; `user` is NULL for DIRECTORY_GONE. */
MUST_CHECK bool directory_users_by_id(struct directory *directory,
	const struct guid *ids, size_t count, directory_found_fn *visit,
	void *context, struct error *err);

typedef bool directory_probe_fn(void *context, const struct guid *id,
	enum probe_answer answer, struct error *err);

/* The mailbox probe of each user through $batch, in any order. */
MUST_CHECK bool directory_probe(struct directory *directory,
	const struct guid *ids, size_t count, directory_probe_fn *visit,
	void *context, struct error *err);

#endif
