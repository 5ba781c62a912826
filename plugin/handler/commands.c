// SPDX-License-Identifier: MIT
#include "handler/option_table.h"

#include <string.h>

static const char *const command_names[COMMAND_COUNT] = {
	[COMMAND_NONE] = "",
	[COMMAND_INGEST] = "ingest",
	[COMMAND_WORKER] = "worker",
	[COMMAND_RECONCILE] = "reconcile",
	[COMMAND_SYNC] = "sync",
	[COMMAND_RESTORE] = "restore",
	[COMMAND_RELEASE] = "release",
	[COMMAND_UNRELEASE] = "unrelease",
	[COMMAND_PAUSE] = "pause",
	[COMMAND_RESUME] = "resume",
	[COMMAND_STATUS] = "status",
	[COMMAND_LOG] = "log",
	[COMMAND_SELF_TEST] = "self-test",
};

const char *
handler_command_text(enum handler_command command)
{
	return command_names[command];
}

bool
option_command(const char *name, enum handler_command *command)
{
	for (int i = COMMAND_NONE + 1; i < COMMAND_COUNT; i++) {
		if (strcmp(name, command_names[i]) == 0) {
			*command = (enum handler_command)i;
			return true;
		}
	}
	return false;
}

#define BIT(command) (1u << (unsigned)(command))
#define INGEST BIT(COMMAND_INGEST)
#define WORKER BIT(COMMAND_WORKER)
#define RESTORE BIT(COMMAND_RESTORE)
#define MAILBOXES (RESTORE | BIT(COMMAND_RELEASE) | BIT(COMMAND_UNRELEASE))
#define BY_HAND (MAILBOXES | BIT(COMMAND_PAUSE) | BIT(COMMAND_RESUME))
#define LOOKING (BIT(COMMAND_STATUS) | BIT(COMMAND_LOG))
#define EVERY (~0u)

/* Which commands take an option. */
static const struct {
	int option;
	unsigned commands;
} takers[] = {
	{'f', EVERY},
	{'T', INGEST | BY_HAND | LOOKING | BIT(COMMAND_SELF_TEST)},
	{'m', INGEST | MAILBOXES},
	{OPTION_SOURCE, INGEST},
	{OPTION_INSTANCE, INGEST},
	{OPTION_TYPE, INGEST},
	{OPTION_EVENT, INGEST},
	{OPTION_HOST, INGEST},
	{OPTION_SERVICE, INGEST},
	{OPTION_STATE, INGEST},
	{OPTION_STATE_TYPE, INGEST},
	{OPTION_DOWNTIME_DEPTH, INGEST},
	{OPTION_DEADLINE, INGEST},
	{OPTION_ACCOUNT, INGEST},
	{OPTION_CAUSE, INGEST},
	{OPTION_INCLUDE, INGEST},
	{OPTION_EXCLUDE, INGEST},
	{OPTION_CHECKED_AT, INGEST},
	{OPTION_ACKED_AT, INGEST},
	{OPTION_ONCE, WORKER},
	{OPTION_LOCK_INHERITED, WORKER},
	{OPTION_ALL_EXPIRING, RESTORE},
	{OPTION_PREVIEW, RESTORE},
	{OPTION_YES, RESTORE},
	{OPTION_WAIT, BY_HAND},
	{OPTION_FORCE, RESTORE},
	{OPTION_SKU, RESTORE},
	{OPTION_COMMENT, BY_HAND},
	{OPTION_OUTPUT_FORMAT, BIT(COMMAND_STATUS)},
	{OPTION_SINCE, BIT(COMMAND_LOG)},
	{OPTION_DIRECT, BIT(COMMAND_LOG)},
	{OPTION_AT, EVERY},
	{'v', EVERY},
	{'V', EVERY},
	{'h', EVERY},
};

bool
option_is_taken(int option, const char *name,
	const struct handler_options *options, struct error *err)
{
	for (size_t i = 0; i < sizeof(takers) / sizeof(takers[0]); i++) {
		if (takers[i].option == option &&
			(takers[i].commands & BIT(options->command)) != 0) {
			return true;
		}
	}
	if (options->command == COMMAND_NONE) {
		return error_set(err, ERROR_USAGE,
			"--%s: give the command first; see "
			"handle_mailbox_expiry --help",
			name);
	}
	return error_set(err, ERROR_USAGE,
		"--%s: not an option of %s; see handle_mailbox_expiry %s "
		"--help",
		name, handler_command_text(options->command),
		handler_command_text(options->command));
}
