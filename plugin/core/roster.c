// SPDX-License-Identifier: MIT
#include "core/roster.h"

#include <stdlib.h>
#include <string.h>

#include "core/guid.h"
#include "core/mem.h"

void
roster_service_release(struct roster_service *service)
{
	free(service->host);
	free(service->name);
	free(service->display_name);
	free(service->id);
	free(service->cause);
	free(service->account);
	free(service->output);
	free(service->performance_data);
	*service = (struct roster_service){0};
}

void
roster_release(struct roster *roster)
{
	for (size_t i = 0; i < roster->count; i++) {
		roster_service_release(&roster->services[i]);
	}
	for (size_t i = 0; i < roster->tenant_count; i++) {
		free(roster->tenants[i].name);
		free(roster->tenants[i].problem);
	}
	free(roster->services);
	free(roster->tenants);
	*roster = (struct roster){0};
}

void
roster_found_release(struct roster_found *found)
{
	roster_service_release(&found->service);
	*found = (struct roster_found){0};
}

bool
roster_is_our_name(const char *name)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz0123456789-";
	size_t prefix = sizeof(ROSTER_PREFIX) - 1;
	size_t length = strspn(name, plain);

	return name[length] == '\0' && length > prefix &&
	       length <= ROSTER_NAME_LIMIT &&
	       strncmp(name, ROSTER_PREFIX, prefix) == 0;
}

static int
compare_ids(const void *a, const void *b)
{
	const struct roster_service *one = a;
	const struct roster_service *two = b;
	int by_host = strcmp(one->host, two->host);

	return by_host != 0 ? by_host : strcmp(one->id, two->id);
}

static int
compare_names(const void *a, const void *b)
{
	const struct roster_service *one = a;
	const struct roster_service *two = b;
	int by_host = strcmp(one->host, two->host);

	return by_host != 0 ? by_host : strcmp(one->name, two->name);
}

static const struct roster_tenant *
tenant_of(const struct roster *roster, const char *name)
{
	for (size_t i = 0; i < roster->tenant_count; i++) {
		if (strcmp(roster->tenants[i].name, name) == 0) {
			return &roster->tenants[i];
		}
	}
	return NULL;
}

static bool
check_service(const struct roster *roster, const struct roster_service *service,
	struct error *err)
{
	struct guid id;

	if (!roster_is_our_name(service->name)) {
		return error_set(err, ERROR_REMOTE,
			"\"%.60s\" is no name of a service of ours",
			service->name);
	}
	return (tenant_name_is_valid(service->host) &&
		       guid_parse(service->id, strlen(service->id), &id) &&
		       tenant_of(roster, service->host) != NULL) ||
	       error_set(err, ERROR_REMOTE,
		       "service %s is of no mailbox or tenant", service->name);
}

static bool
check_names(const struct roster *roster, struct error *err)
{
	struct roster_service *order = /* texts borrowed */
		mem_zeroed(roster->count, sizeof(*order));
	bool ok = true;

	for (size_t i = 0; i < roster->count; i++) {
		order[i] = roster->services[i];
	}
	qsort(order, roster->count, sizeof(*order), compare_names);
	for (size_t i = 1; i < roster->count && ok; i++) {
		if (compare_names(&order[i - 1], &order[i]) == 0) {
			ok = error_set(err, ERROR_REMOTE,
				"two services are called %s", order[i].name);
		}
	}
	free(order);
	return ok;
}

bool
roster_check(struct roster *roster, struct error *err)
{
	for (size_t i = 0; i < roster->count; i++) {
		if (!check_service(roster, &roster->services[i], err)) {
			return false;
		}
	}
	if (roster->count != 0) {
		qsort(roster->services, roster->count,
			sizeof(*roster->services), compare_ids);
	}
	for (size_t i = 1; i < roster->count; i++) {
		if (compare_ids(&roster->services[i - 1],
			    &roster->services[i]) == 0) {
			return error_set(err, ERROR_REMOTE,
				"two services are of one mailbox, %s",
				roster->services[i].id);
		}
	}
	return check_names(roster, err);
}

