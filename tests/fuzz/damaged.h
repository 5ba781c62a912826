// SPDX-License-Identifier: MIT
/*
 * damaged - databases with something wrong in them, for the fuzz targets: in
 * memory, since a file made some thousand times a second is most of the time.
 *
 * All are "t.db" of the directory of state_fixture.h, one at a time; a file of
 * that name, empty, is there for who asks whether it is.
 */
#ifndef FUZZ_DAMAGED_H
#define FUZZ_DAMAGED_H

#include <stddef.h>
#include <stdint.h>

#define DAMAGED_COLUMNS 128
/* Eight bytes each; see damaged_write(). */
#define DAMAGED_ORDERS 32
#define DAMAGED_LIMIT_BYTES (8 * DAMAGED_ORDERS)

/* A database as it should be. */
struct sound {
	unsigned char *bytes;
	size_t size;
	char *columns[DAMAGED_COLUMNS]; /* "UPDATE t SET c = ?" */
	size_t column_count;
};

/* From now on SQLite knows no files; the first time only. */
void damaged_enter(void);

/* What `make` leaves in t.db, kept for good. */
void damaged_keep(struct sound *sound, void (*make)(void));

/*
 * Puts it into t.db again, but for the orders: 'b' and a place and a value, a
 * byte of the file is another; 'c' and a column and a value, of all rows.
 */
void damaged_write(const struct sound *sound, const uint8_t *data, size_t size);

#endif
