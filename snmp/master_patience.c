// SPDX-License-Identifier: MIT
/* What net-snmp would wait for without end: connect() and send(). */
#include "snmp/master_impl.h"

#include <signal.h>
#include <sys/socket.h>
#include <sys/time.h>

static void
on_alarm(int number)
{
	(void)number;
}

void
master_limit_patience(long limit_us)
{
	const struct sigaction action = {.sa_handler = on_alarm};
	const struct itimerval limit = {
		.it_interval.tv_usec = limit_us,
		.it_value.tv_usec = limit_us,
	};

	(void)sigaction(SIGALRM, &action, NULL);
	(void)setitimer(ITIMER_REAL, &limit, NULL);
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
