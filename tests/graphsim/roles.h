// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_ROLES_H
#define GRAPHSIM_ROLES_H

/*
 * roles - the application permissions of Microsoft Graph the simulator knows.
 */

#include <stdbool.h>

enum role {
	ROLE_USER_READ,
	ROLE_USER_READ_WRITE,
	ROLE_DIRECTORY_READ,
	ROLE_DIRECTORY_READ_WRITE,
	ROLE_ORGANIZATION_READ,
	ROLE_LICENSE_READ,
	ROLE_LICENSE_READ_WRITE,
	ROLE_AUDIT_READ,
	ROLE_MAILBOX_READ,
	ROLE_DELETE_RESTORE,
	ROLE_ENABLE_DISABLE,
	ROLE_MEMBER_READ_WRITE,
	ROLE_COUNT
};

#define ROLE_BIT(name) (1U << (name))

const char *role_name(enum role role);

/* False for a permission that does not matter here. */
bool role_parse(const char *name, enum role *role);

#endif
