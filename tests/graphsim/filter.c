// SPDX-License-Identifier: MIT
#include "filter.h"

#include <stdlib.h>
#include <strings.h>

#include "clock.h"

/* Deeper nesting is refused. */
#define FILTER_DEPTH 64

struct parser {
	const struct filter_schema *schema;
	const char *rest;
	struct filter_facts *facts;
	struct text *why;
	int scope;
	struct text variable; /* of the lambda we are in, with its slash */
	unsigned depth;
};

static struct filter *parse_or(struct parser *parser);

static struct filter *
make_node(enum filter_kind kind, struct filter *left, struct filter *right)
{
	struct filter *node = alloc_zero(1, sizeof(*node));

	*node = (struct filter){.kind = kind, .left = left, .right = right};
	return node;
}

static struct filter *
refuse(struct parser *parser, const char *reason)
{
	if (parser->why->size == 0) {
		text_printf(parser->why,
			"Invalid filter clause: %s near '%.40s'", reason,
			parser->rest);
	}
	return NULL;
}

static void
skip_blanks(struct parser *parser)
{
	parser->rest += strspn(parser->rest, " ");
}

static bool
accept(struct parser *parser, const char *symbol)
{
	skip_blanks(parser);
	if (!text_starts(parser->rest, symbol)) {
		return false;
	}
	parser->rest += strlen(symbol);
	return true;
}

/* A keyword must not be the start of a longer name. */
static bool
accept_word(struct parser *parser, const char *word)
{
	size_t width = strlen(word);

	skip_blanks(parser);
	if (strncasecmp(parser->rest, word, width) != 0 ||
		!strchr(" (", parser->rest[width])) {
		return false;
	}
	parser->rest += width;
	return true;
}

static void
read_name(struct parser *parser, struct text *name)
{
	size_t width;

	skip_blanks(parser);
	width = strcspn(parser->rest, " (),:");
	text_add(name, parser->rest, width);
	parser->rest += width;
}

static bool
read_value(struct parser *parser, struct text *value)
{
	skip_blanks(parser);
	if (*parser->rest != '\'') {
		size_t width = strcspn(parser->rest, " (),");

		text_add(value, parser->rest, width);
		parser->rest += width;
		return width > 0;
	}
	text_put(value, "");
	for (parser->rest++; *parser->rest != '\0'; parser->rest++) {
		if (*parser->rest == '\'' && *++parser->rest != '\'') {
			return true;
		}
		text_add(value, parser->rest, 1);
	}
	return false;
}

static const struct filter_field *
find_field(struct parser *parser, const char *name, bool collection)
{
	const struct filter_schema *schema = parser->schema;

	if (parser->scope != 0) {
		if (!text_starts(name, parser->variable.data)) {
			return NULL;
		}
		name += parser->variable.size;
	}
	for (size_t i = 0; i < schema->field_count; i++) {
		const struct filter_field *field = &schema->fields[i];

		if (field->scope == parser->scope &&
			field->collection == collection &&
			strcasecmp(field->name, name) == 0) {
			parser->facts->advanced |= field->advanced;
			return field;
		}
	}
	parser->facts->unknown_field = true;
	return NULL;
}

static struct filter *
make_leaf(struct parser *parser, enum filter_kind kind,
	const struct filter_field *field, struct text *value)
{
	struct filter *leaf = make_node(kind, NULL, NULL);

	leaf->field = field->number;
	leaf->value = value->data;
	*value = (struct text){0};
	if (!guid_parse(leaf->value, &leaf->guid)) {
		leaf->guid = (struct guid){{0}};
	}
	if (!clock_parse(leaf->value, &leaf->at)) {
		leaf->at = 0;
	}
	if (parser->schema->prepare != NULL) {
		parser->schema->prepare(parser->schema->context, leaf);
	}
	return leaf;
}

static bool
read_operator(struct parser *parser, enum filter_kind *kind)
{
	static const char *const words[] = {"eq", "ne", "ge", "le", "gt", "lt"};

	for (size_t i = 0; i < sizeof(words) / sizeof(*words); i++) {
		if (accept_word(parser, words[i])) {
			*kind = (enum filter_kind)(FILTER_EQ + (int)i);
			return true;
		}
	}
	return false;
}

