// SPDX-License-Identifier: MIT
/* What the directory audit says of removals. */
#include "graph/directory.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/timestamp.h"
#include "graph/decode.h"
#include "graph/directory_impl.h"
#include "graph/form.h"
#include "graph/json.h"
#include "graph/listing.h"

struct removal_visit {
	time_t since;
	directory_audit_fn *visit;
	void *context;
	time_t covered_from;
};

static bool
visit_record(
	void *context, const struct audit_record *record, struct error *err)
{
	struct removal_visit *removals = context;

	if (record->at < removals->since) {
		return true;
	}
	return removals->visit(removals->context, record, err);
}

static bool
visit_removal(void *context, struct slice element, struct error *err)
{
	struct removal_visit *removals = context;
	struct json_object *object = json_read(element.at, element.length, err);
	time_t at = 0;
	bool ok = object != NULL &&
		  decode_audit(object, &at, visit_record, removals, err);

	if (ok) {
		removals->covered_from =
			timestamp_earliest(removals->covered_from, at);
	}
	json_object_put(object);
	return ok;
}

static bool
read_removals(void *context, const struct page *page, struct error *err)
{
	return page_each(page, visit_removal, context, err);
}

#define ACTIVITIES                                                             \
	"(activityDisplayName eq 'Change user license' or "                    \
	"activityDisplayName eq 'Update user' or "                             \
	"activityDisplayName eq 'Delete user')"

/* `since` 0: without a limit in time. */
static char *
compose_path(time_t since)
{
	char text[TIMESTAMP_TEXT_SIZE];
	char *filter =
		since == 0 ? mem_text(ACTIVITIES)
			   : mem_print("activityDateTime ge %s and " ACTIVITIES,
				     timestamp_text(since, text));
	char *encoded = form_encode(filter);
	char *path = mem_print(
		"/auditLogs/directoryAudits?$top=999&$filter=%s", encoded);

	free(filter);
	free(encoded);
	return path;
}

static bool
follow(struct directory *directory, struct removal_visit *removals,
	time_t filter_since, int *status, struct error *err)
{
	char *path = compose_path(filter_since);
	struct listing pages = {
		.path = path,
		.what = "directory audit",
		.may_be_denied = true,
		.may_be_refused = filter_since != 0,
		.read = read_removals,
		.context = removals,
	};
	bool ok = listing_follow(&directory->client, &pages, err);

	*status = pages.status;
	free(path);
	return ok;
}

bool
directory_removals(struct directory *directory, time_t since,
	directory_audit_fn *visit, void *context, time_t *covered_from,
	bool *permitted, struct error *err)
{
	struct removal_visit removals = {since, visit, context, 0};
	int status = 0;

	if (!follow(directory, &removals, since, &status, err)) {
		return false;
	}
	/* Some tenants are said to refuse a filter by time. */
	if (status == 400 && !follow(directory, &removals, 0, &status, err)) {
		return false;
	}
	*permitted = status == 200;
	*covered_from = removals.covered_from;
	return true;
}
