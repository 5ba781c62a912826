// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_GRAPH_H
#define GRAPHSIM_GRAPH_H

/*
 * graph - which request goes where, and what it may.
 */

#include "call.h"

/*
 * Answers any request: Graph, tokens, administration, faults included.  The
 * call must have been taken apart by call_init().
 */
void graph_answer(struct call *call, struct reply *reply);

/* The same for one part of a $batch; the caller is known already. */
void graph_answer_part(struct call *call, struct reply *reply);

/* POST /v1.0/$batch */
void graph_batch(struct call *call, struct reply *reply);

#endif
