// SPDX-License-Identifier: MIT
#include "snmp/stock.h"

#include <stdlib.h>

#include "core/mem.h"

void
stock_release(struct stock *stock)
{
	for (size_t i = 0; i < stock->count; i++) {
		shelf_leave(stock->shelves[i]);
	}
	free(stock->shelves);
	*stock = (struct stock){0};
}

/* The first shelf that ends at `index` or beyond. */
static size_t
shelf_at(const struct stock *stock, uint32_t index)
{
	size_t from = 0;
	size_t to = stock->count;

	while (from < to) {
		size_t middle = from + (to - from) / 2;
		if (shelf_last(stock->shelves[middle]) < index) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from;
}

void
stock_put(struct stock *stock, struct shelf_draft *draft,
	const struct stock *before)
{
	struct shelf *old = NULL;
	size_t at = 0;

	if (draft->rows == 0) {
		return;
	}
	at = before == NULL ? 0 : shelf_at(before, draft->index[0]);
	if (before != NULL && at < before->count) {
		old = before->shelves[at];
	}
	stock->shelves = mem_grow(stock->shelves, stock->count,
		&stock->capacity, sizeof(struct shelf *));
	stock->rows += draft->rows;
	stock->shelves[stock->count++] = shelf_make(draft, old);
}

bool
stock_find(const struct stock *stock, uint32_t index, struct stock_place *place)
{
	size_t at = shelf_at(stock, index);

	if (at == stock->count) {
		return false;
	}
	place->shelf = stock->shelves[at];
	place->at = shelf_find(place->shelf, index);
	return true;
}
