// SPDX-License-Identifier: MIT
#include "check/discover.h"

#include <stdlib.h>
#include <string.h>

#include "check/json_writer.h"
#include "core/text.h"

/* mbx-, what is left of the address, -, id or its beginning, and the end. */
#define DISCOVER_NAME_SIZE 64
#define DISCOVER_ADDRESS_LIMIT 40

#define DISCOVER_SHORT_ID 8 /* digits; behind an address they suffice */

/* One of them, as all forms say it; texts borrowed. */
struct service {
	const char *tenant;
	const char *name;
	const char *display_name; /* cleaned, not escaped */
	const char *id;
	const char *cause;
	const char *account;
};

static bool
is_plain(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/* "o'brien@contoso.example" becomes "o-brien", "Zoë" "zo"; maybe nothing. */
static void
take_address(const char *upn, char address[DISCOVER_ADDRESS_LIMIT + 1])
{
	const char *at = upn == NULL ? NULL : strrchr(upn, '@');
	size_t used = 0;

	address[0] = '\0';
	if (at == NULL) {
		return;
	}
	for (; upn < at && used < DISCOVER_ADDRESS_LIMIT; upn++) {
		bool is_upper = *upn >= 'A' && *upn <= 'Z';
		if (is_plain(*upn)) {
			address[used++] =
				(char)(is_upper ? *upn - 'A' + 'a' : *upn);
		} else if (used > 0 && address[used - 1] != '-') {
			address[used++] = '-';
		}
	}
	while (used > 0 && address[used - 1] == '-') {
		used--;
	}
	address[used] = '\0';
}

/* The name of the service of this mailbox, into `name`, which it returns. */
static const char *
discover_name(const struct view *view, const struct mailbox *mailbox,
	char name[DISCOVER_NAME_SIZE])
{
	char address[DISCOVER_ADDRESS_LIMIT + 1] = "";
	char id[GUID_TEXT_SIZE];

	guid_text(&mailbox->user_id, id);
	if (view->tenant->show_names == SHOW_NAMES_UPN) {
		take_address(mailbox->upn, address);
	}
	if (address[0] == '\0') {
		(void)snprintf(name, DISCOVER_NAME_SIZE, "mbx-%s", id);
	} else {
		(void)snprintf(name, DISCOVER_NAME_SIZE, "mbx-%s-%.*s", address,
			DISCOVER_SHORT_ID, id);
	}
	return name;
}

static const char *
account_text(enum tri enabled)
{
	switch (enabled) {
	case TRI_YES:
		return "enabled";
	case TRI_NO:
		return "disabled";
	case TRI_UNKNOWN:
		break;
	}
	return "unknown";
}

static void
print_json(struct json_writer *json, const struct service *service)
{
	json_text(json, "host", service->tenant);
	json_text(json, "service", service->name);
	json_text(json, "display_name", service->display_name);
	json_text(json, "mbx_tenant", service->tenant);
	json_text(json, "mbx_id", service->id);
	json_text(json, "mbx_cause", service->cause);
	json_text(json, "mbx_account", service->account);
}

/* In a string of its language only these two are special. */
static void
print_icinga2_text(const char *text, FILE *out)
{
	(void)fputc('"', out);
	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\') {
			(void)fputc('\\', out);
		}
		(void)fputc(*text, out);
	}
	(void)fputc('"', out);
}

static void
print_icinga2(const struct service *service, FILE *out)
{
	(void)fprintf(out,
		"\nobject Service \"%s\" {\n"
		"  import \"mailbox-expiry-mailbox\"\n"
		"  host_name = \"%s\"\n"
		"  display_name = ",
		service->name, service->tenant);
	print_icinga2_text(service->display_name, out);
	(void)fprintf(out,
		"\n  vars.mbx_tenant = \"%s\"\n"
		"  vars.mbx_id = \"%s\"\n"
		"  vars.mbx_cause = \"%s\"\n"
		"  vars.mbx_account = \"%s\"\n"
		"}\n",
		service->tenant, service->id, service->cause, service->account);
}

/*
 * Nagios knows no escapes: a ; begins a comment, a \ at the end joins lines,
 * and $SERVICEDISPLAYNAME$ goes into shells as it is.
 */
