// SPDX-License-Identifier: MIT
#include "state/handler.h"

#include "core/mem.h"

char *
handler_database_path(const char *state_dir)
{
	return mem_print("%s/handler.db", state_dir);
}

char *
handler_lock_path(const char *state_dir)
{
	return mem_print("%s/handler.lock", state_dir);
}
