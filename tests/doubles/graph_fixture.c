// SPDX-License-Identifier: MIT
#include "graph_fixture.h"

#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

static bool
read_test_secret(const char *path, char **secret, struct error *err)
{
	if (strcmp(path, "/missing") == 0) {
		return error_set(err, ERROR_CONFIG, "cannot read /missing");
	}
	*secret = mem_text("hush&hush");
	return true;
}

void
graph_fixture_open(struct graph_fixture *fixture,
	const struct scripted_answer *answers, size_t count)
{
	*fixture = (struct graph_fixture){0};
	tenant_init(&fixture->tenant, "t");
	fixture->tenant.graph_url = mem_text("https://graph.test");
	fixture->tenant.login_url = mem_text("https://login.test");
	fixture->tenant.tenant_id = mem_text("contoso");
	fixture->credential.client_id = mem_text("app");
	fixture->credential.client_secret_file = mem_text("/secret");
	fixture->script = scripted_new(FIXTURE_NOW, answers, count);
	fixture->settings = (struct directory_settings){
		.tenant = &fixture->tenant,
		.credential = &fixture->credential,
		.read_secret = read_test_secret,
		.read_token = read_test_secret,
		.transport = &fixture->script->base,
		.until = FIXTURE_NOW + FIXTURE_BUDGET_S,
		.seed = 1,
	};
}

void
graph_fixture_close(struct graph_fixture *fixture)
{
	tenant_release(&fixture->tenant);
	credential_release(&fixture->credential);
	scripted_free(fixture->script);
}

void
graph_fixture_note(struct graph_fixture *fixture, const char *word)
{
	size_t used = strlen(fixture->seen);

	if (used + strlen(word) + 2 >= sizeof(fixture->seen)) {
		abort();
	}
	if (used > 0) {
		fixture->seen[used++] = ' ';
	}
	memcpy(fixture->seen + used, word, strlen(word) + 1);
}
