// SPDX-License-Identifier: MIT
#include "config/shape.h"

#include <string.h>
#include <time.h>

#include "config/url.h"
#include "core/guid.h"
#include "core/mem.h"
#include "core/range.h"
#include "core/site.h"
#include "core/timestamp.h"

#define COUNT_LIMIT 1000000000
#define DAYS_LIMIT 3650

static bool
read_yes_no(const struct shape *shape, const char *value, void *field)
{
	bool yes = strcmp(value, "yes") == 0;

	(void)shape;
	if (!yes && strcmp(value, "no") != 0) {
		return false;
	}
	*(bool *)field = yes;
	return true;
}

static bool
store_number(const struct shape *shape, int64_t number, void *field)
{
	if (number < shape->min || number > shape->max) {
		return false;
	}
	*(int64_t *)field = number;
	return true;
}

static bool
read_duration(const struct shape *shape, const char *value, void *field)
{
	int64_t seconds = 0;

	return timestamp_parse_duration(value, &seconds) &&
	       store_number(shape, seconds, field);
}

/* Plain digits; the shape's limits are in the unit that is written. */
static bool
parse_count(const char *value, int64_t *count)
{
	size_t digits = strspn(value, "0123456789");

	if (digits == 0 || digits > 10 || value[digits] != '\0') {
		return false;
	}
	*count = 0;
	for (size_t i = 0; i < digits; i++) {
		*count = *count * 10 + (value[i] - '0');
	}
	return true;
}

static bool
read_count(const struct shape *shape, const char *value, void *field)
{
	int64_t count = 0;

	return parse_count(value, &count) && store_number(shape, count, field);
}

/* A number of losses, or none at all. */
static bool
read_brake(const struct shape *shape, const char *value, void *field)
{
	if (strcmp(value, "no") == 0) {
		*(int64_t *)field = 0;
		return true;
	}
	return read_count(shape, value, field);
}

static bool
read_days(const struct shape *shape, const char *value, void *field)
{
	int64_t days = 0;

	if (!parse_count(value, &days) || !store_number(shape, days, field)) {
		return false;
	}
	*(int64_t *)field *= (int64_t)TIMESTAMP_DAY_S;
	return true;
}

static bool
read_range(const struct shape *shape, const char *value, void *field)
{
	struct range range = {0};
	struct error err = {0};

	(void)shape;
	if (!range_parse(value, &range, &err)) {
		return false;
	}
	*(struct range *)field = range;
	return true;
}

/* The fields are enums whose values are the places of the words. */
static bool
read_choice(const struct shape *shape, const char *value, void *field)
{
	for (unsigned i = 0; shape->words[i] != NULL; i++) {
		if (strcmp(value, shape->words[i]) == 0) {
			memcpy(field, &i, sizeof(i));
			return true;
		}
	}
	return false;
}

/* One of two words, the second being "true". */
static bool
read_either(const struct shape *shape, const char *value, void *field)
{
	unsigned place = 0;

	if (!read_choice(shape, value, &place)) {
		return false;
	}
	*(bool *)field = place == 1;
	return true;
}

static bool
read_day(const struct shape *shape, const char *value, void *field)
{
	time_t day = 0;

	(void)shape;
	if (value[0] != '\0' && !timestamp_parse_day(value, &day)) {
		return false;
	}
	*(time_t *)field = day;
	return true;
}

static void
store_text(void *field, const char *value, size_t length)
{
	char *copy = length == 0 ? NULL : mem_text_n(value, length);

	mem_replace_text(field, NULL);
	*(char **)field = copy;
}

static bool
read_text(const struct shape *shape, const char *value, void *field)
{
	(void)shape;
	store_text(field, value, strlen(value));
	return true;
}

static bool
read_path(const struct shape *shape, const char *value, void *field)
{
	size_t length = strlen(value);

	if (value[0] != '/' && (length > 0 || shape->min > 0)) {
		return false;
	}
	while (length > 1 && value[length - 1] == '/') {
		length--;
	}
	store_text(field, value, length);
	return true;
}

static bool
read_guid(const struct shape *shape, const char *value, void *field)
{
	struct guid guid = {0};

	if (value[0] != '\0' && !guid_parse(value, strlen(value), &guid)) {
		return false;
	}
	return read_text(shape, value, field);
}

static bool
read_tenant_id(const struct shape *shape, const char *value, void *field)
{
	if (strchr(value, '.') != NULL &&
		url_is_host_name(value, strlen(value))) {
		return read_text(shape, value, field);
	}
	return read_guid(shape, value, field);
}

