// SPDX-License-Identifier: MIT
#include "core/roster.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "test.h"

#include "core/mem.h"

static char *
id_of(char letter)
{
	return mem_print("%c%c%c%c%c%c%c%c-0000-4000-8000-000000000000", letter,
		letter, letter, letter, letter, letter, letter, letter);
}

/* "contoso a mbx-a 1": host, letter of the id, name, rank. */
static struct roster_service
service_of(const char *text)
{
	char host[64];
	char letter = 0;
	char name[128];
	long long rank = 1;

	assert_true(sscanf(text, "%63s %c %127s %lld", host, &letter, name,
			    &rank) >= 3);
	return (struct roster_service){.host = mem_text(host),
		.name = mem_text(name),
		.display_name = mem_text("d"),
		.id = id_of(letter),
		.cause = mem_text("c"),
		.account = mem_text("enabled"),
		.output = mem_text("OK"),
		.performance_data = mem_text(""),
		.rank = rank};
}

static void
add_tenant(struct roster *roster, const char *name, bool is_judged)
{
	roster->tenants = mem_grow(roster->tenants, roster->tenant_count,
		&roster->tenant_capacity, sizeof(*roster->tenants));
	roster->tenants[roster->tenant_count++] =
		(struct roster_tenant){.name = mem_text(name),
			.problem = is_judged ? NULL : mem_text("no data"),
			.is_judged = is_judged};
}

/* contoso could be judged, fabrikam could not. */
static void
build(struct roster *roster, const char *const services[])
{
	*roster = (struct roster){0};
	add_tenant(roster, "contoso", true);
	add_tenant(roster, "fabrikam", false);
	for (size_t i = 0; services[i] != NULL; i++) {
		roster->services = mem_grow(roster->services, roster->count,
			&roster->capacity, sizeof(*roster->services));
		roster->services[roster->count++] = service_of(services[i]);
	}
}

static const struct {
	const char *name;
	const char *wanted[4];
	int64_t limit;
	const char *found[4];
	const char *to_go;   /* a letter each: - stays, x goes */
	const char *created; /* names in the order of urgency */
} matches[] = {
	{"nothing", {NULL}, 9, {NULL}, "", ""},
	{"all new", {"contoso a mbx-a 2", "contoso b mbx-b 1"}, 9, {NULL}, "",
		"mbx-b mbx-a "},
	{"all there", {"contoso a mbx-a", "contoso b mbx-b"}, 9,
		{"contoso b mbx-b", "contoso a mbx-a"}, "--", ""},
	{"one left", {"contoso a mbx-a"}, 9,
		{"contoso a mbx-a", "contoso b mbx-b"}, "-x", ""},
	{"not judged", {"contoso a mbx-a"}, 9, {"fabrikam b mbx-b"}, "-",
		"mbx-a "},
	{"listed though not judged", {"fabrikam a mbx-a"}, 9,
		{"fabrikam b mbx-b"}, "-", "mbx-a "},
	{"a tenant nobody knows", {NULL}, 9, {"tailspin a mbx-a"}, "-", ""},
	{"another name, the same mailbox", {"contoso a mbx-new"}, 9,
		{"contoso a mbx-old"}, "-", ""},
	{"the same id in another tenant", {"contoso a mbx-a"}, 9,
		{"fabrikam a mbx-a"}, "-", "mbx-a "},
	{"twice: the right name stays", {"contoso a mbx-a"}, 9,
		{"contoso a mbx-x", "contoso a mbx-a"}, "x-", ""},
	{"twice the right name", {"contoso a mbx-a"}, 9,
		{"contoso a mbx-a", "contoso a mbx-a"}, "-x", ""},
	{"twice: no right name", {"contoso a mbx-a"}, 9,
		{"contoso a mbx-x", "contoso a mbx-y"}, "-x", ""},
	{"twice, not judged", {"fabrikam a mbx-a"}, 9,
		{"fabrikam a mbx-x", "fabrikam a mbx-a"}, "--", ""},
	{"of one rank: by host and id",
		{"contoso c mbx-c", "contoso a mbx-a", "contoso b mbx-b"}, 9,
		{NULL}, "", "mbx-a mbx-b mbx-c "},
	{"more than the limit",
		{"contoso a mbx-a 3", "contoso b mbx-b 1", "contoso c mbx-c 2"},
		2, {"contoso a mbx-a"}, "x", "mbx-b mbx-c "},
	{"just the limit", {"contoso a mbx-a 2", "contoso b mbx-b 1"}, 2,
		{"contoso a mbx-a", "contoso b mbx-b"}, "--", ""},
	{"more than the limit, not judged", {"fabrikam a mbx-a 2"}, 1,
		{"fabrikam a mbx-a"}, "-", ""},
};

