// SPDX-License-Identifier: MIT
#include "config/keys.h"

#include <string.h>

#include "config/spelling.h"

#define EITHER (SECTION_DEFAULTS | SECTION_TENANT)
#define STATE_DIR offsetof(struct draft, state_dir)
#define CLOUD offsetof(struct draft, cloud)
#define OF(field) offsetof(struct draft, tenant.field)
#define POLICY(field) offsetof(struct draft, tenant.policy.field)
#define ICINGA2(field) offsetof(struct draft, icinga2.field)
#define NAGIOS(field) offsetof(struct draft, nagios.field)
#define AGENTX(field) offsetof(struct draft, agentx.field)
#define IN(base, field) ((base) + offsetof(struct credential, field))

/* clang-format off */
#define CREDENTIAL(prefix, base) \
	{prefix "client_id", &shape_guid, EITHER, IN(base, client_id)}, \
	{prefix "client_secret_file", &shape_secret_path, EITHER, \
		IN(base, client_secret_file)}, \
	{prefix "certificate_file", &shape_path, EITHER, \
		IN(base, certificate_file)}, \
	{prefix "key_file", &shape_secret_path, EITHER, IN(base, key_file)}, \
	{prefix "managed_identity", &shape_yes_no, EITHER, \
		IN(base, managed_identity)}, \
	{prefix "federated_token_file", &shape_secret_path, EITHER, \
		IN(base, federated_token_file)}, \
	{prefix "secret_expires", &shape_day, EITHER, IN(base, secret_expires_at)}

