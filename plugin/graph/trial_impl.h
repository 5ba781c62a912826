// SPDX-License-Identifier: MIT
/*
 * trial_impl - what the files of a trial share.
 */
#ifndef GRAPH_TRIAL_IMPL_H
#define GRAPH_TRIAL_IMPL_H

#include "graph/trial.h"

struct trial {
	const struct trial_settings *settings;
	struct findings *findings;
	struct directory *directory;
	struct guid somebody; /* a user to be asked about; nil: nobody is */
};

/* "contoso reader: WHAT"; to be freed. */
char *trial_subject(const struct trial_settings *settings, const char *what)
	__attribute__((returns_nonnull));

/* Once there is a token. */
void trial_rights(struct trial *trial);

#endif
