// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_LOGIN_H
#define GRAPHSIM_LOGIN_H

/*
 * login - the token endpoint of a tenant, and that of a virtual machine's
 * managed identity.
 */

#include <stdbool.h>

#include "call.h"

/* POST /{tenant}/oauth2/v2.0/token */
void login_token(struct call *call, struct reply *reply);

/* GET /metadata/identity/oauth2/token */
void login_managed_identity(struct call *call, struct reply *reply);

/*
 * Finds out from the bearer token who is calling and fills that in.  False
 * when the token is missing, unknown or expired, and the reply says so.
 */
bool login_check(struct call *call, struct reply *reply);

/* The 401 of an expired token. */
void login_expired(const struct call *call, struct reply *reply);

#endif
