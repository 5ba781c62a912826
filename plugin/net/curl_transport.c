// SPDX-License-Identifier: MIT
#include "net/curl_transport.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "net/curl_transfer.h"

#define POLL_MS 1000
#define HOST_NAME_SIZE 256

struct curl_transport {
	struct transport base;
	struct curl_transport_settings settings; /* texts owned */
	CURLM *multi;
	struct curl_transfer *transfers;
	/* One more than may be under way: an answer is still looked at while
	 * the next request starts. */
	size_t transfer_count;
	transport_head_fn *heard;
	void *heard_context;
};

static struct curl_transport *
of(struct transport *transport)
{
	return (struct curl_transport *)(void *)transport;
}

static time_t
curl_now(struct transport *transport)
{
	return of(transport)->settings.clock();
}

static void
check(CURLMcode code)
{
	if (code != CURLM_OK) {
		abort(); /* out of memory, or our own mistake */
	}
}

/* Whoever was handed the last answer has had the time to read it. */
static void
take_back(struct curl_transport *transport)
{
	for (size_t i = 0; i < transport->transfer_count; i++) {
		if (transport->transfers[i].is_delivered) {
			curl_transfer_forget_answer(&transport->transfers[i]);
		}
	}
}

/* libcurl would send the end of a line as it is, and another header with it. */
static bool
check_headers(const char *const *headers, struct error *err)
{
	for (; headers != NULL && *headers != NULL; headers++) {
		for (const char *at = *headers; *at != '\0'; at++) {
			if ((unsigned char)*at < ' ' || *at == 0x7f) {
				return error_set(err, ERROR_CONFIG,
					"header %.*s holds a control character",
					(int)strcspn(*headers, ":"), *headers);
			}
		}
	}
	return true;
}

static bool
curl_start(struct transport *base, const struct http_request *request,
	struct error *err)
{
	struct curl_transport *transport = of(base);

	if (!check_headers(request->headers, err)) {
		return false;
	}
	for (size_t i = 0; i < transport->transfer_count; i++) {
		struct curl_transfer *transfer = &transport->transfers[i];
		if (transfer->is_busy || transfer->is_delivered) {
			continue;
		}
		if (!curl_transfer_prepare(transfer, &transport->settings,
			    request, transport->settings.clock(), err)) {
			return false;
		}
		check(curl_multi_add_handle(transport->multi, transfer->easy));
		transfer->is_busy = true;
		return true;
	}
	return error_set(err, ERROR_INTERNAL,
		"more than %zu requests at a time",
		transport->transfer_count - 1);
}

/*
 * Not from within libcurl's callback: there no further request may be added to
 * the multi handle.
 */
static void
tell_heads(struct curl_transport *transport)
{
	if (transport->heard == NULL) {
		return;
	}
	for (size_t i = 0; i < transport->transfer_count; i++) {
		struct curl_transfer *transfer = &transport->transfers[i];
		long status = 0;
		if (!transfer->is_busy || !transfer->hurry ||
			transfer->length == transfer->told) {
			continue;
		}
		(void)curl_easy_getinfo(
			transfer->easy, CURLINFO_RESPONSE_CODE, &status);
		transfer->told = transfer->length;
		transfer->hurry = status == 200 &&
				  transport->heard(transport->heard_context,
					  transfer->tag, transfer->body,
					  transfer->length);
	}
}

static bool
pop_finished(struct curl_transport *transport, struct http_response *response)
{
	int left = 0;
	const CURLMsg *message = NULL;

	while ((message = curl_multi_info_read(transport->multi, &left)) !=
		NULL) {
		struct curl_transfer *transfer = NULL;
		CURL *easy = message->easy_handle;
		CURLcode result = message->data.result;
		if (message->msg != CURLMSG_DONE) {
			continue;
		}
		if (curl_easy_getinfo(easy, CURLINFO_PRIVATE,
			    (char **)(void *)&transfer) != CURLE_OK) {
			abort();
		}
		curl_transfer_finish(transfer, result, response);
		check(curl_multi_remove_handle(transport->multi, easy));
		curl_transfer_forget_request(transfer);
		transfer->is_busy = false;
		transfer->is_delivered = true;
		return true;
	}
	return false;
}

static bool
is_idle(const struct curl_transport *transport)
{
	for (size_t i = 0; i < transport->transfer_count; i++) {
		if (transport->transfers[i].is_busy) {
			return false;
		}
	}
	return true;
}

static void
perform(struct curl_transport *transport)
{
	int running = 0;

	check(curl_multi_perform(transport->multi, &running));
	tell_heads(transport);
}

