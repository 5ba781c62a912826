// SPDX-License-Identifier: MIT
#include "handler/work.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>

#include "core/text.h"
#include "core/timestamp.h"
#include "handler/writer.h"
#include "state/handler.h"

const char *
work_name(
	const char *upn, const struct guid *user_id, char name[WORK_NAME_SIZE])
{
	char id[GUID_TEXT_SIZE];

	return text_clean(upn != NULL ? upn : guid_text(user_id, id), false,
		name, WORK_NAME_SIZE);
}

time_t
work_now(const struct work *work)
{
	return work->settings->clock();
}

void
work_say(const struct work *work, const char *format, ...)
{
	FILE *say = work->settings->say;
	va_list arguments;

	if (say == NULL || !work->settings->verbose) {
		return;
	}
	va_start(arguments, format);
	(void)vfprintf(say, format, arguments);
	va_end(arguments);
	(void)fputc('\n', say);
	(void)fflush(say);
}

/* What cannot be looked at is taken for what it was. */
static bool
is_there(const char *path, const struct stat *file)
{
	struct stat now = {0};

	if (stat(path, &now) != 0) {
		return errno != ENOENT && errno != ENOTDIR;
	}
	return now.st_dev == file->st_dev && now.st_ino == file->st_ino;
}

bool
work_is_ours(const struct work *work)
{
	const char *state_dir = work->settings->config->state_dir;
	char *lock_path = handler_lock_path(state_dir);
	char *database_path = handler_database_path(state_dir);
	struct stat lock = {0};
	bool is_ours =
		(fstat(work->lock, &lock) != 0 || is_there(lock_path, &lock)) &&
		is_there(database_path, &work->database);

	free(database_path);
	free(lock_path);
	return is_ours;
}

struct writer *
work_writer(struct work *work, const struct tenant *tenant)
{
	return &work->writers[tenant - work->settings->config->tenants];
}

void
work_ask_again(struct work *work, time_t at)
{
	work->ask_again_at = timestamp_earliest(work->ask_again_at, at);
}
