// SPDX-License-Identifier: MIT
#include <strings.h>

#include "clock.h"
#include "render.h"

void
render_time(const struct tenant *tenant, time_t at, struct text *out)
{
	unsigned digits = (unsigned)tenant->switches.fraction_digits;
	char text[CLOCK_TEXT_SIZE];

	if (digits == FRACTION_RANDOM) {
		digits = (unsigned)(at * 7 + at / 60) % 8;
	}
	clock_format(at, digits, text);
	TEXT_LITERAL(out, "\"");
	text_put(out, text);
	TEXT_LITERAL(out, "\"");
}

static void
write_bool(struct text *out, bool value)
{
	text_put(out, value ? "true" : "false");
}

static void
write_null(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	(void)user;
	TEXT_LITERAL(out, "null");
}

static void
write_empty_list(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	(void)user;
	TEXT_LITERAL(out, "[]");
}

static void
write_id(const struct tenant *tenant, const struct user *user, struct text *out)
{
	char id[GUID_TEXT_SIZE];

	(void)tenant;
	guid_format(&user->id, id);
	text_json(out, id);
}

static void
write_name(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	text_json(out, user->name != NULL ? user->name : user->upn);
}

/* Given name and surname are what stands before and after the last blank. */
static void
write_name_part(const struct user *user, bool last, struct text *out)
{
	const char *blank =
		user->name != NULL ? strrchr(user->name, ' ') : NULL;
	struct text part = {0};

	if (blank == NULL || user->mailbox.purpose != PURPOSE_USER) {
		TEXT_LITERAL(out, "null");
		return;
	}
	if (last) {
		text_json(out, blank + 1);
		return;
	}
	text_add(&part, user->name, (size_t)(blank - user->name));
	text_json(out, part.data);
	text_release(&part);
}

static void
write_given_name(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	write_name_part(user, false, out);
}

static void
write_surname(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	write_name_part(user, true, out);
}

static void
write_mail(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	text_json(out, user_mail(user));
}

static void
write_nickname(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	struct text name = {0};

	(void)tenant;
	text_add(&name, user->upn, strcspn(user->upn, "@"));
	text_json(out, name.data);
	text_release(&name);
}

static void
write_upn(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	struct text upn = {0};

	(void)tenant;
	user_shown_upn(user, &upn);
	text_json(out, upn.data);
	text_release(&upn);
}

static void
write_enabled(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	write_bool(out, user->enabled);
}

static void
write_sync(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	if (user->sync == SYNC_NEVER) {
		TEXT_LITERAL(out, "null");
	} else {
		write_bool(out, user->sync == SYNC_ON);
	}
}

static void
write_location(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	text_json(out, user->location[0] != '\0' ? user->location : NULL);
}

static void
write_type(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	(void)tenant;
	text_put(out, user->guest ? "\"Guest\"" : "\"Member\"");
}

static void
write_created(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	render_time(tenant, user->created_at, out);
}

static void
write_deleted(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	if (user->state == USER_ACTIVE) {
		TEXT_LITERAL(out, "null");
	} else {
		render_time(tenant, user->deleted_at, out);
	}
}

static void
write_addresses(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	const char *list = user->aliases != NULL ? user->aliases : "";
	const char *mail = user_mail(user);
	const char *separator = "";
	struct text address = {0};

	(void)tenant;
	TEXT_LITERAL(out, "[");
	if (mail != NULL) {
		text_printf(&address, "SMTP:%s", mail);
		text_json(out, address.data);
		separator = ",";
	}
	while (*list != '\0') {
		size_t width = strcspn(list, ",");

		text_clear(&address);
		TEXT_LITERAL(&address, "smtp:");
		text_add(&address, list, width);
		text_put(out, separator);
		text_json(out, address.data);
		separator = ",";
		list += width + (list[width] == ',');
	}
	TEXT_LITERAL(out, "]");
	text_release(&address);
}

static const struct property {
	const char *name;
	void (*write)(const struct tenant *tenant, const struct user *user,
		struct text *out);
	bool initial; /* there when nothing is selected */
} properties[] = {
	{"businessPhones", write_empty_list, true},
	{"displayName", write_name, true},
	{"givenName", write_given_name, true},
	{"jobTitle", write_null, true},
	{"mail", write_mail, true},
	{"mobilePhone", write_null, true},
	{"officeLocation", write_null, true},
	{"preferredLanguage", write_null, true},
	{"surname", write_surname, true},
	{"userPrincipalName", write_upn, true},
	{"accountEnabled", write_enabled, false},
	{"companyName", write_null, false},
	{"createdDateTime", write_created, false},
	{"deletedDateTime", write_deleted, false},
	{"department", write_null, false},
	{"mailNickname", write_nickname, false},
	{"onPremisesSyncEnabled", write_sync, false},
	{"onPremisesImmutableId", write_null, false},
	{"onPremisesLastSyncDateTime", write_null, false},
	{"proxyAddresses", write_addresses, false},
	{"usageLocation", write_location, false},
	{"userType", write_type, false},
	{"otherMails", write_empty_list, false},
	{"onPremisesProvisioningErrors", write_empty_list, false},
	{"serviceProvisioningErrors", write_empty_list, false},
	{"assignedLicenses", render_licenses, false},
	{"assignedPlans", render_plans, false},
	{"licenseAssignmentStates", render_states, false},
	{"provisionedPlans", render_provisioned, false},
	{"id", write_id, true},
};

#define PROPERTIES (sizeof(properties) / sizeof(*properties))
#define ID_PROPERTY (PROPERTIES - 1)

bool
render_parse_set(const char *list, uint32_t *set, struct text *unknown)
{
	*set = 1U << ID_PROPERTY; /* comes whether selected or not */
	if (list == NULL) {
		for (size_t i = 0; i < PROPERTIES; i++) {
			*set |= (uint32_t)properties[i].initial << i;
		}
		return true;
	}
	while (*list != '\0') {
		size_t width = strcspn(list, ",");
		size_t i = 0;

		text_clear(unknown);
		text_add(unknown, list, width);
		while (i < PROPERTIES &&
			strcasecmp(properties[i].name, unknown->data) != 0) {
			i++;
		}
		if (i == PROPERTIES) {
			return false;
		}
		*set |= 1U << i;
		list += width + (list[width] == ',');
	}
	return true;
}

void
render_user(const struct tenant *tenant, const struct user *user, uint32_t set,
	const char *lead, struct text *out)
{
	bool first = *lead == '\0';

	TEXT_LITERAL(out, "{");
	text_put(out, lead);
	for (size_t i = 0; i < PROPERTIES; i++) {
		if ((set >> i & 1) == 0) {
			continue;
		}
		text_put(out, first ? "\"" : ",\"");
		text_put(out, properties[i].name);
		TEXT_LITERAL(out, "\":");
		properties[i].write(tenant, user, out);
		first = false;
	}
	TEXT_LITERAL(out, "}");
}
