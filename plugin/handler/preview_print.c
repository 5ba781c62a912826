// SPDX-License-Identifier: MIT
/* What a preview tells a person. */
#include "handler/preview.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "handler/work.h"

#define FIELD_SIZE 400

/* Seats of one product; a nil SKU is not known yet. */
struct need {
	struct guid sku;
	uint64_t needed;
};

struct needs {
	struct need *items;
	size_t count;
	size_t capacity;
	uint64_t by_group; /* lost with a group's license */
};

static const char *
name_of(const struct preview *preview, size_t index, char name[WORK_NAME_SIZE])
{
	const struct mailbox *mailbox =
		preview->candidates.items[index].mailbox;

	return work_name(mailbox->upn, &mailbox->user_id, name);
}

static void
print_reason(const char *reason, FILE *out)
{
	char text[FIELD_SIZE];

	if (reason[0] != '\0') {
		(void)fprintf(out, ": %s",
			text_clean(reason, true, text, sizeof(text)));
	}
}

static void
print_one(const struct preview *preview, size_t index, FILE *out)
{
	char name[WORK_NAME_SIZE];

	(void)fprintf(out, "  %s", name_of(preview, index, name));
	print_reason(preview->plan.each[index].reason, out);
	(void)fputc('\n', out);
}

/* All that got this verdict, those that are not meant left out. */
static void
print_kind(const struct preview *preview, enum verdict verdict,
	const char *heading, size_t limit, FILE *out)
{
	size_t count = 0;

	for (size_t i = 0; i < preview->plan.count; i++) {
		const struct remedy_decision *decision = &preview->plan.each[i];
		if (decision->verdict != verdict ||
			(verdict == VERDICT_LEAVE &&
				decision->reason[0] == '\0')) {
			continue;
		}
		if (count == 0 && heading != NULL) {
			(void)fprintf(out, "%s\n", heading);
		}
		count++;
		if (limit == 0 || count <= limit) {
			print_one(preview, i, out);
		}
	}
	if (limit != 0 && count > limit) {
		(void)fprintf(out, "  ... and %zu more; --preview lists all\n",
			count - limit);
	}
}

static struct need *
need_of(struct needs *needs, const struct guid *sku)
{
	for (size_t i = 0; i < needs->count; i++) {
		if (guid_equal(&needs->items[i].sku, sku)) {
			return &needs->items[i];
		}
	}
	needs->items = mem_grow(needs->items, needs->count, &needs->capacity,
		sizeof(*needs->items));
	needs->items[needs->count] = (struct need){.sku = *sku};
	return &needs->items[needs->count++];
}

static void
count_needs(const struct preview *preview, struct needs *needs)
{
	for (size_t i = 0; i < preview->plan.count; i++) {
		const struct mailbox *mailbox =
			preview->candidates.items[i].mailbox;
		if (preview->plan.each[i].verdict != VERDICT_REMEDY) {
			continue;
		}
		needs->by_group += mailbox->actor_kind == ACTOR_GROUP;
		if (mailbox->cause != CAUSE_SHARED_DELETED) {
			need_of(needs, guid_is_nil(&preview->sku)
					       ? &mailbox->sku
					       : &preview->sku)
				->needed++;
		}
	}
}

static void
print_need(const struct preview *preview, const struct need *need, FILE *out)
{
	const struct seat *seat =
		seat_find(&preview->candidates.facts.seats, &need->sku);
	char id[GUID_TEXT_SIZE];
	char name[FIELD_SIZE];

	if (guid_is_nil(&need->sku)) {
		(void)fprintf(out,
			"  %llu of a product that is found out when it is "
			"done\n",
			(unsigned long long)need->needed);
		return;
	}
	(void)fprintf(out, "  %llu of %s", (unsigned long long)need->needed,
		text_clean(seat == NULL || seat->part_number == NULL
				   ? guid_text(&need->sku, id)
				   : seat->part_number,
			true, name, sizeof(name)));
	if (seat == NULL) {
		(void)fputs(", which the tenant no longer has\n", out);
	} else if (seat->free < (int64_t)need->needed) {
		(void)fprintf(out, ", %lld free: %lld short\n",
			(long long)seat->free,
			(long long)((int64_t)need->needed -
				    (seat->free > 0 ? seat->free : 0)));
	} else {
		(void)fprintf(out, ", %lld free\n", (long long)seat->free);
	}
}

static void
print_needs(const struct preview *preview, FILE *out)
{
	struct needs needs = {0};

	count_needs(preview, &needs);
	if (needs.count > 0) {
		(void)fputs("seats, as of the last collection:\n", out);
		for (size_t i = 0; i < needs.count; i++) {
			print_need(preview, &needs.items[i], out);
		}
	}
	if (needs.by_group > 0) {
		(void)fprintf(out,
			"BETTER: %llu of them lost a license that a group gave "
			"them.  Give the group its license\n"
			"back (or put them back into it): that brings them "
			"back at once, takes no write for\n"
			"each, and leaves no direct assignments to be cleaned "
			"up (log --direct).\n",
			(unsigned long long)needs.by_group);
	}
	free(needs.items);
}

void
preview_print(const struct preview *preview, size_t limit, FILE *out)
{
	const struct remedy_plan *plan = &preview->plan;

	if (plan->verdict != VERDICT_REMEDY) {
		(void)fprintf(out, "%s: %s", preview->tenant->name,
			plan->verdict == VERDICT_REFUSE ? "refused"
							: "nothing to be done");
		print_reason(plan->reason, out);
		(void)fputc('\n', out);
	} else {
		(void)fprintf(out,
			"%s: %zu mailbox%s would be brought back%s\n",
			preview->tenant->name, plan->remedies,
			plan->remedies == 1 ? "" : "es",
			preview->tenant->policy.dry_run ? " (but for dry_run)"
							: "");
		print_kind(preview, VERDICT_REMEDY, NULL, limit, out);
	}
	print_kind(preview, VERDICT_LEAVE, "left alone:", limit, out);
	print_kind(preview, VERDICT_REFUSE, "refused:", limit, out);
	if (plan->verdict == VERDICT_REMEDY) {
		print_needs(preview, out);
	}
}
