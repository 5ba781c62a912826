// SPDX-License-Identifier: MIT
#include "snmp/shelf_layout.h"

#include <stdlib.h>
#include <string.h>

void
shelf_leave(struct shelf *shelf)
{
	if (shelf != NULL && --shelf->users == 0) {
		free(shelf);
	}
}

static uint64_t
get_number(const unsigned char **at)
{
	uint64_t number = 0;
	unsigned shift = 0;

	while (**at >= 0x80) {
		number |= (uint64_t)(*(*at)++ & 0x7f) << shift;
		shift += 7;
	}
	return number | (uint64_t) * (*at)++ << shift;
}

static time_t
get_time(const unsigned char **at, time_t *before)
{
	uint64_t number = get_number(at);

	if (number == 0) {
		return 0;
	}
	number--;
	*before += (time_t)(int64_t)(number >> 1 ^ (0 - (number & 1)));
	return *before;
}

/* Appends a packed text to `*to`; its end is returned. */
static char *
get_text(const unsigned char **at, char *to)
{
	size_t length = (size_t)get_number(at);

	memcpy(to, *at, length);
	*at += length;
	to[length] = '\0';
	return to + length;
}

static void
read_flags(uint64_t flags, struct shelf_row *row)
{
	struct mailbox *mailbox = &row->mailbox;

	mailbox->cause = (enum cause)shelf_get_flag(flags, FLAG_CAUSE);
	mailbox->place = (enum place)shelf_get_flag(flags, FLAG_PLACE);
	mailbox->plans = (enum plans)shelf_get_flag(flags, FLAG_PLANS);
	mailbox->probe = (enum probe_answer)shelf_get_flag(flags, FLAG_PROBE);
	mailbox->account_enabled =
		(enum tri)shelf_get_flag(flags, FLAG_ACCOUNT);
	mailbox->synced = (enum tri)shelf_get_flag(flags, FLAG_SYNCED);
	mailbox->confirmed = shelf_get_flag(flags, FLAG_CONFIRMED) != 0;
	mailbox->plan_disabled = shelf_get_flag(flags, FLAG_DISABLED) != 0;
	mailbox->actor_kind =
		(enum actor_kind)shelf_get_flag(flags, FLAG_ACTOR_KIND);
	mailbox->sources = shelf_get_flag(flags, FLAG_SOURCES);
	row->excluded = shelf_get_flag(flags, FLAG_EXCLUDED) != 0;
}

/* All but the texts, where it ends. */
static const unsigned char *
read_facts(const struct shelf *shelf, uint32_t at, struct shelf_row *row)
{
	const unsigned char *byte =
		shelf_bytes(shelf) + shelf->entry[shelf->rows + at];
	struct mailbox *mailbox = &row->mailbox;
	time_t before = 0;

	*mailbox = (struct mailbox){.id = shelf->entry[at]};
	memcpy(&mailbox->user_id, byte, sizeof(mailbox->user_id));
	byte += sizeof(mailbox->user_id);
	read_flags(get_number(&byte), row);
	mailbox->lost_earliest = get_time(&byte, &before);
	mailbox->lost_latest = get_time(&byte, &before);
	mailbox->counts_from = get_time(&byte, &before);
	mailbox->first_seen_at = get_time(&byte, &before);
	mailbox->absent_at = get_time(&byte, &before);
	mailbox->deleted_at = get_time(&byte, &before);
	mailbox->answered_at = get_time(&byte, &before);
	mailbox->silent_at = get_time(&byte, &before);
	mailbox->restored_at = get_time(&byte, &before);
	mailbox->gone_at = get_time(&byte, &before);
	row->sku = (uint32_t)get_number(&byte);
	mailbox->loss = (int64_t)get_number(&byte);
	return byte;
}

void
shelf_read(const struct shelf *shelf, uint32_t at, struct shelf_row *row)
{
	(void)read_facts(shelf, at, row);
}

void
shelf_read_whole(const struct shelf *shelf, uint32_t at,
	const struct lexicon *lexicon, struct shelf_row *row)
{
	const unsigned char *byte = read_facts(shelf, at, row);
	char *end = NULL;
	const char *domain = NULL;

	row->actor = lexicon_text(lexicon, (uint32_t)get_number(&byte));
	row->upn = row->names;
	end = get_text(&byte, row->names);
	domain = lexicon_text(lexicon, (uint32_t)get_number(&byte));
	memcpy(end, domain, strlen(domain) + 1);
	end += strlen(domain) + 1;
	row->display_name = end;
	(void)get_text(&byte, end);
}

uint32_t
shelf_index(const struct shelf *shelf, uint32_t at)
{
	return shelf->entry[at];
}

uint32_t
shelf_last(const struct shelf *shelf)
{
	return shelf->entry[shelf->rows - 1];
}

uint32_t
shelf_find(const struct shelf *shelf, uint32_t index)
{
	uint32_t from = 0;
	uint32_t to = shelf->rows;

	while (from < to) {
		uint32_t middle = from + (to - from) / 2;
		if (shelf->entry[middle] < index) {
			from = middle + 1;
		} else {
			to = middle;
		}
	}
	return from;
}
