// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_MISBEHAVE_H
#define GRAPHSIM_MISBEHAVE_H

/*
 * misbehave - what the armed faults do to answers.  Those that only concern
 * how the bytes travel are left to the server.
 */

#include <stdbool.h>

#include "call.h"

/* Answers in place of the real one; false when nothing of that kind hit. */
bool misbehave_instead(const struct call *call, struct reply *reply);

/* Spoils the real answer. */
void misbehave_after(const struct call *call, struct reply *reply);

#endif
