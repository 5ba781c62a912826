// SPDX-License-Identifier: MIT
#include "graph/assertion.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <json-c/json.h>

#include <stdlib.h>
#include <string.h>

#include "core/guid.h"
#include "core/mem.h"

#define SALT_BYTES 32 /* PS256, RFC 7518 section 3.5: that of the digest */
#define CLOCK_SLACK_S 60

static char *
base64url(const unsigned char *bytes, size_t length)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789-_";
	char *text = mem_zeroed(length / 3 * 4 + 5, 1);
	size_t used = 0;

	for (size_t at = 0; at < length; at += 3) {
		size_t left = length - at;
		unsigned group = (unsigned)bytes[at] << 16 |
				 (left > 1 ? (unsigned)bytes[at + 1] << 8 : 0) |
				 (left > 2 ? bytes[at + 2] : 0);
		text[used++] = alphabet[group >> 18];
		text[used++] = alphabet[group >> 12 & 63];
		if (left > 1) {
			text[used++] = alphabet[group >> 6 & 63];
		}
		if (left > 2) {
			text[used++] = alphabet[group & 63];
		}
	}
	return text;
}

static const char *
openssl_reason(void)
{
	const char *reason = ERR_reason_error_string(ERR_get_error());

	ERR_clear_error();
	return reason == NULL ? "unknown reason" : reason;
}

static bool
read_certificate(const char *path, X509 **certificate, struct error *err)
{
	BIO *file = BIO_new_file(path, "r");

	if (file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"cannot read certificate %s: %s", path,
			openssl_reason());
	}
	*certificate = PEM_read_bio_X509(file, NULL, NULL, NULL);
	BIO_free(file);
	if (*certificate == NULL) {
		return error_set(err, ERROR_CONFIG,
			"%s holds no certificate in PEM form (%s)", path,
			openssl_reason());
	}
	return true;
}

/* Nobody is there to type a passphrase. */
static int
no_passphrase(char *buffer, int size, int is_writing, void *context)
{
	(void)buffer;
	(void)size;
	(void)is_writing;
	(void)context;
	return -1;
}

static bool
read_key(const struct assertion *assertion, EVP_PKEY **key, struct error *err)
{
	BIO *memory = BIO_new_mem_buf(assertion->key_pem, -1);

	if (memory == NULL) {
		mem_exhausted();
	}
	*key = PEM_read_bio_PrivateKey(memory, NULL, no_passphrase, NULL);
	BIO_free(memory);
	if (*key == NULL || EVP_PKEY_base_id(*key) != EVP_PKEY_RSA) {
		return error_set(err, ERROR_CONFIG,
			"%s holds no RSA private key in PEM form without a "
			"passphrase",
			assertion->key_name);
	}
	return true;
}

/* base64url of SHA-256 of the DER form: how Entra finds the certificate. */
static char *
thumbprint(X509 *certificate)
{
	unsigned char digest[EVP_MAX_MD_SIZE];
	unsigned length = 0;

	if (X509_digest(certificate, EVP_sha256(), digest, &length) != 1) {
		abort();
	}
	return base64url(digest, length);
}

static void
add_text(struct json_object *object, const char *name, const char *text)
{
	struct json_object *value = json_object_new_string(text);

	if (value == NULL || json_object_object_add(object, name, value) != 0) {
		mem_exhausted();
	}
}

static void
add_instant(struct json_object *object, const char *name, time_t instant)
{
	struct json_object *value = json_object_new_int64(instant);

	if (value == NULL || json_object_object_add(object, name, value) != 0) {
		mem_exhausted();
	}
}

static char *
encode(struct json_object *object)
{
	const char *text = json_object_to_json_string_ext(object,
		JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE);
	char *encoded = NULL;

	if (text == NULL) {
		mem_exhausted();
	}
	encoded = base64url((const unsigned char *)text, strlen(text));
	json_object_put(object);
	return encoded;
}

