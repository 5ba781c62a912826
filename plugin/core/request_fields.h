// SPDX-License-Identifier: MIT
/*
 * request_fields - the keys of a request file: where each goes, and in which
 * kinds of request it may or must stand.  For request.c alone.
 */
#ifndef CORE_REQUEST_FIELDS_H
#define CORE_REQUEST_FIELDS_H

#include "core/request.h"

enum request_form {
	FORM_TEXT, /* char * */
	FORM_LIST, /* struct text_list; one line an entry */
	FORM_FLAG, /* bool; "yes", or not there */
	FORM_INSTANT,
	FORM_WORD, /* an enum, by the field's words */
};

struct request_field {
	const char *key;
	enum request_form form;
	size_t offset;		  /* into struct request */
	unsigned may;		  /* kinds it may stand in, as bits */
	unsigned must;		  /* kinds it must stand in */
	size_t limit;		  /* of a text, in bytes */
	const char *const *words; /* of the enum, from 0; NULL: no word */
	size_t word_count;
};

#define REQUEST_FIELD_LIMIT 24
#define REQUEST_VALUE_SIZE 24 /* of what is not a text */

/* In the order in which they are written. */
const struct request_field *request_fields(size_t *count);

const struct request_field *request_field_find(const char *key, size_t length);

/* Whether the request holds something that is to be written down. */
bool request_field_is_said(
	const struct request_field *field, const struct request *request);

/*
 * The value as text: in `value`, or the request's own; of a list nothing.
 */
const char *request_field_text(const struct request_field *field,
	const struct request *request, char value[REQUEST_VALUE_SIZE]);

/* That of a FORM_LIST. */
const struct text_list *request_field_list(
	const struct request_field *field, const struct request *request);

/* Stores one value; a text is copied. */
MUST_CHECK bool request_field_take(const struct request_field *field,
	const char *value, struct request *request, struct error *err);

/* What all fields say together; `seen`: those that stand in the file. */
MUST_CHECK bool request_check_seen(
	const struct request *request, const bool seen[], struct error *err);
MUST_CHECK bool request_check(const struct request *request, struct error *err);

#endif
