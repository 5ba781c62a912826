// SPDX-License-Identifier: MIT
#include "damaged.h"

#include "state_fixture.h"
#include "test.h"

#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#ifdef __has_include
#if __has_include(<sanitizer/asan_interface.h>)
#include <sanitizer/asan_interface.h>
#endif
#endif
#ifndef ASAN_POISON_MEMORY_REGION
#define ASAN_POISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(at, size) ((void)(at), (void)(size))
#endif

#define ORDER 8

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

/*
 * What SQLite allocates, some thousand pieces a time: most of the time would be
 * spent in the sanitizer's allocator.  A piece that was given back is poisoned
 * until it is taken again, as is what lies between the pieces.
 */
#define CLASSES 20 /* powers of two from 16 bytes on */
#define ARENA_BYTES ((size_t)64 * 1024 * 1024)

struct piece {
	size_t place; /* of its class */
	size_t size;
	max_align_t bytes[]; /* of one that is free: the next such one */
};

static struct piece *free_pieces[CLASSES];
static unsigned char *arena;
static size_t arena_used;

static struct piece *
piece_new(size_t place)
{
	/* One more is never used, so that there is poison behind it. */
	size_t size = ((size_t)16 << place) + sizeof(struct piece) + 16;
	struct piece *piece = NULL;

	if (arena == NULL) {
		arena = mem_zeroed(1, ARENA_BYTES);
	}
	expect(size <= ARENA_BYTES - arena_used);
	piece = (struct piece *)(void *)(arena + arena_used);
	arena_used += size;
	piece->place = place;
	ASAN_POISON_MEMORY_REGION(piece->bytes, size - sizeof(*piece));
	return piece;
}

static void *
take(int bytes)
{
	size_t place = 0;
	struct piece *piece = NULL;

	while (((size_t)16 << place) < (size_t)bytes) {
		place++;
	}
	expect(place < CLASSES);
	piece = free_pieces[place];
	if (piece == NULL) {
		piece = piece_new(place);
	} else {
		ASAN_UNPOISON_MEMORY_REGION(piece->bytes, 16);
		memcpy(&free_pieces[place], piece->bytes, sizeof(piece));
		ASAN_POISON_MEMORY_REGION(piece->bytes, 16);
	}
	piece->size = (size_t)bytes;
	ASAN_UNPOISON_MEMORY_REGION(piece->bytes, piece->size);
	return piece->bytes;
}

static struct piece *
piece_of(void *bytes)
{
	return (struct piece *)(void *)((char *)bytes -
					offsetof(struct piece, bytes));
}

static void
give_back(void *bytes)
{
	struct piece *piece = piece_of(bytes);

	ASAN_UNPOISON_MEMORY_REGION(bytes, 16);
	memcpy(bytes, &free_pieces[piece->place], sizeof(piece));
	free_pieces[piece->place] = piece;
	ASAN_POISON_MEMORY_REGION(bytes, (size_t)16 << piece->place);
}

static int
size_of(void *bytes)
{
	return (int)piece_of(bytes)->size;
}

static void *
take_other(void *before, int bytes)
{
	void *other = take(bytes);
	int size = size_of(before);

	memcpy(other, before, (size_t)(size < bytes ? size : bytes));
	give_back(before);
	return other;
}

static int
round_up(int bytes)
{
	return (bytes + 7) & ~7;
}

static int
begin_memory(void *context)
{
	(void)context;
	return SQLITE_OK;
}

static void
end_memory(void *context)
{
	(void)context;
}

static const sqlite3_mem_methods memory_methods = {take, give_back, take_other,
	size_of, round_up, begin_memory, end_memory, NULL};

/* The VFS "memdb" shares what has a path from the root. */
static int
full_path(sqlite3_vfs *vfs, const char *name, int size, char *path)
{
	(void)vfs;
	return snprintf(path, (size_t)size, "/%s", name) < size
		       ? SQLITE_OK
		       : SQLITE_CANTOPEN;
}

static void
leave(void)
{
	(void)fixture_leave(NULL);
}

void
damaged_enter(void)
{
	static sqlite3_vfs memory;
	FILE *file = NULL;

	if (memory.zName != NULL) {
		return;
	}
	/* As sql_open() has it, which comes too late here. */
	expect(sqlite3_config(SQLITE_CONFIG_SINGLETHREAD) == SQLITE_OK &&
		sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0) == SQLITE_OK &&
		sqlite3_config(SQLITE_CONFIG_MALLOC, &memory_methods) ==
			SQLITE_OK);
	expect(fixture_enter(NULL) == 0 && atexit(leave) == 0);
	file = fopen("t.db", "w");
	expect(file != NULL && fclose(file) == 0);
	expect(sqlite3_vfs_find("memdb") != NULL);
	memory = *sqlite3_vfs_find("memdb");
	memory.zName = "damaged";
	memory.xFullPathname = full_path;
	memory.pNext = NULL;
	expect(sqlite3_vfs_register(&memory, 1) == SQLITE_OK);
}

