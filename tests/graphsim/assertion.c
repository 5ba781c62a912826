// SPDX-License-Identifier: MIT
#include "assertion.h"

#include <json-c/json.h>
#include <openssl/evp.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>
#include <strings.h>

#include "base64.h"

/* Clocks may differ by this much. */
#define SKEW_S 300

static const char *
member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value) ||
		!json_object_is_type(value, json_type_string)) {
		return "";
	}
	return json_object_get_string(value);
}

static time_t
time_member(struct json_object *object, const char *name)
{
	struct json_object *value = NULL;

	if (!json_object_object_get_ex(object, name, &value)) {
		return 0;
	}
	return (time_t)json_object_get_int64(value);
}

static struct json_object *
decode_part(const char *text, size_t size)
{
	struct text json = {0};
	struct json_object *object = NULL;

	if (base64url_decode(&json, text, size) && json.size > 0) {
		object = json_tokener_parse(json.data);
	}
	text_release(&json);
	if (!json_object_is_type(object, json_type_object)) {
		json_object_put(object);
		return NULL;
	}
	return object;
}

static bool
thumbprint_fits(struct json_object *header, X509 *certificate)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned size = 0;
	struct text encoded = {0};
	bool fits;

	if (X509_digest(certificate, EVP_sha256(), digest, &size) != 1) {
		return false;
	}
	base64url_add(&encoded, digest, size);
	fits = strcmp(member(header, "x5t#S256"), encoded.data) == 0;
	text_release(&encoded);
	return fits;
}

static bool
signature_fits(const char *signed_text, size_t signed_size,
	const struct text *signature, X509 *certificate)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *key = NULL; /* owned by the context */
	bool fits;

	fits = context != NULL &&
	       EVP_DigestVerifyInit(context, &key, EVP_sha256(), NULL,
		       X509_get0_pubkey(certificate)) == 1 &&
	       EVP_PKEY_CTX_set_rsa_padding(key, RSA_PKCS1_PSS_PADDING) == 1 &&
	       EVP_PKEY_CTX_set_rsa_pss_saltlen(key, RSA_PSS_SALTLEN_DIGEST) ==
		       1 &&
	       EVP_DigestVerify(context,
		       (const unsigned char *)text_string(signature),
		       signature->size, (const unsigned char *)signed_text,
		       signed_size) == 1;
	EVP_MD_CTX_free(context);
	return fits;
}

static enum assertion_fault
check_claims(struct json_object *claims, const char *client_id,
	const char *audience, time_t now)
{
	if (strcasecmp(member(claims, "iss"), client_id) != 0 ||
		strcasecmp(member(claims, "sub"), client_id) != 0 ||
		member(claims, "jti")[0] == '\0') {
		return ASSERTION_CLAIMS;
	}
	if (strcasecmp(member(claims, "aud"), audience) != 0) {
		return ASSERTION_AUDIENCE;
	}
	if (time_member(claims, "exp") + SKEW_S <= now ||
		time_member(claims, "nbf") - SKEW_S > now ||
		time_member(claims, "exp") <= time_member(claims, "nbf")) {
		return ASSERTION_TIME;
	}
	return ASSERTION_FINE;
}

enum assertion_fault
assertion_check(const char *assertion, void *certificate, const char *client_id,
	const char *audience, time_t now)
{
	const char *first = strchr(assertion, '.');
	const char *second = first != NULL ? strchr(first + 1, '.') : NULL;
	enum assertion_fault fault = ASSERTION_SIGNATURE;
	struct json_object *header = NULL;
	struct json_object *claims = NULL;
	struct text signature = {0};

	if (second == NULL || certificate == NULL) {
		return fault;
	}
	header = decode_part(assertion, (size_t)(first - assertion));
	claims = decode_part(first + 1, (size_t)(second - first - 1));
	if (header != NULL && claims != NULL &&
		base64url_decode(&signature, second + 1, strlen(second + 1)) &&
		strcmp(member(header, "alg"), "PS256") == 0 &&
		thumbprint_fits(header, certificate) &&
		signature_fits(assertion, (size_t)(second - assertion),
			&signature, certificate)) {
		fault = check_claims(claims, client_id, audience, now);
	}
	json_object_put(header);
	json_object_put(claims);
	text_release(&signature);
	return fault;
}
