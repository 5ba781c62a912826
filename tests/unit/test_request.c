// SPDX-License-Identifier: MIT
#include "core/request.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define FIRST "mailbox-expiry-request 1\n"
#define HAND(kind) FIRST "kind " kind "\nsystem hand\nmade_at 1790000000\n"
#define ALERT(kind)                                                            \
	FIRST "kind " kind "\nsystem icinga2\nmade_at 1790000000\n"            \
	      "host h\nservice s\nstate CRITICAL\n"
#define ACK ALERT("acknowledge")
#define ID "01234567-89ab-cdef-0123-456789abcdef"
#define X10 "xxxxxxxxxx"
#define X50 X10 X10 X10 X10 X10
#define X250 X50 X50 X50 X50 X50

static bool
decode(const char *text, struct request *request, struct error *err)
{
	/* Of exactly its size, so that reading past the end is seen. */
	size_t length = strlen(text);
	char *exact = mem_zeroed(length, 1);
	bool ok = false;

	memcpy(exact, text, length);
	ok = request_decode(exact, length, request, err);
	free(exact);
	return ok;
}

/* Each is read, and written again to the byte. */
static const char *const canonical[] = {
	ACK,
	ALERT("event") "hard yes\ndowntime yes\nchecked_at 1789999990\n",
	FIRST "kind acknowledge\nsystem icinga2\nmade_at 1790000000\n"
	      "instance main\ntenant contoso\nhost a host!\nservice b c\n"
	      "state UNKNOWN\nhard yes\nchecked_at 1\nacked_at 253402300799\n"
	      "reconciled yes\nmailbox " ID "\nmailbox a@b\n"
	      "author J\xc3\xb6rg M\xfcller\n"
	      "comment back\\\\slash\\nnew line\\x1b[31m\\x7f $(x) ; -v '\"\n",
	FIRST "kind acknowledge\nsystem nagios\nmade_at 1\nhost h\nservice s\n"
	      "state OK\n",
	ALERT("acknowledge") "shows deadline\nshows include=*@a.example\n",
	HAND("restore") "tenant t\nforce yes\nsku SPE_E3\nmailbox a@b\n",
	HAND("restore") "sku O365_w/o_Teams_Bundle_E3_(x)\nmailbox a@b\n",
	HAND("restore") "tenant t\nall yes\n",
	HAND("release") "mailbox a@b\ncomment left us\n",
	HAND("unrelease") "mailbox a@b\n",
	HAND("pause"),
	HAND("pause") "author root\ncomment  leading and trailing \n",
	HAND("resume") "tenant t\n",
	/* Escapes at the end of their line. */
	HAND("pause") "comment \\\\\n",
	HAND("pause") "comment \\n\n",
	HAND("pause") "comment \\x1f\n",
	HAND("pause") "comment \\x10\n",
	HAND("pause") "comment \\x09\\x0b\n",
	HAND("pause") "author " X250 "xxxxx\n",
	HAND("restore") "sku ~!\nmailbox " X250 "xxxxx\n",
};

static void
test_round_trip(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(canonical); i++) {
		struct request request = {0};
		struct error err = {0};
		char *text = NULL;

		if (!decode(canonical[i], &request, &err) ||
			!request_encode(&request, &text, &err)) {
			fail_msg("%s%s", canonical[i], err.text);
		}
		assert_string_equal(text, canonical[i]);
		free(text);
		request_release(&request);
		assert_null(request.comment);
	}
}

