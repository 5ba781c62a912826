// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_REQUEST_H
#define GRAPHSIM_REQUEST_H

/*
 * request - one HTTP exchange: collects the request, has it answered, and
 * sends the answer as honestly or badly as the faults say.
 */

#include <microhttpd.h>

/* The callbacks libmicrohttpd wants; `closure` is a struct server. */
void *request_begin(
	void *closure, const char *uri, struct MHD_Connection *connection);
enum MHD_Result request_handle(void *closure, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version,
	const char *upload, size_t *upload_size, void **slot);
void request_completed(void *closure, struct MHD_Connection *connection,
	void **slot, enum MHD_RequestTerminationCode code);

#endif
