// SPDX-License-Identifier: MIT
#include "alert/acknowledged.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

char *
found_text(const char *text, size_t length, size_t limit)
{
	char *copy = mem_text_n(text, length > limit ? limit + 1 : length);

	if (length > limit) {
		length = limit + 1;
	}
	for (size_t i = 0; i < length; i++) {
		if (copy[i] == '\0') {
			copy[i] = '?';
		}
	}
	return copy;
}

void
found_service_release(struct found_service *service)
{
	free(service->host);
	free(service->service);
	free(service->tenant);
	free(service->mailbox);
	text_list_release(&service->shows);
	free(service->author);
	free(service->comment);
	*service = (struct found_service){0};
}

void
found_comment_release(struct found_comment *comment)
{
	free(comment->host);
	free(comment->service);
	free(comment->author);
	free(comment->text);
	*comment = (struct found_comment){0};
}

bool
acknowledged_add(struct acknowledged *all, struct found_service *service,
	struct error *err)
{
	if (all->count == ALERT_SERVICES_LIMIT) {
		return error_set(err, ERROR_REMOTE,
			"more than %d services are acknowledged",
			ALERT_SERVICES_LIMIT);
	}
	all->services = mem_grow(all->services, all->count, &all->capacity,
		sizeof(*all->services));
	all->services[all->count++] = *service;
	*service = (struct found_service){0};
	all->is_sorted = false;
	return true;
}

static int
compare(const void *a, const void *b)
{
	const struct found_service *one = a;
	const struct found_service *two = b;
	int by_host = strcmp(one->host, two->host);

	return by_host != 0 ? by_host : strcmp(one->service, two->service);
}

/* By name, and nothing twice. */
static void
sort(struct acknowledged *all)
{
	size_t kept = 0;

	if (all->is_sorted || all->count == 0) {
		return;
	}
	qsort(all->services, all->count, sizeof(*all->services), compare);
	for (size_t i = 0; i < all->count; i++) {
		struct found_service *service = &all->services[i];
		if (kept > 0 &&
			compare(service, &all->services[kept - 1]) == 0) {
			found_service_release(service);
			continue;
		}
		all->services[kept++] = *service;
	}
	all->count = kept;
	all->is_sorted = true;
}

void
acknowledged_comment(struct acknowledged *all, struct found_comment *comment)
{
	struct found_service key = {
		.host = comment->host, .service = comment->service};
	struct found_service *service = NULL;

	sort(all);
	if (all->count == 0 || key.host == NULL || key.service == NULL) {
		return;
	}
	service = bsearch(&key, all->services, all->count,
		sizeof(*all->services), compare);
	if (service == NULL || !service->is_acknowledged ||
		comment->at < service->earliest ||
		(service->latest != 0 && comment->at > service->latest) ||
		comment->at < service->commented_at ||
		(comment->at == service->commented_at &&
			comment->order < service->comment_order)) {
		return;
	}
	free(service->author);
	free(service->comment);
	service->author = comment->author;
	service->comment = comment->text;
	service->commented_at = comment->at;
	service->comment_order = comment->order;
	comment->author = NULL;
	comment->text = NULL;
}

bool
acknowledged_visit(struct acknowledged *all, acknowledgement_fn *visit,
	void *context, struct error *err)
{
	sort(all);
	for (size_t i = 0; i < all->count; i++) {
		const struct found_service *found = &all->services[i];
		struct acknowledgement shown = {
			.host = found->host,
			.service = found->service,
			.tenant = found->tenant,
			.mailbox = found->mailbox,
			.shows = &found->shows,
			.author = found->author,
			.comment = found->comment,
			.state = found->state,
			.is_acknowledged = found->is_acknowledged,
			.is_hard = found->is_hard,
			.in_downtime = found->in_downtime,
			.acked_at = found->acked_at != 0 ? found->acked_at
							 : found->commented_at,
			.expires_at = found->expires_at,
			.checked_at = found->checked_at,
		};
		if (!visit(context, &shown, err)) {
			return false;
		}
	}
	return true;
}

void
acknowledged_release(struct acknowledged *all)
{
	for (size_t i = 0; i < all->count; i++) {
		found_service_release(&all->services[i]);
	}
	free(all->services);
	*all = (struct acknowledged){0};
}
