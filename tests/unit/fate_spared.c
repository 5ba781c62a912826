// SPDX-License-Identifier: MIT
/* What nobody can know. */
#include "fate.h"

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

/* The first answered look at or after `at`: in vain it waits for another day.
 */
static time_t
heard_after(const struct fate *fate, time_t from, time_t at)
{
	for (size_t i = 0; i < fate->look_count; i++) {
		if (fate->looks[i] >= from && fate->in_vain[i]) {
			at = timestamp_latest(at, fate->looks[i] + DAY);
		} else if (fate->looks[i] >= at) {
			return fate->looks[i];
		}
	}
	return INT64_MAX;
}

/* A shared mailbox is asked weekly; until then it is one. */
static bool
was_shared(const struct fate *fate)
{
	const struct truth *truth = &fate->truth;
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
	if (!fate->may_probe) {
		return true;
	}
	until = heard_after(
		fate, until, until + 7 * DAY + fate->truth.probe_lag_s + SLACK);
	/* In the bin nobody can be asked any more. */
	return until == INT64_MAX || place_at(truth, until) != PLACE_ACTIVE ||
	       fate->looks[fate->look_count - 1] < until + HOUR;
}

/* Nobody looked, or in vain. */
static bool
is_unlooked(const struct fate *fate, time_t from, time_t to)
{
	for (size_t i = 0; i < fate->look_count; i++) {
		if (fate->looks[i] >= from && fate->looks[i] < to &&
			!fate->in_vain[i]) {
			return false;
		}
	}
	return true;
}

/* When the first answer may tell what happened at `at`. */
static time_t
answers_from(const struct fate *fate, time_t at)
{
	return at + fate->truth.probe_lag_s + SLACK;
}

/* Made shared, unlicensed and a user's again, all between two looks. */
static bool
was_shared_unseen(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	time_t went = 0;
	bool was = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since < since) {
			was = truth->spells[i].shared &&
			      truth->spells[i].state == MAILBOX_THERE;
		}
	}
	for (size_t i = 0; i < fate->record_count; i++) {
		if (!fate->records[i].deletion && fate->records[i].at < since) {
			went = fate->records[i].at;
		}
	}
	return was && is_unlooked(fate, went, since);
}

/* Lost, back and lost again between two looks. */
static bool
came_back_unseen(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
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
	       is_unlooked(fate, answers_from(fate, back), since);
}

/* Lost, and to be lost for want of another license, between two looks. */
static bool
was_licensed_unseen(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	time_t safe_at = 0;
	bool was_unsafe = false;
	bool is_unseen = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		const struct truth_spell *spell = &truth->spells[i];
		bool is_safe =
			spell->state == MAILBOX_THERE && spell->leaves_at == 0;
		if (spell->since > since) {
			break;
		}
		if (was_unsafe && safe_at != 0 && !is_safe) {
			is_unseen = is_unlooked(fate,
				answers_from(fate, safe_at), spell->since);
		}
		was_unsafe |= !is_safe;
		if (!is_safe) {
			safe_at = 0;
		} else if (safe_at == 0) {
			safe_at = spell->since;
		}
	}
	return is_unseen;
}

/* Deleted, and restored without a license, while nobody looked. */
static bool
was_restored_unseen(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	time_t first =
		fate_look_after(fate, since + truth->probe_lag_s + SLACK);
	bool restored = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		restored |= truth->spells[i].since > since &&
			    truth->spells[i].since <= first &&
			    truth->spells[i].place == PLACE_ACTIVE;
	}
	return place_at(truth, since) == PLACE_DELETED && restored;
}

static bool
outlived_unseen(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	bool outlived = false;
	time_t gap = 0;

	if (truth->resilient_s <= (time_t)fate->tenant.extra_grace_s) {
		return false;
	}
	for (size_t i = 0; i < truth->spell_count; i++) {
		outlived |= truth->spells[i].leaves_at != 0;
	}
	for (size_t i = 1; i < fate->look_count; i++) {
		if (fate->looks[i] >= since - WINDOW) {
			gap = timestamp_latest(
				gap, fate->looks[i] - fate->looks[i - 1]);
		}
	}
	return outlived && (!fate->may_probe || gap > 7 * DAY);
}

static bool
is_hidden_synced(const struct fate *fate)
{
	const struct truth *truth = &fate->truth;

	return truth->synced && truth->bin == BIN_NONE &&
	       (!truth->bin_shows_licenses ||
		       (!truth->held[0] && !truth->held[1]));
}

static bool
was_ever_shared_unasked(const struct fate *fate)
{
	const struct truth *truth = &fate->truth;
	bool shared = false;

	for (size_t i = 0; i < truth->spell_count; i++) {
		shared |= truth->spells[i].shared;
	}
	return shared && !fate->may_probe;
}

/* Whether a lapsed plan brings a mailbox back nobody knows who may not ask. */
static bool
lapsed_unasked(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	bool was_lost = false;
	bool came_back = false;

	if (fate->may_probe || !fate->has_lapsed) {
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

/* The filter leaves it out, and shows others of whom it was proven right. */
static bool
was_left_out(const struct fate *fate, time_t since)
{
	const struct truth *truth = &fate->truth;
	time_t deleted_at = INT64_MAX;

	for (size_t i = 0; i < truth->spell_count; i++) {
		if (truth->spells[i].since >= since &&
			truth->spells[i].place == PLACE_DELETED) {
			deleted_at = timestamp_earliest(
				deleted_at, truth->spells[i].since);
		}
	}
	return fate->filter_misses && !fate->history.filter_is_unproven &&
	       is_unlooked(fate, since, deleted_at);
}

bool
fate_is_spared(const struct fate *fate, time_t since)
{
	return was_left_out(fate, since) || was_shared(fate) ||
	       was_shared_unseen(fate, since) ||
	       came_back_unseen(fate, since) ||
	       was_licensed_unseen(fate, since) ||
	       was_restored_unseen(fate, since) ||
	       outlived_unseen(fate, since) || is_hidden_synced(fate) ||
	       was_ever_shared_unasked(fate) || lapsed_unasked(fate, since);
}
