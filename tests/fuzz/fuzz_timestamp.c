// SPDX-License-Identifier: MIT
/* What was accepted is written and read back as the same instant. */
#include "core/timestamp.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_text_n((const char *)data, size);
	char written[TIMESTAMP_TEXT_SIZE];
	time_t instant = 0;
	time_t again = 0;
	int64_t seconds = -1;

	if (timestamp_parse(text, size, &instant)) {
		timestamp_text(instant, written);
		/* An offset may lead out of the years that can be written. */
		if (timestamp_parse(written, strlen(written), &again) &&
			again != instant) {
			abort();
		}
	}
	(void)timestamp_parse_http(text, &instant);
	(void)timestamp_parse_day(text, &instant);
	if (timestamp_parse_duration(text, &seconds) && seconds < 0) {
		abort();
	}
	free(text);
	return 0;
}
