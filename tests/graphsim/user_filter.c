// SPDX-License-Identifier: MIT
#include "user_filter.h"

#include <strings.h>

enum scope { SCOPE_USER, SCOPE_PLANS, SCOPE_LICENSES };

enum field {
	FIELD_ID,
	FIELD_ENABLED,
	FIELD_TYPE,
	FIELD_UPN,
	FIELD_MAIL,
	FIELD_LOCATION,
	FIELD_SYNC,
	FIELD_NAME,
	FIELD_DELETED,
	FIELD_PLAN,
	FIELD_CAPABILITY,
	FIELD_SERVICE,
	FIELD_SKU
};

static const struct filter_field fields[] = {
	{"id", SCOPE_USER, FIELD_ID, false, false},
	{"accountEnabled", SCOPE_USER, FIELD_ENABLED, false, false},
	{"userType", SCOPE_USER, FIELD_TYPE, false, false},
	{"userPrincipalName", SCOPE_USER, FIELD_UPN, false, false},
	{"mail", SCOPE_USER, FIELD_MAIL, false, false},
	{"usageLocation", SCOPE_USER, FIELD_LOCATION, false, false},
	{"onPremisesSyncEnabled", SCOPE_USER, FIELD_SYNC, false, false},
	{"displayName", SCOPE_USER, FIELD_NAME, false, false},
	{"deletedDateTime", SCOPE_USER, FIELD_DELETED, false, false},
	{"assignedPlans", SCOPE_USER, SCOPE_PLANS, true, true},
	{"assignedLicenses", SCOPE_USER, SCOPE_LICENSES, true, false},
	{"servicePlanId", SCOPE_PLANS, FIELD_PLAN, false, true},
	{"capabilityStatus", SCOPE_PLANS, FIELD_CAPABILITY, false, true},
	{"service", SCOPE_PLANS, FIELD_SERVICE, false, true},
	{"skuId", SCOPE_LICENSES, FIELD_SKU, false, false},
};

/* Plans and capabilities are compared as numbers: there may be millions. */
static void
prepare(const void *context, struct filter *leaf)
{
	const struct tenant *tenant = context;
	enum capability capability;
	uint16_t plan;

	leaf->number = -1;
	if (leaf->field == FIELD_PLAN &&
		catalog_find(tenant->catalog, leaf->value, &plan)) {
		leaf->number = plan;
	} else if (leaf->field == FIELD_CAPABILITY &&
		   capability_parse(leaf->value, &capability)) {
		leaf->number = (long)capability;
	}
}

static size_t
count(const void *object, int collection)
{
	const struct user *user = object;

	return collection == SCOPE_PLANS ? user->plan_count
					 : user->license_count;
}

static bool
test_text(const struct filter *leaf, const char *text)
{
	if (leaf->kind == FILTER_STARTS) {
		return text != NULL &&
		       strncasecmp(text, leaf->value, strlen(leaf->value)) == 0;
	}
	if (text == NULL || strcmp(leaf->value, "null") == 0) {
		bool both = text == NULL && strcmp(leaf->value, "null") == 0;

		return filter_compare(leaf, both ? 0 : 1);
	}
	return filter_compare(leaf, strcasecmp(text, leaf->value));
}

static bool
test_user(const struct user *user, const struct filter *leaf)
{
	switch ((enum field)leaf->field) {
	case FIELD_ID:
		return filter_compare(
			leaf, guid_equal(&user->id, &leaf->guid) ? 0 : 1);
	case FIELD_ENABLED:
		return test_text(leaf, user->enabled ? "true" : "false");
	case FIELD_TYPE:
		return test_text(leaf, user->guest ? "Guest" : "Member");
	case FIELD_UPN:
		return test_text(leaf, user->upn);
	case FIELD_MAIL:
		return test_text(leaf, user_mail(user));
	case FIELD_LOCATION:
		return test_text(leaf,
			user->location[0] != '\0' ? user->location : NULL);
	case FIELD_SYNC:
		return test_text(leaf, user->sync == SYNC_ON	? "true"
				       : user->sync == SYNC_OFF ? "false"
								: NULL);
	case FIELD_NAME:
		return test_text(leaf, user->name);
	case FIELD_DELETED:
		return filter_compare(leaf, user->deleted_at - leaf->at);
	case FIELD_PLAN:
	case FIELD_CAPABILITY:
	case FIELD_SERVICE:
	case FIELD_SKU:
		break;
	}
	return false;
}

static bool
test(const void *context, const void *object, size_t element,
	const struct filter *leaf)
{
	const struct tenant *tenant = context;
	const struct user *user = object;
	bool same;

	switch (leaf->field) {
	case FIELD_PLAN:
		same = user->plans[element].plan == leaf->number;
		return filter_compare(leaf, same ? 0 : 1);
	case FIELD_CAPABILITY:
		same = user->plans[element].capability == leaf->number;
		return filter_compare(leaf, same ? 0 : 1);
	case FIELD_SERVICE:
		return test_text(
			leaf, tenant->catalog->plans[user->plans[element].plan]
				      .service);
	case FIELD_SKU:
		same = guid_equal(&tenant->skus[user->licenses[element].sku].id,
			&leaf->guid);
		return filter_compare(leaf, same ? 0 : 1);
	default:
		return test_user(user, leaf);
	}
}

struct filter_schema
user_filter_schema(const struct tenant *tenant)
{
	return (struct filter_schema){.fields = fields,
		.field_count = sizeof(fields) / sizeof(*fields),
		.prepare = prepare,
		.count = count,
		.test = test,
		.context = tenant};
}
