#!/bin/sh
# SPDX-License-Identifier: MIT
# Every employee may write his own name: names that mean harm come from Graph's JSON,
# and go wherever names go: terminals, pages, logs, comments, SNMP and traps.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget
command -v jq >/dev/null || skip_all "needs jq"
handler_alone
evil="/usr/bin/python3 $top_srcdir/tests/system/evil_names.py"
names="long huge lines screen turned nothing halves heaped macros page sheet option words"

sim_start <<END
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in $names; do
	echo "user $name@contoso.example name=$name sku=ENTERPRISEPACK location=DE"
done)
switch gzip off
END
handler_conf "authors = alice" "block_sign_in = no" "cooldown = 0" 'listing = whole' "max_per_ack = 50"
collect
for name in $names; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +20d
# The page as the collector would get it, and then gets it.
sim_forget_requests
collect
query_of() {
	sim_requests | jq -r '[.[] | select(.path == "/v1.0/users")][0].query'
}
token=$(curl -sS --cacert "$sim_dir/ca.pem" "$sim_url/$tenant_id/oauth2/v2.0/token" \
	-d grant_type=client_credentials -d client_id=$client_id -d client_secret="$secret" \
	-d scope=https://graph.microsoft.com/.default | jq -r .access_token)
curl -sS --cacert "$sim_dir/ca.pem" -H "Authorization: Bearer $token" \
	-H "ConsistencyLevel: eventual" "$sim_url/v1.0/users?$(query_of)" >"$work/page"
# shellcheck disable=SC2086
$evil put "$work/page" >"$work/evil" || not_ok "the names are put in"
rm -rf "$state"
mkdir "$state"
sim "fault body file=$work/evil count=1 path=/v1.0/users?"
said=$work/said
mkdir "$said"
collect -vv
printf '%s\n' "$output" >"$said/collector"
cat "$work/stderr" >>"$said/collector"
is "they are collected" "$code" 0
kept() { query "select length(display_name) from mailbox where upn like '$1@%'"; }
is "and kept: none is missing" "$(query 'select count(*) from mailbox where cause != 0')" 13
like "with what they are called" "$(query "select display_name from mailbox where upn like 'page@%'")" 'script'
like "within bounds" "$(kept huge)" '^[0-9]{2,4}$'

# ---- the check, in every form ---------------------------------------------------------
for form in "" "--list" "-vvv" "--utf8" "--utf8 --list" "--perfdata items" "--deadline" \
	"--output-format json" "--output-format html" "--discover json" \
	"--discover json --utf8" "--discover icinga2 --utf8" "--discover nagios --utf8"; do
	# shellcheck disable=SC2086
	check --max-items 50 $form
	printf '%s\n' "$output" >"$said/check$(echo "$form" | tr -d ' ')"
done
is "one bar, in the first line" "$(tr -cd '|' <"$said/check" | wc -c) $(head -n 1 "$said/check" | tr -cd '|' | wc -c)" "1 1"
is "a line for each mailbox, and one for all" "$(grep -c '' "$said/check")" 14
is "JSON stays JSON" "$(jq '.mailboxes | length' "$said/check--output-formatjson")" 13
is "and what was hidden is whole in it" "$(jq -r '.mailboxes[] | select(.upn[:6] == "screen").display_name' "$said/check--output-formatjson" | grep -c "$(printf '\302\233')")" 1
is "so does a discovery" "$(jq 'length' "$said/check--discoverjson")" 13
is "no name is markup" "$(grep -ciE '<(script|img)' "$said/check--output-formathtml")" 0

# ---- the button ----------------------------------------------------------------------
mkfifo "$work/nagios.cmd"
printf '[nagios]\ncommand_file = %s\nstatus_file = %s\n' "$work/nagios.cmd" "$work/none" >>"$conf"
exec 9<>"$work/nagios.cmd"
"$handle_program" restore --config "$conf" --tenant contoso --all-expiring --preview \
	--at "$now" >"$said/preview" 2>&1
like "the preview names them" "$(cat "$said/preview")" 'page@contoso.example'
env MBX_AUTHOR=alice MBX_COMMENT='page@contoso.example huge@contoso.example' \
	"$handle_program" ingest --config "$conf" --source nagios --type ACKNOWLEDGEMENT \
	--host h --service s --state CRITICAL --tenant contoso --at "$now" >"$said/ingest" 2>&1
# Each starts a worker by itself, whose end is waited for.
is_back() { [ "$(remedy page | cut -d: -f1) $(remedy huge | cut -d: -f1)" = "verified verified" ]; }
wait_for 20 is_back
# Who types the name itself is told what he typed.
env MBX_AUTHOR="$(printf 'al\033[2Jice')" MBX_COMMENT="$(printf 'x\n[1] SHUTDOWN_PROGRAM;\033[2J|')" \
	"$handle_program" ingest --config "$conf" --source nagios --type ACKNOWLEDGEMENT \
	--host h --service s --state CRITICAL --tenant contoso --at "$now" >>"$said/ingest" 2>&1
ask "mailbox lines@contoso.example"
is_alone() {
	work
	[ "$output" != "another worker is at work" ] && printf '%s\n' "$output" >>"$said/worker"
	[ "$(ask_handler "select count(*) from request where state in ('new', 'working')")" = 0 ]
}
wait_for 20 is_alone
is "what was named is back" "$(remedy page | cut -d: -f1) $(remedy huge | cut -d: -f1)" "verified verified"
timeout 1 cat <&9 >"$said/commands"
is "every line to Nagios is a command of ours" "$(grep -cvE \
	'^\[[0-9]+\] (ADD_SVC_COMMENT|SCHEDULE_FORCED_SVC_CHECK|REMOVE_SVC_ACKNOWLEDGEMENT);h;s' "$said/commands") $(grep -c ADD_SVC "$said/commands" | sed 's/[1-9].*/some/')" "0 some"
for command in log status "status --output-format json" "log --direct"; do
	# shellcheck disable=SC2086
	"$handle_program" $command --config "$conf" >"$said/$(echo "$command" | tr -d ' ')" 2>&1
done
is "status stays JSON" "$(jq -r type "$said/status--output-formatjson")" object

# ---- SNMP ------------------------------------------------------------------------------
cat >"$work/handle" <<END
#!/bin/sh
cat >>$work/handled
END
chmod 755 "$work/handle"
trapd_start "traphandle default $work/handle"
snmpd_start
agentx_start --at "$now"
walk mbxMailboxTable -Oa >"$said/walk"
walk mbxAttentionTable >>"$said/walk"
raw_names() { # every name in hexadecimal, as it travels
	snmpbulkwalk -v2c -c public -t 5 -OqnUx "127.0.0.1:$snmpd_port" mbxMailboxDisplayName |
		grep -c .
}
is "each has its row" "$(grep -c 'mbxMailboxUpn' "$said/walk")" 13
like "and its name" "$(raw_names)" '^1[0-9]'
is "no text is longer than 255" "$(sed 's/^[^=]*= //' "$said/walk" | awk 'length > 257' | wc -l)" 0
sqlite3 "$state/contoso.db" "INSERT INTO event
	(run, at, event, severity, mailbox, loss, deadline)
	SELECT (SELECT max(id) FROM run), 1774252800, 'critical', 2, id, 1, 1775030400
	FROM mailbox WHERE cause != 0;
	UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
wait_for 20 has_traps 13 . || diagnose <"$agentx_log"
cp "$snmp/traps" "$said/traps"
is_handled() { [ "$(grep -c 'snmpTrapOID' "$work/handled" 2>/dev/null)" -ge 13 ]; }
wait_for 10 is_handled
cp "$work/handled" "$said/handled"
cp "$agentx_log" "$said/agentx"
like "they are told of by trap" "$(cat "$said/handled")" 'page@contoso.example'

# ---- the search --------------------------------------------------------------------------
# shellcheck disable=SC2086
is "nothing that moves a cursor, turns text or hides it, anywhere" "$($evil look "$said"/*)" ""
like "of a search in all of it" "$(find "$said" -type f -size +0 | wc -l)" '^2[0-9]$'
printf 'x\033[2J' >"$work/planted"
# shellcheck disable=SC2086
like "which would find one" "$($evil look "$work/planted")" 'x1b'
done_testing
