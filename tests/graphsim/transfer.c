// SPDX-License-Identifier: MIT
#include "transfer.h"

#include <stdlib.h>
#include <zlib.h>

#define GZIP_FROM_BYTES 1024
#define SLICE_MS 50
#define BLOCK_BYTES 65536

struct transfer {
	struct server *server;
	struct MHD_Connection *connection;
	struct blob *blob;
	struct transfer_manner manner;
	size_t limit; /* where it is cut off, or its size */
	bool rests;   /* has just sent a slice */
};

static void
release_blob(void *closure)
{
	blob_release(closure);
}

static void
release_transfer(void *closure)
{
	struct transfer *transfer = closure;

	blob_release(transfer->blob);
	free(transfer);
}

/* The same user, over and over. */
static ssize_t
read_endless(uint64_t position, char *out, size_t size)
{
	static const char head[] = "{\"value\":[";
	static const char item[] = "{\"id\":\"00000000-0000-4000-8000-"
				   "000000000000\",\"assignedPlans\":[]},";

	for (size_t i = 0; i < size; i++) {
		uint64_t at = position + i;

		out[i] = at < sizeof(head) - 1
				 ? head[at]
				 : item[(at - (sizeof(head) - 1)) %
					   (sizeof(item) - 1)];
	}
	return (ssize_t)size;
}

static ssize_t
read_slice(void *closure, uint64_t position, char *out, size_t size)
{
	struct transfer *transfer = closure;
	long rate = transfer->manner.bytes_per_s;
	size_t left;

	if (rate > 0) {
		size_t slice = (size_t)(rate / (1000 / SLICE_MS)) + 1;

		if (transfer->rests) {
			transfer->rests = false;
			server_sleep(transfer->server, transfer->connection,
				SLICE_MS);
			return 0;
		}
		transfer->rests = true;
		size = size < slice ? size : slice;
	}
	if (transfer->manner.endless) {
		return read_endless(position, out, size);
	}
	if (position >= transfer->limit) {
		return transfer->manner.truncate
			       ? MHD_CONTENT_READER_END_WITH_ERROR
			       : MHD_CONTENT_READER_END_OF_STREAM;
	}
	left = transfer->limit - (size_t)position;
	size = size < left ? size : left;
	memcpy(out, transfer->blob->data + position, size);
	return (ssize_t)size;
}

static bool
compress_blob(struct blob **blob)
{
	z_stream stream = {.next_in = (Bytef *)(*blob)->data,
		.avail_in = (uInt)(*blob)->size};
	struct text out = {0};

	/* 16 more than the largest window asks for the gzip format. */
	if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, MAX_WBITS + 16, 8,
		    Z_DEFAULT_STRATEGY) != Z_OK) {
		return false;
	}
	text_reserve(&out, deflateBound(&stream, (uLong)(*blob)->size));
	stream.next_out = (Bytef *)out.data;
	stream.avail_out = (uInt)out.room;
	if (deflate(&stream, Z_FINISH) != Z_STREAM_END) {
		abort();
	}
	out.size = stream.total_out;
	deflateEnd(&stream);
	blob_release(*blob);
	*blob = blob_take(&out);
	return true;
}

static struct MHD_Response *
make_response(struct server *server, struct MHD_Connection *connection,
	struct blob *blob, struct transfer_manner manner)
{
	bool plain = !manner.endless && !manner.truncate && !manner.chunked &&
		     manner.bytes_per_s == 0;
	struct transfer *transfer;

	if (plain) {
		return MHD_create_response_from_buffer_with_free_callback_cls(
			blob->size, blob->data, release_blob, blob);
	}
	transfer = alloc_zero(1, sizeof(*transfer));
	*transfer = (struct transfer){.server = server,
		.connection = connection,
		.blob = blob,
		.manner = manner,
		.limit = manner.truncate ? blob->size / 2 : blob->size};
	return MHD_create_response_from_callback(
		manner.endless || manner.chunked ? MHD_SIZE_UNKNOWN
						 : blob->size,
		BLOCK_BYTES, read_slice, transfer, release_transfer);
}

enum MHD_Result
transfer_start(struct server *server, struct MHD_Connection *connection,
	struct reply *reply, struct transfer_manner manner)
{
	struct MHD_Response *response;
	struct blob *blob = reply->blob;
	enum MHD_Result result;
	bool compressed;

	reply->blob = NULL;
	if (blob == NULL) {
		text_put(&reply->body, "");
		blob = blob_take(&reply->body);
	}
	compressed = manner.gzip && blob->size > GZIP_FROM_BYTES &&
		     compress_blob(&blob);
	response = make_response(server, connection, blob, manner);
	if (response == NULL) {
		abort();
	}
	if (compressed) {
		MHD_add_response_header(response, "Content-Encoding", "gzip");
	}
	if (reply->content_type != NULL && reply->status != 204) {
		MHD_add_response_header(
			response, "Content-Type", reply->content_type);
	}
	for (size_t i = 0; i < reply->header_count; i++) {
		MHD_add_response_header(response, reply->headers[i].name,
			reply->headers[i].value);
	}
	result = MHD_queue_response(connection, reply->status, response);
	MHD_destroy_response(response);
	return result;
}
