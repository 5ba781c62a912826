// SPDX-License-Identifier: MIT
#include "turn.h"

#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define NO_MAILBOX 9 /* first byte of a plan that gives none */

static struct sku *
make_skus(const struct turn *row, const struct plan_set *set)
{
	struct sku *skus = mem_zeroed(2, sizeof(*skus));

	for (unsigned char i = 0; i < 2; i++) {
		skus[i] = (struct sku){
			.id = {{(unsigned char)(i + 1)}},
			.part_number = mem_text(i == 0 ? "E3" : "E5"),
			.for_users = true,
			.status = PLAN_STATUS_ENABLED,
			.enabled_seats = 5,
			.consumed_seats = row->no_seat ? 5 : 4,
			.plans = mem_zeroed(2, sizeof(struct sku_plan)),
			.plan_count = 2,
		};
		skus[i].plans[1] = (struct sku_plan){
			.plan = {{NO_MAILBOX}}, .usable = true};
		skus[i].plans[0] = (struct sku_plan){
			.plan = set->plans[i], .usable = true};
	}
	return skus;
}

static enum plan_status
status_of(enum plans plans)
{
	switch (plans) {
	case PLANS_ALIVE:
		return PLAN_STATUS_ENABLED;
	case PLANS_SUSPENDED:
		return PLAN_STATUS_SUSPENDED;
	case PLANS_NONE:
	case PLANS_DELETED:
		break;
	}
	return PLAN_STATUS_DELETED;
}

static void
make_user(struct user *user, const struct turn *row, const struct plan_set *set)
{
	/* A second one does not matter where one is alive. */
	size_t plan_count = row->plans == PLANS_NONE ? 0 : 2;

	*user = (struct user){
		.usage_location = mem_text(row->unlocated ? NULL : "AT"),
		.deleted_at = row->place == PLACE_DELETED
				      ? TURN_NOW - row->deleted_ago_s
				      : 0,
		.account_enabled = row->disabled ? TRI_NO : TRI_YES,
		.synced = row->synced ? TRI_YES : TRI_NO,
		.plans = mem_zeroed(2, sizeof(*user->plans)),
		.plan_count = plan_count,
		.licenses = mem_zeroed(2, sizeof(*user->licenses)),
	};
	user->plans[0] = (struct user_plan){
		set->plans[0], status_of(row->plans), TURN_NOW - 50};
	user->plans[1] = (struct user_plan){
		set->plans[1], PLAN_STATUS_DELETED, TURN_NOW - 9000};
	if (row->held == NULL) {
		return;
	}
	user->licenses[0].sku = (struct guid){{1}};
	user->licenses[1].sku = (struct guid){{2}};
	user->license_count = strstr(row->held, " E5") != NULL ? 2 : 1;
	if (*row->held == '-' || *row->held == '~') {
		user->licenses[0].disabled_count = 1;
		user->licenses[0].disabled_plans =
			mem_zeroed(1, sizeof(struct guid));
		user->licenses[0].disabled_plans[0] =
			*row->held == '-' ? set->plans[0]
					  : (struct guid){{NO_MAILBOX}};
	}
}

static struct remedy_write
write_of(const struct turn_write *then)
{
	return (struct remedy_write){then->result,
		then->count > 0 || then->ago_s > 0 ? TURN_NOW - then->ago_s : 0,
		then->count};
}

static void
make_remedy(struct remedy *remedy, const struct turn *row)
{
	/* Before anything was written. */
	time_t opened_ago_s =
		row->opened_ago_s != 0
			? row->opened_ago_s
			: 9 + row->restore.ago_s + row->assign.ago_s +
				  row->locate.ago_s + row->block.ago_s;

	*remedy = (struct remedy){
		.cause = row->cause != CAUSE_NONE ? row->cause
						  : CAUSE_LICENSE_REMOVED,
		.deadline = {.latest = row->undated	    ? 0
				       : row->window_closed ? TURN_NOW
							    : TURN_NOW + 1},
		.force = row->force,
		.block = row->blocks,
		.by_group = row->by_group,
		.sku = {{1}},
		.assigned = {{row->other_was_assigned ? 2 : 1}},
		.writes = {[WRITE_RESTORE] = write_of(&row->restore),
			[WRITE_ASSIGN] = write_of(&row->assign),
			[WRITE_LOCATE] = write_of(&row->locate),
			[WRITE_BLOCK] = write_of(&row->block)},
		.state = REMEDY_OPEN,
		.opened_at = TURN_NOW - opened_ago_s,
		.looks = row->looks,
		.reason = mem_text(row->last_word),
	};
}

static void
make_tenant(struct tenant *tenant, const struct turn *row)
{
	tenant_init(tenant, "contoso");
	tenant->policy.dry_run = row->dry_run;
	tenant->policy.allow_synced_deleted = row->allow_synced;
	tenant->policy.usage_location = mem_text(row->location);
	tenant->policy.group_held =
		row->refuse_groups ? GROUP_HELD_REFUSE : GROUP_HELD_DIRECT;
	tenant->probe = row->no_probe ? EFFORT_NO : EFFORT_AUTO;
}

static bool
is_as_expected(const struct remedy_move *move, const struct turn *row)
{
	enum remedy_state state = row->state != 0 ? row->state : REMEDY_OPEN;

	if (move->what != row->what || move->state != state ||
		move->took != row->took ||
		(row->says != NULL &&
			strstr(move->reason, row->says) == NULL) ||
		(row->notes != NULL && *row->notes == '\0' &&
			*move->note != '\0') ||
		(row->notes != NULL &&
			strstr(move->note, row->notes) == NULL) ||
		*move->note == ';') {
		return false;
	}
	switch (move->what) {
	case DO_WRITE:
		return move->write == row->write &&
		       (move->choice.sku != NULL) ==
			       (row->write == WRITE_ASSIGN ||
				       row->write == WRITE_LOCATE);
	case DO_WAIT:
		return move->wait_until == TURN_NOW + row->wait_s;
	case DO_CLOSE:
		return *move->reason != '\0';
	case DO_PROBE:
		break;
	}
	return true;
}

static void
take(const struct turn *row)
{
	struct remedy remedy = {0};
	struct tenant tenant = {0};
	struct user user = {0};
	struct remedy_move move;
	struct sku_list skus = {.count = 2};

	make_tenant(&tenant, row);
	make_remedy(&remedy, row);
	make_user(&user, row, &tenant.plans);
	skus.skus = make_skus(row, &tenant.plans);
	const struct remedy_seen seen = {
		.now = TURN_NOW,
		.place = row->place,
		.user = row->place == PLACE_GONE ? NULL : &user,
		.probe = row->probe,
		.skus = row->no_skus ? NULL : &skus,
		.halted = row->halted,
		.only_enabled = row->only_enabled,
		.asked_at =
			row->asked_ago_s == 0 ? 0 : TURN_NOW - row->asked_ago_s,
	};
	memset(&move, 0x5a, sizeof(move));
	remedy_next(&remedy, &tenant, &seen, &move);
	if (!is_as_expected(&move, row)) {
		fail_msg("%s: does %d, write %d, state %d, waits %lld:"
			 " %s (%s)",
			row->name, (int)move.what, (int)move.write,
			(int)move.state,
			(long long)(move.wait_until - TURN_NOW), move.reason,
			move.note);
	}
	remedy_move_release(&move);
	assert_int_equal(move.what, 0);
	remedy_move_release(NULL);
	free(remedy.reason);
	sku_list_release(&skus);
	user_release(&user);
	tenant_release(&tenant);
}

void
turn_take_all(const struct turn *turns, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		take(&turns[i]);
	}
}
