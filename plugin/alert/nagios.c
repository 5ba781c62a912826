// SPDX-License-Identifier: MIT
#include "alert/nagios.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "alert/status_reader.h"
#include "core/mem.h"

#define BLOCK_BYTES ((size_t)64 * 1024)

/* What Nagios does not replace in one piece may change under our hands. */
static bool
is_unchanged(const struct stat *before, const struct stat *after)
{
	return before->st_size == after->st_size &&
	       before->st_mtim.tv_sec == after->st_mtim.tv_sec &&
	       before->st_mtim.tv_nsec == after->st_mtim.tv_nsec;
}

static bool
feed_file(int file, struct status_reader *reader, struct error *err)
{
	struct stat before = {0};
	struct stat after = {0};
	char *block = NULL;
	size_t total = 0;
	ssize_t got = 0;
	bool ok = false;

	if (fstat(file, &before) != 0 || !S_ISREG(before.st_mode)) {
		return error_set(err, ERROR_CONFIG, "it is no regular file");
	}
	block = mem_zeroed(BLOCK_BYTES, 1);
	while ((got = read(file, block, BLOCK_BYTES)) != 0) {
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got < 0) {
			(void)error_set(err, ERROR_DISK, "%s", strerror(errno));
			goto out;
		}
		total += (size_t)got;
		if (total > NAGIOS_STATUS_LIMIT_BYTES) {
			(void)error_set(err, ERROR_CONFIG,
				"it is larger than %zu bytes",
				NAGIOS_STATUS_LIMIT_BYTES);
			goto out;
		}
		if (!status_reader_feed(reader, block, (size_t)got, err)) {
			goto out;
		}
	}
	if (fstat(file, &after) != 0 || !is_unchanged(&before, &after)) {
		(void)error_set(
			err, ERROR_WAIT, "it was changed while it was read");
		goto out;
	}
	ok = status_reader_finish(reader, err);
out:
	free(block);
	return ok;
}

/* Nagios makes it at its start, and may be about to. */
static enum error_code
code_of(int number)
{
	return number == ENOENT			     ? ERROR_WAIT
	       : number == EACCES || number == EPERM ? ERROR_PERMISSION
						     : ERROR_CONFIG;
}

static bool
read_file(const struct nagios_site *site, struct status_reader *reader,
	struct error *err)
{
	int file = -1;
	bool ok = false;

	if (site->status_file == NULL) {
		return error_set(err, ERROR_CONFIG,
			"[nagios] of the configuration has no status_file");
	}
	file = open(site->status_file,
		O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	if (file < 0) {
		int number = errno;
		(void)error_set(err, code_of(number), "%s", strerror(number));
	} else {
		ok = feed_file(file, reader, err);
		(void)close(file);
	}
	return ok || error_prefix(err, "status_file %s", site->status_file);
}

bool
nagios_acknowledged(const struct nagios_site *site, acknowledgement_fn *visit,
	void *context, time_t *created_at, struct error *err)
{
	struct status_reader reader;
	bool ok = false;

	status_reader_init(&reader, NULL, NULL);
	ok = read_file(site, &reader, err) &&
	     acknowledged_visit(&reader.all, visit, context, err);
	if (ok) {
		*created_at = reader.created_at;
	}
	status_reader_release(&reader);
	return ok;
}

bool
nagios_find(const struct nagios_site *site, const char *host,
	const char *service, acknowledgement_fn *visit, void *context,
	bool *found, time_t *created_at, struct error *err)
{
	struct status_reader reader;
	bool ok = false;

	status_reader_init(&reader, host, service);
	ok = read_file(site, &reader, err) &&
	     acknowledged_visit(&reader.all, visit, context, err);
	if (ok) {
		*found = reader.all.count > 0;
		*created_at = reader.created_at;
	}
	status_reader_release(&reader);
	return ok;
}

bool
nagios_read_status(const char *text, size_t length, acknowledgement_fn *visit,
	void *context, time_t *created_at, struct error *err)
{
	struct status_reader reader;
	bool ok = false;

	status_reader_init(&reader, NULL, NULL);
	ok = status_reader_feed(&reader, text, length, err) &&
	     status_reader_finish(&reader, err) &&
	     acknowledged_visit(&reader.all, visit, context, err);
	if (ok) {
		*created_at = reader.created_at;
	}
	status_reader_release(&reader);
	return ok;
}
