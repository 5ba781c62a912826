// SPDX-License-Identifier: MIT
#include "snmp/master_impl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "core/mem.h"

#define MASTER_NAME "mailbox_expiry_agentx"
/* Before anything else is done; a request takes three. */
#define MASTER_STEPS 24
/* To be set up and to connect net-snmp takes a third; short of it there are
 * dozens of ways in which it goes on without a word, unheard or unseen. */
#define MASTER_BEGIN_BYTES ((size_t)1 << 20)

/* ---- the session --------------------------------------------------------- */

/* Or a master that hangs would keep us for 18 seconds. */
static int
on_session_init(int major, int minor, void *session, void *context)
{
	netsnmp_session *begun = session;

	(void)major;
	(void)minor;
	(void)context;
	begun->timeout = MASTER_TIMEOUT_US;
	begun->retries = 0;
	return 0;
}

static void
set_interval(int seconds)
{
	(void)netsnmp_ds_set_int(NETSNMP_DS_APPLICATION_ID,
		NETSNMP_DS_AGENT_AGENTX_PING_INTERVAL, seconds);
}

/*
 * The interval is that of pings while connected and of trying again when not.
 * Read right after this, it is to be none: a ping waits, and one that a busy
 * master does not answer in time costs the session.
 */
static int
on_connected(int major, int minor, void *session, void *context)
{
	struct master *master = context;

	(void)major;
	(void)minor;
	master->session = session;
	master->connections++;
	master->taken = 0;
	master_limit_sending(session);
	master_lift_limit(master);
	set_interval(0);
	return 0;
}

static int
on_disconnected(int major, int minor, void *session, void *context)
{
	struct master *master = context;

	(void)major;
	(void)minor;
	(void)session;
	master->session = NULL;
	return 0;
}

/* Short of memory it says one of these, and goes on with less. */
static bool
tells_of_no_memory(const char *text, int cause)
{
	static const char *const words[] = {"malloc", "failed to clone",
		"could not inject", "ut of memory", "no storage"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (strstr(text, words[i]) != NULL) {
			return true;
		}
	}
	/* Sent it was not, nor will it be. */
	if (strstr(text, "Error building ASN.1") != NULL) {
		return cause == ENOMEM;
	}
	/* It is no system call that failed, and no other answer goes out. */
	return cause == 0 &&
	       strstr(text, "send response: Failure in sendto") != NULL;
}

static int
on_log(int major, int minor, void *message, void *context)
{
	const struct snmp_log_message *logged = message;
	struct master *master = context;
	int cause = errno;
	const char *text = logged->msg;
	size_t length = text == NULL ? 0 : strcspn(text, "\n");
	char *line = NULL;

	(void)major;
	(void)minor;
	if (length == 0 || master->is_quiet) {
		return 0;
	}
	/* It leaves room for a reason, and gives none. */
	line = length >= 2 && memcmp(text + length - 2, ": ", 2) == 0
		       ? mem_print("%.*s%s", (int)length, text, strerror(cause))
		       : mem_text_n(text, length);
	/* The same every second would only fill the log. */
	if (master->said == NULL || strcmp(master->said, line) != 0) {
		master->settings.say(master->settings.context, line);
		mem_replace_text(&master->said, line);
	}
	free(line);
	if (tells_of_no_memory(text, cause)) {
		mem_exhausted();
	}
	return 0;
}

static const struct {
	int major;
	int minor;
	SNMPCallback *call;
} callbacks[] = {
	{SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_LOGGING, on_log},
	{SNMP_CALLBACK_LIBRARY, SNMP_CALLBACK_SESSION_INIT, on_session_init},
	{SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_START, on_connected},
	{SNMP_CALLBACK_APPLICATION, SNMPD_CALLBACK_INDEX_STOP, on_disconnected},
};
#define CALLBACK_COUNT (sizeof(callbacks) / sizeof(callbacks[0]))

static void
set_up_library(struct master *master)
{
	netsnmp_enable_subagent();
	snmp_disable_log();
	snmp_enable_calllog();
	for (size_t i = 0; i < CALLBACK_COUNT; i++) {
		(void)snmp_register_callback(callbacks[i].major,
			callbacks[i].minor, callbacks[i].call, master);
	}
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_READ_CONFIGS, 1);
	(void)netsnmp_ds_set_boolean(
		NETSNMP_DS_LIBRARY_ID, NETSNMP_DS_LIB_DONT_PERSIST_STATE, 1);
	if (master->settings.socket != NULL) {
		(void)netsnmp_ds_set_string(NETSNMP_DS_APPLICATION_ID,
			NETSNMP_DS_AGENT_X_SOCKET, master->settings.socket);
	}
}

/* Without it net-snmp would go on, and never connect. */
static bool
has_callback_session(struct error *err)
{
	if (agentx_callback_sess != NULL) {
		return true;
	}
	if (errno != EMFILE && errno != ENFILE) {
		mem_exhausted();
	}
	return error_set(err, ERROR_CONFIG,
		"net-snmp cannot begin: %s; raise the limit of open files",
		strerror(errno));
}

