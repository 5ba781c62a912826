// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "handler/options.h"

bool fuzz_options_of_handler(int argc, char **argv, struct error *err);

bool
fuzz_options_of_handler(int argc, char **argv, struct error *err)
{
	struct handler_options options = {0};
	bool ok = handler_options_parse(argc, argv, &options, err);

	if (ok && handler_help(options.command) == NULL) {
		abort();
	}
	handler_options_release(&options);
	return ok;
}
