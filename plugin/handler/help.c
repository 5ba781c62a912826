// SPDX-License-Identifier: MIT
#include "handler/options.h"

static const char program_help[] =
	"Usage: handle_mailbox_expiry COMMAND [OPTION]...\n"
	"Bring Exchange Online mailboxes back that lost their license or "
	"their\n"
	"user: when their alert is acknowledged, by policy, or by hand.\n"
	"\n"
	"Called by a monitoring system or a timer\n"
	"  ingest       put down what was acknowledged, and return at once\n"
	"  worker       do what was put down\n"
	"  reconcile    ask the monitoring systems what is acknowledged\n"
	"  sync         keep one service for each mailbox there\n"
	"\n"
	"By hand\n"
	"  restore      bring mailboxes back\n"
	"  release      let mailboxes go: no more alarms for this loss\n"
	"  unrelease    take that back\n"
	"  pause        write nothing to Microsoft 365 until further notice\n"
	"  resume       go on\n"
	"  status       what is being done, waits, or went wrong\n"
	"  log          everything that was asked, decided and done\n"
	"  self-test    whether all it needs is fine, and what to do\n"
	"\n"
	"handle_mailbox_expiry COMMAND --help tells the options of each.\n"
	"\n";

static const char ingest_help[] =
	"Usage: handle_mailbox_expiry ingest --source SYSTEM --type TYPE\n"
	"         --host HOST --service SERVICE --state STATE [OPTION]...\n"
	"Put down that an alert was acknowledged (or an event) and return.\n"
	"Author and comment come from the environment: MBX_AUTHOR and\n"
	"MBX_COMMENT, or NAGIOS_NOTIFICATIONAUTHOR and _NOTIFICATIONCOMMENT.\n"
	"\n"
	"      --source SYSTEM       nagios or icinga2\n"
	"      --instance NAME       which [icinga2 NAME] of the "
	"configuration\n"
	"      --type TYPE           ACKNOWLEDGEMENT; all others do nothing\n"
	"      --event               a change of state, from an event handler\n"
	"      --host HOST           name of the host\n"
	"      --service SERVICE     name of the service\n"
	"      --state STATE         OK, WARNING, CRITICAL or UNKNOWN\n"
	"      --state-type TYPE     SOFT or HARD, 0 or 1\n"
	"      --downtime-depth N    more than 0: it or its host is in one\n"
	"      --deadline[=WORD]     as the check of a tenant's service was "
	"given:\n"
	"      --account STATE       the part of the tenant that it shows, "
	"and\n"
	"      --cause CAUSE         so what is meant\n"
	"      --include PATTERN\n"
	"      --exclude PATTERN\n"
	"      --checked-at SECONDS  of the last check, since 1970\n"
	"      --acked-at SECONDS    of the acknowledgement, since 1970\n"
	"  -T, --tenant NAME         variable mbx_tenant of the service\n"
	"  -m, --mailbox NAME        variable mbx_id; none: the whole tenant\n"
	"\n";

static const char worker_help[] =
	"Usage: handle_mailbox_expiry worker [OPTION]...\n"
	"Do what was put down, until nothing is left to be done.\n"
	"\n"
	"      --once                do not wait for what is due later\n"
	"      --lock-inherited      descriptor 3 holds the lock (used by "
	"ingest)\n"
	"\n";

static const char reconcile_help[] =
	"Usage: handle_mailbox_expiry reconcile [OPTION]...\n"
	"Ask every [icinga2 NAME] and [nagios] of the configuration what is\n"
	"acknowledged, and put down what did not arrive by itself.\n"
	"\n";

static const char sync_help[] =
	"Usage: handle_mailbox_expiry sync [OPTION]...\n"
	"Keep one service for each mailbox in its window, with its result, in\n"
	"every [icinga2 NAME] with services = yes and in Nagios.\n"
	"\n";

static const char restore_help[] =
	"Usage: handle_mailbox_expiry restore --tenant NAME\n"
	"         (--mailbox NAME... | --all-expiring) [OPTION]...\n"
	"Bring mailboxes back.\n"
	"\n"
	"  -T, --tenant NAME         of this tenant\n"
	"  -m, --mailbox NAME        object id or address; may be repeated\n"
	"      --all-expiring        everything that lost its license alone\n"
	"      --preview             say what would be done, and do nothing\n"
	"      --yes                 do not ask\n"
	"      --wait                wait for the end, without a terminal, "
	"too\n"
	"      --sku SKU             with this license: GUID or part number\n"
	"      --force               also what may come back new and empty\n"
	"      --comment TEXT        why, for the log\n"
	"\n";

