// SPDX-License-Identifier: MIT
/* With a key made for the occasion: nothing secret lies in the repository. */
#include "graph/assertion.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "test.h"

#include "core/mem.h"
#include "graph/json.h"

struct identity {
	EVP_PKEY *key;
	char *key_pem;
	char file[32]; /* of the certificate */
};

static char *
pem_of(EVP_PKEY *key)
{
	BIO *memory = BIO_new(BIO_s_mem());
	char *bytes = NULL;
	char *text = NULL;
	long length = 0;

	assert_int_equal(PEM_write_bio_PrivateKey(
				 memory, key, NULL, NULL, 0, NULL, NULL),
		1);
	length = BIO_get_mem_data(memory, &bytes);
	text = mem_text_n(bytes, (size_t)length);
	BIO_free(memory);
	return text;
}

static void
write_certificate(EVP_PKEY *key, char *path)
{
	X509 *certificate = X509_new();
	int descriptor = mkstemp(path);
	FILE *out = fdopen(descriptor, "w");

	assert_non_null(out);
	ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
	X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
	X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
	X509_set_pubkey(certificate, key);
	assert_true(X509_sign(certificate, key, EVP_sha256()) > 0);
	assert_int_equal(PEM_write_X509(out, certificate), 1);
	assert_int_equal(fclose(out), 0);
	X509_free(certificate);
}

static void
identity_make(struct identity *identity)
{
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_id(EVP_PKEY_RSA, NULL);

	*identity = (struct identity){.file = "/tmp/assertion.XXXXXX"};
	assert_int_equal(EVP_PKEY_keygen_init(context), 1);
	assert_true(EVP_PKEY_CTX_set_rsa_keygen_bits(context, 2048) > 0);
	assert_int_equal(EVP_PKEY_keygen(context, &identity->key), 1);
	EVP_PKEY_CTX_free(context);
	identity->key_pem = pem_of(identity->key);
	write_certificate(identity->key, identity->file);
}

static void
identity_drop(struct identity *identity)
{
	EVP_PKEY_free(identity->key);
	free(identity->key_pem);
	(void)unlink(identity->file);
}

/* base64url without padding, as in a JWT; bytes into `out`. */
static size_t
decode_base64url(const char *text, size_t length, unsigned char *out)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
				       "mnopqrstuvwxyz0123456789-_";
	unsigned bits = 0;
	unsigned held = 0;
	size_t used = 0;

	for (size_t i = 0; i < length; i++) {
		const char *at = strchr(alphabet, text[i]);
		assert_non_null(at);
		bits = (bits << 6 | (unsigned)(at - alphabet)) & 0xffffff;
		held += 6;
		if (held >= 8) {
			held -= 8;
			out[used++] = (unsigned char)(bits >> held);
		}
	}
	return used;
}

static bool
is_signed_by(EVP_PKEY *key, const char *text, size_t text_length,
	const unsigned char *signature, size_t length)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	EVP_PKEY_CTX *options = NULL;
	bool ok = false;

	assert_int_equal(EVP_DigestVerifyInit(
				 context, &options, EVP_sha256(), NULL, key),
		1);
	assert_true(EVP_PKEY_CTX_set_rsa_padding(
			    options, RSA_PKCS1_PSS_PADDING) > 0);
	assert_true(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, 32) > 0);
	ok = EVP_DigestVerify(context, signature, length,
		     (const unsigned char *)text, text_length) == 1;
	EVP_MD_CTX_free(context);
	return ok;
}

static struct json_object *
read_part(const char *text, size_t length)
{
	unsigned char bytes[2048];
	size_t used = decode_base64url(text, length, bytes);
	struct error err = {0};
	struct json_object *object = json_read((char *)bytes, used, &err);

	assert_non_null(object);
	return object;
}

static void
test_signed(void **state)
{
	struct identity identity;
	struct assertion assertion = {.client_id = "app \"1\"",
		.audience = "https://login.test/t/oauth2/v2.0/token",
		.key_name = "key.pem",
		.now = 1800000000};
	struct error err = {0};
	struct json_object *object = NULL;
	unsigned char signature[512];
	char *jwt = NULL;
	char *dot = NULL;
	char *last = NULL;
	int64_t number = 0;

	(void)state;
	identity_make(&identity);
	assertion.certificate_file = identity.file;
	assertion.key_pem = identity.key_pem;
	assert_true(assertion_sign(&assertion, &jwt, &err));
	dot = strchr(jwt, '.');
	last = strrchr(jwt, '.');
	object = read_part(jwt, (size_t)(dot - jwt));
	assert_string_equal(json_text(object, "alg"), "PS256");
	assert_string_equal(json_text(object, "typ"), "JWT");
	assert_int_equal(strlen(json_text(object, "x5t#S256")), 43);
	json_object_put(object);
	object = read_part(dot + 1, (size_t)(last - dot) - 1);
	assert_string_equal(json_text(object, "aud"), assertion.audience);
	assert_string_equal(json_text(object, "iss"), "app \"1\"");
	assert_string_equal(json_text(object, "sub"), "app \"1\"");
	assert_int_equal(strlen(json_text(object, "jti")), 36);
	assert_true(
		json_integer(object, "nbf", &number) && number <= 1800000000);
	assert_true(json_integer(object, "exp", &number) &&
		    number >= 1800000300 && number <= 1800000600);
	json_object_put(object);
	assert_true(is_signed_by(identity.key, jwt, (size_t)(last - jwt),
		signature,
		decode_base64url(last + 1, strlen(last + 1), signature)));
	free(jwt);
	identity_drop(&identity);
}

static void
test_refused(void **state)
{
	struct identity mine;
	struct identity other;

	(void)state;
	identity_make(&mine);
	identity_make(&other);
	const struct {
		const char *certificate_file;
		const char *key_pem;
		const char *text;
	} cases[] = {
		{mine.file, other.key_pem, "do not belong together"},
		{"/nonexistent", mine.key_pem,
			"cannot read certificate /nonexistent"},
		{"/dev/null", mine.key_pem, "holds no certificate"},
		{mine.file, "", "holds no RSA private key"},
		{mine.file, "-----BEGIN PRIVATE KEY-----\nAAAA\n",
			"holds no RSA private key"},
	};
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct assertion assertion = {.client_id = "a",
			.audience = "b",
			.key_name = "key.pem",
			.certificate_file = cases[i].certificate_file,
			.key_pem = cases[i].key_pem};
		struct error err = {0};
		char *jwt = NULL;
		if (assertion_sign(&assertion, &jwt, &err) ||
			err.code != ERROR_CONFIG ||
			strstr(err.text, cases[i].text) == NULL) {
			fail_msg("%zu: %s", i, err.text);
		}
	}
	identity_drop(&mine);
	identity_drop(&other);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_signed),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("assertion", tests, NULL, NULL);
}
