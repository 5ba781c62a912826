// SPDX-License-Identifier: MIT
/*
 * The spool of check results, as Nagios's own helpers fill it: a file named c
 * and six characters, then one of the same name and .ok that says that it is
 * whole.
 */
#include "alert/nagios_objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/mem.h"

#define NAME "/cXXXXXX"

/* As one line: \n and \\ are what Nagios takes back. */
static void
print_output(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\n') {
			(void)fputs("\\n", out);
		} else if (*text == '\\') {
			(void)fputs("\\\\", out);
		} else {
			(void)fputc(*text, out);
		}
	}
}

static void
print_result(const struct nagios_entry *entry, time_t checked_at, FILE *out)
{
	const struct roster_service *service = entry->service;
	size_t first = strcspn(service->output, "\n");
	char *line = mem_text_n(service->output, first);

	(void)fprintf(out,
		"host_name=%s\n"
		"service_description=%s\n"
		"check_type=1\n"
		"check_options=0\n"
		"scheduled_check=0\n"
		"reschedule_check=0\n"
		"latency=0\n"
		"start_time=%lld.0\n"
		"finish_time=%lld.0\n"
		"early_timeout=0\n"
		"exited_ok=1\n"
		"return_code=%d\n"
		"output=",
		service->host, entry->name, (long long)checked_at,
		(long long)checked_at, (int)service->state);
	print_output(line, out);
	if (service->performance_data[0] != '\0') {
		(void)fputs(" | ", out);
		print_output(service->performance_data, out);
	}
	print_output(service->output + first, out);
	(void)fputs("\n\n", out);
	free(line);
}

static size_t
print_results(const struct nagios_entry *entries, size_t count,
	time_t checked_at, FILE *out)
{
	size_t printed = 0;

	(void)fprintf(out, "file_time=%lld\n\n", (long long)checked_at);
	for (size_t i = 0; i < count; i++) {
		if (entries[i].is_there && entries[i].service->output != NULL) {
			print_result(&entries[i], checked_at, out);
			printed++;
		}
	}
	return printed;
}

/* Nagios reads it as another user: by the group of the directory, best. */
static bool
let_read(int file, const char *directory)
{
	struct stat status = {0};

	if (stat(directory, &status) == 0 &&
		fchown(file, (uid_t)-1, status.st_gid) == 0) {
		return fchmod(file, 0640) == 0;
	}
	return fchmod(file, 0644) == 0;
}

static bool
say_it_is_whole(const char *path)
{
	char *name = mem_print("%s.ok", path);
	int file = open(name,
		O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0644);

	free(name);
	return file >= 0 && close(file) == 0;
}

bool
nagios_feed(const struct nagios_site *site, const struct nagios_entry *entries,
	size_t count, time_t checked_at, struct error *err)
{
	char *path = mem_print("%s" NAME, site->check_result_path);
	int file = mkostemp(path, O_CLOEXEC);
	FILE *out = file < 0 ? NULL : fdopen(file, "w");
	size_t printed = 0;
	bool ok = false;

	if (out == NULL) {
		(void)error_set(err,
			errno == EACCES ? ERROR_PERMISSION : ERROR_DISK,
			"no file can be made there: %s: let this user be in "
			"its group, and the group write",
			strerror(errno));
		goto out;
	}
	printed = print_results(entries, count, checked_at, out);
	ok = fflush(out) == 0 && ferror(out) == 0 &&
	     let_read(file, site->check_result_path);
	ok = fclose(out) == 0 && ok;
	ok = ok && (printed == 0 || say_it_is_whole(path));
	if (!ok) {
		(void)error_set(err, ERROR_DISK, "%s", strerror(errno));
	}
	if (!ok || printed == 0) {
		(void)unlink(path);
	}
out:
	free(path);
	return ok || error_prefix(err, "check_result_path %s",
			     site->check_result_path);
}
