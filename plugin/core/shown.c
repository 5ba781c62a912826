// SPDX-License-Identifier: MIT
#include "core/shown.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/address.h"
#include "core/mem.h"
#include "core/request.h"

#define DEADLINE "deadline"

/* What stands behind "NAME=", or NULL. */
static const char *
value_of(const char *option, const char *name)
{
	size_t length = strlen(name);

	return strncmp(option, name, length) == 0 && option[length] == '='
		       ? option + length + 1
		       : NULL;
}

static bool
read_account(const char *value, struct shown *shown)
{
	if (strcmp(value, "enabled") == 0) {
		shown->account = TRI_YES;
	} else if (strcmp(value, "disabled") == 0) {
		shown->account = TRI_NO;
	} else {
		return false;
	}
	return true;
}

static bool
read_cause(const char *value, struct shown *shown)
{
	enum cause cause = CAUSE_LICENSE_REMOVED;

	if (!cause_parse(value, &cause)) {
		return false;
	}
	shown->has_cause = true;
	shown->causes[cause] = true;
	return true;
}

static bool
read_pattern(const char *value, struct text_list *patterns)
{
	text_list_add(patterns, value);
	return address_is_pattern(value);
}

static bool
read_option(const char *option, struct shown *shown)
{
	const char *value = NULL;

	if (strcmp(option, DEADLINE) == 0) {
		shown->deadline = true;
		return true;
	}
	if ((value = value_of(option, "account")) != NULL) {
		return read_account(value, shown);
	}
	if ((value = value_of(option, "cause")) != NULL) {
		return read_cause(value, shown);
	}
	if ((value = value_of(option, "include")) != NULL) {
		return read_pattern(value, &shown->include);
	}
	return (value = value_of(option, "exclude")) != NULL &&
	       read_pattern(value, &shown->exclude);
}

void
shown_read(const struct text_list *options, struct shown *shown)
{
	*shown = (struct shown){.account = TRI_UNKNOWN};
	for (size_t i = 0; i < options->count; i++) {
		shown->is_odd |= !read_option(options->texts[i], shown);
	}
}

const char *
shown_odd(const struct text_list *options)
{
	const char *odd = NULL;

	for (size_t i = 0; odd == NULL && i < options->count; i++) {
		struct shown shown = {0};

		odd = read_option(options->texts[i], &shown)
			      ? NULL
			      : options->texts[i];
		shown_release(&shown);
	}
	return odd;
}

void
shown_release(struct shown *shown)
{
	text_list_release(&shown->include);
	text_list_release(&shown->exclude);
	*shown = (struct shown){0};
}

void
shown_set_up_judging(const struct shown *shown, struct judging *judging)
{
	if (shown->deadline) {
		judging->deadlines_only = true;
		judging->warning = judging->critical;
	}
}

bool
shown_hides(const struct shown *shown, const struct mailbox *mailbox)
{
	return shown->is_odd ||
	       (shown->has_cause && !shown->causes[mailbox->cause]) ||
	       (shown->account != TRI_UNKNOWN &&
		       (mailbox->account_enabled == TRI_NO) !=
			       (shown->account == TRI_NO)) ||
	       address_is_filtered(mailbox, &shown->include, &shown->exclude);
}

static bool
is_said(const char *value)
{
	size_t length = value == NULL ? 0 : strlen(value);

	return length > 0 && (value[0] != '$' || value[length - 1] != '$');
}

/* A request holds so many, and with some of them it would mean more. */
static void
put(struct text_list *options, const char *text)
{
	if (options->count == REQUEST_MAILBOX_LIMIT) {
		char **last = &options->texts[options->count - 1];
		free(*last);
		*last = mem_text("too many patterns");
		return;
	}
	text_list_add(options, text);
}

void
shown_add(struct text_list *options, const char *option, const char *value)
{
	char *text = NULL;

	if (is_said(value)) {
		/* Cut it would show something else. */
		text = mem_print("%s=%s", option,
			strlen(value) > REQUEST_NAME_LIMIT ? "" : value);
		put(options, text);
		free(text);
	}
}

void
shown_add_deadline(struct text_list *options, const char *value)
{
	if (is_said(value) && strcmp(value, "0") != 0 &&
		strcasecmp(value, "no") != 0 &&
		strcasecmp(value, "false") != 0) {
		put(options, DEADLINE);
	}
}
