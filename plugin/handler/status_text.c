// SPDX-License-Identifier: MIT
#include "handler/status.h"

#include "core/text.h"
#include "core/timestamp.h"

#define FIELD_SIZE 400

/* Two texts at a time are wanted at most. */
struct field {
	char text[FIELD_SIZE];
};

static const char *
clean(const char *from, struct field *field)
{
	return text_clean(from, true, field->text, sizeof(field->text));
}

static const char *
because(const char *reason)
{
	return reason == NULL || *reason == '\0' ? "" : ": ";
}

static const char *
worker_text(enum tri runs)
{
	switch (runs) {
	case TRI_YES:
		return "running";
	case TRI_NO:
		return "not running";
	case TRI_UNKNOWN:
		break;
	}
	return "not known whether it runs: handler.lock may not be read";
}

static void
print_standing(const struct overview *overview, FILE *out)
{
	const struct handler_facts *facts = &overview->facts;
	char at[TIMESTAMP_TEXT_SIZE];
	struct field file;

	(void)fprintf(out, "worker: %s%s\n", worker_text(overview->worker_runs),
		facts->simulated ? " (SIMULATED)" : "");
	if (overview->inbox_count > 0) {
		(void)fprintf(out, "inbox: %zu waiting since %s\n",
			overview->inbox_count,
			timestamp_text(overview->inbox_since, at));
	}
	if (facts->waiting_requests > 0) {
		(void)fprintf(out, "requests: %lld not yet decided\n",
			(long long)facts->waiting_requests);
	}
	if (facts->untold_messages > 0) {
		(void)fprintf(out,
			"monitoring: %lld message%s not yet delivered%s%s\n",
			(long long)facts->untold_messages,
			facts->untold_messages == 1 ? "" : "s",
			because(facts->untold_why), facts->untold_why);
	}
	for (size_t i = 0; i < overview->kill_switches.count; i++) {
		(void)fprintf(out, "kill switch: %s exists\n",
			clean(overview->kill_switches.texts[i], &file));
	}
}

static void
print_pauses(const struct overview *overview, FILE *out)
{
	char at[TIMESTAMP_TEXT_SIZE];
	struct field author;
	struct field comment;

	for (size_t i = 0; i < overview->pause_count; i++) {
		const struct overview_pause *pause = &overview->pauses[i];
		(void)fprintf(out, "paused: %s since %s by %s%s%s\n",
			pause->tenant == NULL ? "everything" : pause->tenant,
			timestamp_text(pause->since, at),
			clean(pause->author, &author), because(pause->comment),
			pause->comment == NULL
				? ""
				: clean(pause->comment, &comment));
	}
}

static void
print_remedy(const struct overview_remedy *remedy, FILE *out)
{
	char at[TIMESTAMP_TEXT_SIZE];
	struct field name;
	struct field reason;
	bool is_open = remedy->closed_at == 0;

	(void)fprintf(out, "  %s  %s  %s  %s",
		timestamp_text(
			is_open ? remedy->opened_at : remedy->closed_at, at),
		remedy->tenant, clean(remedy->name, &name),
		remedy_state_text(remedy->state));
	if (is_open && remedy->due_at != 0) {
		(void)fprintf(out, ", next look %s",
			timestamp_text(remedy->due_at, at));
	}
	(void)fprintf(out, "%s%s\n", because(remedy->reason),
		remedy->reason == NULL ? "" : clean(remedy->reason, &reason));
}

static void
print_remedies(const char *heading, const struct overview_remedy *remedies,
	size_t count, FILE *out)
{
	if (count > 0) {
		(void)fprintf(out, "\n%s\n", heading);
	}
	for (size_t i = 0; i < count; i++) {
		print_remedy(&remedies[i], out);
	}
}

static void
print_request(const struct overview_request *request, FILE *out)
{
	char at[TIMESTAMP_TEXT_SIZE];
	struct field what;
	struct field reason;

	(void)fprintf(out, "  %s  %s  %s  %s%s%s\n",
		timestamp_text(request->received_at, at),
		request->tenant == NULL ? "-" : request->tenant,
		clean(request->what, &what), request->state,
		because(request->reason),
		request->reason == NULL ? "" : clean(request->reason, &reason));
}

static void
print_untold(const struct overview *overview, FILE *out)
{
	char at[TIMESTAMP_TEXT_SIZE];
	struct field object;
	struct field error;

	for (size_t i = 0; i < overview->untold_count; i++) {
		const struct overview_message *message = &overview->untold[i];
		(void)fprintf(out, "%s  %s  %s  %lld tries%s%s\n",
			i == 0 ? "\nnot yet delivered:\n" : "",
			timestamp_text(message->made_at, at),
			clean(message->object, &object),
			(long long)message->tries, because(message->error),
			message->error == NULL ? ""
					       : clean(message->error, &error));
	}
}

static void
print_text(const struct overview *overview, FILE *out)
{
	print_standing(overview, out);
	print_pauses(overview, out);
	print_untold(overview, out);
	print_remedies("being brought back:", overview->open,
		overview->open_count, out);
	print_remedies("latest results:", overview->latest,
		overview->latest_count, out);
	if (overview->request_count > 0) {
		(void)fputs("\nlatest requests:\n", out);
	}
	for (size_t i = 0; i < overview->request_count; i++) {
		print_request(&overview->requests[i], out);
	}
}

bool
status_print(const struct config *config, const char *tenant, bool as_json,
	FILE *out, struct error *err)
{
	struct overview overview = {0};
	bool ok = overview_read(config, tenant, &overview, err);

	if (ok && as_json) {
		status_print_json(&overview, out);
	} else if (ok) {
		print_text(&overview, out);
	}
	overview_release(&overview);
	return ok;
}
