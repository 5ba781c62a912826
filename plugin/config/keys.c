// SPDX-License-Identifier: MIT
#include "config/keys.h"

#include <string.h>

#include "config/spelling.h"

#define EITHER (SECTION_DEFAULTS | SECTION_TENANT)
#define STATE_DIR offsetof(struct draft, state_dir)
#define CLOUD offsetof(struct draft, cloud)
#define OF(field) offsetof(struct draft, tenant.field)

/* clang-format off */
#define CREDENTIAL(prefix, of) \
	{prefix "client_id", &form_guid, EITHER, OF(of.client_id)}, \
	{prefix "client_secret_file", &form_secret_path, EITHER, \
		OF(of.client_secret_file)}, \
	{prefix "certificate_file", &form_path, EITHER, \
		OF(of.certificate_file)}, \
	{prefix "key_file", &form_secret_path, EITHER, OF(of.key_file)}, \
	{prefix "managed_identity", &form_yes_no, EITHER, \
		OF(of.managed_identity)}, \
	{prefix "federated_token_file", &form_secret_path, EITHER, \
		OF(of.federated_token_file)}, \
	{prefix "secret_expires", &form_day, EITHER, OF(of.secret_expires_at)}

static const struct key keys[] = {
	/* where things are, and who we are */
	{"state_dir", &form_directory, SECTION_DEFAULTS, STATE_DIR},
	{"enabled", &form_yes_no, EITHER, OF(enabled)},
	{"tenant_id", &form_tenant_id, EITHER, OF(tenant_id)},
	{"cloud", &form_cloud, EITHER, CLOUD},
	{"graph_url", &form_https_url, EITHER, OF(graph_url)},
	{"login_url", &form_https_url, EITHER, OF(login_url)},
	{"identity_url", &form_http_url, EITHER, OF(identity_url)},
	{"ca_file", &form_path, EITHER, OF(ca_file)},
	{"proxy", &form_proxy, EITHER, OF(proxy)},
	CREDENTIAL("reader_", reader),
	CREDENTIAL("writer_", writer),

	/* judging */
	{"warning", &form_range, EITHER, OF(warning)},
	{"critical", &form_range, EITHER, OF(critical)},
	{"max_age", &form_duration, EITHER, OF(max_age_s)},
	{"stale_after", &form_limit, EITHER, OF(stale_after_s)},
	{"retention_days", &form_retention, EITHER, OF(retention_s)},
	{"extra_grace_days", &form_days, EITHER, OF(extra_grace_s)},
	{"min_age", &form_duration, EITHER, OF(min_age_s)},
	{"overdue_days", &form_days, EITHER, OF(overdue_s)},
	{"expired_state", &form_state, EITHER, OF(expired_state)},
	{"undated_state", &form_state, EITHER, OF(undated_state)},
	{"subscription_state", &form_state, EITHER, OF(subscription_state)},
	{"unconfirmed", &form_cap, EITHER, OF(unconfirmed)},
	{"leavers", &form_cap, EITHER, OF(leavers)},
	{"seats_warning", &form_yes_no, EITHER, OF(seats_warning)},
	{"mass_warning", &form_count, EITHER, OF(mass_warning)},
	{"mass_critical", &form_count, EITHER, OF(mass_critical)},
	{"mass_period", &form_limit, EITHER, OF(mass_period_s)},
	{"causes", &form_causes, EITHER, OF(causes)},
	{"include_address", &form_list, EITHER, OF(include_address)},
	{"exclude_address", &form_list, EITHER, OF(exclude_address)},
	{"show_names", &form_show_names, EITHER, OF(show_names)},
	{"timeout_state", &form_state, EITHER, OF(timeout_state)},

	/* collecting */
	{"listing", &form_listing, EITHER, OF(listing)},
	{"probe", &form_effort, EITHER, OF(probe)},
	{"audit", &form_effort, EITHER, OF(audit)},
	{"onpremises_mailboxes", &form_yes_no, EITHER,
		OF(onpremises_mailboxes)},
	{"mailbox_plans", &form_plans, EITHER, OF(plans)},
	{"time_limit", &form_limit, EITHER, OF(time_limit_s)},

	/* the handler */
	{"on_ack", &form_on_ack, EITHER, KEY_UNSTORED},
	{"on_ack_user_deleted", &form_on_ack, EITHER, KEY_UNSTORED},
	{"on_ack_shared_deleted", &form_on_ack, EITHER, KEY_UNSTORED},
	{"on_event", &form_on_event, EITHER, KEY_UNSTORED},
	{"on_event_causes", &form_causes, EITHER, KEY_UNSTORED},
	{"authors", &form_list, EITHER, KEY_UNSTORED},
	{"deny_authors", &form_list, EITHER, KEY_UNSTORED},
	{"ack_max_age", &form_limit, EITHER, KEY_UNSTORED},
	{"max_per_ack", &form_count, EITHER, KEY_UNSTORED},
	{"max_per_hour", &form_count, EITHER, KEY_UNSTORED},
	{"mass_brake", &form_text, EITHER, KEY_UNSTORED},
	{"cooldown", &form_duration, EITHER, KEY_UNSTORED},
	{"kill_switch", &form_path, EITHER, KEY_UNSTORED},
	{"dry_run", &form_yes_no, EITHER, KEY_UNSTORED},
	{"restore_skus", &form_list, EITHER, KEY_UNSTORED},
	{"exclude_skus", &form_list, EITHER, KEY_UNSTORED},
	{"minimal_plans", &form_yes_no, EITHER, KEY_UNSTORED},
	{"usage_location", &form_country, EITHER, KEY_UNSTORED},
	{"group_held", &form_group_held, EITHER, KEY_UNSTORED},
	{"allow_synced_deleted", &form_yes_no, EITHER, KEY_UNSTORED},
	{"block_sign_in", &form_yes_no, EITHER, KEY_UNSTORED},
	{"license_wait", &form_duration, EITHER, KEY_UNSTORED},
	{"verify_timeout", &form_limit, EITHER, KEY_UNSTORED},

	/* the monitoring systems and the subagent */
	{"url", &form_https_url, SECTION_ICINGA2, KEY_UNSTORED},
	{"user", &form_text, SECTION_ICINGA2, KEY_UNSTORED},
	{"password_file", &form_secret_path, SECTION_ICINGA2, KEY_UNSTORED},
	{"certificate_file", &form_path, SECTION_ICINGA2, KEY_UNSTORED},
	{"key_file", &form_secret_path, SECTION_ICINGA2, KEY_UNSTORED},
	{"ca_file", &form_path, SECTION_ICINGA2, KEY_UNSTORED},
	{"command_file", &form_path, SECTION_NAGIOS, KEY_UNSTORED},
	{"status_file", &form_path, SECTION_NAGIOS, KEY_UNSTORED},
	{"socket", &form_text, SECTION_AGENTX, KEY_UNSTORED},
	{"attention_rows", &form_count, SECTION_AGENTX, KEY_UNSTORED},
	{"notify_rate", &form_count, SECTION_AGENTX, KEY_UNSTORED},
};
/* clang-format on */

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
_Static_assert(KEY_COUNT <= KEY_LIMIT, "more keys than KEY_LIMIT");
_Static_assert(sizeof(enum check_state) == sizeof(unsigned) &&
		       sizeof(enum cloud) == sizeof(unsigned),
	"a choice is stored as an unsigned");

