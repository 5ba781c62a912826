// SPDX-License-Identifier: MIT
#include "handler/option_table.h"

#include <stdlib.h>
#include <string.h>

#include "core/option.h"
#include "core/shown.h"
#include "core/timestamp.h"

#define EPOCH_MOST INT64_C(253402300799) /* the year 9999 */

static bool
parse_state(
	const char *value, struct handler_options *options, struct error *err)
{
	for (int i = CHECK_OK; i <= CHECK_UNKNOWN; i++) {
		if (strcmp(value, check_state_text((enum check_state)i)) == 0) {
			options->has_state = true;
			options->state = (enum check_state)i;
			return true;
		}
	}
	return error_set(err, ERROR_USAGE,
		"--state \"%.40s\": give OK, WARNING, CRITICAL or UNKNOWN",
		value);
}

/*
 * Seconds since the epoch as the cores print them, with or without a fraction;
 * "never" is 0 with Nagios and -1 with Icinga.
 */
static bool
parse_epoch(const char *option, const char *value, time_t *instant,
	struct error *err)
{
	int64_t seconds = 0;
	const char *at = value;

	for (; *at >= '0' && *at <= '9' && seconds < EPOCH_MOST; at++) {
		seconds = seconds * 10 + (*at - '0');
	}
	if (at > value && *at == '.') {
		at += 1 + strspn(at + 1, "0123456789");
	}
	if (strcmp(value, "-1") == 0) {
		at += 2;
	}
	if (at == value || *at != '\0' || seconds > EPOCH_MOST) {
		return error_set(err, ERROR_USAGE,
			"%s \"%.40s\": give seconds since 1970", option, value);
	}
	*instant = (time_t)seconds;
	return true;
}

static bool
apply_service(int option, const char *value, struct handler_options *options,
	struct error *err)
{
	static const char *const types[] = {"SOFT", "HARD", NULL};
	static const char *const numbers[] = {"0", "1", NULL};
	struct error ignored = {0};
	long number = 0;
	int word = 0;

	switch (option) {
	case OPTION_STATE:
		return parse_state(value, options, err);
	case OPTION_STATE_TYPE:
		if (!option_word(
			    "--state-type", value, numbers, &word, &ignored) &&
			!option_word(
				"--state-type", value, types, &word, err)) {
			return false;
		}
		options->is_hard = word == 1;
		return true;
	case OPTION_DOWNTIME_DEPTH:
		if (!option_number("--downtime-depth", value, 0, 1000000,
			    &number, err)) {
			return false;
		}
		/* Of the service, and once more of its host. */
		options->in_downtime |= number > 0;
		return true;
	case OPTION_CHECKED_AT:
		return parse_epoch(
			"--checked-at", value, &options->checked_at, err);
	case OPTION_ACKED_AT:
		return parse_epoch(
			"--acked-at", value, &options->acked_at, err);
	default:
		abort(); /* an option of the table without a case */
	}
}

/* What the check of the service was given as well. */
static bool
apply_shown(int option, const char *value, struct handler_options *options,
	struct error *err)
{
	struct text_list *shows = &options->shows;

	switch (option) {
	case OPTION_DEADLINE:
		shown_add_deadline(shows, value == NULL ? "yes" : value);
		return true;
	case OPTION_ACCOUNT:
		shown_add(shows, "account", value);
		return true;
	case OPTION_CAUSE:
		shown_add(shows, "cause", value);
		return true;
	case OPTION_INCLUDE:
		shown_add(shows, "include", value);
		return true;
	case OPTION_EXCLUDE:
		shown_add(shows, "exclude", value);
		return true;
	default:
		return apply_service(option, value, options, err);
	}
}

static bool
apply_ingest(int option, const char *value, struct handler_options *options,
	struct error *err)
{
	static const char *const sources[] = {"nagios", "icinga2", NULL};
	int word = 0;

	switch (option) {
	case OPTION_SOURCE:
		if (!option_word("--source", value, sources, &word, err)) {
			return false;
		}
		options->source = word == 0 ? SYSTEM_NAGIOS : SYSTEM_ICINGA2;
		return true;
	case OPTION_INSTANCE:
		options->instance = value;
		return true;
	case OPTION_TYPE:
		options->type = value;
		return true;
	case OPTION_EVENT:
		options->is_event = true;
		return true;
	case OPTION_HOST:
		options->host = value;
		return true;
	case OPTION_SERVICE:
		options->service = value;
		return true;
	default:
		return apply_shown(option, value, options, err);
	}
}

static bool
add_mailbox(
	const char *value, struct handler_options *options, struct error *err)
{
	if (options->mailboxes.count == REQUEST_MAILBOX_LIMIT) {
		return error_set(err, ERROR_USAGE,
			"--mailbox: at most %d at a time",
			REQUEST_MAILBOX_LIMIT);
	}
	if (strlen(value) > REQUEST_NAME_LIMIT) {
		return error_set(err, ERROR_USAGE,
			"--mailbox \"%.40s...\": longer than %d bytes", value,
			REQUEST_NAME_LIMIT);
	}
	text_list_add(&options->mailboxes, value);
	return true;
}

static bool
apply_hand(int option, const char *value, struct handler_options *options,
	struct error *err)
{
	switch (option) {
	case OPTION_ALL_EXPIRING:
		options->all_expiring = true;
		return true;
	case OPTION_PREVIEW:
		options->preview = true;
		return true;
	case OPTION_YES:
		options->yes = true;
		return true;
	case OPTION_WAIT:
		options->wait = true;
		return true;
	case OPTION_FORCE:
		options->force = true;
		return true;
	case OPTION_SKU:
		options->sku = value;
		return true;
	case OPTION_COMMENT:
		options->comment = value;
		return true;
	default:
		return apply_ingest(option, value, options, err);
	}
}

bool
option_apply(int option, const char *value, struct handler_options *options,
	struct error *err)
{
	static const char *const formats[] = {"text", "json", NULL};
	int word = 0;

	switch (option) {
	case 'f':
		options->config_path = value;
		return true;
	case 'T':
		options->tenant = value;
		return true;
	case 'm':
		return add_mailbox(value, options, err);
	case OPTION_AT:
		return option_instant("--at", value, &options->at, err);
	case 'v':
		options->verbosity++;
		return true;
	case 'V':
		options->action = HANDLER_VERSION;
		return true;
	case 'h':
		options->action = HANDLER_HELP;
		return true;
	case OPTION_ONCE:
		options->once = true;
		return true;
	case OPTION_LOCK_INHERITED:
		options->lock_is_inherited = true;
		return true;
	case OPTION_OUTPUT_FORMAT:
		if (!option_word(
			    "--output-format", value, formats, &word, err)) {
			return false;
		}
		options->format = (enum handler_format)word;
		return true;
	case OPTION_SINCE:
		if (!timestamp_parse_day(value, &options->since)) {
			return error_set(err, ERROR_USAGE,
				"--since \"%.40s\": give a day such as "
				"2026-03-01, or an instant",
				value);
		}
		return true;
	case OPTION_DIRECT:
		options->direct = true;
		return true;
	default:
		return apply_hand(option, value, options, err);
	}
}
