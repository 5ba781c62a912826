#!/bin/sh
# SPDX-License-Identifier: MIT
# The subagent as a daemon: it says when it is ready, reads its configuration again,
# survives its master in every way, and keeps nobody waiting.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk python3

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=100
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
conf_write
collect
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
cp "$conf" "$work/conf.good"

now_ms() { echo $(($(date +%s%N) / 1000000)); }
log_has() { grep -q -- "$1" "$agentx_log"; }
log_count() { grep -c -- "$1" "$agentx_log"; }
# Its connections, by number; and how often it has waited for something.
sockets() { ls -l "/proc/$agentx_pid/fd" | grep -o 'socket:.*' | sort | tr '\n' ' '; }
waits() { awk '/^voluntary/ { print $2 }' "/proc/$agentx_pid/status"; }
# responds NAME: how long it takes to read its configuration again, in ms.
responds() {
	echo 'nonsense = 1' >>"$conf"
	before=$(log_count 'stays as it was')
	began=$(now_ms)
	kill -HUP "$agentx_pid"
	logged_again() { [ "$(log_count 'stays as it was')" -gt "$before" ]; }
	wait_for 5 logged_again
	took=$(($(now_ms) - began))
	cp "$work/conf.good" "$conf"
	is "$1" "$([ "$took" -lt 1000 ] && echo soon || echo "after $took ms")" soon
}

# ---- ready ------------------------------------------------------------------
trapd_start
snmpd_start
python3 - "$work/notify" >"$work/told" 2>&1 <<'END' &
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
while True:
    print(s.recv(1000).decode(), flush=True)
END
sim_pids="$sim_pids $!"
wait_for 5 test -S "$work/notify"
NOTIFY_SOCKET=$work/notify
export NOTIFY_SOCKET
agentx_start --at "$now"
unset NOTIFY_SOCKET
wait_for 5 test -s "$work/told"
is "it says when it is ready" "$(cat "$work/told")" READY=1
output=$("$agentx_program" --config "$conf" --tenant nobody --at "$now" 2>&1)
like "a tenant that is none" "$? $output" 'the configuration has no \[tenant nobody\]'
output=$("$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" \
	--tenant contoso 2>&1)
is "there is one to a state directory" "$?" 3
like "and the second says so" "$output" 'another mailbox_expiry_agentx works in'

# ---- its configuration ------------------------------------------------------
responds "a configuration with an error is refused"
like "with what is wrong" "$(cat "$agentx_log")" 'line [0-9]*: unknown key "nonsense"'
is "and what was is shown still" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
echo 'show_names = id' >>"$conf"
kill -HUP "$agentx_pid"
without_name() { [ "$(cell mbxMailboxUpn.1.1)" = '' ]; }
wait_for 5 without_name
is "another one is taken up" "$(cell mbxMailboxUpn.1.1)" ''
like "and told" "$(tr '\n' ' ' <"$work/told")" 'RELOADING=1 READY=1'
echo 'enabled = no' >>"$conf"
kill -HUP "$agentx_pid"
without_rows() { [ "$(cell mbxSummaryTenants.0)" = 0 ]; }
wait_for 5 without_rows
is "a tenant that vanishes has no rows" "$(walk mbxMailboxTable | grep -c ' = No Such')" 1
cp "$work/conf.good" "$conf"
kill -HUP "$agentx_pid"
with_name() { [ "$(cell mbxMailboxUpn.1.1)" = ada@contoso.example ]; }
wait_for 5 with_name
is "and comes back under its number" "$(cell mbxTenantName.1)" contoso

# ---- its databases ----------------------------------------------------------
cp "$state/contoso.db" "$work/good.db"
head -c 20000 /dev/urandom >"$state/contoso.db"
has_problem() { [ -n "$(cell mbxTenantProblem.1)" ]; }
wait_for 5 has_problem
like "a database that breaks is told" "$(cell mbxTenantState.1): $(cell mbxTenantProblem.1)" \
	'^unknown: .*not a database'
is "and what was known is shown still" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
cp "$work/good.db" "$state/contoso.db"
has_none() { [ -z "$(cell mbxTenantProblem.1)" ]; }
wait_for 5 has_none
is "until it is whole again" "$(cell mbxTenantState.1)" ok
rm "$state/contoso.db"
no_data() { [ "$(cell mbxSummaryMailboxRows.0)" = 0 ]; }
wait_for 5 no_data
is "one that is removed takes its rows along" "$(cell mbxTenantState.1)" unknown
cp "$work/good.db" "$state/contoso.db"
with_rows() { [ "$(cell mbxSummaryMailboxRows.0)" = 1 ]; }
wait_for 5 with_rows
is "and brings them back under their numbers" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example

