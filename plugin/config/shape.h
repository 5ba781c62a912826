// SPDX-License-Identifier: MIT
/*
 * shape - the shapes a value of the configuration may have.
 *
 * A shape checks a value and stores it in a field.  Pure.
 */
#ifndef CONFIG_SHAPE_H
#define CONFIG_SHAPE_H

#include <stdbool.h>
#include <stdint.h>

#define SHAPE_LIST_LIMIT 1000 /* entries of one list */

struct shape {
	const char *expected; /* completes "write ..." */
	/* Stores `value` in `field`; false when it has not this shape. */
	bool (*read)(const struct shape *shape, const char *value, void *field);
	/* Lists: empties the field before the first; else NULL. */
	void (*clear)(void *field);
	const char *const *words; /* of a choice, by value; ends with NULL */
	int64_t min;
	int64_t max;
	bool is_confidential; /* a mistaken value may well be a secret */
};

/* field: bool */
extern const struct shape shape_yes_no;
extern const struct shape shape_on_event;
/* field: int64_t */
extern const struct shape shape_duration;
extern const struct shape shape_limit; /* a duration of at least a second */
extern const struct shape shape_days;
extern const struct shape shape_retention; /* at least one day */
extern const struct shape shape_count;
extern const struct shape shape_services; /* a count */
extern const struct shape shape_brake;	  /* a count; "no" is 0 */
/* field: struct range */
extern const struct shape shape_range;
/* field: an enum */
extern const struct shape shape_state;
extern const struct shape shape_cap;
extern const struct shape shape_effort;
extern const struct shape shape_listing;
extern const struct shape shape_show_names;
extern const struct shape shape_cloud;
extern const struct shape shape_on_ack;
extern const struct shape shape_group_held;
/* field: time_t */
extern const struct shape shape_day;
/* field: char *, NULL when the value is empty */
extern const struct shape shape_text;
extern const struct shape shape_path;
extern const struct shape shape_directory; /* a path that is not empty */
extern const struct shape shape_command;   /* a path, then words */
extern const struct shape shape_secret_path;
extern const struct shape shape_guid;
extern const struct shape shape_tenant_id;
extern const struct shape shape_country;
extern const struct shape shape_https_url;
extern const struct shape shape_http_url; /* https or http */
extern const struct shape shape_proxy;
/* field: struct text_list */
extern const struct shape shape_patterns; /* of addresses */
extern const struct shape shape_authors;  /* may be quoted */
extern const struct shape shape_skus;	  /* GUIDs and part numbers */
/* field: bool[CAUSE_COUNT] */
extern const struct shape shape_causes;
extern const struct shape shape_event_causes; /* what can be restored */
/* field: struct plan_set */
extern const struct shape shape_plans;

#endif
