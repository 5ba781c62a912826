// SPDX-License-Identifier: MIT
#include "graph/aadsts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "graph/json.h"

static const struct {
	int64_t number;
	enum error_code code;
	const char *advice;
} refusals[] = {
	{7000215, ERROR_CONFIG,
		"the client secret is wrong: give the secret's Value, not its "
		"Secret ID"},
	{7000222, ERROR_CONFIG,
		"the client secret has expired: create a new one in the app "
		"registration and store its Value"},
	{7000218, ERROR_CONFIG,
		"a secret or an assertion is missing: set one of "
		"client_secret_file, certificate_file with key_file, "
		"managed_identity, federated_token_file"},
	{700016, ERROR_CONFIG,
		"the tenant does not know this application: check client_id "
		"and tenant_id, and that an administrator has consented"},
	{700038, ERROR_CONFIG,
		"client_id is not an application's: give the Application "
		"(client) ID of the app registration"},
	{7000229, ERROR_PERMISSION,
		"the application has no service principal in this tenant: an "
		"administrator has to consent to it"},
	{7000112, ERROR_PERMISSION,
		"the application is disabled in this tenant: enable it under "
		"enterprise applications"},
	{90002, ERROR_CONFIG,
		"there is no such tenant: check tenant_id, and that cloud or "
		"login_url is the one it lives in"},
	{900023, ERROR_CONFIG,
		"tenant_id is neither a tenant's GUID nor its domain name"},
	{700027, ERROR_CONFIG,
		"the signature of the assertion is not accepted: upload the "
		"certificate to the app registration, and give the key that "
		"belongs to it; a federated token has to be the issuer's"},
	{700024, ERROR_CONFIG,
		"the assertion is outside its time range: the clock of this "
		"host is wrong, or the federated token is too old"},
	{700021, ERROR_CONFIG,
		"the assertion was not made for this application: check "
		"client_id and the federated credential"},
	{70021, ERROR_CONFIG,
		"no federated credential of the application matches issuer, "
		"subject and audience of the token"},
	{700211, ERROR_CONFIG,
		"no federated credential of the application has the issuer of "
		"the token"},
	{700212, ERROR_CONFIG,
		"no federated credential of the application has the audience "
		"of the token"},
	{700213, ERROR_CONFIG,
		"no federated credential of the application has the subject "
		"of the token"},
	{500011, ERROR_CONFIG,
		"this login service does not know the Graph address: cloud, "
		"login_url and graph_url have to be of the same cloud"},
	{53003, ERROR_PERMISSION,
		"conditional access blocks the application from this host"},
	{90033, ERROR_WAIT, "the login service is temporarily unavailable"},
	{90055, ERROR_WAIT, "the login service is busy"},
};

bool
aadsts_is_html(const char *content_type, const char *body)
{
	if (content_type != NULL &&
		strncasecmp(content_type, "text/html", 9) == 0) {
		return true;
	}
	body += strspn(body, " \t\r\n");
	return *body == '<';
}

/* From error_codes, or else from "AADSTS<number>" in the description. */
static int64_t
refusal_number(struct json_object *answer)
{
	struct json_object *codes = json_member(answer, "error_codes");
	const char *text =
		strstr(json_text(answer, "error_description"), "AADSTS");

	if (json_object_is_type(codes, json_type_array) &&
		json_object_array_length(codes) > 0) {
		return json_object_get_int64(
			json_object_array_get_idx(codes, 0));
	}
	return text == NULL ? 0 : strtoll(text + strlen("AADSTS"), NULL, 10);
}

static void
explain_number(int64_t number, struct error *err)
{
	for (size_t i = 0; i < sizeof(refusals) / sizeof(refusals[0]); i++) {
		if (refusals[i].number == number) {
			(void)error_set(err, refusals[i].code,
				"%s (AADSTS%" PRId64 ")", refusals[i].advice,
				number);
			return;
		}
	}
	(void)error_set(err, ERROR_CONFIG,
		"the login service refused the credential: AADSTS%" PRId64
		"; its meaning is at https://login.microsoftonline.com/error",
		number);
}

static bool
is_word(const char *text)
{
	return *text != '\0' &&
	       text[strspn(text, "abcdefghijklmnopqrstuvwxyz_")] == '\0';
}

void
aadsts_explain(int status, const char *body, size_t length, struct error *err)
{
	struct json_object *answer = NULL;
	struct error ignored = {0};
	const char *word = "";
	int64_t number = 0;

	if (aadsts_is_html(NULL, body)) {
		(void)error_set(err, ERROR_REMOTE,
			"HTTP status %d with a web page instead of a token: is "
			"this the login page of a proxy or captive portal? "
			"check proxy and login_url",
			status);
		return;
	}
	if (status >= 300 && status < 400) {
		(void)error_set(err, ERROR_REMOTE,
			"redirected (HTTP status %d), which is not followed: "
			"check login_url and proxy",
			status);
		return;
	}
	answer = json_read(body, length, &ignored);
	number = refusal_number(answer);
	word = json_text(answer, "error");
	if (number != 0) {
		explain_number(number, err);
	} else {
		(void)error_set(err, ERROR_CONFIG,
			"HTTP status %d%s%.60s: check client id, credential "
			"and tenant_id",
			status, is_word(word) ? ", " : "",
			is_word(word) ? word : "");
	}
	json_object_put(answer);
}
