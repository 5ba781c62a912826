// SPDX-License-Identifier: MIT
/*
 * spawn - starting a program that outlives us.
 *
 * The child gets a session of its own, descriptors 0 to 2 on /dev/null, the
 * lock (if any) as descriptor 3, and nothing else: a monitoring core that waits
 * for the end of its plugin's pipe must not wait for the child.
 */
#ifndef PROCESS_SPAWN_H
#define PROCESS_SPAWN_H

#include "core/error.h"

#include <sys/types.h>

#define SPAWN_LOCK_DESCRIPTOR 3

/*
 * Starts argv[0] (an absolute path).  `lock` is handed over as descriptor 3, or
 * LOCK_NONE.  Signals are unblocked and set to their defaults.  The child is
 * not waited for.
 */
MUST_CHECK bool spawn_detached(const char *const argv[],
	const char *const environment[], int lock, pid_t *pid,
	struct error *err);

/*
 * Makes a process sane at its start: descriptors 0 to 2 open, signals
 * unblocked, SIGPIPE ignored, the rest at their defaults, umask 027.
 */
void spawn_settle(void);

/* A token or a key may be in memory when something aborts: no core dumps. */
void spawn_leave_no_core(void);

/*
 * Root steps down to the owner of `directory`, the state_dir, and its group
 * (or, should that be root's, the owner's own), for good; anybody else stays
 * who they are.  A directory that belongs to root leaves root as it is: the
 * administrator chose so.  Fails when there is no such directory, and when root
 * would obey a configuration (of `owner`, and of `writing_group` unless that is
 * root's) that belongs to neither root nor whom it becomes.
 */
MUST_CHECK bool spawn_step_down(const char *directory, uid_t owner,
	gid_t writing_group, struct error *err);

#endif
