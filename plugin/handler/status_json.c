// SPDX-License-Identifier: MIT
#include "handler/status.h"

#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/timestamp.h"

static json_object *
owned(json_object *value)
{
	if (value == NULL) {
		mem_exhausted();
	}
	return value;
}

static void
add(json_object *object, const char *name, json_object *value)
{
	if (json_object_object_add(object, name, value) != 0) {
		mem_exhausted();
	}
}

/* JSON is UTF-8, what people type need not be; nor may it move a cursor. */
static void
add_text(json_object *object, const char *name, const char *text)
{
	char *valid = mem_text(text);

	for (char *at = valid; at != NULL && *at != '\0';) {
		size_t length = text_character_length(at);

		if (length == 0) {
			*at = '?';
			length = 1;
		} else if (text_hidden_code(at) >= 0x7f) {
			memset(at, '?', length); /* json-c escapes the others */
		}
		at += length;
	}
	add(object, name,
		valid == NULL ? NULL : owned(json_object_new_string(valid)));
	free(valid);
}

static void
add_integer(json_object *object, const char *name, int64_t value)
{
	add(object, name, owned(json_object_new_int64(value)));
}

static void
add_bool(json_object *object, const char *name, bool value)
{
	add(object, name, owned(json_object_new_boolean(value)));
}

static void
add_instant(json_object *object, const char *name, time_t instant)
{
	char text[TIMESTAMP_TEXT_SIZE];

	add_text(object, name,
		instant == 0 ? NULL : timestamp_text(instant, text));
}

/* A new element of a list. */
static json_object *
add_element(json_object *list)
{
	json_object *element = owned(json_object_new_object());

	if (json_object_array_add(list, element) != 0) {
		mem_exhausted();
	}
	return element;
}

static json_object *
add_list(json_object *object, const char *name)
{
	json_object *list = owned(json_object_new_array());

	add(object, name, list);
	return list;
}

static void
add_remedies(json_object *object, const char *name,
	const struct overview_remedy *remedies, size_t count)
{
	json_object *list = add_list(object, name);
	char id[GUID_TEXT_SIZE];

	for (size_t i = 0; i < count; i++) {
		json_object *element = add_element(list);

		add_integer(element, "id", remedies[i].id);
		add_text(element, "tenant", remedies[i].tenant);
		add_text(element, "user_id",
			guid_text(&remedies[i].user_id, id));
		add_text(element, "name", remedies[i].name);
		add_text(element, "cause", cause_text(remedies[i].cause));
		add_text(
			element, "state", remedy_state_text(remedies[i].state));
		add_text(element, "reason", remedies[i].reason);
		add_instant(element, "opened_at", remedies[i].opened_at);
		add_instant(element, "due_at", remedies[i].due_at);
		add_instant(element, "closed_at", remedies[i].closed_at);
	}
}

static void
add_pauses(json_object *object, const struct overview *overview)
{
	json_object *list = add_list(object, "pauses");

	for (size_t i = 0; i < overview->pause_count; i++) {
		json_object *element = add_element(list);

		add_text(element, "tenant", overview->pauses[i].tenant);
		add_instant(element, "since", overview->pauses[i].since);
		add_text(element, "author", overview->pauses[i].author);
		add_text(element, "comment", overview->pauses[i].comment);
	}
}

static void
add_untold(json_object *object, const struct overview *overview)
{
	json_object *list = add_list(object, "messages");

	for (size_t i = 0; i < overview->untold_count; i++) {
		json_object *element = add_element(list);

		add_text(element, "object", overview->untold[i].object);
		add_instant(element, "made_at", overview->untold[i].made_at);
		add_instant(element, "due_at", overview->untold[i].due_at);
		add_integer(element, "tries", overview->untold[i].tries);
		add_text(element, "error", overview->untold[i].error);
	}
}

static void
add_requests(json_object *object, const struct overview *overview)
{
	json_object *list = add_list(object, "requests");

	for (size_t i = 0; i < overview->request_count; i++) {
		json_object *element = add_element(list);

		add_integer(element, "id", overview->requests[i].id);
		add_instant(element, "received_at",
			overview->requests[i].received_at);
		add_text(element, "tenant", overview->requests[i].tenant);
		add_text(element, "what", overview->requests[i].what);
		add_text(element, "state", overview->requests[i].state);
		add_text(element, "reason", overview->requests[i].reason);
	}
}

void
status_print_json(const struct overview *overview, FILE *out)
{
	json_object *object = owned(json_object_new_object());
	json_object *switches = NULL;

	if (overview->worker_runs == TRI_UNKNOWN) {
		add(object, "worker_runs", NULL);
	} else {
		add_bool(object, "worker_runs",
			overview->worker_runs == TRI_YES);
	}
	add_bool(object, "simulated", overview->facts.simulated);
	add_instant(object, "born_at", overview->facts.born_at);
	add_integer(object, "inbox", (int64_t)overview->inbox_count);
	add_instant(object, "inbox_since", overview->inbox_since);
	add_integer(object, "undecided", overview->facts.waiting_requests);
	add_integer(object, "untold", overview->facts.untold_messages);
	add_text(object, "untold_why",
		overview->facts.untold_why[0] == '\0'
			? NULL
			: overview->facts.untold_why);
	switches = add_list(object, "kill_switches");
	for (size_t i = 0; i < overview->kill_switches.count; i++) {
		add_text(add_element(switches), "file",
			overview->kill_switches.texts[i]);
	}
	add_pauses(object, overview);
	add_remedies(object, "open", overview->open, overview->open_count);
	add_remedies(
		object, "latest", overview->latest, overview->latest_count);
	add_requests(object, overview);
	add_untold(object, overview);
	(void)fprintf(out, "%s\n",
		json_object_to_json_string_ext(
			object, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	(void)json_object_put(object);
}