# ---- its master -------------------------------------------------------------
back_soon() { # NAME
	began=$(now_ms)
	wait_for 10 agentx_answers
	took=$(($(now_ms) - began))
	is "$1" "$([ "$took" -lt 2500 ] && echo soon || echo "after $took ms")" soon
}
fds() { ls "/proc/$agentx_pid/fd" | wc -l; }
before=$(fds)
snmpd_stop
snmpd_start
back_soon "back when snmpd was restarted"
for again in 1 2 3; do
	snmpd_stop KILL
	snmpd_start
done
back_soon "back when it was killed three times"
# The descriptor of the new connection has the number of the old one.
is "and the contexts, too" "$(snmpget -v2c -c public -Oqv -n contoso "127.0.0.1:$snmpd_port" \
	mbxSummaryTenants.0 >/dev/null 2>&1; echo $?)" 0

for again in 1 2 3 4 5 6 7 8 9 10; do
	kill -HUP "$agentx_pid"
	wait_for 5 agentx_answers
done
as_before() { [ "$(fds)" -le "$before" ]; }
wait_for 5 as_before # a database may be open just now
is "no descriptor is left behind" "$([ "$(fds)" -le "$before" ] && echo none || fds)" none

kill -STOP "$snmpd_pid"
sim_clock +21d
collect
responds "while snmpd hangs it attends to other things"
tried=$(waits)
tries_on() { [ "$(waits)" -ge $((tried + 4)) ]; }
wait_for 15 tries_on
responds "for long, too"
kill -CONT "$snmpd_pid"
wait_for 10 has_traps 1 mbxApproaching
is "what happened meanwhile is told, once" "$(traps mbxApproaching | wc -l)" 1

kill -STOP "$snmpd_pid"
began=$(now_ms)
agentx_stop
took=$(($(now_ms) - began))
is "it ends when snmpd hangs" "$code $([ "$took" -lt 2500 ] && echo soon || echo "after $took ms")" \
	"0 soon"
"$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" -v >>"$agentx_log" 2>&1 &
agentx_pid=$!
sim_pids="$sim_pids $agentx_pid"
wait_for 5 log_has 'read, 1 mailboxes'
connects() { [ -n "$(sockets)" ]; }
wait_for 5 connects # and waits for the answer
responds "begun when snmpd hangs, it attends to other things"
kill -CONT "$snmpd_pid"
back_soon "and is there when snmpd is"
agentx_stop
is "ends" "$code" 0

# ---- many descriptors -------------------------------------------------------
python3 - "$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" \
	>>"$agentx_log" 2>&1 <<'END' &
import os, resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, (4096, 4096))
for i in range(1200):
    os.set_inheritable(os.open("/dev/null", os.O_RDONLY), True)
os.execv(sys.argv[1], sys.argv[1:])
END
agentx_pid=$!
sim_pids="$sim_pids $agentx_pid"
back_soon "descriptors above 1023"
snmpd_stop
snmpd_start
back_soon "and back when snmpd was restarted"
sim 'remove-license ben@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
sim_clock +22d
collect
wait_for 10 has_traps 1 'mbxApproaching.*ben@'
is "and telling what happens" "$(traps 'mbxApproaching.*ben@' | wc -l)" 1
agentx_stop
is "and it ends" "$code" 0

# ---- no master ---------------------------------------------------------------
snmpd_stop
rm -f "$snmp_socket"
: >"$agentx_log"
"$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" >>"$agentx_log" 2>&1 &
agentx_pid=$!
sim_pids="$sim_pids $agentx_pid"
wait_for 5 log_has 'Failed to connect'
tried=$(waits)
tries_again() { [ "$(waits)" -ge $((tried + 2)) ]; }
wait_for 10 tries_again # nothing more is said
is "no master: said with its reason, once" "$(cat "$agentx_log")" "mailbox_expiry_agentx: Warning: \
Failed to connect to the agentx master agent (unix:$snmp_socket): No such file or directory"
snmpd_start
back_soon "and there when one is"
agentx_stop

# ---- old data ---------------------------------------------------------------
sim_clock +7h
agentx_start --at "$now"
wait_for 10 has_traps 1 mbxCollectorStale
like "old data are told" "$(traps mbxCollectorStale)" 'contoso: data are 7h old'
agentx_stop
agentx_start --at "$now"
collect
wait_for 10 has_traps 1 mbxCollectorRecovered
is "and new ones; each once" "$(traps 'mbxCollector(Stale|Recovered)' | wc -l)" 2
key() { traps "$1" | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*'; }
is "under one key" "$(key mbxCollectorRecovered)" "$(key mbxCollectorStale)"
agentx_stop
done_testing
