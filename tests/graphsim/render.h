// SPDX-License-Identifier: MIT
#ifndef GRAPHSIM_RENDER_H
#define GRAPHSIM_RENDER_H

/*
 * render - directory objects as Graph's JSON.
 *
 * A million users are written this way, so this appends to one buffer and
 * builds no trees.
 *
 * A set of user properties is a mask over the table in render_user.c.
 */

#include <stdbool.h>
#include <stdint.h>

#include "tenant.h"

/*
 * Reads a $select list; NULL gives the default.  False, with the first name
 * that is no property copied to `unknown`.
 */
bool render_parse_set(const char *list, uint32_t *set, struct text *unknown);

/* `{...}`; `lead` goes in front of the first member, e.g. a context. */
void render_user(const struct tenant *tenant, const struct user *user,
	uint32_t set, const char *lead, struct text *out);

/* The arrays that say what a user is licensed for. */
void render_licenses(
	const struct tenant *tenant, const struct user *user, struct text *out);
void render_states(
	const struct tenant *tenant, const struct user *user, struct text *out);
void render_plans(
	const struct tenant *tenant, const struct user *user, struct text *out);
void render_provisioned(
	const struct tenant *tenant, const struct user *user, struct text *out);

void render_sku(
	const struct tenant *tenant, const struct sku *sku, struct text *out);

void render_audit(const struct tenant *tenant,
	const struct audit_record *record, struct text *out);

void render_organization(const struct tenant *tenant, struct text *out);

/* A quoted time with as many fraction digits as the tenant shows. */
void render_time(const struct tenant *tenant, time_t at, struct text *out);

/* Indents JSON text, in place. */
void render_pretty(struct text *json);

/*
 * Replaces everything outside ASCII, and some letters inside it, in string
 * values by \u escapes, in place.
 */
void render_escapes(struct text *json);

#endif
