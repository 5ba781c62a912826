// SPDX-License-Identifier: MIT
#include "graph/identity.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/form.h"

#define METADATA_URL "http://169.254.169.254"
#define METADATA_PATH "/metadata/identity/oauth2/token"

/* An address without a path means the usual one. */
static const char *
missing_path(const char *url)
{
	const char *host = strstr(url, "://");
	const char *path = strchr(host == NULL ? url : host + 3, '/');

	return path == NULL || path[1] == '\0' ? METADATA_PATH : "";
}

void
identity_request_init(struct identity_request *request,
	const struct tenant *tenant, const char *client_id,
	const char *endpoint, const char *secret)
{
	bool is_app_service = tenant->identity_url == NULL &&
			      endpoint != NULL && secret != NULL;
	const char *base = tenant->identity_url != NULL ? tenant->identity_url
			   : is_app_service		? endpoint
							: METADATA_URL;
	const char *path = is_app_service ? "" : missing_path(base);
	size_t length = strlen(base);
	char *resource = form_encode(tenant->graph_url);
	char *id = form_encode(client_id == NULL ? "" : client_id);

	if (*path != '\0' && base[length - 1] == '/') {
		length--;
	}
	request->url = mem_print("%.*s%s?api-version=%s&resource=%s%%2F%s%s",
		(int)length, base, path,
		is_app_service ? "2019-08-01" : "2018-02-01", resource,
		*id == '\0' ? "" : "&client_id=", id);
	request->header = is_app_service
				  ? mem_print("X-IDENTITY-HEADER: %s", secret)
				  : mem_text("Metadata: true");
	free(resource);
	free(id);
}

void
identity_request_release(struct identity_request *request)
{
	free(request->url);
	mem_wipe_free(request->header);
	*request = (struct identity_request){0};
}
