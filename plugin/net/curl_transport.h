// SPDX-License-Identifier: MIT
/*
 * curl_transport - the transport over libcurl: HTTPS with verified
 * certificates, keep-alive, gzip, no redirects, at most two transfers at a time
 * unless more are asked for.
 */
#ifndef NET_CURL_TRANSPORT_H
#define NET_CURL_TRANSPORT_H

#include "net/transport.h"

struct curl_transport_settings {
	const char *ca_file; /* NULL: the system's */
	const char *proxy;   /* NULL: as the environment says; "": none */
	const char *user_agent;
	bool allow_http; /* only for a managed identity endpoint */
	unsigned connect_limit_s;
	/* Slower than this for this long is given up. */
	unsigned stall_s;
	time_t (*clock)(void); /* wall clock, from main.c */
};

/* A new transport in `*transport`, to be freed by its ops. */
MUST_CHECK bool curl_transport_new(
	const struct curl_transport_settings *settings,
	struct transport **transport, struct error *err);

#endif
