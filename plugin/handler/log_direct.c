// SPDX-License-Identifier: MIT
/* Which licenses were assigned to users directly. */
#include "handler/log.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

#define FIELD_SIZE 400

struct direct {
	time_t at;
	char *tenant;
	char *name;
	struct guid sku;
	bool by_group;
};

struct directs {
	const struct log_settings *settings;
	struct direct *items; /* newest first */
	size_t count;
	size_t capacity;
};

static bool
visit_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	struct directs *directs = context;
	const struct remedy_write *assign = &remedy->writes[WRITE_ASSIGN];
	char id[GUID_TEXT_SIZE];

	(void)err;
	if (assign->result != WRITE_DONE ||
		assign->sent_at < directs->settings->since) {
		return true;
	}
	directs->items = mem_grow(directs->items, directs->count,
		&directs->capacity, sizeof(*directs->items));
	directs->items[directs->count++] = (struct direct){
		.at = assign->sent_at,
		.tenant = mem_text(remedy->tenant),
		.name = mem_text(remedy->upn != NULL
					 ? remedy->upn
					 : guid_text(&remedy->user_id, id)),
		.sku = remedy->assigned,
		.by_group = remedy->by_group,
	};
	return true;
}

static bool
read_directs(struct directs *directs, struct error *err)
{
	struct handler_reader *reader = NULL;
	bool ok = log_open_database(directs->settings, &reader, err);

	if (ok && reader != NULL) {
		ok = handler_each_remedy(reader, directs->settings->tenant,
			false, 0, visit_remedy, directs, err);
	}
	handler_close(reader);
	return ok;
}

/* Names of products, as far as the collector knows them. */
static void
read_seats(const struct log_settings *settings, const char *tenant,
	struct state_facts *facts)
{
	char *path = state_database_path(settings->config->state_dir, tenant);
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = NULL;
	struct error ignored = {0};

	if (state_open(path, &condition, &reader, &ignored) &&
		condition == STATE_READY &&
		!state_read_facts(reader, facts, &ignored)) {
		*facts = (struct state_facts){0};
	}
	state_close(reader);
	free(path);
}

static void
print_direct(
	const struct direct *direct, const struct seat_list *seats, FILE *out)
{
	const struct seat *seat = seat_find(seats, &direct->sku);
	char at[TIMESTAMP_TEXT_SIZE];
	char id[GUID_TEXT_SIZE];
	char name[FIELD_SIZE];
	char product[FIELD_SIZE];

	(void)fprintf(out, "%s  %s  %s  %s%s\n", timestamp_text(direct->at, at),
		direct->tenant,
		text_clean(direct->name, true, name, sizeof(name)),
		text_clean(seat == NULL || seat->part_number == NULL
				   ? guid_text(&direct->sku, id)
				   : seat->part_number,
			true, product, sizeof(product)),
		direct->by_group ? "  a group used to give it" : "");
}

static void
print_directs(const struct directs *directs)
{
	struct state_facts facts = {0};
	const char *known = NULL; /* whose facts these are */

	for (size_t i = directs->count; i > 0; i--) {
		const struct direct *direct = &directs->items[i - 1];

		if (known == NULL || strcmp(known, direct->tenant) != 0) {
			state_facts_release(&facts);
			facts = (struct state_facts){0};
			read_seats(directs->settings, direct->tenant, &facts);
			known = direct->tenant;
		}
		print_direct(direct, &facts.seats, directs->settings->out);
	}
	state_facts_release(&facts);
}

bool
log_print_direct(const struct log_settings *settings, struct error *err)
{
	struct directs directs = {.settings = settings};
	bool ok = read_directs(&directs, err);

	if (ok) {
		print_directs(&directs);
	}
	for (size_t i = 0; i < directs.count; i++) {
		free(directs.items[i].tenant);
		free(directs.items[i].name);
	}
	free(directs.items);
	return ok;
}
