#!/bin/sh
# SPDX-License-Identifier: MIT
# The alert port against the real Icinga 2 and the real Nagios: what is acknowledged
# is found, what is told is done, with the rights of contrib/ and no more.
. "$(dirname "$0")/lib.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
program=$top_builddir/tests/system/ask_monitor
[ -x "$program" ] || skip_all "ask_monitor was not built: cmocka is missing"
ask() { output=$("$program" "$@" 2>&1); }

mkdir "$work/plugins"
printf '#!/bin/sh\necho checked >>%s\necho "OK: fine"\n' "$work/checked" \
	>"$work/plugins/check_mailbox_expiry"
chmod 755 "$work/plugins/check_mailbox_expiry"
was_checked() { [ -s "$work/checked" ]; }
: >"$work/conf"
hostile=$(printf 'a"b\\ $(id) `id`; %%s \303\244 \\')
id=00000000-0000-0000-0000-000000000001

# ---- Icinga 2 -----------------------------------------------------------------
icinga_handler=/bin/true icinga_plugins=$work/plugins icinga_checks=no
. "$top_srcdir/tests/system/icinga2.sh"
odd_host="fab'ri\"k ä"
odd_service='mailbox-or \ders'
cat >"$work/more.conf" <<'EOF'
object Host "fab'ri\"k ä" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
  vars.mbx_mailboxes["or \\ders"] = "00000000-0000-0000-0000-000000000001"
}
object Host "other" { check_command = "dummy" }
object Service "other" {
  host_name = "other"
  check_command = "dummy"
}
object ApiUser "nobody" {
  password = "secret"
  permissions = [ "status/query" ]
}
object ApiUser "reader" {
  password = "secret"
  permissions = [ "objects/query/Service" ]
}
object ApiUser "looker" {
  password = "secret"
  permissions = [ "objects/query/Service", "objects/query/Comment" ]
}
EOF
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
me="url=$icinga_url ca=$icinga_ca user=mailbox-expiry password=$icinga_password_file"
by_certificate="url=$icinga_url ca=$icinga_ca certificate=$icinga_certificate key=$icinga_key"

ask $me list
is "nothing is acknowledged" "$output" ""
icinga_hard contoso mailbox-expiry 2 "now"
icinga_ack contoso mailbox-expiry alice "bring it back"
icinga_hard other other 2 "now"
icinga_ack other other alice "none of ours"
icinga_result "$odd_host" "$odd_service" 1 "soon"
icinga_do acknowledge-problem "$odd_host" "$odd_service" "\"author\":\"bob\",
	\"comment\":\"$(icinga_json "$hostile")\",\"expiry\":$(($(date +%s) + 7200))"
icinga_downtime "$odd_host" "$odd_service" 60
both="contoso!mailbox-expiry tenant=contoso mailbox=- CRITICAL HARD acked=now checked=now author=[alice] comment=[bring it back]
$odd_host!$odd_service tenant=fabrikam mailbox=$id WARNING HARD downtime acked=now expires later checked=now author=[bob] comment=[$hostile]"
wait_downtime() { ask $me list && case $output in *downtime*) ;; *) false ;; esac; }
wait_for 15 wait_downtime
is "what is acknowledged, by password" "$output" "$both"
ask $by_certificate list
is "by certificate" "$output" "$both"
icinga_api POST /actions/add-comment '{"type":"Host","host":"other","author":"x","comment":"x"}' \
	>"$work/ignored"
ask $me list
is "a comment on a host is nothing to us" "$output" "$both"

# What people may type, as author and as comment, read and not told.
canary=$work/canary
hostile_texts() { # COMMAND
	"$1" "quotes" "\"it's\" 'so\""
	"$1" "a backslash at the end" 'end\'
	"$1" "a shell's words" "\$(touch $canary) \`touch $canary\`, touch $canary | touch $canary & touch $canary"
	"$1" "an option" "--config=$canary"
	"$1" "SQL" "', DROP TABLE request, --"
	"$1" "a filter of Icinga" '" || true || "'
	"$1" "macros" '$HOSTNAME$ $USER12$ $host.name$ %s%n'
	"$1" "escapes of a terminal" "$(printf 'a\033[31m\007b')"
	"$1" "UTF-8" 'grüße ✓'
}
icinga_reads() { # NAME TEXT
	icinga_unack contoso mailbox-expiry
	icinga_ack contoso mailbox-expiry "$2" "$2" '"notify":false'
	ask $me list
	is "read from Icinga: $1" "$(printf '%s\n' "$output" | sed -n 's/^contoso!mailbox-expiry .* author=//p')" \
		"[$2] comment=[$2]"
}
hostile_texts icinga_reads
icinga_unack contoso mailbox-expiry
icinga_ack contoso mailbox-expiry alice "$(printf 'one\ntwo #force')" '"notify":false'
ask $me list
is "read from Icinga: a newline" "$(printf '%s\n' "$output" | sed -n 2p)" "two #force]"
icinga_unack contoso mailbox-expiry
icinga_ack contoso mailbox-expiry alice "bring it back"

