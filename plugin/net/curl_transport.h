// SPDX-License-Identifier: MIT
/*
 * curl_transport - the transport over libcurl: HTTPS with verified
 * certificates, keep-alive, gzip, no redirects, several transfers at a time.
 */
#ifndef NET_CURL_TRANSPORT_H
#define NET_CURL_TRANSPORT_H

#include "net/transport.h"

#define CURL_OPEN_USUAL 8
#define CURL_OPEN_MAX 64

/* Texts are copied.  All zero but `clock` is a usable setting. */
struct curl_transport_settings {
	const char *ca_file; /* NULL: the system's */
	/* PEM, to show who we are; NULL: none.  Their modes and owners are for
	 * the caller to look at. */
	const char *certificate_file;
	const char *key_file; /* NULL: in certificate_file */
	/* The name the server's certificate has to carry where that is not the
	 * host of the URL, as when an Icinga node is reached by its address;
	 * NULL: the host of the URL. */
	const char *server_name;
	const char *proxy; /* NULL: as the environment says; "": none */
	const char *user_agent;
	bool allow_http;	  /* only for a managed identity endpoint */
	unsigned connect_limit_s; /* 0: libcurl's, five minutes */
	unsigned stall_s; /* silent for so long is given up; 0: waited for */
	/* Transfers at a time, CURL_OPEN_MAX at most; 0: CURL_OPEN_USUAL. */
	unsigned open_limit;
	time_t (*clock)(void); /* wall clock, from main.c */
};

/*
 * A new transport in `*transport`, to be freed by its ops.  ERROR_CONFIG for a
 * server_name that is none; a file that cannot be read shows with the first
 * answer, as TRANSPORT_TLS.
 */
MUST_CHECK bool curl_transport_new(
	const struct curl_transport_settings *settings,
	struct transport **transport, struct error *err);

#endif
