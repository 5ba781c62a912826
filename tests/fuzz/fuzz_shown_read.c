// SPDX-License-Identifier: MIT
#include <json-c/json.h>

#include <stdlib.h>

#include "core/mem.h"

char *fuzz_shown_read(const char *json);

char *
fuzz_shown_read(const char *json)
{
	struct json_object *object = json_tokener_parse(json);
	struct json_object *member = json_object_object_get(object, "a");
	char *text = NULL;

	if (!json_object_is_type(member, json_type_string)) {
		abort();
	}
	text = mem_text(json_object_get_string(member));
	json_object_put(object);
	return text;
}
