// SPDX-License-Identifier: MIT
/*
 * icinga2 - the REST API of one Icinga 2 instance.
 *
 * https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/
 * Needs the permissions objects/query/Service, objects/query/Comment,
 * actions/add-comment, actions/remove-acknowledgement,
 * actions/reschedule-check.  A missing permission answers 404 "No objects
 * found": the errors say so.
 */
#ifndef ALERT_ICINGA2_H
#define ALERT_ICINGA2_H

#include "alert/alert.h"
#include "net/transport.h"

struct icinga2;

/* All borrowed for its life but `secret`, which is copied and wiped. */
struct icinga2_settings {
	const struct icinga2_site *site;
	const char *password; /* NULL: a client certificate speaks for us */
	struct transport *transport; /* with the certificate, if any */
	unsigned limit_s;	     /* of one question */
};

MUST_CHECK bool icinga2_open(const struct icinga2_settings *settings,
	struct icinga2 **icinga2, struct error *err);
void icinga2_free(struct icinga2 *icinga2);

/* Every service that is acknowledged and has the variable mbx_tenant. */
MUST_CHECK bool icinga2_acknowledged(struct icinga2 *icinga2,
	acknowledgement_fn *visit, void *context, struct error *err);

/*
 * Does what a message says.  ERROR_WAIT: later it may work; anything else will
 * not without somebody's help.  An object that is gone is ERROR_REMOTE.
 */
MUST_CHECK bool icinga2_tell(struct icinga2 *icinga2,
	const struct alert_message *message, struct error *err);

#endif
