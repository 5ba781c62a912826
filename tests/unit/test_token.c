// SPDX-License-Identifier: MIT
#include "graph/token.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"
#include "graph/aadsts.h"
#include "graph_fixture.h"

#define TOKEN(more) "{\"access_token\":\"abc\"" more "}"

/* Gets one token; false with f->err. */
static bool
get(struct graph_fixture *f, struct token *token)
{
	struct exchange exchange = {.transport = f->settings.transport,
		.until = f->settings.until,
		.random = 1};

	return token_get(&f->settings, &exchange, token, &f->err);
}

static const struct {
	const char *name;
	const char *body;
	int64_t renewed_after_s;
} lives[] = {
	{"number", TOKEN(",\"expires_in\":3599"), 3299},
	{"text", TOKEN(",\"expires_in\":\"3599\""), 3299},
	{"text with an end", TOKEN(",\"expires_on\":\"1800086400\""), 86100},
	{"not said", TOKEN(""), 300},
	{"short", TOKEN(",\"expires_in\":60"), 30},
	{"negative", TOKEN(",\"expires_in\":-5"), 300},
	{"nonsense", TOKEN(",\"expires_in\":\"soon\""), 300},
	{"an end before all time",
		TOKEN(",\"expires_on\":-9223372036854775808"), 300},
};

static void
test_lives(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(lives); i++) {
		struct scripted_answer answer = {.body = lives[i].body};
		struct graph_fixture f;
		struct token token = {0};
		graph_fixture_open(&f, &answer, 1);
		assert_true(get(&f, &token));
		assert_string_equal(token.text, "abc");
		if (token.renew_at - FIXTURE_NOW != lives[i].renewed_after_s) {
			fail_msg("%s: %lld", lives[i].name,
				(long long)(token.renew_at - FIXTURE_NOW));
		}
		assert_true(token_is_fresh(&token, FIXTURE_NOW));
		assert_false(token_is_fresh(&token, token.renew_at));
		token_release(&token);
		assert_false(token_is_fresh(&token, FIXTURE_NOW));
		graph_fixture_close(&f);
	}
}

#define AADSTS(number)                                                         \
	"{\"error\":\"invalid_client\",\"error_description\":\"AADSTS" number  \
	": hush&hush.\",\"error_codes\":[" number "]}"

static const struct {
	const char *name;
	int status;
	const char *body;
	enum error_code code;
	const char *text;
} refusals[] = {
	{"wrong secret", 401, AADSTS("7000215"), ERROR_CONFIG,
		"give the secret's Value, not its Secret ID (AADSTS7000215)"},
	{"expired secret", 401, AADSTS("7000222"), ERROR_CONFIG,
		"has expired: create a new one"},
	{"unknown application", 400, AADSTS("700016"), ERROR_CONFIG,
		"check client_id and tenant_id"},
	{"unknown tenant", 400, AADSTS("90002"), ERROR_CONFIG,
		"no such tenant"},
	{"certificate", 401, AADSTS("700027"), ERROR_CONFIG,
		"upload the certificate"},
	{"clock", 401, AADSTS("700024"), ERROR_CONFIG, "clock of this host"},
	{"disabled", 400, AADSTS("7000112"), ERROR_PERMISSION, "enable it"},
	{"unheard of", 400, AADSTS("123456"), ERROR_CONFIG, "AADSTS123456"},
	{"only described", 400,
		"{\"error\":\"x\",\"error_description\":\"AADSTS90002: no\"}",
		ERROR_CONFIG, "no such tenant"},
	{"no number", 400, "{\"error\":\"invalid_request\"}", ERROR_CONFIG,
		"HTTP status 400, invalid_request"},
	{"odd word", 400, "{\"error\":\"hush&hush\"}", ERROR_CONFIG,
		"HTTP status 400: check"},
	{"web page", 200, "<html>Sign in", ERROR_REMOTE, "captive portal"},
	{"web page, refused", 403, " <!DOCTYPE html>", ERROR_REMOTE,
		"captive portal"},
	{"nothing", 400, "", ERROR_CONFIG, "HTTP status 400"},
	{"no identifier", 400, AADSTS("700038"), ERROR_CONFIG,
		"client_id is not an application's"},
	{"redirect", 302, "", ERROR_REMOTE,
		"redirected (HTTP status 302), which is not followed: check "
		"login_url"},
	{"no token", 200, "{}", ERROR_REMOTE, "without a usable access_token"},
	{"token is a number", 200, "{\"access_token\":7}", ERROR_REMOTE,
		"without a usable"},
	{"token with a line end", 200, "{\"access_token\":\"a\\r\\nX: y\"}",
		ERROR_REMOTE, "without a usable"},
	{"empty token", 200, "{\"access_token\":\"\"}", ERROR_REMOTE,
		"without a usable"},
	{"not JSON", 200, "access_token=abc", ERROR_REMOTE, "without a usable"},
};

