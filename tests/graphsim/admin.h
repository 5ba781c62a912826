// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_ADMIN_H
#define GRAPHSIM_ADMIN_H

/*
 * admin - the interface for tests: /admin/command, clock, requests, stats
 * and truth.
 */

#include "call.h"

void admin_answer(struct call *call, struct reply *reply);

#endif
