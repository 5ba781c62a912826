// SPDX-License-Identifier: MIT
/* What each key of a tenant comes to. */
#include "config/config.h"

#include "test.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

static void
decode(const char *text, struct config *config)
{
	struct error err = {0};

	*config = (struct config){0};
	if (!config_decode(text, strlen(text), "conf", config, &err)) {
		fail_msg("%s", err.text);
	}
}

enum kind { TEXT, NUMBER, FLAG, CHOICE, INSTANT, RANGE, LIST };

#define AT(kind, field) kind, offsetof(struct tenant, field)

/* clang-format off */
static const struct {
	const char *line;
	enum kind kind;
	size_t offset;
	const char *expected; /* as rendered below */
} values[] = {
	{"enabled = yes", AT(FLAG, enabled), "1"},
	{"enabled = no", AT(FLAG, enabled), "0"},
	{"enabled=no", AT(FLAG, enabled), "0"},
	{"enabled = no ; for now", AT(FLAG, enabled), "0"},
	{"enabled: no", AT(FLAG, enabled), "0"},
	{"tenant_id = 01234567-89AB-cdef-0123-456789abcdef",
		AT(TEXT, tenant_id), "01234567-89AB-cdef-0123-456789abcdef"},
	{"tenant_id = contoso.onmicrosoft.com", AT(TEXT, tenant_id),
		"contoso.onmicrosoft.com"},
	{"graph_url = https://graph.example/", AT(TEXT, graph_url),
		"https://graph.example"},
	{"graph_url = https://127.0.0.1:8443/a//", AT(TEXT, graph_url),
		"https://127.0.0.1:8443/a"},
	{"graph_url = https://[::1]:8443", AT(TEXT, graph_url),
		"https://[::1]:8443"},
	{"graph_url =", AT(TEXT, graph_url), "https://graph.microsoft.com"},
	{"login_url = https://login.example", AT(TEXT, login_url),
		"https://login.example"},
	{"identity_url = http://169.254.169.254", AT(TEXT, identity_url),
		"http://169.254.169.254"},
	{"cloud = global", AT(TEXT, graph_url), "https://graph.microsoft.com"},
	{"cloud = global", AT(TEXT, login_url),
		"https://login.microsoftonline.com"},
	{"cloud = usgov", AT(TEXT, graph_url), "https://graph.microsoft.us"},
	{"cloud = usgov", AT(TEXT, login_url),
		"https://login.microsoftonline.us"},
	{"cloud = dod", AT(TEXT, graph_url), "https://dod-graph.microsoft.us"},
	{"cloud = dod", AT(TEXT, login_url), "https://login.microsoftonline.us"},
	{"cloud = china", AT(TEXT, graph_url),
		"https://microsoftgraph.chinacloudapi.cn"},
	{"cloud = china", AT(TEXT, login_url),
		"https://login.chinacloudapi.cn"},
	{"graph_url = https://g.example\ncloud = dod", AT(TEXT, graph_url),
		"https://g.example"},
	{"ca_file = /etc/ssl/ca.pem", AT(TEXT, ca_file), "/etc/ssl/ca.pem"},
	{"ca_file =", AT(TEXT, ca_file), "(null)"},
	{"proxy =", AT(TEXT, proxy), "(null)"},
	{"proxy = http://proxy.example:3128/", AT(TEXT, proxy),
		"http://proxy.example:3128"},
	{"proxy = socks5h://10.0.0.1:1080", AT(TEXT, proxy),
		"socks5h://10.0.0.1:1080"},
	{"reader_client_id = 01234567-89ab-cdef-0123-456789abcdef",
		AT(TEXT, reader.client_id),
		"01234567-89ab-cdef-0123-456789abcdef"},
	{"reader_client_secret_file = /etc/s", AT(TEXT,
		reader.client_secret_file), "/etc/s"},
	{"reader_client_secret_file = /etc/s", AT(TEXT,
		reader.client_secret_env), "(null)"},
	{"reader_client_secret_file =", AT(TEXT, reader.client_secret_env),
		"MAILBOX_EXPIRY_READER_CLIENT_SECRET"},
	{"reader_client_secret_file = /etc/s", AT(TEXT,
		writer.client_secret_env),
		"MAILBOX_EXPIRY_WRITER_CLIENT_SECRET"},
	{"reader_certificate_file = /c", AT(TEXT, reader.certificate_file), "/c"},
	{"reader_key_file = /k", AT(TEXT, reader.key_file), "/k"},
	{"reader_key_file = /k", AT(TEXT, reader.client_secret_env), "(null)"},
	{"reader_managed_identity = yes", AT(FLAG, reader.managed_identity), "1"},
	{"reader_managed_identity = yes", AT(TEXT, reader.client_secret_env),
		"(null)"},
	{"reader_federated_token_file = /t",
		AT(TEXT, reader.federated_token_file), "/t"},
	{"reader_secret_expires =", AT(INSTANT, reader.secret_expires_at), "0"},
	{"reader_secret_expires = 2027-01-31",
		AT(INSTANT, reader.secret_expires_at), "1801353600"},
	{"writer_client_id = 01234567-89ab-cdef-0123-456789abcdef",
		AT(TEXT, writer.client_id),
		"01234567-89ab-cdef-0123-456789abcdef"},
	{"writer_key_file = /k", AT(TEXT, writer.key_file), "/k"},
	{"warning = 14d:", AT(RANGE, warning), "14d:"},
	{"critical = @0:5", AT(RANGE, critical), "@0:5"},
	{"max_age = 60", AT(NUMBER, max_age_s), "60"},
	{"max_age = 15m", AT(NUMBER, max_age_s), "900"},
	{"max_age = 0", AT(NUMBER, max_age_s), "0"},
	{"stale_after = 2d", AT(NUMBER, stale_after_s), "172800"},
	{"retention_days = 31", AT(NUMBER, retention_s), "2678400"},
	{"extra_grace_days = 1", AT(NUMBER, extra_grace_s), "86400"},
	{"min_age = 5m", AT(NUMBER, min_age_s), "300"},
	{"overdue_days = 0", AT(NUMBER, overdue_s), "0"},
	{"expired_state = critical", AT(CHOICE, expired_state), "2"},
	{"undated_state = unknown", AT(CHOICE, undated_state), "3"},
	{"subscription_state = ok", AT(CHOICE, subscription_state), "0"},
	{"unconfirmed = warning", AT(CHOICE, unconfirmed), "1"},
	{"leavers = critical", AT(CHOICE, leavers), "2"},
	{"seats_warning = yes", AT(FLAG, seats_warning), "1"},
	{"mass_warning = 3", AT(NUMBER, mass_warning), "3"},
	{"mass_critical = 50", AT(NUMBER, mass_critical), "50"},
	{"mass_period = 1h", AT(NUMBER, mass_period_s), "3600"},
	{"show_names = id", AT(CHOICE, show_names), "1"},
	{"listing = whole", AT(CHOICE, listing), "1"},
	{"probe = no", AT(CHOICE, probe), "1"},
	{"audit = no", AT(CHOICE, audit), "1"},
	{"onpremises_mailboxes = yes", AT(FLAG, onpremises_mailboxes), "1"},
	{"time_limit = 90", AT(NUMBER, time_limit_s), "90"},
	{"timeout_state = critical", AT(CHOICE, timeout_state), "2"},
	{"include_address = *@a.example, b@b.example\tc*",
		AT(LIST, include_address), "*@a.example|b@b.example|c*|"},
	{"include_address =", AT(LIST, include_address), ""},
	{"exclude_address = a*\nexclude_address = b*", AT(LIST, exclude_address),
		"a*|b*|"},
	{"causes = user-deleted", AT(FLAG, causes[CAUSE_USER_DELETED]), "1"},
	{"causes = user-deleted", AT(FLAG, causes[CAUSE_SHARED_DELETED]), "0"},
	{"causes = user-deleted\ncauses = shared-deleted",
		AT(FLAG, causes[CAUSE_USER_DELETED]), "1"},

	/* the handler, first as it is when nothing is said */
	{"", AT(CHOICE, policy.on_ack[CAUSE_LICENSE_REMOVED]), "2"},
	{"", AT(CHOICE, policy.on_ack[CAUSE_USER_DELETED]), "1"},
	{"", AT(CHOICE, policy.on_ack[CAUSE_SHARED_DELETED]), "2"},
	{"", AT(CHOICE, policy.on_ack[CAUSE_SUBSCRIPTION]), "0"},
	{"", AT(FLAG, policy.on_event), "0"},
	{"", AT(FLAG, policy.on_event_causes[CAUSE_NONE]), "0"},
	{"", AT(FLAG, policy.on_event_causes[CAUSE_LICENSE_REMOVED]), "1"},
	{"", AT(FLAG, policy.on_event_causes[CAUSE_USER_DELETED]), "0"},
	{"", AT(FLAG, policy.on_event_causes[CAUSE_SHARED_DELETED]), "0"},
	{"", AT(LIST, policy.authors), ""},
	{"", AT(LIST, policy.deny_authors), ""},
	{"", AT(NUMBER, policy.ack_max_age_s), "86400"},
	{"", AT(NUMBER, policy.max_per_ack), "10"},
	{"", AT(NUMBER, policy.max_per_hour), "50"},
	{"", AT(NUMBER, policy.mass_brake), "25"},
	{"", AT(NUMBER, policy.cooldown_s), "3600"},
	{"", AT(TEXT, policy.kill_switch), "(null)"},
	{"", AT(FLAG, policy.dry_run), "0"},
	{"", AT(LIST, policy.restore_skus), ""},
	{"", AT(LIST, policy.exclude_skus), ""},
	{"", AT(FLAG, policy.minimal_plans), "0"},
	{"", AT(TEXT, policy.usage_location), "(null)"},
	{"", AT(CHOICE, policy.group_held), "0"},
	{"", AT(FLAG, policy.allow_synced_deleted), "0"},
	{"", AT(FLAG, policy.block_sign_in), "0"},
	{"", AT(NUMBER, policy.license_wait_s), "300"},
	{"", AT(NUMBER, policy.verify_timeout_s), "14400"},
	{"on_ack = none", AT(CHOICE, policy.on_ack[CAUSE_LICENSE_REMOVED]),
		"0"},
	{"on_ack = token", AT(CHOICE, policy.on_ack[CAUSE_LICENSE_REMOVED]),
		"1"},
	{"on_ack = none", AT(CHOICE, policy.on_ack[CAUSE_USER_DELETED]), "1"},
	{"on_ack_user_deleted = restore",
		AT(CHOICE, policy.on_ack[CAUSE_USER_DELETED]), "2"},
	{"on_ack_shared_deleted = token",
		AT(CHOICE, policy.on_ack[CAUSE_SHARED_DELETED]), "1"},
	{"on_event = restore", AT(FLAG, policy.on_event), "1"},
	{"on_event = none", AT(FLAG, policy.on_event), "0"},
	{"on_event_causes = user-deleted, shared-deleted",
		AT(FLAG, policy.on_event_causes[CAUSE_SHARED_DELETED]), "1"},
	{"on_event_causes = user-deleted",
		AT(FLAG, policy.on_event_causes[CAUSE_LICENSE_REMOVED]), "0"},
	{"authors = *", AT(LIST, policy.authors), "*|"},
	{"authors = jdoe, local:root\nauthors = \"Jane Doe\"",
		AT(LIST, policy.authors), "jdoe|local:root|Jane Doe|"},
	{"authors = \"Doe, Jane\",\"x\" M\xc3\xbcller",
		AT(LIST, policy.authors), "Doe, Jane|x|M\xc3\xbcller|"},
	{"deny_authors = bot", AT(LIST, policy.deny_authors), "bot|"},
	{"ack_max_age = 2h", AT(NUMBER, policy.ack_max_age_s), "7200"},
	{"max_per_ack = 3", AT(NUMBER, policy.max_per_ack), "3"},
	{"max_per_hour = 100", AT(NUMBER, policy.max_per_hour), "100"},
	{"mass_brake = 50", AT(NUMBER, policy.mass_brake), "50"},
	{"mass_brake = no", AT(NUMBER, policy.mass_brake), "0"},
	{"cooldown = 0", AT(NUMBER, policy.cooldown_s), "0"},
	{"kill_switch = /run/stop", AT(TEXT, policy.kill_switch), "/run/stop"},
	{"kill_switch =", AT(TEXT, policy.kill_switch), "(null)"},
	{"dry_run = yes", AT(FLAG, policy.dry_run), "1"},
	{"restore_skus = SPE_E3, O365_w/o_Teams_Bundle_E3_(x)",
		AT(LIST, policy.restore_skus),
		"SPE_E3|O365_w/o_Teams_Bundle_E3_(x)|"},
	{"restore_skus = 05E9A617-0261-4cee-bb44-138d3ef5d965",
		AT(LIST, policy.restore_skus),
		"05E9A617-0261-4cee-bb44-138d3ef5d965|"},
	{"exclude_skus = EXCHANGESTANDARD\nexclude_skus = E-5x",
		AT(LIST, policy.exclude_skus), "EXCHANGESTANDARD|E-5x|"},
	{"minimal_plans = yes", AT(FLAG, policy.minimal_plans), "1"},
	{"usage_location = DE", AT(TEXT, policy.usage_location), "DE"},
	{"group_held = refuse", AT(CHOICE, policy.group_held), "1"},
	{"allow_synced_deleted = yes", AT(FLAG, policy.allow_synced_deleted),
		"1"},
	{"block_sign_in = yes", AT(FLAG, policy.block_sign_in), "1"},
	{"license_wait = 0", AT(NUMBER, policy.license_wait_s), "0"},
	{"verify_timeout = 1d", AT(NUMBER, policy.verify_timeout_s), "86400"},
};
/* clang-format on */

