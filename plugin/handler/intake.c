// SPDX-License-Identifier: MIT
#include "handler/intake.h"

#include "process/inbox.h"
#include "state/journal.h"

/* So that a flood of files does not keep mailboxes waiting. */
#define INTAKE_LIMIT 200

static bool
take(void *context, const struct inbox_file *file, struct error *err)
{
	struct work *work = context;
	struct request request = {0};
	struct error why = {0};
	struct journal_arrival arrival = {
		.file = file->name,
		.owner = file->owner,
		.received_at = work_now(work),
		.text = file->text,
		.refused = file->refused,
	};
	int64_t id = 0;
	bool ok = false;

	if (arrival.refused == NULL) {
		if (request_decode(file->text, file->length, &request, &why)) {
			arrival.request = &request;
		} else {
			arrival.refused = why.text;
		}
	}
	ok = journal_import(work->journal, &arrival, &id, err);
	if (ok) {
		work_say(work, "request %lld: %s", (long long)id,
			arrival.refused != NULL
				? arrival.refused
				: request_kind_text(request.kind));
	}
	request_release(&request);
	return ok;
}

bool
intake(struct work *work, struct error *err)
{
	bool left = false;

	return inbox_take(work->inbox, INTAKE_LIMIT, take, work, &left, err);
}
