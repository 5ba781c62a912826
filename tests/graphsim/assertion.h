// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_ASSERTION_H
#define GRAPHSIM_ASSERTION_H

/*
 * assertion - checks the signed JSON Web Token an app proves itself with:
 * PS256, and a certificate named by its SHA-256 thumbprint.
 */

#include <time.h>

enum assertion_fault {
	ASSERTION_FINE,
	ASSERTION_SIGNATURE, /* the form, the algorithm, the key */
	ASSERTION_TIME,
	ASSERTION_AUDIENCE,
	ASSERTION_CLAIMS /* issuer, subject, jti */
};

/* `certificate` is an X509, or NULL, which fits nothing. */
enum assertion_fault assertion_check(const char *assertion, void *certificate,
	const char *client_id, const char *audience, time_t now);

#endif
