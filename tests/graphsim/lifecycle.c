// SPDX-License-Identifier: MIT
#include "lifecycle.h"

#include <stdlib.h>
#include <strings.h>

#include "clock.h"
#include "licensing.h"
#include "mailbox.h"
#include "words.h"

static const time_t user_kept_s = (time_t)USER_KEPT_DAYS * CLOCK_DAY_S;

static const struct actor actor_directory = {
	ACTOR_APP, "Microsoft Entra ID", NULL};

struct user *
lifecycle_hire(struct tenant *tenant, const char *upn, const struct guid *id,
	time_t now)
{
	struct user *user = alloc_zero(1, sizeof(*user));

	user->id = *id;
	user->upn = alloc_copy(upn);
	user->has_mail = true;
	user->enabled = true;
	user->created_at = now;
	tenant_add_user(tenant, user);
	return user;
}

void
lifecycle_delete(struct tenant *tenant, struct user *user,
	const struct actor *actor, time_t now)
{
	user_remember(user, now);
	/* The seats are free at once; the licenses are only remembered. */
	licensing_count_seats(tenant, user, -1);
	user->state = USER_DELETED;
	user->deleted_at = now;
	mailbox_review(tenant, user, now);
	tenant_expect(tenant, now + user_kept_s);
	audit_add(tenant, "Delete user", actor, user, NULL, NULL, NULL, now);
	tenant->version++;
}

/* Which of the remembered licenses come back with the user. */
static void
returning_licenses(const struct tenant *tenant, const struct user *user,
	struct license_set *set)
{
	*set = (struct license_set){0};
	for (size_t i = 0; i < user->license_count; i++) {
		const struct license *license = &user->licenses[i];
		long rule = tenant->switches.restore_licenses;

		if (rule == RESTORE_ALL ||
			(rule == RESTORE_IF_SEATS &&
				tenant_free_seats(&tenant->skus[license->sku]) >
					0)) {
			license_set_put(set, *license);
		}
	}
}

static bool
has_address(const struct user *user, const char *address)
{
	const char *mail = user_mail(user);
	const char *list = user->aliases;
	struct text item = {0};
	bool found = strcasecmp(user->upn, address) == 0 ||
		     (mail != NULL && strcasecmp(mail, address) == 0);

	while (!found && list != NULL &&
		(list = words_next(list, &item)) != NULL) {
		found = strcasecmp(item.data, address) == 0;
	}
	text_release(&item);
	return found;
}

static bool
is_taken(const struct tenant *tenant, const struct user *user,
	const char *address)
{
	for (size_t i = 0; address != NULL && i < tenant->user_count; i++) {
		if (tenant->users[i] != user &&
			tenant->users[i]->state == USER_ACTIVE &&
			has_address(tenant->users[i], address)) {
			return true;
		}
	}
	return false;
}

/* Whether one of its addresses, UPN aside, is somebody else's by now. */
static bool
address_conflicts(const struct tenant *tenant, const struct user *user)
{
	const char *list = user->aliases;
	struct text item = {0};
	bool taken = false;

	if (!tenant->has_other_addresses) {
		return false;
	}
	taken = is_taken(tenant, user, user_mail(user));
	while (!taken && list != NULL &&
		(list = words_next(list, &item)) != NULL) {
		taken = is_taken(tenant, user, item.data);
	}
	text_release(&item);
	return taken;
}

bool
lifecycle_restore(struct tenant *tenant, struct user *user,
	const struct lifecycle_manner *manner, const struct actor *actor,
	time_t now, struct text *why)
{
	const char *upn = manner->upn;
	const struct user *other =
		tenant_user_by_upn(tenant, upn != NULL ? upn : user->upn);
	bool conflicts = address_conflicts(tenant, user);
	struct license_set set;
	struct license_set none = {0};

	if (other != NULL && other != user && other->state == USER_ACTIVE) {
		text_put(why, "Another object with the same value for property "
			      "userPrincipalName already exists.");
		return false;
	}
	if (conflicts && !manner->drop_addresses) {
		text_put(why, "Another object with the same value for property "
			      "proxyAddresses already exists.");
		return false;
	}
	user_remember(user, now);
	if (conflicts) {
		free(user->aliases);
		user->aliases = NULL;
	}
	if (upn != NULL && strcasecmp(upn, user->upn) != 0) {
		tenant_rename_user(tenant, user, upn);
	}
	returning_licenses(tenant, user, &set);
	if (set.count < user->license_count) {
		/* Gone while in the bin; the plans fall with them. */
		licensing_apply(tenant, user, &none, NULL, now);
	}
	user->state = USER_ACTIVE;
	user->deleted_at = 0;
	user->restored_at = now;
	audit_add(tenant, "Restore user", actor, user, NULL, NULL, NULL, now);
	if (set.count == user->license_count) {
		licensing_count_seats(tenant, user, 1);
		/* Its subscriptions may have changed meanwhile. */
		licensing_refresh(tenant, user, now);
	} else {
		licensing_apply(tenant, user, &set, NULL, now);
	}
	license_set_release(&set);
	tenant->version++;
	return true;
}

static void
purge(struct tenant *tenant, struct user *user, const struct actor *actor,
	time_t at)
{
	struct mailbox *mailbox = &user->mailbox;

	user_remember(user, at);
	user->state = USER_PURGED;
	if (mailbox->state == MAILBOX_SOFT_DELETED &&
		at < user->deleted_at + user_kept_s) {
		/* Purged early, it is kept another 30 days from now. */
		mailbox->purge_due =
			at + (time_t)MAILBOX_KEPT_DAYS * CLOCK_DAY_S;
		tenant_expect(tenant, mailbox->purge_due);
	} else if (mailbox->state != MAILBOX_NONE) {
		mailbox->state = MAILBOX_PURGED;
		mailbox->purge_due = 0;
	}
	audit_add(
		tenant, "Hard Delete user", actor, user, NULL, NULL, NULL, at);
	tenant->version++;
}

void
lifecycle_hard_delete(struct tenant *tenant, struct user *user,
	const struct actor *actor, time_t now)
{
	if (user->state == USER_ACTIVE) {
		lifecycle_delete(tenant, user, actor, now);
	}
	purge(tenant, user, actor, now);
}

static void
settle_user(struct tenant *tenant, struct user *user, time_t now)
{
	if (user->state == USER_DELETED &&
		user->deleted_at + user_kept_s <= now) {
		purge(tenant, user, &actor_directory,
			user->deleted_at + user_kept_s);
	} else if (user->state == USER_DELETED) {
		tenant_expect(tenant, user->deleted_at + user_kept_s);
	}
	while (mailbox_settle(tenant, user, now)) {
		tenant->version++;
	}
}

void
lifecycle_settle(struct tenant *tenant, time_t now)
{
	if (now < tenant->next_due) {
		return;
	}
	tenant->next_due = INT64_MAX;
	for (size_t i = 0; i < tenant->user_count; i++) {
		settle_user(tenant, tenant->users[i], now);
	}
}
