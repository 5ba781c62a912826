// SPDX-License-Identifier: MIT
/*
 * Runs a fuzz target over every file of the directories given as arguments, so
 * that what a fuzzer once found stays found without one.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define INPUT_LIMIT_BYTES ((size_t)1024 * 1024)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* A copy of exactly the input's size, so that a read behind it is seen. */
static bool
replay_file(const char *path)
{
	FILE *in = fopen(path, "rbe");
	uint8_t *data = malloc(INPUT_LIMIT_BYTES);
	size_t size = 0;

	if (in == NULL || data == NULL) {
		perror(path);
		free(data);
		return false;
	}
	size = fread(data, 1, INPUT_LIMIT_BYTES, in);
	(void)fclose(in);
	data = realloc(data, size == 0 ? 1 : size);
	if (data != NULL) {
		(void)LLVMFuzzerTestOneInput(data, size);
	}
	free(data);
	return true;
}

static bool
replay_directory(const char *directory, unsigned *count)
{
	DIR *open_directory = opendir(directory);
	const struct dirent *entry = NULL;
	bool ok = open_directory != NULL;

	if (!ok) {
		perror(directory);
		return false;
	}
	while (ok && (entry = readdir(open_directory)) != NULL) {
		char path[4096];

		if (entry->d_name[0] == '.') {
			continue;
		}
		(void)snprintf(
			path, sizeof(path), "%s/%s", directory, entry->d_name);
		ok = replay_file(path);
		(*count)++;
	}
	(void)closedir(open_directory);
	return ok;
}

int
main(int argc, char **argv)
{
	unsigned count = 0;

	for (int i = 1; i < argc; i++) {
		if (!replay_directory(argv[i], &count)) {
			return 1;
		}
	}
	(void)printf("%u inputs\n", count);
	return count > 0 ? 0 : 1;
}
