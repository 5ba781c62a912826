// SPDX-License-Identifier: MIT
/*
 * by_hand - restore, release, unrelease, pause and resume: a person asks,
 * through the inbox like everything else, and may watch.
 */
#ifndef HANDLER_BY_HAND_H
#define HANDLER_BY_HAND_H

#include "handler/deliver.h"
#include "handler/options.h"

#include <stdio.h>

struct by_hand_settings {
	const struct deliver_settings *deliver;
	/* Its tenant, if any, is in the configuration. */
	const struct handler_options *options;
	const char *author; /* who is at the keyboard, as far as is known */
	time_t (*clock)(void);
	bool (*is_interrupted)(void);
	FILE *in; /* for an answer; NULL: there is no terminal to ask at */
	FILE *out;
	bool is_terminal; /* `out` is one: the progress is shown */
};

enum by_hand_end {
	BY_HAND_DONE,
	BY_HAND_REFUSED, /* it was said why, or the answer was no */
	BY_HAND_LEFT,	 /* asked for, and being worked on */
};

MUST_CHECK bool by_hand(const struct by_hand_settings *settings,
	enum by_hand_end *end, struct error *err);

#endif
