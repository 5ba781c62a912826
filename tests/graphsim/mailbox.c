// SPDX-License-Identifier: MIT
#include "mailbox.h"

#include "clock.h"

bool
mailbox_is_licensed(const struct tenant *tenant, const struct user *user)
{
	for (size_t i = 0; i < user->plan_count; i++) {
		const struct plan_entry *entry = &user->plans[i];

		if (entry->capability != CAPABILITY_DELETED &&
			tenant->catalog->plans[entry->plan].mailbox) {
			return true;
		}
	}
	return false;
}

static void
connect_mailbox(struct tenant *tenant, struct mailbox *mailbox, time_t now)
{
	if (mailbox->state == MAILBOX_NONE ||
		mailbox->state == MAILBOX_PURGED) {
		mailbox->generation++;
	}
	mailbox->state = MAILBOX_CONNECTED;
	mailbox->connected_at = now + tenant->switches.provisioning_s;
	mailbox->disconnected_at = 0;
	mailbox->disconnect_due = 0;
	mailbox->purge_due = 0;
}

static void
disconnect_mailbox(struct tenant *tenant, struct mailbox *mailbox,
	enum mailbox_state state, time_t at)
{
	mailbox->state = state;
	mailbox->disconnected_at = at;
	mailbox->disconnect_due = 0;
	mailbox->purge_due = at + (time_t)MAILBOX_KEPT_DAYS * CLOCK_DAY_S;
	tenant_expect(tenant, mailbox->purge_due);
}

static void
lose_license(struct tenant *tenant, struct mailbox *mailbox, time_t now)
{
	long grace_s = tenant->switches.resiliency_days * CLOCK_DAY_S;

	if (grace_s == 0) {
		disconnect_mailbox(tenant, mailbox, MAILBOX_DISCONNECTED, now);
	} else if (mailbox->disconnect_due == 0) {
		mailbox->disconnect_due = now + grace_s;
		tenant_expect(tenant, mailbox->disconnect_due);
	}
}

void
mailbox_review(struct tenant *tenant, struct user *user, time_t now)
{
	struct mailbox *mailbox = &user->mailbox;
	bool licensed = mailbox_is_licensed(tenant, user);
	bool entitled = licensed || mailbox->purpose != PURPOSE_USER;

	if (user->state != USER_ACTIVE) {
		if (mailbox->state == MAILBOX_CONNECTED) {
			disconnect_mailbox(
				tenant, mailbox, MAILBOX_SOFT_DELETED, now);
		}
		return;
	}
	switch (mailbox->state) {
	case MAILBOX_NONE:
	case MAILBOX_PURGED:
		if (licensed) {
			connect_mailbox(tenant, mailbox, now);
		}
		break;
	case MAILBOX_CONNECTED:
		if (entitled) {
			mailbox->disconnect_due = 0;
		} else {
			lose_license(tenant, mailbox, now);
		}
		break;
	case MAILBOX_SOFT_DELETED:
		/* Without a license its clock goes on as it was. */
		mailbox->state = MAILBOX_DISCONNECTED;
		if (entitled) {
			connect_mailbox(tenant, mailbox, now);
		}
		break;
	case MAILBOX_DISCONNECTED:
		if (entitled) {
			connect_mailbox(tenant, mailbox, now);
		}
		break;
	}
}

bool
mailbox_settle(struct tenant *tenant, struct user *user, time_t now)
{
	struct mailbox *mailbox = &user->mailbox;
	bool changed = false;

	if (mailbox->disconnect_due != 0 && mailbox->disconnect_due <= now) {
		disconnect_mailbox(tenant, mailbox, MAILBOX_DISCONNECTED,
			mailbox->disconnect_due);
		changed = true;
	}
	if (mailbox->purge_due != 0 && mailbox->purge_due <= now) {
		mailbox->state = MAILBOX_PURGED;
		mailbox->purge_due = 0;
		changed = true;
	}
	tenant_expect(tenant, mailbox->disconnect_due);
	tenant_expect(tenant, mailbox->purge_due);
	return changed;
}

bool
mailbox_answers(
	const struct tenant *tenant, const struct user *user, time_t now)
{
	const struct mailbox *mailbox = &user->mailbox;
	long lag_s = tenant->switches.probe_lag_s;

	if (mailbox->on_premises) {
		return false;
	}
	if (mailbox->state == MAILBOX_CONNECTED) {
		/* A first mailbox has no earlier state to lag behind. */
		return mailbox->connected_at == 0 ||
		       now >= mailbox->connected_at + lag_s;
	}
	return mailbox->state == MAILBOX_DISCONNECTED &&
	       now < mailbox->disconnected_at + lag_s;
}