static const char release_help[] =
	"Usage: handle_mailbox_expiry release --tenant NAME --mailbox NAME...\n"
	"Let mailboxes go: no more alarms for this loss.\n"
	"\n"
	"  -T, --tenant NAME         of this tenant\n"
	"  -m, --mailbox NAME        object id or address; may be repeated\n"
	"      --wait                wait for the end, without a terminal, "
	"too\n"
	"      --comment TEXT        why, for the log\n"
	"\n";

static const char unrelease_help[] =
	"Usage: handle_mailbox_expiry unrelease --tenant NAME --mailbox "
	"NAME...\n"
	"Take a release back.\n"
	"\n"
	"  -T, --tenant NAME         of this tenant\n"
	"  -m, --mailbox NAME        object id or address; may be repeated\n"
	"      --wait                wait for the end, without a terminal, "
	"too\n"
	"      --comment TEXT        why, for the log\n"
	"\n";

static const char pause_help[] =
	"Usage: handle_mailbox_expiry pause [OPTION]...\n"
	"Write nothing to Microsoft 365 until \"resume\".\n"
	"\n"
	"  -T, --tenant NAME         only for this tenant\n"
	"      --wait                wait for the end, without a terminal, "
	"too\n"
	"      --comment TEXT        why, for the log\n"
	"\n";

static const char resume_help[] =
	"Usage: handle_mailbox_expiry resume [OPTION]...\n"
	"Go on after \"pause\".\n"
	"\n"
	"  -T, --tenant NAME         only for this tenant\n"
	"      --wait                wait for the end, without a terminal, "
	"too\n"
	"      --comment TEXT        why, for the log\n"
	"\n";

static const char status_help[] =
	"Usage: handle_mailbox_expiry status [OPTION]...\n"
	"Tell what is being done, what waits and what went wrong.\n"
	"\n"
	"  -T, --tenant NAME         this tenant only\n"
	"      --output-format F     text or json [text]\n"
	"\n";

static const char log_help[] =
	"Usage: handle_mailbox_expiry log [OPTION]...\n"
	"Tell everything that was asked, decided, written and answered.\n"
	"\n"
	"  -T, --tenant NAME         this tenant only\n"
	"      --since DAY           from this day or instant on\n"
	"      --direct              only the licenses that were assigned to\n"
	"                            users directly, for cleaning up\n"
	"\n";

static const char self_test_help[] =
	"Usage: handle_mailbox_expiry self-test [OPTION]...\n"
	"Say of the inbox, the units, the monitoring systems and the writer's\n"
	"credential and rights whether they are fine, and what to do; changes\n"
	"nothing.  mailbox_expiry_collect --self-test says the rest.\n"
	"\n"
	"  -T, --tenant NAME         the writer of this tenant only\n"
	"\n";

const char handler_common_help[] =
	"  -f, --config FILE         configuration\n"
	"                            [" SYSCONFDIR
	"/mailbox-expiry/mailbox-expiry.conf]\n"
	"      --at TIME             pretend it is TIME (RFC 3339); the state\n"
	"                            is then marked as simulated\n"
	"  -v, --verbose             say more\n"
	"  -V, --version             print the version and exit with 3\n"
	"  -h, --help                print this help and exit with 3\n"
	"\n"
	"Exit: 0 done, 1 failed or refused, 2 wrong command line or\n"
	"configuration, 3 --help or --version.\n"
	"See handle_mailbox_expiry(8) and mailbox-expiry.conf(5).\n";

const char *
handler_help(enum handler_command command)
{
	static const char *const texts[COMMAND_COUNT] = {
		[COMMAND_NONE] = program_help,
		[COMMAND_INGEST] = ingest_help,
		[COMMAND_WORKER] = worker_help,
		[COMMAND_RECONCILE] = reconcile_help,
		[COMMAND_SYNC] = sync_help,
		[COMMAND_RESTORE] = restore_help,
		[COMMAND_RELEASE] = release_help,
		[COMMAND_UNRELEASE] = unrelease_help,
		[COMMAND_PAUSE] = pause_help,
		[COMMAND_RESUME] = resume_help,
		[COMMAND_STATUS] = status_help,
		[COMMAND_LOG] = log_help,
		[COMMAND_SELF_TEST] = self_test_help,
	};

	return texts[command];
}
