// SPDX-License-Identifier: MIT
/*
 * site - the monitoring systems of this host, as [icinga2 NAME], [nagios] and
 * [agentx] of mailbox-expiry.conf(5) describe them.  Texts are owned, NULL
 * where nothing was said.  Secrets are not in here, only names of files.
 */
#ifndef CORE_SITE_H
#define CORE_SITE_H

#include <stdbool.h>
#include <stdint.h>

#define SITE_SERVICES 1000
#define SITE_SERVICES_LIMIT 20000

struct icinga2_site {
	char *name; /* the section's */
	char *url;  /* https://host:5665, no slash at the end */
	char *user;
	char *password_file;
	char *certificate_file; /* instead of user and password */
	char *key_file;
	char *ca_file;
	bool services;		/* whether sync makes some there; default no */
	int64_t services_limit; /* default SITE_SERVICES */
};

struct nagios_site {
	char *command_file; /* the named pipe */
	char *status_file;  /* status.dat */
	char *objects_file; /* that sync writes */
	char *check_result_path;
	char *verify_command;	/* of Nagios's configuration; words, no shell */
	char *reload_command;	/* NULL: by command_file */
	int64_t services_limit; /* default SITE_SERVICES */
};

struct agentx_site {
	char *socket;		/* NULL: the library's */
	int64_t attention_rows; /* default 50 */
	int64_t notify_rate;	/* notifications a minute; default 600 */
};

/* The defaults. */
void icinga2_site_init(struct icinga2_site *site);
void nagios_site_init(struct nagios_site *site);
void agentx_site_init(struct agentx_site *site);

void icinga2_site_release(struct icinga2_site *site);
void nagios_site_release(struct nagios_site *site);
void agentx_site_release(struct agentx_site *site);

#endif
