// SPDX-License-Identifier: MIT
/*
 * identity - where a machine in Azure asks for the token of its own identity.
 *
 * Virtual machines ask the instance metadata service; App Service and Functions
 * say in the environment whom to ask, and with which header.  Pure.
 * https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token
 * https://learn.microsoft.com/azure/app-service/overview-managed-identity
 */
#ifndef GRAPH_IDENTITY_H
#define GRAPH_IDENTITY_H

#include "core/tenant.h"

struct identity_request {
	char *url;
	char *header; /* may carry a secret */
};

/* `endpoint` and `secret` are those of App Service; NULL elsewhere. */
void identity_request_init(struct identity_request *request,
	const struct tenant *tenant, const char *client_id,
	const char *endpoint, const char *secret);
void identity_request_release(struct identity_request *request);

#endif
