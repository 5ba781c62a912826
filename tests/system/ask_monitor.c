// SPDX-License-Identifier: MIT
/*
 * ask_monitor KEY=VALUE... WORD... - what the alert port has to say of a real
 * Icinga 2 (url=, ca=, user=, password=FILE, certificate=, key=, name=) or
 * Nagios (pipe=, status=): "list", "find HOST SERVICE", "comment HOST SERVICE
 * TEXT", "unack HOST SERVICE", "recheck HOST SERVICE".  Prints "CODE: why" on
 * failure.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "alert/icinga2.h"
#include "alert/nagios.h"
#include "net/curl_transport.h"

#define ASK_LIMIT_S 20

struct arguments {
	struct icinga2_site icinga2;
	struct nagios_site nagios;
	char *password_file;
	char *server_name;
	char *password;
};

static const char *const code_names[] = {
	[ERROR_NONE] = "none",
	[ERROR_USAGE] = "usage",
	[ERROR_CONFIG] = "config",
	[ERROR_PERMISSION] = "permission",
	[ERROR_DISK] = "disk",
	[ERROR_WAIT] = "wait",
	[ERROR_REMOTE] = "remote",
	[ERROR_OUTDATED] = "outdated",
	[ERROR_INTERNAL] = "internal",
};

static time_t
wall_clock(void)
{
	return time(NULL);
}

static bool
read_argument(char *argument, struct arguments *arguments)
{
	const struct {
		const char *name;
		char **value;
	} known[] = {
		{"url=", &arguments->icinga2.url},
		{"ca=", &arguments->icinga2.ca_file},
		{"user=", &arguments->icinga2.user},
		{"password=", &arguments->password_file},
		{"certificate=", &arguments->icinga2.certificate_file},
		{"key=", &arguments->icinga2.key_file},
		{"name=", &arguments->server_name},
		{"pipe=", &arguments->nagios.command_file},
		{"status=", &arguments->nagios.status_file},
	};

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++) {
		size_t length = strlen(known[i].name);
		if (strncmp(argument, known[i].name, length) == 0) {
			*known[i].value = argument + length;
			return true;
		}
	}
	return false;
}

static bool
show(void *context, const struct acknowledgement *a, struct error *err)
{
	(void)context;
	(void)err;
	(void)printf("%s!%s tenant=%s mailbox=%s %s %s%s%s acked=%s%s%s "
		     "checked=%s author=[%s] comment=[%s]\n",
		a->host, a->service, a->tenant == NULL ? "-" : a->tenant,
		a->mailbox == NULL ? "-" : a->mailbox,
		check_state_text(a->state), a->is_hard ? "HARD" : "SOFT",
		a->in_downtime ? " downtime" : "",
		a->is_acknowledged ? "" : " not-acknowledged",
		a->acked_at == 0			      ? "unknown"
		: labs((long)(time(NULL) - a->acked_at)) < 60 ? "now"
							      : "long ago",
		a->expires_at == 0 ? "" : " expires",
		a->expires_at > time(NULL) + 3600 ? " later" : "",
		a->checked_at == 0				? "never"
		: labs((long)(time(NULL) - a->checked_at)) < 60 ? "now"
								: "long ago",
		a->author == NULL ? "-" : a->author,
		a->comment == NULL ? "-" : a->comment);
	return true;
}

static bool
read_password(struct arguments *arguments, struct error *err)
{
	static char line[200];
	FILE *in = NULL;

	if (arguments->password_file == NULL) {
		return true;
	}
	in = fopen(arguments->password_file, "r");
	if (in == NULL || fgets(line, sizeof(line), in) == NULL) {
		return error_set(err, ERROR_CONFIG, "no password");
	}
	(void)fclose(in);
	line[strcspn(line, "\n")] = '\0';
	arguments->password = line;
	return true;
}

static bool
ask_icinga2(struct arguments *arguments, const struct alert_message *message,
	struct error *err)
{
	const struct curl_transport_settings settings = {
		.ca_file = arguments->icinga2.ca_file,
		.certificate_file = arguments->icinga2.certificate_file,
		.key_file = arguments->icinga2.key_file,
		.server_name = arguments->server_name,
		.proxy = "",
		.connect_limit_s = ASK_LIMIT_S,
		.clock = wall_clock,
	};
	struct icinga2_settings opening = {
		.site = &arguments->icinga2, .limit_s = ASK_LIMIT_S};
	struct icinga2 *icinga2 = NULL;
	bool ok = read_password(arguments, err) &&
		  curl_transport_new(&settings, &opening.transport, err);

	opening.password = arguments->password;
	ok = ok && icinga2_open(&opening, &icinga2, err);
	if (ok) {
		ok = message->act == 0
			     ? icinga2_acknowledged(icinga2, show, NULL, err)
			     : icinga2_tell(icinga2, message, err);
	}
	icinga2_free(icinga2);
	if (opening.transport != NULL) {
		opening.transport->ops->free(opening.transport);
	}
	return ok;
}

static bool
ask_nagios(struct arguments *arguments, const struct alert_message *message,
	struct error *err)
{
	time_t created_at = 0;
	bool found = true;
	bool ok = false;

	if (message->act != 0) {
		return nagios_tell(
			&arguments->nagios, message, time(NULL), err);
	}
	ok = message->host == NULL
		     ? nagios_acknowledged(
			       &arguments->nagios, show, NULL, &created_at, err)
		     : nagios_find(&arguments->nagios, message->host,
			       message->service, show, NULL, &found,
			       &created_at, err);
	if (ok && !found) {
		(void)printf("not found\n");
	}
	return ok;
}

int
main(int argc, char **argv)
{
	static char name[] = "main";
	struct arguments arguments = {.icinga2.name = name};
	struct alert_message message = {0};
	struct error err = {0};
	bool ok = false;
	int i = 1;

	while (i < argc && read_argument(argv[i], &arguments)) {
		i++;
	}
	if (i == argc) {
		(void)fprintf(stderr, "usage: ask_monitor KEY=VALUE... "
				      "WORD...\n");
		return 2;
	}
	if (strcmp(argv[i], "list") != 0 && i + 2 < argc) {
		message.host = argv[i + 1];
		message.service = argv[i + 2];
		message.text = i + 3 < argc ? argv[i + 3] : "";
		message.act =
			strcmp(argv[i], "comment") == 0	  ? ALERT_COMMENT
			: strcmp(argv[i], "unack") == 0	  ? ALERT_UNACKNOWLEDGE
			: strcmp(argv[i], "recheck") == 0 ? ALERT_RECHECK
							  : (enum alert_act)0;
	}
	ok = arguments.icinga2.url != NULL
		     ? ask_icinga2(&arguments, &message, &err)
		     : ask_nagios(&arguments, &message, &err);
	if (!ok) {
		(void)printf("%s: %s\n", code_names[err.code], err.text);
	}
	return ok ? 0 : 1;
}
