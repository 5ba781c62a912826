// SPDX-License-Identifier: MIT
#include "snmp/loader_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"

/* A database that could not be read is tried again, changed or not. */
#define LOADER_RETRY_MS 30000
#define LOADER_BUSY_MS 200
/* Within this, two writes may look like one by the time of the file. */
#define LOADER_RACY_S 2

int64_t
loader_tick_ms(const struct loader *loader)
{
	return loader->settings.tick_ms(loader->settings.context);
}

time_t
loader_now(const struct loader *loader)
{
	return loader->settings.now(loader->settings.context);
}

time_t
loader_as_of(const struct loader *loader)
{
	time_t at = loader->settings.at;

	if (at == 0) {
		return loader_now(loader);
	}
	return at > loader->simulated_at ? at : loader->simulated_at;
}

struct loader *
loader_new(const struct loader_settings *settings)
{
	struct loader *loader = mem_zeroed(1, sizeof(*loader));

	loader->settings = *settings;
	loader->rows_at_once = LOADER_ROWS_FIRST;
	return loader;
}

static void
forget_origin(struct origin *origin)
{
	free(origin->path);
	free(origin->journal_path);
	free(origin->lock_path);
	*origin = (struct origin){0};
}

void
loader_free(struct loader *loader)
{
	if (loader == NULL) {
		return;
	}
	loader_drop_job(loader);
	for (size_t i = 0; i < loader->count; i++) {
		forget_origin(&loader->origins[i]);
	}
	free(loader->origins);
	free(loader->state_dir);
	free(loader);
}

/* ---- the configuration --------------------------------------------------- */

/* The one already on the board, taken from it; or a new one. */
static struct board_tenant *
take_tenant(struct loader *loader, const struct tenant *tenant)
{
	struct board *board = loader->settings.board;
	struct board_tenant *taken = NULL;
	struct error err = {0};

	for (size_t i = 0; i < board->count; i++) {
		if (board->tenants[i] != NULL &&
			strcmp(board->tenants[i]->name, tenant->name) == 0) {
			taken = board->tenants[i];
			board->tenants[i] = NULL;
			break;
		}
	}
	if (taken == NULL) {
		taken = mem_zeroed(1, sizeof(*taken));
		taken->name = mem_text(tenant->name);
		taken->state = CHECK_UNKNOWN;
		taken->problem = mem_text("not read yet");
		if (!loader->settings.index(loader->settings.context,
			    tenant->name, 0, &taken->index, &err)) {
			loader->settings.say(
				loader->settings.context, err.text);
		}
	}
	taken->tenant = tenant;
	taken->judging.tenant = tenant;
	return taken;
}

static void
add_origin(struct loader *loader, const struct config *config,
	struct board_tenant *shown)
{
	struct origin *origin = &loader->origins[loader->count++];

	*origin = (struct origin){
		.shown = shown,
		.path = state_database_path(config->state_dir, shown->name),
		.lock_path = state_lock_path(config->state_dir, shown->name),
		.is_due = true,
		.is_whole = true,
	};
	origin->journal_path = mem_print("%s-journal", origin->path);
}

void
loader_configure(
	struct loader *loader, const struct config *config, size_t urgent)
{
	struct board *board = loader->settings.board;
	struct board_tenant **tenants = NULL;
	size_t count = 0;

	loader_drop_job(loader);
	for (size_t i = 0; i < loader->count; i++) {
		forget_origin(&loader->origins[i]);
	}
	free(loader->origins);
	loader->origins =
		mem_zeroed(config->tenant_count, sizeof(*loader->origins));
	loader->count = 0;
	loader->simulated_at = 0;
	loader->handler = (struct stamp){.size = -1}; /* like none */
	mem_replace_text(&loader->state_dir, config->state_dir);
	loader->urgent = urgent;
	tenants =
		mem_zeroed(config->tenant_count, sizeof(struct board_tenant *));
	for (size_t i = 0; i < config->tenant_count; i++) {
		if (config->tenants[i].enabled) {
			struct board_tenant *shown =
				take_tenant(loader, &config->tenants[i]);
			tenants[count++] = shown;
			add_origin(loader, config, shown);
		}
	}
	board_exchange_tenants(board, tenants, count);
	board->urgent = urgent;
	board_merge(board);
}

