// SPDX-License-Identifier: MIT
/*
 * A license that went, and a user who was deleted, between the same two looks:
 * no deadline may be later than that of a license that went right after the
 * first of them, unless something says that it was there to the last.
 */
#include "test.h"

#include "life.h"

#define SECOND (1 / 86400.0)
#define BIN .place = PLACE_DELETED
#define LOST .plans = PLANS_DELETED
#define BACK .plans = PLANS_ALIVE, .license = true
#define SILENT .probe = PROBE_NOT_FOUND
#define EXPIRING .phase = PHASE_EXPIRING
#define OVERDUE .phase = PHASE_OVERDUE
#define USER .cause = CAUSE_USER_DELETED
#define SHARED .cause = CAUSE_SHARED_DELETED
/* The gap: looked at on day 99, not again until day 100. */
#define GAP .ran_before = 99
#define UNSEEN .earliest = 99 - LIFE_LAG, .latest = 99.9
/* Not for more than a window. */
#define LONG .ran_before = 20

/* Nobody knew the user: a mailbox with its license is not kept. */
static const struct life never_seen[] = {
	{"the bin shows nothing", GAP,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
			.sure = UNSURE}}},
	{"it shows a plan that went, but not when", GAP,
		.looks = {{100, BIN, LOST, .deleted = 99.9, EXPIRING, SHARED,
			UNSEEN}}},
	{"it shows some other license", GAP,
		.looks = {{100, BIN, .license = true, .deleted = 99.9, EXPIRING,
			USER, UNSEEN}}},
	{"it shows a license, and a plan that went", GAP,
		.looks = {{100, BIN, LOST, .mailbox_license = true,
			.deleted = 99.9, EXPIRING, USER, UNSEEN}}},
	{"it shows when the license was given", GAP, .dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 80, .deleted = 99.9,
			EXPIRING, USER, UNSEEN}}},
	{"the same, where dates move", GAP, .dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 80, .deleted = 99.9,
			EXPIRING, USER, UNSEEN}}},
	{"the same, in that very second", GAP, .dates_move = TRI_YES,
		.looks = {{99.9, BIN, LOST, .plan = 80, .deleted = 99.9,
			.phase = PHASE_SETTLING, USER, UNSEEN}}},
	{"the same, long ago", GAP, .dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
			SHARED, UNSEEN}}},
	{"nobody knows what the date means", GAP,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
			SHARED, UNSEEN}}},
	{"it was given its license in between", GAP, .dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 99.5, .deleted = 99.9,
			EXPIRING, USER, .earliest = 99.5, .latest = 99.9}}},
	{"nobody looked for weeks", .ran_before = 80,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
			.state = CHECK_WARNING, .earliest = 80 - LIFE_LAG,
			.latest = 99.9}}},
	{"given its license meanwhile, long before its user went", LONG,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 60, .deleted = 99.9, OVERDUE,
			.state = CHECK_CRITICAL, SHARED, .earliest = 60,
			.latest = 99.9}}},
	{"the same, and nobody knows what the date means", LONG,
		.looks = {{100, BIN, LOST, .plan = 60, .deleted = 99.9, OVERDUE,
			.state = CHECK_CRITICAL, SHARED, .earliest = 60,
			.latest = 99.9}}},
	{"the same, and the bin shows some other license", LONG,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .license = true, .plan = 60,
			.deleted = 99.9, OVERDUE, .state = CHECK_WARNING, USER,
			.earliest = 60, .latest = 99.9}}},
	{"the same, where mailboxes stay for a while", LONG, .grace_days = 30,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .license = true, .plan = 60,
			.deleted = 99.9, EXPIRING, USER, .earliest = 90,
			.latest = 99.9}}},
	{"and without another license", LONG, .grace_days = 30,
		.looks = {{100, BIN, LOST, .plan = 60, .deleted = 99.9,
			EXPIRING, USER, .earliest = 90, .latest = 99.9}}},
	{"the same, to the second", LONG, .grace_days = 30,
		.looks = {{100.1, BIN, LOST, .plan = 40, .deleted = 100,
			OVERDUE, USER, .state = CHECK_WARNING, .earliest = 70,
			.latest = 100}}},
	{"the same, right after the last look", LONG, .grace_days = 30,
		.looks = {{60, BIN, LOST, .plan = 20 - LIFE_LAG,
			.deleted = 59.9, EXPIRING, USER,
			.earliest = 50 - LIFE_LAG, .latest = 59.9}}},
	{"the same, and nobody had looked", .grace_days = 30,
		.looks = {{100, BIN, LOST, .plan = 60, .deleted = 99.9,
			EXPIRING, SHARED, .earliest = 99.9}}},
	{"long before, by a date that moved", GAP, .grace_days = 30,
		.dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .license = true, .plan = 60,
			.deleted = 99.9, EXPIRING, USER, .earliest = 99.9}}},
	{"and gone before that would have ended", LONG, .grace_days = 30,
		.looks = {{100, BIN, LOST, .plan = 80, .deleted = 99.9,
			EXPIRING, USER, .earliest = 80, .latest = 99.9}}},
	{"synchronized, and its plan was there or given since", LONG,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 3, .synced = true,
				  .deleted = 99.9, OVERDUE,
				  .state = CHECK_CRITICAL, SHARED,
				  .earliest = 20 - LIFE_LAG, .latest = 99.9},
			{100.1, BIN, LOST, .plan = 3, .synced = true,
				.deleted = 99.9, OVERDUE,
				.state = CHECK_CRITICAL, SHARED,
				.earliest = 20 - LIFE_LAG, .latest = 99.9}}},
	{"synchronized, and nobody looked before", .dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 3, .synced = true,
			.deleted = 99.9, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"synchronized, and there was no plan", LONG,
		.looks = {{100, BIN, .synced = true, .deleted = 99.9,
			.phase = PHASE_ALIVE, .forgotten = true}}},
	{"synchronized, deleted before the last look", .ran_before = 99.95,
		.looks = {{100, BIN, LOST, .plan = 3, .synced = true,
			.deleted = 99.9, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"synchronized, deleted in the second of the last look",
		.ran_before = 99.9 + LIFE_LAG,
		.looks = {{100, BIN, LOST, .plan = 3, .synced = true,
			.deleted = 99.9, .phase = PHASE_ALIVE,
			.forgotten = true}}},
	{"the filter showed nothing for as long", GAP, .ran_whole = 93,
		.looks = {{100, BIN, .only_whole = true, .deleted = 99.9,
			EXPIRING, SHARED, UNSEEN}}},
	{"by a filter of which nothing shows that it is right", GAP,
		.ran_whole = 93, .filter_unproven = true,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
			.earliest = 93 - LIFE_LAG, .latest = 99.9}}},
	{"a look in the same second, and a filter that lags", GAP,
		.looks = {{99.9, LOST, SILENT, .phase = PHASE_SETTLING,
				  .earliest = 99 - LIFE_LAG, .latest = 99.9},
			{100, BIN, .deleted = 99.9, EXPIRING, USER, UNSEEN,
				.loss = 1}}},
	{"restored without a license it is silent", GAP,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN},
			{101, LOST, SILENT, EXPIRING, UNSEEN, .loss = 1}}},
	{"the same, seen again", GAP,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				  .loss = 1},
			{101, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				.loss = 1}}},
};

