// SPDX-License-Identifier: MIT
#include "core/audit.h"

#include <stdlib.h>

void
audit_record_release(struct audit_record *record)
{
	if (record == NULL) {
		return;
	}
	free(record->actor);
	free(record->correlation);
	*record = (struct audit_record){0};
}
