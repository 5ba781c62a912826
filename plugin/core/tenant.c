// SPDX-License-Identifier: MIT
#include "core/tenant.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/mem.h"
#include "core/timestamp.h"

static const char *const cause_names[CAUSE_COUNT] = {
	[CAUSE_NONE] = "none",
	[CAUSE_LICENSE_REMOVED] = "license-removed",
	[CAUSE_USER_DELETED] = "user-deleted",
	[CAUSE_SHARED_DELETED] = "shared-deleted",
	[CAUSE_SUBSCRIPTION] = "subscription",
};

#define LETTERS_AND_DIGITS                                                     \
	"abcdefghijklmnopqrstuvwxyz"                                           \
	"ABCDEFGHIJKLMNOPQRSTUVWXYZ"                                           \
	"0123456789"

bool
tenant_name_is_valid(const char *name)
{
	size_t length = strspn(name, LETTERS_AND_DIGITS "._-");

	/* What does not begin at all does not begin right: its end is found. */
	return length <= TENANT_NAME_LIMIT && name[length] == '\0' &&
	       strchr("._-", name[0]) == NULL;
}

const char *
tenant_directory(const struct tenant *tenant)
{
	return tenant->tenant_id == NULL ? "" : tenant->tenant_id;
}

bool
tenant_was_another(const struct tenant *tenant, const char *directory)
{
	return directory != NULL &&
	       strcasecmp(directory, tenant_directory(tenant)) != 0;
}

void
credential_release(struct credential *credential)
{
	free(credential->client_id);
	free(credential->client_secret_file);
	free(credential->client_secret_env);
	free(credential->certificate_file);
	free(credential->key_file);
	free(credential->federated_token_file);
	*credential = (struct credential){0};
}

static struct range
days_left_below(double days, const char *text)
{
	struct range range = {.is_set = true,
		.start_s = days * TIMESTAMP_DAY_S,
		.end_s = INFINITY};

	memcpy(range.text, text, strlen(text) + 1);
	return range;
}

void
tenant_init(struct tenant *tenant, const char *name)
{
	*tenant = (struct tenant){
		.name = mem_text(name),
		.enabled = true,
		.warning = days_left_below(10, "10:"),
		.critical = days_left_below(3, "3:"),
		.max_age_s = 15 * TIMESTAMP_MINUTE_S,
		.stale_after_s = 6 * TIMESTAMP_HOUR_S,
		.retention_s = 30 * TIMESTAMP_DAY_S,
		.min_age_s = TIMESTAMP_HOUR_S,
		.overdue_s = 7 * TIMESTAMP_DAY_S,
		.expired_state = CHECK_OK,
		.undated_state = CHECK_WARNING,
		.subscription_state = CHECK_WARNING,
		.unconfirmed = CHECK_CRITICAL,
		.leavers = CHECK_WARNING,
		.mass_warning = 25,
		.mass_critical = 100,
		.mass_period_s = TIMESTAMP_DAY_S,
		.time_limit_s = 10 * TIMESTAMP_MINUTE_S,
		.timeout_state = CHECK_UNKNOWN,
	};
	policy_init(&tenant->policy);
	for (int cause = 0; cause < CAUSE_COUNT; cause++) {
		tenant->causes[cause] = true;
	}
	plan_set_init(&tenant->plans);
}

void
tenant_release(struct tenant *tenant)
{
	if (tenant == NULL) {
		return;
	}
	free(tenant->name);
	free(tenant->tenant_id);
	free(tenant->graph_url);
	free(tenant->login_url);
	free(tenant->identity_url);
	free(tenant->ca_file);
	free(tenant->proxy);
	credential_release(&tenant->reader);
	credential_release(&tenant->writer);
	text_list_release(&tenant->include_address);
	text_list_release(&tenant->exclude_address);
	policy_release(&tenant->policy);
	*tenant = (struct tenant){0};
}

const char *
cause_text(enum cause cause)
{
	return cause_names[cause];
}

bool
cause_parse(const char *text, enum cause *cause)
{
	for (int i = 1; i < CAUSE_COUNT; i++) {
		if (strcmp(text, cause_names[i]) == 0) {
			*cause = (enum cause)i;
			return true;
		}
	}
	return false;
}

const char *
check_state_text(enum check_state state)
{
	switch (state) {
	case CHECK_OK:
		return "OK";
	case CHECK_WARNING:
		return "WARNING";
	case CHECK_CRITICAL:
		return "CRITICAL";
	case CHECK_UNKNOWN:
		break;
	}
	return "UNKNOWN";
}

static int
badness(enum check_state state)
{
	switch (state) {
	case CHECK_OK:
		return 0;
	case CHECK_WARNING:
		return 1;
	case CHECK_UNKNOWN:
		return 2;
	case CHECK_CRITICAL:
		break;
	}
	return 3;
}

enum check_state
check_state_worst(enum check_state a, enum check_state b)
{
	return badness(a) >= badness(b) ? a : b;
}

enum check_state
check_state_mildest(enum check_state a, enum check_state b)
{
	return check_state_worst(a, b) == a ? b : a;
}
