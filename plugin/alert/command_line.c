// SPDX-License-Identifier: MIT
#include "alert/command_line.h"

#include <stdio.h>
#include <string.h>

#include "core/request.h"
#include "core/text.h"

/* A semicolon ends a field, a newline the command. */
static bool
check_name(const char *what, const char *name, struct error *err)
{
	if (*name == '\0' || strlen(name) > REQUEST_NAME_LIMIT) {
		return error_set(err, ERROR_REMOTE,
			"the %s's name is empty or too long", what);
	}
	for (const char *at = name; *at != '\0'; at++) {
		if ((unsigned char)*at < ' ' || *at == 0x7f || *at == ';') {
			return error_set(err, ERROR_REMOTE,
				"the %s's name holds a semicolon or control "
				"character: %s",
				what, name);
		}
	}
	return true;
}

static int
print_comment(const struct alert_message *message, time_t now, char *line,
	size_t size)
{
	char text[ALERT_COMMENT_LIMIT + 1];

	(void)text_clean(message->text, true, text, sizeof(text));
	for (char *at = text; *at != '\0'; at++) {
		if (*at == ';') {
			*at = ',';
		}
	}
	/* 1: it outlives a restart of Nagios, as the outcome should. */
	return snprintf(line, size,
		"[%lld] ADD_SVC_COMMENT;%s;%s;1;" ALERT_AUTHOR ";%s\n",
		(long long)now, message->host, message->service, text);
}

bool
command_line(const struct alert_message *message, time_t now,
	char line[COMMAND_LINE_SIZE], size_t *length, struct error *err)
{
	int printed = -1;

	if (!check_name("host", message->host, err) ||
		!check_name("service", message->service, err)) {
		return false;
	}
	switch (message->act) {
	case ALERT_COMMENT:
		printed = print_comment(message, now, line, COMMAND_LINE_SIZE);
		break;
	case ALERT_UNACKNOWLEDGE:
		printed = snprintf(line, COMMAND_LINE_SIZE,
			"[%lld] REMOVE_SVC_ACKNOWLEDGEMENT;%s;%s\n",
			(long long)now, message->host, message->service);
		break;
	case ALERT_RECHECK:
		printed = snprintf(line, COMMAND_LINE_SIZE,
			"[%lld] SCHEDULE_FORCED_SVC_CHECK;%s;%s;%lld\n",
			(long long)now, message->host, message->service,
			(long long)now);
		break;
	}
	/* What can be said of each part fits: see the limits. */
	if (printed < 0 || (size_t)printed >= COMMAND_LINE_SIZE) {
		return error_set(err, ERROR_INTERNAL, "a command is too long");
	}
	*length = (size_t)printed;
	return true;
}
