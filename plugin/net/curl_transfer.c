// SPDX-License-Identifier: MIT
#include "net/curl_transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"

#define RECEIVE_BUFFER_BYTES (512L * 1024L)
#define FIRST_BODY_BYTES ((size_t)64 * 1024)

/* An option we cannot set is a libcurl we cannot trust with secrets. */
#define SET(easy, option, value)                                               \
	do {                                                                   \
		if (curl_easy_setopt((easy), (option), (value)) != CURLE_OK) { \
			abort();                                               \
		}                                                              \
	} while (0)

/* Bytes of the body, decoded; anything but `size * count` ends the transfer. */
static size_t
receive_body(char *data, size_t size, size_t count, void *context)
{
	struct curl_transfer *transfer = context;
	size_t bytes = size * count;
	size_t needed = 0;

	if (bytes > transfer->limit_bytes - transfer->length) {
		transfer->is_too_large = true;
		return 0;
	}
	needed = transfer->length + bytes + 1;
	if (needed > transfer->capacity) {
		size_t capacity = transfer->capacity + transfer->capacity / 2;
		if (capacity < FIRST_BODY_BYTES) {
			capacity = FIRST_BODY_BYTES;
		}
		transfer->capacity = needed > capacity ? needed : capacity;
		transfer->body =
			mem_resize(transfer->body, transfer->capacity, 1);
	}
	memcpy(transfer->body + transfer->length, data, bytes);
	transfer->length += bytes;
	transfer->body[transfer->length] = '\0';
	return bytes;
}

static void
forget_headers(struct curl_transfer *transfer)
{
	transfer->retry_after[0] = '\0';
	transfer->date[0] = '\0';
	transfer->content_type[0] = '\0';
	transfer->request_id[0] = '\0';
	transfer->location[0] = '\0';
}

/* A value longer than we keep is as good as none. */
static void
keep_header(const char *data, size_t length, const char *name,
	char value[CURL_HEADER_SIZE])
{
	size_t name_length = strlen(name);

	if (length <= name_length || data[name_length] != ':' ||
		strncasecmp(data, name, name_length) != 0) {
		return;
	}
	data += name_length + 1;
	length -= name_length + 1;
	while (length > 0 && (*data == ' ' || *data == '\t')) {
		data++;
		length--;
	}
	while (length > 0 && strchr(" \t\r\n", data[length - 1]) != NULL) {
		length--;
	}
	if (length < CURL_HEADER_SIZE) {
		memcpy(value, data, length);
		value[length] = '\0';
	}
}

static size_t
receive_header(char *data, size_t size, size_t count, void *context)
{
	struct curl_transfer *transfer = context;
	size_t length = size * count;

	if (length >= 5 && memcmp(data, "HTTP/", 5) == 0) {
		forget_headers(transfer); /* those before were of a 1xx */
	}
	keep_header(data, length, "Retry-After", transfer->retry_after);
	keep_header(data, length, "Date", transfer->date);
	keep_header(data, length, "Content-Type", transfer->content_type);
	keep_header(data, length, "request-id", transfer->request_id);
	keep_header(data, length, "Location", transfer->location);
	return length;
}

static void
set_protocols(CURL *easy, bool allow_http)
{
#if CURL_AT_LEAST_VERSION(7, 85, 0)
	SET(easy, CURLOPT_PROTOCOLS_STR, allow_http ? "http,https" : "https");
#else
	SET(easy, CURLOPT_PROTOCOLS,
		(long)(CURLPROTO_HTTPS | (allow_http ? CURLPROTO_HTTP : 0)));
#endif
}

