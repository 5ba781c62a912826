// SPDX-License-Identifier: MIT
#include "handler/answers.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/licensing.h"
#include "state/journal.h"

struct sending {
	struct wave *wave;
	struct job **jobs; /* by index of the write */
	/* Answers, by the same index; texts are NULL before they came. */
	struct journal_entry *entries;
	char **texts;
	char (*ids)[64];
	size_t *waiting; /* indexes of those not yet written down */
	size_t waiting_count;
	time_t written_at;
	bool broke; /* they cannot be */
};

static bool
write_answers_down(struct sending *sending, struct error *err)
{
	struct journal *journal = sending->wave->work->journal;
	size_t count = sending->waiting_count;
	bool ok = true;

	sending->waiting_count = 0;
	sending->written_at = work_now(sending->wave->work);
	if (count == 0) {
		return true;
	}
	if (!journal_begin(journal, err)) {
		return false;
	}
	for (size_t i = 0; ok && i < count; i++) {
		size_t index = sending->waiting[i];
		ok = journal_put_remedy(
			     journal, &sending->jobs[index]->remedy, err) &&
		     journal_write(journal, &sending->entries[index], err);
	}
	if (!ok) {
		journal_rollback(journal);
		return false;
	}
	return journal_commit(journal, err);
}

/* 429 to the end, or nothing of it left this host. */
static bool
had_no_effect(const struct licensing_answer *answer)
{
	return answer->result == WRITE_BUSY &&
	       (answer->status == 429 || answer->status == 0);
}

static void
count_seat(struct wave *wave, const struct job *job, enum write_result result)
{
	if (job->move.write != WRITE_ASSIGN || result == WRITE_DONE) {
		return;
	}
	if (!job->move.choice.was_held) {
		writer_give_seat_back(wave->writer, &job->move.choice.sku->id);
	}
	/* What was thought to be known of seats was wrong, or may be now. */
	writer_forget_skus(wave->writer);
}

static void
apply_answer(struct wave *wave, struct job *job,
	const struct licensing_answer *answer, time_t now)
{
	time_t not_before = writer_not_before(wave->writer);

	count_seat(wave, job, answer->result);
	if (had_no_effect(answer)) {
		remedy_unsent(&job->remedy, job->move.write,
			not_before > now ? not_before : now + 1);
		/* Else it would look as if it were being sent. */
		mem_replace_text(&job->remedy.reason, answer->text);
	} else {
		remedy_answered(&job->remedy, job->move.write, answer->result,
			answer->text, now);
	}
}

static bool
take_answer(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	struct sending *sending = context;
	struct wave *wave = sending->wave;
	struct job *job = sending->jobs[index];
	time_t now = work_now(wave->work);
	char name[WORK_NAME_SIZE];

	apply_answer(wave, job, answer, now);
	sending->texts[index] =
		mem_print("%s: %s%s%s", write_kind_text(job->move.write),
			write_result_text(answer->result),
			answer->text[0] == '\0' ? "" : ": ", answer->text);
	memcpy(sending->ids[index], answer->request_id, sizeof(*sending->ids));
	sending->entries[index] = (struct journal_entry){
		.at = now,
		.request = job->remedy.request,
		.remedy = job->remedy.id,
		.kind = "answer",
		.text = sending->texts[index],
		.status = answer->status,
		.graph_request_id = sending->ids[index],
	};
	work_say(wave->work, "%s: answer: %s",
		work_name(job->remedy.upn, &job->remedy.user_id, name),
		sending->texts[index]);
	sending->waiting[sending->waiting_count++] = index;
	/* Throttled, a wave may last; what is known by then is kept. */
	sending->broke =
		now != sending->written_at && !write_answers_down(sending, err);
	return !sending->broke;
}

static void
make_write(const struct wave *wave, const struct job *job,
	struct licensing_write *write)
{
	const struct remedy_move *move = &job->move;

	*write = (struct licensing_write){
		.kind = move->write,
		.user = job->remedy.user_id,
		.usage_location = wave->writer->tenant->policy.usage_location,
	};
	if (move->write == WRITE_ASSIGN) {
		write->sku = move->choice.sku->id;
		write->disabled_plans = move->choice.disabled_plans;
		write->disabled_count = move->choice.disabled_count;
	}
}

/* There was no token: nothing left this host. */
static void
take_back(struct sending *sending, size_t count, const char *why)
{
	struct wave *wave = sending->wave;

	for (size_t i = 0; i < count; i++) {
		struct licensing_answer answer = {.result = WRITE_BUSY};
		struct error ignored = {0};
		if (sending->texts[i] != NULL) {
			continue;
		}
		(void)snprintf(answer.text, sizeof(answer.text), "%s", why);
		sending->written_at = work_now(wave->work);
		(void)!take_answer(sending, i, &answer, &ignored);
	}
}

static bool
send_writes(struct sending *sending, size_t count, struct error *err)
{
	struct wave *wave = sending->wave;
	struct licensing_write *writes = mem_zeroed(count, sizeof(*writes));
	struct error why = {0};

	for (size_t i = 0; i < count; i++) {
		make_write(wave, sending->jobs[i], &writes[i]);
	}
	sending->written_at = work_now(wave->work);
	if (!licensing_send(wave->writer->directory, writes, count, take_answer,
		    sending, &why)) {
		if (!sending->broke) {
			take_back(sending, count, why.text);
		}
	}
	free(writes);
	if (sending->broke) {
		*err = why;
		return false;
	}
	return write_answers_down(sending, err);
}

bool
answers_await(struct wave *wave, struct error *err)
{
	struct sending sending = {
		.wave = wave,
		.jobs = mem_zeroed(wave->count, sizeof(struct job *)),
		.entries = mem_zeroed(wave->count, sizeof(*sending.entries)),
		.texts = mem_zeroed(wave->count, sizeof(*sending.texts)),
		.ids = mem_zeroed(wave->count, sizeof(*sending.ids)),
		.waiting = mem_zeroed(wave->count, sizeof(*sending.waiting)),
	};
	size_t count = 0;
	bool ok = true;

	for (size_t i = 0; i < wave->count; i++) {
		if (wave->jobs[i].move.what == DO_WRITE) {
			sending.jobs[count++] = &wave->jobs[i];
		}
	}
	ok = count == 0 || send_writes(&sending, count, err);
	for (size_t i = 0; i < count; i++) {
		free(sending.texts[i]);
	}
	free(sending.jobs);
	free(sending.entries);
	free(sending.texts);
	free(sending.ids);
	free(sending.waiting);
	return ok;
}
