// SPDX-License-Identifier: MIT
#include "handler/author.h"

#include <stdlib.h>

#include "alert/nagios.h"
#include "core/typed.h"

/* Nagios writes the comment when it notifies; its queue may take a while. */
#define AUTHOR_SLACK_S 60

struct finding {
	struct request *request;
	time_t not_before; /* who is found before that acknowledged before */
};

static bool
take(void *context, const struct acknowledgement *found, struct error *err)
{
	struct finding *finding = context;
	struct request *request = finding->request;

	(void)err;
	if (!found->is_acknowledged || found->author == NULL ||
		found->acked_at < finding->not_before) {
		return true;
	}
	/* It was typed, too: made fit as if it had been told. */
	free(request->author);
	free(request->comment);
	request->author = typed_author(found->author);
	request->comment = typed_comment(found->comment);
	if (request->acked_at == 0) {
		request->acked_at = found->acked_at;
	}
	return true;
}

enum author_answer
author_find(const struct nagios_site *site, struct request *request,
	struct error *why)
{
	struct finding finding = {
		.request = request,
		.not_before = request_asked_at(request) - AUTHOR_SLACK_S,
	};
	time_t created_at = 0;
	bool found = false;

	if (site->status_file == NULL) {
		(void)error_set(why, ERROR_CONFIG,
			"Nagios did not pass who acknowledged: set status_file "
			"in [nagios], or enable_environment_macros=1");
		return AUTHOR_MISSING;
	}
	if (!nagios_find(site, request->host, request->service, take, &finding,
		    &found, &created_at, why)) {
		return AUTHOR_NOT_YET;
	}
	/* What is older was written before the acknowledgement; what is of the
	 * same second may have been, and show somebody else's. */
	if (created_at <= request->made_at) {
		(void)error_set(why, ERROR_WAIT,
			"who acknowledged could not be found out: %s was not "
			"written anew",
			site->status_file);
		return AUTHOR_NOT_YET;
	}
	if (!found || request->author == NULL) {
		(void)error_set(why, ERROR_REMOTE,
			"who acknowledged could not be found out: in %s there "
			"is no such acknowledgement (any more)",
			site->status_file);
		return AUTHOR_NOT_YET;
	}
	return AUTHOR_FOUND;
}
