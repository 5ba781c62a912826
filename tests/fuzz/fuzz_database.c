// SPDX-License-Identifier: MIT
/*
 * A database that somebody else wrote, or a disk that failed: what is read from
 * it can be judged and shown, or there is an error.  The input is a line of
 * orders for a good database: who reads, then eight bytes each, a byte of the
 * file or a value of a column to be another.
 */
#include "damaged.h"
#include "journal_fixture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "core/text.h"
#include "core/transition.h"
#include "core/urgency.h"
#include "state/events.h"
#include "state/examine.h"
#include "state/slices.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
make_tenant(void)
{
	struct collection *collection = fixture_open();

	fixture_put(collection, 1, 4);
	(void)fixture_run(collection, FIXTURE_NOW);
	collection_close(collection);
	fixture_execute(
		"INSERT INTO sku (sku_id, part_number) VALUES "
		"('06ebc4ee-1bb5-47dd-8120-11324bc54e06', 'SPE_E5');"
		"INSERT INTO event (run, at, event, severity, mailbox, loss, "
		"deadline, text) VALUES (1, 5, 'critical', 2, 1, 1, 9, 'x'), "
		"(1, 6, 'mass-loss', 2, NULL, NULL, NULL, 'y')");
}

static void
make_handler(void)
{
	struct journal *journal = journal_fixture_open();
	int64_t request = journal_fixture_request(journal);

	(void)journal_fixture_remedy_open(journal, request, 1);
	(void)journal_fixture_remedy_open(journal, request, 2);
	journal_close(journal);
}

/* ---- what the check and the subagent do with it ---------------------------
 */

struct look {
	struct judging judging;
	struct state_reader *reader;
	int64_t sum;
};

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* It went well, or there is a reason. */
static void
expect_told(bool ok, struct error *err)
{
	expect(ok || err->code != ERROR_NONE);
	*err = (struct error){0};
}

static bool
see(void *context, const struct mailbox *mailbox, struct error *err)
{
	struct look *look = context;
	const struct handling handling = {0};
	struct judgement judgement = {0};
	char sources[SOURCES_TEXT_SIZE];
	char clean[64];

	(void)err;
	phase_judge(mailbox, &look->judging, &handling, &judgement);
	expect(judgement.state <= CHECK_UNKNOWN);
	look->sum += (int64_t)(strlen(phase_text(judgement.phase)) +
			       strlen(cause_text(mailbox->cause)) +
			       strlen(check_state_text(judgement.state)) +
			       strlen(mailbox_sources_text(
				       mailbox->sources, sources)) +
			       strlen(text_clean(mailbox->upn, true, clean,
				       sizeof(clean))));
	return true;
}

static bool
see_row(void *context, struct state_row *row, const struct mailbox *mailbox,
	struct error *err)
{
	struct look *look = context;
	struct mailbox named = *mailbox;
	struct mailbox whole = {0};
	bool ok = false;

	if (!state_row_actor(row, &named, err)) {
		return false;
	}
	look->sum += named.actor == NULL ? 0 : (int64_t)strlen(named.actor);
	mailbox_copy(&whole, mailbox);
	ok = state_row_texts(row, &whole, err) && see(context, &whole, err);
	mailbox_release(&whole);
	return ok;
}

static bool
see_event(void *context, int64_t id, const struct notice *event,
	struct error *err)
{
	struct look *look = context;

	(void)err;
	look->sum += id + (int64_t)strlen(notice_kind_text(event->kind));
	return true;
}

static void
read_tenant(struct state_reader *reader, struct error *err)
{
	const struct guid id = fixture_guid(1);
	struct state_facts facts = {0};
	struct look look = {.reader = reader};
	struct tenant tenant;
	int64_t row = 0;

	tenant_init(&tenant, "contoso");
	if (state_read_facts(reader, &facts, err)) {
		state_set_up_judging(
			&facts, &tenant, FIXTURE_NOW, &look.judging);
		expect_told(state_each_mailbox(
				    reader, &facts.seats, see_row, &look, err),
			err);
		expect_told(state_find_mailbox(reader, &id, &row, err), err);
	}
	state_facts_release(&facts);
	tenant_release(&tenant);
}

