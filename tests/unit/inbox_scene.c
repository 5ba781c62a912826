// SPDX-License-Identifier: MIT
#include "inbox_scene.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"

static char directory[] = "/tmp/test_inbox.XXXXXX";
struct taken taken;

static void
forget(void)
{
	for (size_t i = 0; i < taken.count; i++) {
		free(taken.files[i].text);
		free(taken.files[i].refused);
	}
	memset(&taken, 0, sizeof(taken));
	taken.refuse_from = TAKEN_LIMIT;
}

bool
note(void *context, const struct inbox_file *file, struct error *err)
{
	size_t i = taken.count;

	assert_ptr_equal(context, &taken);
	assert_true(i < TAKEN_LIMIT);
	if (i >= taken.refuse_from) {
		return error_set(err, ERROR_DISK, "the disk is full");
	}
	assert_true((file->text == NULL) == (file->refused != NULL));
	memcpy(taken.files[i].name, file->name, sizeof(file->name));
	taken.files[i].text = mem_text(file->text);
	taken.files[i].length = file->length;
	taken.files[i].refused = mem_text(file->refused);
	taken.files[i].owner = file->owner;
	taken.files[i].changed_at = file->changed_at;
	taken.count++;
	return true;
}

void
take(size_t limit)
{
	struct error err = {0};

	forget();
	if (!inbox_take("inbox", limit, note, &taken, &taken.left, &err)) {
		fail_msg("%s", err.text);
	}
}

int
enter_directory(void **state)
{
	(void)state;
	return mkdtemp(directory) == NULL || chdir(directory) != 0;
}

int
make_inbox(void **state)
{
	struct error err = {0};

	(void)state;
	forget();
	return !inbox_prepare("inbox", &err);
}

/* Whatever a test left behind, at most one level deep. */
int
remove_inbox(void **state)
{
	static const char *const deeper[] = {
		"inbox/full/x", "inbox/full", "inbox", "elsewhere", "other"};
	DIR *listing = opendir("inbox");
	const struct dirent *entry = NULL;

	(void)state;
	forget();
	while (listing != NULL && (entry = readdir(listing)) != NULL) {
		char path[300];
		(void)snprintf(path, sizeof(path), "inbox/%s", entry->d_name);
		(void)remove(path);
		(void)snprintf(path, sizeof(path), "inbox/%s/x", entry->d_name);
		if (remove(path) == 0) {
			path[strlen(path) - 2] = '\0';
			(void)remove(path);
		}
	}
	if (listing != NULL) {
		(void)closedir(listing);
	}
	for (size_t i = 0; i < COUNT_OF(deeper); i++) {
		(void)remove(deeper[i]);
	}
	return access("inbox", F_OK) == 0;
}

int
leave_directory(void **state)
{
	(void)state;
	return chdir("/") != 0 || rmdir(directory) != 0;
}

void
put(const char *path, const char *text, size_t length)
{
	int file = open(path, O_WRONLY | O_CREAT | O_EXCL, 0640);

	assert_true(file >= 0);
	assert_int_equal(write(file, text, length), length);
	assert_int_equal(close(file), 0);
}

void
put_text(const char *path, const char *text)
{
	put(path, text, strlen(text));
}

void
drop(const char *text, char name[INBOX_NAME_SIZE])
{
	struct error err = {0};

	if (!inbox_drop("inbox", text, strlen(text), name, &err)) {
		fail_msg("%s", err.text);
	}
}

size_t
count_entries(void)
{
	DIR *listing = opendir("inbox");
	size_t count = 0;

	assert_non_null(listing);
	while (readdir(listing) != NULL) {
		count++;
	}
	(void)closedir(listing);
	return count - 2;
}
