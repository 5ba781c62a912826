// SPDX-License-Identifier: MIT
/*
 * curl_transfer - one request and its answer on one easy handle of libcurl.
 *
 * Private to the curl transport.  A transfer is used again and again, so that
 * its handle and the buffer of its answer are allocated once.
 */
#ifndef NET_CURL_TRANSFER_H
#define NET_CURL_TRANSFER_H

#include "net/curl_transport.h"

#include <curl/curl.h>

#define CURL_HEADER_SIZE 256

/* An option we cannot set is a libcurl we cannot trust with secrets. */
#define CURL_SET(easy, option, value)                                          \
	do {                                                                   \
		if (curl_easy_setopt((easy), (option), (value)) != CURLE_OK) { \
			abort();                                               \
		}                                                              \
	} while (0)

struct curl_transfer {
	CURL *easy;
	struct curl_slist *headers;
	struct curl_slist *connect_to;
	char *request_body; /* owned copy, wiped */
	size_t request_length;
	size_t request_read; /* of a body that may be read only once */
	char *body;
	size_t length;
	size_t capacity;
	size_t limit_bytes;
	size_t told; /* bytes the head listener knows of */
	uint64_t tag;
	bool is_busy;	   /* with the multi handle */
	bool is_delivered; /* its answer may still be looked at */
	bool hurry;
	bool is_too_large;
	char cause[CURL_ERROR_SIZE];
	char retry_after[CURL_HEADER_SIZE];
	char date[CURL_HEADER_SIZE];
	char content_type[CURL_HEADER_SIZE];
	char request_id[CURL_HEADER_SIZE];
	char location[CURL_HEADER_SIZE];
};

/*
 * Makes the easy handle when there is none, and sets it up for `request`.
 * ERROR_CONFIG when its URL is none.
 */
MUST_CHECK bool curl_transfer_prepare(struct curl_transfer *transfer,
	const struct curl_transport_settings *settings,
	const struct http_request *request, time_t now, struct error *err);

/*
 * The part of it that says what is sent, to whom, and whom to trust;
 * curl_request.c.  What it leaves behind is forgotten with the request.
 */
MUST_CHECK bool curl_request_set(struct curl_transfer *transfer,
	const struct curl_transport_settings *settings,
	const struct http_request *request, time_t now, struct error *err);

/* Translates how it ended. */
void curl_transfer_finish(struct curl_transfer *transfer, CURLcode result,
	struct http_response *response);

/* Wipes and frees what the request brought; the answer stays. */
void curl_transfer_forget_request(struct curl_transfer *transfer);

/*
 * The answer has been read.  A small one may have been a token and is wiped; a
 * page is overwritten by the next.
 */
void curl_transfer_forget_answer(struct curl_transfer *transfer);

void curl_transfer_release(struct curl_transfer *transfer);

#endif
