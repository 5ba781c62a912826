// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_DIRECTORY_H
#define GRAPHSIM_DIRECTORY_H

/*
 * directory - reading users, deleted users, subscriptions, the organization,
 * the directory audit, and the probe of a mailbox.
 *
 * The caller has checked the token and the rights.
 */

#include "call.h"

void directory_users(const struct call *call, struct reply *reply);
void directory_user_count(const struct call *call, struct reply *reply);
void directory_user(const struct call *call, struct reply *reply);
void directory_purpose(const struct call *call, struct reply *reply);
void directory_deleted_users(const struct call *call, struct reply *reply);
void directory_deleted_user(const struct call *call, struct reply *reply);
void directory_skus(const struct call *call, struct reply *reply);
void directory_organization(const struct call *call, struct reply *reply);
void directory_audits(const struct call *call, struct reply *reply);

/*
 * The properties $select asks for.  False, and the reply says so, when one of
 * them is unknown or not to be had of a collection.
 */
bool directory_select(const struct call *call, bool single, uint32_t *set,
	struct reply *reply);

/*
 * The active or deleted user segment `position` names; NULL, and the reply
 * says so, when there is none.
 */
struct user *directory_find_user(const struct call *call, size_t position,
	enum user_state state, struct reply *reply);

/* Answers 200 with one user, as the call selects. */
void directory_reply_user(
	const struct call *call, const struct user *user, struct reply *reply);

#endif
