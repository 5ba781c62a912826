// SPDX-License-Identifier: MIT
/* The same for programs; names and values agree with the MIB. */
#include "check/json_writer.h"
#include "check/report.h"

#include <stdlib.h>

#include "core/timestamp.h"

static void
print_tri(struct json_writer *json, const char *name, enum tri value)
{
	switch (value) {
	case TRI_YES:
	case TRI_NO:
		json_bool(json, name, value == TRI_YES);
		return;
	case TRI_UNKNOWN:
		break;
	}
	json_null(json, name);
}

static void
print_identity(struct json_writer *json, const struct report_item *entry)
{
	const struct mailbox *mailbox = &entry->item->mailbox;
	bool names = entry->view->tenant->show_names == SHOW_NAMES_UPN;
	char id[GUID_TEXT_SIZE];

	json_text(json, "tenant", entry->view->tenant->name);
	json_integer(json, "index", mailbox->id);
	json_text(json, "user_id", guid_text(&mailbox->user_id, id));
	json_text(json, "upn", names ? mailbox->upn : NULL);
	json_text(json, "display_name", names ? mailbox->display_name : NULL);
	json_text(json, "cause", cause_text(mailbox->cause));
	json_integer(json, "loss", mailbox->loss);
}

static void
print_mailbox(struct json_writer *json, const struct report_item *entry)
{
	const struct mailbox *mailbox = &entry->item->mailbox;
	const struct judgement *judgement = &entry->item->judgement;
	const struct seat *seat =
		seat_find(&entry->view->facts.seats, &mailbox->sku);
	bool names = entry->view->tenant->show_names == SHOW_NAMES_UPN;
	char sources[SOURCES_TEXT_SIZE];

	json_open(json, NULL, '{');
	print_identity(json, entry);
	json_text(json, "phase", phase_text(judgement->phase));
	json_text(json, "state", check_state_text(judgement->state));
	json_instant(json, "lost_at", mailbox->lost_earliest);
	json_instant(json, "lost_at_latest", mailbox->lost_latest);
	json_instant(json, "deadline", judgement->deadline.earliest);
	json_instant(json, "deadline_latest", judgement->deadline.latest);
	if (judgement->deadline.earliest != 0) {
		json_integer(json, "left_s", judgement->left_s);
	} else {
		json_null(json, "left_s");
	}
	json_text(json, "evidence",
		mailbox_sources_text(mailbox->sources, sources));
	json_bool(json, "confirmed", mailbox->confirmed);
	print_tri(json, "account_enabled", mailbox->account_enabled);
	print_tri(json, "synced", mailbox->synced);
	json_bool(json, "restorable", judgement->restorable);
	json_bool(json, "needs_force", judgement->needs_force);
	json_instant(json, "restored_at", judgement->restored_at);
	json_bool(json, "seen_by_handler", judgement->by_handler);
	json_text(json, "sku", seat == NULL ? NULL : seat->part_number);
	json_text(json, "actor", names ? mailbox->actor : NULL);
	json_close(json, '}');
}

static void
print_counts(struct json_writer *json, const struct assessment *assessment)
{
	struct seat_summary seats = assessment_seats(assessment);

	json_open(json, "phases", '{');
	for (int phase = 0; phase < PHASE_COUNT; phase++) {
		json_integer(json, phase_text((enum phase)phase),
			(int64_t)assessment->phases[phase]);
	}
	json_close(json, '}');
	json_open(json, "states", '{');
	for (int state = CHECK_OK; state <= CHECK_UNKNOWN; state++) {
		json_integer(json, check_state_text((enum check_state)state),
			(int64_t)assessment->states[state]);
	}
	json_close(json, '}');
	json_integer(json, "in_window", (int64_t)assessment->in_window);
	json_integer(json, "restorable", (int64_t)assessment->restorable);
	json_integer(json, "unconfirmed", (int64_t)assessment->unconfirmed);
	json_integer(json, "lost_recently", (int64_t)assessment->recent);
	json_text(json, "mass_state",
		check_state_text(assessment_mass_state(assessment)));
	json_integer(json, "seats_needed", (int64_t)seats.needed);
	json_integer(json, "seats_missing",
		(int64_t)(seats.needed - seats.coverable));
	if (assessment->has_soonest) {
		json_integer(
			json, "soonest_left_s", assessment->soonest_left_s);
	} else {
		json_null(json, "soonest_left_s");
	}
}

static void
print_tenant(struct json_writer *json, const struct view *view)
{
	json_open(json, NULL, '{');
	json_text(json, "tenant", view->tenant->name);
	json_text(json, "state", check_state_text(view->state));
	json_text(json, "problem", view->problem);
	json_bool(json, "simulated", view->facts.simulated);
	if (view->has_data) {
		json_instant(
			json, "collected_at", view->facts.complete.started_at);
		json_integer(json, "data_age_s", view->age_s);
		print_counts(json, &view->assessment);
	}
	json_text(json, "last_error",
		notes_last_error(&view->facts, view->lock.word));
	json_open(json, "notes", '[');
	for (size_t i = 0; i < view->notes.count; i++) {
		json_open(json, NULL, '{');
		json_text(json, "state",
			check_state_text(view->notes.notes[i].state));
		json_text(json, "text", view->notes.notes[i].text);
		json_close(json, '}');
	}
	json_close(json, ']');
	json_close(json, '}');
}

void
report_json(const struct report *report, FILE *out)
{
	struct json_writer json = {.out = out};
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	json_open(&json, NULL, '{');
	json_text(&json, "state", check_state_text(report->state));
	json_instant(&json, "as_of", report->as_of);
	json_open(&json, "tenants", '[');
	for (size_t i = 0; i < report->count; i++) {
		print_tenant(&json, &report->views[i]);
	}
	json_close(&json, ']');
	json_open(&json, "mailboxes", '[');
	for (size_t i = 0; i < count; i++) {
		print_mailbox(&json, &items[i]);
	}
	json_close(&json, ']');
	json_close(&json, '}');
	(void)fputc('\n', out);
	free(items);
}
