// SPDX-License-Identifier: MIT
/*
 * outcome - what the monitoring system is to be told of a request: a comment,
 * the acknowledgement taken back where somebody has to hear it, a forced
 * re-check.
 *
 * Here it is only written down, in one transaction with what it is about; see
 * tell.h.  Requests by hand are told in handler.db alone.
 */
#ifndef HANDLER_OUTCOME_H
#define HANDLER_OUTCOME_H

#include "core/remedy.h"
#include "handler/work.h"

#include <stdint.h>

/*
 * What a mailbox of `tenant` is called there: its id where names are not to be
 * shown, or the tenant is not in the configuration any more.
 */
const char *outcome_name(const struct work *work, const char *tenant,
	const char *upn, const struct guid *user_id, char name[WORK_NAME_SIZE]);

/* Nothing is done and the alert stays acknowledged; the reason is told. */
MUST_CHECK bool outcome_tell_left(struct work *work, int64_t id,
	const struct request *request, const char *reason, struct error *err);

MUST_CHECK bool outcome_tell_refused(struct work *work, int64_t id,
	const struct request *request, const char *reason, bool unacknowledge,
	struct error *err);
MUST_CHECK bool outcome_tell_released(struct work *work, int64_t id,
	const struct request *request, const char *reason, struct error *err);

/* That a mailbox takes its time: an operator who hears nothing asks again. */
MUST_CHECK bool outcome_tell_waiting(
	struct work *work, const struct remedy *remedy, struct error *err);

/* Closes the requests whose remedies all are, and tells how they ended. */
MUST_CHECK bool outcome_report(struct work *work, struct error *err);

#endif
