// SPDX-License-Identifier: MIT
/*
 * view - one tenant as this check sees it: read, judged, with what else there
 * is to say.
 */
#ifndef CHECK_VIEW_H
#define CHECK_VIEW_H

#include "check/options.h"
#include "config/config.h"
#include "core/assessment.h"
#include "core/calendar.h"
#include "process/lock.h"
#include "state/handler.h"
#include "state/notes.h"

struct view {
	const struct tenant *tenant;
	const struct check_options *options;
	time_t as_of; /* the judgement */
	time_t now;   /* the wall clock: staleness */
	bool has_data;
	bool is_unreadable; /* no collector can repair it */
	char *problem;	    /* why there are no data; NULL otherwise */
	enum state_condition condition;
	struct lock_look lock; /* whether it is being collected */
	struct state_facts facts;
	int64_t age_s;
	bool differs; /* thresholds are not the configured ones */
	struct judging judging;
	struct handler_view *handled; /* NULL: nothing is known */
	char *handled_problem;	      /* why, where that is no good reason */
	struct assessment assessment;
	struct calendar calendar; /* with FORMAT_HTML */
	enum check_state state;
	struct note_list notes;
	bool found_mailbox; /* with --mailbox */
	bool is_judged;	    /* since the data were last read */
};

void view_init(struct view *view, const struct tenant *tenant,
	const struct check_options *options, time_t as_of, time_t now);
void view_release(struct view *view);

/*
 * Reads run and tenant only, to see whether data are old.  What cannot be read
 * becomes view->problem.
 */
void view_read_facts(struct view *view, const struct config *config);

/* No data, of another tenant_id, or older than max_age. */
bool view_is_old(const struct view *view);

/* An assessment of nothing yet, but for the seats; `limit` mailboxes are kept.
 */
void view_begin(struct view *view, size_t limit);

/*
 * Reads everything, anew if it was read before, and judges it; view->state is
 * the answer.
 */
void view_judge(struct view *view, const struct config *config);

#endif
