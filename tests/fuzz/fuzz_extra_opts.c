// SPDX-License-Identifier: MIT
/* Any bytes as an ini file: refused with a reason, or whole options. */
#include "config/extra_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct option known[] = {
		{"warning", required_argument, NULL, 'w'},
		{"no-collect", no_argument, NULL, 256},
		{"extra-opts", optional_argument, NULL, 257},
		{NULL, 0, NULL, 0},
	};
	const struct extra_opts_settings settings = {
		.program = "a", .known = known};
	const struct extra_file file = {
		.path = "fuzz",
		.section = "a",
		.text = (const char *)data,
		.length = size,
	};
	struct extra_opts into = {0};
	struct error err = {0};

	if (!extra_file_decode(&settings, &file, &into, &err) &&
		(err.code != ERROR_CONFIG ||
			strncmp(err.text, "fuzz: ", 6) != 0)) {
		abort();
	}
	for (size_t i = 0; i < into.count; i++) {
		const char *text = into.opts[i].text;
		if (strcmp(text, "--no-collect") != 0 &&
			(strncmp(text, "--warning=", 10) != 0 ||
				text[10] == '\0')) {
			abort();
		}
	}
	extra_opts_release(&into);
	return 0;
}
