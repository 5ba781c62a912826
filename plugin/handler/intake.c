// SPDX-License-Identifier: MIT
#include "handler/intake.h"

#include "core/timestamp.h"
#include "process/inbox.h"
#include "state/journal.h"

/* So that a flood of files does not keep mailboxes waiting. */
#define INTAKE_LIMIT 200

/* Of who was met last; most have one. */
struct taking {
	struct work *work;
	bool is_known;
	uid_t owner;
	int64_t count;
	int64_t bytes;
};

static bool
count_owner(struct taking *taking, uid_t owner, struct error *err)
{
	if (taking->is_known && taking->owner == owner) {
		return true;
	}
	taking->is_known = journal_load_of(taking->work->journal, owner,
		work_now(taking->work) - TIMESTAMP_HOUR_S, &taking->count,
		&taking->bytes, err);
	taking->owner = owner;
	return taking->is_known;
}

static const char *
refuse_flood(const struct taking *taking)
{
	return taking->count >= INTAKE_OWNER_LIMIT ||
			       taking->bytes >= INTAKE_OWNER_LIMIT_BYTES
		       ? "too much of this user within an hour (10000 requests "
			 "or 16 MiB); what came before is kept"
		       : NULL;
}

static bool
take(void *context, const struct inbox_file *file, struct error *err)
{
	struct taking *taking = context;
	struct work *work = taking->work;
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

	if (!count_owner(taking, file->owner, err)) {
		return false;
	}
	if (refuse_flood(taking) != NULL) {
		arrival.refused = refuse_flood(taking);
		arrival.text = NULL;
	}
	if (arrival.refused == NULL) {
		if (request_decode(file->text, file->length, &request, &why)) {
			arrival.request = &request;
		} else {
			arrival.refused = why.text;
		}
	}
	ok = journal_import(work->journal, &arrival, &id, err);
	taking->count++;
	taking->bytes += arrival.text == NULL ? 0 : (int64_t)file->length;
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
	struct taking taking = {.work = work};
	bool left = false;

	return inbox_take(work->inbox, INTAKE_LIMIT, take, &taking, &left, err);
}
