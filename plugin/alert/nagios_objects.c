// SPDX-License-Identifier: MIT
#include "alert/nagios_objects.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/guid.h"
#include "core/mem.h"
#include "core/stream.h"
#include "core/tenant.h"

#define HEAD "# made by handle_mailbox_expiry sync; changes are lost\n"
#define TEMPLATE "mailbox-expiry-mailbox"
#define TEMPLATE_FED "mailbox-expiry-mailbox-fed"
#define FILE_MODE 0644

static bool
read_open_file(int file, char **text, struct error *err)
{
	struct stat status = {0};
	size_t size = 0;
	size_t length = 0;
	char *read_text = NULL;

	if (fstat(file, &status) != 0 || !S_ISREG(status.st_mode)) {
		return error_set(err, ERROR_CONFIG, "it is no regular file");
	}
	if (status.st_size > (off_t)NAGIOS_OBJECTS_LIMIT_BYTES) {
		return error_set(err, ERROR_CONFIG,
			"it is larger than %zu bytes",
			NAGIOS_OBJECTS_LIMIT_BYTES);
	}
	size = (size_t)status.st_size;
	read_text = mem_zeroed(size + 1, 1);
	while (length < size) {
		ssize_t got = read(file, read_text + length, size - length);
		if (got < 0 && errno == EINTR) {
			continue;
		}
		if (got <= 0) {
			free(read_text);
			return error_set(err, ERROR_DISK, "%s",
				got == 0 ? "it was changed while it was read"
					 : strerror(errno));
		}
		length += (size_t)got;
	}
	if (length > 0 && strncmp(read_text, HEAD, sizeof(HEAD) - 1) != 0) {
		free(read_text);
		return error_set(err, ERROR_CONFIG,
			"we have not made it: remove it, or name another");
	}
	*text = read_text;
	return true;
}

bool
nagios_objects_read(const char *path, char **text, struct error *err)
{
	int file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	bool ok = false;

	if (file < 0 && errno == ENOENT) {
		*text = mem_text("");
		return true;
	}
	if (file < 0) {
		(void)error_set(err,
			errno == EACCES ? ERROR_PERMISSION : ERROR_CONFIG, "%s",
			strerror(errno));
	} else {
		ok = read_open_file(file, text, err);
		(void)close(file);
	}
	return ok || error_prefix(err, "objects_file %s", path);
}

static void
keep(struct roster_service *service, const char *key, const char *value)
{
	static const struct {
		const char *key;
		size_t offset;
	} keys[] = {
		{"host_name", offsetof(struct roster_service, host)},
		{"service_description", offsetof(struct roster_service, name)},
		{"display_name", offsetof(struct roster_service, display_name)},
		{"_MBX_ID", offsetof(struct roster_service, id)},
		{"_MBX_CAUSE", offsetof(struct roster_service, cause)},
		{"_MBX_ACCOUNT", offsetof(struct roster_service, account)},
	};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		if (strcmp(keys[i].key, key) == 0) {
			mem_replace_text((char **)(void *)((char *)service +
							   keys[i].offset),
				value);
		}
	}
}

static bool
is_whole(const struct roster_service *service)
{
	struct guid id;

	return service->host != NULL && tenant_name_is_valid(service->host) &&
	       service->name != NULL && roster_is_our_name(service->name) &&
	       service->id != NULL &&
	       guid_parse(service->id, strlen(service->id), &id) &&
	       service->display_name != NULL && service->cause != NULL &&
	       service->account != NULL;
}

/* Every line is one that we write; anything else makes it none of ours. */
static bool
parse_line(char *line, struct roster_service *service, bool *ends)
{
	char *key = line + strspn(line, " ");
	size_t length = strcspn(key, " ");

	*ends = strcmp(line, "}") == 0;
	if (*ends || line[0] == '#' || line[0] == '\0' ||
		strcmp(line, "define service {") == 0) {
		return true;
	}
	if (key == line || key[length] != ' ') {
		return false;
	}
	key[length] = '\0';
	key += length + 1;
	key += strspn(key, " ");
	keep(service, line + strspn(line, " "), key);
	return true;
}

