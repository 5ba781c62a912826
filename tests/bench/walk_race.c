// SPDX-License-Identifier: MIT
/*
 * walk_race - walks parts of a table of two agents in turn, A B A B ..., and
 * prints the median rows a second of each and the median of the ratios pair by
 * pair, so that a comparison holds on a machine whose speed drifts.
 *
 *   walk_race [-t] [-c COLUMNS] [-n PAIRS] [-r RATIO] NAME \
 *       NAME_A PORT_A ROWS_A NAME_B PORT_B ROWS_B
 *
 * ROWS is how many there are, with the indexes 1.1 to 1.ROWS: parts begin all
 * over the table.  COLUMNS as in 3 or 2,3,4; each GETBULK asks for as many rows
 * as snmpd gives.  With -t it prints lines of a table as pair.c does.  Exits
 * with 1 when A is slower than RATIO times B, with 2 when an answer is not what
 * follows.
 */
#include "snmp/netsnmp.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "snmp/root.h"

#define PAIRS_LIMIT 1001
#define COLUMNS_LIMIT 32
#define PART_ROWS 500
#define VALUES_AT_ONCE 100 /* maxGetbulkResponses of snmpd */
#define REPETITIONS_MOST 50

struct agent {
	const char *name;
	netsnmp_session *session;
	unsigned long rows;
	double speeds[PAIRS_LIMIT];
};

static const oid entry_oid[] = {SNMP_ROOT, 1, 4, 1};
static oid columns[COLUMNS_LIMIT];
static size_t column_count;

static _Noreturn void
give_up(const char *why, const char *what)
{
	(void)fprintf(stderr, "walk_race: %s: %s\n", why, what);
	exit(2);
}