/* ISO 3166-1 alpha-2, what Graph calls usageLocation. */
static bool
read_country(const struct shape *shape, const char *value, void *field)
{
	size_t letters = strspn(value, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");

	if (value[letters] != '\0' || (letters != 0 && letters != 2)) {
		return false;
	}
	return read_text(shape, value, field);
}

static bool
read_url(const struct shape *shape, const char *value, void *field)
{
	size_t length = 0;

	if (value[0] != '\0' && !url_check(value, shape->words, &length)) {
		return false;
	}
	store_text(field, value, length);
	return true;
}

static const char *const state_words[] = {
	"ok", "warning", "critical", "unknown", NULL};
static const char *const cap_words[] = {"ok", "warning", "critical", NULL};
static const char *const effort_words[] = {"auto", "no", NULL};
static const char *const listing_words[] = {"auto", "whole", NULL};
static const char *const show_names_words[] = {"upn", "id", NULL};
static const char *const cloud_words[] = {
	"global", "usgov", "dod", "china", NULL};
static const char *const on_ack_words[] = {"none", "token", "restore", NULL};
static const char *const on_event_words[] = {"none", "restore", NULL};
static const char *const group_held_words[] = {"direct", "refuse", NULL};
static const char *const https_words[] = {"https", NULL};
static const char *const http_words[] = {"https", "http", NULL};
static const char *const proxy_words[] = {
	"http", "https", "socks4", "socks4a", "socks5", "socks5h", NULL};

#define DURATION_EXPECTED "seconds, or a duration such as 15m, 6h or 30d"
#define PATH_EXPECTED "the absolute path of a file"

const struct shape shape_yes_no = {"yes or no", .read = read_yes_no};
const struct shape shape_duration = {
	DURATION_EXPECTED, .read = read_duration, .max = INT64_MAX};
const struct shape shape_limit = {DURATION_EXPECTED ", at least 1",
	.read = read_duration, .min = 1, .max = INT64_MAX};
const struct shape shape_days = {"a whole number of days, 0 to 3650",
	.read = read_days, .max = DAYS_LIMIT};
const struct shape shape_retention = {"a whole number of days, 1 to 3650",
	.read = read_days, .min = 1, .max = DAYS_LIMIT};
const struct shape shape_count = {"a whole number, 1 to 1000000000",
	.read = read_count, .min = 1, .max = COUNT_LIMIT};
const struct shape shape_services = {"a whole number, 1 to 20000",
	.read = read_count, .min = 1, .max = SITE_SERVICES_LIMIT};
const struct shape shape_brake = {"a whole number, 1 to 1000000000, or no",
	.read = read_brake, .min = 1, .max = COUNT_LIMIT};
const struct shape shape_range = {
	"a range such as 10: (alert below 10 days left), 36h: or @0:5",
	.read = read_range};
const struct shape shape_state = {"ok, warning, critical or unknown",
	.read = read_choice, .words = state_words};
const struct shape shape_cap = {
	"ok, warning or critical", .read = read_choice, .words = cap_words};
const struct shape shape_effort = {
	"auto or no", .read = read_choice, .words = effort_words};
const struct shape shape_listing = {
	"auto or whole", .read = read_choice, .words = listing_words};
const struct shape shape_show_names = {
	"upn or id", .read = read_choice, .words = show_names_words};
const struct shape shape_cloud = {"global, usgov, dod or china",
	.read = read_choice, .words = cloud_words};
const struct shape shape_on_ack = {
	"none, token or restore", .read = read_choice, .words = on_ack_words};
const struct shape shape_on_event = {
	"none or restore", .read = read_either, .words = on_event_words};
const struct shape shape_group_held = {
	"direct or refuse", .read = read_choice, .words = group_held_words};
const struct shape shape_day = {"a date such as 2027-01-31", .read = read_day};
const struct shape shape_text = {"a text", .read = read_text};
const struct shape shape_path = {PATH_EXPECTED, .read = read_path};
const struct shape shape_command = {
	"the absolute path of a program, and its arguments, without quotes",
	.read = read_path};
const struct shape shape_directory = {
	"the absolute path of a directory", .read = read_path, .min = 1};
const struct shape shape_secret_path = {
	PATH_EXPECTED, .read = read_path, .is_confidential = true};
const struct shape shape_guid = {
	"a GUID such as 00000000-0000-0000-0000-000000000000",
	.read = read_guid};
const struct shape shape_tenant_id = {
	"the tenant's GUID or one of its domains, such as contoso.example",
	.read = read_tenant_id};
const struct shape shape_country = {
	"two capital letters such as DE", .read = read_country};
const struct shape shape_https_url = {
	"an address such as https://host.example, without user or query",
	.read = read_url, .words = https_words};
const struct shape shape_http_url = {
	"an address such as http://169.254.169.254, without user or query",
	.read = read_url, .words = http_words};
const struct shape shape_proxy = {
	"an address such as http://proxy.example:3128, without user or query",
	.read = read_url, .words = proxy_words};
