// SPDX-License-Identifier: MIT
/*
 * address - which mailboxes the operator wants to hear of, by address.
 *
 * Patterns are shell globs (*, ?, [...]) compared without regard to case with
 * the user principal name and the mail address.  Pure.
 */
#ifndef CORE_ADDRESS_H
#define CORE_ADDRESS_H

#include "core/mailbox.h"
#include "core/tenant.h"

/*
 * True when `include` is not empty and nothing in it matches, or when anything
 * in `exclude` matches.
 */
bool address_is_filtered(const struct mailbox *mailbox,
	const struct text_list *include, const struct text_list *exclude);

/*
 * Whether `pattern` is one pattern that can match an address at all.  A list
 * in one, quotes, a bracket left open, a domain alone match nobody: as what to
 * include they would leave everybody out.
 */
bool address_is_pattern(const char *pattern);

/*
 * Whether `name` can be what a mailbox is called at all: an object id, or what
 * looks like an address.  A macro that nothing defines is neither.
 */
bool address_is_name(const char *name);

/* The object id, the UPN or the mail address of this mailbox is `name`. */
bool address_names(const struct mailbox *mailbox, const char *name);

#endif
