// SPDX-License-Identifier: MIT
/* Commands for what a tenant has before its users: apps, plans, SKUs. */
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>

#include "command.h"
#include "roles.h"

static bool
take_roles(struct command *command, unsigned *roles)
{
	const char *list = words_take(command->words, "roles");
	struct text item = {0};
	bool ok = true;

	while (list != NULL && (list = words_next(list, &item)) != NULL) {
		enum role role;

		if (!role_parse(item.data, &role)) {
			ok = command_fails(
				command, "there is no role %s", item.data);
			break;
		}
		*roles |= ROLE_BIT(role);
	}
	text_release(&item);
	return ok;
}

static bool
take_certificate(struct command *command, void **certificate)
{
	const char *path = words_take(command->words, "certificate");
	FILE *file;

	if (path == NULL) {
		return true;
	}
	file = fopen(path, "re");
	if (file == NULL) {
		return command_fails(command, "cannot open %s", path);
	}
	*certificate = PEM_read_X509(file, NULL, NULL, NULL);
	fclose(file);
	return *certificate != NULL ||
	       command_fails(command, "%s has no certificate", path);
}

/* A whole file as the federated token, without the newline at its end. */
static bool
take_federated(struct command *command, char **federated)
{
	const char *given = words_take(command->words, "federated");

	if (given != NULL) {
		*federated = alloc_copy(given);
	}
	return true;
}

static struct app *
place_app(struct tenant *tenant, const char *name)
{
	struct app *app;

	for (size_t i = 0; i < tenant->app_count; i++) {
		if (strcmp(tenant->apps[i].name, name) == 0) {
			return &tenant->apps[i];
		}
	}
	tenant->apps = alloc_room(tenant->apps, tenant->app_count,
		&tenant->app_room, sizeof(*tenant->apps));
	app = &tenant->apps[tenant->app_count++];
	*app = (struct app){.name = alloc_copy(name)};
	return app;
}

/* Saying it again changes the app; what is not said stays. */
static bool
run_app(struct command *command)
{
	const char *name = command_word(command, 1);
	const char *client = words_take(command->words, "client_id");
	const char *secret = words_take(command->words, "secret");
	struct app *app = place_app(command->tenant, name);
	unsigned roles = 0;

	if (client != NULL) {
		free(app->client_id);
		app->client_id = alloc_copy(client);
	} else if (app->client_id == NULL) {
		char text[GUID_TEXT_SIZE];
		struct guid id = guid_derive(command->world->seed, "app", name);

		guid_format(&id, text);
		app->client_id = alloc_copy(text);
	}
	if (secret != NULL) {
		free(app->secret);
		app->secret = alloc_copy(secret);
	}
	if (!take_roles(command, &roles) ||
		!take_certificate(command, &app->certificate) ||
		!take_federated(command, &app->federated) ||
		!command_take_time(
			command, "secret-expires", &app->secret_expires) ||
		!words_take_yes(command->words, "managed-identity",
			&app->managed_identity, command->why)) {
		return false;
	}
	app->roles = roles != 0 ? roles : app->roles;
	return true;
}

static bool
run_plan(struct command *command)
{
	const char *name = command_word(command, 1);
	const char *service = words_take(command->words, "service");
	bool mailbox = false;
	struct guid id;
	uint16_t plan;

	if (catalog_find(&command->world->catalog, name, &plan)) {
		return command_fails(command, "plan %s exists already", name);
	}
	if (!command_take_id(command, "plan", name, &id) ||
		!words_take_yes(
			command->words, "mailbox", &mailbox, command->why)) {
		return false;
	}
	catalog_add(&command->world->catalog, &id, name, service, mailbox);
	return true;
}

static bool
take_sku_plans(struct command *command, struct sku *sku)
{
	const char *list = words_take(command->words, "plans");
	struct text item = {0};
	bool ok = true;

	while (ok && list != NULL && (list = words_next(list, &item)) != NULL) {
		uint16_t plan;

		if (sku->plan_count == CATALOG_SKU_PLANS) {
			ok = command_fails(command, "too many plans");
		} else if (command_plan(command, item.data, &plan)) {
			sku->plans[sku->plan_count++] = plan;
		} else {
			ok = false;
		}
	}
	text_release(&item);
	return ok;
}

static bool
run_sku(struct command *command)
{
	const char *name = command_word(command, 1);
	const char *seats = words_take(command->words, "seats");
	const char *applies = words_take(command->words, "applies-to");
	const struct product *product = catalog_product(name);
	struct sku *sku = tenant_sku(command->tenant, name);
	struct guid id;

	if (sku == NULL) {
		if (!command_take_id(command, "sku", name, &id)) {
			return false;
		}
		if (product != NULL && !guid_parse(product->id, &id)) {
			return false;
		}
		sku = tenant_add_sku(command->tenant,
			product != NULL ? product->part_number : name, &id,
			product);
		if (!take_sku_plans(command, sku)) {
			return false;
		}
		sku->seats = 25;
	}
	if (seats != NULL) {
		sku->seats = strtol(seats, NULL, 10);
	}
	sku->for_company = applies != NULL && strcmp(applies, "Company") == 0;
	return command_take_disabled(command,
		(uint16_t)(sku - command->tenant->skus), &sku->not_provisioned);
}

const struct command_definition setup_commands[] = {
	{"app", 1, true, run_app},
	{"plan", 1, false, run_plan},
	{"sku", 1, true, run_sku},
	{NULL, 0, false, NULL},
};
