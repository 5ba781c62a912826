// SPDX-License-Identifier: MIT
#include "graph/page.h"

#include <stdlib.h>
#include <string.h>

#include "test.h"

static const struct {
	const char *name;
	const char *text;
	const char *link; /* NULL: none; "!": refused */
} links[] = {
	{"none", "{\"value\":[]}", NULL},
	{"null", "{\"value\":[],\"@odata.nextLink\":null}", "!"},
	{"in front",
		"{\"@odata.nextLink\":\"https://g.test/a\",\"value\":[]"
		"}",
		"https://g.test/a"},
	{"behind",
		"{\"value\":[1],\"@odata.nextLink\" : "
		"\"https://g.test/a\" }",
		"https://g.test/a"},
	{"with a bracket",
		"{\"value\":[],\"@odata.nextLink\":\"https://g.test/a]"
		"\"}",
		"https://g.test/a]"},
	{"escaped ampersand",
		"{\"value\":[],\"@odata.nextLink\":\"https://g.test/a?b"
		"\\u0026c\\/d\"}",
		"https://g.test/a?b&c/d"},
	{"escaped key",
		"{\"@odata\\u002enextLink\":\"https://g.test/a\","
		"\"value\":[]}",
		"https://g.test/a"},
	{"between two lists",
		"{\"value\":[],\"@odata.nextLink\":\"https://g.test/a\""
		",\"x\":[]}",
		"https://g.test/a"},
	{"only as a value", "{\"value\":[\"@odata.nextLink\"]}", NULL},
	{"only inside of an element",
		"{\"value\":[{\"@odata.nextLink\":\"https://g.test/b\"}"
		"]}",
		NULL},
	{"here and inside of an element",
		"{\"value\":[{\"@odata.nextLink\":\"https://g.test/b\"}"
		"],\"@odata.nextLink\":\"https://g.test/a\"}",
		"https://g.test/a"},
	{"port",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"https://G.TEST:443/a\"}",
		"https://G.TEST:443/a"},
	{"other port",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"https://g.test:444/a\"}",
		"!"},
	{"other scheme",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"http://g.test/a\"}",
		"!"},
	{"other host",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"https://g.test.evil/a\"}",
		"!"},
	{"user in front",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"https://g.test@evil/a\"}",
		"!"},
	{"relative", "{\"value\":[],\"@odata.nextLink\":\"/a\"}", "!"},
	{"with a line end",
		"{\"value\":[],\"@odata.nextLink\":"
		"\"https://g.test/a\\r\\nX: y\"}",
		"!"},
	{"number", "{\"value\":[],\"@odata.nextLink\":1}", "!"},
};

static void
test_links(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(links); i++) {
		for (int ends = 0; ends < 2; ends++) {
			struct page page = {0};
			struct error err = {0};
			char *link = NULL;
			bool ok = false;
			if (!ends || !page_open_ends(links[i].text,
					     strlen(links[i].text), &page)) {
				assert_true(page_open(links[i].text,
					strlen(links[i].text), &page, &err));
			}
			ok = page_next_link(
				&page, "https://g.test", &link, &err);
			if (ok != (links[i].link == NULL ||
					  strcmp(links[i].link, "!") != 0) ||
				(ok && (link == NULL) !=
						(links[i].link == NULL)) ||
				(link != NULL &&
					strcmp(link, links[i].link) != 0)) {
				fail_msg("%s: %s %s", links[i].name,
					link == NULL ? "-" : link, err.text);
			}
			free(link);
		}
	}
}

/* However little of a page has come, what is said of it stays true. */
static void
test_look_ahead(void **state)
{
	static const char text[] =
		"{\"@odata.context\":\"c\",\"@odata.count\":7,"
		"\"@odata.nextLink\":\"https://g.test/a\",\"value\":[]}";
	size_t link_end = (size_t)(strstr(text, ",\"value\"") - text);

	(void)state;
	for (size_t length = 0; length < sizeof(text); length++) {
		struct page page = {0};
		enum page_head head = page_look_ahead(text, length, &page);
		assert_int_equal(head,
			length < link_end ? PAGE_HEAD_MORE : PAGE_HEAD_LINK);
	}
	assert_int_equal(page_look_ahead("{\"value\":[", 10, &(struct page){0}),
		PAGE_HEAD_NONE);
	assert_int_equal(page_look_ahead("<html>", 6, &(struct page){0}),
		PAGE_HEAD_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_links),
		cmocka_unit_test(test_look_ahead),
	};

	return cmocka_run_group_tests_name("page", tests, NULL, NULL);
}
