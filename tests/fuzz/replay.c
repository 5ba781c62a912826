// SPDX-License-Identifier: MIT
/*
 * replay - runs a fuzz target over the files it is given, for a build without
 * libFuzzer.  Exits 0 when none of them made it abort.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define INPUT_LIMIT_BYTES ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay(const char *path)
{
	/* Of exactly its size, so that reading past the end is seen. */
	uint8_t *exact = NULL;
	uint8_t *data = NULL;
	FILE *in = fopen(path, "rb");
	size_t size = 0;

	if (in == NULL) {
		(void)fprintf(stderr, "%s: cannot be opened\n", path);
		return 1;
	}
	data = malloc(INPUT_LIMIT_BYTES);
	if (data == NULL) {
		abort();
	}
	size = fread(data, 1, INPUT_LIMIT_BYTES, in);
	(void)fclose(in);
	exact = malloc(size == 0 ? 1 : size);
	if (exact == NULL) {
		abort();
	}
	memcpy(exact, data, size);
	free(data);
	(void)LLVMFuzzerTestOneInput(exact, size);
	free(exact);
	return 0;
}

int
main(int argc, char **argv)
{
	int failed = 0;

	for (int i = 1; i < argc; i++) {
		failed |= replay(argv[i]);
	}
	return failed;
}
