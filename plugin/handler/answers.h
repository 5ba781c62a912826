// SPDX-License-Identifier: MIT
/*
 * answers - the writes of a wave are sent to Graph, and its answers written
 * down as they come.
 */
#ifndef HANDLER_ANSWERS_H
#define HANDLER_ANSWERS_H

#include "handler/wave.h"

/*
 * Sends what the moves of the jobs order; their intents are written down
 * already.  Fails where handler.db does: what is not written down is in doubt.
 */
MUST_CHECK bool answers_await(struct wave *wave, struct error *err);

#endif
