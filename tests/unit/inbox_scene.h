// SPDX-License-Identifier: MIT
/*
 * inbox_scene - an inbox in a directory of its own, and what was taken from it.
 * Paths are relative: each test has its directory as the working one.
 */
#ifndef UNIT_INBOX_SCENE_H
#define UNIT_INBOX_SCENE_H

#include "process/inbox.h"

#include "test.h"

#define TAKEN_LIMIT 16

/* What was handed on, in its order. */
struct taken {
	struct {
		char name[INBOX_NAME_SIZE];
		char *text;
		size_t length;
		char *refused;
		uid_t owner;
		time_t changed_at;
	} files[TAKEN_LIMIT];
	size_t count;
	size_t refuse_from; /* say no from this one on */
	bool left;
};
extern struct taken taken;

/* Of the group of tests: into a new directory, and out of it. */
int enter_directory(void **state);
int leave_directory(void **state);
/* Of each test. */
int make_inbox(void **state);
int remove_inbox(void **state);
#define EACH(test)                                                             \
	cmocka_unit_test_setup_teardown(test, make_inbox, remove_inbox)

/* Whom inbox_take() hands files to; its context is `taken`. */
bool note(void *context, const struct inbox_file *file, struct error *err);
/* Takes so many, after what was taken before is forgotten. */
void take(size_t limit);

void put(const char *path, const char *text, size_t length);
void put_text(const char *path, const char *text);
void drop(const char *text, char name[INBOX_NAME_SIZE]);
size_t count_entries(void);

#endif
