// SPDX-License-Identifier: MIT
/*
 * remedy - what the handler does about one mailbox, and whether it may: the
 * policy.  Pure; every answer comes with a reason a person understands.
 */
#ifndef CORE_REMEDY_H
#define CORE_REMEDY_H

#include "core/phase.h"
#include "core/request.h"
#include "core/words.h"

/* What became of a write to Graph. */
enum write_result {
	WRITE_NONE, /* not sent */
	WRITE_SENT, /* the intent is written down, no answer is: in doubt */
	WRITE_DONE, /* 2xx */
	WRITE_NO_SEAT,
	WRITE_NO_LOCATION, /* usageLocation is missing or not yet seen */
	WRITE_UNKNOWN_SKU,
	WRITE_DEPENDENCY,    /* a plan needs another one */
	WRITE_CONFLICT,	     /* plans exclude each other */
	WRITE_ADDRESS_TAKEN, /* UPN or proxy address is somebody else's */
	WRITE_NO_USER,	     /* 404 */
	WRITE_FORBIDDEN,     /* 403: a right, or a privileged user */
	WRITE_BUSY,	     /* changed at the same time, 5xx, 429 to the end */
	WRITE_LOST,	     /* no answer came: it may have taken effect */
	WRITE_REFUSED,	     /* any other 4xx */
};

enum write_kind { WRITE_RESTORE, WRITE_LOCATE, WRITE_ASSIGN, WRITE_BLOCK };
#define WRITE_KINDS 4

enum remedy_state {
	REMEDY_OPEN = 1,  /* at work */
	REMEDY_VERIFYING, /* written, and not yet seen to be back */
	REMEDY_VERIFIED,  /* closed from here on: back */
	REMEDY_FAILED,	  /* tried, and not back */
	REMEDY_REFUSED,	  /* nothing was written */
	REMEDY_REHEARSED, /* dry_run: would have been done */
};

/* One kind of write of one remedy. */
struct remedy_write {
	enum write_result result;
	time_t sent_at; /* of the last one; 0: never */
	int64_t count;	/* how often it was sent */
};

/* As handler.db keeps it.  Texts owned. */
struct remedy {
	int64_t id;
	int64_t request; /* that asked for it */
	char *tenant;
	struct guid user_id;
	char *upn;
	enum cause cause;
	int64_t loss; /* mailbox.loss, for people */
	time_t lost_earliest;
	time_t lost_latest;
	struct deadline deadline; /* when it was opened */
	bool force;
	bool block;	 /* disable sign-in when it is back */
	bool by_group;	 /* a group used to give the license */
	struct guid sku; /* asked for, or audited; nil: to be chosen */
	bool sku_is_asked;
	struct remedy_write writes[WRITE_KINDS];
	struct guid assigned; /* what WRITE_ASSIGN was sent with */
	enum remedy_state state;
	time_t opened_at;
	time_t due_at; /* next to be looked at */
	time_t closed_at;
	unsigned looks; /* how often verification has looked */
	char *reason;	/* of its state, for people */
};

void remedy_release(struct remedy *remedy);
bool remedy_is_closed(const struct remedy *remedy);
const char *remedy_state_text(enum remedy_state state);
const char *write_kind_text(enum write_kind kind);
const char *write_result_text(enum write_result result);

/* What is known of one mailbox when the policy is asked. */
struct remedy_candidate {
	const struct mailbox *mailbox; /* with its texts; borrowed */
	struct judgement now;	       /* by the configured thresholds */
	/* The same, as of the service's last check; .state != OK: it was
	 * listed.  Phase ALIVE for what was not yet known then. */
	struct judgement then;
	bool released;
	bool has_open;	  /* a remedy for this loss is open */
	time_t failed_at; /* the last one for this loss failed; 0: none */
	bool verified;	  /* one for this loss was */
};

/* What is known of the tenant. */
struct remedy_facts {
	const struct tenant *tenant;
	time_t now;
	time_t born_at;	  /* of handler.db */
	time_t looked_at; /* the data's age */
	bool paused;
	bool kill_switch; /* the file exists */
	int64_t done_this_hour;
	int64_t recent_losses; /* within mass_period */
	bool is_trusted;       /* by hand, by root or the handler's own user */
	const char *sender;    /* user name of the file's owner */
};

enum verdict {
	VERDICT_REMEDY = 1, /* a remedy is to be opened */
	VERDICT_RELEASE,
	VERDICT_UNRELEASE,
	VERDICT_LEAVE,	/* nothing to be done, nothing wrong */
	VERDICT_REFUSE, /* nothing is done, and somebody must hear why */
};

#define REASON_SIZE 320

struct remedy_decision {
	enum verdict verdict;
	bool block; /* VERDICT_REMEDY: disable sign-in on return */
	bool force;
	char reason[REASON_SIZE];
};

struct remedy_plan {
	/* Of the request as a whole: REMEDY (see each), RELEASE, LEAVE or
	 * REFUSE (then nothing is done for any). */
	enum verdict verdict;
	char reason[REASON_SIZE];
	/* One a candidate, in their order; owned. */
	struct remedy_decision *each;
	size_t count;
	size_t remedies; /* how many say VERDICT_REMEDY */
	/* The operator must hear of it and the alert has to come back. */
	bool unacknowledge;
};

/*
 * What is to be done about `request`, whose comment is read for words.
 * `candidates` are all mailboxes of the tenant that are lost or were within
 * the time listed; which of them are meant is decided here.
 */
void remedy_decide(const struct request *request,
	const struct remedy_facts *facts,
	const struct remedy_candidate *candidates, size_t count,
	struct remedy_plan *plan);
void remedy_plan_release(struct remedy_plan *plan);

#endif
