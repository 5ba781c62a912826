// SPDX-License-Identifier: MIT
/* Whatever arrives: decoded or refused, never a crash, texts clean and short.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"
#include "graph/aadsts.h"
#include "graph/decode.h"
#include "graph/json.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
expect_clean(const char *text)
{
	if (text == NULL) {
		return;
	}
	if (strlen(text) > JSON_TEXT_LIMIT) {
		abort();
	}
	for (; *text != '\0'; text++) {
		if ((unsigned char)*text < ' ' || *text == 0x7f) {
			abort();
		}
	}
}

static bool
see_record(void *context, const struct audit_record *record, struct error *err)
{
	(void)context;
	(void)err;
	expect_clean(record->actor);
	expect_clean(record->correlation);
	if (record->removed_count > AUDIT_SKU_LIMIT || record->at == 0) {
		abort();
	}
	return true;
}

static void
try_user(struct json_object *object, bool deleted)
{
	struct user user = {0};
	struct error err = {0};

	if (decode_user(object, deleted, &user, &err)) {
		expect_clean(user.upn);
		expect_clean(user.display_name);
		expect_clean(user.mail);
	} else if (err.code == ERROR_NONE || err.text[0] == '\0') {
		abort();
	}
	user_release(&user);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct error err = {0};
	char *text = mem_text_n((const char *)data, size);
	struct json_object *object = json_read(text, size, &err);
	struct sku sku = {0};
	time_t at = 0;

	if (object != NULL) {
		try_user(object, false);
		try_user(object, true);
		if (decode_sku(object, &sku, &err)) {
			expect_clean(sku.part_number);
		}
		sku_release(&sku);
		if (!decode_audit(object, &at, see_record, NULL, &err) &&
			err.code == ERROR_NONE) {
			abort();
		}
	}
	aadsts_explain(400, text, size, &err);
	expect_clean(err.text);
	json_object_put(object);
	free(text);
	return 0;
}