static void
print_nagios_text(const char *text, FILE *out)
{
	for (; *text != '\0'; text++) {
		bool is_harmless = is_plain(*text) || (*text & 0x80) != 0 ||
				   strchr(" @._-", *text) != NULL;
		(void)fputc(is_harmless ? *text : '_', out);
	}
}

static void
print_nagios(const struct service *service, FILE *out)
{
	(void)fprintf(out,
		"\ndefine service {\n"
		"    use                     mailbox-expiry-mailbox\n"
		"    host_name               %s\n"
		"    service_description     %s\n"
		"    display_name            ",
		service->tenant, service->name);
	print_nagios_text(service->display_name, out);
	(void)fprintf(out,
		"\n    _MBX_TENANT             %s\n"
		"    _MBX_ID                 %s\n"
		"    _MBX_CAUSE              %s\n"
		"    _MBX_ACCOUNT            %s\n"
		"}\n",
		service->tenant, service->id, service->cause, service->account);
}

static void
print_service(struct json_writer *json, enum check_discover form,
	const struct report_item *entry)
{
	const struct mailbox *mailbox = &entry->item->mailbox;
	char name[DISCOVER_NAME_SIZE];
	char shown[REPORT_NAME_SIZE];
	char id[GUID_TEXT_SIZE];
	const struct service service = {
		.tenant = entry->view->tenant->name,
		.name = discover_name(entry->view, mailbox, name),
		.display_name = report_name(entry->view, mailbox, shown),
		.id = guid_text(&mailbox->user_id, id),
		.cause = cause_text(mailbox->cause),
		.account = account_text(mailbox->account_enabled),
	};

	switch (form) {
	case DISCOVER_JSON:
	case DISCOVER_RESULTS:
		print_json(json, &service);
		break;
	case DISCOVER_ICINGA2:
		print_icinga2(&service, json->out);
		break;
	case DISCOVER_NAGIOS:
		print_nagios(&service, json->out);
		break;
	case DISCOVER_NONE:
		break;
	}
}

void
discover_describe(struct json_writer *json, const struct report_item *entry)
{
	print_service(json, DISCOVER_RESULTS, entry);
}

/* By tenant and row: the order of urgency changes with the time of day. */
static int
compare_entries(const void *a, const void *b)
{
	const struct report_item *first = a;
	const struct report_item *second = b;

	if (first->view != second->view) {
		return first->view < second->view ? -1 : 1;
	}
	return first->item->mailbox.id < second->item->mailbox.id ? -1 : 1;
}

static void
print_all(const struct report *report, FILE *out)
{
	static const char head[] =
		"made by check_mailbox_expiry --discover; changes are lost\n";
	enum check_discover form = report->options->discover;
	struct json_writer json = {.out = out};
	size_t count = 0;
	struct report_item *items = report_items(report, &count);

	if (count > 1) {
		qsort(items, count, sizeof(*items), compare_entries);
	}
	if (form == DISCOVER_JSON) {
		json_open(&json, NULL, '[');
	} else {
		(void)fprintf(out, "%s %s",
			form == DISCOVER_NAGIOS ? "#" : "//", head);
	}
	for (size_t i = 0; i < count; i++) {
		if (form == DISCOVER_JSON) {
			json_open(&json, NULL, '{');
		}
		print_service(&json, form, &items[i]);
		if (form == DISCOVER_JSON) {
			json_close(&json, '}');
		}
	}
	if (form == DISCOVER_JSON) {
		json_close(&json, ']');
		(void)fputc('\n', out);
	}
	free(items);
}

bool
discover_print(const struct report *report, FILE *out, struct error *err)
{
	if (report->options->discover == DISCOVER_RESULTS) {
		discover_results(report, out);
		return true;
	}
	for (size_t i = 0; i < report->count; i++) {
		const struct view *view = &report->views[i];
		const char *problem = NULL;
		if (!discover_is_judged(view, &problem)) {
			return error_set(err, ERROR_WAIT,
				"--discover: %s: %s: no list rather than half "
				"of one",
				view->tenant->name, problem);
		}
	}
	print_all(report, out);
	return true;
}
