// SPDX-License-Identifier: MIT
/*
 * shown - the part of a tenant that a service shows, where its check was given
 * options: whom it hides nobody can have meant who acknowledged it.
 *
 * In a request it is a list of the check's options without dashes: "deadline",
 * "account=enabled", "cause=license-removed", "include=*@a.example".  Pure.
 */
#ifndef CORE_SHOWN_H
#define CORE_SHOWN_H

#include "core/mailbox.h"
#include "core/phase.h"
#include "core/tenant.h"

/* Starts zeroed: all is shown. */
struct shown {
	bool deadline;
	enum tri account; /* TRI_UNKNOWN: of either kind */
	bool has_cause;
	bool causes[CAUSE_COUNT];
	struct text_list include;
	struct text_list exclude;
	bool is_odd; /* nobody knows what that shows: nothing */
};

void shown_read(const struct text_list *options, struct shown *shown);
void shown_release(struct shown *shown);
/* The first of them that nobody understands, or NULL. */
const char *shown_odd(const struct text_list *options);

/* As the check judges with these options. */
void shown_set_up_judging(const struct shown *shown, struct judging *judging);
bool shown_hides(const struct shown *shown, const struct mailbox *mailbox);

/*
 * Adds an option and its value as a monitoring system tells it; an empty one,
 * and the macro of a variable that is nowhere, is none.
 */
void shown_add(
	struct text_list *options, const char *option, const char *value);
/* The same of one without a value: "0", "no" and "false" are as good as none.
 */
void shown_add_deadline(struct text_list *options, const char *value);

#endif
