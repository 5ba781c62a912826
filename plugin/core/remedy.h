// SPDX-License-Identifier: MIT
/*
 * remedy - what the handler does about one mailbox, and whether it may: the
 * policy.  Pure; every answer comes with a reason a person understands, without
 * the mailbox's name: whoever tells it puts that in front.
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

/* What was done about one mailbox before. */
struct remedy_past {
	bool has_open; /* of this user, whichever loss it is about */
	/* That one comes to nothing if its acknowledgement is taken back. */
	bool may_end;
	bool verified;	  /* of this loss */
	time_t failed_at; /* of the last one of this loss; 0: it did not fail */
	int64_t open_id;  /* the row of that which is open */
};

/* What is known of one mailbox when the policy is asked. */
struct remedy_candidate {
	const struct mailbox *mailbox; /* with its texts; borrowed */
	struct judgement now;	       /* by the configured thresholds */
	/* The same, as of the service's last check; .state != OK: it was
	 * listed.  Phase ALIVE for what was not yet known then. */
	struct judgement then;
	bool released;
	bool has_open;	  /* a remedy for this loss is open */
	bool may_end;	  /* as struct remedy_past */
	int64_t open_id;  /* likewise */
	time_t failed_at; /* the last one for this loss failed; 0: none */
	bool verified;	  /* one for this loss was */
};

/* What is known of the tenant. */
struct remedy_facts {
	const struct tenant *tenant; /* NULL: pause or resume of all */
	time_t now;
	time_t born_at;	  /* of handler.db; in the future: nobody knows */
	time_t looked_at; /* the data's age; 0: none were ever collected */
	bool paused;	  /* the tenant, or everything */
	bool all_paused;  /* everything */
	/* For people, the tenants paused by themselves; NULL: none. */
	const char *paused_alone;
	bool kill_switch; /* the file exists */
	int64_t done_this_hour;
	int64_t recent_losses; /* within mass_period */
	bool is_trusted;       /* by hand, by root or the handler's own user */
	const char *sender;    /* user name of the file's owner; may be NULL */
};

enum verdict {
	VERDICT_REMEDY = 1, /* a remedy is to be opened */
	VERDICT_RELEASE,
	VERDICT_UNRELEASE,
	VERDICT_LEAVE,	/* nothing to be done, nothing wrong */
	VERDICT_REFUSE, /* nothing is done, and somebody must hear why */
	VERDICT_PAUSE,	/* of a plan alone */
	VERDICT_RESUME,
};

#define REASON_SIZE 320

struct remedy_decision {
	enum verdict verdict; /* LEAVE without a reason: it is not meant */
	bool block;	      /* VERDICT_REMEDY: disable sign-in on return */
	bool force;
	bool hint;  /* left alone, and it takes something else than was said */
	bool waits; /* left to another one, which may come to nothing */
	int64_t left_to; /* the row of that remedy; 0: left to none */
	char reason[REASON_SIZE];
};

struct remedy_plan {
	/* Of the request as a whole: what its kind asks for (then see each),
	 * LEAVE or REFUSE (then nothing is done for any). */
	enum verdict verdict;
	char reason[REASON_SIZE];
	/* One a candidate, in their order; owned. */
	struct remedy_decision *each;
	size_t count;
	size_t remedies; /* how many say VERDICT_REMEDY */
	/* Not yet: some of them wait, see each. */
	bool waits;
	/* The operator must hear of it and the alert has to come back. */
	bool unacknowledge;
	/*
	 * Left alone, and whoever acknowledged may have meant otherwise: the
	 * reason says what it takes.  The alert stays acknowledged.
	 */
	bool hint;
	/* It was too old: by another clock it may not be. */
	bool by_age;
};

/*
 * What is to be done about `request`.  `candidates` are all mailboxes of the
 * tenant that are lost or were within the time listed.
 *
 * Whether the request counts, in this order:
 * - A tenant that is not enabled refuses everything.
 * - Acknowledgements and events older than ack_max_age are left alone, with a
 *   hint where one was told in time and lay here; those
 *   found by looking (reconciled) also when they are older than handler.db or
 *   nobody knows how old they are.  Requests by hand that old are refused.
 * - deny_authors come first: an acknowledgement of theirs is refused and stays,
 *   it is just that.  By hand they are refused.
 * - Events: on_event, a HARD state, no downtime, else left.  They have no
 *   author; on_event is their permission.  They restore, and nothing else, and
 *   nobody who was not listed, not by a service of his own either.
 * - The comment is read, by hand too (there for #restore-signin, #restore-all
 *   and #force); what words_read() refuses refuses the request.  #ack is left.
 * - On OK and UNKNOWN nothing is done; UNKNOWN with a word that asks for
 *   something refuses, so that it is heard.
 *
 * Which mailboxes are meant:
 * - The service's, or those named by hand.  A comment may name it once more,
 *   but no other.
 * - On a tenant's service those the comment names, whatever their cause, listed
 *   or not, and only those.  Else those listed at the last check that lost
 *   their license alone and have sign-in enabled; with #restore-all all that
 *   were listed.  With #release the only one that was listed; of several, one
 *   has to be named.
 * - By hand, with `all`, by the same rule those expiring now, overdue ones with
 *   force.
 * - A name that matches no candidate, or two, refuses the request.
 *
 * What becomes of each of them: see guard.h.
 *
 * Where then something would be done:
 * - Whoever acknowledged, or "local:NAME" who sent it by hand, has to be in
 *   authors ("*" is everybody); trusted senders need not.  Else refused: an
 *   author that is not allowed must not silence an alert unheard.
 * - A pause and the kill switch refuse remedies, not releases.  The pause of
 *   everything is another than that of a tenant: a resume that leaves the other
 *   one says so, and is refused where nothing would go on.
 * - More than max_per_ack, or more than max_per_hour has left, refuses all;
 *   trusted senders are not counted.  Events alone: mass_brake.
 * dry_run plans like any other: what is done about it is the worker's business.
 *
 * What another acknowledgement is restoring is left to it; but as long as that
 * one may be taken back, nothing is decided (waits): whoever acknowledged this
 * one would wait for what never comes.  Later it is remembered (left_to), so
 * that he hears of it, too, if nothing comes of it, and the alert comes back.
 *
 * An alert comes back (unacknowledge) when something acknowledged is refused,
 * but for deny_authors; it stays acknowledged where things are left alone
 * (#ack, on_ack = none, a cooldown, at work already).  A cooldown, on_ack =
 * none where the comment asks for something, and that nobody was listed, are
 * hinted at.
 */
void remedy_decide(const struct request *request,
	const struct remedy_facts *facts,
	const struct remedy_candidate *candidates, size_t count,
	struct remedy_plan *plan);
/*
 * The first part of it, for which nothing need be known of the mailboxes:
 * false, with `plan` untouched, when the request counts and they do matter.
 */
bool remedy_decide_early(const struct request *request,
	const struct remedy_facts *facts, struct remedy_plan *plan);
void remedy_plan_release(struct remedy_plan *plan);

#endif
