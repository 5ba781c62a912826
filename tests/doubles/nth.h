// SPDX-License-Identifier: MIT
/*
 * nth - libraries to preload that fail, or kill the program, at the nth call of
 * a kind: nth_call.so and, for NTH_KIND=memory alone, nth_memory.so.
 *
 *	NTH_CALL=N	at which call, from 1; N+ at that and all later ones
 *	NTH_PLACE=ID	of those from this place alone
 *	NTH_KIND=	changes (the default), reads, opens, locks, processes,
 *			sockets or memory
 *	NTH_ACTION=	kill (SIGKILL, the default), an error, EIO ENOSPC ...,
 *			or SHORT: half of what was to be read or written
 *	NTH_PROGRAM=	only in programs of this name
 *	NTH_ONLY=files	not what goes to sockets and pipes
 *	NTH_AFTER=	not before this file is there
 *	NTH_COUNT_FILE=	where to write, at exit, how many calls there were
 *	NTH_PLACES_FILE=	where to append, at exit, "ID CALLS" a place
 *	NTH_HIT_FILE=	where to write, when a call fails, the way to it
 *
 * A place is a way through the program, that is a stack: of allocations all
 * frames of the program itself and the innermost of the libraries, else all.
 *
 * The call is not carried out.  Calls from inside libc (stdio) are not seen,
 * but for its allocations.
 */
#ifndef DOUBLES_NTH_H
#define DOUBLES_NTH_H

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>

enum nth_kind {
	NTH_CHANGES,
	NTH_READS,
	NTH_OPENS,
	NTH_LOCKS,
	NTH_PROCESSES,
	NTH_SOCKETS,
	NTH_MEMORY,
};

/* In errno: no error, but less than was asked for. */
#define NTH_SHORT EXFULL

/* The function of that name that would have been called without us. */
#define NEXT(name) ((__typeof__(&(name)))dlsym(RTLD_NEXT, #name))

/* Counts one call; true, with errno, when it is the one that fails. */
bool nth_fails(enum nth_kind kind);

/* The same for a call on an open file. */
bool nth_fails_on(enum nth_kind kind, int file);

#endif
