// SPDX-License-Identifier: MIT
/*
 * form - the forms a value of the configuration may have.
 *
 * A form checks a value and, given a field, stores it there.  Pure.
 */
#ifndef CONFIG_FORM_H
#define CONFIG_FORM_H

#include <stdbool.h>
#include <stdint.h>

#define FORM_LIST_LIMIT 1000 /* entries of one list */

struct form {
	const char *expected; /* completes "write ..." */
	/*
	 * Whether `value` has this form.  `field` is where it goes, or NULL for
	 * a check alone.
	 */
	bool (*read)(const struct form *form, const char *value, void *field);
	/* Lists: empties the field (or nothing, when NULL) before the first. */
	void (*clear)(void *field);
	const char *const *words; /* of a choice, by value; ends with NULL */
	int64_t min;
	int64_t max;
	bool is_confidential; /* a mistaken value may well be a secret */
};

/* field: bool */
extern const struct form form_yes_no;
/* field: int64_t */
extern const struct form form_duration;
extern const struct form form_limit; /* a duration of at least a second */
extern const struct form form_days;
extern const struct form form_retention; /* at least one day */
extern const struct form form_count;
/* field: struct range */
extern const struct form form_range;
/* field: an enum */
extern const struct form form_state;
extern const struct form form_cap;
extern const struct form form_effort;
extern const struct form form_listing;
extern const struct form form_show_names;
extern const struct form form_cloud;
extern const struct form form_on_ack;
extern const struct form form_on_event;
extern const struct form form_group_held;
/* field: time_t */
extern const struct form form_day;
/* field: char *, NULL when the value is empty */
extern const struct form form_text;
extern const struct form form_path;
extern const struct form form_directory; /* a path that is not empty */
extern const struct form form_secret_path;
extern const struct form form_guid;
extern const struct form form_tenant_id;
extern const struct form form_country;
extern const struct form form_https_url;
extern const struct form form_http_url; /* https or http */
extern const struct form form_proxy;
/* field: struct text_list */
extern const struct form form_list;
/* field: bool[CAUSE_COUNT] */
extern const struct form form_causes;
/* field: struct plan_set */
extern const struct form form_plans;

#endif