static void
test_match(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(matches); i++) {
		struct roster roster;
		struct roster_found found[4] = {0};
		struct error err = {0};
		size_t count = 0;
		size_t wanted = 0;
		size_t found_at[4];
		size_t *order = NULL;
		char gone[5] = "";
		char created[200] = "";

		build(&roster, matches[i].wanted);
		assert_true(roster_check(&roster, &err));
		for (; matches[i].found[count] != NULL; count++) {
			found[count].service =
				service_of(matches[i].found[count]);
			found[count].wanted = 77; /* of an earlier match */
		}
		roster_match(&roster, matches[i].limit, found, count, found_at);
		for (size_t k = 0; k < count; k++) {
			gone[k] = found[k].is_to_go ? 'x' : '-';
			assert_true(found[k].wanted == ROSTER_NONE ||
				    found_at[found[k].wanted] == k);
			assert_true(found[k].wanted == ROSTER_NONE ||
				    !found[k].is_to_go);
		}
		for (size_t k = 0; k < roster.count; k++) {
			assert_true(found_at[k] == ROSTER_NONE ||
				    found[found_at[k]].wanted == k);
		}
		for (size_t k = 0; k < count; k++) {
			roster_found_release(&found[k]);
			assert_null(found[k].service.name);
			assert_int_equal(found[k].wanted, 0);
		}
		order = roster_order(&roster, matches[i].limit, &wanted);
		for (size_t k = 0; k < wanted; k++) {
			if (found_at[order[k]] == ROSTER_NONE) {
				(void)snprintf(created + strlen(created), 100,
					"%s ", roster.services[order[k]].name);
			}
		}
		if (strcmp(gone, matches[i].to_go) != 0 ||
			strcmp(created, matches[i].created) != 0) {
			fail_msg("%s: %s %s", matches[i].name, gone, created);
		}
		free(order);
		roster_release(&roster);
		assert_null(roster.services);
	}
}

/* What is acknowledged must not be lost for want of room. */
static void
test_what_stays_all_the_same(void **state)
{
	static const char *const two[] = {
		"contoso a mbx-a 1", "contoso b mbx-b 2", NULL};
	static const struct {
		const char *found;
		bool is_acknowledged;
		int64_t count; /* of contoso's mailboxes */
		int64_t limit;
		bool kept, to_go, stray;
	} cases[] = {
		{"contoso b mbx-b", true, 2, 2, false, false, false},
		{"contoso b mbx-b", true, 2, 1, true, false, false},
		{"contoso b mbx-b", false, 2, 1, false, true, false},
		/* More than the check was asked for: it may be one of them. */
		{"contoso c mbx-c", true, 3, 2, true, false, false},
		{"contoso c mbx-c", true, 2, 2, false, true, false},
		{"fabrikam c mbx-c", true, 2, 1, false, false, false},
		{"tailspin c mbx-c", true, 2, 1, false, false, true},
	};

	(void)state;
	for (size_t i = 0; i < COUNT_OF(cases); i++) {
		struct roster roster;
		struct roster_found found = {
			.service = service_of(cases[i].found),
			.is_acknowledged = cases[i].is_acknowledged};
		size_t found_at[2];
		build(&roster, two);
		roster.tenants[0].count = cases[i].count;
		roster_match(&roster, cases[i].limit, &found, 1, found_at);
		if (found.is_kept != cases[i].kept ||
			found.is_to_go != cases[i].to_go ||
			found.is_stray != cases[i].stray) {
			fail_msg("case %zu: %d %d %d", i, found.is_kept,
				found.is_to_go, found.is_stray);
		}
		roster_found_release(&found);
		roster_release(&roster);
	}
}

static void
test_descriptions(void **state)
{
	static const char *const one[] = {"contoso a mbx-a", NULL};
	struct roster roster;
	struct roster_found found = {0};
	size_t found_at = 0;

	(void)state;
	build(&roster, one);
	found.service = service_of(one[0]);
	roster_match(&roster, 9, &found, 1, &found_at);
	assert_false(found.is_other);
	for (int i = 0; i < 4; i++) {
		char **texts[] = {&found.service.display_name,
			&found.service.cause, &found.service.account,
			&found.service.output};
		char *before = *texts[i];
		*texts[i] = i == 0 ? NULL : (char *)(uintptr_t) "other";
		found.is_other = false;
		roster_match(&roster, 9, &found, 1, &found_at);
		assert_int_equal(found.is_other, i < 3);
		*texts[i] = before;
	}
	roster_found_release(&found);
	roster_release(&roster);
}

