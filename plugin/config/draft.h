// SPDX-License-Identifier: MIT
/*
 * draft - a tenant in the making: what its keys say, before what they say
 * together has been looked at.
 *
 * Pure.
 */
#ifndef CONFIG_DRAFT_H
#define CONFIG_DRAFT_H

#include "core/error.h"
#include "core/tenant.h"

/* https://learn.microsoft.com/graph/deployments */
enum cloud { CLOUD_GLOBAL, CLOUD_USGOV, CLOUD_DOD, CLOUD_CHINA };
#define CLOUD_COUNT 4

struct draft {
	struct tenant tenant;
	enum cloud cloud;
	char *state_dir; /* of [defaults] */
};

void draft_init(struct draft *draft, const char *name);
void draft_release(struct draft *draft);

/*
 * Fills in what follows from other keys (the addresses of the cloud, the
 * variables that hold secrets) and fails where keys contradict each other.
 */
MUST_CHECK bool draft_finish(struct draft *draft, struct error *err);

#endif
