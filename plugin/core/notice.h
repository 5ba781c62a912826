// SPDX-License-Identifier: MIT
/*
 * notice - one event as it is told by SNMP: what happened to whom, under which
 * number, and which alarm it raises or ends.  Pure.
 */
#ifndef CORE_NOTICE_H
#define CORE_NOTICE_H

#include "core/guid.h"
#include "core/tenant.h"
#include "core/transition.h"

/* The numbers are those of the notifications of MAILBOX-EXPIRY-MIB. */
enum notice_kind {
	NOTICE_APPROACHING = 1,
	NOTICE_CRITICAL,
	NOTICE_OVERDUE,
	NOTICE_LOST,
	NOTICE_EXPIRED,
	NOTICE_RESTORED,
	NOTICE_EASED,
	NOTICE_MASS_LOSS,
	NOTICE_MASS_LOSS_OVER,
	NOTICE_RESTORE_FAILED,
	NOTICE_COLLECTOR_STALE,
	NOTICE_COLLECTOR_RECOVERED,
	NOTICE_SUMMARIZED, /* of events that were too many */
};
#define NOTICE_KIND_LAST NOTICE_SUMMARIZED

/* What became of it. */
enum notice_fate {
	NOTICE_WAITING = 1,
	NOTICE_SENT,
	NOTICE_FOLDED, /* a summary tells of it */
	/* A summary that more may still be folded into. */
	NOTICE_GATHERING,
};

/* As ITU-T X.733 and RFC 3877 have it. */
enum notice_severity {
	SEVERITY_CLEARED = 1,
	SEVERITY_INDETERMINATE,
	SEVERITY_CRITICAL,
	SEVERITY_MAJOR,
	SEVERITY_MINOR,
	SEVERITY_WARNING,
};

/* Texts owned, NULL where there is none. */
struct notice {
	int64_t sequence; /* for good; 0: not yet given */
	enum notice_kind kind;
	enum notice_fate fate;
	int64_t summary; /* sequence of the one that tells of it; 0 */
	uint32_t tenant; /* index */
	char *tenant_name;
	time_t at;
	enum check_state state;
	int64_t mailbox; /* index; 0: the tenant */
	int64_t loss;
	struct guid user_id;
	enum cause cause;
	char *upn;
	time_t deadline;
	char *text;	 /* of the event itself */
	int64_t count;	 /* of a summary: events folded into it */
	int64_t first;	 /* and the sequence of the first of them */
	bool is_damaged; /* as read: not all of it can be; not kept */
};

void notice_release(struct notice *notice);

const char *notice_kind_text(enum notice_kind kind);
/* False for a word that is none. */
bool notice_kind_parse(const char *text, enum notice_kind *kind);
/* Of an event of TENANT.db; false for a word that is none. */
bool notice_kind_of_event(const char *event, enum notice_kind *kind);

/* Ends the alarm of its key. */
bool notice_is_clear(enum notice_kind kind);
enum notice_severity notice_severity(const struct notice *notice);

/* The same for an alarm and for what ends it; to be freed. */
char *notice_alarm_key(const struct notice *notice);

/*
 * Whom it is about: the UPN, or the object id where names are not to be shown
 * or none is known, or the tenant; to be freed.
 */
char *notice_subject(const struct notice *notice, enum show_names show);

/* All of it in one line for people; to be freed. */
char *notice_line(const struct notice *notice, enum show_names show);

#endif
