// SPDX-License-Identifier: MIT
#include "directory.h"
#include "render.h"

void
directory_skus(const struct call *call, struct reply *reply)
{
	const struct tenant *tenant = call->tenant;

	if (query_find(&call->query, "$top") != NULL ||
		query_find(&call->query, "$filter") != NULL) {
		reply_error(call, reply, 400, "Request_UnsupportedQuery",
			"This resource does not support custom page sizes. "
			"Please retry without a page size argument.");
		return;
	}
	reply->status = 200;
	text_put(&reply->body,
		"{\"@odata.context\":\"https://graph.microsoft.com/v1.0/"
		"$metadata#subscribedSkus\",\"value\":[");
	for (size_t i = 0; i < tenant->sku_count; i++) {
		text_put(&reply->body, i > 0 ? "," : "");
		render_sku(tenant, &tenant->skus[i], &reply->body);
	}
	text_put(&reply->body, "]}");
}

void
directory_organization(const struct call *call, struct reply *reply)
{
	reply->status = 200;
	text_put(&reply->body,
		"{\"@odata.context\":\"https://graph.microsoft.com/v1.0/"
		"$metadata#organization\",\"value\":[");
	render_organization(call->tenant, &reply->body);
	text_put(&reply->body, "]}");
}