static void
read_slices(void)
{
	enum state_condition condition = STATE_ABSENT;
	enum slice_result result = SLICE_MORE;
	struct state_facts facts = {0};
	struct slices *slices = NULL;
	struct look look = {{0}, NULL, 0};
	struct tenant tenant;
	struct error err = {0};

	tenant_init(&tenant, "contoso");
	if (slices_open("t.db", &condition, &slices, &facts, &err) &&
		condition == STATE_READY) {
		state_set_up_judging(
			&facts, &tenant, FIXTURE_NOW, &look.judging);
		for (int i = 0; i < 9 && result == SLICE_MORE; i++) {
			if (!slices_next(slices, &facts.seats, 2, see, &look,
				    &result, &err)) {
				break;
			}
		}
	}
	slices_close(slices);
	state_facts_release(&facts);
	tenant_release(&tenant);
}

static void
read_whole(void)
{
	enum state_condition condition = STATE_ABSENT;
	struct state_reader *reader = NULL;
	struct error err = {0};

	if (!state_open("t.db", &condition, &reader, &err)) {
		expect(err.code != ERROR_NONE && reader == NULL);
	} else if (condition == STATE_READY) {
		read_tenant(reader, &err);
	}
	state_close(reader);
}

static void
read_events(void)
{
	struct look look = {{0}, NULL, 0};
	struct error err = {0};
	bool more = false;
	bool is_older = false;

	expect_told(events_read("t.db", 0, 10, see_event, &look, &look.sum,
			    &more, &is_older, &err),
		&err);
	expect_told(
		events_read_alarms("t.db", see_event, &look, &look.sum, &err),
		&err);
}

/* What the self-test says of it. */
static void
read_to_examine(void)
{
	struct examined examined = {.kind = EXAMINE_TENANT};
	struct error err = {0};
	bool ok = examine_database("t.db", &examined, &err);

	expect_told(ok, &err);
	if (ok) {
		free(examine_text(&examined));
	}
}

static bool
see_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	int64_t *sum = context;

	(void)err;
	*sum += (int64_t)(strlen(remedy_state_text(remedy->state)) +
			  strlen(cause_text(remedy->cause)));
	for (int i = 0; i < WRITE_KINDS; i++) {
		*sum += (int64_t)strlen(
			write_result_text(remedy->writes[i].result));
	}
	return true;
}

static bool
see_request(void *context, const struct request_row *row, struct error *err)
{
	int64_t *sum = context;

	(void)err;
	*sum += row->id + (int64_t)strlen(row->state);
	return true;
}

static void
read_handler(void)
{
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;
	struct handler_view *view = NULL;
	struct handler_facts facts = {0};
	struct error err = {0};
	int64_t sum = 0;

	if (handler_open("t.db", &condition, &reader, &err) &&
		condition == STATE_READY) {
		expect_told(handler_read_facts(reader, &facts, &err), &err);
		expect_told(handler_each_remedy(reader, NULL, false, 9,
				    see_remedy, &sum, &err),
			&err);
		expect_told(handler_each_request(
				    reader, NULL, 9, see_request, &sum, &err),
			&err);
		expect_told(
			handler_view_load(reader, "contoso", 0, &view, &err),
			&err);
	}
	handler_view_free(view);
	handler_close(reader);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sound tenant;
	static struct sound handler;

	if (tenant.bytes == NULL) {
		damaged_enter();
		damaged_keep(&tenant, make_tenant);
		damaged_keep(&handler, make_handler);
	}
	if (size == 0 || size > DAMAGED_LIMIT_BYTES) {
		return 0;
	}
	damaged_write(*data == 'h' ? &handler : &tenant, data + 1, size - 1);
	switch (*data) {
	case 'h':
		read_handler();
		break;
	case 's':
		read_slices();
		break;
	case 'e':
		read_events();
		break;
	case 'x':
		read_to_examine();
		break;
	default:
		read_whole();
		break;
	}
	return 0;
}