# An acknowledgement that leaves its comment behind, and one whose comment is gone.
icinga_hard contoso mailbox-expiry-deadline 2 "now"
icinga_ack contoso mailbox-expiry-deadline bob "#restore-all" '"persistent":true'
icinga_unack contoso mailbox-expiry-deadline
ask $me list
is "one that was removed is none" "$output" "$both"
is "though its comment is there" \
	"$(icinga_comments contoso mailbox-expiry-deadline)" "4 bob: #restore-all"
icinga_api POST /actions/remove-comment '{"type":"Service","service":"contoso!mailbox-expiry"}' \
	>"$work/ignored"
ask $me list
like "one whose comment is gone has no author" "$output" \
	'^contoso!.* author=\[-\] comment=\[-\]'

ask $me comment "$odd_host" "$odd_service" "done; $hostile"
is "a comment" "$output$(icinga_comments "$odd_host" "$odd_service" | tail -n 1)" \
	"1 mailbox-expiry: done; $(echo "$hostile" | tr '`' "'")"
rm -f "$work/checked"
ask $by_certificate unack "$odd_host" "$odd_service"
is "the acknowledgement is removed, by certificate" \
	"$output$(icinga_show "$odd_host" "$odd_service")" "WARNING HARD downtime"
ask $me unack "$odd_host" "$odd_service"
is "again is no failure" "$output" ""
icinga_stop
icinga_checks=yes
icinga_port=
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
me="url=$icinga_url ca=$icinga_ca user=mailbox-expiry password=$icinga_password_file"
rm -f "$work/checked"
ask $me recheck contoso mailbox-expiry
is "a check is forced" "$output" ""
if wait_for 5 was_checked; then ok "and runs"; else not_ok "and runs"; fi

ask $me comment contoso gone x
like "a service that is gone" "$output" '^remote: icinga2 main: adding a comment: no service contoso!gone'
ask $me unack other other
like "a service that is none of ours" "$output" '^remote: .*no service other!other, or the ApiUser may not see it'
echo wrong >"$work/wrong"
ask url="$icinga_url" ca="$icinga_ca" user=mailbox-expiry password="$work/wrong" list
like "a wrong password" "$output" '^config: .*does not know us: check user and password_file'
unlike "is not told" "$output" wrong
echo secret >"$work/secret"
for user in nobody reader; do
	ask url="$icinga_url" ca="$icinga_ca" user=$user password="$work/secret" list
	echo "$output" >>"$work/missing"
done
like "the right to list services" "$(cat "$work/missing")" \
	'^permission: .*grant the ApiUser objects/query/Service'
icinga_hard contoso mailbox-expiry 2 "now"
icinga_ack contoso mailbox-expiry alice "x"
ask url="$icinga_url" ca="$icinga_ca" user=reader password="$work/secret" list
like "the right to list comments" "$output" '^permission: .*objects/query/Comment'
for word in comment unack recheck; do
	ask url="$icinga_url" ca="$icinga_ca" user=looker password="$work/secret" \
		$word contoso mailbox-expiry
	like "the right to $word" "$output" '^permission: .*grant the ApiUser actions/(add-comment|remove-acknowledgement|reschedule-check)$'
done
is "and nothing was done" "$(icinga_show contoso mailbox-expiry)" "CRITICAL HARD acknowledged"

icinga_new_ca "$work/other" && icinga_new_certificate "$work/other" mailbox-expiry "$work/strange"
ask url="$icinga_url" ca="$work/other/ca.crt" user=mailbox-expiry password="$icinga_password_file" list
like "another CA is not trusted" "$output" '^config: .*check that ca_file is the CA of this Icinga'
ask url="$icinga_url" ca="$icinga_ca" certificate="$work/strange.crt" key="$work/strange.key" list
like "nor is a certificate of another CA" "$output" '^(config|wait): '
ask url="https://127.0.0.1:$icinga_port" ca="$icinga_ca" certificate="$icinga_certificate" key="$icinga_key" list
like "the address is not the NodeName" "$output" '^config: .*the host of url is its NodeName'
ask url="https://127.0.0.1:$icinga_port" name=localhost ca="$icinga_ca" certificate="$icinga_certificate" key="$icinga_key" list
like "unless it is told" "$output" '^contoso!mailbox-expiry '
icinga_stop
ask $me list
like "it is down" "$output" '^wait: '