bool
nagios_objects_parse(const char *text, struct roster_found **found,
	size_t *count, struct error *err)
{
	struct roster_found *list = NULL;
	struct roster_found one = {0};
	size_t used = 0;
	size_t capacity = 0;
	bool ok = true;

	while (*text != '\0' && ok) {
		size_t length = strcspn(text, "\n");
		char *line = mem_text_n(text, length);
		bool ends = false;

		ok = parse_line(line, &one.service, &ends);
		free(line);
		text += length + (text[length] == '\n');
		if (ok && ends) {
			ok = is_whole(&one.service) &&
			     used < ROSTER_SERVICES_LIMIT;
		}
		if (ok && ends) {
			list = mem_grow(list, used, &capacity, sizeof(*list));
			list[used++] = one;
			one = (struct roster_found){0};
		}
	}
	ok = ok && one.service.host == NULL && one.service.name == NULL;
	roster_found_release(&one);
	if (ok) {
		*found = list;
		*count = used;
		return true;
	}
	for (size_t i = 0; i < used; i++) {
		roster_found_release(&list[i]);
	}
	free(list);
	return error_set(err, ERROR_CONFIG,
		"somebody has changed it: remove it, or put it right");
}

/*
 * Nagios knows no escapes: a ; begins a comment, a \ at the end joins lines,
 * and $SERVICEDISPLAYNAME$ goes into shells as it is.
 */
static void
print_tame(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		bool is_tame = (*text >= 'a' && *text <= 'z') ||
			       (*text >= 'A' && *text <= 'Z') ||
			       (*text >= '0' && *text <= '9') ||
			       (*text & 0x80) != 0 ||
			       strchr(" @._-", *text) != NULL;
		(void)fputc(is_tame ? *text : '_', out);
	}
}

static int
compare(const void *a, const void *b)
{
	const struct nagios_entry *one = a;
	const struct nagios_entry *two = b;
	int by_host = strcmp(one->service->host, two->service->host);

	return by_host != 0 ? by_host : strcmp(one->name, two->name);
}

static void
print_entry(const struct nagios_entry *entry, bool is_fed, FILE *out)
{
	const struct roster_service *service = entry->service;

	(void)fprintf(out,
		"\ndefine service {\n"
		"    use                     %s\n"
		"    host_name               %s\n"
		"    service_description     %s\n"
		"    display_name            ",
		is_fed ? TEMPLATE_FED : TEMPLATE, service->host, entry->name);
	print_tame(service->display_name, out);
	(void)fprintf(out,
		"\n    _MBX_TENANT             %s\n"
		"    _MBX_ID                 %s\n"
		"    _MBX_CAUSE              %s\n"
		"    _MBX_ACCOUNT            %s\n"
		"}\n",
		service->host, service->id, service->cause, service->account);
}

char *
nagios_objects_text(struct nagios_entry *entries, size_t count, bool is_fed)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	if (count > 1) {
		qsort(entries, count, sizeof(*entries), compare);
	}
	(void)fputs(HEAD, out);
	for (size_t i = 0; i < count; i++) {
		print_entry(&entries[i], is_fed, out);
	}
	(void)fclose(out);
	return text;
}

static bool
write_all(int file, const char *text, struct error *err)
{
	size_t left = strlen(text);

	while (left > 0) {
		ssize_t wrote = write(file, text, left);
		if (wrote < 0 && errno == EINTR) {
			continue;
		}
		if (wrote < 0) {
			return error_set(
				err, ERROR_DISK, "%s", strerror(errno));
		}
		text += wrote;
		left -= (size_t)wrote;
	}
	return (fchmod(file, FILE_MODE) == 0 && fsync(file) == 0) ||
	       error_set(err, ERROR_DISK, "%s", strerror(errno));
}

bool
nagios_objects_write(const char *path, const char *text, struct error *err)
{
	char *temporary = mem_print("%s.XXXXXX", path);
	int file = mkostemp(temporary, O_CLOEXEC);
	bool ok = false;

	if (file < 0) {
		(void)error_set(err,
			errno == EACCES ? ERROR_PERMISSION : ERROR_DISK,
			"no file can be made beside it: %s", strerror(errno));
	} else {
		ok = write_all(file, text, err);
		(void)close(file);
		if (ok && rename(temporary, path) != 0) {
			ok = error_set(err, ERROR_DISK, "%s", strerror(errno));
		}
		if (!ok) {
			(void)unlink(temporary);
		}
	}
	free(temporary);
	return ok || error_prefix(err, "objects_file %s", path);
}