static bool
curl_next(struct transport *base, struct http_response *response, time_t until)
{
	struct curl_transport *transport = of(base);

	take_back(transport);
	for (;;) {
		perform(transport);
		if (pop_finished(transport, response)) {
			return true;
		}
		if (is_idle(transport) || curl_now(base) >= until) {
			return false;
		}
		check(curl_multi_poll(
			transport->multi, NULL, 0, POLL_MS, NULL));
	}
}

static void
curl_wait(struct transport *base, time_t until)
{
	struct curl_transport *transport = of(base);

	take_back(transport);
	while (curl_now(base) < until) {
		perform(transport);
		check(curl_multi_poll(
			transport->multi, NULL, 0, POLL_MS, NULL));
	}
}

static void
curl_on_head(struct transport *base, transport_head_fn *heard, void *context)
{
	of(base)->heard = heard;
	of(base)->heard_context = context;
}

static void
curl_abandon(struct transport *base)
{
	struct curl_transport *transport = of(base);

	take_back(transport);
	for (size_t i = 0; i < transport->transfer_count; i++) {
		struct curl_transfer *transfer = &transport->transfers[i];
		if (transfer->is_busy) {
			check(curl_multi_remove_handle(
				transport->multi, transfer->easy));
			curl_transfer_forget_request(transfer);
			transfer->is_busy = false;
		}
	}
}

static void
copy_settings(const struct curl_transport_settings *from,
	struct curl_transport_settings *to)
{
	*to = *from;
	to->ca_file = mem_text(from->ca_file);
	to->certificate_file = mem_text(from->certificate_file);
	to->key_file = mem_text(from->key_file);
	to->server_name = mem_text(from->server_name);
	to->proxy = mem_text(from->proxy);
	to->user_agent = mem_text(
		from->user_agent == NULL ? "mailbox-expiry" : from->user_agent);
	if (to->open_limit == 0) {
		to->open_limit = CURL_OPEN_USUAL;
	} else if (to->open_limit > CURL_OPEN_MAX) {
		to->open_limit = CURL_OPEN_MAX;
	}
}

static void
release_settings(struct curl_transport_settings *settings)
{
	free((void *)(uintptr_t)settings->ca_file);
	free((void *)(uintptr_t)settings->certificate_file);
	free((void *)(uintptr_t)settings->key_file);
	free((void *)(uintptr_t)settings->server_name);
	free((void *)(uintptr_t)settings->proxy);
	free((void *)(uintptr_t)settings->user_agent);
}

static void
curl_free_transport(struct transport *base)
{
	struct curl_transport *transport = of(base);

	if (transport == NULL) {
		return;
	}
	curl_abandon(base);
	for (size_t i = 0; i < transport->transfer_count; i++) {
		curl_transfer_release(&transport->transfers[i]);
	}
	(void)curl_multi_cleanup(transport->multi);
	release_settings(&transport->settings);
	free(transport->transfers);
	free(transport);
	curl_global_cleanup();
}

static const struct transport_ops curl_ops = {
	.start = curl_start,
	.next = curl_next,
	.wait = curl_wait,
	.now = curl_now,
	.on_head = curl_on_head,
	.abandon = curl_abandon,
	.free = curl_free_transport,
};

/* What may stand in a URL as a host, so that nothing else gets in with it. */
static bool
is_host_name(const char *text)
{
	size_t length = strspn(text,
		"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
		"-_.");

	return length > 0 && length < HOST_NAME_SIZE && text[length] == '\0';
}

bool
curl_transport_new(const struct curl_transport_settings *settings,
	struct transport **transport, struct error *err)
{
	struct curl_transport *made = NULL;

	if (settings->server_name != NULL &&
		!is_host_name(settings->server_name)) {
		return error_set(err, ERROR_CONFIG,
			"\"%.80s\" is not the name of a server",
			settings->server_name);
	}
	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		return error_set(
			err, ERROR_INTERNAL, "libcurl cannot be initialized");
	}
	made = mem_zeroed(1, sizeof(*made));
	made->base.ops = &curl_ops;
	copy_settings(settings, &made->settings);
	made->transfer_count = (size_t)made->settings.open_limit + 1;
	made->transfers =
		mem_zeroed(made->transfer_count, sizeof(*made->transfers));
	made->multi = curl_multi_init();
	if (made->multi == NULL) {
		mem_exhausted();
	}
	check(curl_multi_setopt(made->multi, CURLMOPT_MAXCONNECTS,
		(long)made->settings.open_limit));
	*transport = &made->base;
	return true;
}
