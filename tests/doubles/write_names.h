// SPDX-License-Identifier: MIT
/*
 * write_names - what tests call each enum write_result.
 */
#ifndef DOUBLES_WRITE_NAMES_H
#define DOUBLES_WRITE_NAMES_H

#include "core/remedy.h"

extern const char *const write_names[];

#endif
