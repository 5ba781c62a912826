// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_CATALOG_H
#define GRAPHSIM_CATALOG_H

/*
 * catalog - service plans, and which plans a SKU is made of.
 *
 * Identifiers of the built-in ones are Microsoft's; scenarios may add more.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "guid.h"
#include "text.h"

/* More than any SKU has; a set of them fits a 64-bit mask. */
#define CATALOG_SKU_PLANS 64

/* In the order in which a subscription decays: lower is better. */
enum capability {
	CAPABILITY_ENABLED,
	CAPABILITY_WARNING,
	CAPABILITY_SUSPENDED,
	CAPABILITY_LOCKED_OUT,
	CAPABILITY_DELETED,
	CAPABILITY_DORMANT, /* not a word of today's Graph */
	CAPABILITY_COUNT
};

struct plan {
	struct guid id;
	char *name;
	char *service;
	bool mailbox;			    /* grants one */
	struct text tail[CAPABILITY_COUNT]; /* rendered, all but its time */
};

/* What a SKU of Microsoft's consists of; tenants own their subscriptions. */
struct product {
	const char *part_number;
	const char *id;
	const char *plans; /* names, separated by blanks */
};

struct catalog {
	struct plan *plans;
	size_t count;
	size_t room;
};

void catalog_init(struct catalog *catalog);
void catalog_release(struct catalog *catalog);

/* Adds a plan and returns its index; `service` NULL means "other". */
uint16_t catalog_add(struct catalog *catalog, const struct guid *id,
	const char *name, const char *service, bool mailbox);

/* By name or GUID; false when unknown. */
bool catalog_find(
	const struct catalog *catalog, const char *name, uint16_t *plan);

/* By part number or GUID; NULL when it is not built in. */
const struct product *catalog_product(const char *name);

const char *capability_name(enum capability capability);
bool capability_parse(const char *name, enum capability *capability);

#endif