static const char *
render(const void *field, enum kind kind, char text[256])
{
	const struct text_list *list = field;
	size_t used = 0;

	text[0] = '\0';
	switch (kind) {
	case TEXT:
		(void)snprintf(text, 256, "%s",
			*(char *const *)field == NULL ? "(null)"
						      : *(char *const *)field);
		break;
	case NUMBER:
		(void)snprintf(text, 256, "%" PRId64, *(const int64_t *)field);
		break;
	case FLAG:
		(void)snprintf(text, 256, "%d", *(const bool *)field);
		break;
	case CHOICE:
		(void)snprintf(text, 256, "%u", *(const unsigned *)field);
		break;
	case INSTANT:
		(void)snprintf(
			text, 256, "%jd", (intmax_t)(*(const time_t *)field));
		break;
	case RANGE:
		(void)snprintf(
			text, 256, "%s", ((const struct range *)field)->text);
		break;
	case LIST:
		for (size_t i = 0; i < list->count; i++) {
			(void)snprintf(
				text + used, 256 - used, "%s|", list->texts[i]);
			used = strlen(text);
		}
		break;
	}
	return text;
}

/* The same line means the same in either section. */
static void
test_values(void **state)
{
	static const struct {
		const char *before;
		const char *after;
	} layouts[] = {
		{"[tenant t]\n", "\n"},
		{"[defaults]\n", "\n[tenant t]\n"},
		{"[tenant t]\n[defaults]\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(values) * COUNT_OF(layouts); i++) {
		size_t which = i / COUNT_OF(layouts);
		size_t layout = i % COUNT_OF(layouts);
		struct config config = {0};
		char text[512];
		char rendered[256];

		(void)snprintf(text, sizeof(text), "%s%s%s",
			layouts[layout].before, values[which].line,
			layouts[layout].after);
		decode(text, &config);
		assert_int_equal(config.tenant_count, 1);
		(void)render((char *)&config.tenants[0] + values[which].offset,
			values[which].kind, rendered);
		if (strcmp(rendered, values[which].expected) != 0) {
			fail_msg("%s: got %s, not %s", text, rendered,
				values[which].expected);
		}
		config_release(&config);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
	};

	return cmocka_run_group_tests_name("config values", tests, NULL, NULL);
}
