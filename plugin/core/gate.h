// SPDX-License-Identifier: MIT
/*
 * gate - whether a request counts at all, and whether what it would do may be
 * done; the rules, in their order, are in remedy.h.  For decide.c.  Pure.
 */
#ifndef CORE_GATE_H
#define CORE_GATE_H

#include "core/meant.h"

/* A decision in the making. */
struct deciding {
	struct asking asking; /* words and force as gate_request() read them */
	struct remedy_plan *plan;
	bool stays; /* a refusal that keeps the acknowledgement */
};

/* Whether it counts; false: the plan has a verdict and a reason. */
bool gate_request(struct deciding *deciding);

/* Whether what `plan->each` says may be done; false: as above. */
bool gate_work(struct deciding *deciding);

/* Gives the plan its verdict and reason; always true. */
bool gate_settle(struct deciding *deciding, enum verdict verdict,
	const char *format, ...) __attribute__((format(printf, 3, 4)));

#endif
