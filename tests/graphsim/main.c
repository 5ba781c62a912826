// SPDX-License-Identifier: MIT
/*
 * graphsim - a simulated Microsoft 365 tenant for tests, demonstrations and
 * benchmarks.  README.md says how to use it.
 */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "certificate.h"
#include "generate.h"
#include "scenario.h"
#include "server.h"

static const char usage[] =
	"Usage: graphsim --dir DIR [OPTION]...\n"
	"Simulates Microsoft Graph, its token endpoint and a tenant behind "
	"it.\n\n"
	"  --dir DIR            write ca.pem and, once ready, url, plain_url\n"
	"                       and pid there\n"
	"  --port N             listen on this port of 127.0.0.1 (0: any)\n"
	"  --scenario FILE      run the commands in FILE; may be repeated\n"
	"  --generate KEY=VAL,… add a generated tenant, e.g. "
	"users=1000,seed=1\n"
	"  --now TIME           where the clock stands at the start\n"
	"  --clock frozen|running\n"
	"  --verbose            log requests to standard error\n"
	"  --help\n";

struct options {
	const char *directory;
	unsigned short port;
	const char *now;
	bool running;
	bool verbose;
};

static int
fail(const char *what, const char *detail)
{
	fprintf(stderr, "graphsim: %s%s%s\n", what,
		detail[0] != '\0' ? ": " : "", detail);
	return EXIT_FAILURE;
}

/* Written under another name first: whoever sees it sees all of it. */
static bool
write_file(const char *directory, const char *name, const char *content)
{
	struct text path = {0};
	struct text temporary = {0};
	FILE *file;
	bool ok;

	text_printf(&path, "%s/%s", directory, name);
	text_printf(&temporary, "%s.new", path.data);
	file = fopen(temporary.data, "we");
	ok = file != NULL && fputs(content, file) >= 0;
	if (file != NULL) {
		ok = fclose(file) == 0 && ok;
	}
	ok = ok && rename(temporary.data, path.data) == 0;
	if (!ok) {
		fail(path.data, strerror(errno));
	}
	text_release(&path);
	text_release(&temporary);
	return ok;
}

/* What an earlier run left would be taken for ours. */
static void
retract(const char *directory)
{
	static const char *const names[] = {"url", "plain_url", "pid"};

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++) {
		struct text path = {0};

		text_printf(&path, "%s/%s", directory, names[i]);
		unlink(path.data);
		text_release(&path);
	}
}

static bool
announce(const char *directory, const struct world *world)
{
	struct text text = {0};
	bool ok;

	text_printf(&text, "%ld\n", (long)getpid());
	ok = write_file(directory, "pid", text.data);
	text_clear(&text);
	text_printf(&text, "%s\n", world->plain_url);
	ok = ok && write_file(directory, "plain_url", text.data);
	text_clear(&text);
	text_printf(&text, "%s\n", world->url);
	ok = ok && write_file(directory, "url", text.data);
	text_release(&text);
	return ok;
}

/* A descriptor that becomes readable when we are asked to stop. */
static int
catch_signals(void)
{
	sigset_t set;

	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	if (sigprocmask(SIG_BLOCK, &set, NULL) != 0) {
		return -1;
	}
	signal(SIGPIPE, SIG_IGN);
	return signalfd(-1, &set, SFD_CLOEXEC);
}

static int
serve(const struct options *options, struct world *world)
{
	struct certificate certificate;
	struct server server = {0};
	struct text why = {0};
	int signals = catch_signals();
	int status = EXIT_FAILURE;

	retract(options->directory);
	if (!certificate_make(&certificate)) {
		fail("cannot make a certificate", "");
	} else if (write_file(options->directory, "ca.pem",
			   certificate.authority.data) &&
		   signals >= 0) {
		if (!server_start(&server, world, &certificate, options->port,
			    &why)) {
			fail(why.data, "");
		} else if (announce(options->directory, world)) {
			server_run(&server, signals);
			status = EXIT_SUCCESS;
		}
		server_stop(&server);
	}
	certificate_release(&certificate);
	text_release(&why);
	if (signals >= 0) {
		close(signals);
	}
	return status;
}

enum {
	OPTION_DIR = 1,
	OPTION_PORT,
	OPTION_SCENARIO,
	OPTION_GENERATE,
	OPTION_NOW,
	OPTION_CLOCK,
	OPTION_VERBOSE,
	OPTION_HELP
};

static const struct option long_options[] = {
	{"dir", required_argument, NULL, OPTION_DIR},
	{"port", required_argument, NULL, OPTION_PORT},
	{"scenario", required_argument, NULL, OPTION_SCENARIO},
	{"generate", required_argument, NULL, OPTION_GENERATE},
	{"now", required_argument, NULL, OPTION_NOW},
	{"clock", required_argument, NULL, OPTION_CLOCK},
	{"verbose", no_argument, NULL, OPTION_VERBOSE},
	{"help", no_argument, NULL, OPTION_HELP},
	{NULL, 0, NULL, 0},
};

static bool
apply_option(int option, struct options *options, struct world *world,
	struct text *why)
{
	time_t now = clock_now(&world->clock);
	char *end = NULL;
	unsigned long port;

	switch (option) {
	case OPTION_DIR:
		options->directory = optarg;
		return true;
	case OPTION_PORT:
		port = strtoul(optarg, &end, 10);
		options->port = (unsigned short)port;
		if (*end != '\0' || port > 65535) {
			text_put(why, "--port must be from 0 to 65535");
		}
		return why->size == 0;
	case OPTION_SCENARIO:
		return scenario_run_file(world, optarg, why);
	case OPTION_GENERATE:
		return generate(world, optarg, now, why);
	case OPTION_NOW:
		if (!clock_parse(optarg, &now)) {
			text_put(why, "--now must be a time");
			return false;
		}
		if (world->tenant_count == 0) {
			clock_set(&world->clock, now);
			return true;
		}
		return world_advance(world, now, why);
	case OPTION_CLOCK:
		options->running = strcmp(optarg, "running") == 0;
		if (!options->running && strcmp(optarg, "frozen") != 0) {
			text_put(why, "--clock must be frozen or running");
		}
		return why->size == 0;
	case OPTION_VERBOSE:
		options->verbose = true;
		return true;
	default:
		text_put(why, "see --help");
		return false;
	}
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	struct world world;
	struct text why = {0};
	int status = EXIT_SUCCESS;
	int option;

	world_init(&world, time(NULL));
	while (status == EXIT_SUCCESS && (option = getopt_long(argc, argv, "",
						  long_options, NULL)) != -1) {
		if (option == OPTION_HELP) {
			fputs(usage, stdout);
			world_release(&world);
			return EXIT_SUCCESS;
		}
		if (!apply_option(option, &options, &world, &why)) {
			status = fail(text_string(&why), "");
		}
	}
	if (status == EXIT_SUCCESS && options.directory == NULL) {
		status = fail("--dir is missing", "see --help");
	}
	if (status == EXIT_SUCCESS) {
		clock_set(&world.clock, clock_now(&world.clock));
		world.clock.running = options.running;
		world.verbose = options.verbose;
		status = serve(&options, &world);
	}
	world_release(&world);
	text_release(&why);
	return status;
}