static sqlite3 *
open_it(sqlite3_file **file)
{
	sqlite3 *db = NULL;

	expect(sqlite3_open("t.db", &db) == SQLITE_OK &&
		sqlite3_file_control(db, "main", SQLITE_FCNTL_FILE_POINTER,
			file) == SQLITE_OK);
	return db;
}

static void
find_columns(struct sound *sound, sqlite3 *db)
{
	static const char sql[] =
		"SELECT 'UPDATE \"' || m.name || '\" SET \"' || c.name || "
		"'\" = ?' FROM sqlite_master m, pragma_table_info(m.name) c "
		"WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' "
		"ORDER BY m.name, c.cid";
	sqlite3_stmt *rows = NULL;

	expect(sqlite3_prepare_v2(db, sql, -1, &rows, NULL) == SQLITE_OK);
	while (sqlite3_step(rows) == SQLITE_ROW &&
		sound->column_count < DAMAGED_COLUMNS) {
		sound->columns[sound->column_count++] =
			mem_text((const char *)sqlite3_column_text(rows, 0));
	}
	(void)sqlite3_finalize(rows);
}

void
damaged_keep(struct sound *sound, void (*make)(void))
{
	sqlite3_file *file = NULL;
	sqlite3 *db = open_it(&file); /* else it would go with its maker */
	sqlite3_int64 size = 0;

	make();
	find_columns(sound, db);
	expect(file->pMethods->xFileSize(file, &size) == SQLITE_OK && size > 0);
	sound->size = (size_t)size;
	sound->bytes = mem_zeroed(1, sound->size);
	expect(file->pMethods->xRead(file, sound->bytes, (int)size, 0) ==
		SQLITE_OK);
	(void)sqlite3_close(db);
}

/* An integer, a text or nothing; STRICT tables refuse the rest by themselves.
 */
static void
set_value(sqlite3 *db, const char *sql, const uint8_t *value)
{
	sqlite3_stmt *update = NULL;
	int64_t number = 0;

	if (sqlite3_prepare_v2(db, sql, -1, &update, NULL) != SQLITE_OK) {
		return;
	}
	memcpy(&number, value, 4);
	switch (value[4] % 5) {
	case 0:
		(void)sqlite3_bind_int64(update, 1, (int8_t)value[0]);
		break;
	case 1:
		(void)sqlite3_bind_int64(
			update, 1, number * INT64_C(65537) - 70000);
		break;
	case 2:
		(void)sqlite3_bind_text(
			update, 1, (const char *)value, 4, SQLITE_STATIC);
		break;
	case 3:
		(void)sqlite3_bind_int64(
			update, 1, value[0] % 2 ? INT64_MAX : INT64_MIN);
		break;
	default:
		break; /* NULL */
	}
	(void)sqlite3_step(update);
	(void)sqlite3_finalize(update);
}

static void
set_values(const struct sound *sound, const uint8_t *data, size_t size)
{
	sqlite3 *db = NULL;

	for (size_t at = 0; at + ORDER <= size; at += ORDER) {
		if (data[at] != 'c') {
			continue;
		}
		if (db == NULL) {
			expect(sqlite3_open("t.db", &db) == SQLITE_OK);
			(void)sqlite3_exec(db,
				"PRAGMA ignore_check_constraints = 1", NULL,
				NULL, NULL);
		}
		set_value(db,
			sound->columns[data[at + 1] % sound->column_count],
			data + at + 2);
	}
	(void)sqlite3_close(db);
}

void
damaged_write(const struct sound *sound, const uint8_t *data, size_t size)
{
	static sqlite3_file *file; /* open for good, so that it stays */
	unsigned char *bytes = mem_zeroed(1, sound->size);

	if (file == NULL) {
		(void)open_it(&file);
	}
	memcpy(bytes, sound->bytes, sound->size);
	for (size_t at = 0; at + ORDER <= size; at += ORDER) {
		size_t place = (size_t)data[at + 1] << 16 |
			       (size_t)data[at + 2] << 8 | data[at + 3];
		if (data[at] == 'b') {
			bytes[place % sound->size] = data[at + 4];
		}
	}
	expect(file->pMethods->xTruncate(file, 0) == SQLITE_OK &&
		file->pMethods->xWrite(file, bytes, (int)sound->size, 0) ==
			SQLITE_OK);
	free(bytes);
	set_values(sound, data, size);
}
