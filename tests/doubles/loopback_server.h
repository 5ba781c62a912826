// SPDX-License-Identifier: MIT
/*
 * loopback_server - a child process that speaks HTTP, well or badly.
 *
 * /ok /empty /cut /cut-chunk /nothing /moved /early /busy answer as they say;
 * /endless never ends; /hurry ends once another request was answered; /echo
 * returns what was asked.
 */
#ifndef DOUBLES_LOOPBACK_SERVER_H
#define DOUBLES_LOOPBACK_SERVER_H

#include <sys/types.h>

#define LOOPBACK_ORIGIN_SIZE 64

/* The child, to be killed by the caller, and its http://host:port; or -1. */
pid_t loopback_server_start(char origin[LOOPBACK_ORIGIN_SIZE]);

#endif
