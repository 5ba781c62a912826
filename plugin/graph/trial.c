// SPDX-License-Identifier: MIT
#include "graph/trial.h"

#include <stdlib.h>
#include <string.h>

#include "core/clock.h"
#include "core/mem.h"
#include "core/timestamp.h"
#include "graph/aadsts.h"
#include "graph/assertion.h"
#include "graph/directory_impl.h"
#include "graph/trial_impl.h"

#define TRIAL_ANSWER_LIMIT_BYTES ((size_t)1024 * 1024)
#define TRIAL_PATIENCE_S 1
#define TRIAL_BUDGET_S 30
#define TRIAL_SOON_S (INT64_C(30) * 24 * 3600)
#define TRIAL_CLOCK_DRIFT_S 30

char *
trial_subject(const struct trial_settings *settings, const char *what)
{
	return mem_print("%s %s: %s", settings->directory->tenant->name,
		settings->is_writer ? "writer" : "reader", what);
}

/* ---- what proves who we are ---- */

static void
tell_expiry(const struct trial_settings *settings, time_t expires_at,
	struct findings *findings)
{
	const struct credential *credential = settings->directory->credential;
	const char *who = settings->is_writer ? "writer" : "reader";
	char *what = trial_subject(settings, "certificate");
	char *advice = mem_print(
		"make a new key and certificate, upload the certificate, set "
		"%s_secret_expires",
		who);
	char text[TIMESTAMP_TEXT_SIZE];
	char said[TIMESTAMP_TEXT_SIZE];

	(void)timestamp_text(expires_at, text);
	if (expires_at <= settings->now) {
		finding_add(findings, FINDING_FAIL, what, advice,
			"%s expired at %s", credential->certificate_file, text);
	} else if (expires_at - settings->now < TRIAL_SOON_S) {
		finding_add(findings, FINDING_WARN, what, advice,
			"%s expires at %s", credential->certificate_file, text);
	} else if (credential->secret_expires_at > expires_at) {
		free(advice);
		advice = mem_print("set %s_secret_expires to that day or to an "
				   "earlier one",
			who);
		finding_add(findings, FINDING_WARN, what, advice,
			"%s expires at %s, before %s_secret_expires (%s)",
			credential->certificate_file, text, who,
			timestamp_text(credential->secret_expires_at, said));
	} else {
		finding_ok(findings, what, "%s is good until %s",
			credential->certificate_file, text);
	}
	free(advice);
	free(what);
}

static void
tell_secret_expiry(
	const struct trial_settings *settings, struct findings *findings)
{
	time_t expires_at = settings->directory->credential->secret_expires_at;
	char *what = trial_subject(settings, "secret");
	const char *key = settings->is_writer ? "writer_secret_expires"
					      : "reader_secret_expires";
	char text[TIMESTAMP_TEXT_SIZE];

	(void)timestamp_text(expires_at, text);
	if (expires_at == 0) {
		finding_add(findings, FINDING_WARN, what,
			"set it to the day the portal shows beside the secret",
			"%s is not set: nobody will be warned when it ends",
			key);
	} else if (expires_at - settings->now < TRIAL_SOON_S) {
		finding_add(findings,
			expires_at <= settings->now ? FINDING_FAIL
						    : FINDING_WARN,
			what,
			"create a new secret, store its Value in the file, and "
			"set the key to its day",
			"%s is %s", key, text);
	} else {
		finding_ok(findings, what, "%s is %s", key, text);
	}
	free(what);
}

/* A signature nobody sees: the key is readable and the certificate's. */
static bool
try_key(const struct trial_settings *settings, struct error *err)
{
	const struct credential *credential = settings->directory->credential;
	struct assertion assertion = {
		.client_id = credential->client_id,
		.audience = "self-test",
		.certificate_file = credential->certificate_file,
		.key_name = credential->key_file,
		.now = settings->now,
	};
	char *key_pem = NULL;
	char *jwt = NULL;
	bool ok = settings->directory->read_secret(
		credential->key_file, &key_pem, err);

	if (ok) {
		assertion.key_pem = key_pem;
		ok = assertion_sign(&assertion, &jwt, err);
	}
	mem_wipe_free(jwt);
	mem_wipe_free(key_pem);
	return ok;
}

static bool
try_file(const struct trial_settings *settings, const char **file,
	struct error *err)
{
	const struct credential *credential = settings->directory->credential;
	char *secret = NULL;
	bool ok = true;

	if (credential->client_secret_file != NULL) {
		*file = credential->client_secret_file;
		ok = settings->directory->read_secret(*file, &secret, err);
	} else if (credential->federated_token_file != NULL) {
		*file = credential->federated_token_file;
		ok = settings->directory->read_token(*file, &secret, err);
	} else if (credential->certificate_file != NULL) {
		*file = credential->key_file;
		ok = try_key(settings, err);
	} else {
		*file = credential->managed_identity
				? "the identity of this machine"
				: "a secret in the environment";
	}
	mem_wipe_free(secret);
	return ok;
}

bool
trial_credential(
	const struct trial_settings *settings, struct findings *findings)
{
	const struct credential *credential = settings->directory->credential;
	const bool is_secret = credential->client_secret_file != NULL ||
			       credential->client_secret_env != NULL;
	char *what = trial_subject(settings, "credential");
	const char *file = NULL;
	time_t expires_at = 0;
	struct error err = {0};
	bool ok = try_file(settings, &file, &err);

	if (!ok) {
		finding_add(findings, FINDING_FAIL, what,
			"give the file to the user that runs this, readable "
			"for nobody else (chown, chmod 0600), or name the "
			"right "
			"one",
			"%s", err.text);
	} else {
		finding_ok(findings, what, "%s", file);
	}
	if (credential->certificate_file != NULL &&
		assertion_certificate_expiry(
			credential->certificate_file, &expires_at, &err)) {
		tell_expiry(settings, expires_at, findings);
	} else if (ok && is_secret) {
		tell_secret_expiry(settings, findings);
	}
	free(what);
	return ok;
}

