// SPDX-License-Identifier: MIT
#include "server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "request.h"

#define CONNECTION_MEMORY (256 * 1024)
#define CONNECTION_LIMIT 4096

static long long
monotonic_ms(void)
{
	struct timespec now;

	if (clock_gettime(CLOCK_MONOTONIC, &now) != 0) {
		abort();
	}
	return (long long)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static struct MHD_Daemon *
start_daemon(struct server *server, const struct certificate *certificate,
	unsigned short port)
{
	unsigned flags = MHD_USE_EPOLL | MHD_USE_SUPPRESS_DATE_NO_CLOCK |
			 MHD_ALLOW_SUSPEND_RESUME |
			 (certificate != NULL ? MHD_USE_TLS : 0) |
			 (server->world->verbose ? MHD_USE_ERROR_LOG : 0);
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_port = htons(port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct MHD_OptionItem secure[] = {
		{MHD_OPTION_HTTPS_MEM_KEY, 0, NULL},
		{MHD_OPTION_HTTPS_MEM_CERT, 0, NULL},
		{MHD_OPTION_END, 0, NULL},
	};

	if (certificate != NULL) {
		secure[0].ptr_value = certificate->key.data;
		secure[1].ptr_value = certificate->server.data;
	}
	return MHD_start_daemon(flags, port, NULL, NULL, request_handle, server,
		MHD_OPTION_SOCK_ADDR, &address, MHD_OPTION_ARRAY,
		certificate != NULL ? &secure[0] : &secure[2],
		MHD_OPTION_URI_LOG_CALLBACK, request_begin, server,
		MHD_OPTION_NOTIFY_COMPLETED, request_completed, server,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_MEMORY,
		MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTION_LIMIT,
		MHD_OPTION_LISTENING_ADDRESS_REUSE, 1U, MHD_OPTION_END);
}

static unsigned
port_of(struct MHD_Daemon *daemon)
{
	return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

static int
epoll_of(struct MHD_Daemon *daemon)
{
	return MHD_get_daemon_info(daemon, MHD_DAEMON_INFO_EPOLL_FD)->epoll_fd;
}

bool
server_start(struct server *server, struct world *world,
	const struct certificate *certificate, unsigned short port,
	struct text *why)
{
	struct text url = {0};

	*server = (struct server){.world = world};
	server->tls = start_daemon(server, certificate, port);
	server->plain = start_daemon(server, NULL, 0);
	if (server->tls == NULL || server->plain == NULL) {
		text_printf(why, "cannot listen on port %u", port);
		return false;
	}
	text_printf(&url, "https://localhost:%u", port_of(server->tls));
	world->url = url.data;
	url = (struct text){0};
	text_printf(&url, "http://127.0.0.1:%u", port_of(server->plain));
	world->plain_url = url.data;
	return true;
}

void
server_sleep(
	struct server *server, struct MHD_Connection *connection, long delay_ms)
{
	server->sleepers = alloc_room(server->sleepers, server->sleeper_count,
		&server->sleeper_room, sizeof(*server->sleepers));
	server->sleepers[server->sleeper_count++] = (struct server_sleeper){
		.connection = connection,
		.until_ms = delay_ms < 0 ? -1 : monotonic_ms() + delay_ms};
	MHD_suspend_connection(connection);
}

/* Wakes whoever it is time for; returns how long the next one sleeps. */
static int
wake_sleepers(struct server *server)
{
	long long now = monotonic_ms();
	long long next = -1;
	size_t kept = 0;

	for (size_t i = 0; i < server->sleeper_count; i++) {
		struct server_sleeper sleeper = server->sleepers[i];

		if (sleeper.until_ms >= 0 && sleeper.until_ms <= now) {
			MHD_resume_connection(sleeper.connection);
			next = 0;
			continue;
		}
		if (sleeper.until_ms >= 0 &&
			(next < 0 || sleeper.until_ms - now < next)) {
			next = sleeper.until_ms - now;
		}
		server->sleepers[kept++] = sleeper;
	}
	server->sleeper_count = kept;
	return next > 60000 ? 60000 : (int)next;
}

static int
shorter(int timeout, struct MHD_Daemon *daemon)
{
	MHD_UNSIGNED_LONG_LONG wanted;

	if (MHD_get_timeout(daemon, &wanted) != MHD_YES ||
		(timeout >= 0 && (MHD_UNSIGNED_LONG_LONG)timeout <= wanted)) {
		return timeout;
	}
	return wanted > 60000 ? 60000 : (int)wanted;
}

void
server_run(struct server *server, int signals)
{
	struct pollfd waits[] = {
		{.fd = signals, .events = POLLIN},
		{.fd = epoll_of(server->tls), .events = POLLIN},
		{.fd = epoll_of(server->plain), .events = POLLIN},
	};

	while ((waits[0].revents & POLLIN) == 0) {
		int timeout = wake_sleepers(server);

		timeout = shorter(timeout, server->tls);
		timeout = shorter(timeout, server->plain);
		if (poll(waits, sizeof(waits) / sizeof(*waits), timeout) < 0) {
			waits[0].revents = 0;
		}
		MHD_run(server->tls);
		MHD_run(server->plain);
	}
}

void
server_stop(struct server *server)
{
	server->stopping = true;
	/* Suspended connections must be resumed before a daemon may stop. */
	for (size_t i = 0; i < server->sleeper_count; i++) {
		MHD_resume_connection(server->sleepers[i].connection);
	}
	server->sleeper_count = 0;
	if (server->tls != NULL) {
		MHD_run(server->tls);
		MHD_stop_daemon(server->tls);
	}
	if (server->plain != NULL) {
		MHD_run(server->plain);
		MHD_stop_daemon(server->plain);
	}
	free(server->sleepers);
	*server = (struct server){0};
}
