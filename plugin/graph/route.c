// SPDX-License-Identifier: MIT
#include "graph/route.h"

#include "net/curl_transport.h"

bool
route_open(const struct route_settings *settings, struct transport **transport,
	struct error *err)
{
	const struct curl_transport_settings way = {
		.ca_file = settings->tenant->ca_file,
		.proxy = settings->tenant->proxy,
		.user_agent = PACKAGE "/" VERSION,
		.allow_http = settings->credential->managed_identity,
		.connect_limit_s = settings->connect_limit_s,
		.stall_s = settings->stall_s,
		.clock = settings->clock,
	};

	return curl_transport_new(&way, transport, err);
}