/* Its license was there to the last, or went at a known time. */
static const struct life known[] = {
	{"the bin shows its plan", GAP,
		.looks = {{100, BIN, BACK, .deleted = 99.9, EXPIRING, USER,
			.earliest = 99.9}}},
	{"the bin shows its license", GAP,
		.looks = {{100, BIN, .mailbox_license = true, .deleted = 99.9,
			EXPIRING, USER, .earliest = 99.9}}},
	{"its plan went with its user", GAP, .dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 99.9 + MINUTES(3),
			.deleted = 99.9, EXPIRING, USER, .earliest = 99.9}}},
	{"dates move", GAP, .dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 99.3, .deleted = 99.9,
			EXPIRING, USER, .earliest = 99.3, .latest = 99.9}}},
	{"dates move, and it went long before", GAP, .dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
			SHARED, .earliest = 99.9}}},
	{"dates move, and it went meanwhile, long before", LONG,
		.dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 60, .deleted = 99.9,
			EXPIRING, SHARED, .earliest = 99.9}}},
	{"the audit tells", GAP,
		.looks = {{100, BIN, .removed = 99.4, .deleted = 99.9, EXPIRING,
			USER, .earliest = 99.4, .latest = 99.9}}},
	{"first seen in the bin", /* nobody looked before */
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
			.earliest = 99.9}}},
	{"deleted before the last look, which lagged", GAP,
		.looks = {{100, BIN, .deleted = 98.95, EXPIRING, SHARED,
			.earliest = 98.95}}},
	{"known to be shared",
		.looks = {{99, LOST, .plan = 90, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
				.earliest = 99.9, .sure = SURE}}},
	{"known to be shared, in the bin, back, and there again",
		.looks = {{90, LOST, .plan = 80, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{91, BIN, .deleted = 90.5, EXPIRING, SHARED,
				.earliest = 90.5},
			{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
				.earliest = 99.9, .sure = SURE, .loss = 2}}},
	{"it answered without a license when last seen",
		.looks = {{99, LOST, .plan = 98, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{100, BIN, .deleted = 99.9, EXPIRING, USER,
				.earliest = 98, .latest = 99.9}}},
	{"the same, and its license had gone more than a window before",
		.looks = {{68, LOST, .plan = 67, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{99, LOST, .plan = 67, .probe = PROBE_USER,
				.phase = PHASE_CONNECTED,
				.state = CHECK_WARNING, .latest = 68},
			{100, BIN, LOST, .plan = 67, .deleted = 99.9, EXPIRING,
				USER, .earliest = 98, .latest = 99.9,
				.loss = 2},
			{101, BIN, LOST, .plan = 67, .deleted = 99.9, EXPIRING,
				USER, .earliest = 98, .latest = 99.9,
				.loss = 2}}},
	{"the same, restored without a license",
		.looks = {{99, LOST, .plan = 98.5, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{100, BIN, LOST, .plan = 98.5, .deleted = 99.9,
				EXPIRING, USER, .earliest = 98.5,
				.latest = 99.9},
			{110, LOST, .plan = 98.5, SILENT, EXPIRING,
				.cause = CAUSE_LICENSE_REMOVED,
				.earliest = 98.5, .latest = 99.9},
			{111, LOST, .plan = 98.5, .license = true, SILENT,
				EXPIRING, .earliest = 98.5, .latest = 99.9}}},
	{"the same, and nobody looked for days",
		.looks = {{99, LOST, .plan = 98, .probe = PROBE_USER,
				  .phase = PHASE_CONNECTED},
			{108, BIN, .deleted = 107, EXPIRING, USER,
				.earliest = 98, .latest = 107}}},
};

/* Known of old: what was seen last. */
static const struct life seen[] = {
	{"its license was back", .dates_move = TRI_YES,
		.looks = {{98, LOST, .plan = 95, SILENT, EXPIRING},
			{99, BACK, .probe = PROBE_USER,
				.phase = PHASE_RESTORED},
			{100, BIN, .deleted = 99.9, EXPIRING, USER,
				.earliest = 99, .latest = 99.9, .loss = 2}}},
	{"its subscription had lapsed",
		.looks = {{99, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{100, BIN, .deleted = 99.9, EXPIRING, USER, UNSEEN,
				.loss = 2}}},
	{"the same, synchronized", .dates_move = TRI_NO,
		.looks = {{99, .plans = PLANS_SUSPENDED, .license = true,
				  .synced = true, .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{100, BIN, LOST, .plan = 3, .synced = true,
				.deleted = 99.9, EXPIRING, USER, UNSEEN,
				.loss = 2}}},
	{"the same, a window and more before", .dates_move = TRI_NO,
		.looks = {{69, .plans = PLANS_SUSPENDED, .license = true,
				  .synced = true, .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{100, BIN, LOST, .plan = 3, .synced = true,
				.deleted = 99.9, OVERDUE, SHARED,
				.state = CHECK_CRITICAL, .latest = 99.9,
				.earliest = 69 - LIFE_LAG, .loss = 2}}},
	{"without a license for long, and nobody asked", .no_probe = true,
		.dates_move = TRI_NO,
		.looks = {{90, LOST, .plan = 3, .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .needs_force = true},
			{99, LOST, .plan = 3, .phase = PHASE_PAST_UNPROVEN,
				.state = CHECK_WARNING, .needs_force = true},
			{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				.loss = 2}}},
	{"lost before anybody looked, nobody may ask, and its window ran then",
		.no_probe = true, .dates_move = TRI_NO,
		.looks = {{94, LOST, .plan = 65, EXPIRING,
				  .state = CHECK_CRITICAL, .earliest = 65,
				  .latest = 94},
			{100, BIN, .deleted = 99.9, OVERDUE, USER,
				.state = CHECK_WARNING, .earliest = 65,
				.latest = 99.9, .loss = 1}}},
	{"a second more, and its window had ended", .no_probe = true,
		.dates_move = TRI_NO,
		.looks = {{95 + SECOND, LOST, .plan = 65,
				  .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .needs_force = true},
			{100, BIN, .deleted = 99.9, EXPIRING, SHARED,
				.earliest = 95 + SECOND - LIFE_LAG,
				.latest = 99.9, .loss = 2}}},
	{"it answered while it had a plan, which it has no more",
		.looks = {{90, .plans = PLANS_SUSPENDED, .license = true,
				  .phase = PHASE_SUBSCRIPTION,
				  .state = CHECK_WARNING},
			{91, BACK, .probe = PROBE_USER, .phase = PHASE_ALIVE},
			{99, .phase = PHASE_ALIVE},
			{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN}}},
	{"shared, as it seemed: restored it is silent",
		.looks = {{90, LOST, .plan = 80, .probe = PROBE_SHARED,
				  .phase = PHASE_ALIVE},
			{97, BIN, LOST, .plan = 80, .deleted = 96.9, EXPIRING,
				SHARED, .earliest = 96.9},
			{98, LOST, .plan = 80, SILENT, EXPIRING, SHARED,
				.earliest = 89, .latest = 96.9},
			{98.1, LOST, .plan = 80, .probe = PROBE_SHARED,
				.phase = PHASE_RESTORED, .latest = -1}}},
	{"it answered as a user's while its subscription had lapsed",
		.looks = {{90, BIN, .deleted = 89, EXPIRING, SHARED},
			{91, .plans = PLANS_SUSPENDED, .license = true,
				.probe = PROBE_USER, .phase = PHASE_RESTORED,
				.earliest = 89},
			{99, .plans = PLANS_SUSPENDED, .license = true,
				.probe = PROBE_USER, .phase = PHASE_ALIVE},
			{100, BIN, .deleted = 99.9, EXPIRING, USER, UNSEEN,
				.loss = 2}}},
};

/*
 * Nobody may ask.  What was lost goes on to be lost, for as long as it may be:
 * a deletion begins no clock that is later.
 */
static const struct life unasked[] = {
	{"lost within weeks that nobody looked at", .no_probe = true,
		.dates_move = TRI_NO, .ran_before = 60,
		.looks = {{95, LOST, .plan = 3, OVERDUE,
				  .state = CHECK_CRITICAL,
				  .earliest = 60 - LIFE_LAG, .latest = 95},
			{100, BIN, LOST, .plan = 3, .deleted = 99.9, OVERDUE,
				.state = CHECK_WARNING, USER, .loss = 1,
				.earliest = 60 - LIFE_LAG, .latest = 99.9},
			{101, BIN, LOST, .plan = 3, .deleted = 99.9, OVERDUE,
				.state = CHECK_WARNING, USER, .loss = 1,
				.earliest = 60 - LIFE_LAG, .latest = 99.9}}},
	{"its license came and went since", .no_probe = true,
		.dates_move = TRI_YES, .ran_before = 65,
		.looks = {{66, LOST, .plan = 65.8, EXPIRING, .earliest = 65.8},
			{95, LOST, .plan = 94, EXPIRING,
				.state = CHECK_CRITICAL, .earliest = 65.8},
			{100, BIN, LOST, .plan = 94, .deleted = 99.9, OVERDUE,
				.state = CHECK_WARNING, USER, .loss = 1,
				.earliest = 65.8, .latest = 99.9}}},
	{"lost before it was deleted, or by that, and deleted again",
		.no_probe = true, .dates_move = TRI_NO,
		.looks = {{61, BIN, LOST, .plan = 40, .deleted = 60, EXPIRING,
				  .state = CHECK_WARNING, USER, .earliest = 40,
				  .latest = 60},
			{62, LOST, .plan = 40, EXPIRING, .earliest = 40,
				.state = CHECK_WARNING, .latest = 60},
			{85, BIN, LOST, .plan = 40, .deleted = 84.9, OVERDUE,
				.state = CHECK_WARNING, USER, .earliest = 40,
				.latest = 60, .loss = 1}}},
	{"it stays for a while, and its user is deleted later than that",
		.no_probe = true, .grace_days = 30,
		.looks = {{62, LOST, .plan = 60, EXPIRING, .earliest = 60,
				  .latest = 62},
			{105, LOST, .plan = 60, EXPIRING, .earliest = 60,
				.latest = 62},
			{106, BIN, LOST, .plan = 60, .deleted = 105.9, EXPIRING,
				USER, .earliest = 90, .latest = 105.9,
				.loss = 1}}},
	{"it stays for a while, and its user is deleted when that is over",
		.no_probe = true, .grace_days = 30,
		.looks = {{62, LOST, .plan = 60, EXPIRING, .earliest = 60,
				  .latest = 62},
			{91, BIN, LOST, .plan = 60, .deleted = 90, EXPIRING,
				USER, .earliest = 90, .latest = 90,
				.loss = 1}}},
	{"its clock is over in that second", .no_probe = true, .grace_days = 30,
		.looks = {{62, LOST, .plan = 60, EXPIRING, .earliest = 60,
				  .latest = 62},
			{121.9, LOST, .plan = 60, OVERDUE, .earliest = 60,
				.state = CHECK_CRITICAL, .latest = 62},
			{123, BIN, LOST, .plan = 60, .deleted = 122, OVERDUE,
				USER, .state = CHECK_WARNING, .earliest = 90,
				.latest = 122, .loss = 1}}},
	{"the same, and its clock is over", .no_probe = true, .grace_days = 30,
		.looks = {{62, LOST, .plan = 60, EXPIRING, .earliest = 60,
				  .latest = 62},
			{121.9, LOST, .plan = 60, OVERDUE, .earliest = 60,
				.state = CHECK_CRITICAL, .latest = 62},
			{123, BIN, LOST, .plan = 60, .deleted = 122.5, EXPIRING,
				SHARED, .loss = 2}}},
	{"the same, and it was over when it was first seen", .no_probe = true,
		.grace_days = 30,
		.looks = {{100, LOST, .plan = 30, .needs_force = true,
				  .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .earliest = 30,
				  .latest = 100},
			{101, BIN, LOST, .plan = 30, .deleted = 100.9, EXPIRING,
				SHARED, .loss = 2}}},
	{"the same, in that very second", .no_probe = true,
		.looks = {{100, LOST, .plan = 70, .needs_force = true,
				  .phase = PHASE_PAST_UNPROVEN,
				  .state = CHECK_WARNING, .earliest = 70,
				  .latest = 100},
			{101, BIN, LOST, .plan = 70, .deleted = 100.9, USER,
				.needs_force = true, .state = CHECK_WARNING,
				.phase = PHASE_PAST_UNPROVEN, .loss = 1}}},
	{"the same, and it may be asked", .grace_days = 30,
		.looks = {{62, LOST, .plan = 60, EXPIRING, .earliest = 60,
				  .latest = 62},
			{105, LOST, .plan = 60, EXPIRING, .earliest = 60,
				.latest = 62},
			{106, BIN, LOST, .plan = 60, .deleted = 105.9, EXPIRING,
				SHARED, .loss = 2}}},
	{"given long before, in a bin that calls every plan Deleted",
		.dates_move = TRI_YES, .grace_days = 30, .ran_before = 99,
		.looks = {{100, BIN, LOST, .plan = 55, .deleted = 99.9,
			EXPIRING, SHARED, .earliest = 99.9}}},
	{"what seems to be shared is taken for the worse", LONG,
		.grace_days = 30,
		.looks = {{100, BIN, .deleted = 99.9, OVERDUE, SHARED,
			.state = CHECK_CRITICAL, .earliest = 20 - LIFE_LAG,
			.latest = 99.9}}},
	{"in the bin, and there again: it may be a user's", .no_probe = true,
		.ran_before = 70,
		.looks = {{91, BIN, .deleted = 90, EXPIRING, SHARED,
				  .state = CHECK_WARNING,
				  .earliest = 70 - LIFE_LAG, .latest = 90},
			{95, BIN, .deleted = 94, EXPIRING, SHARED,
				.state = CHECK_WARNING,
				.earliest = 70 - LIFE_LAG, .latest = 94,
				.loss = 2}}},
	{"back from the bin its plan has another date: it was there",
		.no_probe = true, .dates_move = TRI_YES,
		.looks = {{91, BIN, LOST, .plan = 3, .deleted = 90, EXPIRING,
				  SHARED, .earliest = 90},
			{92, LOST, .plan = 91.5, EXPIRING, .earliest = 90,
				.cause = CAUSE_SHARED_DELETED}}},
};

/* Back from the bin without a license, and nobody may ask. */
static const struct life restored[] = {
	{"it had a plan: its clock goes on", GAP, .no_probe = true,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN,
				  .sure = UNSURE},
			{110, LOST, EXPIRING, .cause = CAUSE_LICENSE_REMOVED,
				UNSEEN, .loss = 1, .sure = UNSURE}}},
	{"it had one, by the bin as well", GAP, .no_probe = true,
		.dates_move = TRI_NO,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
				  SHARED, UNSEEN},
			{110, LOST, .plan = 3, EXPIRING, SHARED, UNSEEN,
				.loss = 1}}},
	{"it had none", GAP, .no_probe = true,
		.looks = {{100, BIN, .deleted = 99.9, EXPIRING, SHARED, UNSEEN},
			{110, .phase = PHASE_RESTORED, .loss = 1}}},
	{"it lost one long before", GAP, .no_probe = true,
		.dates_move = TRI_YES,
		.looks = {{100, BIN, LOST, .plan = 3, .deleted = 99.9, EXPIRING,
				  SHARED, .earliest = 99.9},
			{110, LOST, .plan = 3, .phase = PHASE_RESTORED,
				.loss = 1}}},
};

/* Taken for as young as it may be: min_age runs from the deletion. */
static const struct life young[] = {
	{"half an hour after the deletion", .ran_before = 99.9,
		.looks = {{100, BIN, .deleted = 100 - HOURS(0.5),
			.phase = PHASE_SETTLING, SHARED,
			.earliest = 99.9 - LIFE_LAG,
			.latest = 100 - HOURS(0.5)}}},
	{"two hours after it", .ran_before = 99.9,
		.looks = {{100, BIN, .deleted = 100 - HOURS(2), EXPIRING,
			SHARED, .earliest = 99.9 - LIFE_LAG,
			.latest = 100 - HOURS(2)}}},
};

static void
test_never_seen(void **state)
{
	(void)state;
	life_run_all(never_seen, COUNT_OF(never_seen));
}

static void
test_known(void **state)
{
	(void)state;
	life_run_all(known, COUNT_OF(known));
}

static void
test_seen(void **state)
{
	(void)state;
	life_run_all(seen, COUNT_OF(seen));
}

static void
test_restored(void **state)
{
	(void)state;
	life_run_all(restored, COUNT_OF(restored));
}

static void
test_unasked(void **state)
{
	(void)state;
	life_run_all(unasked, COUNT_OF(unasked));
}

static void
test_young(void **state)
{
	(void)state;
	life_run_all(young, COUNT_OF(young));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_never_seen),
		cmocka_unit_test(test_known),
		cmocka_unit_test(test_seen),
		cmocka_unit_test(test_restored),
		cmocka_unit_test(test_unasked),
		cmocka_unit_test(test_young),
	};

	return cmocka_run_group_tests_name("unseen", tests, NULL, NULL);
}