static const struct key keys[] = {
	/* where things are, and who we are */
	{"state_dir", &shape_directory, SECTION_DEFAULTS, STATE_DIR},
	{"enabled", &shape_yes_no, EITHER, OF(enabled)},
	{"tenant_id", &shape_tenant_id, EITHER, OF(tenant_id)},
	{"cloud", &shape_cloud, EITHER, CLOUD},
	{"graph_url", &shape_https_url, EITHER, OF(graph_url)},
	{"login_url", &shape_https_url, EITHER, OF(login_url)},
	{"identity_url", &shape_http_url, EITHER, OF(identity_url)},
	{"ca_file", &shape_path, EITHER, OF(ca_file)},
	{"proxy", &shape_proxy, EITHER, OF(proxy)},
	CREDENTIAL("reader_", OF(reader)),
	CREDENTIAL("writer_", OF(writer)),

	/* judging */
	{"warning", &shape_range, EITHER, OF(warning)},
	{"critical", &shape_range, EITHER, OF(critical)},
	{"max_age", &shape_duration, EITHER, OF(max_age_s)},
	{"stale_after", &shape_limit, EITHER, OF(stale_after_s)},
	{"retention_days", &shape_retention, EITHER, OF(retention_s)},
	{"extra_grace_days", &shape_days, EITHER, OF(extra_grace_s)},
	{"min_age", &shape_duration, EITHER, OF(min_age_s)},
	{"overdue_days", &shape_days, EITHER, OF(overdue_s)},
	{"expired_state", &shape_state, EITHER, OF(expired_state)},
	{"undated_state", &shape_state, EITHER, OF(undated_state)},
	{"subscription_state", &shape_state, EITHER, OF(subscription_state)},
	{"unconfirmed", &shape_cap, EITHER, OF(unconfirmed)},
	{"leavers", &shape_cap, EITHER, OF(leavers)},
	{"seats_warning", &shape_yes_no, EITHER, OF(seats_warning)},
	{"mass_warning", &shape_count, EITHER, OF(mass_warning)},
	{"mass_critical", &shape_count, EITHER, OF(mass_critical)},
	{"mass_period", &shape_limit, EITHER, OF(mass_period_s)},
	{"causes", &shape_causes, EITHER, OF(causes)},
	{"include_address", &shape_patterns, EITHER, OF(include_address)},
	{"exclude_address", &shape_patterns, EITHER, OF(exclude_address)},
	{"show_names", &shape_show_names, EITHER, OF(show_names)},
	{"timeout_state", &shape_state, EITHER, OF(timeout_state)},

	/* collecting */
	{"listing", &shape_listing, EITHER, OF(listing)},
	{"probe", &shape_effort, EITHER, OF(probe)},
	{"audit", &shape_effort, EITHER, OF(audit)},
	{"onpremises_mailboxes", &shape_yes_no, EITHER,
		OF(onpremises_mailboxes)},
	{"mailbox_plans", &shape_plans, EITHER, OF(plans)},
	{"time_limit", &shape_limit, EITHER, OF(time_limit_s)},

	/* the handler */
	{"on_ack", &shape_on_ack, EITHER,
		POLICY(on_ack[CAUSE_LICENSE_REMOVED])},
	{"on_ack_user_deleted", &shape_on_ack, EITHER,
		POLICY(on_ack[CAUSE_USER_DELETED])},
	{"on_ack_shared_deleted", &shape_on_ack, EITHER,
		POLICY(on_ack[CAUSE_SHARED_DELETED])},
	{"on_event", &shape_on_event, EITHER, POLICY(on_event)},
	{"on_event_causes", &shape_event_causes, EITHER,
		POLICY(on_event_causes)},
	{"authors", &shape_authors, EITHER, POLICY(authors)},
	{"deny_authors", &shape_authors, EITHER, POLICY(deny_authors)},
	{"ack_max_age", &shape_limit, EITHER, POLICY(ack_max_age_s)},
	{"max_per_ack", &shape_count, EITHER, POLICY(max_per_ack)},
	{"max_per_hour", &shape_count, EITHER, POLICY(max_per_hour)},
	{"mass_brake", &shape_brake, EITHER, POLICY(mass_brake)},
	{"cooldown", &shape_duration, EITHER, POLICY(cooldown_s)},
	{"kill_switch", &shape_path, EITHER, POLICY(kill_switch)},
	{"dry_run", &shape_yes_no, EITHER, POLICY(dry_run)},
	{"restore_skus", &shape_skus, EITHER, POLICY(restore_skus)},
	{"exclude_skus", &shape_skus, EITHER, POLICY(exclude_skus)},
	{"minimal_plans", &shape_yes_no, EITHER, POLICY(minimal_plans)},
	{"usage_location", &shape_country, EITHER, POLICY(usage_location)},
	{"group_held", &shape_group_held, EITHER, POLICY(group_held)},
	{"allow_synced_deleted", &shape_yes_no, EITHER,
		POLICY(allow_synced_deleted)},
	{"block_sign_in", &shape_yes_no, EITHER, POLICY(block_sign_in)},
	{"license_wait", &shape_duration, EITHER, POLICY(license_wait_s)},
	{"verify_timeout", &shape_limit, EITHER, POLICY(verify_timeout_s)},

	/* the monitoring systems and the subagent */
	{"url", &shape_https_url, SECTION_ICINGA2, ICINGA2(url)},
	{"user", &shape_text, SECTION_ICINGA2, ICINGA2(user)},
	{"password_file", &shape_secret_path, SECTION_ICINGA2,
		ICINGA2(password_file)},
	{"certificate_file", &shape_path, SECTION_ICINGA2,
		ICINGA2(certificate_file)},
	{"key_file", &shape_secret_path, SECTION_ICINGA2, ICINGA2(key_file)},
	{"ca_file", &shape_path, SECTION_ICINGA2, ICINGA2(ca_file)},
	{"services", &shape_yes_no, SECTION_ICINGA2, ICINGA2(services)},
	{"services_limit", &shape_services, SECTION_ICINGA2,
		ICINGA2(services_limit)},
	{"command_file", &shape_path, SECTION_NAGIOS, NAGIOS(command_file)},
	{"status_file", &shape_path, SECTION_NAGIOS, NAGIOS(status_file)},
	{"objects_file", &shape_path, SECTION_NAGIOS, NAGIOS(objects_file)},
	{"check_result_path", &shape_path, SECTION_NAGIOS,
		NAGIOS(check_result_path)},
	{"verify_command", &shape_command, SECTION_NAGIOS,
		NAGIOS(verify_command)},
	{"reload_command", &shape_command, SECTION_NAGIOS,
		NAGIOS(reload_command)},
	{"services_limit", &shape_services, SECTION_NAGIOS,
		NAGIOS(services_limit)},
	{"socket", &shape_text, SECTION_AGENTX, AGENTX(socket)},
	{"attention_rows", &shape_count, SECTION_AGENTX,
		AGENTX(attention_rows)},
	{"notify_rate", &shape_count, SECTION_AGENTX, AGENTX(notify_rate)},
};
/* clang-format on */

#define KEY_COUNT (sizeof(keys) / sizeof(keys[0]))
_Static_assert(KEY_COUNT <= KEY_LIMIT, "more keys than KEY_LIMIT");
_Static_assert(sizeof(enum check_state) == sizeof(unsigned) &&
		       sizeof(enum cloud) == sizeof(unsigned) &&
		       sizeof(enum on_ack) == sizeof(unsigned) &&
		       sizeof(enum group_held) == sizeof(unsigned),
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

/* "client_id" most likely means the reader's, "password" its file. */
static size_t
distance_to_key(const char *name, const char *key)
{
	static const char prefix[] = "reader_";
	static const char suffix[] = "_file";
	size_t distance = spelling_distance(name, key);
	size_t without = SPELLING_LIMIT;
	size_t stem = strlen(key);

	if (strncmp(key, prefix, sizeof(prefix) - 1) == 0) {
		without = spelling_distance(name, key + sizeof(prefix) - 1);
	}
	stem -= stem > sizeof(suffix) ? sizeof(suffix) - 1 : 0;
	if (strcmp(key + stem, suffix) == 0 && strlen(name) == stem &&
		strncmp(name, key, stem) == 0) {
		without = 0;
	}
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
	void *field = (char *)draft + key->offset;

	if (is_first && key->shape->clear != NULL) {
		key->shape->clear(field);
	}
	return key->shape->read(key->shape, value, field);
}
