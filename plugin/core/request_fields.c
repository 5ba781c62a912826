// SPDX-License-Identifier: MIT
#include "core/request_fields.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "core/mem.h"

#define SKU_LIMIT 100
#define SHOWS_LIMIT (REQUEST_NAME_LIMIT + 16) /* an option and its value */

#define BIT(kind) (1u << (kind))
#define ACK BIT(REQUEST_ACKNOWLEDGE)
#define ALERT (ACK | BIT(REQUEST_EVENT))
#define RESTORE BIT(REQUEST_RESTORE)
#define MAILBOX (RESTORE | BIT(REQUEST_RELEASE) | BIT(REQUEST_UNRELEASE))
#define ALL (ALERT | MAILBOX | BIT(REQUEST_PAUSE) | BIT(REQUEST_RESUME))

static const char *const kind_words[] = {NULL, "acknowledge", "event",
	"restore", "release", "unrelease", "pause", "resume"};
static const char *const system_words[] = {NULL, "hand", "nagios", "icinga2"};
static const char *const state_words[] = {
	"OK", "WARNING", "CRITICAL", "UNKNOWN"};

#define OF(field) offsetof(struct request, field)
#define NAME REQUEST_NAME_LIMIT
#define WORDS(list)                                                            \
	.words = (list), .word_count = sizeof(list) / sizeof((list)[0])

/* clang-format off */
static const struct request_field fields[] = {
	{"kind", FORM_WORD, OF(kind), .may = ALL, .must = ALL,
		WORDS(kind_words)},
	{"system", FORM_WORD, OF(system), .may = ALL, .must = ALL,
		WORDS(system_words)},
	{"made_at", FORM_INSTANT, OF(made_at), .may = ALL, .must = ALL},
	{"instance", FORM_TEXT, OF(instance), .may = ALERT,
		.limit = NAME},
	{"tenant", FORM_TEXT, OF(tenant), .may = ALL,
		.limit = NAME},
	{"host", FORM_TEXT, OF(host), .may = ALERT, .must = ALERT,
		.limit = NAME},
	{"service", FORM_TEXT, OF(service), .may = ALERT, .must = ALERT,
		.limit = NAME},
	{"state", FORM_WORD, OF(state), .may = ALERT, .must = ALERT,
		WORDS(state_words)},
	{"hard", FORM_FLAG, OF(is_hard), .may = ALERT},
	{"downtime", FORM_FLAG, OF(in_downtime), .may = ALERT},
	{"checked_at", FORM_INSTANT, OF(checked_at), .may = ALERT},
	{"acked_at", FORM_INSTANT, OF(acked_at), .may = ACK},
	{"reconciled", FORM_FLAG, OF(reconciled), .may = ACK},
	{"all", FORM_FLAG, OF(all), .may = RESTORE},
	{"force", FORM_FLAG, OF(force), .may = RESTORE},
	{"sku", FORM_TEXT, OF(sku), .may = RESTORE,
		.limit = SKU_LIMIT},
	{"mailbox", FORM_LIST, OF(mailboxes), .may = ALERT | MAILBOX,
		.limit = NAME},
	{"shows", FORM_LIST, OF(shows), .may = ALERT,
		.limit = SHOWS_LIMIT},
	{"author", FORM_TEXT, OF(author), .may = ALL,
		.limit = NAME},
	{"comment", FORM_TEXT, OF(comment), .may = ALL,
		.limit = REQUEST_COMMENT_LIMIT},
};
/* clang-format on */

#define FIELD_COUNT (sizeof(fields) / sizeof(fields[0]))
_Static_assert(FIELD_COUNT <= REQUEST_FIELD_LIMIT, "more fields than that");
_Static_assert(sizeof(enum request_kind) == sizeof(unsigned) &&
		       sizeof(enum request_system) == sizeof(unsigned) &&
		       sizeof(enum check_state) == sizeof(unsigned),
	"a word is stored as an unsigned");

const char *
request_kind_text(enum request_kind kind)
{
	return kind_words[kind];
}

const char *
request_system_text(enum request_system system)
{
	return system_words[system];
}

const struct request_field *
request_fields(size_t *count)
{
	*count = FIELD_COUNT;
	return fields;
}