static void
test_refusals(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refusals); i++) {
		struct scripted_answer answer = {
			.status = refusals[i].status, .body = refusals[i].body};
		struct graph_fixture f;
		struct token token = {0};
		graph_fixture_open(&f, &answer, 1);
		if (get(&f, &token) || f.err.code != refusals[i].code ||
			strstr(f.err.text, refusals[i].text) == NULL ||
			strncmp(f.err.text, "cannot sign in: ", 16) != 0 ||
			strstr(f.err.text, "hush") != NULL) {
			fail_msg("%s: %s", refusals[i].name, f.err.text);
		}
		assert_null(token.text);
		graph_fixture_close(&f);
	}
}

static void
test_secret_from_environment(void **state)
{
	static const char *const environment[] = {
		"SECRETS=no", "SECRET=from env", NULL};
	const struct scripted_answer answer = {.body = TOKEN("")};
	struct graph_fixture f;
	struct token token = {0};

	(void)state;
	graph_fixture_open(&f, &answer, 1);
	free(f.credential.client_secret_file);
	f.credential.client_secret_file = NULL;
	f.credential.client_secret_env = mem_text("SECRET");
	assert_false(get(&f, &token));
	assert_non_null(strstr(f.err.text, "environment variable SECRET"));
	f.settings.environment = environment;
	assert_true(get(&f, &token));
	assert_string_equal(f.script->requests[0].body,
		"client_id=app&scope=https%3A%2F%2Fgraph.test%2F.default"
		"&grant_type=client_credentials&client_secret=from%20env");
	assert_string_equal(f.script->requests[0].url,
		"https://login.test/contoso/oauth2/v2.0/token");
	token_release(&token);
	graph_fixture_close(&f);
}

static void
test_federated(void **state)
{
	const struct scripted_answer answer = {.body = TOKEN(""), .times = 2};
	struct graph_fixture f;
	struct token token = {0};

	(void)state;
	graph_fixture_open(&f, &answer, 1);
	free(f.credential.client_secret_file);
	f.credential.client_secret_file = NULL;
	assert_false(get(&f, &token));
	assert_int_equal(f.err.code, ERROR_CONFIG);
	f.credential.federated_token_file = mem_text("/token");
	assert_true(get(&f, &token));
	assert_non_null(strstr(f.script->requests[0].body,
		"client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3A"
		"client-assertion-type%3Ajwt-bearer&"
		"client_assertion=hush%26hush"));
	free(f.credential.federated_token_file);
	f.credential.federated_token_file = mem_text("/missing");
	assert_false(get(&f, &token));
	token_release(&token);
	graph_fixture_close(&f);
}

