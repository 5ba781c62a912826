// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_SERVER_H
#define GRAPHSIM_SERVER_H

/*
 * server - the world behind HTTP, on two ports of the loopback interface.
 *
 * One thread does everything: libmicrohttpd is driven by server_run().
 */

#include <microhttpd.h>
#include <stdbool.h>

#include "certificate.h"
#include "world.h"

/* A connection that is left alone for a while. */
struct server_sleeper {
	struct MHD_Connection *connection;
	long long until_ms; /* -1: until the end */
};

struct server {
	struct world *world;
	struct MHD_Daemon *tls;
	struct MHD_Daemon *plain;
	struct server_sleeper *sleepers;
	size_t sleeper_count;
	size_t sleeper_room;
	bool stopping;
};

/* Port 0 takes a free one.  Fills in the world's addresses. */
bool server_start(struct server *server, struct world *world,
	const struct certificate *certificate, unsigned short port,
	struct text *why);

/* Serves until `signals`, a signalfd, becomes readable. */
void server_run(struct server *server, int signals);

void server_stop(struct server *server);

/* Suspends the connection; `delay_ms` -1 means for good. */
void server_sleep(struct server *server, struct MHD_Connection *connection,
	long delay_ms);

#endif
