// SPDX-License-Identifier: MIT
#include "snmp/shelf_layout.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"

static void
put_number(struct shelf_draft *draft, uint64_t number)
{
	while (number >= 0x80) {
		draft->bytes[draft->size++] = (unsigned char)(number | 0x80);
		number >>= 7;
	}
	draft->bytes[draft->size++] = (unsigned char)number;
}

static void
put_time(struct shelf_draft *draft, time_t instant, time_t *before)
{
	int64_t distance = (int64_t)instant - (int64_t)*before;

	if (instant == 0) {
		put_number(draft, 0);
		return;
	}
	put_number(draft,
		((uint64_t)distance << 1 ^ (distance < 0 ? UINT64_MAX : 0)) +
			1);
	*before = instant;
}

static void
put_text(struct shelf_draft *draft, const char *text, size_t length)
{
	put_number(draft, length);
	memcpy(draft->bytes + draft->size, text, length);
	draft->size += length;
}

static uint64_t
flags_of(const struct mailbox *mailbox, bool excluded)
{
	return shelf_put_flag(FLAG_CAUSE, mailbox->cause) |
	       shelf_put_flag(FLAG_PLACE, mailbox->place) |
	       shelf_put_flag(FLAG_PLANS, mailbox->plans) |
	       shelf_put_flag(FLAG_PROBE, mailbox->probe) |
	       shelf_put_flag(FLAG_ACCOUNT, mailbox->account_enabled) |
	       shelf_put_flag(FLAG_SYNCED, mailbox->synced) |
	       shelf_put_flag(FLAG_CONFIRMED, mailbox->confirmed) |
	       shelf_put_flag(FLAG_DISABLED, mailbox->plan_disabled) |
	       shelf_put_flag(FLAG_EXCLUDED, excluded) |
	       shelf_put_flag(FLAG_ACTOR_KIND, mailbox->actor_kind) |
	       shelf_put_flag(FLAG_SOURCES, mailbox->sources);
}

static void
put_upn(struct shelf_draft *draft, const char *upn, struct lexicon *lexicon)
{
	char clean[VALUE_TEXT_LIMIT + 1];
	const char *at = NULL;
	size_t local = 0;

	text_clean(upn == NULL ? "" : upn, true, clean, sizeof(clean));
	at = strrchr(clean, '@');
	local = at == NULL ? strlen(clean) : (size_t)(at - clean);
	put_text(draft, clean, local);
	put_number(draft,
		lexicon_number(lexicon, clean + local, strlen(clean + local)));
}

static void
put_texts(struct shelf_draft *draft, const struct mailbox *mailbox,
	struct lexicon *lexicon)
{
	char clean[VALUE_TEXT_LIMIT + 1];

	text_clean(mailbox->actor == NULL ? "" : mailbox->actor, true, clean,
		sizeof(clean));
	put_number(draft, lexicon_number(lexicon, clean, strlen(clean)));
	put_upn(draft, mailbox->upn, lexicon);
	text_clean(mailbox->display_name == NULL ? "" : mailbox->display_name,
		true, clean, sizeof(clean));
	put_text(draft, clean, strlen(clean));
}

void
shelf_draft_release(struct shelf_draft *draft)
{
	free(draft->bytes);
	*draft = (struct shelf_draft){0};
}

bool
shelf_draft_takes(const struct shelf_draft *draft, uint32_t index)
{
	return draft->rows == 0 ||
	       draft->index[0] / SHELF_ROWS == index / SHELF_ROWS;
}

void
shelf_draft_add(struct shelf_draft *draft, const struct mailbox *mailbox,
	bool excluded, uint32_t sku, struct lexicon *lexicon)
{
	time_t before = 0;

	if (draft->size + ROW_LIMIT_BYTES > draft->capacity) {
		draft->capacity = draft->size + 64 * ROW_LIMIT_BYTES;
		draft->bytes = mem_resize(draft->bytes, draft->capacity, 1);
	}
	draft->index[draft->rows] = (uint32_t)mailbox->id;
	draft->offset[draft->rows++] = (uint32_t)draft->size;
	memcpy(draft->bytes + draft->size, &mailbox->user_id,
		sizeof(mailbox->user_id));
	draft->size += sizeof(mailbox->user_id);
	put_number(draft, flags_of(mailbox, excluded));
	put_time(draft, mailbox->lost_earliest, &before);
	put_time(draft, mailbox->lost_latest, &before);
	put_time(draft, mailbox->counts_from, &before);
	put_time(draft, mailbox->first_seen_at, &before);
	put_time(draft, mailbox->absent_at, &before);
	put_time(draft, mailbox->deleted_at, &before);
	put_time(draft, mailbox->answered_at, &before);
	put_time(draft, mailbox->silent_at, &before);
	put_time(draft, mailbox->restored_at, &before);
	put_time(draft, mailbox->gone_at, &before);
	put_number(draft, sku);
	put_number(draft, (uint64_t)mailbox->loss);
	put_texts(draft, mailbox, lexicon);
}

static bool
is_the_same(const struct shelf_draft *draft, const struct shelf *shelf)
{
	return shelf != NULL && shelf->rows == draft->rows &&
	       shelf->size == draft->size &&
	       memcmp(shelf->entry, draft->index,
		       sizeof(uint32_t) * draft->rows) == 0 &&
	       memcmp(shelf_bytes(shelf), draft->bytes, draft->size) == 0;
}

struct shelf *
shelf_make(struct shelf_draft *draft, struct shelf *before)
{
	struct shelf *shelf = before;

	if (is_the_same(draft, before)) {
		before->users++;
	} else {
		size_t table = sizeof(uint32_t) * draft->rows;
		shelf = mem_zeroed(1, sizeof(*shelf) + 2 * table + draft->size);
		shelf->rows = draft->rows;
		shelf->size = (uint32_t)draft->size;
		shelf->users = 1;
		memcpy(shelf->entry, draft->index, table);
		memcpy(shelf->entry + draft->rows, draft->offset, table);
		memcpy((void *)(uintptr_t)shelf_bytes(shelf), draft->bytes,
			draft->size);
	}
	draft->rows = 0;
	draft->size = 0;
	return shelf;
}
