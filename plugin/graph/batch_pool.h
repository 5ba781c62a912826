// SPDX-License-Identifier: MIT
/*
 * batch_pool - which groups of requests go out, and when.  Private to batch.c.
 */
#ifndef GRAPH_BATCH_POOL_H
#define GRAPH_BATCH_POOL_H

#include "graph/batch_group.h"

struct batch_pool {
	struct client *client;
	const struct batch *batch;
	struct batch_group groups[BATCH_OPEN_LIMIT];
	size_t next;	/* the first request that is in no group yet */
	size_t open;	/* groups under way */
	time_t hold_at; /* Graph asked to be left alone until then */
	/* Why nothing more can be sent; "": it can.  Of writes only. */
	struct error stopped;
};

struct exchange *batch_pool_exchange(const struct batch_pool *pool);

/* Makes room for the next group once all of this one are answered. */
void batch_pool_finish(struct batch_group *group);

/*
 * Sends what may go out now.  Writes that cannot be sent at all are handed on
 * as such; a read that cannot is an error.
 */
MUST_CHECK bool batch_pool_send(struct batch_pool *pool, struct error *err);

/* When the next group may go out; 0: there is none. */
time_t batch_pool_next_at(struct batch_pool *pool);

/*
 * Sends nothing more, since that would have to wait until `at`; true for
 * writes, which are handed on as not sent.
 */
MUST_CHECK bool batch_pool_stop(
	struct batch_pool *pool, time_t at, struct error *err);

#endif
