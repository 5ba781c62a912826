// SPDX-License-Identifier: MIT
/*
 * icinga2 - the REST API of one Icinga 2 instance.
 *
 * https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/
 * Needs the permissions objects/query/Service, objects/query/Comment,
 * actions/add-comment, actions/remove-acknowledgement,
 * actions/reschedule-check; contrib/icinga2/api-user.conf gives them.  A
 * missing one answers 404 "No objects found": the errors name it.  From 2.17 on
 * a filter needs filter-expression; without it everything is listed and looked
 * through.
 *
 * The API's certificate names the node and nothing else: either the host of
 * `url` is its NodeName, or the transport is told so (server_name).
 */
#ifndef ALERT_ICINGA2_H
#define ALERT_ICINGA2_H

#include "alert/alert.h"
#include "core/text_list.h"
#include "net/transport.h"

struct icinga2;

#define ICINGA2_ANSWER_LIMIT_BYTES ((size_t)16 * 1024 * 1024)
#define ICINGA2_COMMENT_DAYS 90 /* Icinga forgets our comments then */

/* All borrowed for its life but `password`, which is copied and wiped. */
struct icinga2_settings {
	const struct icinga2_site *site;
	const char *password; /* NULL: a client certificate speaks for us */
	struct transport *transport; /* with the certificate, if any; nobody
					else's meanwhile */
	unsigned limit_s;	     /* of one question */
};

MUST_CHECK bool icinga2_open(const struct icinga2_settings *settings,
	struct icinga2 **icinga2, struct error *err);
void icinga2_free(struct icinga2 *icinga2);

/*
 * Every service that is acknowledged and has the variable mbx_tenant, in the
 * order of their names; nothing is visited unless all could be read.
 * ERROR_WAIT: later it may work.
 */
MUST_CHECK bool icinga2_acknowledged(struct icinga2 *icinga2,
	acknowledgement_fn *visit, void *context, struct error *err);

/*
 * One service, acknowledged or not, also without mbx_tenant, and when its
 * acknowledgement has ended; `*found` false: there is none of that name, or the
 * ApiUser may not see it.  Fails as above.
 */
MUST_CHECK bool icinga2_find(struct icinga2 *icinga2, const char *host,
	const char *service, acknowledgement_fn *visit, void *context,
	bool *found, struct error *err);

/*
 * Does what a message says.  ERROR_WAIT: later it may work; anything else will
 * not without somebody's help.  An object that is gone is ERROR_REMOTE.
 */
MUST_CHECK bool icinga2_tell(struct icinga2 *icinga2,
	const struct alert_message *message, struct error *err);

/*
 * Which of the permissions above the ApiUser lacks, and with services = yes of
 * those in icinga2_services.h, as Icinga tells it of itself; `missing` is
 * released by the caller.
 */
MUST_CHECK bool icinga2_missing_rights(
	struct icinga2 *icinga2, struct text_list *missing, struct error *err);

#endif
