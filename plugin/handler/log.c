// SPDX-License-Identifier: MIT
#include "handler/log.h"

#include <stdlib.h>
#include <string.h>

#include "core/stream.h"
#include "core/text.h"
#include "core/timestamp.h"

/* Entries that are in memory at a time. */
#define PAGE_ENTRIES 10000
#define FIELD_SIZE 1000

bool
log_open_database(const struct log_settings *settings,
	struct handler_reader **reader, struct error *err)
{
	char *path = handler_database_path(settings->config->state_dir);
	enum state_condition condition = STATE_ABSENT;
	bool ok = handler_open(path, &condition, reader, err);

	if (ok && condition == STATE_STALE) {
		ok = error_set(err, ERROR_WAIT,
			"%s: the last write was interrupted, or is of an older "
			"version: handle_mailbox_expiry worker repairs it",
			path);
	}
	free(path);
	return ok;
}

/* What is to be printed once the database is closed. */
struct page {
	const struct log_settings *settings;
	FILE *lines;
	int64_t last; /* id of the last entry read */
	size_t count;
};

static void
print_field(FILE *out, const char *before, const char *text)
{
	char field[FIELD_SIZE];

	if (text != NULL && *text != '\0') {
		(void)fprintf(out, "%s%s", before,
			text_clean(text, true, field, sizeof(field)));
	}
}

static void
print_entry(const struct journal_row *row, FILE *out)
{
	char at[TIMESTAMP_TEXT_SIZE];

	(void)fprintf(out, "%s  ", timestamp_text(row->at, at));
	print_field(out, "", row->tenant == NULL ? "-" : row->tenant);
	if (row->remedy != 0) {
		print_field(
			out, "  ", row->upn == NULL ? row->user_id : row->upn);
	}
	(void)fprintf(out, "  #%lld  ", (long long)row->request);
	print_field(out, "", row->kind);
	print_field(out, "  ", row->text);
	if (row->status != 0) {
		(void)fprintf(out, " (HTTP %d", row->status);
		print_field(out, ", request-id ", row->graph_request_id);
		(void)fputc(')', out);
	}
	(void)fputc('\n', out);
}

/* Stops, by failing, where the page is full. */
static bool
visit_entry(void *context, const struct journal_row *row, struct error *err)
{
	struct page *page = context;

	if (page->count == PAGE_ENTRIES) {
		return error_set(err, ERROR_INTERNAL, "the page is full");
	}
	page->last = row->id;
	page->count++;
	if (row->at >= page->settings->since) {
		print_entry(row, page->lines);
	}
	return true;
}

/* One page of entries behind `page->last` onto page->lines. */
static bool
read_page(struct page *page, struct error *err)
{
	struct handler_reader *reader = NULL;
	bool ok = log_open_database(page->settings, &reader, err);

	page->count = 0;
	if (ok && reader != NULL) {
		ok = handler_each_entry(reader, page->settings->tenant,
			     page->last, visit_entry, page, err) ||
		     page->count == PAGE_ENTRIES;
	}
	handler_close(reader);
	return ok;
}

/* Calls `read` with a stream to write to, and prints that when it is done. */
static bool
print_read(struct page *page,
	bool (*read)(struct page *page, struct error *err), struct error *err)
{
	char *text = NULL;
	size_t length = 0;
	bool ok = false;

	page->lines = stream_open(&text, &length);
	ok = read(page, err);
	(void)fclose(page->lines);
	if (ok) {
		(void)fwrite(text, 1, length, page->settings->out);
	}
	free(text);
	return ok;
}

bool
log_print(const struct log_settings *settings, struct error *err)
{
	struct page page = {.settings = settings};

	if (settings->direct) {
		return log_print_direct(settings, err);
	}
	do {
		if (!print_read(&page, read_page, err)) {
			return false;
		}
	} while (page.count == PAGE_ENTRIES && !ferror(settings->out));
	return true;
}
