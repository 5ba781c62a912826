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

static char *
compose_path(time_t since)
{
	char text[TIMESTAMP_TEXT_SIZE];
	char *filter =
		mem_print("activityDateTime ge %s and "
			  "(activityDisplayName eq 'Change user license' or "
			  "activityDisplayName eq 'Update user' or "
			  "activityDisplayName eq 'Delete user')",
			timestamp_text(since, text));
	char *encoded = form_encode(filter);
	char *path = mem_print(
		"/auditLogs/directoryAudits?$top=999&$filter=%s", encoded);

	free(filter);
	free(encoded);
	return path;
}

bool
directory_removals(struct directory *directory, time_t since,
	directory_audit_fn *visit, void *context, time_t *covered_from,
	bool *permitted, struct error *err)
{
	struct removal_visit removals = {since, visit, context, 0};
	char *path = compose_path(since);
	struct listing pages = {
		.path = path,
		.what = "directory audit",
		.may_be_denied = true,
		.read = read_removals,
		.context = &removals,
	};
	bool ok = listing_follow(&directory->client, &pages, err);

	if (ok) {
		*permitted = pages.status == 200;
		*covered_from = removals.covered_from;
	}
	free(path);
	return ok;
}