static const struct {
	const char *name;
	const char *identity_url;
	const char *client_id;
	const char *const environment[3];
	const char *url;
	const char *header;
} machines[] = {
	{"virtual machine", NULL, NULL, {NULL},
		"http://169.254.169.254/metadata/identity/oauth2/token"
		"?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.test%2F",
		"Metadata: true\n"},
	{"user assigned", NULL, "app", {NULL},
		"http://169.254.169.254/metadata/identity/oauth2/token"
		"?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.test%2F"
		"&client_id=app",
		"Metadata: true\n"},
	{"App Service", NULL, NULL,
		{"IDENTITY_ENDPOINT=http://127.0.0.1:41/msi/token",
			"IDENTITY_HEADER=hush"},
		"http://127.0.0.1:41/msi/token?api-version=2019-08-01"
		"&resource=https%3A%2F%2Fgraph.test%2F",
		"X-IDENTITY-HEADER: hush\n"},
	{"configured host", "http://identity.test:80/", NULL,
		{"IDENTITY_ENDPOINT=x", "IDENTITY_HEADER=hush"},
		"http://identity.test:80/metadata/identity/oauth2/token"
		"?api-version=2018-02-01&resource=https%3A%2F%2Fgraph.test%2F",
		"Metadata: true\n"},
	{"configured address", "http://identity.test/t", NULL, {NULL},
		"http://identity.test/t?api-version=2018-02-01"
		"&resource=https%3A%2F%2Fgraph.test%2F",
		"Metadata: true\n"},
};

static void
test_machines(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(machines); i++) {
		const struct scripted_answer answers[] = {
			{.status = 404}, {.status = 410}, {.body = TOKEN("")}};
		struct graph_fixture f;
		struct token token = {0};
		graph_fixture_open(&f, answers, COUNT_OF(answers));
		f.credential.managed_identity = true;
		f.tenant.identity_url = mem_text(machines[i].identity_url);
		mem_replace_text(
			&f.credential.client_id, machines[i].client_id);
		f.settings.environment = machines[i].environment;
		assert_true(get(&f, &token));
		if (strcmp(f.script->requests[2].url, machines[i].url) != 0 ||
			strstr(f.script->requests[2].headers,
				machines[i].header) == NULL) {
			fail_msg("%s: %s %s", machines[i].name,
				f.script->requests[2].url,
				f.script->requests[2].headers);
		}
		assert_true(f.script->requests[2].bypass_proxy);
		token_release(&token);
		graph_fixture_close(&f);
	}
}

/* {"aud":"g","roles":["User.Read.All","X"]} and the like, as Entra codes it. */
static void
test_roles(void **state)
{
	static const struct {
		const char *text; /* NULL: no token */
		enum tri answer;
	} tokens[] = {
		{"e30.eyJhdWQiOiJnIiwicm9sZXMiOlsiVXNlci5SZWFkLkFsbCIsIlgiXX0."
		 "s",
			TRI_YES},
		{"e30.eyJhdWQiOiJnIiwicm9sZXMiOls3LCJVc2VyLlJlYWQiXX0.s",
			TRI_NO},
		{"e30.eyJhdWQiOiJnIn0.s", TRI_NO}, /* no right at all */
		{"e30.e30.s", TRI_UNKNOWN},
		{"e30.eyJhdWQiOiJnIiwicm9sZXMiOiJ4In0.s", TRI_UNKNOWN},
		{"e30.eyJh*dWQ.s", TRI_UNKNOWN},
		{"e30.", TRI_UNKNOWN},
		{"opaque", TRI_UNKNOWN},
		{"", TRI_UNKNOWN},
		{NULL, TRI_UNKNOWN},
	};
	static const char *const wanted[] = {"X.Y", "User.Read.All", NULL};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(tokens); i++) {
		struct token token = {.text = mem_text(tokens[i].text)};
		if (token_has_role(&token, wanted) != tokens[i].answer) {
			fail_msg("%zu", i);
		}
		token_release(&token);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_lives),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_secret_from_environment),
		cmocka_unit_test(test_federated),
		cmocka_unit_test(test_machines),
		cmocka_unit_test(test_roles),
	};

	return cmocka_run_group_tests_name("token", tests, NULL, NULL);
}