static const struct {
	const char *name;
	const char *services[4];
	const char *complaint; /* NULL: fine */
} rosters[] = {
	{"fine", {"contoso a mbx-a", "contoso b mbx-b"}, NULL},
	{"the same name elsewhere", {"contoso a mbx-a", "fabrikam a mbx-a"},
		NULL},
	{"no prefix", {"contoso a mailbox-a"}, "no name of a service"},
	{"nothing behind it", {"contoso a mbx-"}, "no name of a service"},
	{"an ! in it", {"contoso a mbx-a!b"}, "no name of a service"},
	{"a way up", {"contoso a mbx-../a"}, "no name of a service"},
	{"capitals", {"contoso a mbx-A"}, "no name of a service"},
	{"too long",
		{"contoso a mbx-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaaaaaaaaaaaaaaa"},
		"no name of a service"},
	{"no id", {"contoso z mbx-a"}, "of no mailbox or tenant"},
	{"a tenant that is not listed", {"tailspin a mbx-a"},
		"of no mailbox or tenant"},
	{"one name twice", {"contoso a mbx-a", "contoso b mbx-a"},
		"two services are called mbx-a"},
	{"one name twice, and another",
		{"contoso a mbx-a", "contoso b mbx-a", "contoso c mbx-c"},
		"two services are called mbx-a"},
	{"one name twice, with another between",
		{"contoso a mbx-a", "contoso b mbx-c", "contoso c mbx-a"},
		"two services are called mbx-a"},
	{"no name of a host", {"-x a mbx-a"}, "of no mailbox or tenant"},
	{"one mailbox twice", {"contoso a mbx-a", "contoso a mbx-b"},
		"two services are of one mailbox"},
	{"one mailbox twice, with another between",
		{"contoso a mbx-a", "contoso b mbx-b", "contoso a mbx-c"},
		"two services are of one mailbox"},
	{"as long as a name may be",
		{"contoso a mbx-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaa"},
		NULL},
	{"a letter longer",
		{"contoso a mbx-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		 "aaaaaaaaaaaaa"},
		"no name of a service"},
};

static void
test_check(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(rosters); i++) {
		struct roster roster;
		struct error err = {0};
		bool ok = false;

		build(&roster, rosters[i].services);
		ok = roster_check(&roster, &err);
		if (ok != (rosters[i].complaint == NULL) ||
			(!ok && strstr(err.text, rosters[i].complaint) ==
					NULL)) {
			fail_msg("%s: %s", rosters[i].name, err.text);
		}
		roster_release(&roster);
	}
}

#define NOW 1800000000

static const struct {
	const char *name;
	const char *output; /* of the last result; NULL: none */
	enum check_state state;
	bool is_soft;
	time_t told_at;
	bool is_news;
} news[] = {
	{"none yet", NULL, CHECK_UNKNOWN, false, 0, true},
	{"the same, a moment ago", "OK", CHECK_OK, false, NOW - 1, false},
	{"the same, nearly due", "OK", CHECK_OK, false, NOW - 299, false},
	{"the same, due again", "OK", CHECK_OK, false, NOW - 300, true},
	{"other words", "OK!", CHECK_OK, false, NOW - 1, true},
	{"another state", "OK", CHECK_WARNING, false, NOW - 1, true},
	{"not HARD yet", "OK", CHECK_OK, true, NOW - 1, true},
	{"its clock is a little ahead", "OK", CHECK_OK, false, NOW + 5, false},
	{"as far ahead as may be", "OK", CHECK_OK, false, NOW + 300, false},
	{"from the future", "OK", CHECK_OK, false, NOW + 301, true},
};

static void
test_news(void **state)
{
	(void)state;
	for (size_t i = 0; i < COUNT_OF(news); i++) {
		struct roster_service service = service_of("contoso a mbx-a");
		struct roster_found found = {
			.service = {.output = (char *)(uintptr_t)news[i].output,
				.state = news[i].state},
			.is_soft = news[i].is_soft,
			.told_at = news[i].told_at};

		if (roster_is_news(&service, &found, NOW, 300) !=
			news[i].is_news) {
			fail_msg("%s", news[i].name);
		}
		assert_true(roster_is_news(&service, NULL, NOW, 300));
		roster_service_release(&service);
		assert_null(service.name);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_match),
		cmocka_unit_test(test_what_stays_all_the_same),
		cmocka_unit_test(test_descriptions),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_news),
	};

	return cmocka_run_group_tests_name("roster", tests, NULL, NULL);
}
