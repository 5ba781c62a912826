// SPDX-License-Identifier: MIT
#include "collect/listings.h"

#include <stdio.h>

#include "core/mem.h"
#include "core/population.h"
#include "core/timestamp.h"

struct listing_context {
	struct gather *gather;
	enum seen_by by;
};

static bool
see_user(void *context, const struct user *user, struct error *err)
{
	struct listing_context *listing = context;
	struct gather *gather = listing->gather;
	struct observation seen = {0};

	observation_of_user(
		user, &gather->tenant->plans, &gather->skus, gather->at, &seen);
	return collection_saw(gather->collection, &seen, listing->by, err);
}

static void
distrust_filter(struct gather *gather, const char *note)
{
	gather->run.filter_agreed = TRI_NO;
	mem_replace_text(&gather->run.filter_note, note);
}

/* True with `*usable`: the server answered the filter as it should. */
static bool
list_filtered(struct gather *gather, bool *usable, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_FILTER};
	struct directory_listing listing = {0};

	if (!directory_lost_users_filtered(
		    gather->directory, see_user, &context, &listing, err)) {
		return false;
	}
	*usable = !listing.refused && listing.has_count;
	if (listing.refused) {
		distrust_filter(gather,
			"this tenant refuses the filter; set listing = whole");
	} else if (!listing.has_count) {
		distrust_filter(
			gather, "the filter's answer came without a count");
	}
	return *usable ||
	       collection_forget_filter(gather->collection, false, err);
}

static bool
list_whole(struct gather *gather, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_LISTING};
	struct directory_listing listing = {0};

	gather->run.listed_whole = true;
	return directory_lost_users_whole(
		gather->directory, see_user, &context, &listing, err);
}

/*
 * A difference among losses of more than a day is no index lag.  Where there is
 * nothing to compare the filter is trusted for a day only, with a note.
 */
static bool
compare_listings(struct gather *gather, struct error *err)
{
	uint64_t compared = 0;
	uint64_t missed = 0;
	char note[128] = "";
	bool agrees = false;

	if (!collection_compare_filter(gather->collection,
		    gather->at - TIMESTAMP_DAY_S, &compared, &missed, err)) {
		return false;
	}
	/* That earlier runs by it did not show a loss tells if it was proven.
	 */
	agrees = missed == 0 && !gather->history.filter_is_unproven;
	if (!collection_forget_filter(gather->collection, agrees, err)) {
		return false;
	}
	gather->run.filter_agreed = missed == 0 ? TRI_YES : TRI_NO;
	if (missed > 0) {
		gather->history.filter_is_unproven = true;
		(void)snprintf(note, sizeof(note),
			"the server's filter leaves out %llu of the mailboxes "
			"that a whole listing shows",
			(unsigned long long)missed);
	} else if (compared == 0) {
		(void)snprintf(note, sizeof(note),
			"no loss of more than a day to compare by");
	}
	mem_replace_text(
		&gather->run.filter_note, note[0] == '\0' ? NULL : note);
	return true;
}

/* An agreement about nothing at all is worth a day. */
static bool
comparison_is_due(const struct gather *gather)
{
	const struct state_facts *facts = &gather->facts;
	bool about_nothing =
		facts->filter_agreed == TRI_YES && facts->filter_note != NULL;

	return gather->is_first ||
	       gather_is_due(facts->filter_compared_at, gather->at,
		       about_nothing ? GATHER_DAILY_S : GATHER_COMPARE_S);
}

bool
listings_see_active(struct gather *gather, struct error *err)
{
	const struct state_facts *facts = &gather->facts;
	bool compare = gather->tenant->listing == LISTING_AUTO &&
		       comparison_is_due(gather);
	bool trusted = gather->tenant->listing == LISTING_AUTO &&
		       !gather->is_first && !compare &&
		       facts->filter_agreed == TRI_YES;
	bool usable = false;

	if (trusted) {
		if (!list_filtered(gather, &usable, err)) {
			return false;
		}
		return usable || list_whole(gather, err);
	}
	if (!list_whole(gather, err)) {
		return false;
	}
	if (!compare) {
		return true;
	}
	if (!list_filtered(gather, &usable, err)) {
		return false;
	}
	return !usable || compare_listings(gather, err);
}

bool
listings_see_deleted(struct gather *gather, struct error *err)
{
	struct listing_context context = {gather, SEEN_BY_LISTING};
	struct directory_listing listing = {0};

	return directory_deleted_users(
		gather->directory, see_user, &context, &listing, err);
}

static bool
see_by_id(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	struct gather *gather = context;
	struct observation seen = {0};

	if (where == DIRECTORY_GONE || user == NULL) {
		observation_of_gone(id, gather->at, &seen);
	} else {
		observation_of_user(user, &gather->tenant->plans, &gather->skus,
			gather->at, &seen);
	}
	return collection_saw(gather->collection, &seen, SEEN_BY_ID, err);
}

/* Nothing is said of a user whom a listing no longer shows before asking. */
bool
listings_confirm(struct gather *gather, struct error *err)
{
	struct guid_list ids = {0};
	const struct unconfirmed which = {
		.entering = !gather->run.listed_whole,
		.gone_since = gather->at - POPULATION_GONE_DOUBTED_S,
		.window_s = gather->tenant->retention_s + TIMESTAMP_DAY_S,
	};
	bool ok =
		collection_unconfirmed(gather->collection, &which, &ids, err) &&
		(ids.count == 0 ||
			directory_users_by_id(gather->directory, ids.ids,
				ids.count, see_by_id, gather, err));

	guid_list_release(&ids);
	return ok;
}

bool
listings_recognize(struct gather *gather, struct error *err)
{
	uint64_t found = 0;
	uint64_t gone = 0;

	if (!gather->other_tenant) {
		return true;
	}
	if (!collection_recognized(gather->collection, &found, &gone, err)) {
		return false;
	}
	if (found > 0 || gone == 0) {
		return true;
	}
	return error_set(err, ERROR_CONFIG,
		"none of the %llu users its database knows is in the tenant "
		"that tenant_id names now: correct it, or, if that is another "
		"tenant, move %s.db out of state_dir",
		(unsigned long long)gone, gather->tenant->name);
}
