// SPDX-License-Identifier: MIT
/*
 * send_writes DIR WHAT [SKU] <IDS - asks the graph port for WHAT of the users
 * whose ids are the lines of standard input, and prints a line each.
 *
 * WHAT is assign, restore or block ("ID RESULT REQUEST-ID TEXT"), read ("ID
 * active|deleted|gone") or probe ("ID ANSWER").  The last line says how long it
 * took: "# SECONDS real, SECONDS simulated, N requests".  DIR is graphsim's;
 * tenant and application are those of a generated tenant.  The time is the
 * simulation's.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/mem.h"
#include "graph/licensing.h"
#include "net/curl_transport.h"
#include "virtual_transport.h"
#include "write_names.h"

#define LINE_SIZE 128
#define BUDGET_S 36000
#define REAL_LIMIT_S 30

struct job {
	struct guid *ids;
	size_t count;
	struct guid sku;
	const struct licensing_write *writes;
};

static time_t
wall_clock(void)
{
	return time(NULL);
}

static double
monotonic_s(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static bool
give_secret(const char *path, char **secret, struct error *err)
{
	(void)path;
	(void)err;
	*secret = mem_text("generated-secret");
	return true;
}

static bool
say_answer(void *context, size_t index, const struct licensing_answer *answer,
	struct error *err)
{
	const struct job *job = context;
	char id[GUID_TEXT_SIZE];

	(void)err;
	(void)printf("%s %s %s %s\n", guid_text(&job->ids[index], id),
		write_names[answer->result],
		answer->request_id[0] == '\0' ? "-" : answer->request_id,
		answer->text);
	return true;
}

static bool
say_found(void *context, const struct guid *id, enum directory_where where,
	const struct user *user, struct error *err)
{
	static const char *const names[] = {"active", "deleted", "gone"};
	char text[GUID_TEXT_SIZE];

	(void)context;
	(void)user;
	(void)err;
	(void)printf("%s %s\n", guid_text(id, text), names[where]);
	return true;
}

static bool
say_probe(void *context, const struct guid *id, enum probe_answer answer,
	struct error *err)
{
	char text[GUID_TEXT_SIZE];

	(void)context;
	(void)err;
	(void)printf("%s %d\n", guid_text(id, text), (int)answer);
	return true;
}

static void
read_ids(struct job *job)
{
	char line[LINE_SIZE];
	size_t capacity = 0;

	while (fgets(line, sizeof(line), stdin) != NULL) {
		struct guid id = {0};
		if (!guid_parse(line, strcspn(line, "\n"), &id)) {
			(void)fprintf(stderr, "not an id: %s", line);
			exit(2);
		}
		job->ids = mem_grow(
			job->ids, job->count, &capacity, sizeof(*job->ids));
		job->ids[job->count++] = id;
	}
}

static bool
send_writes(struct directory *directory, struct job *job, enum write_kind kind,
	struct error *err)
{
	struct licensing_write *writes =
		mem_zeroed(job->count, sizeof(*writes));
	bool ok = false;

	for (size_t i = 0; i < job->count; i++) {
		writes[i] = (struct licensing_write){
			.kind = kind, .user = job->ids[i], .sku = job->sku};
	}
	ok = licensing_send(
		directory, writes, job->count, say_answer, job, err);
	free(writes);
	return ok;
}

static bool
do_job(struct directory *directory, struct job *job, const char *what,
	struct error *err)
{
	if (strcmp(what, "read") == 0) {
		return directory_users_by_id(
			directory, job->ids, job->count, say_found, NULL, err);
	}
	if (strcmp(what, "probe") == 0) {
		return directory_probe(
			directory, job->ids, job->count, say_probe, NULL, err);
	}
	return send_writes(directory, job,
		strcmp(what, "restore") == 0 ? WRITE_RESTORE
		: strcmp(what, "block") == 0 ? WRITE_BLOCK
					     : WRITE_ASSIGN,
		err);
}

/* The one line of a file; to be freed. */
static char *
read_line(const char *dir, const char *name)
{
	char *path = mem_print("%s/%s", dir, name);
	FILE *file = fopen(path, "r");
	char line[LINE_SIZE] = "";

	if (file == NULL || fgets(line, sizeof(line), file) == NULL) {
		(void)fprintf(stderr, "cannot read %s\n", path);
		exit(2);
	}
	(void)fclose(file);
	free(path);
	return mem_text_n(line, strcspn(line, "\n"));
}

static bool
run(struct transport *transport, const char *dir, const char *what,
	struct job *job, struct error *err)
{
	char *plain_url = read_line(dir, "plain_url");
	char *clock_url = mem_print("%s/admin/clock", plain_url);
	struct virtual_transport clocked;
	struct tenant tenant = {0};
	struct credential credential = {0};
	struct directory *directory = NULL;
	struct directory_facts facts = {0};
	double began = 0;
	bool ok = false;

	tenant_init(&tenant, "generated");
	tenant.tenant_id = mem_text("11111111-1111-4111-8111-111111111111");
	tenant.graph_url = read_line(dir, "url");
	tenant.login_url = mem_text(tenant.graph_url);
	credential.client_id = mem_text("22222222-2222-4222-8222-222222222222");
	credential.client_secret_file = mem_text("-");
	if (virtual_transport_init(&clocked, transport, clock_url, err)) {
		const struct directory_settings settings = {
			.tenant = &tenant,
			.credential = &credential,
			.read_secret = give_secret,
			.transport = &clocked.base,
			.until = clocked.now + BUDGET_S,
			.seed = 1,
		};
		began = monotonic_s();
		ok = directory_open(&settings, &directory, err) &&
		     do_job(directory, job, what, err);
	}
	if (directory != NULL) {
		directory_facts(directory, &facts);
		(void)printf("# %.3f real, %lld simulated, %llu requests\n",
			monotonic_s() - began,
			(long long)(clocked.now - clocked.began_at),
			(unsigned long long)facts.requests);
	}
	directory_free(directory);
	tenant_release(&tenant);
	credential_release(&credential);
	free(clock_url);
	free(plain_url);
	return ok;
}

int
main(int argc, char **argv)
{
	struct curl_transport_settings settings = {
		.proxy = "",
		.allow_http = true,
		.connect_limit_s = REAL_LIMIT_S,
		.stall_s = REAL_LIMIT_S,
		.clock = wall_clock,
	};
	struct transport *transport = NULL;
	struct error err = {0};
	struct job job = {0};
	bool ok = false;

	char *ca_file = NULL;

	if (argc < 3 ||
		(argc > 3 && !guid_parse(argv[3], strlen(argv[3]), &job.sku))) {
		(void)fprintf(
			stderr, "usage: send_writes DIR WHAT [SKU] <IDS\n");
		return 2;
	}
	ca_file = mem_print("%s/ca.pem", argv[1]);
	settings.ca_file = ca_file;
	read_ids(&job);
	if (curl_transport_new(&settings, &transport, &err)) {
		ok = run(transport, argv[1], argv[2], &job, &err);
		transport->ops->free(transport);
	}
	free(job.ids);
	free(ca_file);
	if (!ok) {
		(void)printf("failed: %s\n", err.text);
	}
	return ok ? 0 : 1;
}
