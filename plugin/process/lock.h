// SPDX-License-Identifier: MIT
/*
 * lock - one collector a tenant, however many checks want one.
 *
 * Open file description locks (fcntl F_OFD_SETLK): the lock belongs to the open
 * file, so a spawned collector that inherits it holds it until it ends, however
 * it ends.
 */
#ifndef PROCESS_LOCK_H
#define PROCESS_LOCK_H

#include "core/error.h"

#include <stdbool.h>
#include <stdint.h>

#define LOCK_NONE (-1)
#define LOCK_WORD_SIZE ERROR_TEXT_SIZE

/*
 * Opens (creating it, 0660 less the umask) the lock file at `path`; the
 * descriptor is close-on-exec.  Symbolic links are not followed, and
 * a file with several names is none.  Who may only
 * read the file gets a lock that can be probed but not taken.
 */
MUST_CHECK bool lock_open(const char *path, int *lock, struct error *err);

/*
 * Takes the lock unless somebody holds it; never waits.  Fails without the
 * right to write the file.
 */
MUST_CHECK bool lock_try(int lock, bool *taken, struct error *err);

/* Whether somebody else holds it, without taking it. */
MUST_CHECK bool lock_is_held(int lock, bool *held, struct error *err);

/*
 * Leaves word in the file that an attempt has ended; `text` is why it failed,
 * if that could be told nowhere else, or NULL.  For who holds the lock.  On a
 * full disk at least the time of the word changes.
 */
void lock_leave_word(int lock, const char *text);

/* What a lock looks like to somebody who does not want it. */
struct lock_look {
	bool is_hidden; /* it may not be read: whether it is held is not known
			 */
	bool held;
	int64_t word_at_ns; /* another one: an attempt has ended; 0: never */
	char word[LOCK_WORD_SIZE];
};

/* Looks at the file at `path`; all zero when there is none. */
void lock_look(const char *path, struct lock_look *look);

/* Gives it back and closes; LOCK_NONE is fine. */
void lock_close(int lock);

#endif
