// SPDX-License-Identifier: MIT
#include "core/typed.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/request.h"
#include "core/text.h"

/* As escaped in the file, beside everything else in it. */
#define COMMENT_ROOM ((size_t)10 * 1024)
#define AUTHOR_CUT "..."
/*
 * Nagios reads a command of 8,191 bytes at most and drops the rest unsaid;
 * names of the longest kind leave a comment this much of it.  One that is as
 * long may have been cut there.
 */
#define COMMENT_WHOLE ((size_t)7000)

/* Control bytes are no blanks: "x\001#force" must not become a word. */
static void
blot_controls(char *text)
{
	for (; *text != '\0'; text++) {
		unsigned char byte = (unsigned char)*text;

		if ((byte < ' ' && byte != '\n' && byte != '\t' &&
			    byte != '\r') ||
			byte == 0x7f) {
			*text = '?';
		}
	}
}

char *
typed_author(const char *author)
{
	char *text = NULL;

	if (author == NULL || *author == '\0') {
		return NULL;
	}
	text = mem_text(author);
	blot_controls(text);
	if (strlen(text) > REQUEST_NAME_LIMIT) {
		/* So that it equals no name that is allowed. */
		memcpy(text + REQUEST_NAME_LIMIT - strlen(AUTHOR_CUT),
			AUTHOR_CUT, sizeof(AUTHOR_CUT));
	}
	return text;
}

/* Bytes of the character at `text`, also of one that is none. */
static size_t
character(const char *text)
{
	size_t length = text_character_length(text);

	return length == 0 ? 1 : length;
}

/* How much of it fits, counting what has to be escaped. */
static size_t
comment_room(const char *text)
{
	size_t room = COMMENT_ROOM;
	size_t used = 0;

	while (text[used] != '\0') {
		size_t length = character(text + used);
		size_t written = length > 1			   ? length
				 : text[used] == '\\'		   ? 2
				 : (unsigned char)text[used] < ' ' ? 4
								   : 1;

		if (used + length > COMMENT_WHOLE || written > room) {
			break;
		}
		room -= written;
		used += length;
	}
	return used;
}

char *
typed_comment(const char *comment)
{
	size_t length = 0;
	char *text = NULL;
	char *cut = NULL;

	if (comment == NULL || *comment == '\0') {
		return NULL;
	}
	text = mem_text(comment);
	blot_controls(text);
	length = comment_room(text);
	if (text[length] == '\0') {
		return text;
	}
	cut = mem_print("%.*s%s", (int)length, text, TYPED_CUT_MARK);
	free(text);
	return cut;
}
