// SPDX-License-Identifier: MIT
/* The mailboxes: all of them by index, and the most urgent by urgency. */
#include "snmp/figures.h"
#include "snmp/tree.h"

#include <stdlib.h>
#include <string.h>

/* The same in both tables. */
enum mailbox_column {
	MAILBOX_USER_ID = 2,
	MAILBOX_UPN,
	MAILBOX_DISPLAY_NAME,
	MAILBOX_CAUSE,
	MAILBOX_LOSS,
	MAILBOX_PHASE,
	MAILBOX_STATE,
	MAILBOX_LOST_AT,
	MAILBOX_LOST_AT_LATEST,
	MAILBOX_DEADLINE,
	MAILBOX_DEADLINE_LATEST,
	MAILBOX_DEADLINE_SECONDS,
	MAILBOX_LEFT,
	MAILBOX_EVIDENCE,
	MAILBOX_CONFIRMED,
	MAILBOX_ACCOUNT_ENABLED,
	MAILBOX_SYNCED,
	MAILBOX_RESTORABLE,
	MAILBOX_NEEDS_FORCE,
	MAILBOX_RESTORED_AT,
	MAILBOX_SEEN_BY_HANDLER,
	MAILBOX_SKU,
	MAILBOX_ACTOR,
	ATTENTION_TENANT_INDEX,
	ATTENTION_TENANT,
	ATTENTION_MAILBOX_INDEX,
};

/* yes(1), no(2) as TruthValue has it, unknown(3). */
static void
read_tri(struct value *value, enum tri tri)
{
	value_integer(value, tri == TRI_YES ? 1 : tri == TRI_NO ? 2 : 3);
}

static void
read_name(const struct board_row *row, const char *name, struct value *value)
{
	value_clean_text(value,
		row->tenant->tenant->show_names == SHOW_NAMES_UPN ? name : "");
}

static void
read_judgement(
	const struct tree_row *found, uint32_t column, struct value *value)
{
	const struct board_row *row = &found->mailbox;
	const struct judgement *judgement = &row->judgement;

	switch (column) {
	case MAILBOX_PHASE:
		value_integer(value, (int)judgement->phase + 1);
		return;
	case MAILBOX_STATE:
		value_integer(value, judgement->state);
		return;
	case MAILBOX_DEADLINE:
		value_instant(value, judgement->deadline.earliest);
		return;
	case MAILBOX_DEADLINE_LATEST:
		value_instant(value, judgement->deadline.latest);
		return;
	case MAILBOX_DEADLINE_SECONDS:
		value_epoch(value, judgement->deadline.earliest);
		return;
	case MAILBOX_LEFT:
		figure_left(
			value, judgement->deadline.earliest, found->scope->now);
		return;
	case MAILBOX_RESTORABLE:
		value_truth(value, judgement->restorable);
		return;
	case MAILBOX_RESTORED_AT:
		value_instant(value, judgement->restored_at);
		return;
	case MAILBOX_SEEN_BY_HANDLER:
		value_truth(value, judgement->by_handler);
		return;
	case MAILBOX_NEEDS_FORCE:
	default:
		value_truth(value, judgement->needs_force);
	}
}

