// SPDX-License-Identifier: MIT
#include "graph/write_answer.h"

#include <stdio.h>
#include <string.h>

#include "core/text.h"
#include "graph/json.h"
#include "graph/refusal.h"

const char *const *
write_answer_rights(enum write_kind kind)
{
	static const char *const rights[WRITE_KINDS][4] = {
		[WRITE_RESTORE] = {"User.DeleteRestore.All",
			"User.ReadWrite.All"},
		[WRITE_LOCATE] = {"User.ReadWrite.All",
			"Directory.ReadWrite.All"},
		[WRITE_ASSIGN] = {"LicenseAssignment.ReadWrite.All",
			"User.ReadWrite.All", "Directory.ReadWrite.All"},
		[WRITE_BLOCK] = {"User.EnableDisableAccount.All",
			"User.ReadWrite.All", "Directory.ReadWrite.All"},
	};

	return rights[kind];
}

static const char *
kind_words(enum write_kind kind)
{
	static const char *const words[WRITE_KINDS] = {
		[WRITE_RESTORE] = "restore users",
		[WRITE_LOCATE] = "set usageLocation",
		[WRITE_ASSIGN] = "assign licenses",
		[WRITE_BLOCK] = "disable sign-in",
	};

	return words[kind];
}

static enum write_result
explain_403(enum write_kind kind, enum tri may_write, const char *said,
	struct error *text)
{
	const char *right = write_answer_rights(kind)[0];

	if (may_write == TRI_NO) {
		(void)error_set(text, ERROR_PERMISSION,
			"the application may not %s: grant it the application "
			"permission %s and give admin consent; it counts from "
			"the next token on (%s)",
			kind_words(kind), right, said);
	} else if (may_write == TRI_YES) {
		(void)error_set(text, ERROR_PERMISSION,
			"this is a privileged user: the application needs a "
			"directory role, too (Privileged Authentication "
			"Administrator), or an administrator has to do it by "
			"hand (%s)",
			said);
	} else {
		(void)error_set(text, ERROR_PERMISSION,
			"the application may not %s: either the application "
			"permission %s is missing, or this is a privileged "
			"user and the application needs a directory role (%s)",
			kind_words(kind), right, said);
	}
	return WRITE_FORBIDDEN;
}

static enum write_result
explain_404(enum write_kind kind, const char *said, struct error *text)
{
	(void)error_set(text, ERROR_REMOTE, "%s (%s)",
		kind == WRITE_RESTORE
			? "the user is not among the deleted ones: back "
			  "already, or purged"
			: "there is no such active user: deleted meanwhile?",
		said);
	return WRITE_NO_USER;
}

static enum write_result
explain_lost(const char *why, struct error *text)
{
	(void)error_set(text, ERROR_WAIT,
		"it may have taken effect, which a later look will tell: %s",
		why);
	return WRITE_LOST;
}

/* Any other refusal, by its words. */
static enum write_result
explain_words(enum write_kind kind, int status, const struct refusal *refusal,
	const char *said, struct error *text)
{
	enum write_result result = WRITE_NONE;
	const char *advice = NULL;

	if (status == 400 || status == 409 || status == 412 || status == 422) {
		advice = refusal_advice(refusal, kind, &result);
	}
	if (advice != NULL) {
		(void)error_set(text, ERROR_REMOTE, "%s (%s)", advice, said);
		return result;
	}
	if (status == 409 || status == 412 || status == 423 || status == 429) {
		(void)error_set(text, ERROR_WAIT,
			"Microsoft Graph is busy with it (%s)", said);
		return WRITE_BUSY;
	}
	(void)error_set(text, ERROR_REMOTE, "refused (%s)", said);
	return WRITE_REFUSED;
}

static enum write_result
explain_refusal(enum write_kind kind, int status, enum tri may_write,
	struct json_object *body, struct error *text)
{
	struct json_object *error = json_member(body, "error");
	struct refusal refusal = {0};
	char said[sizeof(refusal.code) + sizeof(refusal.message) + 32];
	enum write_result result = WRITE_REFUSED;

	refusal_read(error, &refusal);
	(void)snprintf(said, sizeof(said), "HTTP status %d, %s: %s", status,
		refusal.code, refusal.message);
	if (status >= 500 || status == 408 || status < 200) {
		result = explain_lost(said, text);
	} else if (status == 403) {
		result = explain_403(kind, may_write, said, text);
	} else if (status == 401) {
		result = WRITE_FORBIDDEN;
		(void)error_set(text, ERROR_PERMISSION,
			"the token was refused twice: check tenant_id, "
			"graph_url and that the application is enabled (%s)",
			said);
	} else if (status == 404 && error != NULL) {
		result = explain_404(kind, said, text);
	} else {
		result = explain_words(kind, status, &refusal, said, text);
	}
	refusal_release(&refusal);
	return result;
}

/*
 * 2xx says that it is done, unless what comes with it is not what Graph sends:
 * then somebody in between may have said it.
 */
static enum write_result
explain_success(const struct licensing_write *write, int status,
	struct json_object *body, struct error *text)
{
	struct guid id = {0};

	if (body == NULL && (status == 204 || status == 202)) {
		return WRITE_DONE;
	}
	if (!json_object_is_type(body, json_type_object) ||
		json_member(body, "error") != NULL) {
		return explain_lost("success, but not as Graph says it", text);
	}
	if (json_guid(body, "id", &id) && !guid_equal(&id, &write->user)) {
		return explain_lost("another user was answered", text);
	}
	return WRITE_DONE;
}

/* There is no answer to this write alone. */
static enum write_result
explain_silence(const struct batch_answer *from, struct error *text)
{
	char why[ERROR_TEXT_SIZE];

	(void)text_clean(from->reason, true, why, sizeof(why));
	if (from->is_lost) {
		return explain_lost(why, text);
	}
	(void)error_set(text, ERROR_WAIT, "nothing was changed: %s", why);
	if (from->status == 401 || from->status == 403) {
		return WRITE_FORBIDDEN;
	}
	return from->status >= 300 && from->status != 429 ? WRITE_REFUSED
							  : WRITE_BUSY;
}

/* ---- the whole ---- */

/* Identifiers only: what else comes as one is not worth keeping. */
static bool
keep_id(const char *from, struct licensing_answer *answer)
{
	size_t length = 0;

	if (from == NULL) {
		return false;
	}
	length = strspn(from, "0123456789abcdefghijklmnopqrstuvwxyz"
			      "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_.");
	if (length == 0 || length >= sizeof(answer->request_id) ||
		from[length] != '\0') {
		return false;
	}
	memcpy(answer->request_id, from, length + 1);
	return true;
}

static void
find_id(const struct batch_answer *from, struct licensing_answer *answer)
{
	struct json_object *inner = json_member_nocase(
		json_member(from->body, "error"), "innerError");

	if (!keep_id(from->request_id, answer)) {
		(void)keep_id(json_text(inner, "request-id"), answer);
	}
}

void
write_answer_read(const struct licensing_write *write, enum tri may_write,
	const struct batch_answer *from, struct licensing_answer *answer)
{
	struct error text = {0};

	*answer = (struct licensing_answer){.status = from->status};
	find_id(from, answer);
	if (from->reason != NULL) {
		answer->result = explain_silence(from, &text);
	} else if (from->status >= 200 && from->status < 300) {
		answer->result =
			explain_success(write, from->status, from->body, &text);
	} else {
		answer->result = explain_refusal(write->kind, from->status,
			may_write, from->body, &text);
	}
	memcpy(answer->text, text.text, sizeof(answer->text));
}