static void
test_fields(void **state)
{
	struct request request = {0};
	struct error err = {0};

	(void)state;
	assert_true(decode(canonical[2], &request, &err));
	assert_int_equal(request.kind, REQUEST_ACKNOWLEDGE);
	assert_int_equal(request.system, SYSTEM_ICINGA2);
	assert_string_equal(request.instance, "main");
	assert_string_equal(request.tenant, "contoso");
	assert_string_equal(request.host, "a host!");
	assert_string_equal(request.service, "b c");
	assert_int_equal(request.state, CHECK_UNKNOWN);
	assert_true(request.is_hard);
	assert_false(request.in_downtime);
	assert_true(request.reconciled);
	assert_int_equal(request.made_at, 1790000000);
	assert_int_equal(request.checked_at, 1);
	assert_int_equal(request.acked_at, INT64_C(253402300799));
	assert_int_equal(request.mailboxes.count, 2);
	assert_string_equal(request.mailboxes.texts[0], ID);
	assert_string_equal(request.author, "J\xc3\xb6rg M\xfcller");
	assert_string_equal(request.comment,
		"back\\slash\nnew line\x1b[31m\x7f $(x) ; -v '\"");
	assert_false(request_is_by_hand(&request));
	request_release(&request);

	assert_true(decode(canonical[1], &request, &err));
	assert_true(request.in_downtime && !request.reconciled);
	assert_false(request_is_by_hand(&request));
	request_release(&request);
	assert_true(decode(canonical[5], &request, &err));
	assert_true(request.force && !request.all);
	assert_string_equal(request.sku, "SPE_E3");
	assert_true(request_is_by_hand(&request));
	request_release(&request);
	assert_true(decode(canonical[7], &request, &err));
	assert_true(request.all && !request.force);
	request_release(&request);
	request_release(NULL);
}

#define NOT "not a request: "
#define LATER NOT "another version of this package wrote it"

