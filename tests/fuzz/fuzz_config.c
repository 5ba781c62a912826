// SPDX-License-Identifier: MIT
/* Any bytes as a configuration: refused with a reason, or taken whole. */
#include "config/config.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_tenant(const struct config *config, const struct tenant *tenant)
{
	struct error err = {0};

	if (tenant->name == NULL || tenant->graph_url == NULL ||
		tenant->login_url == NULL ||
		tenant->max_age_s > tenant->stale_after_s ||
		config_tenant(config, tenant->name) != tenant) {
		abort();
	}
	if (!config_credential_check(tenant, &tenant->reader, "reader", &err) &&
		err.code != ERROR_CONFIG) {
		abort();
	}
}

/* Icinga can be spoken to as one and only one. */
static void
check_sites(const struct config *config)
{
	for (size_t i = 0; i < config->icinga2_count; i++) {
		const struct icinga2_site *site = &config->icinga2[i];

		if (site->url == NULL ||
			(site->user == NULL) != (site->password_file == NULL) ||
			(site->key_file == NULL) !=
				(site->certificate_file == NULL) ||
			(site->user == NULL) == (site->key_file == NULL) ||
			config_icinga2(config, site->name) != site) {
			abort();
		}
	}
	if (config->agentx.attention_rows < 1 ||
		config->agentx.notify_rate < 1) {
		abort();
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct config config = {0};
	struct error err = {0};

	if (config_decode((const char *)data, size, "fuzz", &config, &err)) {
		if (config.state_dir == NULL || config.state_dir[0] != '/') {
			abort();
		}
		check_sites(&config);
		for (size_t i = 0; i < config.tenant_count; i++) {
			check_tenant(&config, &config.tenants[i]);
		}
	} else if (err.code != ERROR_CONFIG || config.tenants != NULL ||
		   config.icinga2 != NULL ||
		   strncmp(err.text, "fuzz: ", 6) != 0) {
		abort();
	}
	config_release(&config);
	return 0;
}
