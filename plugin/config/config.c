// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "config/text_file.h"
#include "core/mem.h"

bool
config_load(const char *path, struct config *config, struct error *err)
{
	struct stat status = {0};
	char *text = NULL;
	size_t length = 0;
	bool ok = false;

	if (!text_file_read(path, CONFIG_LIMIT_BYTES, text_file_check_settings,
		    &text, &length, &status, err)) {
		(void)error_prefix(err, "cannot read configuration %s", path);
		goto out;
	}
	ok = config_decode(text, length, path, config, err);
	if (ok) {
		config->owner = status.st_uid;
		config->writing_group =
			(status.st_mode & S_IWGRP) != 0 ? status.st_gid : 0;
	}
out:
	free(text);
	return ok;
}

void
config_release(struct config *config)
{
	if (config == NULL) {
		return;
	}
	for (size_t i = 0; i < config->tenant_count; i++) {
		tenant_release(&config->tenants[i]);
	}
	free(config->tenants);
	for (size_t i = 0; i < config->icinga2_count; i++) {
		icinga2_site_release(&config->icinga2[i]);
	}
	free(config->icinga2);
	nagios_site_release(&config->nagios);
	agentx_site_release(&config->agentx);
	free(config->state_dir);
	*config = (struct config){0};
}

const struct tenant *
config_tenant(const struct config *config, const char *name)
{
	for (size_t i = 0; i < config->tenant_count; i++) {
		if (strcmp(config->tenants[i].name, name) == 0) {
			return &config->tenants[i];
		}
	}
	return NULL;
}

bool
config_check_tenant(
	const struct config *config, const char *name, struct error *err)
{
	return name == NULL || config_tenant(config, name) != NULL ||
	       error_set(err, ERROR_USAGE,
		       "--tenant \"%.60s\": the configuration has no "
		       "[tenant %.60s]",
		       name, name);
}

const struct icinga2_site *
config_icinga2(const struct config *config, const char *name)
{
	if (name == NULL) {
		return config->icinga2_count == 1 ? &config->icinga2[0] : NULL;
	}
	for (size_t i = 0; i < config->icinga2_count; i++) {
		if (strcmp(config->icinga2[i].name, name) == 0) {
			return &config->icinga2[i];
		}
	}
	return NULL;
}
