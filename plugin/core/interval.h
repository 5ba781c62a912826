// SPDX-License-Identifier: MIT
/*
 * interval - between which two instants a mailbox was lost.
 *
 * Graph has no field for it, so every source narrows an interval and is
 * remembered by name.  Alarms go by its early end, refusals by its late one; a
 * source that contradicts a better one is left out, and where two good ones
 * differ the interval holds both.  Pure.
 */
#ifndef CORE_INTERVAL_H
#define CORE_INTERVAL_H

#include "core/mailbox.h"

/* How far assignedDateTime and the audit may be apart and mean one event. */
#define INTERVAL_SAME_EVENT_S (10 * 60)

/*
 * The plan_at of a loss that may have gone on since `absent_at` (0: since
 * nobody knows when), whatever dates say: it is no date, and no later one takes
 * its place.
 */
time_t interval_resumed(time_t absent_at);

/*
 * Derives lost_earliest, lost_latest, counts_from, sources and confirmed from
 * the rest; evidence_merge() has done so already.  To be called for rows that
 * were not seen when history->dates_move has changed.
 */
void interval_settle(struct mailbox *mailbox, enum tri dates_move,
	const struct tenant *tenant);

/*
 * What a newly seen loss says of assignedDateTime in this tenant: TRI_YES when
 * it lies where the loss was witnessed, or at the removal that the audit names
 * (`audited_in_detail`: audit_at is of a record that says which SKU went; one
 * without was chosen by that very date); TRI_NO when it is more than a day
 * older; TRI_UNKNOWN when it proves nothing.  One no outweighs any yes, which
 * may be a license that was given and taken within minutes.
 */
enum tri interval_dates_move(
	const struct mailbox *mailbox, bool audited_in_detail);

#endif
