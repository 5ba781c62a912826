// SPDX-License-Identifier: MIT
#include "switches.h"

#include <stddef.h>
#include <stdlib.h>

#include "clock.h"

struct definition {
	const char *name;
	size_t offset;
	const char *words; /* separated by blanks; NULL: a number */
	long initial;
	long highest; /* of a number */
};

#define AT(member) offsetof(struct switches, member)
#define YEAR_S (366L * CLOCK_DAY_S)

static const struct definition definitions[] = {
	{"assigned-date-moves", AT(assigned_date_moves), "no yes null",
		DATE_MOVES, 0},
	{"filter", AT(filter), "ok empty partial refused", FILTER_OK, 0},
	{"index-lag", AT(index_lag_s), NULL, 0, YEAR_S},
	{"deleted-shows-plans", AT(deleted_shows_plans),
		"as-they-were deleted none", PLANS_AS_THEY_WERE, 0},
	{"deleted-shows-licenses", AT(deleted_shows_licenses), "no yes", 1, 0},
	{"probe-lag", AT(probe_lag_s), NULL, 0, YEAR_S},
	{"restore-licenses", AT(restore_licenses), "no yes if-seats",
		RESTORE_ALL, 0},
	{"odata-count", AT(odata_count), "no yes", 1, 0},
	{"batch-order", AT(batch_order), "reversed as-asked", BATCH_REVERSED,
		0},
	{"audit", AT(audit), "no yes", 1, 0},
	{"audit-detail", AT(audit_detail), "update-user change-license none",
		DETAIL_UPDATE_USER, 0},
	{"audit-retention", AT(audit_retention_days), NULL, 30, 3650},
	{"audit-lag", AT(audit_lag_s), NULL, 0, YEAR_S},
	{"resiliency", AT(resiliency_days), NULL, 0, 365},
	{"usage-location-required", AT(usage_location_required), "no yes", 1,
		0},
	{"provisioning", AT(provisioning_s), NULL, 0, YEAR_S},
	{"fraction-digits", AT(fraction_digits), "0 1 2 3 4 5 6 7 random", 0,
		0},
	{"page-size", AT(page_size), NULL, 999, 999},
	{"empty-pages", AT(empty_pages), "no yes", 0, 0},
	{"nextlink-last", AT(nextlink_last), "no yes", 0, 0},
	{"pretty", AT(pretty), "no yes", 0, 0},
	{"escapes", AT(escapes), "no yes", 0, 0},
	{"gzip", AT(gzip), "off on", 1, 0},
	{"duplicate-plans", AT(duplicate_plans), "no yes", 0, 0},
	{"token-lifetime", AT(token_lifetime_s), NULL, 3599, YEAR_S},
	{"locked-out", AT(locked_out_shown), "no yes", 1, 0},
	{"write-limit", AT(write_limit), NULL, 0, 1000000},
	{"write-period", AT(write_period_s), NULL, 150, YEAR_S},
	{"write-model", AT(write_model), "bucket window", WRITES_IN_BUCKET, 0},
	{"location-lag", AT(location_lag_s), NULL, 0, YEAR_S},
	{"restore-lag", AT(restore_lag_s), NULL, 0, YEAR_S},
	{"inner-error", AT(inner_error_lower), "innerError innererror", 0, 0},
};

#define DEFINITIONS (sizeof(definitions) / sizeof(*definitions))

static long *
slot(struct switches *switches, const struct definition *definition)
{
	return (long *)(void *)((char *)switches + definition->offset);
}

void
switches_init(struct switches *switches)
{
	for (size_t i = 0; i < DEFINITIONS; i++) {
		*slot(switches, &definitions[i]) = definitions[i].initial;
	}
}

/* The position of `value` among `words`, or -1. */
static long
word_position(const char *words, const char *value)
{
	size_t size = strlen(value);

	for (long position = 0; *words != '\0'; position++) {
		size_t width = strcspn(words, " ");

		if (width == size && memcmp(words, value, size) == 0) {
			return position;
		}
		words += width + (words[width] == ' ');
	}
	return -1;
}

bool
switches_set(struct switches *switches, const char *name, const char *value,
	struct text *why)
{
	for (size_t i = 0; i < DEFINITIONS; i++) {
		const struct definition *definition = &definitions[i];
		long number = -1;

		if (strcmp(definition->name, name) != 0) {
			continue;
		}
		if (definition->words != NULL) {
			number = word_position(definition->words, value);
		} else if (!clock_parse_duration(value, &number) ||
			   number > definition->highest) {
			number = -1;
		}
		if (number < 0) {
			text_printf(
				why, "switch %s cannot be \"%s\"", name, value);
			return false;
		}
		*slot(switches, definition) = number;
		return true;
	}
	text_printf(why, "no switch is called \"%s\"", name);
	return false;
}
