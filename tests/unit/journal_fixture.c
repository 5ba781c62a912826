// SPDX-License-Identifier: MIT
#include "journal_fixture.h"

#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "core/mem.h"

struct journal *
journal_fixture_open(void)
{
	struct journal *journal = NULL;

	DO(journal_open("t.db", false, FIXTURE_NOW, &journal, &err));
	return journal;
}

struct handler_reader *
journal_fixture_read(void)
{
	enum state_condition condition = STATE_ABSENT;
	struct handler_reader *reader = NULL;

	DO(handler_open("t.db", &condition, &reader, &err));
	assert_int_equal(condition, STATE_READY);
	return reader;
}

struct request
journal_fixture_ack(void)
{
	return (struct request){
		.kind = REQUEST_ACKNOWLEDGE,
		.system = SYSTEM_ICINGA2,
		.tenant = (char *)"contoso",
		.host = (char *)"h",
		.service = (char *)"s",
		.author = (char *)"ada",
		.comment = (char *)"please",
		.state = CHECK_CRITICAL,
		.is_hard = true,
		.checked_at = FIXTURE_NOW - 60,
		.made_at = FIXTURE_NOW,
	};
}

int64_t
journal_fixture_import(struct journal *journal, const char *file,
	const struct request *request, time_t received_at)
{
	struct journal_arrival arrival = {
		.file = file,
		.owner = 1000,
		.received_at = received_at,
		.request = request,
	};
	char *text = NULL;
	int64_t id = 0;

	DO(request_encode(request, &text, &err));
	arrival.text = text;
	DO(journal_import(journal, &arrival, &id, &err));
	free(text);
	return id;
}

int64_t
journal_fixture_request(struct journal *journal)
{
	const struct request ack = journal_fixture_ack();
	int64_t id = journal_fixture_import(journal, "work", &ack, FIXTURE_NOW);

	DO(journal_set_request(
		journal, id, "working", NULL, FIXTURE_NOW, &err));
	return id;
}

struct remedy
journal_fixture_remedy(int64_t request, unsigned number)
{
	time_t n = 1000 * (time_t)number;
	struct remedy remedy = {
		.request = request,
		.tenant = mem_text("contoso"),
		.user_id = fixture_guid(number),
		.upn = mem_print("user%u@contoso.example", number),
		.cause = CAUSE_USER_DELETED,
		.loss = n + 1,
		.lost_earliest = n + 2,
		.lost_latest = n + 3,
		.deadline = {n + 4, n + 5},
		.force = true,
		.block = true,
		.by_group = true,
		.sku = fixture_guid(number + 1),
		.sku_is_asked = true,
		.assigned = fixture_guid(number + 2),
		.state = REMEDY_VERIFYING,
		.reason = mem_text("written"),
		.opened_at = FIXTURE_NOW,
		.due_at = FIXTURE_NOW + (time_t)number,
		.looks = number + 6,
	};

	for (int i = 0; i < WRITE_KINDS; i++) {
		remedy.writes[i] = (struct remedy_write){
			(enum write_result)(WRITE_SENT + i), n + 10 + i,
			20 + i};
	}
	return remedy;
}

int64_t
journal_fixture_remedy_open(
	struct journal *journal, int64_t request, unsigned number)
{
	struct remedy remedy = journal_fixture_remedy(request, number);
	int64_t id = 0;
	bool opened = false;

	DO(journal_open_remedy(journal, &remedy, &opened, &err));
	assert_true(opened);
	id = remedy.id;
	remedy_release(&remedy);
	return id;
}

void
journal_fixture_close(
	struct journal *journal, int64_t id, enum remedy_state state, time_t at)
{
	struct remedy remedy = journal_fixture_remedy(0, 0);

	remedy.id = id;
	remedy.state = state;
	remedy.closed_at = at;
	DO(journal_put_remedy(journal, &remedy, &err));
	remedy_release(&remedy);
}

struct mailbox
journal_fixture_mailbox(unsigned number, time_t lost)
{
	return (struct mailbox){
		.user_id = fixture_guid(number),
		.cause = CAUSE_LICENSE_REMOVED,
		.plans = PLANS_DELETED,
		.loss = 1,
		.first_seen_at = lost + 3600,
		.lost_earliest = lost,
		.lost_latest = lost + 60,
	};
}

#define PAGE_BYTES 4096

static FILE *
open_file(const char *path, const char *mode)
{
	FILE *file = fopen(path, mode);

	assert_non_null(file);
	return file;
}

void
journal_fixture_copy(const char *from, const char *to)
{
	unsigned char bytes[PAGE_BYTES];
	FILE *in = open_file(from, "rb");
	FILE *out = open_file(to, "wb");
	size_t length = 0;

	while ((length = fread(bytes, 1, sizeof(bytes), in)) > 0) {
		assert_int_equal(fwrite(bytes, 1, length, out), length);
	}
	(void)fclose(in);
	assert_int_equal(fclose(out), 0);
}

size_t
journal_fixture_pages(const char *path)
{
	struct stat status = {0};

	assert_int_equal(stat(path, &status), 0);
	assert_int_equal(status.st_size % PAGE_BYTES, 0);
	return (size_t)status.st_size / PAGE_BYTES;
}

static void
read_page(const char *path, size_t number, unsigned char page[PAGE_BYTES])
{
	FILE *file = open_file(path, "rb");

	assert_int_equal(
		fseek(file, (long)(number - 1) * PAGE_BYTES, SEEK_SET), 0);
	assert_int_equal(fread(page, 1, PAGE_BYTES, file), PAGE_BYTES);
	(void)fclose(file);
}

static void
write_page(
	const char *path, size_t number, const unsigned char page[PAGE_BYTES])
{
	FILE *file = open_file(path, "r+b");

	assert_int_equal(
		fseek(file, (long)(number - 1) * PAGE_BYTES, SEEK_SET), 0);
	assert_int_equal(fwrite(page, 1, PAGE_BYTES, file), PAGE_BYTES);
	assert_int_equal(fclose(file), 0);
}

void
journal_fixture_put_page(const char *from, const char *to, size_t number)
{
	unsigned char page[PAGE_BYTES];

	read_page(from, number, page);
	write_page(to, number, page);
}

void
journal_fixture_empty_page(const char *path, size_t number)
{
	unsigned char page[PAGE_BYTES];

	read_page(path, number, page);
	memset(page + 1, 0, 7);
	page[5] = (unsigned char)(PAGE_BYTES >> 8); /* where content begins */
	write_page(path, number, page);
}
