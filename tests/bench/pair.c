// SPDX-License-Identifier: MIT
/*
 * pair - times commands in turn, A B A B ..., and prints the medians and the
 * median of the ratios of the first two, pair by pair, so that a comparison
 * holds on a machine whose speed drifts.
 *
 *   pair [-t] [-n RUNS] [-r RATIO] [-w MILLISECONDS] [-m MIB] NAME \
 *       NAME_A COMMAND_A... [-- NAME_B COMMAND_B...]...
 *
 * Whole processes: wall time around spawn and wait, the rest from the kernel's
 * accounting.  The first run of each is not counted.  With -t it prints lines
 * of a table instead: NAME, the command's, what was measured, and of that the
 * median, the least, the most and the number of runs.  Exits with 1 when a
 * target (-r, -w, -m: of A) is missed, with 2 when a command does not end as
 * its first run did.
 */
#include <fcntl.h>
#include <spawn.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define RUNS_LIMIT 1001
#define COMMANDS_LIMIT 4

struct command {
	const char *name;
	char **arguments;
	int status; /* of its first run */
	double wall_ms[RUNS_LIMIT];
	double cpu_ms[RUNS_LIMIT];
	double peak_mib[RUNS_LIMIT];
};

struct targets {
	double ratio; /* 0: none */
	double wall_ms;
	double peak_mib;
};

static struct command commands[COMMANDS_LIMIT];
static int command_count;
static double ratios[RUNS_LIMIT];

static _Noreturn void
give_up(const char *why, const char *what)
{
	(void)fprintf(stderr, "pair: %s: %s\n", why, what);
	exit(2);
}

static double
clock_ms(void)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

static double
timeval_ms(struct timeval value)
{
	return (double)value.tv_sec * 1e3 + (double)value.tv_usec / 1e3;
}

static void
run(struct command *command, int at)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage = {0};
	double began_ms = 0;
	pid_t pid = 0;
	int status = 0;

	(void)posix_spawn_file_actions_init(&actions);
	(void)posix_spawn_file_actions_addopen(
		&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
	(void)posix_spawn_file_actions_addopen(
		&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
	began_ms = clock_ms();
	if (posix_spawnp(&pid, command->arguments[0], &actions, NULL,
		    command->arguments, environ) != 0 ||
		wait4(pid, &status, 0, &usage) != pid) {
		give_up("cannot be run", command->arguments[0]);
	}
	(void)posix_spawn_file_actions_destroy(&actions);
	if (at < 0) {
		command->status = status;
		return;
	}
	if (status != command->status || !WIFEXITED(status)) {
		give_up("ended otherwise than at first", command->name);
	}
	command->wall_ms[at] = clock_ms() - began_ms;
	command->cpu_ms[at] =
		timeval_ms(usage.ru_utime) + timeval_ms(usage.ru_stime);
	command->peak_mib[at] = (double)usage.ru_maxrss / 1024;
}

static int
compare(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return *x < *y ? -1 : *x > *y;
}

/* Sorts them. */
static double
median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[count / 2];
}

static void
print_line(const char *name, const struct command *command, const char *what,
	double *values, int runs)
{
	double middle = median(values, runs);

	(void)printf("%s\t%s\t%s\t%.3f\t%.3f\t%.3f\t%d\n", name, command->name,
		what, middle, values[0], values[runs - 1], runs);
}

static void
print_table(const char *name, int runs)
{
	for (int i = 0; i < command_count; i++) {
		struct command *command = &commands[i];
		print_line(name, command, "wall_ms", command->wall_ms, runs);
		print_line(name, command, "cpu_ms", command->cpu_ms, runs);
		print_line(name, command, "peak_mib", command->peak_mib, runs);
	}
}

/* Prints " (target N: ok)"; true when it was missed. */
static bool
judge(const char *what, double value, double target)
{
	if (target <= 0) {
		return false;
	}
	(void)printf(", %s %g: %s", what, target,
		value <= target ? "met" : "MISSED");
	return value > target;
}

static bool
report(const char *name, const struct targets *targets, int runs)
{
	struct command *a = &commands[0];
	struct command *b = &commands[1];
	double wall_ms = median(a->wall_ms, runs);
	double peak_mib = 0; /* the highest */
	double ratio = 0;
	bool missed = false;

	(void)median(a->peak_mib, runs);
	peak_mib = a->peak_mib[runs - 1];
	(void)printf("%s: %s %.2f ms (cpu %.2f), peak %.1f MiB", name, a->name,
		wall_ms, median(a->cpu_ms, runs), peak_mib);
	if (b->name != NULL) {
		ratio = median(ratios, runs);
		(void)printf("; %s %.2f ms (cpu %.2f); ratio %.2f (cpu %.2f)",
			b->name, median(b->wall_ms, runs),
			median(b->cpu_ms, runs), ratio,
			median(a->cpu_ms, runs) / median(b->cpu_ms, runs));
		missed |= judge("at most", ratio, targets->ratio);
	}
	missed |= judge("at most ms", wall_ms, targets->wall_ms);
	missed |= judge("at most MiB", peak_mib, targets->peak_mib);
	(void)printf(" [%d runs]\n", runs);
	return missed;
}

/* NAME_A COMMAND_A... -- NAME_B COMMAND_B... */
static void
split_commands(int argc, char **argv)
{
	int at = 0;

	while (at < argc) {
		struct command *command = &commands[command_count++];
		if (command_count > COMMANDS_LIMIT) {
			give_up("too many commands", argv[at]);
		}
		command->name = argv[at];
		command->arguments = &argv[at + 1];
		while (at < argc && strcmp(argv[at], "--") != 0) {
			at++;
		}
		if (command->arguments == &argv[at]) {
			give_up("no command", command->name);
		}
		argv[at++] = NULL;
	}
}

static void
run_all(int runs)
{
	for (int at = -1; at < runs; at++) {
		for (int i = 0; i < command_count; i++) {
			run(&commands[i], at);
		}
		if (at >= 0 && command_count > 1) {
			ratios[at] = commands[0].wall_ms[at] /
				     commands[1].wall_ms[at];
		}
	}
}

int
main(int argc, char **argv)
{
	struct targets targets = {0};
	long runs = 11;
	int option = 0;
	bool is_table = false;

	while ((option = getopt(argc, argv, "+tn:r:w:m:")) != -1) {
		switch (option) {
		case 't':
			is_table = true;
			break;
		case 'n':
			runs = strtol(optarg, NULL, 10);
			break;
		case 'r':
			targets.ratio = strtod(optarg, NULL);
			break;
		case 'w':
			targets.wall_ms = strtod(optarg, NULL);
			break;
		case 'm':
			targets.peak_mib = strtod(optarg, NULL);
			break;
		default:
			return 2;
		}
	}
	if (runs < 1 || runs > RUNS_LIMIT || argc - optind < 3) {
		give_up("usage", "see pair.c");
	}
	split_commands(argc - optind - 1, argv + optind + 1);
	run_all((int)runs);
	if (is_table) {
		print_table(argv[optind], (int)runs);
		return 0;
	}
	return report(argv[optind], &targets, (int)runs) ? 1 : 0;
}
