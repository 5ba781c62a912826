// SPDX-License-Identifier: MIT
#include "net/curl_transfer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"

#define FIRST_BODY_BYTES ((size_t)64 * 1024)

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

bool
curl_transfer_prepare(struct curl_transfer *transfer,
	const struct curl_transport_settings *settings,
	const struct http_request *request, time_t now, struct error *err)
{
	if (transfer->easy == NULL) {
		transfer->easy = curl_easy_init();
	} else {
		curl_easy_reset(transfer->easy);
	}
	if (transfer->easy == NULL) {
		mem_exhausted();
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
	CURL_SET(transfer->easy, CURLOPT_ERRORBUFFER, transfer->cause);
	CURL_SET(transfer->easy, CURLOPT_PRIVATE, transfer);
	CURL_SET(transfer->easy, CURLOPT_WRITEFUNCTION, receive_body);
	CURL_SET(transfer->easy, CURLOPT_WRITEDATA, transfer);
	CURL_SET(transfer->easy, CURLOPT_HEADERFUNCTION, receive_header);
	CURL_SET(transfer->easy, CURLOPT_HEADERDATA, transfer);
	return curl_request_set(transfer, settings, request, now, err);
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
		mem_exhausted();
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
	long sent_bytes = 1;
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
		*response = answer;
		return;
	}
	(void)curl_easy_getinfo(
		transfer->easy, CURLINFO_REQUEST_SIZE, &sent_bytes);
	answer.is_unsent = sent_bytes == 0;
	if (answer.failure == TRANSPORT_TOO_LARGE) {
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
	curl_slist_free_all(transfer->connect_to);
	transfer->connect_to = NULL;
	if (transfer->request_body != NULL) {
		explicit_bzero(
			transfer->request_body, transfer->request_length);
		free(transfer->request_body);
	}
	transfer->request_body = NULL;
	transfer->request_length = 0;
	transfer->request_read = 0;
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
