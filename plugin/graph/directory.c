// SPDX-License-Identifier: MIT
#include "graph/directory.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/decode.h"
#include "graph/directory_impl.h"
#include "graph/json.h"
#include "graph/listing.h"

bool
directory_open(const struct directory_settings *settings,
	struct directory **directory, struct error *err)
{
	const struct tenant *tenant = settings->tenant;
	struct directory *opened = NULL;

	if (tenant->graph_url == NULL || tenant->login_url == NULL ||
		(tenant->tenant_id == NULL &&
			!settings->credential->managed_identity)) {
		return error_set(err, ERROR_CONFIG,
			"tenant %s: tenant_id, graph_url or login_url is not "
			"set",
			tenant->name == NULL ? "" : tenant->name);
	}
	if (strncmp(tenant->graph_url, "https://", 8) != 0 ||
		strncmp(tenant->login_url, "https://", 8) != 0) {
		return error_set(err, ERROR_CONFIG,
			"tenant %s: graph_url and login_url have to begin with "
			"https://",
			tenant->name == NULL ? "" : tenant->name);
	}
	opened = mem_zeroed(1, sizeof(*opened));
	client_init(&opened->client, settings);
	*directory = opened;
	return true;
}

void
directory_free(struct directory *directory)
{
	if (directory == NULL) {
		return;
	}
	client_release(&directory->client);
	free(directory);
}

void
directory_allow(struct directory *directory, time_t until, int64_t patience_s)
{
	directory_spend(directory, until);
	directory->client.exchange.patience_s = patience_s;
	directory->client.exchange.facts.has_date = false;
}

time_t
directory_save(struct directory *directory)
{
	const struct exchange *exchange = &directory->client.exchange;
	time_t until = exchange->until;
	time_t now = exchange_now(exchange);

	if (now < until) {
		directory_spend(directory, now + (until - now) / 2);
	}
	return until;
}

void
directory_spend(struct directory *directory, time_t until)
{
	directory->client.settings.until = until;
	directory->client.exchange.until = until;
}

void
directory_facts(
	const struct directory *directory, struct directory_facts *facts)
{
	*facts = directory->client.exchange.facts;
}

/* ---- subscribedSkus ---- */

#define SKU_LIMIT 10000

struct sku_gathering {
	struct sku_list list;
	size_t capacity;
};

static bool
gather_sku(void *context, struct slice element, struct error *err)
{
	struct sku_gathering *gathering = context;
	struct sku_list *list = &gathering->list;
	struct json_object *object = json_read(element.at, element.length, err);
	struct sku sku = {0};
	bool ok = object != NULL && decode_sku(object, &sku, err);

	if (ok && list->count == SKU_LIMIT) {
		sku_release(&sku);
		ok = error_set(
			err, ERROR_REMOTE, "more than %d products", SKU_LIMIT);
	}

	if (ok) {
		list->skus = mem_grow(list->skus, list->count,
			&gathering->capacity, sizeof(*list->skus));
		list->skus[list->count++] = sku;
	}
	json_object_put(object);
	return ok;
}

static bool
gather_skus(void *context, const struct page *page, struct error *err)
{
	return page_each(page, gather_sku, context, err);
}

bool
directory_skus(
	struct directory *directory, struct sku_list *list, struct error *err)
{
	struct sku_gathering gathering = {0};
	struct listing listing = {
		/* No $top: it is refused here. */
		.path = "/subscribedSkus?$select=skuId,skuPartNumber,appliesTo,"
			"capabilityStatus,consumedUnits,prepaidUnits,"
			"servicePlans",
		.what = "products",
		.read = gather_skus,
		.context = &gathering,
	};

	if (!listing_follow(&directory->client, &listing, err)) {
		sku_list_release(&gathering.list);
		return false;
	}
	*list = gathering.list;
	return true;
}

/* ---- directory/deletedItems ---- */

struct deleted_visit {
	directory_user_fn *visit;
	void *context;
	struct directory_listing *listing;
};

static bool
visit_deleted(void *context, struct slice element, struct error *err)
{
	struct deleted_visit *deleted = context;
	struct user user = {0};
	bool ok = false;

	deleted->listing->listed++;
	if (!decode_user_text(element, true, &user, err)) {
		return false;
	}
	deleted->listing->users++;
	ok = deleted->visit(deleted->context, &user, err);
	user_release(&user);
	return ok;
}

static bool
read_deleted(void *context, const struct page *page, struct error *err)
{
	return page_each(page, visit_deleted, context, err);
}

bool
directory_deleted_users(struct directory *directory, directory_user_fn *visit,
	void *context, struct directory_listing *listing, struct error *err)
{
	struct directory_listing counted = {0};
	struct deleted_visit deleted = {visit, context, &counted};
	struct listing pages = {
		.path = "/directory/deletedItems/microsoft.graph.user"
			"?$top=999&$select=deletedDateTime," DECODE_USER_SELECT,
		.what = "deleted users",
		.read = read_deleted,
		.context = &deleted,
		.users = &counted.listed,
	};

	if (!listing_follow(&directory->client, &pages, err)) {
		return false;
	}
	*listing = counted;
	return true;
}
