// SPDX-License-Identifier: MIT
/*
 * raw_handler - the peer of mailbox_expiry_agentx: a subagent with one table of
 * the columns and the index of mbxMailboxTable, at the same place, as fast as
 * net-snmp's raw handlers allow.
 *
 *   raw_handler SOCKET DATABASE
 *
 * All values are made before the first request; what takes judging is a
 * constant of the same size.  Rows stand in one sorted array.
 */
#include "snmp/netsnmp.h"

#include <signal.h>
#include <sqlite3.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "snmp/root.h"

enum {
	COLUMN_FIRST = 2,
	COLUMN_LAST = 24,
	COLUMNS = COLUMN_LAST + 1,
	DATE_SIZE = 11,
	PREFIX = 2, /* entry and column, below the table */
	INDEX = 2,
	TENANT = 1,
};

struct cell {
	u_char type;
	u_char size;
	long number;
	const char *octets;
};

struct row {
	oid index;
	struct cell cells[COLUMNS];
};

struct table {
	struct row *rows;
	size_t count;
	size_t last; /* found most recently */
};

static const oid table_oid[] = {SNMP_ROOT, 1, 4};
static volatile sig_atomic_t is_stopping;

static void
stop(int number)
{
	(void)number;
	is_stopping = 1;
}

/* ---- rows ---------------------------------------------------------------- */

static void
give_up(const char *why)
{
	(void)fprintf(stderr, "raw_handler: %s\n", why);
	exit(2);
}

static void
put_number(struct row *row, int column, u_char type, long number)
{
	row->cells[column] = (struct cell){.type = type, .number = number};
}

static void
put_octets(struct row *row, int column, const void *octets, size_t size)
{
	char *copy = malloc(size + 1);

	if (copy == NULL || size > 255) {
		give_up("a value is too long");
		return;
	}
	memcpy(copy, octets, size);
	row->cells[column] = (struct cell){
		.type = ASN_OCTET_STR, .size = (u_char)size, .octets = copy};
}

static void
put_text(struct row *row, int column, const unsigned char *text)
{
	const char *given = text == NULL ? "" : (const char *)text;

	put_octets(row, column, given, strlen(given));
}

static void
fill_row(struct row *row, sqlite3_stmt *statement)
{
	static const char date[DATE_SIZE] = "\7\352\13\26\14\36\17\0+";
	static const int enumerations[] = {5, 7, 8, 16, 17, 18, 19, 20, 24};
	static const int dates[] = {9, 10, 11, 12, 23};

	row->index = (oid)sqlite3_column_int64(statement, 0);
	put_text(row, 2, sqlite3_column_text(statement, 1));
	put_text(row, 3, sqlite3_column_text(statement, 2));
	put_text(row, 4, sqlite3_column_text(statement, 3));
	put_text(row, 22, sqlite3_column_text(statement, 4));
	put_text(row, 15, (const unsigned char *)"audit, plan date, observed");
	put_text(row, 21, (const unsigned char *)"ENTERPRISEPACK");
	for (size_t i = 0; i < sizeof(enumerations) / sizeof(int); i++) {
		put_number(row, enumerations[i], ASN_INTEGER, 1);
	}
	for (size_t i = 0; i < sizeof(dates) / sizeof(int); i++) {
		put_octets(row, dates[i], date, sizeof(date));
	}
	put_number(row, 6, ASN_UNSIGNED, 1);
	put_number(row, 13, ASN_UNSIGNED, 1795000000);
	put_number(row, 14, ASN_INTEGER, 1000000);
}

static void
fill(struct table *table, const char *path)
{
	sqlite3 *database = NULL;
	sqlite3_stmt *statement = NULL;
	size_t capacity = 0;

	if (sqlite3_open_v2(path, &database, SQLITE_OPEN_READONLY, NULL) != 0 ||
		sqlite3_prepare_v2(database,
			"SELECT id, user_id, upn, display_name, actor "
			"FROM mailbox ORDER BY id",
			-1, &statement, NULL) != 0) {
		give_up(sqlite3_errmsg(database));
	}
	while (sqlite3_step(statement) == SQLITE_ROW) {
		if (table->count == capacity) {
			capacity = capacity == 0 ? 1024 : 2 * capacity;
			table->rows = realloc(
				table->rows, capacity * sizeof(*table->rows));
			if (table->rows == NULL) {
				give_up("no memory");
				return;
			}
		}
		memset(&table->rows[table->count], 0, sizeof(*table->rows));
		fill_row(&table->rows[table->count++], statement);
	}
	(void)sqlite3_finalize(statement);
	(void)sqlite3_close(database);
}

/* ---- requests ------------------------------------------------------------ */