static bool
is_same(const char *one, const char *two)
{
	return one != NULL && two != NULL && strcmp(one, two) == 0;
}

static bool
is_described_so(
	const struct roster_service *wanted, const struct roster_service *found)
{
	return is_same(wanted->display_name, found->display_name) &&
	       is_same(wanted->cause, found->cause) &&
	       is_same(wanted->account, found->account);
}

/* Of several of one mailbox that which is called as it would be made today. */
static bool
is_better(const struct roster_service *wanted,
	const struct roster_service *found, const struct roster_service *before)
{
	return is_same(wanted->name, found->name) &&
	       !is_same(wanted->name, before->name);
}

struct ranked {
	int64_t rank;
	size_t at;
};

static int
compare_places(const void *a, const void *b)
{
	const struct ranked *one = a;
	const struct ranked *two = b;
	int by_rank = (one->rank > two->rank) - (one->rank < two->rank);

	return by_rank != 0 ? by_rank
			    : (one->at > two->at) - (one->at < two->at);
}

size_t *
roster_order(const struct roster *roster, int64_t limit, size_t *count)
{
	struct ranked *places = mem_zeroed(roster->count, sizeof(*places));
	size_t *order = mem_zeroed(roster->count, sizeof(*order));
	size_t used = 0;

	for (size_t i = 0; i < roster->count; i++) {
		if (roster->services[i].rank <= limit) {
			places[used++] =
				(struct ranked){roster->services[i].rank, i};
		}
	}
	qsort(places, used, sizeof(*places), compare_places);
	for (size_t i = 0; i < used; i++) {
		order[i] = places[i].at;
	}
	free(places);
	*count = used;
	return order;
}

static const struct roster_service *
wanted_of(const struct roster *roster, int64_t limit,
	const struct roster_service *service)
{
	const struct roster_service *wanted =
		roster->count == 0
			? NULL
			: bsearch(service, roster->services, roster->count,
				  sizeof(*roster->services), compare_ids);

	return wanted != NULL && wanted->rank <= limit ? wanted : NULL;
}

/* Some of its mailboxes have no service for want of room. */
static bool
is_cut(const struct roster *roster, int64_t limit,
	const struct roster_tenant *tenant)
{
	int64_t let_in = 0;

	for (size_t i = 0; i < roster->count; i++) {
		let_in += roster->services[i].rank <= limit &&
			  is_same(roster->services[i].host, tenant->name);
	}
	return tenant->count > let_in;
}

void
roster_match(const struct roster *roster, int64_t limit,
	struct roster_found *found, size_t count, size_t *found_at)
{
	for (size_t i = 0; i < roster->count; i++) {
		found_at[i] = ROSTER_NONE;
	}
	for (size_t i = 0; i < count; i++) {
		struct roster_found *one = &found[i];
		const struct roster_tenant *tenant =
			tenant_of(roster, one->service.host);
		const struct roster_service *wanted =
			wanted_of(roster, limit, &one->service);
		bool is_judged = tenant != NULL && tenant->is_judged;
		size_t at = 0;

		one->wanted = ROSTER_NONE;
		one->is_stray = tenant == NULL;
		one->is_kept = wanted == NULL && is_judged &&
			       one->is_acknowledged &&
			       is_cut(roster, limit, tenant);
		one->is_to_go = is_judged && !one->is_kept;
		if (wanted == NULL) {
			continue;
		}
		at = (size_t)(wanted - roster->services);
		if (found_at[at] != ROSTER_NONE) {
			struct roster_found *before = &found[found_at[at]];
			if (!is_better(
				    wanted, &one->service, &before->service)) {
				continue;
			}
			before->wanted = ROSTER_NONE;
			before->is_to_go = is_judged;
		}
		found_at[at] = i;
		one->wanted = at;
		one->is_to_go = false;
		one->is_other = !is_described_so(wanted, &one->service);
	}
}

bool
roster_is_news(const struct roster_service *service,
	const struct roster_found *found, time_t now, int64_t again_s)
{
	return found == NULL || found->told_at > now + again_s ||
	       now - found->told_at >= again_s ||
	       found->service.state != service->state || found->is_soft ||
	       !is_same(service->output, found->service.output);
}
