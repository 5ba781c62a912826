// SPDX-License-Identifier: MIT
#include "config/settings.h"

#include <stdlib.h>

#include "core/mem.h"

void
settings_release(struct settings *settings)
{
	for (size_t i = 0; i < settings->count; i++) {
		free(settings->settings[i].value);
	}
	free(settings->settings);
	*settings = (struct settings){0};
}

void
settings_add(struct settings *settings, const struct key *key,
	const char *value, bool is_first)
{
	if ((key->sections & SECTION_TENANT) == 0) {
		return;
	}
	settings->settings = mem_grow(settings->settings, settings->count,
		&settings->capacity, sizeof(*settings->settings));
	settings->settings[settings->count++] = (struct setting){
		.key = key,
		.value = mem_text(value),
		.is_first = is_first,
	};
}

void
settings_store(const struct settings *settings, struct draft *draft)
{
	for (size_t i = 0; i < settings->count; i++) {
		const struct setting *setting = &settings->settings[i];

		/* Accepted once, so accepted again. */
		(void)keys_store(
			setting->key, setting->value, setting->is_first, draft);
	}
}