/* The first row whose index is at least this; `count`: none. */
static size_t
find(struct table *table, oid index)
{
	size_t low = 0;
	size_t high = table->count;

	/* Most often the one asked for last, or the next one. */
	for (size_t i = table->last; i < table->last + 2 && i < table->count;
		i++) {
		if (table->rows[i].index >= index &&
			(i == 0 || table->rows[i - 1].index < index)) {
			table->last = i;
			return i;
		}
	}
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		if (table->rows[middle].index < index) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	table->last = low;
	return low;
}

static void
set_value(netsnmp_variable_list *variable, const struct cell *cell)
{
	if (cell->type == ASN_OCTET_STR) {
		(void)snmp_set_var_typed_value(
			variable, cell->type, cell->octets, cell->size);
	} else {
		(void)snmp_set_var_typed_value(variable, cell->type,
			&cell->number, sizeof(cell->number));
	}
}

/* The name behind which to look: the column and the least index. */
static bool
where(const netsnmp_variable_list *variable, bool is_next, oid *column,
	oid *index)
{
	size_t root = OID_LENGTH(table_oid);
	size_t rest = 0;
	const oid *name = variable->name + root;

	*column = COLUMN_FIRST;
	*index = 0;
	if (variable->name_length < root ||
		snmp_oid_compare(variable->name, root, table_oid, root) < 0) {
		return is_next;
	}
	rest = variable->name_length - root;
	if (rest == 0 || name[0] < 1) {
		return is_next;
	}
	if (rest < PREFIX || name[1] < COLUMN_FIRST) {
		return is_next && name[0] == 1;
	}
	*column = name[1];
	if (name[0] != 1 || *column > COLUMN_LAST) {
		return false;
	}
	if (rest < PREFIX + INDEX || name[2] < TENANT) {
		return is_next;
	}
	*index = name[2] > TENANT ? (oid)-1 : name[3] + (is_next ? 1 : 0);
	return is_next || rest == PREFIX + INDEX;
}

static bool
answer(struct table *table, netsnmp_variable_list *variable, bool is_next)
{
	oid name[OID_LENGTH(table_oid) + PREFIX + INDEX];
	oid column = 0;
	oid index = 0;
	size_t at = 0;

	if (!where(variable, is_next, &column, &index)) {
		return false;
	}
	at = find(table, index);
	if (!is_next &&
		(at == table->count || table->rows[at].index != index)) {
		return false;
	}
	if (at == table->count) {
		at = 0;
		if (++column > COLUMN_LAST || table->count == 0) {
			return false;
		}
	}
	set_value(variable, &table->rows[at].cells[column]);
	if (is_next) {
		memcpy(name, table_oid, sizeof(table_oid));
		name[OID_LENGTH(table_oid)] = 1;
		name[OID_LENGTH(table_oid) + 1] = column;
		name[OID_LENGTH(table_oid) + 2] = TENANT;
		name[OID_LENGTH(table_oid) + 3] = table->rows[at].index;
		(void)snmp_set_var_objid(variable, name, OID_LENGTH(name));
	}
	return true;
}

static int
on_request(netsnmp_mib_handler *handler,
	netsnmp_handler_registration *registration,
	netsnmp_agent_request_info *info, netsnmp_request_info *requests)
{
	bool is_next = info->mode == MODE_GETNEXT;

	(void)registration;
	for (; requests != NULL; requests = requests->next) {
		if (!answer(handler->myvoid, requests->requestvb, is_next) &&
			!is_next) {
			(void)netsnmp_set_request_error(
				info, requests, SNMP_NOSUCHINSTANCE);
		}
	}
	return SNMP_ERR_NOERROR;
}

int
main(int argc, char **argv)
{
	struct table table = {0};
	netsnmp_handler_registration *registration = NULL;

	if (argc != 3) {
		give_up("usage: raw_handler SOCKET DATABASE");
	}
	fill(&table, argv[2]);
	(void)signal(SIGTERM, stop);
	netsnmp_enable_subagent();
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	(void)netsnmp_ds_set_string(
		NETSNMP_DS_APPLICATION_ID, NETSNMP_DS_AGENT_X_SOCKET, argv[1]);
	(void)init_agent("raw_handler");
	registration =
		netsnmp_create_handler_registration("rawTable", on_request,
			table_oid, OID_LENGTH(table_oid), HANDLER_CAN_RONLY);
	registration->handler->myvoid = &table;
	(void)netsnmp_register_handler(registration);
	init_snmp("raw_handler");
	while (!is_stopping) {
		(void)agent_check_and_process(1);
	}
	snmp_shutdown("raw_handler");
	return 0;
}
