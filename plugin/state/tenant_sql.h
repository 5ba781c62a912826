// SPDX-License-Identifier: MIT
/* tenant_sql - the schema, tenant.sql, as the text it is. */
#ifndef STATE_TENANT_SQL_H
#define STATE_TENANT_SQL_H

extern const char tenant_sql[];

#endif