/* ---- what has changed ---------------------------------------------------- */

static void
stamp_file(const char *path, struct stamp *stamp)
{
	struct stat status = {0};

	*stamp = (struct stamp){0};
	if (stat(path, &status) == 0) {
		stamp->exists = true;
		stamp->inode = status.st_ino;
		stamp->size = status.st_size;
		stamp->at = status.st_mtim;
	}
}

static bool
is_same_stamp(const struct stamp *a, const struct stamp *b)
{
	return a->exists == b->exists && a->inode == b->inode &&
	       a->size == b->size && a->at.tv_sec == b->at.tv_sec &&
	       a->at.tv_nsec == b->at.tv_nsec;
}

static bool
is_racy(const struct loader *loader, const struct stamp *stamp)
{
	return stamp->exists &&
	       stamp->at.tv_sec + LOADER_RACY_S > loader_now(loader);
}

static void
look_at_origin(struct loader *loader, struct origin *origin)
{
	struct stamp file;
	struct stamp journal;

	stamp_file(origin->path, &file);
	stamp_file(origin->journal_path, &journal);
	if (!is_same_stamp(&file, &origin->file) ||
		!is_same_stamp(&journal, &origin->journal) || origin->is_racy ||
		loader_tick_ms(loader) >= origin->retry_ms) {
		origin->is_due = true;
		origin->file = file;
		origin->journal = journal;
		origin->is_racy =
			file.exists &&
			file.at.tv_sec + LOADER_RACY_S > loader_now(loader);
		origin->retry_ms = INT64_MAX;
	}
}

/* What the handler did is judged with, not read with the mailboxes. */
static void
look_at_handler(struct loader *loader)
{
	struct stamp stamp;
	/* It may have moved to a directory of its own since. */
	char *path = handler_database_path(loader->state_dir);

	stamp_file(path, &stamp);
	free(path);
	if (is_same_stamp(&stamp, &loader->handler) &&
		!loader->is_handler_racy) {
		return;
	}
	loader->handler = stamp;
	loader->is_handler_racy = is_racy(loader, &stamp);
	for (size_t i = 0; i < loader->count; i++) {
		loader->origins[i].is_handled = true;
		loader->origins[i].judge_ms = 0;
	}
	loader->settings.handled(loader->settings.context, loader->state_dir);
}

void
loader_look(struct loader *loader)
{
	look_at_handler(loader);
	for (size_t i = 0; i < loader->count; i++) {
		look_at_origin(loader, &loader->origins[i]);
	}
}

/* ---- work ---------------------------------------------------------------- */

static struct origin *
next_origin(struct loader *loader)
{
	int64_t now_ms = loader_tick_ms(loader);

	for (size_t i = 0; i < loader->count; i++) {
		struct origin *origin =
			&loader->origins[(loader->next + i) % loader->count];
		if (origin->is_due || now_ms >= origin->judge_ms) {
			loader->next = (loader->next + i + 1) % loader->count;
			return origin;
		}
	}
	return NULL;
}

void
loader_fail(struct loader *loader, struct origin *origin, struct error *err)
{
	if (err->code == ERROR_WAIT) {
		/* Just being written: what is shown stands for a moment more.
		 */
		origin->is_due = false;
		origin->retry_ms = loader_tick_ms(loader) + LOADER_BUSY_MS;
		loader_drop_job(loader);
		return;
	}
	origin->retry_ms = loader_tick_ms(loader) + LOADER_RETRY_MS;
	loader_show_problem(loader, origin, mem_text(err->text));
}

bool
loader_work(struct loader *loader)
{
	if (loader->job.origin == NULL) {
		struct origin *origin = next_origin(loader);
		if (origin == NULL) {
			return false;
		}
		loader->job.origin = origin;
		if (origin->is_due) {
			loader_begin_reading(loader);
		} else {
			loader_begin_judging(loader);
		}
	} else if (loader->job.slices != NULL) {
		loader_read_slice(loader);
	} else {
		loader_judge_slice(loader);
	}
	return true;
}
