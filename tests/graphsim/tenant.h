// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_TENANT_H
#define GRAPHSIM_TENANT_H

/*
 * tenant - one simulated customer: its subscriptions, users, groups, app
 * registrations and directory audit.
 *
 * The tenant owns everything in it.  Users are never removed from `users`,
 * purged ones only stop being shown, so an index stays valid for good.
 */

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "audit.h"
#include "cache.h"
#include "catalog.h"
#include "switches.h"
#include "user.h"

struct sku {
	struct guid id;
	char *part_number;
	uint16_t plans[CATALOG_SKU_PLANS];
	uint64_t not_provisioned; /* bit N: that plan is Disabled tenant-wide */
	unsigned plan_count;
	long seats;
	long consumed;
	enum capability capability;
	bool for_company;
};

struct group {
	struct guid id;
	char *name;
	struct license *licenses; /* `group` and `at` unused */
	size_t license_count;
	uint32_t *members; /* indexes of users */
	size_t member_count;
	size_t member_room;
};

struct app {
	char *name;
	char *client_id;
	char *secret;	       /* or NULL */
	time_t secret_expires; /* or 0 */
	char *federated;       /* the whole outside token, or NULL */
	void *certificate;     /* X509, or NULL */
	unsigned roles;	       /* bits of enum role */
	bool managed_identity;
};

/* How much may still be written, see throttle.h. */
struct throttle {
	time_t began_at; /* or last counted */
	double left;
};

struct tenant {
	char *name;
	char *domain;
	struct guid id;
	uint64_t seed;
	struct catalog *catalog; /* borrowed from the world */
	struct switches switches;
	struct throttle writes;
	bool has_other_addresses; /* than UPNs: restores look for conflicts */
	struct sku *skus;
	size_t sku_count;
	size_t sku_room;
	struct group *groups;
	size_t group_count;
	size_t group_room;
	struct app *apps;
	size_t app_count;
	size_t app_room;
	struct user **users;
	size_t user_count;
	size_t user_room;
	uint32_t *by_id; /* hash buckets: index plus 1 */
	uint32_t *by_upn;
	size_t bucket_count;
	struct audit_log audit;
	time_t next_due;  /* nothing happens by itself before this */
	uint64_t version; /* counts changes of any kind */
	bool cache;	  /* keep rendered pages */
	struct page_cache pages;
};

void tenant_init(struct tenant *tenant, const char *name, const char *domain,
	const struct guid *id, uint64_t seed, struct catalog *catalog);
void tenant_free(struct tenant *tenant);

/* Takes ownership; the id and the UPN must be set.  Returns the index. */
uint32_t tenant_add_user(struct tenant *tenant, struct user *user);

void tenant_rename_user(
	struct tenant *tenant, struct user *user, const char *upn);

/* Any state; NULL when unknown. */
struct user *tenant_user_by_id(
	const struct tenant *tenant, const struct guid *id);

/* An active user wins over the latest deleted one; NULL when unknown. */
struct user *tenant_user_by_upn(const struct tenant *tenant, const char *upn);

/* By id or UPN. */
struct user *tenant_user(const struct tenant *tenant, const char *name);

/* By part number or GUID; NULL when unknown. */
struct sku *tenant_sku(const struct tenant *tenant, const char *name);

/* Adds a built-in SKU, or an empty one; the caller fills that in. */
struct sku *tenant_add_sku(struct tenant *tenant, const char *part_number,
	const struct guid *id, const struct product *product);

long tenant_free_seats(const struct sku *sku);

/* By name or GUID; NULL when unknown. */
struct group *tenant_group(const struct tenant *tenant, const char *name);

/* Something will happen by itself at `at`, unless that is 0. */
void tenant_expect(struct tenant *tenant, time_t at);

#endif