/* clang-format off */
static const struct {
	const char *text;
	const char *error;
} refused_rows[] = {
	{"", NOT "the first line is not that of a request"},
	{"\n", NOT "the first line is not that of a request"},
	{"kind pause\n", NOT "the first line is not that of a request"},
	{" " HAND("pause"), NOT "the first line is not that of a request"},
	{"mailbox-expiry-request 2\nkind pause\n", LATER},
	{"mailbox-expiry-request 10\n", LATER},
	{"mailbox-expiry-request 1", LATER},
	{"mailbox-expiry-request ", LATER},
	{"mailbox-expiry-request", NOT "the first line is not that of a request"},
	{"mailbox-expiry-request 1\r\n", LATER},
	{FIRST, NOT "kind is missing"},
	{FIRST "system hand\nmade_at 1\n", NOT "kind is missing"},
	{FIRST "kind pause\nmade_at 1\n", NOT "system is missing"},
	{FIRST "kind pause\nsystem hand\n", NOT "made_at is missing"},
	{FIRST "kind acknowledge\nsystem nagios\nmade_at 1\nservice s\n"
		"state OK\n", NOT "host is missing"},
	{FIRST "kind event\nsystem nagios\nmade_at 1\nhost h\nstate OK\n",
		NOT "service is missing"},
	{FIRST "kind event\nsystem nagios\nmade_at 1\nhost h\nservice s\n",
		NOT "state is missing"},
	{HAND("pause") "author", NOT "line 5: is not ended: the file is cut"},
	{HAND("pause") "comment x", NOT "line 5: is not ended: the file is cut"},
	{HAND("pause") "\n", NOT "line 5: an unknown key"},
	{HAND("pause") "comment\n", NOT "line 5: an unknown key"},
	{HAND("pause") "owner 0\n", NOT "line 5: an unknown key"},
	{HAND("pause") "Comment x\n", NOT "line 5: an unknown key"},
	{HAND("pause") "commen x\n", NOT "line 5: an unknown key"},
	{HAND("pause") "comments x\n", NOT "line 5: an unknown key"},
	{HAND("pause") " comment x\n", NOT "line 5: an unknown key"},
	{HAND("pause") "comment \n", NOT "line 5: comment: no value"},
	{HAND("pause") "comment a\ncomment b\n",
		NOT "line 6: comment stands there twice"},
	{HAND("pause") "kind pause\n", NOT "line 5: kind stands there twice"},
	{HAND("pause") "comment a\rb\n", NOT "line 5: comment: a control "
		"character that is not escaped"},
	{HAND("pause") "comment a\tb\n", NOT "line 5: comment: a control "
		"character that is not escaped"},
	{HAND("pause") "comment \x7f\n", NOT "line 5: comment: a control "
		"character that is not escaped"},
	{HAND("pause") "comment \\x1g\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x:0\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x/0\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x`0\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\xg0\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x1\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment a\\\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\t\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x1B\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "comment \\x00\n",
		NOT "line 5: comment: a backslash that begins no escape"},
	{HAND("pause") "author " X250 "xxxxxx\n",
		NOT "line 5: author: longer than 255 bytes"},
	{HAND("release") "mailbox " X250 "xxxxxx\n",
		NOT "mailbox: empty or longer than 255 bytes"},
	{HAND("pause") "tenant ../x\n", NOT "tenant: not a name of a tenant"},
	{HAND("pause") "tenant .x\n", NOT "tenant: not a name of a tenant"},
	{HAND("pause") "tenant a/b\n", NOT "tenant: not a name of a tenant"},
	{HAND("pause") "tenant " X50 X10 "xxxx\n",
		NOT "tenant: not a name of a tenant"},
	{ACK "instance /\n", NOT "instance: not a name of a section"},
	{ACK "instance a b\n", NOT "instance: not a name of a section"},
	{HAND("restore") "mailbox a@b\nsku SPE E3\n",
		NOT "sku: neither a GUID nor a part number"},
	{HAND("restore") "mailbox a@b\nsku a\\x7f\n",
		NOT "sku: neither a GUID nor a part number"},
	{HAND("restore") "mailbox a@b\nsku \xc3\xa9\n",
		NOT "sku: neither a GUID nor a part number"},
	{FIRST "kind pause\nsystem hand\nmade_at 0\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at -1\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at 1x\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at 01\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at 1000000000000\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at 99999999999999999999\n",
		NOT "line 4: made_at: not an instant"},
	{FIRST "kind pause\nsystem hand\nmade_at 253402300800\n",
		NOT "an instant before 1970 or after 9999"},
	{HAND("explode"), NOT "line 2: kind: an unknown word"},
	{FIRST "kind (null)\n", NOT "line 2: kind: an unknown word"},
	{FIRST "kind pause\nsystem x\n", NOT "line 3: system: an unknown word"},
	{ACK "hard no\n", NOT "line 8: hard: not \"yes\""},
	{HAND("restore") "all yes\nforce 1\n",
		NOT "line 6: force: not \"yes\""},

	/* What may not stand together. */
	{HAND("acknowledge") "host h\nservice s\nstate OK\n",
		NOT "a request of kind acknowledge does not come from hand"},
	{FIRST "kind restore\nsystem nagios\nmade_at 1\nmailbox a@b\n",
		NOT "a request of kind restore does not come from nagios"},
	{HAND("restore"), NOT "restores neither one mailbox nor all, or both"},
	{HAND("restore") "all yes\nmailbox a@b\n",
		NOT "restores neither one mailbox nor all, or both"},
	{HAND("release"), NOT "mailbox is missing"},
	{HAND("unrelease"), NOT "mailbox is missing"},
	{HAND("release") "all yes\nmailbox a@b\n",
		NOT "all does not belong to a request of kind release"},
	{ACK "force yes\n",
		NOT "force does not belong to a request of kind acknowledge"},
	{ACK "all yes\n",
		NOT "all does not belong to a request of kind acknowledge"},
	{ACK "sku x\n",
		NOT "sku does not belong to a request of kind acknowledge"},
	{ALERT("event") "acked_at 1\n",
		NOT "acked_at does not belong to a request of kind event"},
	{ALERT("event") "reconciled yes\n",
		NOT "reconciled does not belong to a request of kind event"},
	{HAND("pause") "mailbox a@b\n",
		NOT "mailbox does not belong to a request of kind pause"},
	{HAND("pause") "state OK\n",
		NOT "state does not belong to a request of kind pause"},
	{HAND("restore") "all yes\nhost h\n",
		NOT "host does not belong to a request of kind restore"},
	{HAND("restore") "all yes\nhard yes\n",
		NOT "hard does not belong to a request of kind restore"},
	{HAND("resume") "instance main\n",
		NOT "instance does not belong to a request of kind resume"},
};
/* clang-format on */

