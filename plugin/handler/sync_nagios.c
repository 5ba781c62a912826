// SPDX-License-Identifier: MIT
#include "handler/sync_site.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "alert/nagios.h"
#include "alert/nagios_objects.h"
#include "core/mem.h"
#include "core/text.h"
#include "process/capture.h"

#define COMMAND_LIMIT_S 30
#define COMMAND_LIMIT_BYTES ((size_t)4 * 1024 * 1024)
#define WORDS_LIMIT 32

struct side {
	const struct sync_work *work;
	const struct nagios_site *site;
	char *before; /* the file as it is */
	char *after;  /* as it should be */
	char *due;    /* a file: Nagios has not been told of a change */
	struct roster_found *found;
	size_t count;
	struct nagios_entry *entries;
	size_t entry_count;
	struct sync_tally *tally;
};

static bool
mark_one(void *context, const struct acknowledgement *ack, struct error *err)
{
	struct side *side = context;

	(void)err;
	for (size_t i = 0; ack->is_acknowledged && i < side->count; i++) {
		struct roster_found *one = &side->found[i];
		one->is_acknowledged |=
			strcmp(one->service.host, ack->host) == 0 &&
			strcmp(one->service.name, ack->service) == 0;
	}
	return true;
}

/*
 * Without a status_file nothing can be kept for that.  Where it cannot be read
 * each may be: Nagios takes it away while it reads its configuration anew.
 */
static bool
mark_acknowledged(struct side *side, struct error *why)
{
	time_t created_at = 0;

	if (side->count == 0 || side->site->status_file == NULL ||
		nagios_acknowledged(
			side->site, mark_one, side, &created_at, why)) {
		return true;
	}
	for (size_t i = 0; i < side->count; i++) {
		side->found[i].is_acknowledged = true;
	}
	return false;
}

static void
tell_unknown(struct side *side, const struct error *why)
{
	if (side->tally->kept > 0) {
		(void)fprintf(side->work->settings->say,
			"nagios: %zu services stay beyond services_limit, "
			"since what is acknowledged is not known: %s\n",
			side->tally->kept, why->text);
		side->tally->kept = 0;
	}
}

/* What is wanted, under the name it has; then what may not be removed. */
static void
take_entries(struct side *side)
{
	const struct roster *roster = side->work->roster;
	size_t *found_at = mem_zeroed(roster->count, sizeof(*found_at));
	size_t wanted = 0;
	struct error why = {0};
	bool is_known = false;
	size_t *order =
		roster_order(roster, side->site->services_limit, &wanted);

	side->entries =
		mem_zeroed(wanted + side->count, sizeof(*side->entries));
	is_known = mark_acknowledged(side, &why);
	roster_match(roster, side->site->services_limit, side->found,
		side->count, found_at);
	sync_count_left(side->found, side->count, side->tally);
	if (!is_known) {
		tell_unknown(side, &why);
	}
	for (size_t i = 0; i < wanted; i++) {
		const struct roster_service *service =
			&roster->services[order[i]];
		size_t at = found_at[order[i]];
		bool is_there = at != ROSTER_NONE;
		side->entries[side->entry_count++] = (struct nagios_entry){
			.name = is_there ? side->found[at].service.name
					 : service->name,
			.service = service,
			.is_there = is_there};
		side->tally->created += is_there ? 0 : 1;
	}
	for (size_t i = 0; i < side->count; i++) {
		struct roster_found *one = &side->found[i];
		if (one->wanted == ROSTER_NONE && !one->is_to_go) {
			side->entries[side->entry_count++] =
				(struct nagios_entry){.name = one->service.name,
					.service = &one->service,
					.is_there = true};
		}
		side->tally->removed += one->is_to_go ? 1 : 0;
	}
	free(order);
	free(found_at);
}

/* The last line with anything in it: there programs say why. */
static const char *
last_words(const char *text, char line[200])
{
	size_t end = strlen(text);
	size_t begin = 0;
	char *copy = NULL;

	while (end > 0 && strchr(" \t\r\n", text[end - 1]) != NULL) {
		end--;
	}
	begin = end;
	while (begin > 0 && text[begin - 1] != '\n') {
		begin--;
	}
	copy = mem_text_n(text + begin, end - begin);
	(void)text_clean(copy, true, line, 200);
	free(copy);
	return line;
}

/* "Error: ..." of nagios -v says more than its last line. */
static const char *
why_it_refused(const char *text, char line[200])
{
	const char *error = strstr(text, "Error: ");
	char *copy = NULL;

	if (error == NULL) {
		return last_words(text, line);
	}
	copy = mem_text_n(error, strcspn(error, "\n"));
	(void)text_clean(copy, true, line, 200);
	free(copy);
	return line;
}