# ---- Nagios ---------------------------------------------------------------------
nagios_handler=/bin/true nagios_plugins=$work/plugins nagios_checks=no
. "$top_srcdir/tests/system/nagios.sh"
cat >"$work/more.cfg" <<EOF
define service {
	use                     mailbox-expiry-one,mailbox-expiry-handler
	host_name               contoso
	service_description     mailbox or: \\ders
	_MBX_TENANT             contoso
	_MBX_ID                 $id
	contact_groups          admins
}
define service {
	use                     mailbox-expiry
	host_name               contoso
	service_description     other
	contact_groups          admins
}
EOF
nagios_start "$work/more.cfg" || { echo "Bail out! no Nagios"; exit 1; }
it="pipe=$nagios_pipe status=$nagios_status"
ask $it list
is "nothing is acknowledged there" "$output" ""
nagios_hard contoso mailbox-expiry 2 "now"
nagios_ack contoso mailbox-expiry alice "bring it back"
nagios_hard contoso other 2 "now"
nagios_ack contoso other alice "none of ours"
odd_service='mailbox or: \ders'
nagios_result contoso "$odd_service" 1 "soon"
nagios_ack contoso "$odd_service" alice "$hostile" "0;0;0"
nagios_downtime contoso "$odd_service" 60
wait_for 15 nagios_is contoso "$odd_service" "WARNING SOFT acknowledged downtime"
both="contoso!$odd_service tenant=contoso mailbox=$id WARNING SOFT downtime acked=now checked=now author=[alice] comment=[$hostile]
contoso!mailbox-expiry tenant=contoso mailbox=- CRITICAL HARD acked=now checked=now author=[alice] comment=[bring it back]"
ask $it list
is "what is acknowledged there" "$output" "$both"
ask $it find contoso mailbox-expiry
is "one of them" "$output" "$(echo "$both" | tail -n 1)"
ask $it find contoso mailbox-expiry-deadline
is "one that is not" "$output" "contoso!mailbox-expiry-deadline tenant=contoso mailbox=- OK HARD not-acknowledged acked=unknown checked=never author=[-] comment=[-]"
ask $it find contoso nothing
is "one that there is not" "$output" "not found"

nagios_reads() { # NAME TEXT
	nagios_ack contoso mailbox-expiry "$2" "$2" "1;0;0"
	is_read() {
		ask $it find contoso mailbox-expiry
		case $output in *" author=[$2] comment=[$2]") ;; *) false ;; esac
	}
	if wait_for 15 is_read "$1" "$2"; then
		ok "read from status.dat: $1"
	else
		not_ok "read from status.dat: $1"
	fi
}
hostile_texts nagios_reads
nagios_reads "no UTF-8" "$(printf 'no \377\376 UTF-8')"
is "nothing of it ran" "$(find "$canary" 2>/dev/null)" ""
nagios_unack contoso mailbox-expiry
nagios_ack contoso mailbox-expiry alice "bring it back" "1;0;0"

ask $it comment contoso mailbox-expiry "done; $hostile"
has_comment() { nagios_comments contoso mailbox-expiry | grep -q '^1 '; }
wait_for 15 has_comment
is "a comment there" "$output$(nagios_comments contoso mailbox-expiry | tail -n 1)" \
	"1 mailbox-expiry: done, $(echo "$hostile" | tr ';' ',')"
ask $it unack contoso mailbox-expiry
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD"
is "the acknowledgement is removed there" "$output$(nagios_show contoso mailbox-expiry)" \
	"CRITICAL HARD"
# The comment was persistent: it is there yet, and of no acknowledgement.
nagios_result contoso mailbox-expiry 0 "fine"
nagios_hard contoso mailbox-expiry 2 "again"
nagios_ack contoso mailbox-expiry bob "#ack" "2;1;0"
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD acknowledged"
ask $it find contoso mailbox-expiry
like "the newest comment counts" "$output" 'author=\[bob\] comment=\[#ack\]'
nagios_stop
nagios_checks=yes
nagios_start "$work/more.cfg" || { echo "Bail out! no Nagios"; exit 1; }
wait_for 15 nagios_is contoso mailbox-expiry-deadline "OK HARD"
ask $it find contoso mailbox-expiry-deadline
like "checked just now" "$output" ' OK HARD not-acknowledged acked=unknown checked=now'
rm -f "$work/checked"
ask $it recheck contoso mailbox-expiry
is "a check is forced there" "$output" ""
if wait_for 15 was_checked; then ok "and runs there"; else not_ok "and runs there"; fi
nagios_stop
ask $it recheck contoso mailbox-expiry
like "Nagios is down" "$output" '^wait: command_file .*is Nagios running'
is "and nothing lies where its pipe was" "$(find "$nagios_pipe" -type f 2>/dev/null)" ""
done_testing
