// SPDX-License-Identifier: MIT
/*
 * notes - what else there is to say of a tenant: old data, a clock that is off,
 * a filter or a source that failed, releases that cannot be read, a secret
 * about to expire.
 */
#ifndef CHECK_NOTES_H
#define CHECK_NOTES_H

#include "check/view.h"

/* Adds them to view->notes, each with the state it gives. */
void notes_add(struct view *view);

#endif
