// SPDX-License-Identifier: MIT
#include "loopback_server.h"

#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define OK "HTTP/1.1 200 OK\r\nConnection: close\r\n"

static const struct {
	const char *path;
	const char *answer; /* NULL: see serve() */
} pages[] = {
	{"/ok", OK "Content-Length: 2\r\nRetry-After: 7\r\nrequest-id: r1\r\n"
		   "Date: d\r\nContent-Type:  text/x \r\n\r\nhi"},
	{"/empty", OK "Content-Length: 0\r\n\r\n"},
	{"/cut", OK "Content-Length: 20\r\n\r\nhi"},
	{"/cut-chunk",
		OK "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n5\r\nwo"},
	{"/nothing", ""},
	{"/moved", "HTTP/1.1 302 Found\r\nConnection: close\r\n"
		   "Location: /ok\r\nContent-Length: 0\r\n\r\n"},
	{"/early", "HTTP/1.1 103 Early Hints\r\nRetry-After: 9\r\n\r\n" OK
		   "Content-Length: 2\r\n\r\nhi"},
	{"/busy", "HTTP/1.1 503 Busy\r\nConnection: close\r\n"
		  "Retry-After: 2.5\r\nContent-Length: 0\r\n\r\n"},
};

static unsigned writes_seen; /* of the child alone */

static void
say(int peer, const char *text)
{
	size_t length = strlen(text);

	if (write(peer, text, length) != (ssize_t)length) {
		_exit(0);
	}
}

static void
read_request(int peer, char *request, size_t size)
{
	size_t used = 0;
	const char *body = NULL;

	do {
		ssize_t got = read(peer, request + used, size - used - 1);
		if (got <= 0) {
			break;
		}
		used += (size_t)got;
		request[used] = '\0';
		body = strstr(request, "\r\n\r\n");
	} while (body == NULL ||
		 (strncmp(request, "POST", 4) == 0 && strlen(body) < 4 + 6));
}

static void
serve_endless(int peer)
{
	static const char chunk[] = "10\r\n0123456789abcdef\r\n";

	say(peer, OK "Transfer-Encoding: chunked\r\n\r\n");
	while (write(peer, chunk, sizeof(chunk) - 1) > 0) {
	}
}

/* Keeps the connection, and closes it on the next request, which it has read.
 */
static void
serve_kept(int peer)
{
	char request[8192] = "";

	say(peer, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi");
	read_request(peer, request, sizeof(request));
	writes_seen += strncmp(request, "POST", 4) == 0;
}

/* How many writes came, and forgets them. */
static void
serve_count(int peer)
{
	char answer[128];

	(void)snprintf(answer, sizeof(answer), OK "Content-Length: 1\r\n\r\n%u",
		writes_seen % 10);
	writes_seen = 0;
	say(peer, answer);
}

static void serve(int listener, int peer);

/* The rest comes only when the next request has come. */
static void
serve_hurry(int listener, int peer)
{
	say(peer, OK "Content-Length: 10\r\n\r\nhello");
	serve(listener, accept(listener, NULL, NULL));
	say(peer, "world");
}

static void
serve(int listener, int peer)
{
	char request[8192] = "";
	char path[64] = "";

	read_request(peer, request, sizeof(request));
	(void)sscanf(request, "%*s %63[^ ?]", path);
	writes_seen += strncmp(request, "POST", 4) == 0;
	if (strcmp(path, "/kept") == 0) {
		serve_kept(peer);
	} else if (strcmp(path, "/count") == 0) {
		serve_count(peer);
	} else if (strcmp(path, "/endless") == 0) {
		serve_endless(peer);
	} else if (strcmp(path, "/hurry") == 0) {
		serve_hurry(listener, peer);
	} else if (strcmp(path, "/echo") == 0) {
		char head[128];
		(void)snprintf(head, sizeof(head),
			OK "Content-Length: %zu\r\n\r\n", strlen(request));
		say(peer, head);
		say(peer, request);
	}
	for (size_t i = 0; i < sizeof(pages) / sizeof(pages[0]); i++) {
		if (strcmp(pages[i].path, path) == 0) {
			say(peer, pages[i].answer);
		}
	}
	(void)close(peer);
}

pid_t
loopback_server_start(char origin[LOOPBACK_ORIGIN_SIZE])
{
	struct sockaddr_in address = {.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int listener = socket(AF_INET, SOCK_STREAM, 0);
	pid_t child = -1;

	if (bind(listener, (struct sockaddr *)&address, length) != 0 ||
		listen(listener, 8) != 0 ||
		getsockname(listener, (struct sockaddr *)&address, &length) !=
			0) {
		return -1;
	}
	(void)snprintf(origin, LOOPBACK_ORIGIN_SIZE, "http://127.0.0.1:%d",
		ntohs(address.sin_port));
	child = fork();
	if (child == 0) {
		(void)signal(SIGPIPE, SIG_IGN);
		for (;;) {
			serve(listener, accept(listener, NULL, NULL));
		}
	}
	(void)close(listener);
	return child;
}