const struct request_field *
request_field_find(const char *key, size_t length)
{
	for (size_t i = 0; i < FIELD_COUNT; i++) {
		if (strlen(fields[i].key) == length &&
			memcmp(fields[i].key, key, length) == 0) {
			return &fields[i];
		}
	}
	return NULL;
}

static const void *
value_of(const struct request_field *field, const struct request *request)
{
	return (const char *)request + field->offset;
}

static unsigned
word_of(const struct request_field *field, const struct request *request)
{
	unsigned word = 0;

	memcpy(&word, value_of(field, request), sizeof(word));
	return word;
}

const struct text_list *
request_field_list(
	const struct request_field *field, const struct request *request)
{
	return value_of(field, request);
}

bool
request_field_is_said(
	const struct request_field *field, const struct request *request)
{
	const void *value = value_of(field, request);
	const char *text = NULL;

	switch (field->form) {
	case FORM_TEXT:
		text = *(char *const *)value;
		return text != NULL && text[0] != '\0';
	case FORM_LIST:
		return ((const struct text_list *)value)->count > 0;
	case FORM_FLAG:
		return *(const bool *)value;
	case FORM_INSTANT:
		return *(const time_t *)value != 0;
	case FORM_WORD:
		break;
	}
	/* The first state is a word, too: it is said where it has to be. */
	return word_of(field, request) != 0 ||
	       (field->words[0] != NULL &&
		       (field->must & BIT(request->kind)) != 0);
}

const char *
request_field_text(const struct request_field *field,
	const struct request *request, char value[REQUEST_VALUE_SIZE])
{
	const void *from = value_of(field, request);

	switch (field->form) {
	case FORM_TEXT:
		return *(char *const *)from;
	case FORM_LIST:
		return "";
	case FORM_FLAG:
		return "yes";
	case FORM_INSTANT:
		(void)snprintf(value, REQUEST_VALUE_SIZE, "%" PRId64,
			(int64_t) * (const time_t *)from);
		return value;
	case FORM_WORD:
		break;
	}
	return field->words[word_of(field, request)];
}

static bool
take_text(const struct request_field *field, const char *value, char **to,
	struct error *err)
{
	if (strlen(value) > field->limit) {
		return error_set(err, ERROR_USAGE, "longer than %zu bytes",
			field->limit);
	}
	*to = mem_text(value);
	return true;
}

static bool
take_instant(const char *value, time_t *to, struct error *err)
{
	size_t digits = strspn(value, "0123456789");
	int64_t instant = 0;

	if (value[0] == '0' || value[digits] != '\0' || digits > 12) {
		return error_set(err, ERROR_USAGE, "not an instant");
	}
	for (size_t i = 0; i < digits; i++) {
		instant = instant * 10 + (value[i] - '0');
	}
	if ((time_t)instant != instant) {
		return error_set(err, ERROR_USAGE, "not an instant");
	}
	*to = (time_t)instant;
	return true;
}

static bool
take_word(const struct request_field *field, const char *value, void *to,
	struct error *err)
{
	for (unsigned i = 0; i < field->word_count; i++) {
		if (field->words[i] != NULL &&
			strcmp(field->words[i], value) == 0) {
			memcpy(to, &i, sizeof(i));
			return true;
		}
	}
	return error_set(err, ERROR_USAGE, "an unknown word");
}

bool
request_field_take(const struct request_field *field, const char *value,
	struct request *request, struct error *err)
{
	void *to = (char *)request + field->offset;
	struct text_list *list = to;

	if (value[0] == '\0') {
		return error_set(err, ERROR_USAGE, "no value");
	}
	switch (field->form) {
	case FORM_TEXT:
		return take_text(field, value, to, err);
	case FORM_LIST:
		if (list->count >= REQUEST_MAILBOX_LIMIT) {
			return error_set(err, ERROR_USAGE, "more than %d",
				REQUEST_MAILBOX_LIMIT);
		}
		text_list_add(list, value);
		return true;
	case FORM_FLAG:
		*(bool *)to = true;
		return strcmp(value, "yes") == 0 ||
		       error_set(err, ERROR_USAGE, "not \"yes\"");
	case FORM_INSTANT:
		return take_instant(value, to, err);
	case FORM_WORD:
		break;
	}
	return take_word(field, value, to, err);
}
