// SPDX-License-Identifier: MIT
/*
 * Small files that others write: word in a lock, a secret, a federated token, a
 * certificate, its key.  The first byte says which.
 */
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"
#include "core/mem.h"
#include "graph/assertion.h"
#include "process/lock.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static char folder[] = "/tmp/fuzz_file.XXXXXX";
static char path[sizeof(folder) + 4];

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

static void
leave(void)
{
	(void)unlink(path);
	(void)rmdir(folder);
}

static void
write_file(const uint8_t *data, size_t size)
{
	int file = -1;

	if (*path == '\0') {
		expect(mkdtemp(folder) != NULL && atexit(leave) == 0);
		(void)snprintf(path, sizeof(path), "%s/it", folder);
	}
	file = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	expect(file >= 0 && write(file, data, size) == (ssize_t)size &&
		close(file) == 0);
}

static void
read_line(bool (*read)(const char *from, char **line, struct error *err))
{
	char *line = NULL;
	struct error err = {0};

	if (!read(path, &line, &err)) {
		expect(err.code != ERROR_NONE && line == NULL);
		return;
	}
	expect(*line != '\0' && line[strlen(line) - 1] != '\n');
	mem_wipe_free(line);
}

/* What is left there now is read as it was left. */
static void
read_word(void)
{
	static const char word[] = "the disk is full";
	struct lock_look look = {0};
	struct error err = {0};
	int lock = LOCK_NONE;

	lock_look(path, &look);
	expect(!look.held && memchr(look.word, '\0', sizeof(look.word)) &&
		strchr(look.word, '\n') == NULL);
	expect(lock_open(path, &lock, &err));
	lock_leave_word(lock, word);
	lock_look(path, &look);
	expect(strcmp(look.word, word) == 0);
	lock_leave_word(lock, look.word);
	lock_close(lock);
}

static void
read_certificate(void)
{
	struct error err = {0};
	time_t expires_at = 0;

	if (!assertion_certificate_expiry(path, &expires_at, &err)) {
		expect(err.code == ERROR_CONFIG);
	}
}

/* Certificate and key are in one file; no key is ever shown. */
static void
sign(const uint8_t *data, size_t size)
{
	char *key = mem_text_n((const char *)data, size);
	struct assertion assertion = {
		.certificate_file = path,
		.key_pem = key,
		.key_name = "key.pem",
		.client_id = "app",
		.audience = "https://login.test/t/oauth2/v2.0/token",
		.now = 1800000000,
	};
	struct error err = {0};
	char *jwt = NULL;

	if (assertion_sign(&assertion, &jwt, &err)) {
		expect(strspn(jwt,
			       "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijkl"
			       "mnopqrstuvwxyz0123456789-_.") == strlen(jwt));
	} else {
		expect(err.code == ERROR_CONFIG && jwt == NULL);
	}
	free(jwt);
	free(key);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size == 0) {
		return 0;
	}
	write_file(data + 1, size - 1);
	switch (*data) {
	case 'l':
		read_word();
		break;
	case 's':
		read_line(config_read_secret);
		break;
	case 't':
		read_line(config_read_token);
		break;
	case 'c':
		read_certificate();
		break;
	default:
		sign(data + 1, size - 1);
		break;
	}
	return 0;
}
