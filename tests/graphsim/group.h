// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_GROUP_H
#define GRAPHSIM_GROUP_H

/*
 * group - groups whose members are licensed through them.
 *
 * These only change the group itself; licensing_by_group() does the rest.
 */

#include <stdbool.h>

#include "tenant.h"

struct group *tenant_add_group(
	struct tenant *tenant, const char *name, const struct guid *id);

void group_add_license(struct group *group, struct license license);

bool group_has_member(const struct tenant *tenant, const struct group *group,
	const struct user *user);

/* False when the user is a member already. */
bool group_add_member(
	struct tenant *tenant, struct group *group, const struct user *user);

/* False when the user is none. */
bool group_remove_member(
	struct tenant *tenant, struct group *group, const struct user *user);

#endif
