// SPDX-License-Identifier: MIT
/* What was accepted means the same when its kept text is read again. */
#include "core/range.h"

#include <stdint.h>
#include <stdlib.h>

#include "core/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	struct range range = {0};
	struct range again = {0};
	struct error err = {0};
	int64_t bound_s = 0;

	if (range_parse(text, &range, &err)) {
		if (!range_parse(range.text, &again, &err) ||
			!range_equal(&range, &again)) {
			abort();
		}
		if (range_lower_bound_s(&range, &bound_s) && bound_s > 0 &&
			!range_alerts(&range, bound_s - 1)) {
			abort();
		}
	} else if (err.code != ERROR_USAGE) {
		abort();
	}
	free(text);
	return 0;
}
