// SPDX-License-Identifier: MIT
#include "handler/kill_switch.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "process/units.h"

#define ELSEWHERE "name one elsewhere, such as /etc/mailbox-expiry/stop"

bool
kill_switch_is_set(const struct tenant *tenant)
{
	const char *path = tenant->policy.kill_switch;
	struct stat status = {0};

	return path != NULL && *path != '\0' &&
	       (lstat(path, &status) == 0 ||
		       (errno != ENOENT && errno != ENOTDIR));
}

/* PrivateTmp= and ProtectHome= of mailbox-expiry-handler.service. */
void
kill_switch_tell(const struct tenant *tenant, struct findings *findings)
{
	static const struct {
		const char *below;
		const char *problem;
	} places[] = {
		{"/tmp/", "has another /tmp, and would go on writing"},
		{"/var/tmp/", "has another /var/tmp, and would go on writing"},
		{"/home/", "may not look there, and takes it as set"},
		{"/root/", "may not look there, and takes it as set"},
		{"/run/user/", "may not look there, and takes it as set"},
	};
	const char *path = tenant->policy.kill_switch;

	for (size_t i = 0; path != NULL && units_are_managed() &&
			   i < sizeof(places) / sizeof(places[0]);
		i++) {
		if (strncmp(path, places[i].below, strlen(places[i].below)) ==
			0) {
			finding_add(findings, FINDING_WARN, "kill_switch",
				ELSEWHERE, "%s: the worker's unit %s", path,
				places[i].problem);
		}
	}
}
