// SPDX-License-Identifier: MIT
/*
 * trial - whether a credential gets in at Microsoft, and what it may do: for a
 * self-test.
 *
 * Every question is one that changes nothing and gives next to nothing: one
 * user's id, the products, one line of the audit.  The right to write is told
 * from the token alone.
 */
#ifndef GRAPH_TRIAL_H
#define GRAPH_TRIAL_H

#include "core/finding.h"
#include "graph/directory.h"

struct trial_settings {
	const struct directory_settings *directory;
	bool is_writer; /* else the reader */
	time_t now;
};

/*
 * Key and certificate, without asking anybody: whether they can be read, belong
 * together, and how long they are good; false: no use to go on.
 */
bool trial_credential(
	const struct trial_settings *settings, struct findings *findings);

/* The ways to both addresses, this host's clock, the token, each right. */
void trial_connection(
	const struct trial_settings *settings, struct findings *findings);

#endif