bool
master_open(const struct master_settings *settings, struct master **master,
	struct error *err)
{
	struct master *opened = mem_zeroed(1, sizeof(*opened));

	opened->settings = *settings;
	netsnmp_large_fd_set_init(&opened->descriptors, FD_SETSIZE);
	mem_reserve(MASTER_BEGIN_BYTES);
	set_up_library(opened);
	errno = 0;
	if (init_agent(MASTER_NAME) != 0) {
		free(opened);
		return error_set(err, ERROR_INTERNAL,
			"net-snmp cannot be initialized as a subagent");
	}
	if (!has_callback_session(err)) {
		free(opened);
		return false;
	}
	set_interval(MASTER_AGAIN_S); /* init_agent() has set another */
	(void)master_register(opened, NULL);
	master_begin_patience(opened);
	init_snmp(MASTER_NAME); /* connects */
	master_end_patience(opened);
	set_interval(MASTER_AGAIN_S);
	*master = opened;
	return true;
}

void
master_close(struct master *master)
{
	if (master != NULL) {
		/* Of those that are left it would free what is ours. */
		for (size_t i = 0; i < CALLBACK_COUNT; i++) {
			(void)snmp_unregister_callback(callbacks[i].major,
				callbacks[i].minor, callbacks[i].call, master,
				1);
		}
		snmp_shutdown(MASTER_NAME);
		master_forget_contexts(master);
		free(master->said);
		netsnmp_large_fd_set_cleanup(&master->descriptors);
		free(master);
	}
}

uint64_t
master_connection(const struct master *master)
{
	return master->session == NULL ? 0 : master->connections;
}

/* ---- waiting ------------------------------------------------------------- */

/*
 * Connects again when it is time.  Of a connection that ends before it is open
 * net-snmp begins one more timer for the next: all try, one behind the other,
 * and where each takes a while it is never over.  There is to be one.
 */
static void
connect_again(struct master *master)
{
	const struct snmp_alarm *alarm = sa_find_next();
	struct timeval left = {0};
	SNMPAlarmCallback *try = NULL;
	void *context = NULL;

	if (alarm == NULL || get_next_alarm_delay_time(&left) == 0 ||
		left.tv_sec > 0 || left.tv_usec > 0) {
		return;
	}
	try = alarm->thecallback;
	context = alarm->clientarg;
	snmp_alarm_unregister_all();
	mem_reserve(MASTER_BEGIN_BYTES);
	master_begin_patience(master);
	try(snmp_alarm_register(MASTER_AGAIN_S, SA_REPEAT, try, context),
		context);
	master_end_patience(master);
	if (master->session != NULL) {
		snmp_alarm_unregister_all();
	}
}

/* Connects again, registers more. */
static void
look_after(struct master *master)
{
	if (master->session == NULL) {
		connect_again(master);
	}
	set_interval(MASTER_AGAIN_S);
	master_keep_contexts(master);
}

/* One step of whatever is asked; `limit` becomes what is left of it. */
static int
step(struct master *master, int descriptor, struct timeval *limit)
{
	netsnmp_large_fd_set *set = &master->descriptors;
	struct timeval least = *limit;
	int blocks = 0; /* net-snmp may make the limit shorter */
	int count = descriptor + 1;
	int ready = 0;

	NETSNMP_LARGE_FD_ZERO(set);
	(void)snmp_select_info2(&count, set, &least, &blocks);
	if (descriptor >= 0) {
		NETSNMP_LARGE_FD_SET(descriptor, set);
	}
	ready = netsnmp_large_fd_set_select(count, set, NULL, NULL, &least);
	*limit = least; /* select() has taken from it what it waited */
	return ready;
}

bool
master_wait(struct master *master, int descriptor, int64_t limit_ms)
{
	netsnmp_large_fd_set *set = &master->descriptors;
	struct timeval limit = {
		.tv_sec = limit_ms / 1000,
		.tv_usec = limit_ms % 1000 * 1000,
	};
	bool is_ready = false;
	int ready = 1;

	if (master_has_contexts_left(master)) {
		limit = (struct timeval){0};
	}
	for (int steps = 0; steps < MASTER_STEPS && ready > 0 && !is_ready;
		steps++) {
		ready = step(master, descriptor, &limit);
		if (ready > 0 && descriptor >= 0) {
			is_ready = NETSNMP_LARGE_FD_ISSET(descriptor, set) != 0;
			NETSNMP_LARGE_FD_CLR(descriptor, set);
		}
		if (ready > 0) {
			master->is_deaf = false;
			errno = 0; /* on_log() tells by it what failed */
			snmp_read2(set);
			master_note_taken(master);
		} else if (ready == 0) {
			snmp_timeout();
		}
		netsnmp_check_outstanding_agent_requests();
	}
	/*
	 * What may take a while can wait.  Answers that are left of a session
	 * would go over the next one, if it is at the same address.
	 */
	if (!is_ready && (ready <= 0 || master->session != NULL)) {
		look_after(master);
	}
	return is_ready;
}
