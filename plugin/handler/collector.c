// SPDX-License-Identifier: MIT
#include "handler/collector.h"

#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "handler/writer.h"
#include "process/lock.h"
#include "process/spawn.h"
#include "state/state.h"

#define COLLECTOR_PAUSE_S 30

static bool
is_variable(const char *entry, const char *name)
{
	size_t length = name == NULL ? 0 : strlen(name);

	return length > 0 && strncmp(entry, name, length) == 0 &&
	       entry[length] == '=';
}

/*
 * The collector has no business with what proves who the writer is.  The array
 * is to be freed, its entries are those of `environment`.
 */
static const char **
without_writer(const char *const *environment, const struct config *config)
{
	const char **kept = NULL;
	size_t count = 0;

	while (environment[count] != NULL) {
		count++;
	}
	kept = mem_zeroed(count + 1, sizeof(*kept));
	count = 0;
	for (; *environment != NULL; environment++) {
		bool is_secret = false;
		for (size_t i = 0; i < config->tenant_count; i++) {
			is_secret |= is_variable(*environment,
				config->tenants[i].writer.client_secret_env);
		}
		if (!is_secret) {
			kept[count++] = *environment;
		}
	}
	return kept;
}

static void
spawn(const struct work *work, const struct tenant *tenant, int lock)
{
	const struct worker_settings *settings = work->settings;
	char instant[TIMESTAMP_TEXT_SIZE];
	char *config = mem_print("--config=%s", settings->config_path);
	char *name = mem_print("--tenant=%s", tenant->name);
	char *at = settings->at == 0
			   ? NULL
			   : mem_print("--at=%s",
				     timestamp_text(work_now(work), instant));
	const char *const arguments[] = {settings->collector, config, name,
		"--lock-inherited", at, NULL};
	const char **environment =
		without_writer(settings->environment, settings->config);
	struct error why = {0};
	pid_t pid = 0;

	if (!spawn_detached(arguments, environment, lock, &pid, &why)) {
		work_say(work, "%s", why.text);
	}
	free(environment);
	free(config);
	free(name);
	free(at);
}

void
collector_start(struct work *work, const struct tenant *tenant)
{
	const struct worker_settings *settings = work->settings;
	struct writer *writer = work_writer(work, tenant);
	char *path = NULL;
	struct error ignored = {0};
	int lock = LOCK_NONE;
	bool taken = false;

	/* Of those started before, whoever has ended. */
	while (waitpid(-1, NULL, WNOHANG) > 0) {
	}
	if (settings->collector == NULL || settings->config_path == NULL ||
		work_now(work) < writer->collected_at + COLLECTOR_PAUSE_S) {
		return;
	}
	writer->collected_at = work_now(work);
	path = state_lock_path(settings->config->state_dir, tenant->name);
	if (lock_open(path, &lock, &ignored) &&
		lock_try(lock, &taken, &ignored) && taken) {
		spawn(work, tenant, lock);
	}
	lock_close(lock);
	free(path);
}
