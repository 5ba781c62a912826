// SPDX-License-Identifier: MIT
#include "handler/deliver.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "process/lock.h"
#include "process/spawn.h"
#include "state/handler.h"

bool
deliver_prove(const struct deliver_settings *settings, struct error *err)
{
	char *path = inbox_path(settings->config->state_dir);
	struct error first = {0};
	struct error ignored = {0};
	bool ok = inbox_probe(path, &first) ||
		  (inbox_prepare(path, &ignored) && inbox_probe(path, &first));

	free(path);
	if (!ok) {
		*err = first; /* says what is to be done */
	}
	return ok;
}

bool
deliver_request(const struct deliver_settings *settings,
	const struct request *request, char name[INBOX_NAME_SIZE],
	struct error *err)
{
	char *path = inbox_path(settings->config->state_dir);
	char *text = NULL;
	bool ok = request_encode(request, &text, err) &&
		  inbox_drop(path, text, strlen(text), name, err);

	free(text);
	free(path);
	return ok;
}

static bool
start_worker(
	const struct deliver_settings *settings, int lock, struct error *err)
{
	char instant[TIMESTAMP_TEXT_SIZE];
	char *config = mem_print("--config=%s", settings->config_path);
	char *at = settings->at == 0
			   ? NULL
			   : mem_print("--at=%s",
				     timestamp_text(settings->at, instant));
	const char *const arguments[] = {settings->program, "worker",
		"--lock-inherited", config, at, NULL};
	pid_t pid = 0;
	bool ok = spawn_detached(
		arguments, settings->environment, lock, &pid, err);

	free(config);
	free(at);
	return ok || error_prefix(err,
			     "the request is put down, but nobody works on it");
}

bool
deliver_wake(const struct deliver_settings *settings, struct error *err)
{
	char *path = handler_lock_path(settings->config->state_dir);
	struct error ignored = {0};
	int lock = LOCK_NONE;
	bool taken = false;
	bool ok = true;

	if (access(settings->config->state_dir, W_OK) == 0 &&
		lock_open(path, &lock, &ignored) &&
		lock_try(lock, &taken, &ignored) && taken) {
		ok = start_worker(settings, lock, err);
	}
	lock_close(lock);
	free(path);
	return ok;
}