static void
test_refused(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(refused_rows); i++) {
		struct request request = {.made_at = 77};
		struct error err = {0};

		if (decode(refused_rows[i].text, &request, &err)) {
			fail_msg("taken: %s", refused_rows[i].text);
		}
		assert_string_equal(err.text, refused_rows[i].error);
		assert_int_equal(err.code, strcmp(err.text, LATER) == 0
						   ? ERROR_OUTDATED
						   : ERROR_USAGE);
		assert_int_equal(request.made_at, 77);
		assert_null(request.comment);
	}
}

static void
test_nul_is_no_text(void **state)
{
	static const char text[] = HAND("pause") "comment a\0b\n";
	struct request request = {0};
	struct error err = {0};

	(void)state;
	assert_false(request_decode(text, sizeof(text) - 1, &request, &err));
	assert_string_equal(err.text, NOT "line 5: comment: a control "
					  "character that is not escaped");
}

/* Whatever bytes somebody typed. */
static void
test_every_byte(void **state)
{
	char comment[256];
	struct request request = {.kind = REQUEST_PAUSE,
		.system = SYSTEM_HAND,
		.made_at = 1,
		.comment = comment};
	struct request again = {0};
	struct error err = {0};
	char *text = NULL;

	(void)state;
	for (int i = 0; i < 255; i++) {
		comment[i] = (char)(i + 1);
	}
	comment[255] = '\0';
	assert_true(request_encode(&request, &text, &err));
	assert_true(request_decode(text, strlen(text), &again, &err));
	assert_string_equal(again.comment, comment);
	assert_null(strpbrk(text, "\x1b\x7f\t\r"));
	request_release(&again);
	free(text);
}

/* As long as a file may be, to the byte. */
static void
test_just_enough(void **state)
{
	char *comment = mem_zeroed(REQUEST_COMMENT_LIMIT + 1, 1);
	struct request request = {.kind = REQUEST_PAUSE,
		.system = SYSTEM_HAND,
		.made_at = 1790000000,
		.comment = comment};
	struct request again = {0};
	struct error err = {0};
	size_t rest = REQUEST_LIMIT_BYTES - strlen(HAND("pause")) -
		      strlen("comment \n");
	char *text = NULL;

	(void)state;
	/* Escapes of four bytes, the rest as it is. */
	memset(comment, 'x', REQUEST_COMMENT_LIMIT);
	memset(comment, 1, (rest - REQUEST_COMMENT_LIMIT) / 3);
	comment[REQUEST_COMMENT_LIMIT - 1] = '\\';
	assert_int_equal((rest - REQUEST_COMMENT_LIMIT) % 3, 1);
	assert_true(request_encode(&request, &text, &err));
	assert_int_equal(strlen(text), REQUEST_LIMIT_BYTES);
	assert_true(request_decode(text, strlen(text), &again, &err));
	assert_string_equal(again.comment, comment);
	request_release(&again);
	free(text);
	comment[REQUEST_COMMENT_LIMIT - 2] = '\\';
	text = NULL;
	assert_false(request_encode(&request, &text, &err));
	assert_null(text);
	free(comment);
}

static void
test_too_much(void **state)
{
	char *text = mem_zeroed(REQUEST_LIMIT_BYTES + 2, 1);
	struct request request = {0};
	struct error err = {0};
	size_t used = 0;

	(void)state;
	memset(text, 'x', REQUEST_LIMIT_BYTES + 1);
	assert_false(
		request_decode(text, REQUEST_LIMIT_BYTES + 1, &request, &err));
	assert_string_equal(err.text, NOT "longer than 16384 bytes");

	used = strlen(HAND("release"));
	memcpy(text, HAND("release"), used);
	for (int i = 0; i < REQUEST_MAILBOX_LIMIT; i++) {
		memcpy(text + used, "mailbox a@b\n", 12);
		used += 12;
	}
	assert_true(request_decode(text, used, &request, &err));
	assert_int_equal(request.mailboxes.count, REQUEST_MAILBOX_LIMIT);
	request_release(&request);
	memcpy(text + used, "mailbox a@b\n", 12);
	assert_false(request_decode(text, used + 12, &request, &err));
	assert_string_equal(err.text, NOT "line 105: mailbox: more than 100");
	free(text);
}