static char *
encode_header(X509 *certificate)
{
	struct json_object *header = json_object_new_object();
	char *print = thumbprint(certificate);

	add_text(header, "alg", "PS256");
	add_text(header, "typ", "JWT");
	add_text(header, "x5t#S256", print);
	free(print);
	return encode(header);
}

static char *
encode_claims(const struct assertion *assertion)
{
	struct json_object *claims = json_object_new_object();
	struct guid unique = {0};
	char text[GUID_TEXT_SIZE];

	if (RAND_bytes(unique.bytes, sizeof(unique.bytes)) != 1) {
		abort();
	}
	unique.bytes[6] = (unsigned char)((unique.bytes[6] & 0x0f) | 0x40);
	unique.bytes[8] = (unsigned char)((unique.bytes[8] & 0x3f) | 0x80);
	add_text(claims, "aud", assertion->audience);
	add_text(claims, "iss", assertion->client_id);
	add_text(claims, "sub", assertion->client_id);
	add_text(claims, "jti", guid_text(&unique, text));
	add_instant(claims, "nbf", assertion->now - CLOCK_SLACK_S);
	add_instant(claims, "iat", assertion->now);
	add_instant(claims, "exp", assertion->now + ASSERTION_LIFE_S);
	return encode(claims);
}

static char *
sign(EVP_PKEY *key, const char *text)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options = NULL; /* belongs to `context` */
	unsigned char *bytes = NULL;
	char *signature = NULL;
	size_t length = 0;

	if (context == NULL) {
		mem_exhausted();
	}
	if (EVP_DigestSignInit(context, &options, EVP_sha256(), NULL, key) ==
			1 &&
		EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) >
			0 &&
		EVP_PKEY_CTX_set_rsa_pss_saltlen(options, SALT_BYTES) > 0 &&
		EVP_DigestSign(context, NULL, &length,
			(const unsigned char *)text, strlen(text)) == 1) {
		bytes = mem_zeroed(length, 1);
		if (EVP_DigestSign(context, bytes, &length,
			    (const unsigned char *)text, strlen(text)) == 1) {
			signature = base64url(bytes, length);
		}
	}
	free(bytes);
	EVP_MD_CTX_free(context);
	return signature;
}

bool
assertion_sign(const struct assertion *assertion, char **jwt, struct error *err)
{
	X509 *certificate = NULL;
	EVP_PKEY *key = NULL;
	char *header = NULL;
	char *claims = NULL;
	char *text = NULL;
	char *signature = NULL;
	bool ok = false;

	if (!read_certificate(assertion->certificate_file, &certificate, err) ||
		!read_key(assertion, &key, err)) {
		goto out;
	}
	if (X509_check_private_key(certificate, key) != 1) {
		(void)error_set(err, ERROR_CONFIG,
			"certificate %s and key %s do not belong together",
			assertion->certificate_file, assertion->key_name);
		goto out;
	}
	header = encode_header(certificate);
	claims = encode_claims(assertion);
	text = mem_print("%s.%s", header, claims);
	signature = sign(key, text);
	if (signature == NULL) {
		(void)error_set(err, ERROR_CONFIG,
			"key %s cannot sign with PS256 (%s)",
			assertion->key_name, openssl_reason());
		goto out;
	}
	*jwt = mem_print("%s.%s", text, signature);
	ok = true;
out:
	ERR_clear_error();
	X509_free(certificate);
	EVP_PKEY_free(key);
	free(header);
	free(claims);
	free(text);
	free(signature);
	return ok;
}

bool
assertion_certificate_expiry(
	const char *path, time_t *expires_at, struct error *err)
{
	X509 *certificate = NULL;
	struct tm end = {0};
	bool ok = false;

	if (!read_certificate(path, &certificate, err)) {
		return false;
	}
	ok = ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &end) == 1;
	X509_free(certificate);
	if (!ok) {
		return error_set(err, ERROR_CONFIG,
			"%s does not say until when it is valid", path);
	}
	*expires_at = timegm(&end);
	return true;
}
