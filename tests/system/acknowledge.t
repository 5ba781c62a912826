#!/bin/sh
# SPDX-License-Identifier: MIT
# From the button to the inbox: the real Icinga 2 and Nagios with contrib/ as it is,
# as a user who may write nothing but requests, run the real handler.  Which
# acknowledgements arrive, how often, and that what was typed arrives as data.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
[ -n "$is_root" ] || skip_all "needs two users: be root"

# shellcheck disable=SC2034
sim_url=https://localhost:1 # nobody is asked
conf_new() {
	conf_write "$@"
	cat >>"$conf" <<EOF
[icinga2 main]
url = https://localhost:1
user = x
password_file = $work/secret
EOF
	chmod 644 "$conf"
}
conf_new
state_new
inbox=$state/inbox
mkdir "$inbox"
chown "$owner:$readers" "$inbox"
chmod 3770 "$inbox"
mkdir "$work/plugins"
id=00000000-0000-0000-0000-000000000001
canary=$work/canary

clear_inbox() { find "$inbox" -mindepth 1 -delete; }
waiting() { find "$inbox" -type f ! -name '.*' | wc -l; }
has() { [ "$(waiting)" -ge "$1" ]; }
# What the one request says that waits; and the inbox is empty again.
request() {
	set -- "$inbox"/*
	[ $# = 1 ] || printf '%s files: ' $#
	sed -E '/^(mailbox-expiry-request|made_at|checked_at|acked_at|tenant) /d' "$@" |
		tr '\n' ' ' | sed 's/ $//'
	clear_inbox
}
# comes NAME WANTED: just this one arrives
comes() {
	wait_for 15 has 1
	output=$(grep -h '' "$inbox"/* 2>&1)
	is "$1" "$(request)" "$2"
}
# What the service of the one request that waits shows of its tenant.
shown() {
	sed -n 's/^shows //p' "$inbox"/* | sort | tr '\n' ' ' | sed 's/ $//'
	clear_inbox
}
shown_by() {
	case $1 in
	*deadline) echo deadline ;;
	*) echo "account=enabled cause=license-removed cause=user-deleted exclude=lab* exclude=x*@* include=*@contoso.example" ;;
	esac
}
# A value as it stands in a request.
escaped() {
	printf %s "$1" | sed 's/\\/\\\\/g' | tr '\001-\010\013-\037' '?' |
		sed -e ':a' -e '$!N; $!ba' -e 's/\n/\\n/g'
}

# What people and programs may type; NAME, then the text.
escape=$(printf '\033[31m\007')
newline='two
#force lines'
no_utf8=$(printf 'no \377\376 UTF-8')
hostile() { # COMMAND NAME TEXT...
	"$1" "quotes" "\"it's\" 'so\""
	"$1" "a backslash at the end" 'end\'
	"$1" "a shell's words" "\$(touch $canary) \`touch $canary\`; touch $canary | touch $canary && touch $canary > $canary"
	"$1" "an end of quotes" "'; touch $canary; '\"; touch $canary; \""
	"$1" "an option" "--config=$canary"
	"$1" "SQL" "'; DROP TABLE request; --"
	"$1" "macros" '$HOSTNAME$ $USER12$ $host.name$ $user.name$ %s%n'
	"$1" "escapes of a terminal" "$escape"
	"$1" "UTF-8" 'grüße ✓'
}

# ---- Icinga 2 -----------------------------------------------------------------
icinga_handler=$handle_program icinga_plugins=$work/plugins icinga_checks=no
icinga_as=nobody
. "$top_srcdir/tests/system/icinga2.sh"
cat >"$work/more.conf" <<EOF
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "contoso"
  vars.mbx_mailboxes["orders"] = "$id"
}
apply Service "apart" {
  import "mailbox-expiry"
  vars.mailbox_expiry_account = "enabled"
  vars.mailbox_expiry_cause = [ "license-removed", "user-deleted" ]
  vars.mailbox_expiry_include = "*@contoso.example"
  vars.mailbox_expiry_exclude = [ "lab*", "x*@*" ]
  assign where host.name == "contoso"
}
apply Service "ada" {
  import "mailbox-expiry"
  vars.mailbox_expiry_tenant = "contoso"
  vars.mailbox_expiry_mailbox = "ada@contoso.example"
  assign where host.name == "elsewhere"
}
object Host "elsewhere" {
  check_command = "dummy"
  vars.mbx_tenant = "elsewhere"
}
EOF
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
all="contoso mailbox-expiry"
one="fabrikam mailbox-orders"
all_words="kind acknowledge system icinga2 host contoso service mailbox-expiry"
one_words="kind acknowledge system icinga2 host fabrikam service mailbox-orders"

icinga_result $one 0 "fine"
icinga_result $one 2 "now"
icinga_ack $one alice "bring it back"
comes "Icinga: a mailbox, in a SOFT state" \
	"$one_words state CRITICAL mailbox $id author alice comment bring it back"
if icinga_ack $one bob "me, too"; then not_ok "twice is refused there"; else ok "twice is refused there"; fi
icinga_unack $one
icinga_ack $one bob "now me" '"sticky":true,"persistent":true'
comes "removed and set again, sticky" \
	"$one_words state CRITICAL mailbox $id author bob comment now me"
icinga_hard $all 1 "soon"
icinga_ack $all alice "#ack" '"notify":false'
icinga_unack $all
icinga_downtime $all 600
wait_for 15 icinga_is $all "WARNING HARD downtime"
icinga_ack $all alice "seen"
comes "a tenant, in a downtime; and nothing without notify" \
	"$all_words state WARNING hard yes downtime yes author alice comment seen"
icinga_hard $all 3 "who knows"
icinga_ack $all alice "seen"
comes "UNKNOWN, for the policy to refuse" \
	"$all_words state UNKNOWN hard yes downtime yes author alice comment seen"
icinga_result $all 0 "fine"
if icinga_ack $all alice "fine"; then not_ok "OK is refused there"; else ok "OK is refused there"; fi

icinga_hard $all 2 "now"
icinga_types() { # NAME TEXT
	icinga_unack $all
	icinga_ack $all "$2" "$2"
	comes "Icinga: $1" "$all_words state CRITICAL hard yes downtime yes author $(escaped "$2") comment $(escaped "$2")"
}
hostile icinga_types
icinga_unack $all
icinga_ack $all alice "$newline"
comes "Icinga: a newline" "$all_words state CRITICAL hard yes downtime yes author alice comment $(escaped "$newline")"
icinga_unack $all
icinga_ack $all alice "$(head -c 100000 /dev/zero | tr '\0' x)"
wait_for 15 has 1
like "Icinga: 100 kB are cut, and say so" "$(request)" \
	'author alice comment x{7000} #comment-too-long$'

icinga_unack $all
icinga_ack $all "$(head -c 100000 /dev/zero | tr '\0' y)" "seen"
wait_for 15 has 1
like "Icinga: an author of 100 kB is nobody" "$(request)" 'author y{252}\.\.\. comment seen$'
icinga_unack $all
icinga_ack $all alice "$no_utf8"
comes "Icinga: no UTF-8 is what Icinga makes of it" \
	"$all_words state CRITICAL hard yes downtime yes author alice comment $(printf 'no \357\277\275\357\277\275 UTF-8')"

for service in mailbox-expiry-deadline apart; do
	icinga_result contoso $service 2 "now"
	icinga_ack contoso $service alice "seen"
	wait_for 15 has 1
	is "Icinga: what $service shows is told" "$(shown)" "$(shown_by $service)"
done

# The check was told in its own words whose and what it is to show.
icinga_result elsewhere ada 2 "now"
icinga_ack elsewhere ada alice "seen"
wait_for 15 has 1
is "Icinga: one mailbox of another tenant than the host's is that one" \
	"$(grep -hE '^(tenant|mailbox) ' "$inbox"/* | tr '\n' ' ')" \
	"tenant contoso mailbox ada@contoso.example "
clear_inbox

conf_new 'on_event = restore'
icinga_result $one 0 "fine"
icinga_result $one 1 "soon"
icinga_result $one 1 "soon"
comes "Icinga: an event, of the HARD state alone" \
	"kind event system icinga2 host fabrikam service mailbox-orders state WARNING hard yes mailbox $id"
icinga_api POST /actions/schedule-downtime "{\"type\":\"Host\",\"host\":\"fabrikam\",
	\"author\":\"root\",\"comment\":\"moving\",\"fixed\":true,
	\"start_time\":$(date +%s),\"end_time\":$(($(date +%s) + 600))}" >"$work/ignored"
in_downtime() { icinga_api GET /objects/hosts/fabrikam | grep -q '"downtime_depth":1'; }
wait_for 15 in_downtime
icinga_result $one 0 "fine"
icinga_hard $one 1 "soon"
comes "Icinga: an event in a downtime of the host" \
	"kind event system icinga2 host fabrikam service mailbox-orders state WARNING hard yes downtime yes mailbox $id"
icinga_stop
conf_new

# ---- Nagios ---------------------------------------------------------------------
nagios_handler=$handle_program nagios_plugins=$work/plugins nagios_checks=no
nagios_as=nobody
. "$top_srcdir/tests/system/nagios.sh"
cat >"$work/more.cfg" <<EOF
define service {
	use                     mailbox-expiry-one,mailbox-expiry-handler
	host_name               contoso
	service_description     mailbox-orders
	_MBX_TENANT             contoso
	_MBX_ID                 $id
	contact_groups          admins
}
define service {
	use                     mailbox-expiry,mailbox-expiry-handler
	host_name               contoso
	service_description     mailbox-expiry-mistakes
	check_command           check_mailbox_expiry_account!enabled!contoso
	_MBX_TENANT             contoso
	_MBX_ACCOUNTS           enabled
	contact_groups          admins
}
EOF
nagios_start "$work/more.cfg" || { echo "Bail out! no Nagios"; exit 1; }
one="contoso mailbox-orders"
all_words="kind acknowledge system nagios host contoso service mailbox-expiry"
one_words="kind acknowledge system nagios host contoso service mailbox-orders"

nagios_result $one 0 "fine"
nagios_result $one 2 "now"
nagios_ack $one alice "bring it back; now" "1;1;0"
comes "Nagios: a mailbox, in a SOFT state" \
	"$one_words state CRITICAL mailbox $id author alice comment bring it back; now"
nagios_ack $one bob "me, too"
comes "twice arrives twice, to be done once" \
	"$one_words state CRITICAL mailbox $id author bob comment me, too"
nagios_hard $all 1 "soon"
nagios_ack $all alice "#ack" "1;0;0"
nagios_unack $all
nagios_downtime $all 600
wait_for 15 nagios_is $all "WARNING HARD downtime"
nagios_ack $all alice "seen"
comes "a tenant, in a downtime; and nothing without notify" \
	"$all_words state WARNING hard yes downtime yes author alice comment seen"
nagios_result $all 0 "fine"
nagios_ack $all alice "fine"
nagios_hard $all 3 "who knows"
nagios_ack $all alice "seen"
comes "UNKNOWN, for the policy to refuse; OK is none there" \
	"$all_words state UNKNOWN hard yes downtime yes author alice comment seen"
nagios_hard $all 2 "now"
nagios_types() { # NAME TEXT
	author=$(printf %s "$2" | tr ';' ',')
	nagios_ack $all "$author" "$2"
	comes "Nagios: $1" "$all_words state CRITICAL hard yes downtime yes author $(escaped "$author") comment $(escaped "$2")"
}
hostile nagios_types
nagios_ack $all alice "$no_utf8"
comes "Nagios: no UTF-8" "$all_words state CRITICAL hard yes downtime yes author alice comment $no_utf8"
nagios_ack $all alice "$newline"
comes "Nagios: a newline ends the command there" \
	"$all_words state CRITICAL hard yes downtime yes author alice comment two"
nagios_ack $all alice "$(head -c 100000 /dev/zero | tr '\0' x)"
wait_for 15 has 1
like "Nagios: 100 kB, of which Nagios passes 8, are cut and say so" "$(request)" \
	'author alice comment x{7000} #comment-too-long$'

for service in mailbox-expiry-deadline mailbox-expiry-mistakes; do
	nagios_result contoso $service 2 "now"
	nagios_ack contoso $service alice "seen"
	wait_for 15 has 1
	is "Nagios: what $service shows is told" "$(shown)" \
		"$(echo $service | sed 's/.*-//;s/mistakes/account=enabled/')"
done

conf_new 'on_event = restore'
nagios_result $one 0 "fine"
nagios_result $one 1 "soon"
nagios_result $one 1 "soon"
comes "Nagios: an event, of the HARD state alone" \
	"kind event system nagios host contoso service mailbox-orders state WARNING hard yes mailbox $id"
nagios_command "SCHEDULE_HOST_DOWNTIME;contoso;$(date +%s);$(($(date +%s) + 600));1;0;0;root;moving"
in_downtime() { sed -n '/^hoststatus/,/}/p' "$nagios_status" | grep -q 'downtime_depth=1'; }
wait_for 15 in_downtime
nagios_result $one 0 "fine"
nagios_hard $one 1 "soon"
comes "Nagios: an event in a downtime of the host" \
	"kind event system nagios host contoso service mailbox-orders state WARNING hard yes downtime yes mailbox $id"
conf_new

# As most sites run it: who and why is left to be read from status.dat.
nagios_environment=0
nagios_restart "$work/more.cfg"
nagios_hard $one 2 "now"
nagios_ack $one alice "bring it back"
comes "Nagios without environment macros" "$one_words state CRITICAL hard yes mailbox $id"
nagios_stop

is "no shell ever read any of it" "$(find "$canary" 2>/dev/null)" ""
is "and nothing but requests was written" "$(find "$state" -mindepth 1 ! -name inbox)" ""
done_testing