/* What would be refused is not written. */
static void
test_encode_refuses(void **state)
{
	char long_name[REQUEST_NAME_LIMIT + 2];
	char *long_comment = mem_zeroed(REQUEST_COMMENT_LIMIT + 2, 1);
	char host[] = "h";
	char bad_tenant[] = "../x";
	struct request good = {.kind = REQUEST_ACKNOWLEDGE,
		.system = SYSTEM_NAGIOS,
		.host = host,
		.service = host,
		.made_at = 1};
	struct request bad[15];
	char *text = NULL;
	struct error err = {0};

	(void)state;
	memset(long_name, 'x', sizeof(long_name) - 1);
	long_name[sizeof(long_name) - 1] = '\0';
	memset(long_comment, 'x', REQUEST_COMMENT_LIMIT + 1);
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		bad[i] = good;
	}
	bad[0].kind = 0;
	bad[1].system = 0;
	bad[2].service = NULL;
	bad[3].made_at = 0;
	bad[4].acked_at = -1;
	bad[5].author = long_name;
	bad[6].comment = long_comment;
	bad[7].tenant = bad_tenant;
	bad[8].force = true;
	bad[9].kind = REQUEST_RESUME + 1;
	bad[10].system = SYSTEM_ICINGA2 + 1;
	bad[11].state = CHECK_UNKNOWN + 1;
	bad[12].checked_at = INT64_C(253402300800);
	for (size_t i = 0; i <= REQUEST_MAILBOX_LIMIT; i++) {
		text_list_add(&bad[13].mailboxes, "a@b");
	}
	text_list_add(&bad[14].mailboxes, "");
	for (size_t i = 0; i < COUNT_OF(bad); i++) {
		if (request_encode(&bad[i], &text, &err)) {
			fail_msg("row %zu was written", i);
		}
		assert_null(text);
		assert_int_equal(err.code, ERROR_USAGE);
		assert_memory_equal(err.text, "cannot write the request: ", 26);
	}
	text_list_release(&bad[13].mailboxes);
	text_list_release(&bad[14].mailboxes);
	/* An empty text is one that was not said. */
	bad_tenant[0] = '\0';
	good.tenant = bad_tenant;
	good.instance = bad_tenant;
	assert_true(request_encode(&good, &text, &err));
	assert_null(strstr(text, "tenant"));
	free(text);
	/* As long as it may be, but each byte takes four. */
	text = NULL;
	memset(long_comment, 1, REQUEST_COMMENT_LIMIT);
	long_comment[REQUEST_COMMENT_LIMIT] = '\0';
	good.comment = long_comment;
	assert_false(request_encode(&good, &text, &err));
	assert_null(text);
	assert_string_equal(err.text,
		"cannot write the request: longer than 16384 bytes; shorten "
		"the comment or name fewer mailboxes");
	free(long_comment);
}

static void
test_texts(void **state)
{
	(void)state;
	assert_string_equal(
		request_kind_text(REQUEST_ACKNOWLEDGE), "acknowledge");
	assert_string_equal(request_kind_text(REQUEST_EVENT), "event");
	assert_string_equal(request_kind_text(REQUEST_RESTORE), "restore");
	assert_string_equal(request_kind_text(REQUEST_RELEASE), "release");
	assert_string_equal(request_kind_text(REQUEST_UNRELEASE), "unrelease");
	assert_string_equal(request_kind_text(REQUEST_PAUSE), "pause");
	assert_string_equal(request_kind_text(REQUEST_RESUME), "resume");
	assert_string_equal(request_system_text(SYSTEM_HAND), "hand");
	assert_string_equal(request_system_text(SYSTEM_NAGIOS), "nagios");
	assert_string_equal(request_system_text(SYSTEM_ICINGA2), "icinga2");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_round_trip),
		cmocka_unit_test(test_fields),
		cmocka_unit_test(test_refused),
		cmocka_unit_test(test_nul_is_no_text),
		cmocka_unit_test(test_every_byte),
		cmocka_unit_test(test_just_enough),
		cmocka_unit_test(test_too_much),
		cmocka_unit_test(test_encode_refuses),
		cmocka_unit_test(test_texts),
	};

	return cmocka_run_group_tests_name("request", tests, NULL, NULL);
}
