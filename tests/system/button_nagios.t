#!/bin/sh
# SPDX-License-Identifier: MIT
# The same as button_icinga.t with the real Nagios 4 and contrib/nagios as it is; who
# acknowledged, and why, is read from status.dat, as most sites have it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
PATH=$PATH:/usr/sbin
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
core=nagios
nagios_handler=$work/handler nagios_environment=0
. "$top_srcdir/tests/system/nagios.sh"
. "$top_srcdir/tests/system/button.sh"
plain='1;1;0' sticky='2;1;1' quiet='1;0;0'

nagios_bulk_ack() { # ENDING AUTHOR COMMENT
	for cause in $causes; do
		printf '[%s] ACKNOWLEDGE_SVC_PROBLEM;contoso;%s;%s;%s;%s\n' "$(date +%s)" \
			"$cause$1" "$plain" "$2" "$3"
	done >"$nagios_pipe"
}

button_tenants
button_handler
button_site="[nagios]
command_file = $nagios_pipe
status_file = $nagios_status"
button_conf
# shellcheck disable=SC2086
{
	cat <<'END'
define host {
	use                     mailbox-expiry-tenant
	host_name               fabrikam
	contact_groups          admins
}
define service {
	use                     mailbox-expiry,mailbox-expiry-handler
	host_name               fabrikam
	service_description     mailbox-expiry
	_MBX_TENANT             fabrikam
	contact_groups          admins
}
define contact {
	contact_name                    second
	service_notification_period     24x7
	service_notification_options    w,u,c
	service_notification_commands   mailbox_expiry_acknowledge
	host_notifications_enabled      0
	host_notification_period        24x7
	host_notification_options       n
	host_notification_commands      check_mailbox_expiry_host_is_up
}
# Written by somebody who forgot _MBX_ID, and the template that has one.
define service {
	use                     mailbox-expiry-handler
	host_name               contoso
	service_description     forgotten
	_MBX_TENANT             contoso
	check_command           check_mailbox_expiry
	max_check_attempts      1
	check_period            24x7
	notification_period     24x7
	contact_groups          admins
}
END
	for name in $mailboxes; do
		cat <<END
define service {
	use                     mailbox-expiry-mailbox
	host_name               contoso
	service_description     $name
	_MBX_TENANT             contoso
	_MBX_ID                 $(id_of "$name")
END
		case $name in *-two) echo "	contacts                +second" ;; esac
		echo "}"
	done
} >"$work/more.cfg"
collect_now
nagios_start "$work/more.cfg" || { echo "Bail out! no Nagios"; exit 1; }

button_alarms
button_acknowledges
button_brings_back
button_refuses
button_of_a_tenant
button_events
button_waits_for_nobody

nagios_ack contoso forgotten alice "bring it back" "1;1;0"
told_forgotten() { grep -q 'service=forgotten .*--type=ACKN\|--type=ACKN.*service=forgotten' "$work/took"; }
wait_for 15 told_forgotten
like "a service without _MBX_ID: refused, never the whole tenant" \
	"$(grep 'type=ACKN.*service=forgotten' "$work/took")" \
	'^[0-9]+ 2 handle_mailbox_expiry: --mailbox "\$_SERVICEMBX_ID\$": a macro that nothing defines'
is "and nothing is asked for" "$(requests_of forgotten)" 0
button_tells
done_testing
