// SPDX-License-Identifier: MIT
/* handler_sql - the schema, handler.sql, as the text it is. */
#ifndef STATE_HANDLER_SQL_H
#define STATE_HANDLER_SQL_H

extern const char handler_sql[];

#endif
