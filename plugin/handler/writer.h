// SPDX-License-Identifier: MIT
/*
 * writer - one tenant's session with Microsoft Graph, with the right to write:
 * its token and connections, and what is known of its products and seats.
 *
 * Lasts as long as the worker.  It waits for nothing longer than
 * WRITER_PATIENCE_S, so that a tenant that cannot be reached, or is throttled,
 * does not hold up the others.
 */
#ifndef HANDLER_WRITER_H
#define HANDLER_WRITER_H

#include "core/remedy.h"
#include "handler/worker.h"

#define WRITER_BUDGET_S 120
#define WRITER_PATIENCE_S 1
#define WRITER_SKUS_FRESH_S 30
/*
 * After a failure: the least, and four times as long as it took, so that one
 * that hangs leaves the others their time; a minute at most, since it may have
 * hung just once.
 */
#define WRITER_REST_S 5
#define WRITER_REST_FACTOR 4
#define WRITER_LONGEST_REST_S 60

struct directory;
struct transport;

struct writer {
	const struct tenant *tenant;
	const struct worker_settings *settings;
	struct transport *transport;
	struct directory *directory;
	struct sku_list skus;
	time_t skus_read_at; /* 0: not, or no longer to be trusted */
	struct error
		failure; /* of the last time it was asked; NONE: it answered */
	time_t failed_at;
	time_t asked_at;     /* since when, the last time */
	int64_t rest_s;	     /* after `failed_at` */
	time_t collected_at; /* when a collector was last started */
};

void writer_init(struct writer *writer, const struct tenant *tenant,
	const struct worker_settings *settings);
void writer_release(struct writer *writer);

/*
 * Makes ready for the next questions: their time starts now.  Fails where the
 * configuration is not complete, or names another directory than the data are
 * of, while Graph wants to be left alone, and for
 * a while after a failure: thousands may want the same of one that is
 * away.
 */
MUST_CHECK bool writer_begin(struct writer *writer, struct error *err);

/* A question failed. */
void writer_fail(struct writer *writer, const struct error *err);

/* Reads the products of the tenant, unless they are fresh. */
MUST_CHECK bool writer_read_skus(struct writer *writer, struct error *err);

/*
 * Whether what was answered since writer_begin() says that this host's clock is
 * right, or says nothing of it.  Where it is wrong nothing is fresh any more.
 */
MUST_CHECK bool writer_check_clock(struct writer *writer, struct error *err);
/* The same for whoever has nothing else to ask; true where Graph cannot be. */
MUST_CHECK bool writer_ask_clock(struct writer *writer, struct error *err);

/* A seat is about to be taken, or was not after all. */
void writer_take_seat(struct writer *writer, const struct guid *sku);
void writer_give_seat_back(struct writer *writer, const struct guid *sku);
/* Others take seats, too: to be read again. */
void writer_forget_skus(struct writer *writer);

/* Until when Graph wants to be left alone, or is not asked before somebody
 * looks again (STEP_WAIT_LIMIT_S); 0: it does not. */
time_t writer_not_before(const struct writer *writer);

#endif
