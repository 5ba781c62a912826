// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_AUDIT_H
#define GRAPHSIM_AUDIT_H

/*
 * audit - what the directory audit of a tenant remembers.
 *
 * Records are kept in the order of their times, oldest first, and for good;
 * retention and delay are applied when they are read.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "guid.h"

struct tenant;
struct user;
struct group;

enum actor_kind { ACTOR_NONE, ACTOR_USER, ACTOR_APP };

/* Who did it.  Both strings are borrowed. */
struct actor {
	enum actor_kind kind;
	const char *name; /* UPN of a user, display name of an app */
	const char *id;	  /* of an app; a user's is looked up or made up */
};

/* Group-based licensing, acting for whoever changed the group. */
extern const struct actor actor_group_licensing;

struct audit_record {
	struct guid id;
	struct guid correlation;
	struct guid target;
	uint64_t serial; /* of the same second, the first comes first */
	time_t at;
	const char *activity; /* a literal */
	const char *category; /* a literal */
	enum actor_kind by;
	char *by_name;
	char *by_id;
	char *target_name;
	char *target_upn; /* NULL when the target is a group */
	char *group_name; /* a second target, or NULL */
	struct guid group;
	char *property; /* of modifiedProperties, or NULL */
	char *old_value;
	char *new_value;
};

struct audit_log {
	struct audit_record *records;
	size_t count;
	size_t room;
	uint64_t serial;
	bool unordered; /* while many are added; audit_sort() ends it */
};

/* What changed; NULL members are left out. */
struct audit_change {
	const char *property;
	const char *old_value;
	const char *new_value;
};

/* A correlation id no record used before. */
struct guid audit_correlation(struct tenant *tenant);

/*
 * Records an activity on a user, on a group, or on a user with the group it
 * is about.  Nothing is recorded while the tenant's `audit` switch is off.
 */
void audit_add(struct tenant *tenant, const char *activity,
	const struct actor *actor, const struct user *user,
	const struct group *group, const struct audit_change *change,
	const struct guid *correlation, time_t at);

/* Puts records added out of order into theirs. */
void audit_sort(struct audit_log *log);

void audit_release(struct audit_log *log);

#endif
