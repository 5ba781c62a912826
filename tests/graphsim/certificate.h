// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_CERTIFICATE_H
#define GRAPHSIM_CERTIFICATE_H

/*
 * certificate - a fresh authority and a server certificate for localhost.
 */

#include <stdbool.h>

#include "text.h"

/* All in PEM. */
struct certificate {
	struct text authority;
	struct text server;
	struct text key;
};

/* False when libcrypto refuses; release it either way. */
bool certificate_make(struct certificate *certificate);
void certificate_release(struct certificate *certificate);

#endif
