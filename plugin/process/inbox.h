// SPDX-License-Identifier: MIT
/*
 * inbox - the directory where requests are dropped, one file each.
 *
 * state_dir/inbox is sticky and writable for its group (03770): whoever may
 * drop a file cannot touch another's.  A file is written under a dot name,
 * synced, renamed to a UUID, and the directory synced: once inbox_drop()
 * returns true the request survives a power cut.  Who reads it trusts nothing:
 * not the name, not the type, not the size.
 */
#ifndef PROCESS_INBOX_H
#define PROCESS_INBOX_H

#include "core/error.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>
#include <time.h>

#define INBOX_NAME_SIZE 64
/*
 * So much may wait; more is refused to whoever asks, and what waits is kept.
 * Nobody takes it, or somebody floods: either way more would not help.
 */
#define INBOX_LIMIT 10000
#define INBOX_LIMIT_BYTES ((off_t)32 * 1024 * 1024)

/* state_dir/inbox; to be freed. */
char *inbox_path(const char *state_dir);

/*
 * Creates the directory where it is missing; for the worker.  One that is there
 * stays as it is: its owner, group and mode are the administrator's.
 */
MUST_CHECK bool inbox_prepare(const char *path, struct error *err);

/* Whether a file could be dropped here: for ingest, before it promises. */
MUST_CHECK bool inbox_probe(const char *path, struct error *err);

/*
 * Writes one request; `name` gets the name of the file.  ERROR_WAIT: it is
 * full. A failure may leave the file behind if it is the very last step that
 * failed: asking again then asks twice, which does no harm.
 */
MUST_CHECK bool inbox_drop(const char *path, const char *text, size_t length,
	char name[INBOX_NAME_SIZE], struct error *err);

/* One file as it was found. */
struct inbox_file {
	char name[INBOX_NAME_SIZE]; /* cleaned for printing */
	uid_t owner;
	time_t changed_at; /* arrived; by the file system's clock */
	const char *text;  /* terminated; NULL when refused */
	size_t length;
	const char *refused; /* why it was not read: a link, too large, ... */
};

/*
 * Hands every complete file on, oldest first; each leaves the inbox once
 * `take` returned true, whatever it is: also links, pipes and directories (one
 * that is not empty gets a dot name).  Dot files younger than an hour are
 * somebody's work in progress; older ones are removed.  At most `limit` files;
 * `*left` says whether more are there.  Killed between `take` and the removal
 * the same file is handed on again.
 */
typedef bool inbox_take_fn(
	void *context, const struct inbox_file *file, struct error *err);
MUST_CHECK bool inbox_take(const char *path, size_t limit, inbox_take_fn *take,
	void *context, bool *left, struct error *err);

/* Whether something waits; what cannot be looked into is empty. */
bool inbox_is_empty(const char *path);
/* How much waits, and since when. */
size_t inbox_count(const char *path, time_t *oldest_at);

/*
 * Sleeps until a file arrives or `wait_ms` have passed; inotify.  `watch` is
 * made by inbox_watch(), closed with close(2).
 */
MUST_CHECK bool inbox_watch(const char *path, int *watch, struct error *err);
void inbox_wait(int watch, int wait_ms);

#endif
