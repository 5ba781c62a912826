// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_USER_FILTER_H
#define GRAPHSIM_USER_FILTER_H

/*
 * user_filter - what a $filter can say about users.
 */

#include "filter.h"
#include "tenant.h"

/* The schema borrows the tenant. */
struct filter_schema user_filter_schema(const struct tenant *tenant);

#endif
