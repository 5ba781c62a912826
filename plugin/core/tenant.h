// SPDX-License-Identifier: MIT
/*
 * tenant - everything the configuration says of one Microsoft 365 tenant.
 *
 * Filled in by config/, read by everyone else.  Instants are UTC seconds,
 * durations are seconds.  Texts are owned.  Secrets are not in here: only the
 * names of the files that hold them.
 */
#ifndef CORE_TENANT_H
#define CORE_TENANT_H

#include "core/guid.h"
#include "core/policy.h"
#include "core/range.h"
#include "core/sku.h"
#include "core/text_list.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

/* The plugin states of the Monitoring Plugins guidelines, by exit code. */
enum check_state {
	CHECK_OK = 0,
	CHECK_WARNING = 1,
	CHECK_CRITICAL = 2,
	CHECK_UNKNOWN = 3,
};

/* What started the clock; see population.h. */
enum cause {
	CAUSE_NONE,
	CAUSE_LICENSE_REMOVED,
	CAUSE_USER_DELETED,
	CAUSE_SHARED_DELETED,
	CAUSE_SUBSCRIPTION,
};
#define CAUSE_COUNT 5

/* A setting that is tried where possible, or never. */
enum effort { EFFORT_AUTO, EFFORT_NO };
enum listing_mode { LISTING_AUTO, LISTING_WHOLE };
enum show_names { SHOW_NAMES_UPN, SHOW_NAMES_ID };

/* How one app registration proves who it is: exactly one way is set. */
struct credential {
	char *client_id;
	char *client_secret_file;
	char *client_secret_env; /* variable that holds it when no file does */
	char *certificate_file;
	char *key_file;
	bool managed_identity;
	char *federated_token_file;
	time_t secret_expires_at; /* reader_secret_expires; 0: not said */
};

#define TENANT_NAME_LIMIT 63

struct tenant {
	char *name; /* the section's; [A-Za-z0-9][A-Za-z0-9._-]{0,62} */
	bool enabled;
	char *tenant_id; /* NULL: a managed identity knows */
	char *graph_url; /* no slash at the end; from `cloud` unless given */
	char *login_url;
	char *identity_url; /* managed identity endpoint; NULL: the platform's
			     */
	char *ca_file;
	char *proxy;
	struct credential reader;
	struct credential writer;

	/* judging */
	struct range warning;
	struct range critical;
	int64_t max_age_s;
	int64_t stale_after_s;
	int64_t retention_s; /* retention_days */
	int64_t extra_grace_s;
	int64_t min_age_s;
	int64_t overdue_s; /* overdue_days */
	enum check_state expired_state;
	enum check_state undated_state;
	enum check_state subscription_state;
	enum check_state unconfirmed; /* severity cap; CHECK_CRITICAL: none */
	enum check_state leavers;     /* severity cap */
	bool seats_warning;
	int64_t mass_warning;
	int64_t mass_critical;
	int64_t mass_period_s;
	bool causes[CAUSE_COUNT];
	struct text_list include_address; /* globs */
	struct text_list exclude_address;
	enum show_names show_names;

	/* collecting */
	enum listing_mode listing;
	enum effort probe;
	enum effort audit;
	bool onpremises_mailboxes;
	struct plan_set plans; /* built in and `mailbox_plans` */
	int64_t time_limit_s;  /* of one collector run */
	enum check_state timeout_state;

	struct policy policy; /* the handler's */
};

void credential_release(struct credential *credential);

/* Whether a tenant, or a section, may be called that: it names a file, too. */
bool tenant_name_is_valid(const char *name);

/*
 * What its database calls the directory it was collected of: tenant_id, or ""
 * where there is none.
 */
const char *tenant_directory(const struct tenant *tenant);

/*
 * Whether data are of another directory than the configuration names now;
 * `directory` as the database says it, NULL before the first collection.
 */
bool tenant_was_another(const struct tenant *tenant, const char *directory);

/* Defaults of every key; the name is copied. */
void tenant_init(struct tenant *tenant, const char *name);
void tenant_release(struct tenant *tenant);

const char *cause_text(enum cause cause); /* "license-removed" ... */
bool cause_parse(const char *text, enum cause *cause);
const char *check_state_text(enum check_state state); /* "OK" ... */
/* CRITICAL > UNKNOWN > WARNING > OK. */
enum check_state check_state_worst(enum check_state a, enum check_state b);
enum check_state check_state_mildest(enum check_state a, enum check_state b);

#endif
