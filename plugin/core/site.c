// SPDX-License-Identifier: MIT
#include "core/site.h"

#include <stdlib.h>

void
agentx_site_init(struct agentx_site *site)
{
	*site = (struct agentx_site){
		.attention_rows = 50,
		.notify_rate = 600,
	};
}

void
icinga2_site_init(struct icinga2_site *site)
{
	*site = (struct icinga2_site){.services_limit = SITE_SERVICES};
}

void
nagios_site_init(struct nagios_site *site)
{
	*site = (struct nagios_site){.services_limit = SITE_SERVICES};
}

void
icinga2_site_release(struct icinga2_site *site)
{
	if (site == NULL) {
		return;
	}
	free(site->name);
	free(site->url);
	free(site->user);
	free(site->password_file);
	free(site->certificate_file);
	free(site->key_file);
	free(site->ca_file);
	*site = (struct icinga2_site){0};
}

void
nagios_site_release(struct nagios_site *site)
{
	if (site == NULL) {
		return;
	}
	free(site->command_file);
	free(site->status_file);
	free(site->objects_file);
	free(site->check_result_path);
	free(site->verify_command);
	free(site->reload_command);
	*site = (struct nagios_site){0};
}

void
agentx_site_release(struct agentx_site *site)
{
	if (site == NULL) {
		return;
	}
	free(site->socket);
	*site = (struct agentx_site){0};
}
