// SPDX-License-Identifier: MIT
/* What net-snmp would wait for without end: connect() and send(). */
#include "snmp/master_impl.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static void
on_alarm(int number, siginfo_t *info, void *context)
{
	(void)number;
	(void)context;
	if (info->si_code == SI_TIMER) {
		(void)shutdown(info->si_value.sival_int, SHUT_RDWR);
	}
}

/* The lowest that is free: what net-snmp connects with will have it. */
static int
next_descriptor(void)
{
	int next = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

	if (next >= 0) {
		(void)close(next);
	}
	return next;
}

void
master_begin_patience(struct master *master)
{
	struct sigaction action = {
		.sa_sigaction = on_alarm,
		.sa_flags = SA_SIGINFO,
	};
	const struct itimerval each = {
		.it_interval.tv_usec = MASTER_TIMEOUT_US,
		.it_value.tv_usec = MASTER_TIMEOUT_US,
	};
	const struct itimerspec all = {
		.it_value.tv_nsec = MASTER_OPENING_US * 1000L,
	};
	struct sigevent end = {
		.sigev_notify = SIGEV_SIGNAL,
		.sigev_signo = SIGALRM,
		.sigev_value.sival_int = next_descriptor(),
	};

	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &each, NULL);
	master->is_limited =
		timer_create(CLOCK_MONOTONIC, &end, &master->limit) == 0;
	if (master->is_limited) {
		(void)timer_settime(master->limit, 0, &all, NULL);
	}
}

void
master_lift_limit(struct master *master)
{
	if (master->is_limited) {
		(void)timer_delete(master->limit);
		master->is_limited = false;
	}
}

void
master_end_patience(struct master *master)
{
	const struct itimerval none = {0};

	(void)setitimer(ITIMER_REAL, &none, NULL);
	master_lift_limit(master);
}

/*
 * Whoever does not take what is sent gets no more of it: after half of
 * something the rest would not be understood.  The end is noticed when reading.
 */
static int
send_in_time(netsnmp_transport *transport, const void *data, int size,
	void **opaque, int *opaque_length)
{
	ssize_t sent = send(transport->sock, data, (size_t)size, MSG_NOSIGNAL);

	(void)opaque;
	(void)opaque_length;
	if (sent == size) {
		return size;
	}
	(void)shutdown(transport->sock, SHUT_RDWR);
	return -1;
}

void
master_limit_sending(netsnmp_session *session)
{
	const struct timeval limit = {.tv_usec = MASTER_TIMEOUT_US};
	void *pointer = snmp_sess_pointer(session);
	netsnmp_transport *transport =
		pointer == NULL ? NULL : snmp_sess_transport(pointer);

	if (transport != NULL) {
		(void)setsockopt(transport->sock, SOL_SOCKET, SO_SNDTIMEO,
			&limit, sizeof(limit));
		transport->f_send = send_in_time;
	}
}
