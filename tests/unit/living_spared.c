// SPDX-License-Identifier: MIT
/* What nobody can know. */
#include "living.h"

#include "core/timestamp.h"

static enum place
place_at(const struct truth *truth, time_t at)
{
	enum place place = PLACE_ACTIVE;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since <= at) {
			place = truth->spells[i].place;
		}
	}
	return place;
}

/* A shared mailbox is asked weekly; until then it is one. */
static bool
was_shared(const struct living *living)
{
	const struct truth *truth = &living->truth;
	time_t until = 0;

	for (size_t i = 1; i < truth->spell_count; i++) {
		if (truth->spells[i - 1].shared &&
			truth->spells[i - 1].state == MAILBOX_THERE) {
			until = truth->spells[i].since;
		}
	}
	if (until == 0 || truth->shared) {
		return false;
	}
	if (!living->may_probe) {
		return true;
	}
	until = living_look_after(
		living, until + 7 * DAY + living->truth.probe_lag_s + SLACK);
	/* In the bin nobody can be asked any more. */
	return until == INT64_MAX || place_at(truth, until) != PLACE_ACTIVE ||
	       living->looks[living->look_count - 1] < until + HOUR;
}

/* Made shared, unlicensed and a user's again, all between two looks. */
static bool
was_shared_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t went = 0;
	bool was = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since < since) {
			was = truth->spells[i].shared &&
			      truth->spells[i].state == MAILBOX_THERE;
		}
	}
	for (size_t i = 0; i < living->removed_count; i++) {
		went = living->removed_at[i] < since ? living->removed_at[i]
						     : went;
	}
	return was && living_look_after(living, went) > since;
}

/* Lost, back and lost again between two looks. */
static bool
came_back_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t back = 0;
	bool was_lost = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		const struct truth_spell *spell = &truth->spells[i];
		if (spell->since >= since) {
			break;
		}
		was_lost |= spell->state == MAILBOX_CUT;
		if (spell->state != MAILBOX_THERE) {
			back = 0;
		} else if (back == 0) {
			back = spell->since;
		}
	}
	return was_lost && back != 0 &&
	       living_look_after(living, back + truth->probe_lag_s + SLACK) >
		       since;
}

/* Deleted, and restored without a license, while nobody looked. */
static bool
was_restored_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	time_t first =
		living_look_after(living, since + truth->probe_lag_s + SLACK);
	bool restored = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		restored |= truth->spells[i].since > since &&
			    truth->spells[i].since <= first &&
			    truth->spells[i].place == PLACE_ACTIVE;
	}
	return place_at(truth, since) == PLACE_DELETED && restored;
}

static bool
outlived_unseen(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	bool outlived = false;
	time_t gap = 0;

	if (truth->resilient_s <= (time_t)living->tenant.extra_grace_s) {
		return false;
	}
	for (size_t i = 0; i < truth->spell_count; i++) {
		outlived |= truth->spells[i].leaves_at != 0;
	}
	for (size_t i = 1; i < living->look_count; i++) {
		if (living->looks[i] >= since - WINDOW) {
			gap = timestamp_latest(
				gap, living->looks[i] - living->looks[i - 1]);
		}
	}
	return outlived && (!living->may_probe || gap > 7 * DAY);
}

static bool
is_hidden_synced(const struct living *living)
{
	const struct truth *truth = &living->truth;

	return truth->synced && truth->bin == BIN_NONE &&
	       (!truth->bin_shows_licenses ||
		       (!truth->held[0] && !truth->held[1]));
}

static bool
was_ever_shared_unasked(const struct living *living)
{
	const struct truth *truth = &living->truth;
	bool shared = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		shared |= truth->spells[i].shared;
	}
	return shared && !living->may_probe;
}

/* Whether a lapsed plan brings a mailbox back nobody knows who may not ask. */
static bool
lapsed_unasked(const struct living *living, time_t since)
{
	const struct truth *truth = &living->truth;
	bool was_lost = false;
	bool came_back = false;

	if (living->may_probe || !living->has_lapsed) {
		return false;
	}
	for (size_t i = 0; i < truth->spell_count; i++) {
		const struct truth_spell *spell = &truth->spells[i];
		if (spell->since < since) {
			came_back |= was_lost && spell->state == MAILBOX_THERE;
			was_lost |= spell->state == MAILBOX_CUT;
		}
	}
	return came_back;
}

bool
living_is_spared(const struct living *living, time_t since)
{
	return was_shared(living) || was_shared_unseen(living, since) ||
	       came_back_unseen(living, since) ||
	       was_restored_unseen(living, since) ||
	       outlived_unseen(living, since) || is_hidden_synced(living) ||
	       was_ever_shared_unasked(living) || lapsed_unasked(living, since);
}
