// SPDX-License-Identifier: MIT
#include "handler/work.h"

#include <stdarg.h>

#include "core/text.h"
#include "core/timestamp.h"
#include "handler/writer.h"

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
