// SPDX-License-Identifier: MIT
/*
 * policy - what the operator allows the handler to do by itself, and how far:
 * the handler's keys of mailbox-expiry.conf(5), one tenant's.
 *
 * Durations are seconds.  Texts are owned by the tenant.
 */
#ifndef CORE_POLICY_H
#define CORE_POLICY_H

#include "core/text_list.h"

#include <stdbool.h>
#include <stdint.h>

/* What acknowledging an alert asks for. */
enum on_ack {
	ON_ACK_NONE,	/* nothing */
	ON_ACK_TOKEN,	/* a word in the comment decides: #restore */
	ON_ACK_RESTORE, /* to have the mailbox back */
};

enum group_held {
	GROUP_HELD_DIRECT, /* assign to the user, name the group */
	GROUP_HELD_REFUSE,
};

#define POLICY_CAUSES 5 /* CAUSE_COUNT */

struct policy {
	enum on_ack on_ack[POLICY_CAUSES]; /* by enum cause */
	bool on_event;			   /* events restore */
	bool on_event_causes[POLICY_CAUSES];
	struct text_list authors; /* empty: nobody; "*": everybody */
	struct text_list deny_authors;
	int64_t ack_max_age_s;
	int64_t max_per_ack;  /* more refuse the request as a whole */
	int64_t max_per_hour; /* mailboxes of this tenant */
	int64_t mass_brake;   /* so many lost within mass_period: events
				 restore nothing; 0: never */
	int64_t cooldown_s;   /* after a remedy failed */
	char *kill_switch;    /* while this file exists: nothing; or NULL */
	bool dry_run;
	struct text_list restore_skus; /* GUIDs or part numbers, in order */
	struct text_list exclude_skus;
	bool minimal_plans;
	char *usage_location; /* two capital letters, or NULL */
	enum group_held group_held;
	bool allow_synced_deleted;
	bool block_sign_in;
	int64_t license_wait_s;
	int64_t verify_timeout_s;
};

/* Defaults of every key. */
void policy_init(struct policy *policy);
void policy_release(struct policy *policy);

#endif