const struct key *
keys_all(size_t *count)
{
	*count = KEY_COUNT;
	return keys;
}

const struct key *
keys_find(const char *name, enum section section)
{
	for (size_t i = 0; i < KEY_COUNT; i++) {
		if ((keys[i].sections & section) != 0 &&
			strcmp(keys[i].name, name) == 0) {
			return &keys[i];
		}
	}
	return NULL;
}

unsigned
keys_sections(const char *name)
{
	unsigned sections = 0;

	for (size_t i = 0; i < KEY_COUNT; i++) {
		if (strcmp(keys[i].name, name) == 0) {
			sections |= keys[i].sections;
		}
	}
	return sections;
}

/* "client_id" most likely means the reader's. */
static size_t
distance_to_key(const char *name, const char *key)
{
	static const char prefix[] = "reader_";
	size_t distance = spelling_distance(name, key);
	size_t without = 0;

	if (strncmp(key, prefix, sizeof(prefix) - 1) != 0) {
		return distance;
	}
	without = spelling_distance(name, key + sizeof(prefix) - 1);
	return without < distance ? without : distance;
}

const char *
keys_suggest(const char *name, enum section section)
{
	const char *best = NULL;
	size_t nearest = strlen(name) / 3 + 2; /* farther is no help */

	for (size_t i = 0; i < KEY_COUNT; i++) {
		size_t distance = 0;

		if ((keys[i].sections & section) == 0) {
			continue;
		}
		distance = distance_to_key(name, keys[i].name);
		if (distance < nearest) {
			nearest = distance;
			best = keys[i].name;
		}
	}
	return best;
}

bool
keys_store(const struct key *key, const char *value, bool is_first,
	struct draft *draft)
{
	void *field = key->offset == KEY_UNSTORED ? NULL
						  : (char *)draft + key->offset;

	if (is_first && key->form->clear != NULL) {
		key->form->clear(field);
	}
	return key->form->read(key->form, value, field);
}
