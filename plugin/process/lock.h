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

#define LOCK_NONE (-1)

/*
 * Opens (creating it, 0660 less the umask) the lock file at `path`; the
 * descriptor is close-on-exec.  Symbolic links are not followed.  Who may only
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

/* Gives it back and closes; LOCK_NONE is fine. */
void lock_close(int lock);

#endif
