// SPDX-License-Identifier: MIT
#include "graph/retry_after.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	int64_t wait_s = -1;

	if (retry_after_parse(text, 1800000000, &wait_s)) {
		if (wait_s < 0 || wait_s > RETRY_AFTER_MAX_S) {
			abort();
		}
	} else if (wait_s != -1) {
		abort();
	}
	free(text);
	return 0;
}
