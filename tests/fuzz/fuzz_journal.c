// SPDX-License-Identifier: MIT
/*
 * handler.db as a disk that failed or somebody else left it: the worker, its
 * only writer, reads remedies and requests that make sense, or there is an
 * error; none is due that is closed.  Orders as in damaged.h.
 */
#include "damaged.h"
#include "journal_fixture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define LATER (FIXTURE_NOW + 100000)

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect(bool holds)
{
	if (!holds) {
		abort();
	}
}

/* It went well, or there is a reason. */
static bool
told(bool ok, struct error *err)
{
	expect(ok || err->code != ERROR_NONE);
	*err = (struct error){0};
	return ok;
}

static void
make(void)
{
	struct journal *journal = journal_fixture_open();
	const struct request ack = journal_fixture_ack();
	const struct mailbox mailbox = journal_fixture_mailbox(3, FIXTURE_NOW);
	int64_t request = journal_fixture_request(journal);
	const struct message message = {
		.request = request,
		.system = SYSTEM_ICINGA2,
		.instance = "",
		.host = "h",
		.service = "s",
		.text = "done",
		.act = 1,
	};

	(void)journal_fixture_remedy_open(journal, request, 1);
	journal_fixture_close(journal,
		journal_fixture_remedy_open(journal, request, 2), REMEDY_FAILED,
		FIXTURE_NOW);
	(void)journal_fixture_import(journal, "other", &ack, FIXTURE_NOW + 1);
	DO(journal_release(journal, "contoso", &mailbox, request, "ada", "no",
		FIXTURE_NOW, &err));
	DO(journal_pause(
		journal, "contoso", true, "ada", "holiday", FIXTURE_NOW, &err));
	DO(journal_tell(journal, &message, FIXTURE_NOW, &err));
	journal_close(journal);
}

struct look {
	int64_t id; /* of the remedy seen last */
	size_t sum;
};

static bool
see_remedy(void *context, const struct remedy *remedy, struct error *err)
{
	struct look *look = context;

	(void)err;
	expect(remedy->tenant != NULL && remedy->id > 0);
	look->id = remedy->id;
	look->sum += strlen(remedy_state_text(remedy->state)) +
		     strlen(cause_text(remedy->cause));
	for (int i = 0; i < WRITE_KINDS; i++) {
		look->sum +=
			strlen(write_result_text(remedy->writes[i].result));
	}
	return true;
}

static bool
see_due(void *context, const struct remedy *remedy, struct error *err)
{
	expect(!remedy_is_closed(remedy));
	return see_remedy(context, remedy, err);
}

static bool
see_message(void *context, const struct message *message, struct error *err)
{
	struct look *look = context;

	(void)err;
	expect(message->host != NULL && message->service != NULL &&
		message->act > 0 && message->act <= MESSAGE_ACT_LAST &&
		message->tries >= 0);
	look->sum += strlen(message->host) + strlen(message->service);
	return true;
}

static bool
see_id(void *context, int64_t id, struct error *err)
{
	struct look *look = context;

	(void)err;
	look->sum += (size_t)id;
	return true;
}

static void
read_requests(struct journal *journal, struct look *look, struct error *err)
{
	struct request request = {0};
	unsigned owner = 0;
	time_t received_at = 0;
	int64_t id = 0;

	if (told(journal_next_request(
			 journal, 0, &id, &owner, &received_at, &request, err),
		    err) &&
		id != 0) {
		expect(request.tenant != NULL);
		(void)told(journal_same_ack(journal, id, &request, received_at,
				   &look->id, err),
			err);
		(void)told(journal_set_request(
				   journal, id, "working", NULL, LATER, err),
			err);
	}
	request_release(&request);
	request = (struct request){0};
	(void)told(journal_request(journal, 1, &request, err), err);
	request_release(&request);
	(void)told(journal_each_finished(journal, see_id, look, err), err);
}

static void
read_remedies(struct journal *journal, struct look *look, struct error *err)
{
	const struct mailbox mailbox = journal_fixture_mailbox(3, FIXTURE_NOW);
	struct remedy remedy = journal_fixture_remedy(1, 9);
	struct remedy_past past = {0};
	bool paused = false;
	bool opened = false;
	time_t at = 0;
	int64_t count = 0;

	(void)told(
		journal_each_due(journal, LATER, 0, see_due, look, err), err);
	(void)told(journal_each_of_request(journal, 1, see_remedy, look, err),
		err);
	(void)told(journal_next_due(journal, &at, err), err);
	(void)told(journal_past(journal, "contoso", &mailbox, &past, err), err);
	(void)told(
		journal_opened_since(journal, "contoso", 1, &count, err), err);
	(void)told(journal_is_paused(journal, "contoso", &paused, err), err);
	(void)told(journal_open_remedy(journal, &remedy, &opened, err), err);
	remedy_release(&remedy);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sound sound;
	struct journal *journal = NULL;
	struct look look = {0};
	struct error err = {0};
	time_t at = 0;

	if (sound.bytes == NULL) {
		damaged_enter();
		damaged_keep(&sound, make);
	}
	if (size > DAMAGED_LIMIT_BYTES) {
		return 0;
	}
	damaged_write(&sound, data, size);
	if (!told(journal_open("t.db", false, LATER, &journal, &err), &err)) {
		expect(journal == NULL);
		return 0;
	}
	read_requests(journal, &look, &err);
	read_remedies(journal, &look, &err);
	if (told(journal_next_message(journal, &at, &err), &err)) {
		(void)told(journal_each_message(
				   journal, LATER, 0, see_message, &look, &err),
			&err);
	}
	journal_close(journal);
	return 0;
}
