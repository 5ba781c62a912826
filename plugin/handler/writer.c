// SPDX-License-Identifier: MIT
#include "handler/writer.h"

#include <stdlib.h>

#include "core/clock.h"
#include "core/step.h"
#include "core/timestamp.h"
#include "graph/directory.h"
#include "graph/retry_after.h"
#include "graph/route.h"
#include "state/state.h"

#define WRITER_CONNECT_LIMIT_S 10
#define WRITER_STALL_S 30

void
writer_init(struct writer *writer, const struct tenant *tenant,
	const struct worker_settings *settings)
{
	*writer = (struct writer){.tenant = tenant, .settings = settings};
}

void
writer_release(struct writer *writer)
{
	sku_list_release(&writer->skus);
	directory_free(writer->directory);
	if (writer->transport != NULL) {
		writer->transport->ops->free(writer->transport);
	}
	*writer = (struct writer){0};
}

/*
 * Whoever is not in the directory that tenant_id names now would be called gone
 * for good.  What cannot be read says nothing, and is said elsewhere.
 */
static bool
check_directory(const struct writer *writer, struct error *err)
{
	const struct tenant *tenant = writer->tenant;
	char *path = state_database_path(
		writer->settings->config->state_dir, tenant->name);
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = NULL;
	struct state_facts facts = {0};
	struct error ignored = {0};
	bool is_another = state_open(path, &condition, &reader, &ignored) &&
			  reader != NULL &&
			  state_read_facts(reader, &facts, &ignored) &&
			  tenant_was_another(tenant, facts.tenant_id);

	state_facts_release(&facts);
	state_close(reader);
	free(path);
	return !is_another ||
	       error_set(err, ERROR_CONFIG,
		       "the data of %s are of another tenant_id than it has "
		       "now; see whether mailbox_expiry_collect runs",
		       tenant->name);
}

static bool
open_session(struct writer *writer, struct error *err)
{
	const struct worker_settings *settings = writer->settings;
	const struct tenant *tenant = writer->tenant;
	const struct route_settings route = {
		.tenant = tenant,
		.credential = &tenant->writer,
		.connect_limit_s = WRITER_CONNECT_LIMIT_S,
		.stall_s = WRITER_STALL_S,
		.clock = settings->clock,
	};
	struct directory_settings directory = {
		.tenant = tenant,
		.credential = &tenant->writer,
		.environment = settings->environment,
		.read_secret = config_read_secret,
		.read_token = config_read_token,
		.until = settings->clock() + WRITER_BUDGET_S,
		.seed = (uint64_t)settings->clock(),
	};

	if (!config_credential_check(tenant, &tenant->writer, "writer", err) ||
		!check_directory(writer, err)) {
		return false;
	}
	if (writer->transport == NULL &&
		!route_open(&route, &writer->transport, err)) {
		return false;
	}
	directory.transport = writer->transport;
	return directory_open(&directory, &writer->directory, err);
}

time_t
writer_not_before(const struct writer *writer)
{
	time_t now = writer->settings->clock();
	struct directory_facts facts = {0};

	if (writer->directory == NULL) {
		return 0;
	}
	directory_facts(writer->directory, &facts);
	/* Further away it was reckoned by another clock. */
	if (facts.not_before <= now ||
		facts.not_before > now + RETRY_AFTER_MAX_S + CLOCK_LIMIT_S) {
		return 0;
	}
	return timestamp_earliest(facts.not_before, now + STEP_WAIT_LIMIT_S);
}

void
writer_fail(struct writer *writer, const struct error *err)
{
	time_t now = writer->settings->clock();
	int64_t rest_s = (int64_t)(now - writer->asked_at) * WRITER_REST_FACTOR;

	writer->failure = *err;
	writer->failed_at = now;
	/* However the clock was set meanwhile. */
	writer->rest_s = rest_s < WRITER_REST_S ? WRITER_REST_S
			 : rest_s > WRITER_LONGEST_REST_S
				 ? WRITER_LONGEST_REST_S
				 : rest_s;
}

bool
writer_begin(struct writer *writer, struct error *err)
{
	if (writer->failure.code != ERROR_NONE &&
		clock_is_within(writer->failed_at, writer->rest_s,
			writer->settings->clock())) {
		*err = writer->failure;
		return false;
	}
	writer->failure = (struct error){0};
	writer->asked_at = writer->settings->clock();
	if (writer->directory == NULL && !open_session(writer, err)) {
		return false;
	}
	if (writer_not_before(writer) != 0) {
		return error_set(err, ERROR_WAIT,
			"Graph asked to be left alone for %lld s",
			(long long)(writer_not_before(writer) -
				    writer->settings->clock()));
	}
	directory_allow(writer->directory,
		writer->settings->clock() + WRITER_BUDGET_S, WRITER_PATIENCE_S);
	return true;
}

bool
writer_read_skus(struct writer *writer, struct error *err)
{
	time_t now = writer->settings->clock();
	struct sku_list read = {0};

	if (writer->skus_read_at != 0 && clock_is_within(writer->skus_read_at,
						 WRITER_SKUS_FRESH_S, now)) {
		return true;
	}
	if (!directory_skus(writer->directory, &read, err)) {
		return false;
	}
	sku_list_release(&writer->skus);
	writer->skus = read;
	writer->skus_read_at = now;
	return true;
}

bool
writer_check_clock(struct writer *writer, struct error *err)
{
	struct directory_facts facts = {0};

	directory_facts(writer->directory, &facts);
	if (!facts.has_date || clock_check(facts.clock_offset_s, err)) {
		return true;
	}
	writer_forget_skus(writer);
	return false;
}

/* The products are asked for next in any case, and carry the date. */
bool
writer_ask_clock(struct writer *writer, struct error *err)
{
	struct error why = {0};

	if (!writer_begin(writer, &why)) {
		return true;
	}
	if (!writer_read_skus(writer, &why)) {
		writer_fail(writer, &why);
	}
	return writer_check_clock(writer, err);
}

static void
count_seats(struct writer *writer, const struct guid *sku, int64_t delta)
{
	for (size_t i = 0; i < writer->skus.count; i++) {
		if (guid_equal(&writer->skus.skus[i].id, sku)) {
			writer->skus.skus[i].consumed_seats += delta;
		}
	}
}

void
writer_take_seat(struct writer *writer, const struct guid *sku)
{
	count_seats(writer, sku, 1);
}

void
writer_give_seat_back(struct writer *writer, const struct guid *sku)
{
	count_seats(writer, sku, -1);
}

void
writer_forget_skus(struct writer *writer)
{
	writer->skus_read_at = 0;
}
