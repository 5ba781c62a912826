// SPDX-License-Identifier: MIT
#include "roles.h"

#include <stddef.h>
#include <strings.h>

static const char *const names[ROLE_COUNT] = {
	[ROLE_USER_READ] = "User.Read.All",
	[ROLE_USER_READ_WRITE] = "User.ReadWrite.All",
	[ROLE_DIRECTORY_READ] = "Directory.Read.All",
	[ROLE_DIRECTORY_READ_WRITE] = "Directory.ReadWrite.All",
	[ROLE_ORGANIZATION_READ] = "Organization.Read.All",
	[ROLE_LICENSE_READ] = "LicenseAssignment.Read.All",
	[ROLE_LICENSE_READ_WRITE] = "LicenseAssignment.ReadWrite.All",
	[ROLE_AUDIT_READ] = "AuditLog.Read.All",
	[ROLE_MAILBOX_READ] = "MailboxSettings.Read",
	[ROLE_DELETE_RESTORE] = "User.DeleteRestore.All",
	[ROLE_ENABLE_DISABLE] = "User.EnableDisableAccount.All",
	[ROLE_MEMBER_READ_WRITE] = "GroupMember.ReadWrite.All",
};

const char *
role_name(enum role role)
{
	return names[role];
}

bool
role_parse(const char *name, enum role *role)
{
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		if (strcasecmp(names[i], name) == 0) {
			*role = (enum role)i;
			return true;
		}
	}
	return false;
}
