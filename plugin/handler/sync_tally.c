// SPDX-License-Identifier: MIT
#include "handler/sync_site.h"

#include <stdio.h>

void
sync_count_left(const struct roster_found *found, size_t count,
	struct sync_tally *tally)
{
	for (size_t i = 0; i < count; i++) {
		tally->kept += found[i].is_kept ? 1 : 0;
		if (found[i].is_stray && tally->strays++ == 0) {
			(void)snprintf(tally->stray, sizeof(tally->stray), "%s",
				found[i].service.host);
		}
	}
}
