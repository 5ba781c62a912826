// SPDX-License-Identifier: MIT
/*
 * stock - all mailboxes of one tenant that are shown, in shelves, by index.
 *
 * Immutable once it is made.  A new one shares the shelves that have not
 * changed with the one before.  Pure.
 */
#ifndef SNMP_STOCK_H
#define SNMP_STOCK_H

#include "snmp/shelf.h"

struct stock {
	struct shelf **shelves;
	size_t count;
	size_t capacity;
	uint64_t rows;
};

/* Zeroed is empty. */
void stock_release(struct stock *stock);

/*
 * Makes what is in `draft` the last shelf; nothing when it is empty.  `before`
 * is the stock it will replace (may be NULL).
 */
void stock_put(struct stock *stock, struct shelf_draft *draft,
	const struct stock *before);

/* Where a mailbox stands. */
struct stock_place {
	const struct shelf *shelf;
	uint32_t at;
};

/*
 * The first mailbox whose index is at least `index`; false when there is none.
 */
bool stock_find(
	const struct stock *stock, uint32_t index, struct stock_place *place);

#endif
