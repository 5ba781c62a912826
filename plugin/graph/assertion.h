// SPDX-License-Identifier: MIT
/*
 * assertion - a signed statement of who we are, instead of a secret.
 *
 * A JWT (RFC 7523) signed with PS256 by the key of a certificate that is
 * registered with the application.
 * https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
#ifndef GRAPH_ASSERTION_H
#define GRAPH_ASSERTION_H

#include "core/error.h"

#include <time.h>

#define ASSERTION_LIFE_S 540 /* Microsoft asks for 5 to 10 minutes */

struct assertion {
	const char *client_id;
	const char *audience;	      /* the token endpoint */
	const char *certificate_file; /* PEM */
	const char *key_pem;	      /* the key's PEM text */
	const char *key_name;	      /* the key's file, for messages */
	time_t now;
};

/* The compact JWT, to be given to mem_wipe_free(); ERROR_CONFIG otherwise. */
MUST_CHECK bool assertion_sign(
	const struct assertion *assertion, char **jwt, struct error *err);

/* When the certificate in `path` ends, to be warned of it in time. */
MUST_CHECK bool assertion_certificate_expiry(
	const char *path, time_t *expires_at, struct error *err);

#endif
