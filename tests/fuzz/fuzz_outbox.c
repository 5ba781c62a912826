// SPDX-License-Identifier: MIT
/*
 * agentx.db as a disk that failed or somebody else left it: the subagent, its
 * only writer, reads notices that can be told, or there is an error; and what
 * it enters is not lost among them.  Orders as in damaged.h.
 */
#include "damaged.h"
#include "state_fixture.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "state/outbox.h"

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

static struct outbox *
open_it(struct error *err)
{
	const struct outbox_settings settings = {
		.path = "t.db", .now = FIXTURE_NOW};
	struct outbox *outbox = NULL;

	return told(outbox_open(&settings, &outbox, err), err) ? outbox : NULL;
}

static void
put(struct outbox *outbox, uint32_t tenant, int64_t mailbox,
	enum notice_fate fate)
{
	char name[] = "contoso";
	char upn[] = "ada@contoso.example";
	struct notice notice = {
		.kind = NOTICE_CRITICAL,
		.fate = fate,
		.tenant = tenant,
		.tenant_name = name,
		.at = FIXTURE_NOW,
		.state = CHECK_CRITICAL,
		.mailbox = mailbox,
		.loss = 1,
		.user_id = fixture_guid((unsigned)mailbox),
		.cause = CAUSE_USER_DELETED,
		.upn = upn,
	};
	struct error err = {0};

	expect(outbox_put(outbox, &notice, &err));
	if (fate == NOTICE_SENT) {
		expect(outbox_sent(outbox, &notice, &err));
	}
}

static void
make(void)
{
	struct error err = {0};
	struct outbox *outbox = open_it(&err);
	struct outbox_tenant tenant = {0};

	expect(outbox != NULL && outbox_begin(outbox, &err) &&
		outbox_tenant(outbox, "contoso", 700, &tenant, &err) &&
		outbox_tenant(outbox, "fabrikam", 0, &tenant, &err) &&
		outbox_took(outbox, 1, 33, &err) &&
		outbox_took_handler(outbox, 500, 8, &err));
	for (int64_t i = 1; i <= 4; i++) {
		put(outbox, 1, i, NOTICE_WAITING);
	}
	put(outbox, 2, 7, NOTICE_SENT);
	put(outbox, 2, 0, NOTICE_GATHERING);
	expect(outbox_end(outbox, true, &err));
	outbox_close(outbox);
}

/* What of it goes into a notification. */
static bool
see(void *context, const struct notice *notice, struct error *err)
{
	size_t *sum = context;
	char *key = notice_alarm_key(notice);
	char *line = notice_line(notice, SHOW_NAMES_UPN);
	enum notice_severity severity = notice_severity(notice);

	(void)err;
	expect(severity >= SEVERITY_CLEARED && severity <= SEVERITY_WARNING);
	expect(*key != '\0' && *line != '\0');
	*sum += strlen(key) + strlen(line);
	free(key);
	free(line);
	return true;
}

static void
read_all(struct outbox *outbox, struct error *err)
{
	size_t sum = 0;
	int64_t count = 0;
	int64_t event = 0;
	uint32_t tenant = 0;
	bool found = false;
	struct notice summary = {0};

	(void)told(outbox_handler(outbox, 500, &event, err), err);
	(void)told(outbox_each_waiting(outbox, 0, 9, see, &sum, err), err);
	(void)told(outbox_each_newest(outbox, 9, see, &sum, err), err);
	(void)told(outbox_count_waiting(outbox, &count, err), err);
	(void)told(outbox_most_foldable(outbox, 0, &tenant, &count, err), err);
	if (told(outbox_find_gathering(outbox, &summary, &found, err), err) &&
		found) {
		(void)told(outbox_each_folded(
				   outbox, summary.sequence, see, &sum, err),
			err);
	}
	notice_release(&summary);
}

/* An event is taken while others are folded. */
static bool
take(struct outbox *outbox, struct error *err)
{
	struct outbox_tenant tenant = {0};
	struct notice summary = {.kind = NOTICE_SUMMARIZED,
		.fate = NOTICE_GATHERING,
		.tenant = 1};
	size_t sum = 0;
	size_t folded = 0;
	bool more = false;

	return outbox_tenant(outbox, "contoso", 900, &tenant, err) &&
	       outbox_took(outbox, tenant.index, 34, err) &&
	       outbox_put(outbox, &summary, err) &&
	       outbox_fold(outbox, &summary, 0, 2, see, &sum, &folded, err) &&
	       outbox_fold_end(outbox, &summary, err) &&
	       outbox_trim(outbox, &more, err);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct sound sound;
	struct outbox *outbox = NULL;
	struct error err = {0};

	if (sound.bytes == NULL) {
		damaged_enter();
		damaged_keep(&sound, make);
	}
	if (size > DAMAGED_LIMIT_BYTES) {
		return 0;
	}
	damaged_write(&sound, data, size);
	outbox = open_it(&err);
	if (outbox == NULL) {
		return 0;
	}
	read_all(outbox, &err);
	if (told(outbox_begin(outbox, &err), &err)) {
		(void)told(outbox_end(outbox, take(outbox, &err), &err), &err);
	}
	outbox_close(outbox);
	return 0;
}
