// SPDX-License-Identifier: MIT
#include <strings.h>

#include "clock.h"
#include "directory.h"
#include "filter.h"
#include "list.h"
#include "render.h"

enum scope { SCOPE_RECORD, SCOPE_TARGETS };

enum field {
	FIELD_AT,
	FIELD_ACTIVITY,
	FIELD_SERVICE,
	FIELD_CATEGORY,
	FIELD_RESULT,
	FIELD_BY_USER,
	FIELD_BY_USER_ID,
	FIELD_BY_APP,
	FIELD_TARGET_ID,
	FIELD_TARGET_NAME
};

static const struct filter_field fields[] = {
	{"activityDateTime", SCOPE_RECORD, FIELD_AT, false, false},
	{"activityDisplayName", SCOPE_RECORD, FIELD_ACTIVITY, false, false},
	{"loggedByService", SCOPE_RECORD, FIELD_SERVICE, false, false},
	{"category", SCOPE_RECORD, FIELD_CATEGORY, false, false},
	{"result", SCOPE_RECORD, FIELD_RESULT, false, false},
	{"initiatedBy/user/userPrincipalName", SCOPE_RECORD, FIELD_BY_USER,
		false, false},
	{"initiatedBy/user/id", SCOPE_RECORD, FIELD_BY_USER_ID, false, false},
	{"initiatedBy/app/displayName", SCOPE_RECORD, FIELD_BY_APP, false,
		false},
	{"targetResources", SCOPE_RECORD, SCOPE_TARGETS, true, false},
	{"id", SCOPE_TARGETS, FIELD_TARGET_ID, false, false},
	{"displayName", SCOPE_TARGETS, FIELD_TARGET_NAME, false, false},
};

static size_t
count_targets(const void *object, int collection)
{
	const struct audit_record *record = object;

	(void)collection;
	return record->group_name != NULL ? 2 : 1;
}

static bool
test_text(const struct filter *leaf, const char *text)
{
	if (text == NULL) {
		return leaf->kind == FILTER_NE;
	}
	if (leaf->kind == FILTER_STARTS) {
		return strncasecmp(text, leaf->value, strlen(leaf->value)) == 0;
	}
	return filter_compare(leaf, strcasecmp(text, leaf->value));
}

static bool
test(const void *context, const void *object, size_t element,
	const struct filter *leaf)
{
	const struct audit_record *record = object;
	const struct guid *target =
		element == 0 ? &record->target : &record->group;

	(void)context;
	switch ((enum field)leaf->field) {
	case FIELD_AT:
		return filter_compare(leaf, record->at - leaf->at);
	case FIELD_ACTIVITY:
		return test_text(leaf, record->activity);
	case FIELD_SERVICE:
		return test_text(leaf, "Core Directory");
	case FIELD_CATEGORY:
		return test_text(leaf, record->category);
	case FIELD_RESULT:
		return test_text(leaf, "success");
	case FIELD_BY_USER:
		return test_text(leaf,
			record->by == ACTOR_USER ? record->by_name : NULL);
	case FIELD_BY_USER_ID:
		return test_text(
			leaf, record->by == ACTOR_USER ? record->by_id : NULL);
	case FIELD_BY_APP:
		return test_text(
			leaf, record->by == ACTOR_APP ? record->by_name : NULL);
	case FIELD_TARGET_ID:
		return filter_compare(
			leaf, guid_equal(target, &leaf->guid) ? 0 : 1);
	case FIELD_TARGET_NAME:
		return test_text(leaf, element == 0 ? record->target_name
						    : record->group_name);
	}
	return false;
}

static const struct filter_schema audit_schema = {.fields = fields,
	.field_count = sizeof(fields) / sizeof(*fields),
	.count = count_targets,
	.test = test};

struct audit_view {
	const struct tenant *tenant;
	struct filter *filter;
	time_t oldest;
	time_t newest;
	bool descending;
};

static const struct audit_record *
record_at(const struct audit_view *view, size_t index)
{
	const struct audit_log *log = &view->tenant->audit;

	return &log->records[view->descending ? log->count - 1 - index : index];
}

static bool
wanted(const void *context, size_t index)
{
	const struct audit_view *view = context;
	const struct audit_record *record = record_at(view, index);

	return record->at >= view->oldest && record->at <= view->newest &&
	       (view->filter == NULL ||
		       filter_matches(view->filter, &audit_schema, record));
}

static void
render(const void *context, size_t index, struct text *out)
{
	const struct audit_view *view = context;

	render_audit(view->tenant, record_at(view, index), out);
}

static bool
read_order(const struct call *call, bool *descending, struct reply *reply)
{
	const char *order = query_find(&call->query, "$orderby");

	*descending = true; /* newest first unless told otherwise */
	if (order == NULL || strcasecmp(order, "activityDateTime desc") == 0) {
		return true;
	}
	*descending = false;
	if (strcasecmp(order, "activityDateTime asc") == 0 ||
		strcasecmp(order, "activityDateTime") == 0) {
		return true;
	}
	reply_error(call, reply, 400, "BadRequest", "Invalid $orderby '%s'.",
		order);
	return false;
}

void
directory_audits(const struct call *call, struct reply *reply)
{
	const struct switches *switches = &call->tenant->switches;
	const char *filter = query_find(&call->query, "$filter");
	struct audit_view view = {.tenant = call->tenant,
		.oldest = call->now -
			  switches->audit_retention_days * CLOCK_DAY_S,
		.newest = call->now - switches->audit_lag_s};
	struct list_source source = {.size = call->tenant->audit.count,
		.metadata = "auditLogs/directoryAudits",
		.wanted = wanted,
		.render = render,
		.context = &view};
	struct filter_facts facts;
	struct text why = {0};

	if (filter != NULL) {
		view.filter = filter_parse(&audit_schema, filter, &facts, &why);
	}
	if (filter != NULL && view.filter == NULL) {
		reply_error(call, reply, 400, "BadRequest", "%s",
			text_string(&why));
	} else if (read_order(call, &view.descending, reply)) {
		list_reply(call, &source, reply);
	}
	filter_free(view.filter);
	text_release(&why);
}
