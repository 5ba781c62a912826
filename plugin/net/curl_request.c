// SPDX-License-Identifier: MIT
/* The options of libcurl that make up one request. */
#include "net/curl_transfer.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define RECEIVE_BUFFER_BYTES (512L * 1024L)

static void
set_protocols(CURL *easy, bool allow_http)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
	CURL_SET(easy, CURLOPT_PROTOCOLS_STR,
		allow_http ? "http,https" : "https");
#else
	CURL_SET(easy, CURLOPT_PROTOCOLS,
		(long)(CURLPROTO_HTTPS | (allow_http ? CURLPROTO_HTTP : 0)));
#endif
}

static void
set_proxy(CURL *easy, const char *proxy, bool bypass)
{
	if (bypass) {
		CURL_SET(easy, CURLOPT_PROXY, "");
		CURL_SET(easy, CURLOPT_NOPROXY, "*");
	} else if (proxy != NULL) {
		CURL_SET(easy, CURLOPT_PROXY, proxy);
	}
	CURL_SET(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void
set_trust(CURL *easy, const char *ca_file)
{
	CURL_SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	CURL_SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	CURL_SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	/* Short of memory libcurl 7.88 frees a session that it keeps twice. */
	CURL_SET(easy, CURLOPT_SSL_SESSIONID_CACHE, 0L);
	if (ca_file != NULL) {
		CURL_SET(easy, CURLOPT_CAINFO, ca_file);
		CURL_SET(easy, CURLOPT_CAPATH, (char *)NULL);
	}
}

static void
set_certificate(CURL *easy, const struct curl_transport_settings *settings)
{
	if (settings->certificate_file == NULL) {
		return;
	}
	CURL_SET(easy, CURLOPT_SSLCERT, settings->certificate_file);
	CURL_SET(easy, CURLOPT_SSLKEY,
		settings->key_file != NULL ? settings->key_file
					   : settings->certificate_file);
}

static void
append(struct curl_slist **list, const char *text)
{
	struct curl_slist *longer = curl_slist_append(*list, text);

	if (longer == NULL) {
		mem_exhausted();
	}
	*list = longer;
}

/*
 * Asks `server_name` for what `url` names, connecting to the host of `url`: so
 * libcurl checks the certificate for the name, and asks for it (SNI).
 */
static bool
set_named_url(struct curl_transfer *transfer, const char *server_name,
	const char *url)
{
	CURLU *parts = curl_url();
	char *host = NULL;
	char *port = NULL;
	char *named = NULL;
	bool ok = false;

	if (parts == NULL) {
		mem_exhausted();
	}
	ok = curl_url_set(parts, CURLUPART_URL, url, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_HOST, &host, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_PORT, &port, CURLU_DEFAULT_PORT) ==
		     CURLUE_OK &&
	     curl_url_set(parts, CURLUPART_HOST, server_name, 0) == CURLUE_OK &&
	     curl_url_get(parts, CURLUPART_URL, &named, 0) == CURLUE_OK;
	if (ok) {
		char *target = mem_print("::%s:%s", host, port);
		append(&transfer->connect_to, target);
		free(target);
		CURL_SET(transfer->easy, CURLOPT_CONNECT_TO,
			transfer->connect_to);
		CURL_SET(transfer->easy, CURLOPT_URL, named);
	}
	curl_free(host);
	curl_free(port);
	curl_free(named);
	curl_url_cleanup(parts);
	return ok;
}

static void
set_limits(CURL *easy, const struct curl_transport_settings *settings,
	time_t left_s)
{
	long left_ms = left_s <= 0	       ? 1
		       : left_s >= 24L * 3600L ? 24L * 3600L * 1000L
					       : (long)left_s * 1000L;

	CURL_SET(easy, CURLOPT_NOSIGNAL, 1L);
	CURL_SET(easy, CURLOPT_TIMEOUT_MS, left_ms);
	CURL_SET(easy, CURLOPT_CONNECTTIMEOUT, (long)settings->connect_limit_s);
	CURL_SET(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	CURL_SET(easy, CURLOPT_LOW_SPEED_TIME, (long)settings->stall_s);
	/* Refused by a handle that kept its buffer, as after a name that could
	 * not be resolved; then the one it has serves as well. */
	(void)curl_easy_setopt(
		easy, CURLOPT_BUFFERSIZE, (long)RECEIVE_BUFFER_BYTES);
	CURL_SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
	CURL_SET(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	/* Two connections carry two pages; one shared one would gain nothing.
	 */
	CURL_SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	CURL_SET(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
}

static size_t
read_body(char *data, size_t size, size_t count, void *context)
{
	struct curl_transfer *transfer = context;
	size_t left = transfer->request_length - transfer->request_read;
	size_t bytes = size * count < left ? size * count : left;

	memcpy(data, transfer->request_body + transfer->request_read, bytes);
	transfer->request_read += bytes;
	return bytes;
}

/*
 * libcurl sends a request again by itself when the connection it used once more
 * closes without a byte of an answer, which may be after a write took effect.
 * A body it cannot rewind it does not send again.
 */
static int
refuse_rewind(void *context, curl_off_t offset, int origin)
{
	(void)context;
	(void)offset;
	(void)origin;
	return CURL_SEEKFUNC_FAIL;
}

static void
set_body(struct curl_transfer *transfer, bool once)
{
	CURL *easy = transfer->easy;

	CURL_SET(easy, CURLOPT_POST, 1L);
	CURL_SET(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		(curl_off_t)transfer->request_length);
	if (!once) {
		CURL_SET(easy, CURLOPT_POSTFIELDS, transfer->request_body);
		return;
	}
	CURL_SET(easy, CURLOPT_READFUNCTION, read_body);
	CURL_SET(easy, CURLOPT_READDATA, transfer);
	CURL_SET(easy, CURLOPT_SEEKFUNCTION, refuse_rewind);
}

static void
set_request(struct curl_transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;

	for (size_t i = 0;
		request->headers != NULL && request->headers[i] != NULL; i++) {
		append(&transfer->headers, request->headers[i]);
	}
	CURL_SET(easy, CURLOPT_HTTPHEADER, transfer->headers);
	if (request->method == HTTP_GET) {
		CURL_SET(easy, CURLOPT_HTTPGET, 1L);
		return;
	}
	transfer->request_body =
		mem_text_n(request->body == NULL ? "" : request->body,
			request->body_length);
	transfer->request_length = request->body_length;
	set_body(transfer, request->once);
	if (request->method == HTTP_PATCH) {
		CURL_SET(easy, CURLOPT_CUSTOMREQUEST, "PATCH");
	}
}

bool
curl_request_set(struct curl_transfer *transfer,
	const struct curl_transport_settings *settings,
	const struct http_request *request, time_t now, struct error *err)
{
	CURL *easy = transfer->easy;

	set_protocols(easy, settings->allow_http);
	set_proxy(easy, settings->proxy, request->bypass_proxy);
	set_trust(easy, settings->ca_file);
	set_certificate(easy, settings);
	set_limits(easy, settings, request->until - now);
	CURL_SET(easy, CURLOPT_USERAGENT, settings->user_agent);
	if (settings->server_name == NULL) {
		CURL_SET(easy, CURLOPT_URL, request->url);
	} else if (!set_named_url(
			   transfer, settings->server_name, request->url)) {
		return error_set(err, ERROR_CONFIG, "not a URL: %.*s",
			(int)strcspn(request->url, "?"), request->url);
	}
	set_request(transfer, request);
	return true;
}