/* Words are words: there is no shell. */
static bool
run_command(const char *command, const char *what, struct error *err)
{
	static const char *const environment[] = {
		"PATH=/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL=C", NULL};
	const char *words[WORDS_LIMIT + 1] = {NULL};
	char *copy = mem_text(command);
	char *rest = copy;
	size_t count = 0;
	struct capture said = {0};
	struct capture_request request = {.argv = words,
		.environment = environment,
		.limit_bytes = COMMAND_LIMIT_BYTES,
		.limit_s = COMMAND_LIMIT_S};
	char line[200];
	bool ok = true;

	for (char *word = strtok_r(rest, " \t", &rest);
		word != NULL && count < WORDS_LIMIT;
		word = strtok_r(NULL, " \t", &rest)) {
		words[count++] = word;
	}
	ok = capture_run(&request, &said, err);
	if (ok && said.code != 0) {
		ok = error_set(err, ERROR_CONFIG, "exit status %d: %s",
			said.code, why_it_refused(said.text, line));
	}
	free(said.text);
	free(copy);
	return ok || error_prefix(err, "%s", what);
}

/*
 * Nagios ends where it does not accept its configuration, and that is more than
 * our services: it is told to read it anew only where that was looked at.
 */
static bool
make_it_known(struct side *side, struct error *err)
{
	const struct nagios_site *site = side->site;

	if (site->verify_command == NULL && site->reload_command == NULL) {
		(void)fputs("nagios: objects_file has changed, and there is no "
			    "verify_command: reload Nagios yourself\n",
			side->work->settings->say);
		return true;
	}
	if (site->verify_command != NULL &&
		!run_command(site->verify_command, "verify_command", err)) {
		return false;
	}
	return site->reload_command != NULL
		       ? run_command(
				 site->reload_command, "reload_command", err)
		       : nagios_restart(
				 site, side->work->settings->clock(), err);
}

static bool
leave_note(const char *path, struct error *err)
{
	int file =
		open(path, O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0640);

	if (file < 0) {
		return error_set(
			err, ERROR_DISK, "%s: %s", path, strerror(errno));
	}
	(void)close(file);
	return true;
}

/*
 * A file that Nagios refuses is taken back: whoever restarts it next must not
 * be the one to find out.  One that it could not be told of stays due.
 */
static bool
publish(struct side *side, struct error *err)
{
	const char *path = side->site->objects_file;
	struct error ignored = {0};
	bool is_same = strcmp(side->before, side->after) == 0;

	if (is_same && access(side->due, F_OK) != 0) {
		return true;
	}
	if (!is_same &&
		(!leave_note(side->due, err) ||
			!nagios_objects_write(path, side->after, err))) {
		return false;
	}
	if (!make_it_known(side, err)) {
		if (!is_same &&
			nagios_objects_write(path, side->before, &ignored)) {
			(void)unlink(side->due);
		}
		return is_same ? false
			       : error_prefix(err,
					 "objects_file %s is as it was", path);
	}
	(void)unlink(side->due);
	return true;
}

static void
count_told(struct side *side, bool fed)
{
	for (size_t i = 0; i < side->entry_count && fed; i++) {
		side->tally->told +=
			side->entries[i].is_there &&
					side->entries[i].service->output != NULL
				? 1
				: 0;
	}
}

static bool
bring_up_to_date(struct side *side, struct error *err)
{
	const struct nagios_site *site = side->site;
	bool ok = false;

	if (!nagios_objects_read(site->objects_file, &side->before, err)) {
		return false;
	}
	if (!nagios_objects_parse(
		    side->before, &side->found, &side->count, err)) {
		return error_prefix(err, "objects_file %s", site->objects_file);
	}
	take_entries(side);
	side->after = nagios_objects_text(side->entries, side->entry_count,
		site->check_result_path != NULL);
	ok = publish(side, err);
	if (!ok) {
		side->tally->created = 0;
		side->tally->removed = 0;
	}
	if (site->check_result_path != NULL) {
		struct error why = {0};
		bool fed = nagios_feed(site, side->entries, side->entry_count,
			side->work->checked_at, &why);
		count_told(side, fed);
		if (!fed && ok) {
			*err = why;
		}
		ok = fed && ok;
	}
	return ok;
}

bool
sync_nagios(const struct sync_work *work, const struct nagios_site *site,
	struct sync_tally *tally, struct error *err)
{
	struct side side = {.work = work,
		.site = site,
		.due = mem_print("%s/sync.reload-due",
			work->settings->config->state_dir),
		.tally = tally};
	bool ok = bring_up_to_date(&side, err);

	for (size_t i = 0; i < side.count; i++) {
		roster_found_release(&side.found[i]);
	}
	free(side.found);
	free(side.entries);
	free(side.before);
	free(side.after);
	free(side.due);
	return ok;
}
