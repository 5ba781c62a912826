// SPDX-License-Identifier: MIT
/* agentx_sql - the schema, agentx.sql, as the text it is. */
#ifndef STATE_AGENTX_SQL_H
#define STATE_AGENTX_SQL_H

extern const char agentx_sql[];

#endif
