#!/bin/sh
# SPDX-License-Identifier: MIT
# The button with the real Icinga 2 and contrib/icinga2 as it is: a mailbox is lost,
# its service alarms, somebody acknowledges, the mailbox is back, the service says
# so.  In every way to acknowledge, for every way to lose one, each once; what is
# refused; events; and that Icinga waits for nobody.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
core=icinga
icinga_handler=$work/handler
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/button.sh"
plain= sticky='"sticky":true,"persistent":true' quiet='"notify":false'

icinga_bulk_ack() { # ENDING AUTHOR COMMENT
	icinga_api POST /actions/acknowledge-problem "{\"type\":\"Service\",
		\"filter\":\"match(\\\"*$1\\\", service.name)\",
		\"author\":\"$2\",\"comment\":\"$3\",\"notify\":true}" >/dev/null
}

button_tenants
button_handler
button_site=
button_conf
# shellcheck disable=SC2086
{
	cat <<'END'
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
}
object User "second" {
  types = [ Acknowledgement ]
  states = [ Warning, Critical, Unknown ]
}
apply Notification "second" to Service {
  command = "mailbox-expiry-acknowledge"
  users = [ "second" ]
  types = [ Acknowledgement ]
  states = [ Warning, Critical, Unknown ]
  interval = 0
  assign where match("*-two", service.name)
}
END
	for name in $mailboxes; do
		cat <<END
object Service "$name" {
  import "mailbox-expiry-mailbox"
  host_name = "contoso"
  vars.mbx_tenant = "contoso"
  vars.mbx_id = "$(id_of "$name")"
}
END
	done
} >"$work/more.conf"
collect_now
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
button_site="[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca"
button_conf

button_alarms
button_acknowledges
button_brings_back
button_refuses
button_of_a_tenant
button_events
button_waits_for_nobody
button_tells
done_testing
