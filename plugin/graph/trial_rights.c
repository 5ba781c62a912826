// SPDX-License-Identifier: MIT
/* Which rights a credential has: by asking, and by what its token lists. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/text_list.h"
#include "graph/directory_impl.h"
#include "graph/json.h"
#include "graph/trial_impl.h"

#define GRANT                                                                  \
	"grant it as an application permission in Microsoft Entra and give "   \
	"admin consent; it counts from the next token on, within the hour"

/* ---- harmless questions ---- */

static bool
ask(struct trial *trial, const char *path, const char *what,
	struct json_object **answer, struct error *err)
{
	struct client *client = &trial->directory->client;
	char *url = client_url(client, path);
	struct question question = {
		.call = {.method = HTTP_GET,
			.url = url,
			.what = what,
			.limit_bytes = CLIENT_PAGE_LIMIT_BYTES,
			.may_repeat = true},
	};
	struct http_response response = {0};
	bool ok = client_take(client, &question, &response, err);

	if (ok && response.status != 200) {
		ok = client_refused(&question, &response, err);
	}
	if (ok && answer != NULL) {
		*answer = json_read(response.body, response.body_length, err);
		ok = *answer != NULL;
	}
	free(url);
	return ok;
}

static bool
ask_users(struct trial *trial, struct error *err)
{
	struct json_object *answer = NULL;
	struct json_object *users = NULL;
	bool ok = ask(trial, "/users?$top=1&$select=id", "users", &answer, err);

	users = json_member(answer, "value");
	if (ok && json_object_is_type(users, json_type_array) &&
		json_object_array_length(users) > 0) {
		(void)json_guid(json_object_array_get_idx(users, 0), "id",
			&trial->somebody);
	}
	json_object_put(answer);
	return ok;
}

static bool
ask_products(struct trial *trial, struct error *err)
{
	return ask(
		trial, "/subscribedSkus?$select=skuId", "products", NULL, err);
}

static bool
ask_audit(struct trial *trial, struct error *err)
{
	return ask(trial, "/auditLogs/directoryAudits?$top=1",
		"directory audit", NULL, err);
}

static bool
keep_answer(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	enum probe_answer *kept = context;

	(void)id;
	(void)err;
	*kept = answer;
	return true;
}

static bool
ask_mailbox(struct trial *trial, struct error *err)
{
	enum probe_answer answer = PROBE_NEVER;

	if (!directory_probe(trial->directory, &trial->somebody, 1, keep_answer,
		    &answer, err)) {
		return false;
	}
	return (answer != PROBE_DENIED && answer != PROBE_FAILED) ||
	       error_set(err, ERROR_PERMISSION,
		       answer == PROBE_DENIED
			       ? "not permitted to read mailbox settings"
			       : "mailbox settings could not be read");
}

/* ---- what is wanted ---- */

struct right {
	const char *name;
	const char *without; /* NULL: nothing works */
	bool (*ask)(struct trial *trial, struct error *err);
};

static const struct right reading[] = {
	{"User.Read.All", NULL, ask_users},
	{"LicenseAssignment.Read.All", NULL, ask_products},
	{"AuditLog.Read.All", "dates are less exact and nobody is named",
		ask_audit},
	{"MailboxSettings.Read", "nothing is confirmed", ask_mailbox},
};

static const char *const writing[] = {
	"LicenseAssignment.ReadWrite.All",
	"User.DeleteRestore.All",
	"User.EnableDisableAccount.All",
	"User.ReadWrite.All",
};

static bool
is_wanted_for_writing(const struct tenant *tenant, size_t which)
{
	switch (which) {
	case 2:
		return tenant->policy.block_sign_in;
	case 3:
		return tenant->policy.usage_location != NULL;
	default:
		return true;
	}
}

static bool
is_switched_off(const struct trial *trial, const struct right *right)
{
	const struct tenant *tenant = trial->settings->directory->tenant;

	return (right->ask == ask_audit && tenant->audit == EFFORT_NO) ||
	       (right->ask == ask_mailbox && tenant->probe == EFFORT_NO);
}

