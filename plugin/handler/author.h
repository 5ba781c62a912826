// SPDX-License-Identifier: MIT
/*
 * author - who acknowledged, and what was said, where Nagios did not tell:
 * text on a command line would be an injection, and its environment macros are
 * off by default.  Both stand in status.dat soon after.
 */
#ifndef HANDLER_AUTHOR_H
#define HANDLER_AUTHOR_H

#include "core/request.h"
#include "core/site.h"

enum author_answer {
	AUTHOR_FOUND,
	AUTHOR_NOT_YET, /* status.dat is older than the acknowledgement */
	AUTHOR_MISSING, /* and will not come: `why` */
};

/*
 * Completes author, comment and acked_at of `request`; the texts as ingest
 * makes them fit.
 */
enum author_answer author_find(const struct nagios_site *site,
	struct request *request, struct error *why);

#endif
