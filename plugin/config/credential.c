// SPDX-License-Identifier: MIT
#include "config/config.h"

#include <string.h>

static bool
check_client(const struct tenant *tenant, const struct credential *credential,
	const char *prefix, struct error *err)
{
	if (credential->managed_identity) {
		return true; /* the platform knows who we are, and where */
	}
	if (tenant->tenant_id == NULL) {
		return error_set(err, ERROR_CONFIG, "tenant_id is not set");
	}
	if (credential->client_id == NULL) {
		return error_set(
			err, ERROR_CONFIG, "%s_client_id is not set", prefix);
	}
	return true;
}

/* Half a certificate proves nothing. */
static bool
check_certificate(const struct credential *credential, const char *prefix,
	struct error *err)
{
	if (credential->certificate_file != NULL &&
		credential->key_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"%s_certificate_file is set, but not %s_key_file",
			prefix, prefix);
	}
	if (credential->key_file != NULL &&
		credential->certificate_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"%s_key_file is set, but not %s_certificate_file",
			prefix, prefix);
	}
	return true;
}

static bool
check_single_proof(const struct credential *credential, const char *prefix,
	struct error *err)
{
	const struct {
		bool is_set;
		const char *key;
	} ways[] = {
		{credential->client_secret_file != NULL, "client_secret_file"},
		{credential->client_secret_env != NULL, "client_secret_env"},
		{credential->certificate_file != NULL, "certificate_file"},
		{credential->managed_identity, "managed_identity"},
		{credential->federated_token_file != NULL,
			"federated_token_file"},
	};
	const char *found = NULL;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!ways[i].is_set) {
			continue;
		}
		if (found != NULL) {
			return error_set(err, ERROR_CONFIG,
				"both %s_%s and %s_%s are set; leave one, or "
				"empty it here: %s_%s =",
				prefix, found, prefix, ways[i].key, prefix,
				found);
		}
		found = ways[i].key;
	}
	return found != NULL ||
	       error_set(err, ERROR_CONFIG,
		       "%s_client_secret_file is not set, nor any other "
		       "proof of identity",
		       prefix);
}

bool
config_credential_check(const struct tenant *tenant,
	const struct credential *credential, const char *prefix,
	struct error *err)
{
	if (check_client(tenant, credential, prefix, err) &&
		check_certificate(credential, prefix, err) &&
		check_single_proof(credential, prefix, err)) {
		return true;
	}
	return error_prefix(err, "tenant %s", tenant->name);
}
