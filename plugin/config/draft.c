// SPDX-License-Identifier: MIT
#include "config/draft.h"

#include <inttypes.h>
#include <stdlib.h>

#include "core/mem.h"

static const struct {
	const char *graph_url;
	const char *login_url;
} clouds[CLOUD_COUNT] = {
	[CLOUD_GLOBAL] = {"https://graph.microsoft.com",
		"https://login.microsoftonline.com"},
	[CLOUD_USGOV] = {"https://graph.microsoft.us",
		"https://login.microsoftonline.us"},
	[CLOUD_DOD] = {"https://dod-graph.microsoft.us",
		"https://login.microsoftonline.us"},
	[CLOUD_CHINA] = {"https://microsoftgraph.chinacloudapi.cn",
		"https://login.chinacloudapi.cn"},
};

void
draft_init(struct draft *draft, const char *name)
{
	*draft = (struct draft){.cloud = CLOUD_GLOBAL};
	tenant_init(&draft->tenant, name);
	icinga2_site_init(&draft->icinga2);
	draft->icinga2.name = mem_text(name);
	nagios_site_init(&draft->nagios);
	agentx_site_init(&draft->agentx);
}

void
draft_release(struct draft *draft)
{
	tenant_release(&draft->tenant);
	free(draft->state_dir);
	icinga2_site_release(&draft->icinga2);
	nagios_site_release(&draft->nagios);
	agentx_site_release(&draft->agentx);
	*draft = (struct draft){0};
}

size_t
draft_entries(const struct draft *draft)
{
	const struct tenant *tenant = &draft->tenant;
	const struct policy *policy = &tenant->policy;

	return tenant->include_address.count + tenant->exclude_address.count +
	       policy->authors.count + policy->deny_authors.count +
	       policy->restore_skus.count + policy->exclude_skus.count;
}

/* Later alarm first is a slip, and would page people with the wrong word. */
static bool
check_thresholds(const struct tenant *tenant, struct error *err)
{
	int64_t warning_s = 0;
	int64_t critical_s = 0;

	if (range_lower_bound_s(&tenant->warning, &warning_s) &&
		range_lower_bound_s(&tenant->critical, &critical_s) &&
		critical_s > warning_s) {
		return error_set(err, ERROR_CONFIG,
			"critical = %s would alert earlier than warning = %s; "
			"less time must be left for critical",
			tenant->critical.text, tenant->warning.text);
	}
	if (tenant->mass_critical < tenant->mass_warning) {
		return error_set(err, ERROR_CONFIG,
			"mass_critical = %" PRId64
			" is less than mass_warning = %" PRId64,
			tenant->mass_critical, tenant->mass_warning);
	}
	return true;
}

static bool
check_ages(const struct tenant *tenant, struct error *err)
{
	int64_t warning_s = 0;

	if (tenant->max_age_s > tenant->stale_after_s) {
		return error_set(err, ERROR_CONFIG,
			"max_age (%" PRId64 " seconds) is longer than "
			"stale_after (%" PRId64 " seconds): every check would "
			"find its data stale",
			tenant->max_age_s, tenant->stale_after_s);
	}
	/* What is too young to be told must not already be a warning. */
	(void)range_lower_bound_s(&tenant->warning, &warning_s);
	if (tenant->min_age_s >= tenant->retention_s - warning_s) {
		return error_set(err, ERROR_CONFIG,
			"min_age (%" PRId64 " seconds) would hide mailboxes "
			"that warning = %s is to show; an hour or two is "
			"enough for a license to be swapped",
			tenant->min_age_s, tenant->warning.text);
	}
	return true;
}

static void
name_variable(struct credential *credential, const char *variable)
{
	if (credential->client_secret_file == NULL &&
		credential->certificate_file == NULL &&
		credential->key_file == NULL &&
		credential->federated_token_file == NULL &&
		!credential->managed_identity) {
		mem_replace_text(&credential->client_secret_env, variable);
	}
}

bool
draft_finish(struct draft *draft, struct error *err)
{
	struct tenant *tenant = &draft->tenant;

	if (!check_thresholds(tenant, err) || !check_ages(tenant, err)) {
		return false;
	}
	if (tenant->graph_url == NULL) {
		tenant->graph_url = mem_text(clouds[draft->cloud].graph_url);
	}
	if (tenant->login_url == NULL) {
		tenant->login_url = mem_text(clouds[draft->cloud].login_url);
	}
	name_variable(&tenant->reader, "MAILBOX_EXPIRY_READER_CLIENT_SECRET");
	name_variable(&tenant->writer, "MAILBOX_EXPIRY_WRITER_CLIENT_SECRET");
	return true;
}

/* Both halves of a proof, or none of it. */
static bool
check_pair(const char *first, const char *first_key, const char *second,
	const char *second_key, struct error *err)
{
	if ((first == NULL) == (second == NULL)) {
		return true;
	}
	return error_set(err, ERROR_CONFIG, "%s is set, but not %s",
		first != NULL ? first_key : second_key,
		first != NULL ? second_key : first_key);
}

bool
draft_check_icinga2(const struct icinga2_site *site, struct error *err)
{
	if (site->url == NULL) {
		return error_set(err, ERROR_CONFIG, "url is not set");
	}
	if (!check_pair(site->user, "user", site->password_file,
		    "password_file", err) ||
		!check_pair(site->certificate_file, "certificate_file",
			site->key_file, "key_file", err)) {
		return false;
	}
	if (site->user != NULL && site->certificate_file != NULL) {
		return error_set(err, ERROR_CONFIG,
			"both user and certificate_file are set; leave one");
	}
	return site->user != NULL || site->certificate_file != NULL ||
	       error_set(err, ERROR_CONFIG,
		       "set user and password_file, or certificate_file and "
		       "key_file");
}
