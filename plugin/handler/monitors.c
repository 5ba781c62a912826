// SPDX-License-Identifier: MIT
#include "handler/monitors.h"

#include <stdlib.h>

#include "core/mem.h"
#include "core/text.h"

#define FIRST_REST_S 5
#define LONGEST_REST_S (5 * 60)

void
monitors_init(struct monitors *monitors, struct work *work)
{
	*monitors = (struct monitors){
		.work = work,
		.each = mem_zeroed(work->settings->config->icinga2_count,
			sizeof(*monitors->each)),
	};
}

void
monitors_release(struct monitors *monitors)
{
	size_t count = monitors->work->settings->config->icinga2_count;

	for (size_t i = 0; i < count; i++) {
		monitor_close(&monitors->each[i]);
	}
	free(monitors->each);
	*monitors = (struct monitors){0};
}

time_t
monitors_wait_s(int64_t failures, time_t limit_s)
{
	time_t wait = FIRST_REST_S;

	for (int64_t i = 0; i < failures && wait < limit_s; i++) {
		wait *= 2;
	}
	return wait < limit_s ? wait : limit_s;
}

static bool
no_site(const char *instance, struct error *err)
{
	char name[80];

	if (instance == NULL) {
		return error_set(err, ERROR_CONFIG,
			"the configuration has no [icinga2 NAME], or several "
			"and --instance was not given: nobody to tell it to");
	}
	return error_set(err, ERROR_CONFIG,
		"the configuration has no [icinga2 %s] to tell it to",
		text_clean(instance, false, name, sizeof(name)));
}

/* NULL: there is none of that name. */
static struct rest *
rest_of(const struct monitors *monitors, const struct icinga2_site *site)
{
	const struct work *work = monitors->work;

	return site == NULL
		       ? NULL
		       : &work->rests[site - work->settings->config->icinga2];
}

/* However the clock was set since. */
static bool
is_resting(const struct rest *rest, time_t now)
{
	return now < rest->until && rest->until <= now + LONGEST_REST_S;
}

static void
let_alone(struct rest *rest, time_t now, const struct error *why,
	time_t *not_before)
{
	if (rest->failures == 0) {
		rest->silent_since = now;
	}
	rest->until = now + monitors_wait_s(rest->failures++, LONGEST_REST_S);
	mem_replace_text(&rest->why, why->text);
	*not_before = rest->until;
}

bool
monitors_reach(struct monitors *monitors, const char *instance,
	struct icinga2 **icinga2, time_t *not_before, struct error *err)
{
	const struct config *config = monitors->work->settings->config;
	const struct icinga2_site *site = config_icinga2(config, instance);
	struct rest *rest = rest_of(monitors, site);
	time_t now = work_now(monitors->work);
	struct monitor *monitor = NULL;

	if (site == NULL) {
		return no_site(instance, err);
	}
	if (is_resting(rest, now)) {
		*not_before = rest->until;
		return error_set(err, ERROR_WAIT, "%s", rest->why);
	}
	monitor = &monitors->each[site - config->icinga2];
	if (monitor->icinga2 == NULL &&
		!monitor_open(
			site, monitors->work->settings->clock, monitor, err)) {
		monitor_close(monitor);
		let_alone(rest, now, err, not_before);
		return false;
	}
	*icinga2 = monitor->icinga2;
	return true;
}

void
monitors_heard(struct monitors *monitors, const char *instance,
	const struct error *failure, time_t *not_before)
{
	const struct config *config = monitors->work->settings->config;
	struct rest *rest = rest_of(monitors, config_icinga2(config, instance));

	if (rest == NULL) {
		return;
	}
	if (failure != NULL && failure->code == ERROR_WAIT) {
		let_alone(rest, work_now(monitors->work), failure, not_before);
	} else {
		rest->failures = 0;
		rest->silent_since = 0;
	}
}

time_t
monitors_silent_since(const struct monitors *monitors, const char *instance)
{
	const struct config *config = monitors->work->settings->config;
	const struct rest *rest =
		rest_of(monitors, config_icinga2(config, instance));

	return rest == NULL ? 0 : rest->silent_since;
}