static double
clock_s(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

static void
name_cell(oid *name, oid column, unsigned long index)
{
	size_t length = OID_LENGTH(entry_oid);

	memcpy(name, entry_oid, sizeof(entry_oid));
	name[length] = column;
	name[length + 1] = 1;
	name[length + 2] = index;
}

/* The rows behind this one; how many came, each checked to be the next one. */
static unsigned long
ask(struct agent *agent, unsigned long behind, long repetitions)
{
	oid name[OID_LENGTH(entry_oid) + 3];
	netsnmp_pdu *asked = snmp_pdu_create(SNMP_MSG_GETBULK);
	netsnmp_pdu *answer = NULL;
	size_t count = 0;

	asked->non_repeaters = 0;
	asked->max_repetitions = repetitions;
	for (size_t i = 0; i < column_count; i++) {
		name_cell(name, columns[i], behind);
		(void)snmp_add_null_var(asked, name, OID_LENGTH(name));
	}
	if (snmp_synch_response(agent->session, asked, &answer) !=
			STAT_SUCCESS ||
		answer->errstat != SNMP_ERR_NOERROR) {
		give_up(agent->name, "no answer");
	}
	for (netsnmp_variable_list *found = answer->variables; found != NULL;
		found = found->next_variable) {
		name_cell(name, columns[count % column_count],
			behind + 1 + count / column_count);
		if (snmp_oid_compare(found->name, found->name_length, name,
			    OID_LENGTH(name)) != 0) {
			give_up(agent->name, "not the next row");
		}
		count++;
	}
	snmp_free_pdu(answer);
	return count / column_count;
}

static double
walk_part(struct agent *agent, unsigned long first)
{
	long repetitions = (long)(VALUES_AT_ONCE / column_count);
	unsigned long done = 0;
	double began = clock_s();

	if (repetitions > REPETITIONS_MOST) {
		repetitions = REPETITIONS_MOST;
	}
	while (done < PART_ROWS) {
		done += ask(agent, first + done, repetitions);
	}
	return (double)done / (clock_s() - began);
}

/* Spread evenly, but not in order. */
static unsigned long
part(const struct agent *agent, unsigned long number, unsigned long pairs)
{
	unsigned long room = agent->rows - PART_ROWS - REPETITIONS_MOST;

	return 1 + room * ((number * 7919) % pairs) / pairs;
}

static int
compare(const void *a, const void *b)
{
	double one = *(const double *)a;
	double other = *(const double *)b;

	return (one > other) - (one < other);
}

static double
median(double *values, unsigned long count)
{
	qsort(values, count, sizeof(*values), compare);
	return values[count / 2];
}

static void
open_agent(struct agent *agent, char **words)
{
	char peer[64];
	netsnmp_session session = {0};

	agent->name = words[0];
	agent->rows = strtoul(words[2], NULL, 10);
	(void)snprintf(peer, sizeof(peer), "udp:127.0.0.1:%s", words[1]);
	snmp_sess_init(&session);
	session.version = SNMP_VERSION_2c;
	session.peername = peer;
	session.community = (u_char *)(uintptr_t) "public";
	session.community_len = strlen("public");
	session.timeout = 10000000;
	session.retries = 0;
	agent->session = snmp_open(&session);
	if (agent->session == NULL || agent->rows <= PART_ROWS + 100) {
		give_up(agent->name, "cannot be asked");
	}
}

static void
set_columns(char *list)
{
	for (char *next = list; *next != '\0';) {
		columns[column_count++] = strtoul(next, &next, 10);
		if (column_count == COLUMNS_LIMIT ||
			(*next != ',' && *next != '\0')) {
			give_up("-c", list);
		}
		next += *next == ',' ? 1 : 0;
	}
}

static void
race(struct agent agents[2], double ratios[PAIRS_LIMIT], unsigned long pairs)
{
	for (unsigned long i = 0; i < pairs; i++) {
		/* Who is first changes, too. */
		for (unsigned long turn = 0; turn < 2; turn++) {
			struct agent *agent = &agents[(i + turn) % 2];
			agent->speeds[i] =
				walk_part(agent, part(agent, i, pairs));
		}
		ratios[i] = agents[0].speeds[i] / agents[1].speeds[i];
	}
}

static void
print_line(const char *name, struct agent *agent, unsigned long pairs)
{
	double middle = median(agent->speeds, pairs);

	(void)printf("%s\t%s\trows_per_s\t%.0f\t%.0f\t%.0f\t%lu\n", name,
		agent->name, middle, agent->speeds[0], agent->speeds[pairs - 1],
		pairs);
}

static int
report(struct agent agents[2], double ratios[PAIRS_LIMIT], const char *name,
	unsigned long pairs, double target)
{
	double ratio = median(ratios, pairs);
	bool missed = target > 0 && ratio < target;

	(void)printf("%-40s %s %7.0f rows/s, %s %7.0f rows/s, ratio %.3f%s\n",
		name, agents[0].name, median(agents[0].speeds, pairs),
		agents[1].name, median(agents[1].speeds, pairs), ratio,
		missed ? "  MISSED" : "");
	return missed ? 1 : 0;
}

int
main(int argc, char **argv)
{
	struct agent agents[2] = {{0}};
	double ratios[PAIRS_LIMIT];
	unsigned long pairs = 101;
	double target = 0;
	bool is_table = false;
	int option = 0;

	while ((option = getopt(argc, argv, "tc:n:r:")) != -1) {
		switch (option) {
		case 't':
			is_table = true;
			break;
		case 'c':
			set_columns(optarg);
			break;
		case 'n':
			pairs = strtoul(optarg, NULL, 10);
			break;
		case 'r':
			target = strtod(optarg, NULL);
			break;
		default:
			return 2;
		}
	}
	if (argc - optind != 7 || pairs == 0 || pairs > PAIRS_LIMIT ||
		column_count == 0) {
		give_up("usage", "see walk_race.c");
	}
	init_snmp("walk_race");
	open_agent(&agents[0], argv + optind + 1);
	open_agent(&agents[1], argv + optind + 4);
	race(agents, ratios, pairs);
	if (is_table) {
		print_line(argv[optind], &agents[0], pairs);
		print_line(argv[optind], &agents[1], pairs);
		return 0;
	}
	return report(agents, ratios, argv[optind], pairs, target);
}
