// SPDX-License-Identifier: MIT
#include "certificate.h"

#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#define HOUR_S 3600L
#define VALID_DAYS 30L

static bool
add_extension(X509 *subject, X509 *issuer, int nid, const char *value)
{
	X509V3_CTX context;
	X509_EXTENSION *extension;
	bool ok;

	X509V3_set_ctx_nodb(&context);
	X509V3_set_ctx(&context, issuer, subject, NULL, NULL, 0);
	extension = X509V3_EXT_conf_nid(NULL, &context, nid, value);
	ok = extension != NULL && X509_add_ext(subject, extension, -1) == 1;
	X509_EXTENSION_free(extension);
	return ok;
}

/* The serial number must differ, or clients confuse two runs. */
static bool
set_serial(X509 *certificate)
{
	unsigned char bytes[8];
	uint64_t serial = 0;

	if (RAND_bytes(bytes, sizeof(bytes)) != 1) {
		return false;
	}
	for (size_t i = 0; i < sizeof(bytes); i++) {
		serial = serial << 8 | bytes[i];
	}
	return ASN1_INTEGER_set_uint64(
		       X509_get_serialNumber(certificate), serial >> 1) == 1;
}

static X509 *
make_certificate(EVP_PKEY *key, const char *name, X509 *issuer)
{
	X509 *certificate = X509_new();
	X509_NAME *subject;

	if (certificate == NULL) {
		return NULL;
	}
	subject = X509_get_subject_name(certificate);
	if (X509_set_version(certificate, X509_VERSION_3) == 1 &&
		set_serial(certificate) &&
		X509_gmtime_adj(X509_getm_notBefore(certificate), -HOUR_S) !=
			NULL &&
		X509_gmtime_adj(X509_getm_notAfter(certificate),
			VALID_DAYS * 24 * HOUR_S) != NULL &&
		X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
			(const unsigned char *)name, -1, -1, 0) == 1 &&
		X509_set_issuer_name(certificate,
			issuer != NULL ? X509_get_subject_name(issuer)
				       : subject) == 1 &&
		X509_set_pubkey(certificate, key) == 1) {
		return certificate;
	}
	X509_free(certificate);
	return NULL;
}

static bool
take_pem(BIO *bio, struct text *out)
{
	char *data = NULL;
	long size = BIO_get_mem_data(bio, &data);

	if (size <= 0) {
		return false;
	}
	text_add(out, data, (size_t)size);
	return true;
}

static bool
write_certificate(X509 *certificate, struct text *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool ok = bio != NULL && PEM_write_bio_X509(bio, certificate) == 1 &&
		  take_pem(bio, out);

	BIO_free(bio);
	return ok;
}

static bool
write_key(EVP_PKEY *key, struct text *out)
{
	BIO *bio = BIO_new(BIO_s_mem());
	bool ok = bio != NULL &&
		  PEM_write_bio_PrivateKey(
			  bio, key, NULL, NULL, 0, NULL, NULL) == 1 &&
		  take_pem(bio, out);

	BIO_free(bio);
	return ok;
}

bool
certificate_make(struct certificate *certificate)
{
	EVP_PKEY *authority_key = EVP_EC_gen("P-256");
	EVP_PKEY *key = EVP_EC_gen("P-256");
	X509 *authority = NULL;
	X509 *server = NULL;
	bool ok = false;

	*certificate = (struct certificate){0};
	if (authority_key != NULL && key != NULL) {
		authority = make_certificate(
			authority_key, "graphsim authority", NULL);
	}
	if (authority != NULL) {
		server = make_certificate(key, "localhost", authority);
	}
	if (server != NULL) {
		ok = add_extension(authority, authority, NID_basic_constraints,
			     "critical,CA:TRUE") &&
		     add_extension(authority, authority, NID_key_usage,
			     "critical,keyCertSign,cRLSign") &&
		     add_extension(authority, authority,
			     NID_subject_key_identifier, "hash") &&
		     X509_sign(authority, authority_key, EVP_sha256()) > 0 &&
		     add_extension(server, authority, NID_subject_alt_name,
			     "DNS:localhost,DNS:*.localhost,IP:127.0.0.1") &&
		     add_extension(server, authority, NID_ext_key_usage,
			     "serverAuth") &&
		     add_extension(server, authority,
			     NID_authority_key_identifier, "keyid") &&
		     X509_sign(server, authority_key, EVP_sha256()) > 0 &&
		     write_certificate(authority, &certificate->authority) &&
		     write_certificate(server, &certificate->server) &&
		     write_key(key, &certificate->key);
	}
	X509_free(server);
	X509_free(authority);
	EVP_PKEY_free(key);
	EVP_PKEY_free(authority_key);
	return ok;
}

void
certificate_release(struct certificate *certificate)
{
	text_release(&certificate->authority);
	text_release(&certificate->server);
	text_release(&certificate->key);
}
