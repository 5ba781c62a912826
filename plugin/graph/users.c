// SPDX-License-Identifier: MIT
/* The users who lost a mailbox: by the server's filter, and among all. */
#include "graph/directory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"
#include "graph/decode.h"
#include "graph/directory_impl.h"
#include "graph/form.h"
#include "graph/listing.h"
#include "graph/prefilter.h"

#define FILTER_BRANCHES 15 /* more are refused by Graph */

struct lost_visit {
	const struct plan_set *plans;
	directory_user_fn *visit;
	void *context;
	struct directory_listing *listing;
};

static bool
visit_lost(void *context, const struct user *user, struct error *err)
{
	struct lost_visit *lost = context;

	lost->listing->users++;
	return lost->visit(lost->context, user, err);
}

static bool
read_filtered(void *context, const struct page *page, struct error *err)
{
	struct lost_visit *lost = context;

	return prefilter_lost_by_parsing(page, lost->plans, visit_lost, lost,
		&lost->listing->listed, err);
}

static bool
read_whole(void *context, const struct page *page, struct error *err)
{
	struct lost_visit *lost = context;

	return prefilter_lost_by_bytes(page, lost->plans, visit_lost, lost,
		&lost->listing->listed, err);
}

bool
directory_lost_users_whole(struct directory *directory,
	directory_user_fn *visit, void *context,
	struct directory_listing *listing, struct error *err)
{
	struct directory_listing counted = {0};
	struct lost_visit lost = {&directory->client.settings.tenant->plans,
		visit, context, &counted};
	struct listing pages = {
		.path = "/users?$top=999&$select=" DECODE_USER_SELECT,
		.what = "users",
		.is_plain = true,
		.read = read_whole,
		.context = &lost,
		.users = &counted.listed,
	};

	if (!listing_follow(&directory->client, &pages, err)) {
		return false;
	}
	if (counted.listed == 0) {
		return error_set(err, ERROR_REMOTE,
			"Microsoft Graph lists no user at all, and a tenant "
			"has at least one");
	}
	*listing = counted;
	return true;
}

/* Branches `first` up to `first` + FILTER_BRANCHES of plans x statuses. */
static char *
compose_filter(const struct plan_set *plans, size_t first)
{
	static const char *const statuses[] = {
		"Deleted", "Suspended", "LockedOut"};
	size_t end = plans->count * 3;
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);

	if (end > first + FILTER_BRANCHES) {
		end = first + FILTER_BRANCHES;
	}
	for (size_t i = first; i < end; i++) {
		char id[GUID_TEXT_SIZE];
		(void)fprintf(out,
			"%sassignedPlans/any(a:a/servicePlanId eq %s and "
			"a/capabilityStatus eq '%s')",
			i == first ? "" : " or ",
			guid_text(&plans->plans[i / 3], id), statuses[i % 3]);
	}
	(void)fclose(out);
	return text;
}

static char *
compose_filtered_path(const struct plan_set *plans, size_t first)
{
	char *filter = compose_filter(plans, first);
	char *encoded = form_encode(filter);
	char *path = mem_print(
		"/users?$count=true&$top=999&$select=" DECODE_USER_SELECT
		"&$filter=%s",
		encoded);

	free(filter);
	free(encoded);
	return path;
}

/* `*is_worthless`: refused, or answered without the count it was asked for. */
static bool
follow_filter(struct directory *directory, struct lost_visit *lost,
	size_t first, bool *is_worthless, struct error *err)
{
	char *path = compose_filtered_path(lost->plans, first);
	struct listing pages = {
		.path = path,
		.what = "users by filter",
		.is_advanced = true,
		.may_be_refused = true,
		.read = read_filtered,
		.context = lost,
	};
	bool ok = listing_follow(&directory->client, &pages, err);

	if (ok) {
		lost->listing->refused = pages.status == 400;
		lost->listing->has_count = pages.has_count;
		*is_worthless = !pages.has_count;
	}
	free(path);
	return ok;
}

bool
directory_lost_users_filtered(struct directory *directory,
	directory_user_fn *visit, void *context,
	struct directory_listing *listing, struct error *err)
{
	struct directory_listing counted = {.has_count = true};
	struct lost_visit lost = {&directory->client.settings.tenant->plans,
		visit, context, &counted};
	bool is_worthless = false;

	for (size_t first = 0; first < lost.plans->count * 3 && !is_worthless;
		first += FILTER_BRANCHES) {
		if (!follow_filter(
			    directory, &lost, first, &is_worthless, err)) {
			return false;
		}
	}
	*listing = counted;
	return true;
}
