#!/bin/sh
# SPDX-License-Identifier: MIT
# What the real Icinga 2 and the real Nagios do not tell is found by asking them,
# once, with what was typed as data.  (What they do tell: acknowledge.t.)
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
. "$top_srcdir/tests/system/users.sh"
if [ -z "$is_root" ]; then
	echo "1..0 # SKIP needs root, to be several users"
	exit 0
fi

# The cores run as a user who may only write the inbox: nobody takes what lies in it.
core=$(id -un "$reader")
icinga_as=$core nagios_as=$core icinga_checks=no nagios_checks=no
icinga_handler=/bin/true nagios_handler=/bin/true
icinga_plugins=$bin nagios_plugins=$bin
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/nagios.sh"
# shellcheck disable=SC2034
sim_url=https://localhost:1 # nobody is asked
conf_write
state_new
inbox=$state/inbox
mkdir "$inbox"
chown "$owner:$readers" "$inbox"
chmod 3770 "$inbox"
chmod 644 "$conf"
LF='
'
canary=$work/canary
has_request() { [ -n "$(ls "$inbox")" ]; }
# arrived NAME: the one request is in $work/request, the inbox is empty again.
arrived() {
	if wait_for 15 has_request && [ "$(ls "$inbox" | wc -l)" = 1 ]; then
		cat "$inbox"/* >"$work/request"
		ok "$1"
	else
		output=$(ls -A "$inbox")
		not_ok "$1"
		: >"$work/request"
	fi
	find "$inbox" -mindepth 1 -delete
}
field() { sed -n "s/^$1 //p" "$work/request"; }
# Everything but what differs each time.
fields() { grep -vE '^(made_at|checked_at|acked_at|author|comment) ' "$work/request"; }
handle() {
	output=$(as_user "$reader" "$handle_program" "$@" --config "$conf" 2>&1 </dev/null)
	code=$?
}

# ---- Icinga 2 -----------------------------------------------------------------
cat >"$work/more.conf" <<'END'
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
}
object Host "one" {
  check_command = "dummy"
  vars.mbx_tenant = "contoso"
  vars.mbx_mailboxes["ada"] = "33333333-3333-4333-8333-333333333333"
}
object Service "of-a-set" {
  import "mailbox-expiry"
  host_name = "one"
  vars.mbx_tenant = "$host.vars.mbx_tenant$"
  vars.mailbox_expiry_account = "enabled"
  vars.mailbox_expiry_include = "$host.vars.mbx_include$"
  vars.mailbox_expiry_exclude = [ "lab*", "x*@*" ]
}
END
icinga_start "$work/more.conf" || {
	echo "Bail out! no Icinga 2"
	exit 1
}
cat >>"$conf" <<END
[icinga2 main]
url = $icinga_url
ca_file = $icinga_ca
user = mailbox-expiry
password_file = $icinga_password_file
END
icinga_hard contoso mailbox-expiry 2 "now"
icinga_hard one mailbox-ada 1 "soon"
icinga_hard fabrikam mailbox-expiry 2 "now"
icinga_ack fabrikam mailbox-expiry bob "another's tenant"

# ---- what Icinga does not tell ---------------------------------------------------
handle reconcile
is "nothing of ours is acknowledged" "$code $output" "0 "
hostile="quietly \$(touch $canary) '\"; touch $canary; \\"
icinga_ack contoso mailbox-expiry carol "$hostile" '"notify":false'
handle reconcile
is "what was not told is found" "$code $output" "0 1 acknowledged, 1 of them not known before"
arrived "and put down"
is "as such" "$(fields)" "mailbox-expiry-request 1
kind acknowledge${LF}system icinga2${LF}instance main${LF}tenant contoso${LF}host contoso
service mailbox-expiry${LF}state CRITICAL${LF}hard yes${LF}reconciled yes"
is "with what was typed" "$(field author): $(field comment)" "carol: $hostile\\"
acked=$(field acked_at)
db=$state/handler.db
sqlite3 "$db" <"$top_srcdir/plugin/state/handler.sql" >/dev/null
chown "$owner:$readers" "$db"
chmod 640 "$db"
# known ACKED-AT: the worker has taken it.
known() {
	sqlite3 "$db" "INSERT OR IGNORE INTO handler VALUES (1, 0, 1);
	INSERT INTO request (file, owner, received_at, made_at, kind, system, instance, tenant,
	host, service, acked_at, state, closed_at) VALUES ('x', 1, $1, $1, 'acknowledge',
	'icinga2', NULL, 'contoso', 'contoso', 'mailbox-expiry', $1, 'done', $1)"
}
known $((acked - 3600))
handle reconcile
is "an earlier one of the same service is another" "$code $output" \
	"0 1 acknowledged, 1 of them not known before"
arrived "so it is put down"
known "$acked"
handle reconcile
is "what is known is left alone" "$code $output $(ls "$inbox")" "0  "
handle reconcile --verbose
is "which it says if asked" "$code $output" "0 1 acknowledged, 0 of them not known before"
icinga_unack contoso mailbox-expiry
# Two that are a second apart are one.
later() { [ "$(date +%s)" -gt $((acked + 1)) ]; }
wait_for 5 later
icinga_ack one of-a-set bob "as Director writes it" '"notify":false'
handle reconcile
arrived "Icinga 2: a tenant that the host knows"
is "is looked up there" "$(field service) $(field tenant)" "of-a-set contoso"
is "with what it shows of the tenant" "$(field shows | sort | tr '\n' ' ')" "account=enabled exclude=lab* exclude=x*@* include=\$host.vars.mbx_include\$ "
icinga_unack one of-a-set
icinga_ack contoso mailbox-expiry carol "again" '"notify":false'
handle reconcile
is "acknowledged anew it is another one" "$code $output" \
	"0 1 acknowledged, 1 of them not known before"
arrived "and put down, too"
icinga_unack contoso mailbox-expiry
icinga_ack one mailbox-ada bob "$(head -c 100000 /dev/zero | tr '\0' x)" '"notify":false'
handle reconcile
arrived "one mailbox"
is "by its id" "$(field mailbox) $(field service)" \
	"33333333-3333-4333-8333-333333333333 mailbox-ada"
like "a comment too long is refused, not obeyed in part" "$(field comment)" 'x #comment-too-long$'
icinga_unack one mailbox-ada

# ---- Nagios -------------------------------------------------------------------------
nagios_start || {
	echo "Bail out! no Nagios"
	exit 1
}
printf '[nagios]\nstatus_file = %s\ncommand_file = %s\n' "$nagios_status" "$nagios_pipe" >>"$conf"
nagios_hard contoso mailbox-expiry 2 "now"
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD"
nagios_ack contoso mailbox-expiry dave "$hostile" "2;0;1"
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD acknowledged"
handle reconcile
is "Nagios: what was not told is found" "$code $output" "0 1 acknowledged, 1 of them not known before"
arrived "Nagios: and put down"
is "Nagios: with what was typed" "$(field system) $(field reconciled) $(field author): $(field comment)" \
	"nagios yes dave: $hostile\\"
nagios_unack contoso mailbox-expiry
nagios_hard contoso mailbox-expiry-deadline 2 "now"
nagios_ack contoso mailbox-expiry-deadline dave "quietly" "2;0;1"
wait_for 15 nagios_is contoso mailbox-expiry-deadline "CRITICAL HARD acknowledged"
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD"
handle reconcile
arrived "Nagios: a service that shows a part"
is "Nagios: is known as such" "$(field service) $(field shows)" "mailbox-expiry-deadline deadline"
nagios_unack contoso mailbox-expiry-deadline
nagios_ack contoso mailbox-expiry dave "$hostile" "2;0;1"
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD acknowledged"
wait_for 15 nagios_is contoso mailbox-expiry-deadline "CRITICAL HARD"

# ---- one that cannot be asked -----------------------------------------------------
icinga_stop
handle reconcile
like "Icinga cannot be asked: said" "$code $output" '^1 .*handle_mailbox_expiry: \[icinga2 main\]: |^1 1 ack'
like "naming it" "$output" 'handle_mailbox_expiry: \[icinga2 main\]: '
like "Nagios is asked all the same" "$output" '1 acknowledged, 1 of them not known before'
arrived "and what it says put down"
sed -i '/^\[icinga2/,$d' "$conf"
handle reconcile
like "nobody to ask" "$code $output" '^2 handle_mailbox_expiry: nobody to ask'
is "nothing ran" "$(ls "$canary" 2>/dev/null)" ""
done_testing