static void
read_mailbox(const struct tree_row *found, uint32_t column, struct value *value)
{
	const struct board_row *row = &found->mailbox;
	const struct mailbox *mailbox = &row->row.mailbox;
	char sources[SOURCES_TEXT_SIZE];

	switch (column) {
	case MAILBOX_USER_ID:
		value_guid(value, &mailbox->user_id);
		return;
	case MAILBOX_UPN:
		read_name(row, row->row.upn, value);
		return;
	case MAILBOX_DISPLAY_NAME:
		read_name(row, row->row.display_name, value);
		return;
	case MAILBOX_ACTOR:
		read_name(row, row->row.actor, value);
		return;
	case MAILBOX_CAUSE:
		value_integer(value, mailbox->cause);
		return;
	case MAILBOX_LOSS:
		value_unsigned(value, (uint64_t)mailbox->loss);
		return;
	case MAILBOX_LOST_AT:
		value_instant(value, mailbox->lost_earliest);
		return;
	case MAILBOX_LOST_AT_LATEST:
		value_instant(value, mailbox->lost_latest);
		return;
	case MAILBOX_EVIDENCE:
		value_clean_text(
			value, mailbox_sources_text(mailbox->sources, sources));
		return;
	case MAILBOX_CONFIRMED:
		value_truth(value, mailbox->confirmed);
		return;
	case MAILBOX_ACCOUNT_ENABLED:
		read_tri(value, mailbox->account_enabled);
		return;
	case MAILBOX_SYNCED:
		read_tri(value, mailbox->synced);
		return;
	case MAILBOX_SKU:
		value_text(
			value, row->seat == NULL ? "" : row->seat->part_number);
		return;
	case ATTENTION_TENANT_INDEX:
		value_unsigned(value, row->tenant->index);
		return;
	case ATTENTION_TENANT:
		value_text(value, row->tenant->name);
		return;
	case ATTENTION_MAILBOX_INDEX:
		value_unsigned(value, (uint64_t)mailbox->id);
		return;
	default:
		read_judgement(found, column, value);
	}
}

static bool
take(struct tree_row *row, const struct board_tenant *tenant,
	const struct stock_place *place)
{
	row->tenant = tenant;
	row->index[0] = tenant->index;
	row->index[1] = shelf_index(place->shelf, place->at);
	board_judge(tenant, place, row->scope->now, &row->mailbox);
	return true;
}

static bool
seek_mailbox(struct tree_row *row, const uint32_t *key)
{
	const struct tree_scope *scope = row->scope;
	uint32_t wanted = key[0] < scope->only ? scope->only : key[0];
	struct stock_place place;

	for (;;) {
		const struct board_tenant *tenant =
			board_find(scope->board, wanted);
		if (tenant == NULL ||
			(scope->only != 0 && tenant->index != scope->only)) {
			return false;
		}
		if (stock_find(&tenant->stock,
			    tenant->index == key[0] ? key[1] : 0, &place)) {
			return take(row, tenant, &place);
		}
		if (tenant->index == UINT32_MAX) {
			return false;
		}
		wanted = tenant->index + 1;
	}
}

size_t
tree_name_mailbox_state(
	uint32_t tenant, uint32_t mailbox, uint32_t oid[TREE_OID_LIMIT])
{
	const uint32_t name[] = {
		tree_mailboxes.arc, 1, MAILBOX_STATE, tenant, mailbox};

	memcpy(oid, name, sizeof(name));
	return sizeof(name) / sizeof(name[0]);
}

const struct tree_table tree_mailboxes = {
	.arc = 4,
	.first = MAILBOX_USER_ID,
	.last = MAILBOX_ACTOR,
	.index_length = 2,
	.seek = seek_mailbox,
	.read = read_mailbox,
};

/* ---- the most urgent ----------------------------------------------------- */

/* Ranks begin with 1. */
static bool
seek_urgent(struct tree_row *row, const uint32_t *key)
{
	const struct board *board = row->scope->board;
	uint32_t rank = key[0] == 0 ? 1 : key[0];
	struct board_urgent urgent = {0};
	struct stock_place place;
	uint32_t index = 0;

	if (!board_urgent(board, row->scope->only, rank, &urgent)) {
		return false;
	}
	index = (uint32_t)urgent.item->mailbox.id;
	/* It stands in the stock it was judged from. */
	if (!stock_find(&urgent.tenant->stock, index, &place) ||
		shelf_index(place.shelf, place.at) != index) {
		return false;
	}
	(void)take(row, urgent.tenant, &place);
	row->index[0] = rank;
	return true;
}

const struct tree_table tree_attention = {
	.arc = 3,
	.first = MAILBOX_USER_ID,
	.last = ATTENTION_MAILBOX_INDEX,
	.index_length = 1,
	.seek = seek_urgent,
	.read = read_mailbox,
};
