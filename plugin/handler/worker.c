// SPDX-License-Identifier: MIT
#include "handler/worker.h"

bool
worker_run(const struct worker_settings *settings, struct error *err)
{
	(void)settings;
	return error_set(err, ERROR_INTERNAL, "worker: not yet");
}
