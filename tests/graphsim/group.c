// SPDX-License-Identifier: MIT
#include "group.h"

#include <stdlib.h>

struct group *
tenant_add_group(struct tenant *tenant, const char *name, const struct guid *id)
{
	struct group *group;

	tenant->groups = alloc_room(tenant->groups, tenant->group_count,
		&tenant->group_room, sizeof(*tenant->groups));
	group = &tenant->groups[tenant->group_count++];
	*group = (struct group){.id = *id, .name = alloc_copy(name)};
	return group;
}

void
group_add_license(struct group *group, struct license license)
{
	group->licenses = reallocarray(group->licenses,
		group->license_count + 1, sizeof(*group->licenses));
	if (group->licenses == NULL) {
		abort();
	}
	group->licenses[group->license_count++] = license;
}

/* The position among the members, or their count. */
static size_t
find_member(const struct tenant *tenant, const struct group *group,
	const struct user *user)
{
	size_t at = 0;

	while (at < group->member_count &&
		tenant->users[group->members[at]] != user) {
		at++;
	}
	return at;
}

bool
group_has_member(const struct tenant *tenant, const struct group *group,
	const struct user *user)
{
	return find_member(tenant, group, user) < group->member_count;
}

bool
group_add_member(
	struct tenant *tenant, struct group *group, const struct user *user)
{
	uint32_t index = 0;

	if (group_has_member(tenant, group, user)) {
		return false;
	}
	while (tenant->users[index] != user) {
		index++;
	}
	group->members = alloc_room(group->members, group->member_count,
		&group->member_room, sizeof(*group->members));
	group->members[group->member_count++] = index;
	return true;
}

bool
group_remove_member(
	struct tenant *tenant, struct group *group, const struct user *user)
{
	size_t at = find_member(tenant, group, user);

	if (at == group->member_count) {
		return false;
	}
	group->member_count--;
	memmove(&group->members[at], &group->members[at + 1],
		(group->member_count - at) * sizeof(*group->members));
	return true;
}
