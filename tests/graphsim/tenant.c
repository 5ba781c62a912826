// SPDX-License-Identifier: MIT
#include "tenant.h"

#include <ctype.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <strings.h>

#include "clock.h"

void
tenant_init(struct tenant *tenant, const char *name, const char *domain,
	const struct guid *id, uint64_t seed, struct catalog *catalog)
{
	*tenant = (struct tenant){.name = alloc_copy(name),
		.domain = alloc_copy(domain),
		.id = *id,
		.seed = seed,
		.catalog = catalog,
		.next_due = INT64_MAX};
	switches_init(&tenant->switches);
}

void
tenant_free(struct tenant *tenant)
{
	for (size_t i = 0; i < tenant->sku_count; i++) {
		free(tenant->skus[i].part_number);
	}
	for (size_t i = 0; i < tenant->group_count; i++) {
		free(tenant->groups[i].name);
		free(tenant->groups[i].licenses);
		free(tenant->groups[i].members);
	}
	for (size_t i = 0; i < tenant->app_count; i++) {
		free(tenant->apps[i].name);
		free(tenant->apps[i].client_id);
		free(tenant->apps[i].secret);
		free(tenant->apps[i].federated);
		X509_free(tenant->apps[i].certificate);
	}
	for (size_t i = 0; i < tenant->user_count; i++) {
		user_free(tenant->users[i]);
	}
	free(tenant->skus);
	free(tenant->groups);
	free(tenant->apps);
	free(tenant->users);
	free(tenant->by_id);
	free(tenant->by_upn);
	free(tenant->name);
	free(tenant->domain);
	audit_release(&tenant->audit);
	cache_release(&tenant->pages);
	free(tenant);
}

static size_t
id_bucket(const struct tenant *tenant, const struct guid *id)
{
	uint64_t hash;

	memcpy(&hash, id->bytes, sizeof(hash));
	return (size_t)(hash * 0x9E3779B97F4A7C15U >> 20) &
	       (tenant->bucket_count - 1);
}

static size_t
upn_bucket(const struct tenant *tenant, const char *upn)
{
	uint64_t hash = 14695981039346656037U;

	for (; *upn != '\0'; upn++) {
		hash ^= (unsigned)tolower((unsigned char)*upn);
		hash *= 1099511628211U;
	}
	return (size_t)(hash >> 16) & (tenant->bucket_count - 1);
}

static void
link_user(struct tenant *tenant, uint32_t index)
{
	struct user *user = tenant->users[index];
	size_t id = id_bucket(tenant, &user->id);
	size_t upn = upn_bucket(tenant, user->upn);

	user->next_same_id = tenant->by_id[id];
	tenant->by_id[id] = index + 1;
	user->next_same_upn = tenant->by_upn[upn];
	tenant->by_upn[upn] = index + 1;
}

static void
grow_buckets(struct tenant *tenant)
{
	tenant->bucket_count =
		tenant->bucket_count > 0 ? tenant->bucket_count * 4 : 256;
	free(tenant->by_id);
	free(tenant->by_upn);
	tenant->by_id = alloc_zero(tenant->bucket_count, sizeof(uint32_t));
	tenant->by_upn = alloc_zero(tenant->bucket_count, sizeof(uint32_t));
	for (size_t i = 0; i < tenant->user_count; i++) {
		link_user(tenant, (uint32_t)i);
	}
}

uint32_t
tenant_add_user(struct tenant *tenant, struct user *user)
{
	uint32_t index = (uint32_t)tenant->user_count;

	tenant->users = alloc_room(tenant->users, tenant->user_count,
		&tenant->user_room, sizeof(*tenant->users));
	tenant->users[tenant->user_count++] = user;
	if (tenant->user_count > tenant->bucket_count) {
		grow_buckets(tenant);
	} else {
		link_user(tenant, index);
	}
	tenant->version++;
	return index;
}

