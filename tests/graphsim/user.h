// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_USER_H
#define GRAPHSIM_USER_H

/*
 * user - a directory user, what it is licensed for, and its mailbox.
 *
 * A million of them must fit in memory, so entries are small: times inside
 * arrays are 32-bit seconds since the epoch, with 0 for null.
 */

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "catalog.h"
#include "guid.h"

enum user_state { USER_ACTIVE, USER_DELETED, USER_PURGED };

enum sync_state { SYNC_NEVER, SYNC_ON, SYNC_OFF };

enum mailbox_state {
	MAILBOX_NONE,
	MAILBOX_CONNECTED,
	MAILBOX_DISCONNECTED, /* lost its license */
	MAILBOX_SOFT_DELETED, /* went with its user */
	MAILBOX_PURGED
};

enum mailbox_purpose {
	PURPOSE_USER,
	PURPOSE_SHARED,
	PURPOSE_ROOM,
	PURPOSE_EQUIPMENT
};

/* The truth, whatever Graph shows of it. */
struct mailbox {
	enum mailbox_state state;
	enum mailbox_purpose purpose;
	unsigned generation; /* of its content: 2 is new and empty */
	bool on_premises;    /* lives elsewhere: Graph never sees it */
	time_t connected_at; /* once the last provisioning is done */
	time_t disconnected_at;
	time_t disconnect_due; /* resiliency runs until then, or 0 */
	time_t purge_due;      /* or 0 */
};

enum license_error {
	LICENSE_FINE,
	LICENSE_COUNT_VIOLATION,
	LICENSE_MUTUALLY_EXCLUSIVE,
	LICENSE_DEPENDENCY,
	LICENSE_LOCATION,
	LICENSE_UNIQUENESS,
	LICENSE_OTHER
};

/* One SKU from one source. */
struct license {
	uint64_t disabled; /* bit N: the SKU's Nth plan is off */
	uint32_t at;
	uint16_t sku;
	uint16_t group; /* 0: direct; else the group's index plus 1 */
	enum license_error error;
};

struct plan_entry {
	uint32_t at;
	uint16_t plan;
	uint8_t capability; /* enum capability */
};

struct user {
	struct guid id;
	char *upn; /* as it was before any deletion */
	char *name;
	char *mail;    /* NULL: the same as upn */
	char *aliases; /* separated by commas, or NULL */
	char location[3];
	bool has_mail;
	bool enabled;
	bool guest;
	bool privileged; /* apps without a directory role may not change it */
	enum sync_state sync;
	enum user_state state;
	time_t created_at;
	time_t deleted_at;
	time_t restored_at; /* or 0 */
	time_t located_at;  /* usageLocation was set by a request, or 0 */
	struct license *licenses;
	struct plan_entry *plans;
	size_t license_count;
	size_t plan_count;
	struct mailbox mailbox;
	uint32_t next_same_id; /* hash chains; index plus 1 */
	uint32_t next_same_upn;
	/* How it looked before its latest change, and until when. */
	struct user *past;
	time_t past_until;
};

void user_free(struct user *user);

/*
 * Keeps a copy of how the user looks, for indexes that lag behind.  Call it
 * before changing anything; within one second only the first call counts.
 */
void user_remember(struct user *user, time_t now);

/* The user as it was at `at`: itself, or one of its copies. */
const struct user *user_as_of(const struct user *user, time_t at);

/* Appends an entry and returns it. */
struct plan_entry *user_add_plan(struct user *user, uint16_t plan,
	enum capability capability, time_t at);

const char *user_mail(const struct user *user);

/* What Graph shows: 32 hexadecimal digits in front once it is deleted. */
void user_shown_upn(const struct user *user, struct text *upn);

const char *license_error_name(enum license_error error);
bool license_error_parse(const char *name, enum license_error *error);
const char *mailbox_purpose_name(enum mailbox_purpose purpose);
bool mailbox_purpose_parse(const char *name, enum mailbox_purpose *purpose);
const char *mailbox_state_name(enum mailbox_state state);

#endif