/* ---- the way there ---- */

/* Any answer will do that is not a page for people. */
static bool
reach(struct trial *trial, const char *what, const char *url, bool elsewhere,
	struct error *err)
{
	static const char *const headers[] = {"Accept: application/json", NULL};
	struct exchange *exchange = &trial->directory->client.exchange;
	struct http_response response = {0};
	struct call call = {
		.method = HTTP_GET,
		.url = url,
		.what = what,
		.limit_bytes = TRIAL_ANSWER_LIMIT_BYTES,
		.may_repeat = true,
		.elsewhere = elsewhere,
	};
	enum exchange_outcome outcome = EXCHANGE_AGAIN;

	while (outcome == EXCHANGE_AGAIN) {
		if (!exchange_start(exchange, &call, headers, err)) {
			return false;
		}
		outcome = exchange_take(exchange, &call, &response, err);
	}
	if (outcome == EXCHANGE_ANSWERED &&
		aadsts_is_html(response.content_type, response.body)) {
		return error_set(err, ERROR_REMOTE,
			"HTTP status %d with a web page instead of JSON: is "
			"this the login page of a proxy or captive portal?",
			response.status);
	}
	return outcome == EXCHANGE_ANSWERED;
}

static bool
tell_reach(struct trial *trial, const char *key, const char *base,
	const char *path, bool elsewhere)
{
	const struct tenant *tenant = trial->settings->directory->tenant;
	char *what = trial_subject(trial->settings, key);
	char *url = mem_print("%s%s", base, path);
	char *advice = NULL;
	struct error err = {0};
	bool ok = reach(trial, key, url, elsewhere, &err);

	if (ok) {
		finding_ok(trial->findings, what, "%s answers%s%s", base,
			tenant->proxy == NULL ? "" : " through ",
			tenant->proxy == NULL ? "" : tenant->proxy);
	} else if (err.code == ERROR_CONFIG) {
		advice = mem_text("name the CA that signs what a proxy opens "
				  "as ca_file; install ca-certificates");
	} else {
		advice = mem_print("try: curl -sS -o /dev/null %s; open port "
				   "443 to that host in the firewall, or set "
				   "proxy",
			base);
	}
	if (!ok) {
		finding_add(trial->findings, FINDING_FAIL, what, advice,
			"%s: %s", base, err.text);
	}
	free(advice);
	free(url);
	free(what);
	return ok;
}

static void
tell_clock(struct trial *trial)
{
	char *what = trial_subject(trial->settings, "clock");
	struct directory_facts facts = {0};
	int64_t off_s = 0;

	directory_facts(trial->directory, &facts);
	off_s = facts.clock_offset_s < 0 ? -facts.clock_offset_s
					 : facts.clock_offset_s;
	if (!facts.has_date) {
		finding_add(trial->findings, FINDING_SKIP, what, NULL,
			"no answer carried a date");
	} else if (off_s > TRIAL_CLOCK_DRIFT_S) {
		finding_add(trial->findings,
			off_s > CLOCK_LIMIT_S ? FINDING_FAIL : FINDING_WARN,
			what,
			"set it by NTP (timedatectl set-ntp true): every "
			"deadline depends on it",
			"this host's is %lld s %s Microsoft's",
			(long long)off_s,
			facts.clock_offset_s < 0 ? "ahead of" : "behind");
	} else {
		finding_ok(trial->findings, what, "%lld s from Microsoft's",
			(long long)off_s);
	}
	free(what);
}

static bool
tell_token(struct trial *trial)
{
	char *what = trial_subject(trial->settings, "token");
	struct error err = {0};
	bool ok = client_sign_in(&trial->directory->client, &err);

	if (ok) {
		finding_ok(trial->findings, what, "granted");
	} else {
		finding_add(trial->findings, FINDING_FAIL, what,
			"correct what it names in the configuration or in the "
			"app registration; the rights can only be looked at "
			"with a token",
			"%s", err.text);
	}
	free(what);
	return ok;
}

void
trial_connection(
	const struct trial_settings *settings, struct findings *findings)
{
	const struct tenant *tenant = settings->directory->tenant;
	struct trial trial = {.settings = settings, .findings = findings};
	char *path = mem_print("/%s/v2.0/.well-known/openid-configuration",
		tenant->tenant_id == NULL ? "common" : tenant->tenant_id);
	struct error err = {0};
	bool login_ok = true;
	bool graph_ok = false;

	if (!directory_open(settings->directory, &trial.directory, &err)) {
		finding_add(findings, FINDING_FAIL, tenant->name,
			"correct the configuration", "%s", err.text);
		goto out;
	}
	directory_allow(trial.directory, settings->now + TRIAL_BUDGET_S,
		TRIAL_PATIENCE_S);
	if (!settings->directory->credential->managed_identity) {
		login_ok = tell_reach(
			&trial, "login_url", tenant->login_url, path, true);
	}
	graph_ok = tell_reach(&trial, "graph_url", tenant->graph_url,
		"/v1.0/users?$top=1&$select=id", false);
	if (graph_ok) {
		tell_clock(&trial);
	}
	if (login_ok && graph_ok && tell_token(&trial)) {
		trial_rights(&trial);
	}
out:
	directory_free(trial.directory);
	free(path);
}