void
tenant_rename_user(struct tenant *tenant, struct user *user, const char *upn)
{
	uint32_t *link = &tenant->by_upn[upn_bucket(tenant, user->upn)];
	uint32_t index;
	size_t bucket;

	while (tenant->users[*link - 1] != user) {
		link = &tenant->users[*link - 1]->next_same_upn;
	}
	index = *link;
	*link = user->next_same_upn;
	free(user->upn);
	user->upn = alloc_copy(upn);
	bucket = upn_bucket(tenant, upn);
	user->next_same_upn = tenant->by_upn[bucket];
	tenant->by_upn[bucket] = index;
	tenant->version++;
}

struct user *
tenant_user_by_id(const struct tenant *tenant, const struct guid *id)
{
	uint32_t link;

	if (tenant->user_count == 0) {
		return NULL;
	}
	link = tenant->by_id[id_bucket(tenant, id)];
	while (link != 0) {
		struct user *user = tenant->users[link - 1];

		if (guid_equal(&user->id, id)) {
			return user;
		}
		link = user->next_same_id;
	}
	return NULL;
}

struct user *
tenant_user_by_upn(const struct tenant *tenant, const char *upn)
{
	struct user *best = NULL;
	uint32_t link;

	if (tenant->user_count == 0) {
		return NULL;
	}
	link = tenant->by_upn[upn_bucket(tenant, upn)];
	while (link != 0) {
		struct user *user = tenant->users[link - 1];

		link = user->next_same_upn;
		if (strcasecmp(user->upn, upn) != 0) {
			continue;
		}
		if (best == NULL || user->state < best->state ||
			(user->state == best->state &&
				user->deleted_at > best->deleted_at)) {
			best = user;
		}
	}
	return best;
}

struct user *
tenant_user(const struct tenant *tenant, const char *name)
{
	struct guid id;

	return guid_parse(name, &id) ? tenant_user_by_id(tenant, &id)
				     : tenant_user_by_upn(tenant, name);
}

struct sku *
tenant_sku(const struct tenant *tenant, const char *name)
{
	struct guid id;
	bool is_guid = guid_parse(name, &id);

	for (size_t i = 0; i < tenant->sku_count; i++) {
		struct sku *sku = &tenant->skus[i];

		if (is_guid ? guid_equal(&sku->id, &id)
			    : strcasecmp(sku->part_number, name) == 0) {
			return sku;
		}
	}
	return NULL;
}

struct sku *
tenant_add_sku(struct tenant *tenant, const char *part_number,
	const struct guid *id, const struct product *product)
{
	const char *name = product != NULL ? product->plans : "";
	struct sku *sku;

	tenant->skus = alloc_room(tenant->skus, tenant->sku_count,
		&tenant->sku_room, sizeof(*tenant->skus));
	sku = &tenant->skus[tenant->sku_count++];
	*sku = (struct sku){.part_number = alloc_copy(part_number), .id = *id};
	while (*name != '\0') {
		size_t width = strcspn(name, " ");
		struct text one = {0};

		text_add(&one, name, width);
		if (!catalog_find(tenant->catalog, one.data,
			    &sku->plans[sku->plan_count++])) {
			abort();
		}
		text_release(&one);
		name += width + (name[width] == ' ');
	}
	tenant->version++;
	return sku;
}

long
tenant_free_seats(const struct sku *sku)
{
	if (sku->capability > CAPABILITY_WARNING) {
		return 0;
	}
	return sku->seats - sku->consumed;
}

struct group *
tenant_group(const struct tenant *tenant, const char *name)
{
	struct guid id;
	bool is_guid = guid_parse(name, &id);

	for (size_t i = 0; i < tenant->group_count; i++) {
		struct group *group = &tenant->groups[i];

		if (is_guid ? guid_equal(&group->id, &id)
			    : strcasecmp(group->name, name) == 0) {
			return group;
		}
	}
	return NULL;
}

void
tenant_expect(struct tenant *tenant, time_t at)
{
	if (at != 0 && at < tenant->next_due) {
		tenant->next_due = at;
	}
}
