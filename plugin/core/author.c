// SPDX-License-Identifier: MIT
#include "core/author.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "core/text.h"

#define LOCAL "local:"
#define EVERYBODY "*"
#define LINE_SIZE 128 /* of a line to be added */
#define NAME_SIZE (REQUEST_NAME_LIMIT + sizeof(LOCAL))

/* NULL: nobody knows. */
static const char *
name_of(const struct request *request, const struct remedy_facts *facts,
	char name[NAME_SIZE])
{
	if (!request_is_by_hand(request)) {
		return request->author == NULL || request->author[0] == '\0'
			       ? NULL
			       : request->author;
	}
	if (facts->sender == NULL) {
		return NULL;
	}
	(void)snprintf(name, NAME_SIZE, LOCAL "%s", facts->sender);
	return name;
}

/* The name of a user of this host is not for a monitoring system to give. */
static bool
is_claimed(const struct request *request, const char *name)
{
	return !request_is_by_hand(request) &&
	       strncasecmp(name, LOCAL, strlen(LOCAL)) == 0;
}

static bool
is_allowed(const struct request *request, const struct text_list *authors,
	const char *name)
{
	return text_list_has(authors, EVERYBODY) ||
	       (name != NULL && !is_claimed(request, name) &&
		       text_list_has(authors, name));
}

/* Claiming a name that may not is no way around it. */
static bool
is_denied(const struct text_list *authors, const char *name)
{
	return text_list_has(authors, EVERYBODY) ||
	       (name != NULL && text_list_has(authors, name));
}

/* Adds one name as the configuration wants it; false: it cannot stand there. */
static bool
add_name(char line[LINE_SIZE], const char *name)
{
	size_t used = strlen(line);
	char clean[LINE_SIZE];
	const char *quote = strpbrk(name, " ,") == NULL ? "" : "\"";
	int length = 0;

	if (strpbrk(name, "\"#;") != NULL ||
		strcmp(text_clean(name, true, clean, sizeof(clean)), name) !=
			0) {
		return false;
	}
	length = snprintf(line + used, LINE_SIZE - used, "%s%s%s%s",
		used == 0 ? "" : " ", quote, name, quote);
	return length > 0 && (size_t)length < LINE_SIZE - used;
}

/*
 * The whole list, since one that stands in [tenant NAME] replaces that of
 * [defaults]; false: it is too long to be said.
 */
static bool
make_line(
	const struct text_list *authors, const char *name, char line[LINE_SIZE])
{
	line[0] = '\0';
	for (size_t i = 0; i < authors->count; i++) {
		if (!add_name(line, authors->texts[i])) {
			return false;
		}
	}
	return add_name(line, name);
}

static void
say_unlisted(const struct request *request, const struct remedy_facts *facts,
	const char *name, const char *doing, char reason[REASON_SIZE])
{
	const struct text_list *authors = &facts->tenant->policy.authors;
	char line[LINE_SIZE];
	char clean[LINE_SIZE / 2];

	if (name == NULL) {
		(void)snprintf(reason, REASON_SIZE,
			"nobody knows whose request it is: it may not %s; "
			"[tenant %s] authors = * would allow that to everybody",
			doing, facts->tenant->name);
		return;
	}
	(void)text_clean(name, true, clean, sizeof(clean));
	if (strcmp(name, EVERYBODY) == 0) {
		(void)snprintf(reason, REASON_SIZE,
			"author \"%s\" may not %s: in authors that would be "
			"everybody",
			clean, doing);
	} else if (is_claimed(request, name)) {
		(void)snprintf(reason, REASON_SIZE,
			"author \"%s\" may not %s: such a name is that of a "
			"user of this host",
			clean, doing);
	} else if (make_line(authors, name, line)) {
		(void)snprintf(reason, REASON_SIZE,
			"author \"%s\" may not %s; to allow it add to "
			"[tenant %s]: authors = %s",
			clean, doing, facts->tenant->name, line);
	} else {
		(void)snprintf(reason, REASON_SIZE,
			"author \"%s\" may not %s; to allow it add the name to "
			"authors of tenant %s",
			clean, doing, facts->tenant->name);
	}
}

enum author_answer
author_ask(const struct request *request, const struct remedy_facts *facts,
	const char *doing, char reason[REASON_SIZE])
{
	const struct policy *policy = NULL;
	char kept[NAME_SIZE];
	char clean[LINE_SIZE / 2];
	const char *name = name_of(request, facts, kept);

	if (request_is_by_hand(request) && facts->is_trusted) {
		return AUTHOR_MAY;
	}
	if (facts->tenant == NULL) {
		(void)snprintf(reason, REASON_SIZE,
			"only root and the user of the handler may %s all "
			"tenants; name one",
			doing);
		return AUTHOR_UNLISTED;
	}
	policy = &facts->tenant->policy;
	if (is_denied(&policy->deny_authors, name)) {
		(void)snprintf(reason, REASON_SIZE,
			"author \"%s\" may not %s: deny_authors of tenant %s "
			"says so",
			text_clean(name, true, clean, sizeof(clean)), doing,
			facts->tenant->name);
		return AUTHOR_DENIED;
	}
	if (is_allowed(request, &policy->authors, name)) {
		return AUTHOR_MAY;
	}
	say_unlisted(request, facts, name, doing, reason);
	return AUTHOR_UNLISTED;
}
