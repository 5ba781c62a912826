// SPDX-License-Identifier: MIT
#include "graph/licensing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/stream.h"
#include "graph/batch.h"
#include "graph/directory_impl.h"
#include "graph/write_answer.h"

struct sending {
	struct directory *directory;
	const struct licensing_write *writes;
	const size_t *order; /* of those that are sent */
	licensing_answer_fn *answer;
	void *context;
};

/* The other members are left out on purpose, see licensing.h. */
static char *
restore_body(void)
{
	return mem_text("{}");
}

static char *
assign_body(const struct licensing_write *write)
{
	char *text = NULL;
	size_t size = 0;
	FILE *out = stream_open(&text, &size);
	char id[GUID_TEXT_SIZE];

	(void)fprintf(out,
		"{\"addLicenses\":[{\"skuId\":\"%s\",\"disabledPlans\":[",
		guid_text(&write->sku, id));
	for (size_t i = 0; i < write->disabled_count; i++) {
		(void)fprintf(out, "%s\"%s\"", i == 0 ? "" : ",",
			guid_text(&write->disabled_plans[i], id));
	}
	(void)fputs("]}],\"removeLicenses\":[]}", out);
	(void)fclose(out);
	return text;
}

static void
ask(void *context, size_t index, struct batch_request *request)
{
	const struct sending *sending = context;
	const struct licensing_write *write =
		&sending->writes[sending->order[index]];
	char id[GUID_TEXT_SIZE];

	(void)guid_text(&write->user, id);
	switch (write->kind) {
	case WRITE_RESTORE:
		request->method = HTTP_POST;
		(void)snprintf(request->url, sizeof(request->url),
			"/directory/deletedItems/%s/restore", id);
		request->body = restore_body();
		break;
	case WRITE_LOCATE:
		request->method = HTTP_PATCH;
		(void)snprintf(
			request->url, sizeof(request->url), "/users/%s", id);
		request->body = mem_print(
			"{\"usageLocation\":\"%s\"}", write->usage_location);
		break;
	case WRITE_ASSIGN:
		request->method = HTTP_POST;
		(void)snprintf(request->url, sizeof(request->url),
			"/users/%s/assignLicense", id);
		request->body = assign_body(write);
		break;
	case WRITE_BLOCK:
		request->method = HTTP_PATCH;
		(void)snprintf(
			request->url, sizeof(request->url), "/users/%s", id);
		request->body = mem_text("{\"accountEnabled\":false}");
		break;
	}
}

static bool
take(void *context, size_t index, const struct batch_answer *from,
	struct error *err)
{
	struct sending *sending = context;
	const struct licensing_write *write =
		&sending->writes[sending->order[index]];
	struct licensing_answer answer = {0};

	write_answer_read(write,
		token_has_role(&sending->directory->client.token,
			write_answer_rights(write->kind)),
		from, &answer);
	return sending->answer(
		sending->context, sending->order[index], &answer, err);
}

/* ISO 3166-1 alpha-2, and nothing that could end the JSON text. */
static bool
is_location(const char *text)
{
	return text != NULL && strlen(text) == 2 &&
	       strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz") == 2;
}

/* Why a write cannot even be asked for; NULL: it can. */
static const char *
find_fault(const struct licensing_write *write)
{
	if (guid_is_nil(&write->user)) {
		return "no user is given";
	}
	if (write->kind == WRITE_ASSIGN && guid_is_nil(&write->sku)) {
		return "no product is given";
	}
	if (write->kind == WRITE_LOCATE &&
		!is_location(write->usage_location)) {
		return "usage_location is not a country of two letters";
	}
	return NULL;
}

/* Answers those that make no sense, and lists the others. */
static bool
sort_out(struct sending *sending, size_t *order, size_t count, size_t *kept,
	struct error *err)
{
	for (size_t i = 0; i < count; i++) {
		const char *fault = find_fault(&sending->writes[i]);
		struct licensing_answer answer = {.result = WRITE_REFUSED};
		if (fault == NULL) {
			order[(*kept)++] = i;
			continue;
		}
		(void)snprintf(answer.text, sizeof(answer.text),
			"nothing was sent: %s", fault);
		if (!sending->answer(sending->context, i, &answer, err)) {
			return false;
		}
	}
	return true;
}

bool
licensing_send(struct directory *directory,
	const struct licensing_write *writes, size_t count,
	licensing_answer_fn *answer, void *context, struct error *err)
{
	size_t *order = mem_zeroed(count, sizeof(*order));
	struct sending sending = {
		.directory = directory,
		.writes = writes,
		.order = order,
		.answer = answer,
		.context = context,
	};
	struct batch batch = {
		.what = "licenses and restores",
		.is_write = true,
		.request = ask,
		.answer = take,
		.context = &sending,
	};
	bool ok = false;

	ok = sort_out(&sending, order, count, &batch.count, err) &&
	     batch_send(&directory->client, &batch, err);
	free(order);
	return ok;
}
