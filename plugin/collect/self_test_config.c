// SPDX-License-Identifier: MIT
/* What a configuration may say that no program could call wrong. */
#include "collect/self_test.h"

#include <strings.h>

/* NULL: none of those before it watches the same directory. */
static const struct tenant *
twin_of(const struct config *config, size_t index)
{
	const struct tenant *tenant = &config->tenants[index];

	for (size_t i = 0; i < index && tenant->tenant_id != NULL; i++) {
		const struct tenant *other = &config->tenants[i];
		if (other->enabled && other->tenant_id != NULL &&
			strcasecmp(other->tenant_id, tenant->tenant_id) == 0) {
			return other;
		}
	}
	return NULL;
}

/* A section that was copied, and is green for a tenant that nobody watches. */
static void
tell_twins(const struct config *config, struct findings *findings)
{
	for (size_t i = 0; i < config->tenant_count; i++) {
		const struct tenant *tenant = &config->tenants[i];
		const struct tenant *twin = twin_of(config, i);
		if (tenant->enabled && twin != NULL) {
			finding_add(findings, FINDING_WARN, "configuration",
				"nothing, if both are to watch it; else "
				"correct it: the other one is watched by "
				"nobody",
				"[tenant %s] has the tenant_id of [tenant %s]",
				tenant->name, twin->name);
		}
	}
}

void
self_test_config(
	const struct self_test_settings *settings, struct findings *findings)
{
	finding_ok(findings, "configuration", "%s: %zu tenant%s",
		settings->config_path, settings->config->tenant_count,
		settings->config->tenant_count == 1 ? "" : "s");
	tell_twins(settings->config, findings);
}