static struct filter *
parse_any(struct parser *parser, const struct text *name)
{
	struct text collection = {0};
	const struct filter_field *field;
	struct filter *inner;

	text_add(&collection, name->data, name->size - strlen("/any"));
	field = parser->scope == 0 ? find_field(parser, collection.data, true)
				   : NULL;
	text_release(&collection);
	if (field == NULL || !accept(parser, "(")) {
		return refuse(parser, "not a collection");
	}
	read_name(parser, &parser->variable);
	text_put(&parser->variable, "/");
	if (!accept(parser, ":")) {
		return refuse(parser, "a lambda needs a variable");
	}
	parser->scope = field->number;
	inner = parse_or(parser);
	parser->scope = 0;
	text_clear(&parser->variable);
	if (inner != NULL && accept(parser, ")")) {
		inner = make_node(FILTER_ANY, inner, NULL);
		inner->field = field->number;
		return inner;
	}
	filter_free(inner);
	return refuse(parser, "the lambda does not end");
}

static struct filter *
parse_starts(struct parser *parser)
{
	const struct filter_field *field;
	struct text name = {0};
	struct text value = {0};
	struct filter *leaf = NULL;

	if (accept(parser, "(")) {
		read_name(parser, &name);
		field = find_field(parser, text_string(&name), false);
		if (field != NULL && accept(parser, ",") &&
			read_value(parser, &value) && accept(parser, ")")) {
			leaf = make_leaf(parser, FILTER_STARTS, field, &value);
		}
	}
	text_release(&name);
	text_release(&value);
	return leaf != NULL ? leaf : refuse(parser, "startswith");
}

static struct filter *
parse_comparison(struct parser *parser)
{
	const struct filter_field *field;
	struct text name = {0};
	struct text value = {0};
	struct filter *node = NULL;
	enum filter_kind kind;

	read_name(parser, &name);
	if (name.size > 4 && strcmp(name.data + name.size - 4, "/any") == 0) {
		node = parse_any(parser, &name);
		text_release(&name);
		return node;
	}
	field = find_field(parser, text_string(&name), false);
	if (field != NULL && read_operator(parser, &kind) &&
		read_value(parser, &value)) {
		node = make_leaf(parser, kind, field, &value);
		parser->facts->advanced |= kind == FILTER_NE;
	}
	text_release(&name);
	text_release(&value);
	return node != NULL ? node : refuse(parser, "comparison");
}

static struct filter *
parse_unary(struct parser *parser)
{
	struct filter *inner;

	if (parser->depth == FILTER_DEPTH) {
		return refuse(parser, "nested too deeply");
	}
	parser->depth++;
	if (accept_word(parser, "not")) {
		parser->facts->advanced = true;
		inner = parse_unary(parser);
		inner = inner != NULL ? make_node(FILTER_NOT, inner, NULL)
				      : NULL;
	} else if (accept_word(parser, "startswith")) {
		inner = parse_starts(parser);
	} else if (accept(parser, "(")) {
		inner = parse_or(parser);
		if (inner != NULL && !accept(parser, ")")) {
			filter_free(inner);
			inner = refuse(parser, "unbalanced parentheses");
		}
	} else {
		inner = parse_comparison(parser);
	}
	parser->depth--;
	return inner;
}

static struct filter *
parse_chain(struct parser *parser, const char *word, enum filter_kind kind,
	struct filter *(*parse)(struct parser *parser))
{
	struct filter *left = parse(parser);
	unsigned branches = 1;

	while (left != NULL && accept_word(parser, word)) {
		struct filter *right = parse(parser);

		if (right == NULL) {
			filter_free(left);
			return NULL;
		}
		left = make_node(kind, left, right);
		branches++;
	}
	if (kind == FILTER_OR && branches > parser->facts->branches) {
		parser->facts->branches = branches;
	}
	return left;
}

static struct filter *
parse_and(struct parser *parser)
{
	return parse_chain(parser, "and", FILTER_AND, parse_unary);
}

static struct filter *
parse_or(struct parser *parser)
{
	return parse_chain(parser, "or", FILTER_OR, parse_and);
}

struct filter *
filter_parse(const struct filter_schema *schema, const char *text,
	struct filter_facts *facts, struct text *why)
{
	struct parser parser = {
		.schema = schema, .rest = text, .facts = facts, .why = why};
	struct filter *filter;

	*facts = (struct filter_facts){0};
	filter = parse_or(&parser);
	skip_blanks(&parser);
	if (filter != NULL && *parser.rest != '\0') {
		filter_free(filter);
		filter = refuse(&parser, "unexpected text");
	}
	text_release(&parser.variable);
	return filter;
}
