// SPDX-License-Identifier: MIT
/*
 * shelf_layout - how a row is packed; for shelf.c and shelf_draft.c alone.
 *
 * The GUID; flags; times; numbers; texts.  Numbers are varints, seven bits a
 * byte, the least first.  A time is one more than its distance, zigzag, from
 * the time before; 0 is no time.
 */
#ifndef SNMP_SHELF_LAYOUT_H
#define SNMP_SHELF_LAYOUT_H

#include "snmp/shelf.h"

#define ROW_LIMIT_BYTES (sizeof(struct guid) + 20 * 10 + 2 * VALUE_TEXT_LIMIT)

struct flag {
	unsigned shift;
	unsigned width;
};
#define FLAG_CAUSE ((struct flag){0, 3})
#define FLAG_PLACE ((struct flag){3, 2})
#define FLAG_PLANS ((struct flag){5, 2})
#define FLAG_PROBE ((struct flag){7, 3})
#define FLAG_ACCOUNT ((struct flag){10, 2})
#define FLAG_SYNCED ((struct flag){12, 2})
#define FLAG_CONFIRMED ((struct flag){14, 1})
#define FLAG_DISABLED ((struct flag){15, 1})
#define FLAG_EXCLUDED ((struct flag){16, 1})
#define FLAG_ACTOR_KIND ((struct flag){17, 2})
#define FLAG_SOURCES ((struct flag){19, 6})

static inline uint64_t
shelf_put_flag(struct flag flag, unsigned value)
{
	return (uint64_t)(value & ((1U << flag.width) - 1)) << flag.shift;
}

static inline unsigned
shelf_get_flag(uint64_t flags, struct flag flag)
{
	return (unsigned)(flags >> flag.shift) & ((1U << flag.width) - 1);
}

/* Behind the indexes and the offsets. */
static inline const unsigned char *
shelf_bytes(const struct shelf *shelf)
{
	return (const unsigned char *)(shelf->entry + 2 * (size_t)shelf->rows);
}

#endif
