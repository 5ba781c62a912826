// SPDX-License-Identifier: MIT
#include "audit.h"

#include <stdio.h>
#include <stdlib.h>

#include "tenant.h"

const struct actor actor_group_licensing = {ACTOR_APP,
	"Microsoft Entra ID Group-Based Licensing",
	"de247707-4e4a-47d6-89fd-3c632f870b34"};

static struct guid
next_id(struct tenant *tenant, const char *kind)
{
	char name[32];

	snprintf(name, sizeof(name), "%llu",
		(unsigned long long)tenant->audit.serial++);
	return guid_derive(tenant->seed, kind, name);
}

struct guid
audit_correlation(struct tenant *tenant)
{
	return next_id(tenant, "correlation");
}

static void
name_actor(struct audit_record *record, const struct tenant *tenant,
	const struct actor *actor)
{
	char id[GUID_TEXT_SIZE];
	struct guid guid;

	record->by = actor->kind;
	if (actor->kind == ACTOR_NONE) {
		return;
	}
	record->by_name = alloc_copy(actor->name);
	if (actor->id != NULL) {
		record->by_id = alloc_copy(actor->id);
		return;
	}
	if (actor->kind == ACTOR_USER) {
		const struct user *user = tenant_user(tenant, actor->name);

		guid = user != NULL
			       ? user->id
			       : guid_derive(tenant->seed, "user", actor->name);
	} else {
		guid = guid_derive(tenant->seed, "app", actor->name);
	}
	guid_format(&guid, id);
	record->by_id = alloc_copy(id);
}

static char *
copy_or_null(const char *source)
{
	return source != NULL ? alloc_copy(source) : NULL;
}

static void
name_targets(struct audit_record *record, const struct user *user,
	const struct group *group)
{
	if (user == NULL) {
		record->target = group->id;
		record->target_name = alloc_copy(group->name);
		return;
	}
	record->target = user->id;
	record->target_upn = alloc_copy(user->upn);
	record->target_name = copy_or_null(user->name);
	if (group != NULL) {
		record->group = group->id;
		record->group_name = alloc_copy(group->name);
	}
}

/* Insertion keeps the order; it is nearly always at the end. */
static struct audit_record *
make_place(struct audit_log *log, time_t at)
{
	size_t place = log->count;

	log->records = alloc_room(
		log->records, log->count, &log->room, sizeof(*log->records));
	while (!log->unordered && place > 0 &&
		log->records[place - 1].at > at) {
		place--;
	}
	memmove(&log->records[place + 1], &log->records[place],
		(log->count - place) * sizeof(*log->records));
	log->count++;
	return &log->records[place];
}

void
audit_add(struct tenant *tenant, const char *activity,
	const struct actor *actor, const struct user *user,
	const struct group *group, const struct audit_change *change,
	const struct guid *correlation, time_t at)
{
	struct audit_record record = {.at = at,
		.activity = activity,
		.category =
			user != NULL ? "UserManagement" : "GroupManagement"};

	if (!tenant->switches.audit) {
		return;
	}
	record.id = next_id(tenant, "audit");
	record.correlation =
		correlation != NULL ? *correlation : audit_correlation(tenant);
	name_actor(&record, tenant, actor);
	name_targets(&record, user, group);
	if (change != NULL) {
		record.property = copy_or_null(change->property);
		record.old_value = copy_or_null(change->old_value);
		record.new_value = copy_or_null(change->new_value);
	}
	record.serial = tenant->audit.serial;
	*make_place(&tenant->audit, at) = record;
	tenant->version++;
}

static int
by_time(const void *left, const void *right)
{
	const struct audit_record *first = left;
	const struct audit_record *second = right;

	if (first->at != second->at) {
		return first->at < second->at ? -1 : 1;
	}
	return first->serial < second->serial ? -1
					      : first->serial > second->serial;
}

void
audit_sort(struct audit_log *log)
{
	if (log->count > 0) {
		qsort(log->records, log->count, sizeof(*log->records), by_time);
	}
	log->unordered = false;
}

void
audit_release(struct audit_log *log)
{
	for (size_t i = 0; i < log->count; i++) {
		struct audit_record *record = &log->records[i];

		free(record->by_name);
		free(record->by_id);
		free(record->target_name);
		free(record->target_upn);
		free(record->group_name);
		free(record->property);
		free(record->old_value);
		free(record->new_value);
	}
	free(log->records);
	*log = (struct audit_log){0};
}
