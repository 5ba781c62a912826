// SPDX-License-Identifier: MIT
/*
 * installed - where this program's file is, and those installed with it.
 */
#ifndef HANDLER_INSTALLED_H
#define HANDLER_INSTALLED_H

#include <limits.h>
#include <stdbool.h>

#define INSTALLED_SIZE (PATH_MAX + 64)

/* This very file, whatever it is called and wherever it was found; absolute. */
void installed_self(char path[INSTALLED_SIZE]);

/* A program in the same directory; false when it is not there. */
bool installed_beside(
	const char *self, const char *name, char path[INSTALLED_SIZE]);

#endif
