// SPDX-License-Identifier: MIT
#include "core/stream.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

struct stream {
	char **text;
	size_t *size;
};

static ssize_t
stream_write(void *cookie, const char *data, size_t size)
{
	struct stream *stream = cookie;

	/* Stdio hands it over by the block. */
	*stream->text = mem_resize(*stream->text, *stream->size + size + 1, 1);
	memcpy(*stream->text + *stream->size, data, size);
	*stream->size += size;
	(*stream->text)[*stream->size] = '\0';
	return (ssize_t)size;
}

static int
stream_close(void *cookie)
{
	free(cookie);
	return 0;
}

FILE *
stream_open(char **text, size_t *size)
{
	const cookie_io_functions_t functions = {
		.write = stream_write, .close = stream_close};
	struct stream *stream = mem_zeroed(1, sizeof(*stream));
	FILE *out = fopencookie(stream, "w", functions);

	if (out == NULL) {
		mem_exhausted();
	}
	*text = mem_zeroed(1, 1);
	*size = 0;
	*stream = (struct stream){text, size};
	return out;
}
