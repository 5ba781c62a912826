// SPDX-License-Identifier: MIT
/*
 * inbox_folder - what the two halves of the inbox, dropping and taking, share.
 */
#ifndef PROCESS_INBOX_FOLDER_H
#define PROCESS_INBOX_FOLDER_H

#include "process/inbox.h"

/* Opens the directory itself, never through a link; to be closed. */
MUST_CHECK bool inbox_open_folder(
	const char *path, int *folder, struct error *err);

/* A UUID that nobody guesses. */
MUST_CHECK bool inbox_draw_name(char name[INBOX_NAME_SIZE], struct error *err);

#endif
