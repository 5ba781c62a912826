// SPDX-License-Identifier: MIT
/*
 * listings - which users a run sees, and how far each way of listing them is
 * trusted.
 */
#ifndef COLLECT_LISTINGS_H
#define COLLECT_LISTINGS_H

#include "collect/gather.h"

/*
 * Active users who lost their plan: by the server's filter once it has shown
 * itself right, whole otherwise, both where they are to be compared.
 */
MUST_CHECK bool listings_see_active(struct gather *gather, struct error *err);

/* The recycle bin. */
MUST_CHECK bool listings_see_deleted(struct gather *gather, struct error *err);

/*
 * Fails when tenant_id has changed and nobody who is known is in the tenant it
 * names now: one tenant's users are not to be called lost by another's
 * directory.
 */
MUST_CHECK bool listings_recognize(struct gather *gather, struct error *err);

/* Asks by id for whom no listing shows any more, and whom only an index shows.
 */
MUST_CHECK bool listings_confirm(struct gather *gather, struct error *err);

#endif
