// SPDX-License-Identifier: MIT
#include "catalog.h"

#include <stdlib.h>
#include <strings.h>

struct known_plan {
	const char *id;
	const char *name;
	const char *service;
};

/* How many of the first below grant a mailbox. */
#define MAILBOX_PLANS 10

static const struct known_plan known_plans[] = {
	{"efb87545-963c-4e0d-99df-69c6916d9eb0", "EXCHANGE_S_ENTERPRISE",
		"exchange"},
	{"9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD",
		"exchange"},
	{"4a82b400-a79f-41a4-b4e2-e94f5787b113", "EXCHANGE_S_DESKLESS",
		"exchange"},
	{"8c3069c0-ccdb-44be-ab77-986203a67df2", "EXCHANGE_S_ENTERPRISE_GOV",
		"exchange"},
	{"e9b4930a-925f-45e2-ac2a-3f7788ca6fdd", "EXCHANGE_S_STANDARD_GOV",
		"exchange"},
	{"88f4d7ef-a73b-4246-8047-516022144c9f", "EXCHANGE_S_DESKLESS_GOV",
		"exchange"},
	{"d42bdbd6-c335-4231-ab3d-c8f348d5aff5", "EXCHANGE_L_STANDARD",
		"exchange"},
	{"fc52cc4b-ed7d-472d-bbe7-b081c23ecc56",
		"EXCHANGE_S_STANDARD_MIDMARKET", "exchange"},
	{"90927877-dcff-4af6-b346-2332c0b15bb7", "EXCHANGE_B_STANDARD",
		"exchange"},
	{"1126bef5-da20-4f07-b45e-ad25d2581aa8", "EXCHANGE_S_ESSENTIALS",
		"exchange"},
	{"113feb6c-3fe4-4440-bddc-54d774bf0318", "EXCHANGE_S_FOUNDATION",
		"exchange"},
	{"176a09a6-7ec5-4039-ac02-b2791c6ba793", "EXCHANGE_S_ARCHIVE_ADDON",
		"exchange"},
	{"34c0d7a0-a70f-4668-9238-47f9fc208882", "EXCHANGE_ANALYTICS",
		"exchange"},
	{"33c4f319-9bdd-48d6-9c4d-410b750a4a5a", "MYANALYTICS_P2", "exchange"},
	{"199a5c09-e0ca-4e37-8f7c-b05d533e1ea2", "MICROSOFTBOOKINGS",
		"exchange"},
	{"5136a095-5cf0-4aff-bec3-e84448b38ea5", "MIP_S_CLP1", "exchange"},
	{"efb0351d-3b08-4503-993d-383af8de41e3", "MIP_S_CLP2", "exchange"},
	{"9f431833-0334-42de-a7dc-70aa40db46db", "LOCKBOX_ENTERPRISE",
		"exchange"},
	{"8e0c0a52-6a6c-4d40-8370-dd62790dcd70", "THREAT_INTELLIGENCE",
		"exchange"},
	{"4de31727-a228-4ec3-a5bf-8e45b5ca48cc", "EQUIVIO_ANALYTICS",
		"exchange"},
	{"57ff2da0-773e-42df-b2af-ffb7a2317929", "TEAMS1", "TeamspaceAPI"},
	{"4fa4026d-ce74-4962-a151-8e96d57ea8e4", "TEAMS_FREE", "TeamspaceAPI"},
	{"5dbe027f-2339-4123-9542-606e4d348a72", "SHAREPOINTENTERPRISE",
		"SharePoint"},
	{"c7699d2e-19aa-44de-8edf-1736da088ca1", "SHAREPOINTSTANDARD",
		"SharePoint"},
	{"902b47e5-dcb2-4fdc-858b-c63a90a2bdb9", "SHAREPOINTDESKLESS",
		"SharePoint"},
	{"e95bec33-7c88-4a70-8e19-b10bd9d0c014", "SHAREPOINTWAC", "SharePoint"},
	{"0feaeb32-d00e-4d66-bd5a-43b5b83db82c", "MCOSTANDARD",
		"MicrosoftCommunicationsOnline"},
	{"afc06cb0-b4f4-4473-8286-d644f70d8faf", "MCOIMP",
		"MicrosoftCommunicationsOnline"},
	{"4828c8ec-dc2e-4779-b502-87ac9ce28ab7", "MCOEV",
		"MicrosoftCommunicationsOnline"},
	{"3e26ee1f-8a5f-4d52-aee2-b81ce45c8f40", "MCOMEETADV",
		"MicrosoftCommunicationsOnline"},
	{"bea4c11e-220a-4e6d-8eb8-8ea15d019f90", "RMS_S_ENTERPRISE",
		"RMSOnline"},
	{"0f9b09cb-62d1-4ff4-9129-43f4996f83f4", "FLOW_O365_P1",
		"ProcessSimple"},
	{"76846ad7-7776-4c40-a281-a386362dd1b9", "FLOW_O365_P2",
		"ProcessSimple"},
	{"07699545-9485-468e-95b6-fca3738be01d", "FLOW_O365_P3",
		"ProcessSimple"},
	{"92f7a6f3-b89b-4bbd-8c30-809e6da5ad1c", "POWERAPPS_O365_P1",
		"PowerAppsService"},
	{"c68f8d98-5534-41c8-bf36-22fa496fa792", "POWERAPPS_O365_P2",
		"PowerAppsService"},
	{"9c0dab89-a30c-4117-86e7-97bda240acd2", "POWERAPPS_O365_P3",
		"PowerAppsService"},
	{"43de0ff5-c92c-492b-9116-175376d08c38", "OFFICESUBSCRIPTION",
		"MicrosoftOffice"},
	{"7547a3fe-08ee-4ccb-b430-5077c5041653", "YAMMER_ENTERPRISE",
		"YammerEnterprise"},
	{"a23b959c-7ce8-4e57-9140-b90eb88a9e97", "SWAY", "Sway"},
	{"b737dad2-2f6c-4c65-90e3-ca563267e8b9", "PROJECTWORKMANAGEMENT",
		"ProjectWorkManagement"},
	{"8c7d2df8-86f0-4902-b2ed-a0458298f3b3", "Deskless", "Deskless"},
	{"743dd19e-1ce3-4c62-a3ad-49ba8f63a2f6", "STREAM_O365_E1",
		"MicrosoftStream"},
	{"9e700747-8b1d-45e5-ab8d-ef187ceec156", "STREAM_O365_E3",
		"MicrosoftStream"},
	{"6c6042f5-6f01-4d67-b8c1-eb99d36eed3e", "STREAM_O365_E5",
		"MicrosoftStream"},
	{"5e62787c-c316-451f-b873-1d05acd4d12c", "BPOS_S_TODO_1", "To-Do"},
	{"c87f142c-d1e9-4363-8630-aaea9c4d9ae5", "BPOS_S_TODO_2", "To-Do"},
	{"159f4cd6-e380-449f-a816-af1a9ef76344", "FORMS_PLAN_E1",
		"OfficeForms"},
	{"2789c901-c14e-48ab-a76a-be334d9d793a", "FORMS_PLAN_E3",
		"OfficeForms"},
	{"e212cbc7-0961-4c40-9825-01117710dcb1", "FORMS_PLAN_E5",
		"OfficeForms"},
	{"882e1d05-acd1-4ccb-8708-6ee03664b117", "INTUNE_O365", "SCO"},
	{"c1ec4a95-1f05-45b3-a911-aa3fa01094f5", "INTUNE_A", "SCO"},
	{"8c098270-9dd4-4350-9b30-ba4703f3b36b", "ADALLOM_S_O365", "Adallom"},
	{"70d33638-9c74-4d01-bfd3-562de28bd4ba", "BI_AZURE_P2",
		"AzureAnalysis"},
	{"2125cfd7-2110-4567-83c4-c1cd5275163d", "BI_AZURE_P0",
		"AzureAnalysis"},
};

