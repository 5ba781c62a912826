// SPDX-License-Identifier: MIT
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

#include "graph.h"
#include "render.h"
#include "server.h"
#include "transfer.h"

#define BODY_LIMIT_BYTES (8 * 1024 * 1024)

/* From the first header to the last byte of the answer. */
struct request {
	struct text body;
	char *target;
	struct reply reply;
	struct transfer_manner manner;
	long delay_ms; /* -1: it is never answered */
	bool started;
	bool answered;
	bool slept;
};

static const char *
header(struct MHD_Connection *connection, const char *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* The origin as the client sees it, so that links stay on it. */
static void
find_base(const struct server *server, struct MHD_Connection *connection,
	bool plain, struct text *base)
{
	const char *host = header(connection, "Host");

	if (host == NULL) {
		text_put(base,
			plain ? server->world->plain_url : server->world->url);
		return;
	}
	text_printf(base, "%s://%s", plain ? "http" : "https", host);
}

static bool
is_eventual(struct MHD_Connection *connection)
{
	const char *level = header(connection, "ConsistencyLevel");

	return level != NULL && strcasecmp(level, "eventual") == 0;
}

static void
record(const struct call *call, const struct reply *reply)
{
	const char *query = strchr(call->target, '?');

	if (call->segment_count > 0 &&
		strcmp(call->segments[0], "admin") == 0) {
		return;
	}
	trace_add(&call->world->trace,
		&(struct trace_entry){.method = call->method,
			.path = call->path,
			.query = query != NULL ? query + 1 : "",
			.app = call->app != NULL ? call->app->name : NULL,
			.status = reply->close ? 0 : reply->status,
			.eventual = call->eventual,
			.effect = reply->effect,
			.body = call_writes(call) ? call->body : NULL,
			.at = call->now});
	if (call->world->verbose) {
		fprintf(stderr, "graphsim: %s %s -> %u\n", call->method,
			call->target, reply->close ? 0 : reply->status);
	}
}

static void
add_usual_headers(const struct call *call, struct reply *reply)
{
	const struct fault *skew = call->hits.of[FAULT_CLOCK_SKEW];
	char date[CLOCK_TEXT_SIZE];

	clock_format_http(call->now + (skew != NULL ? skew->seconds : 0), date);
	reply_header(reply, "Date", "%s", date);
	reply_header(reply, "request-id", "%s", call->request_id);
	reply_header(reply, "client-request-id", "%s",
		call->client_request_id != NULL ? call->client_request_id
						: call->request_id);
	reply_header(reply, "x-ms-ags-diagnostic",
		"{\"ServerInfo\":{\"DataCenter\":\"Nowhere\",\"Slice\":\"E\","
		"\"Ring\":\"0\",\"ScaleUnit\":\"000\",\"RoleInstance\":"
		"\"SIM00000000\"}}");
	if (call->segment_count > 0 && strcmp(call->segments[0], "v1.0") == 0) {
		reply_header(reply, "OData-Version", "4.0");
		reply_header(
			reply, "Strict-Transport-Security", "max-age=31536000");
	}
}

static void
lay_out(const struct call *call, struct reply *reply)
{
	const struct tenant *tenant = call->tenant;

	if (tenant == NULL || reply->blob != NULL || reply->body.size == 0 ||
		reply->content_type == NULL ||
		!text_starts(reply->content_type, "application/json")) {
		return;
	}
	if (tenant->switches.escapes) {
		render_escapes(&reply->body);
	}
	if (tenant->switches.pretty) {
		render_pretty(&reply->body);
	}
}

/* Faults may be disarmed while the answer is under way: copy what matters. */
static void
choose_manner(const struct call *call, struct request *request)
{
	const struct fault *const *of = call->hits.of;
	const struct fault *slow = of[FAULT_SLOW];
	const struct fault *truncate = of[FAULT_TRUNCATE];

	request->manner.endless = of[FAULT_ENDLESS] != NULL;
	request->manner.truncate = truncate != NULL;
	request->manner.chunked = truncate != NULL && truncate->chunked;
	if (slow != NULL) {
		request->manner.bytes_per_s = slow->bytes_per_s;
		request->delay_ms = slow->delay_ms;
	}
	if (of[FAULT_HANG] != NULL) {
		request->delay_ms = -1;
	}
}

static void
answer(struct server *server, struct MHD_Connection *connection,
	const char *method, struct request *request)
{
	const char *accepts = header(connection, "Accept-Encoding");
	bool plain =
		MHD_get_connection_info(connection, MHD_CONNECTION_INFO_DAEMON)
			->daemon == server->plain;
	struct text base = {0};
	struct call call = {.world = server->world,
		.now = world_now(server->world),
		.method = method,
		.target = request->target,
		.authorization = header(connection, "Authorization"),
		.content_type = header(connection, "Content-Type"),
		.client_request_id = header(connection, "client-request-id"),
		.metadata = header(connection, "Metadata"),
		.body = text_string(&request->body),
		.body_size = request->body.size,
		.eventual = is_eventual(connection),
		.plain = plain};

	find_base(server, connection, plain, &base);
	call.base = base.data;
	if (call_init(&call)) {
		graph_answer(&call, &request->reply);
		lay_out(&call, &request->reply);
		record(&call, &request->reply);
	} else {
		request->reply.status = 400;
	}
	add_usual_headers(&call, &request->reply);
	choose_manner(&call, request);
	request->manner.gzip =
		accepts != NULL && strstr(accepts, "gzip") != NULL &&
		call.tenant != NULL && call.tenant->switches.gzip;
	request->answered = true;
	call_release(&call);
	text_release(&base);
}

static bool
add_upload(struct request *request, const char *upload, size_t size)
{
	if (request->body.size + size > BODY_LIMIT_BYTES) {
		return false;
	}
	text_add(&request->body, upload, size);
	return true;
}

void *
request_begin(void *closure, const char *uri, struct MHD_Connection *connection)
{
	struct request *request = alloc_zero(1, sizeof(*request));

	(void)closure;
	(void)connection;
	request->target = alloc_copy(uri);
	return request;
}

enum MHD_Result
request_handle(void *closure, struct MHD_Connection *connection,
	const char *url, const char *method, const char *version,
	const char *upload, size_t *upload_size, void **slot)
{
	struct server *server = closure;
	struct request *request = *slot;

	(void)url;
	(void)version;
	if (!request->started) {
		request->started = true;
		return MHD_YES;
	}
	if (*upload_size > 0) {
		bool ok = add_upload(request, upload, *upload_size);

		*upload_size = 0;
		return ok ? MHD_YES : MHD_NO;
	}
	if (!request->answered) {
		answer(server, connection, method, request);
	}
	if (server->stopping || request->reply.close) {
		return MHD_NO;
	}
	if (request->delay_ms != 0 && !request->slept) {
		request->slept = true;
		server_sleep(server, connection, request->delay_ms);
		return MHD_YES;
	}
	return transfer_start(
		server, connection, &request->reply, request->manner);
}

void
request_completed(void *closure, struct MHD_Connection *connection, void **slot,
	enum MHD_RequestTerminationCode code)
{
	struct request *request = *slot;

	(void)closure;
	(void)connection;
	(void)code;
	if (request == NULL) {
		return;
	}
	text_release(&request->body);
	reply_release(&request->reply);
	free(request->target);
	free(request);
	*slot = NULL;
}
