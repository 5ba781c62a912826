// SPDX-License-Identifier: MIT
/* The configuration: read, and taken up by all parts. */
#include "snmp/daemon_impl.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "process/spawn.h"

#define DAEMON_CONTEXT_LIMIT 32 /* octets, RFC 3411 */
#define DAEMON_ATTENTION_ROWS_MOST 1000

static size_t
attention_rows(const struct config *config)
{
	int64_t rows = config->agentx.attention_rows;

	return rows < 0				   ? 0
	       : rows > DAEMON_ATTENTION_ROWS_MOST ? DAEMON_ATTENTION_ROWS_MOST
						   : (size_t)rows;
}

/* One SNMP context a tenant, under its name. */
void
daemon_set_contexts(struct daemon *daemon)
{
	const struct board *board = &daemon->board;
	const char **names = mem_zeroed(board->count, sizeof(*names));
	size_t count = 0;

	for (size_t i = 0; i < board->count; i++) {
		if (strlen(board->tenants[i]->name) <= DAEMON_CONTEXT_LIMIT) {
			names[count++] = board->tenants[i]->name;
		}
	}
	master_set_contexts(daemon->master, names, count);
	free(names);
}

void
daemon_apply_config(struct daemon *daemon)
{
	loader_configure(daemon->loader, &daemon->config,
		attention_rows(&daemon->config));
	loader_look(daemon->loader);
	relay_set_rate(daemon->relay, daemon->config.agentx.notify_rate);
}

bool
daemon_load_config(
	struct daemon *daemon, struct config *config, struct error *err)
{
	const struct daemon_settings *settings = &daemon->settings;
	bool is_there = false;

	if (!config_load(settings->config_path, config, err)) {
		return false;
	}
	if (settings->tenant == NULL) {
		return true;
	}
	for (size_t i = 0; i < config->tenant_count; i++) {
		struct tenant *tenant = &config->tenants[i];
		tenant->enabled = strcmp(tenant->name, settings->tenant) == 0;
		is_there = is_there || tenant->enabled;
	}
	return is_there || error_set(err, ERROR_USAGE,
				   "--tenant \"%.60s\": the configuration has "
				   "no [tenant %.60s]",
				   settings->tenant, settings->tenant);
}

bool
daemon_reload(struct daemon *daemon, struct error *err)
{
	struct config loaded = {0};
	struct config before = daemon->config;

	if (!daemon_load_config(daemon, &loaded, err) ||
		!spawn_step_down(loaded.state_dir, loaded.owner,
			loaded.writing_group, err)) {
		config_release(&loaded);
		return false;
	}
	daemon->config = loaded;
	daemon_apply_config(daemon);
	daemon_set_contexts(daemon);
	config_release(&before);
	return true;
}