static const char *const capability_names[CAPABILITY_COUNT] = {
	"Enabled", "Warning", "Suspended", "LockedOut", "Deleted", "Dormant"};

void
catalog_init(struct catalog *catalog)
{
	*catalog = (struct catalog){0};
	for (size_t i = 0; i < sizeof(known_plans) / sizeof(*known_plans);
		i++) {
		const struct known_plan *known = &known_plans[i];
		struct guid id;

		if (!guid_parse(known->id, &id)) {
			abort();
		}
		catalog_add(catalog, &id, known->name, known->service,
			i < MAILBOX_PLANS);
	}
}

void
catalog_release(struct catalog *catalog)
{
	for (size_t i = 0; i < catalog->count; i++) {
		struct plan *plan = &catalog->plans[i];

		free(plan->name);
		free(plan->service);
		for (size_t j = 0; j < CAPABILITY_COUNT; j++) {
			text_release(&plan->tail[j]);
		}
	}
	free(catalog->plans);
	*catalog = (struct catalog){0};
}

static void
render_tails(struct plan *plan)
{
	char id[GUID_TEXT_SIZE];

	guid_format(&plan->id, id);
	for (size_t i = 0; i < CAPABILITY_COUNT; i++) {
		struct text *tail = &plan->tail[i];

		text_printf(tail, ",\"capabilityStatus\":\"%s\",\"service\":",
			capability_names[i]);
		text_json(tail, plan->service);
		text_printf(tail, ",\"servicePlanId\":\"%s\"}", id);
	}
}

uint16_t
catalog_add(struct catalog *catalog, const struct guid *id, const char *name,
	const char *service, bool mailbox)
{
	struct plan *plan;

	catalog->plans = alloc_room(catalog->plans, catalog->count,
		&catalog->room, sizeof(*catalog->plans));
	plan = &catalog->plans[catalog->count];
	*plan = (struct plan){.id = *id,
		.name = alloc_copy(name),
		.service = alloc_copy(service != NULL ? service : "other"),
		.mailbox = mailbox};
	render_tails(plan);
	return (uint16_t)catalog->count++;
}

bool
catalog_find(const struct catalog *catalog, const char *name, uint16_t *plan)
{
	struct guid id;
	bool is_guid = guid_parse(name, &id);

	for (size_t i = 0; i < catalog->count; i++) {
		const struct plan *candidate = &catalog->plans[i];

		if (is_guid ? guid_equal(&candidate->id, &id)
			    : strcasecmp(candidate->name, name) == 0) {
			*plan = (uint16_t)i;
			return true;
		}
	}
	return false;
}

const char *
capability_name(enum capability capability)
{
	return capability_names[capability];
}

bool
capability_parse(const char *name, enum capability *capability)
{
	for (size_t i = 0; i < CAPABILITY_COUNT; i++) {
		if (strcasecmp(capability_names[i], name) == 0) {
			*capability = (enum capability)i;
			return true;
		}
	}
	return false;
}
