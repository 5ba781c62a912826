// SPDX-License-Identifier: MIT
/*
 * draft - a section in the making: what its keys say, before what they say
 * together has been looked at.
 *
 * Pure.
 */
#ifndef CONFIG_DRAFT_H
#define CONFIG_DRAFT_H

#include "core/error.h"
#include "core/site.h"
#include "core/tenant.h"

/* https://learn.microsoft.com/graph/deployments */
enum cloud { CLOUD_GLOBAL, CLOUD_USGOV, CLOUD_DOD, CLOUD_CHINA };
#define CLOUD_COUNT 4

struct draft {
	struct tenant tenant;
	enum cloud cloud;
	char *state_dir; /* of [defaults] */
	/* Of the sections that are no tenant's. */
	struct icinga2_site icinga2;
	struct nagios_site nagios;
	struct agentx_site agentx;
};

/* With the defaults; `name` is the section's. */
void draft_init(struct draft *draft, const char *name);
void draft_release(struct draft *draft);

/* Entries of all its lists that have no small limit of their own. */
size_t draft_entries(const struct draft *draft);

/*
 * Fills in what follows from other keys (the addresses of the cloud, the
 * variables that hold secrets) and fails where keys contradict each other.
 */
MUST_CHECK bool draft_finish(struct draft *draft, struct error *err);

/* Whether an Icinga 2 can be spoken to: where it is, and as whom, once. */
MUST_CHECK bool draft_check_icinga2(
	const struct icinga2_site *site, struct error *err);

#endif
