// SPDX-License-Identifier: MIT
/*
 * pair - times two commands in turn, A B A B ..., and prints the medians and
 * the median of the ratios pair by pair, so that a comparison holds on a
 * machine whose speed drifts.
 *
 *   pair [-n RUNS] [-r RATIO] [-w MILLISECONDS] [-m MIB] NAME \
 *       NAME_A COMMAND_A... -- [NAME_B COMMAND_B...]
 *
 * Whole processes: wall time around spawn and wait, the rest from the kernel's
 * accounting.  The first run of each is not counted.  Exits with 1 when a
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

struct command {
	const char *name;
	char **arguments;
	int status; /* of its first run */
	double wall_ms[RUNS_LIMIT];
	double cpu_ms[RUNS_LIMIT];
	double peak_mib; /* the highest */
};

struct targets {
	double ratio; /* 0: none */
	double wall_ms;
	double peak_mib;
};

static struct command commands[2];
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
	if ((double)usage.ru_maxrss / 1024 > command->peak_mib) {
		command->peak_mib = (double)usage.ru_maxrss / 1024;
	}
}

static int
compare(const void *a, const void *b)
{
	const double *x = a;
	const double *y = b;

	return *x < *y ? -1 : *x > *y;
}

static double
median(double *values, int count)
{
	qsort(values, (size_t)count, sizeof(*values), compare);
	return values[count / 2];
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
	double ratio = 0;
	bool missed = false;

	(void)printf("%s: %s %.2f ms (cpu %.2f), peak %.1f MiB", name, a->name,
		wall_ms, median(a->cpu_ms, runs), a->peak_mib);
	if (b->name != NULL) {
		ratio = median(ratios, runs);
		(void)printf("; %s %.2f ms (cpu %.2f); ratio %.2f (cpu %.2f)",
			b->name, median(b->wall_ms, runs),
			median(b->cpu_ms, runs), ratio,
			median(a->cpu_ms, runs) / median(b->cpu_ms, runs));
		missed |= judge("at most", ratio, targets->ratio);
	}
	missed |= judge("at most ms", wall_ms, targets->wall_ms);
	missed |= judge("at most MiB", a->peak_mib, targets->peak_mib);
	(void)printf(" [%d runs]\n", runs);
	return missed;
}

/* NAME_A COMMAND_A... -- NAME_B COMMAND_B... */
static void
split_commands(int argc, char **argv)
{
	int at = 0;

	for (int i = 0; i < 2 && at < argc; i++) {
		commands[i].name = argv[at];
		commands[i].arguments = &argv[at + 1];
		while (at < argc && strcmp(argv[at], "--") != 0) {
			at++;
		}
		if (commands[i].arguments == &argv[at]) {
			give_up("no command", commands[i].name);
		}
		argv[at++] = NULL;
	}
}

int
main(int argc, char **argv)
{
	struct targets targets = {0};
	long runs = 11;
	int option = 0;

	while ((option = getopt(argc, argv, "+n:r:w:m:")) != -1) {
		switch (option) {
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
		give_up("usage", "pair [-n RUNS] NAME A COMMAND -- B COMMAND");
	}
	split_commands(argc - optind - 1, argv + optind + 1);
	for (int at = -1; at < (int)runs; at++) {
		run(&commands[0], at);
		if (commands[1].name == NULL) {
			continue;
		}
		run(&commands[1], at);
		if (at >= 0) {
			ratios[at] = commands[0].wall_ms[at] /
				     commands[1].wall_ms[at];
		}
	}
	return report(argv[optind], &targets, (int)runs) ? 1 : 0;
}
