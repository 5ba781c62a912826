// SPDX-License-Identifier: MIT
#include "handler/by_hand.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/typed.h"
#include "handler/follow.h"
#include "handler/preview.h"

#define LISTED_BEFORE_ASKING 20
#define ANSWER_SIZE 16

static enum request_kind
kind_of(enum handler_command command)
{
	switch (command) {
	case COMMAND_RELEASE:
		return REQUEST_RELEASE;
	case COMMAND_UNRELEASE:
		return REQUEST_UNRELEASE;
	case COMMAND_PAUSE:
		return REQUEST_PAUSE;
	case COMMAND_RESUME:
		return REQUEST_RESUME;
	case COMMAND_RESTORE:
	case COMMAND_NONE:
	case COMMAND_INGEST:
	case COMMAND_WORKER:
	case COMMAND_RECONCILE:
	case COMMAND_SYNC:
	case COMMAND_STATUS:
	case COMMAND_LOG:
	case COMMAND_SELF_TEST:
		break;
	}
	return REQUEST_RESTORE;
}

static void
fill_request(const struct by_hand_settings *settings, struct request *request)
{
	const struct handler_options *options = settings->options;

	*request = (struct request){
		.kind = kind_of(options->command),
		.system = SYSTEM_HAND,
		.tenant = mem_text(options->tenant),
		.author = typed_author(settings->author),
		.comment = typed_comment(options->comment),
		.made_at = settings->clock(),
		.all = options->all_expiring,
		.force = options->force,
		.sku = mem_text(options->sku),
	};
	for (size_t i = 0; i < options->mailboxes.count; i++) {
		text_list_add(&request->mailboxes, options->mailboxes.texts[i]);
	}
}

/* Only a plain yes is one. */
static bool
ask(const struct by_hand_settings *settings, const struct preview *preview)
{
	char answer[ANSWER_SIZE] = "";

	(void)fprintf(settings->out, "Bring %zu mailbox%s of %s back? [y/N] ",
		preview->plan.remedies, preview->plan.remedies == 1 ? "" : "es",
		preview->tenant->name);
	(void)fflush(settings->out);
	if (fgets(answer, sizeof(answer), settings->in) == NULL) {
		return false;
	}
	answer[strcspn(answer, "\n")] = '\0';
	return strcmp(answer, "y") == 0 || strcmp(answer, "yes") == 0;
}

/*
 * Shows what is going to be done and asks, unless --yes.  `*wanted` false: it
 * ends here, as `*end` says.
 */
static bool
look_before(const struct by_hand_settings *settings,
	const struct request *request, bool *wanted, enum by_hand_end *end,
	struct error *err)
{
	const struct handler_options *options = settings->options;
	const struct config *config = settings->deliver->config;
	const struct preview_settings how = {
		.config = config,
		.tenant = config_tenant(config, options->tenant),
		.request = request,
		.now = settings->clock(),
		.simulated = options->at != 0,
	};
	struct preview preview = {0};
	bool ok = preview_make(&how, &preview, err);

	if (ok) {
		preview_print(&preview,
			options->preview ? 0 : LISTED_BEFORE_ASKING,
			settings->out);
		*end = preview.plan.verdict == VERDICT_REFUSE ? BY_HAND_REFUSED
							      : BY_HAND_DONE;
		*wanted = !options->preview && preview.plan.remedies > 0 &&
			  preview.plan.verdict == VERDICT_REMEDY;
		if (*wanted && !options->yes && !ask(settings, &preview)) {
			*wanted = false;
			*end = BY_HAND_REFUSED;
			(void)fputs("nothing was done\n", settings->out);
		}
	}
	preview_release(&preview);
	return ok;
}

static void
tell_how_to_stop(const struct by_hand_settings *settings)
{
	const char *tenant = settings->options->tenant;

	(void)fprintf(settings->out,
		"It is being worked on.  To see how far it is: "
		"handle_mailbox_expiry status\n");
	if (settings->options->command == COMMAND_RESTORE) {
		(void)fprintf(settings->out,
			"To stop it: handle_mailbox_expiry pause --tenant %s; "
			"then to go on: handle_mailbox_expiry resume "
			"--tenant %s\n",
			tenant, tenant);
	}
}

static bool
watch(const struct by_hand_settings *settings, const char *file,
	enum by_hand_end *end, struct error *err)
{
	const struct follow_settings how = {
		.config = settings->deliver->config,
		.file = file,
		.clock = settings->clock,
		.is_interrupted = settings->is_interrupted,
		.out = settings->out,
		.is_terminal = settings->is_terminal,
	};
	enum follow_end seen = FOLLOW_DONE;

	if (!settings->is_terminal && !settings->options->wait) {
		*end = BY_HAND_LEFT;
		tell_how_to_stop(settings);
		return true;
	}
	if (!follow(&how, &seen, err)) {
		return error_prefix(err, "it was asked for, but");
	}
	switch (seen) {
	case FOLLOW_DONE:
		*end = BY_HAND_DONE;
		break;
	case FOLLOW_FAILED:
		*end = BY_HAND_REFUSED;
		break;
	case FOLLOW_INTERRUPTED:
		*end = BY_HAND_LEFT;
		tell_how_to_stop(settings);
		break;
	}
	return true;
}

static bool
ask_for(const struct by_hand_settings *settings, const struct request *request,
	enum by_hand_end *end, struct error *err)
{
	char file[INBOX_NAME_SIZE];

	return deliver_request(settings->deliver, request, file, err) &&
	       deliver_wake(settings->deliver, err) &&
	       watch(settings, file, end, err);
}

bool
by_hand(const struct by_hand_settings *settings, enum by_hand_end *end,
	struct error *err)
{
	const struct handler_options *options = settings->options;
	bool restores = options->command == COMMAND_RESTORE;
	struct request request = {0};
	bool wanted = true;
	bool ok = false;

	if (restores && settings->in == NULL && !options->yes &&
		!options->preview) {
		return error_set(err, ERROR_USAGE,
			"restore: without a terminal give --yes, or --preview");
	}
	fill_request(settings, &request);
	ok = (options->preview || deliver_prove(settings->deliver, err)) &&
	     (!restores ||
		     look_before(settings, &request, &wanted, end, err)) &&
	     (!wanted || ask_for(settings, &request, end, err));
	request_release(&request);
	return ok;
}
