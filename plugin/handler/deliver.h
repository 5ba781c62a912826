// SPDX-License-Identifier: MIT
/*
 * deliver - putting requests into the inbox, and seeing to it that a worker
 * takes them.
 */
#ifndef HANDLER_DELIVER_H
#define HANDLER_DELIVER_H

#include "config/config.h"
#include "core/request.h"
#include "process/inbox.h"

/* Borrowed for every call. */
struct deliver_settings {
	const struct config *config;
	const char *config_path;
	time_t at;	     /* --at, handed on to the worker; 0: none */
	const char *program; /* this one; absolute */
	const char *const *environment;
};

/*
 * Whether a request could be put down now; makes the inbox where it is missing
 * and this user may.
 */
MUST_CHECK bool deliver_prove(
	const struct deliver_settings *settings, struct error *err);

/*
 * Puts a request down for good: once this is true it survives a power cut.
 * `name` gets the name of its file.
 */
MUST_CHECK bool deliver_request(const struct deliver_settings *settings,
	const struct request *request, char name[INBOX_NAME_SIZE],
	struct error *err);

/*
 * Starts a worker unless one runs, or this user may not write the state
 * directory: then it is for systemd to start it (mailbox-expiry-handler.path).
 * False with a reason only when it was ours to start and could not be.
 */
MUST_CHECK bool deliver_wake(
	const struct deliver_settings *settings, struct error *err);

#endif
