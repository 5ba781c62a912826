// SPDX-License-Identifier: MIT
/*
 * icinga2_services - one service a mailbox in Icinga 2, made through its API
 * and fed with results.
 *
 * https://icinga.com/docs/icinga-2/latest/doc/12-icinga2-api/
 * Only services that were made through the API (package _api), whose name is
 * one of ours and which carry mbx_tenant (the name of their host) and an object
 * id in mbx_id are ever looked at.  Besides what icinga2.h needs:
 * objects/create/Service, objects/modify/Service, objects/delete/Service,
 * actions/process-check-result; contrib/icinga2/api-user.conf gives them.
 *
 * Errors: ERROR_REMOTE is about this one service; with any other there is no
 * use in going on.
 */
#ifndef ALERT_ICINGA2_SERVICES_H
#define ALERT_ICINGA2_SERVICES_H

#include "alert/icinga2.h"
#include "core/roster.h"

/* What a service is made of; contrib/icinga2/check.conf. */
#define ICINGA2_MAILBOX_TEMPLATE "mailbox-expiry-mailbox"

/* All that are there, to be released one by one; all or none. */
MUST_CHECK bool icinga2_find_services(struct icinga2 *icinga2,
	struct roster_found **found, size_t *count, struct error *err);

MUST_CHECK bool icinga2_create_service(struct icinga2 *icinga2,
	const struct roster_service *service, struct error *err);

/*
 * Gives the one called `name` what is said of it in `service`.  Never by making
 * it anew: that would lose its acknowledgement.
 */
MUST_CHECK bool icinga2_describe_service(struct icinga2 *icinga2,
	const char *name, const struct roster_service *service,
	struct error *err);

/* One that is gone already is no error. */
MUST_CHECK bool icinga2_remove_service(struct icinga2 *icinga2,
	const struct roster_service *service, struct error *err);

/*
 * Gives it its result, found out at `checked_at`; Icinga drops it where it has
 * a newer one.  When none comes for `ttl_s` Icinga runs the check itself.
 */
MUST_CHECK bool icinga2_feed_service(struct icinga2 *icinga2, const char *name,
	const struct roster_service *service, time_t checked_at, int64_t ttl_s,
	struct error *err);

#endif