static void
set_proxy(CURL *easy, const char *proxy, bool bypass)
{
	if (bypass) {
		SET(easy, CURLOPT_PROXY, "");
		SET(easy, CURLOPT_NOPROXY, "*");
	} else if (proxy != NULL) {
		SET(easy, CURLOPT_PROXY, proxy);
	}
	SET(easy, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
}

static void
set_trust(CURL *easy, const char *ca_file)
{
	SET(easy, CURLOPT_SSL_VERIFYPEER, 1L);
	SET(easy, CURLOPT_SSL_VERIFYHOST, 2L);
	SET(easy, CURLOPT_SSLVERSION, (long)CURL_SSLVERSION_TLSv1_2);
	if (ca_file != NULL) {
		SET(easy, CURLOPT_CAINFO, ca_file);
		SET(easy, CURLOPT_CAPATH, (char *)NULL);
	}
}

static void
set_limits(CURL *easy, const struct curl_transport_settings *settings,
	time_t left_s)
{
	long left_ms = left_s <= 0	       ? 1
		       : left_s >= 24L * 3600L ? 24L * 3600L * 1000L
					       : (long)left_s * 1000L;

	SET(easy, CURLOPT_NOSIGNAL, 1L);
	SET(easy, CURLOPT_TIMEOUT_MS, left_ms);
	SET(easy, CURLOPT_CONNECTTIMEOUT, (long)settings->connect_limit_s);
	SET(easy, CURLOPT_LOW_SPEED_LIMIT, 1L);
	SET(easy, CURLOPT_LOW_SPEED_TIME, (long)settings->stall_s);
	SET(easy, CURLOPT_BUFFERSIZE, RECEIVE_BUFFER_BYTES);
	SET(easy, CURLOPT_FOLLOWLOCATION, 0L);
	SET(easy, CURLOPT_TCP_KEEPALIVE, 1L);
	/* Two connections carry two pages; one shared one would gain nothing.
	 */
	SET(easy, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	SET(easy, CURLOPT_ACCEPT_ENCODING, "gzip");
}

static void
set_request(struct curl_transfer *transfer, const struct http_request *request)
{
	CURL *easy = transfer->easy;

	for (size_t i = 0;
		request->headers != NULL && request->headers[i] != NULL; i++) {
		struct curl_slist *longer = curl_slist_append(
			transfer->headers, request->headers[i]);
		if (longer == NULL) {
			abort();
		}
		transfer->headers = longer;
	}
	SET(easy, CURLOPT_HTTPHEADER, transfer->headers);
	SET(easy, CURLOPT_URL, request->url);
	if (request->method == HTTP_GET) {
		SET(easy, CURLOPT_HTTPGET, 1L);
		return;
	}
	transfer->request_body =
		mem_text_n(request->body == NULL ? "" : request->body,
			request->body_length);
	transfer->request_length = request->body_length;
	SET(easy, CURLOPT_POST, 1L);
	SET(easy, CURLOPT_POSTFIELDS, transfer->request_body);
	SET(easy, CURLOPT_POSTFIELDSIZE_LARGE,
		(curl_off_t)request->body_length);
	if (request->method == HTTP_PATCH) {
		SET(easy, CURLOPT_CUSTOMREQUEST, "PATCH");
	}
}

void
curl_transfer_prepare(struct curl_transfer *transfer,
	const struct curl_transport_settings *settings,
	const struct http_request *request, time_t now)
{
	if (transfer->easy == NULL) {
		transfer->easy = curl_easy_init();
	} else {
		curl_easy_reset(transfer->easy);
	}
	if (transfer->easy == NULL) {
		abort();
	}
	forget_headers(transfer);
	transfer->length = 0;
	transfer->told = 0;
	transfer->cause[0] = '\0';
	transfer->is_too_large = false;
	transfer->is_delivered = false;
	transfer->tag = request->tag;
	transfer->hurry = request->hurry;
	transfer->limit_bytes = request->answer_limit_bytes;
	if (transfer->body != NULL) {
		transfer->body[0] = '\0';
	}
	set_protocols(transfer->easy, settings->allow_http);
	set_proxy(transfer->easy, settings->proxy, request->bypass_proxy);
	set_trust(transfer->easy, settings->ca_file);
	set_limits(transfer->easy, settings, request->until - now);
	SET(transfer->easy, CURLOPT_USERAGENT, settings->user_agent);
	SET(transfer->easy, CURLOPT_ERRORBUFFER, transfer->cause);
	SET(transfer->easy, CURLOPT_PRIVATE, transfer);
	SET(transfer->easy, CURLOPT_WRITEFUNCTION, receive_body);
	SET(transfer->easy, CURLOPT_WRITEDATA, transfer);
	SET(transfer->easy, CURLOPT_HEADERFUNCTION, receive_header);
	SET(transfer->easy, CURLOPT_HEADERDATA, transfer);
	set_request(transfer, request);
}

/* libcurl has some hundred results; only what decides the next step matters. */
static enum transport_failure
failure_of(const struct curl_transfer *transfer, CURLcode result)
{
	if (transfer->is_too_large) {
		return TRANSPORT_TOO_LARGE;
	}
	if (result == CURLE_OK) {
		return TRANSPORT_OK;
	}
	if (result == CURLE_OUT_OF_MEMORY) {
		abort();
	}
	if (result == CURLE_OPERATION_TIMEDOUT) {
		return TRANSPORT_TIMEOUT;
	}
	if (result == CURLE_PARTIAL_FILE || result == CURLE_GOT_NOTHING ||
		result == CURLE_BAD_CONTENT_ENCODING ||
		(result == CURLE_RECV_ERROR && transfer->length > 0)) {
		return TRANSPORT_TRUNCATED;
	}
	if (result == CURLE_SSL_CONNECT_ERROR) {
		/* A connection that breaks in the handshake may hold next time.
		 */
		return strstr(transfer->cause, "reset") != NULL ||
				       strstr(transfer->cause, "SYSCALL") !=
					       NULL
			       ? TRANSPORT_UNREACHABLE
			       : TRANSPORT_TLS;
	}
	if (result == CURLE_PEER_FAILED_VERIFICATION ||
		result == CURLE_SSL_CACERT_BADFILE ||
		result == CURLE_SSL_CERTPROBLEM || result == CURLE_SSL_CIPHER ||
		result == CURLE_SSL_ISSUER_ERROR ||
		result == CURLE_SSL_ENGINE_INITFAILED ||
		result == CURLE_USE_SSL_FAILED) {
		return TRANSPORT_TLS;
	}
	return TRANSPORT_UNREACHABLE;
}

static const char *
header_or_null(const char *value)
{
	return value[0] == '\0' ? NULL : value;
}

void
curl_transfer_finish(struct curl_transfer *transfer, CURLcode result,
	struct http_response *response)
{
	long status = 0;
	struct http_response answer = {
		.tag = transfer->tag,
		.failure = failure_of(transfer, result),
		.body = transfer->body == NULL ? "" : transfer->body,
		.body_length = transfer->length,
		.retry_after = header_or_null(transfer->retry_after),
		.date = header_or_null(transfer->date),
		.content_type = header_or_null(transfer->content_type),
		.request_id = header_or_null(transfer->request_id),
		.location = header_or_null(transfer->location),
	};

	if (answer.failure == TRANSPORT_OK) {
		(void)curl_easy_getinfo(
			transfer->easy, CURLINFO_RESPONSE_CODE, &status);
		answer.status = (int)status;
	} else if (answer.failure == TRANSPORT_TOO_LARGE) {
		(void)snprintf(answer.reason, sizeof(answer.reason),
			"the answer is larger than %zu bytes",
			transfer->limit_bytes);
	} else {
		(void)snprintf(answer.reason, sizeof(answer.reason), "%s",
			transfer->cause[0] != '\0'
				? transfer->cause
				: curl_easy_strerror(result));
	}
	*response = answer;
}

void
curl_transfer_forget_request(struct curl_transfer *transfer)
{
	for (struct curl_slist *at = transfer->headers; at != NULL;
		at = at->next) {
		explicit_bzero(at->data, strlen(at->data));
	}
	curl_slist_free_all(transfer->headers);
	transfer->headers = NULL;
	if (transfer->request_body != NULL) {
		explicit_bzero(
			transfer->request_body, transfer->request_length);
		free(transfer->request_body);
	}
	transfer->request_body = NULL;
	transfer->request_length = 0;
}

void
curl_transfer_forget_answer(struct curl_transfer *transfer)
{
	transfer->is_delivered = false;
	if (transfer->body != NULL && transfer->length < FIRST_BODY_BYTES) {
		explicit_bzero(transfer->body, transfer->capacity);
	}
}

void
curl_transfer_release(struct curl_transfer *transfer)
{
	curl_easy_cleanup(transfer->easy);
	curl_transfer_forget_request(transfer);
	if (transfer->body != NULL) { /* it may have been a token */
		explicit_bzero(transfer->body, transfer->capacity);
		free(transfer->body);
	}
	*transfer = (struct curl_transfer){0};
}
