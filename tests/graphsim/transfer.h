// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_TRANSFER_H
#define GRAPHSIM_TRANSFER_H

/*
 * transfer - the bytes of an answer on their way: at once, slowly, cut off or
 * without an end.
 */

#include <microhttpd.h>
#include <stdbool.h>

#include "call.h"
#include "server.h"

struct transfer_manner {
	bool gzip; /* if it is worth it */
	bool endless;
	bool truncate;	  /* the connection ends half way through */
	bool chunked;	  /* no Content-Length */
	long bytes_per_s; /* 0: as fast as it goes */
};

/* Takes the reply's body or blob over. */
enum MHD_Result transfer_start(struct server *server,
	struct MHD_Connection *connection, struct reply *reply,
	struct transfer_manner manner);

#endif
