// SPDX-License-Identifier: MIT
#include "handler/monitor.h"

#include "core/mem.h"
#include "net/curl_transport.h"

#define CONNECT_S 5

bool
monitor_open(const struct icinga2_site *site, time_t (*clock)(void),
	struct monitor *monitor, struct error *err)
{
	const struct curl_transport_settings transport = {
		.ca_file = site->ca_file,
		.certificate_file = site->certificate_file,
		.key_file = site->key_file,
		.proxy = "",
		.user_agent = PACKAGE "/" VERSION,
		.connect_limit_s = CONNECT_S,
		.stall_s = MONITOR_QUESTION_S,
		.clock = clock,
	};
	struct icinga2_settings settings = {
		.site = site, .limit_s = MONITOR_QUESTION_S};
	char *password = NULL;
	bool ok = true;

	if (site->password_file != NULL) {
		ok = config_read_secret(site->password_file, &password, err);
	}
	ok = ok && curl_transport_new(&transport, &monitor->transport, err);
	if (ok) {
		settings.password = password;
		settings.transport = monitor->transport;
		ok = icinga2_open(&settings, &monitor->icinga2, err);
	}
	mem_wipe_free(password);
	return ok;
}

void
monitor_close(struct monitor *monitor)
{
	icinga2_free(monitor->icinga2);
	if (monitor->transport != NULL) {
		monitor->transport->ops->free(monitor->transport);
	}
	*monitor = (struct monitor){0};
}