static void
tell_right(struct trial *trial, const struct right *right,
	const struct text_list *roles, bool is_readable)
{
	char *what = trial_subject(trial->settings, right->name);
	bool is_listed = text_list_has(roles, right->name);
	struct error err = {0};

	if (is_switched_off(trial, right)) {
		finding_add(trial->findings, FINDING_SKIP, what, NULL,
			"the configuration does without");
	} else if (right->ask == ask_mailbox && guid_is_nil(&trial->somebody)) {
		finding_add(trial->findings, FINDING_SKIP, what, NULL,
			"no user to ask about%s",
			is_listed ? "; the token lists it" : "");
	} else if (right->ask(trial, &err)) {
		finding_ok(trial->findings, what, "answered%s",
			!is_readable ? ""
			: is_listed  ? ", and the token lists it"
				     : "; the token lists another right that "
				       "includes it");
	} else {
		finding_add(trial->findings,
			right->without == NULL ? FINDING_FAIL : FINDING_WARN,
			what,
			is_listed ? "the token lists it, so Microsoft refuses "
				    "for another reason: for the audit a "
				    "tenant without Entra ID P1"
				  : GRANT,
			"%s; without it %s", err.text,
			right->without == NULL ? "nothing works"
					       : right->without);
	}
	free(what);
}

static void
tell_writing(struct trial *trial, const struct text_list *roles)
{
	const struct tenant *tenant = trial->settings->directory->tenant;

	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++) {
		char *what = trial_subject(trial->settings, writing[i]);

		if (text_list_has(roles, writing[i])) {
			finding_ok(trial->findings, what, "the token lists it");
		} else if (is_wanted_for_writing(tenant, i)) {
			finding_add(trial->findings, FINDING_FAIL, what, GRANT,
				"the token does not list it");
		} else {
			finding_add(trial->findings, FINDING_SKIP, what, NULL,
				"not configured, so not needed");
		}
		free(what);
	}
}

/* ---- what is too much ---- */

static bool
ends_in(const char *text, const char *end)
{
	size_t length = strlen(text);
	size_t end_length = strlen(end);

	return length >= end_length &&
	       strcmp(text + length - end_length, end) == 0;
}

static bool
is_meant(const struct trial *trial, const char *role)
{
	const struct tenant *tenant = trial->settings->directory->tenant;

	if (ends_in(role, ".Read.All") || ends_in(role, ".Read") ||
		ends_in(role, ".ReadBasic.All")) {
		return true;
	}
	for (size_t i = 0; i < sizeof(writing) / sizeof(writing[0]); i++) {
		if (trial->settings->is_writer &&
			strcmp(role, writing[i]) == 0 &&
			is_wanted_for_writing(tenant, i)) {
			return true;
		}
	}
	return false;
}

static void
tell_excess(struct trial *trial, const struct text_list *roles)
{
	char *what = trial_subject(trial->settings, "rights");
	char *excess = mem_text("");

	for (size_t i = 0; i < roles->count; i++) {
		char *longer = NULL;

		if (is_meant(trial, roles->texts[i])) {
			continue;
		}
		longer = mem_print("%s%s%.80s", excess,
			*excess == '\0' ? "" : ", ", roles->texts[i]);
		free(excess);
		excess = longer;
	}
	if (*excess == '\0') {
		finding_ok(trial->findings, what, "no more than it needs");
	} else {
		finding_add(trial->findings, FINDING_WARN, what,
			"take them away in Microsoft Entra: whoever gets at "
			"the key gets these",
			"more than it needs: %s", excess);
	}
	free(excess);
	free(what);
}

void
trial_rights(struct trial *trial)
{
	struct text_list roles = {0};
	char *what = trial_subject(trial->settings, "rights");
	bool is_readable = token_roles(&trial->directory->client.token, &roles);

	for (size_t i = 0; i < sizeof(reading) / sizeof(reading[0]); i++) {
		tell_right(trial, &reading[i], &roles, is_readable);
	}
	if (!is_readable) {
		finding_add(trial->findings, FINDING_SKIP, what, NULL,
			"the token does not tell what it lists");
	} else {
		if (trial->settings->is_writer) {
			tell_writing(trial, &roles);
		}
		tell_excess(trial, &roles);
	}
	free(what);
	text_list_release(&roles);
}
