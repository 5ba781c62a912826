// SPDX-License-Identifier: MIT
#include <stdlib.h>

#include "directory.h"
#include "list.h"
#include "render.h"
#include "user_filter.h"

#define OR_BRANCHES 15

/* One listing under way. */
struct view {
	const struct tenant *tenant;
	enum user_state state;
	struct filter *filter; /* NULL: everyone */
	struct filter_schema schema;
	uint32_t set;
	time_t as_of;
	bool partial;
};

static bool
is_counted(const struct call *call)
{
	const char *count = query_find(&call->query, "$count");

	return count != NULL && strcmp(count, "true") == 0;
}

static bool
refuse_filter(const struct call *call, const struct filter_facts *facts,
	const struct text *why, struct reply *reply)
{
	if (facts->unknown_field) {
		reply_error(call, reply, 400, "Request_UnsupportedQuery",
			"The request uses a filter property that is not "
			"indexed");
	} else {
		reply_error(call, reply, 400, "Request_BadRequest", "%s",
			text_string(why));
	}
	return false;
}

/* May an advanced filter run, and what does this tenant make of it? */
static bool
admit_advanced(const struct call *call, struct view *view, struct reply *reply)
{
	long answer = call->tenant->switches.filter;

	if (!call->eventual || !is_counted(call)) {
		reply_error(call, reply, 400, "Request_UnsupportedQuery",
			"Unsupported Query.");
		return false;
	}
	if (answer == FILTER_REFUSED) {
		reply_error(call, reply, 400, "Request_UnsupportedQuery",
			"The request uses a filter property that is not "
			"indexed");
		return false;
	}
	if (answer == FILTER_EMPTY) {
		view->state = USER_PURGED; /* nobody is listed in that state */
	}
	view->partial = answer == FILTER_PARTIAL;
	view->as_of = call->now - call->tenant->switches.index_lag_s;
	return true;
}

static bool
read_filter(const struct call *call, struct view *view, struct reply *reply)
{
	const char *filter = query_find(&call->query, "$filter");
	struct filter_facts facts;
	struct text why = {0};
	bool ok = true;

	if (filter == NULL) {
		return true;
	}
	view->filter = filter_parse(&view->schema, filter, &facts, &why);
	if (view->filter == NULL) {
		ok = refuse_filter(call, &facts, &why, reply);
	} else if (facts.branches > OR_BRANCHES) {
		reply_error(call, reply, 400, "Request_UnsupportedQuery",
			"Too many child clauses specified in search filter "
			"expression containing 'OR' operators: %u. Max "
			"allowed: %d.",
			facts.branches, OR_BRANCHES);
		ok = false;
	} else if (facts.advanced) {
		ok = admit_advanced(call, view, reply);
	}
	text_release(&why);
	return ok;
}

/* NULL when there was no such user then. */
static const struct user *
seen(const struct view *view, size_t index)
{
	const struct user *user =
		user_as_of(view->tenant->users[index], view->as_of);

	if (user->state != view->state || user->created_at > view->as_of) {
		return NULL;
	}
	return user;
}

static bool
wanted(const void *context, size_t index)
{
	const struct view *view = context;
	const struct user *user = seen(view, index);

	if (user == NULL || view->state == USER_PURGED) {
		return false;
	}
	if (view->partial && user->id.bytes[0] % 3 == 0) {
		return false;
	}
	return view->filter == NULL ||
	       filter_matches(view->filter, &view->schema, user);
}

static void
render(const void *context, size_t index, struct text *out)
{
	const struct view *view = context;

	render_user(view->tenant, seen(view, index), view->set, "", out);
}

static bool
open_view(const struct call *call, enum user_state state, struct view *view,
	struct reply *reply)
{
	*view = (struct view){.tenant = call->tenant,
		.state = state,
		.schema = user_filter_schema(call->tenant),
		.as_of = call->now};
	return directory_select(call, false, &view->set, reply) &&
	       read_filter(call, view, reply);
}

static void
list_users(const struct call *call, enum user_state state, struct reply *reply)
{
	const char *select = query_find(&call->query, "$select");
	struct text metadata = {0};
	struct view view;

	text_put(&metadata, "users");
	if (select != NULL) {
		text_printf(&metadata, "(%s)", select);
	}
	if (open_view(call, state, &view, reply)) {
		struct list_source source = {.size = call->tenant->user_count,
			.metadata = metadata.data,
			.counted = call->eventual && is_counted(call),
			.wanted = wanted,
			.render = render,
			.context = &view};

		list_reply(call, &source, reply);
	}
	filter_free(view.filter);
	text_release(&metadata);
}

static void
list_active_users(const struct call *call, struct reply *reply)
{
	list_users(call, USER_ACTIVE, reply);
}

void
directory_users(const struct call *call, struct reply *reply)
{
	cache_answer(call, reply, list_active_users);
}

void
directory_deleted_users(const struct call *call, struct reply *reply)
{
	list_users(call, USER_DELETED, reply);
}

void
directory_user_count(const struct call *call, struct reply *reply)
{
	struct view view;
	size_t count = 0;

	if (!call->eventual) {
		reply_error(call, reply, 400, "Request_BadRequest",
			"$count is not currently supported.");
		return;
	}
	if (open_view(call, USER_ACTIVE, &view, reply)) {
		for (size_t i = 0; i < call->tenant->user_count; i++) {
			count += wanted(&view, i);
		}
		reply->status = 200;
		reply->content_type = "text/plain";
		text_printf(&reply->body, "%zu", count);
	}
	filter_free(view.filter);
}
