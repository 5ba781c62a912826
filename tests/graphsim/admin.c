// SPDX-License-Identifier: MIT
#include "admin.h"

#include <stdlib.h>

#include "mailbox.h"
#include "scenario.h"

static void
say(struct reply *reply, unsigned status, const char *text)
{
	reply->status = status;
	reply->content_type = "text/plain; charset=utf-8";
	text_put(&reply->body, text);
}

static void
answer_command(struct call *call, struct reply *reply)
{
	struct text why = {0};

	if (scenario_run(call->world, call->body, &why)) {
		say(reply, 200, "ok\n");
	} else {
		say(reply, 400, text_string(&why));
	}
	text_release(&why);
}

static void
answer_now(const struct call *call, struct reply *reply)
{
	char now[CLOCK_TEXT_SIZE];

	clock_format(clock_now(&call->world->clock), 0, now);
	say(reply, 200, now);
	text_put(&reply->body, "\n");
}

static void
set_clock(struct call *call, struct reply *reply)
{
	size_t width = strcspn(call->body, "\r\n");
	struct text given = {0};
	struct text why = {0};
	long seconds;
	time_t to;

	text_add(&given, call->body, width);
	if (given.data[0] == '+' &&
		clock_parse_duration(given.data + 1, &seconds)) {
		to = call->now + seconds;
	} else if (!clock_parse(given.data, &to)) {
		text_printf(&why, "\"%s\" is not a time\n", given.data);
	}
	if (why.size == 0) {
		world_advance(call->world, to, &why);
	}
	if (why.size == 0) {
		answer_now(call, reply);
	} else {
		say(reply, 400, why.data);
	}
	text_release(&given);
	text_release(&why);
}

static void
write_time(time_t at, struct text *out)
{
	char text[CLOCK_TEXT_SIZE];

	if (at == 0) {
		text_put(out, "null");
		return;
	}
	clock_format(at, 0, text);
	text_json(out, text);
}

static void
write_truth(
	const struct tenant *tenant, const struct user *user, struct text *out)
{
	static const char *const states[] = {"active", "deleted", "purged"};
	const struct mailbox *mailbox = &user->mailbox;
	char id[GUID_TEXT_SIZE];

	guid_format(&user->id, id);
	text_put(out, "{\"tenant\":");
	text_json(out, tenant->name);
	text_printf(out, ",\"id\":\"%s\",\"upn\":", id);
	text_json(out, user->upn);
	text_printf(out,
		",\"user\":\"%s\",\"enabled\":%s,\"state\":\"%s\","
		"\"purpose\":\"%s\",\"generation\":%u,\"disconnected_at\":",
		states[user->state], user->enabled ? "true" : "false",
		mailbox_state_name(mailbox->state),
		mailbox_purpose_name(mailbox->purpose), mailbox->generation);
	write_time(mailbox->disconnected_at, out);
	text_put(out, ",\"disconnect_at\":");
	write_time(mailbox->disconnect_due, out);
	text_put(out, ",\"purge_at\":");
	write_time(mailbox->purge_due, out);
	text_put(out, ",\"user_deleted_at\":");
	write_time(user->state == USER_ACTIVE ? 0 : user->deleted_at, out);
	text_printf(out, ",\"synced\":%s,\"licensed\":%s}",
		user->sync == SYNC_ON ? "true" : "false",
		mailbox_is_licensed(tenant, user) ? "true" : "false");
}

/* Everyone who has or had a mailbox; `tenant=` and `upn=` narrow it down. */
static void
answer_truth(struct call *call, struct reply *reply)
{
	const char *name = query_find(&call->query, "tenant");
	const char *upn = query_find(&call->query, "upn");
	const char *separator = "\n";

	reply->status = 200;
	text_put(&reply->body, "[");
	for (size_t i = 0; i < call->world->tenant_count; i++) {
		const struct tenant *tenant = call->world->tenants[i];

		if (name != NULL && world_tenant(call->world, name) != tenant) {
			continue;
		}
		for (size_t j = 0; j < tenant->user_count; j++) {
			const struct user *user = tenant->users[j];

			if (user->mailbox.state == MAILBOX_NONE ||
				(upn != NULL && strcmp(upn, user->upn) != 0)) {
				continue;
			}
			text_put(&reply->body, separator);
			write_truth(tenant, user, &reply->body);
			separator = ",\n";
		}
	}
	text_put(&reply->body, "\n]\n");
}

/* Seats, as a test wants to see them. */
static void
answer_seats(struct call *call, struct reply *reply)
{
	const char *separator = "\n";

	reply->status = 200;
	text_put(&reply->body, "[");
	for (size_t i = 0; i < call->world->tenant_count; i++) {
		const struct tenant *tenant = call->world->tenants[i];

		for (size_t j = 0; j < tenant->sku_count; j++) {
			const struct sku *sku = &tenant->skus[j];
			char id[GUID_TEXT_SIZE];

			guid_format(&sku->id, id);
			text_printf(&reply->body, "%s{\"tenant\":", separator);
			text_json(&reply->body, tenant->name);
			text_put(&reply->body, ",\"sku\":");
			text_json(&reply->body, sku->part_number);
			text_printf(&reply->body,
				",\"seats\":%ld,\"consumed\":%ld,"
				"\"id\":\"%s\"}",
				sku->seats, sku->consumed, id);
			separator = ",\n";
		}
	}
	text_put(&reply->body, "\n]\n");
}

void
admin_answer(struct call *call, struct reply *reply)
{
	bool get = strcmp(call->method, "GET") == 0;
	bool post = strcmp(call->method, "POST") == 0;

	if (post && call_matches(call, "/admin/command")) {
		answer_command(call, reply);
	} else if (post && call_matches(call, "/admin/clock")) {
		set_clock(call, reply);
	} else if (get && call_matches(call, "/admin/clock")) {
		answer_now(call, reply);
	} else if (get && call_matches(call, "/admin/requests")) {
		reply->status = 200;
		trace_requests_json(&call->world->trace, &reply->body);
	} else if (strcmp(call->method, "DELETE") == 0 &&
		   call_matches(call, "/admin/requests")) {
		trace_release(&call->world->trace);
		say(reply, 200, "ok\n");
	} else if (get && call_matches(call, "/admin/stats")) {
		reply->status = 200;
		trace_counts_json(&call->world->trace, &reply->body);
	} else if (get && call_matches(call, "/admin/truth")) {
		answer_truth(call, reply);
	} else if (get && call_matches(call, "/admin/seats")) {
		answer_seats(call, reply);
	} else {
		say(reply, 404, "no such thing\n");
	}
}
