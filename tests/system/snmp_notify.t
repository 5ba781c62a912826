#!/bin/sh
# SPDX-License-Identifier: MIT
# Every event is told once: whatever is restarted in between, and however many come
# at a time.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk

people=40
sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=100
$(for i in $(seq -w $people); do
	echo "user user$i@contoso.example sku=ENTERPRISEPACK"
done)
EOF
conf_write 'mass_warning = 1000' 'mass_critical = 1000'
outbox=$state/agentx/agentx.db
outbox() { sqlite3 -readonly -cmd '.timeout 5000' "$outbox" "$1"; }
lose() { for i; do sim "remove-license user$i@contoso.example by=admin@contoso.example"; done; }
# told: how many notifications came, how many numbers they had, and how many events
# of agentx.db are neither sent nor folded.
numbers() { traps "${1-mbxNotifySequence}" | grep -o 'mbxNotifySequence.0 = [0-9]*' | grep -o '[0-9]*$'; }
all_told() { [ "$(outbox 'select count(*) from notice where fate in (1, 4)')" = 0 ] &&
	[ "$(numbers | wc -l)" -ge "$(outbox 'select count(*) from notice where fate = 2')" ]; }
# accounted NAME: each is sent or folded; what was sent came, each once.
accounted() {
	wait_for 30 all_told
	is "$1: all are told" "$(outbox 'select count(*) from notice where fate in (1, 4)')" 0
	is "$1: what was sent came, each once" "$(numbers | sort -n | tr '\n' ' ')" \
		"$(outbox 'select sequence from notice where fate = 2 order by 1' | tr '\n' ' ')"
	is "$1: summaries count what is in them" \
		"$(outbox 'select coalesce(sum(count), 0) from notice where fate = 2')" \
		"$(outbox 'select count(*) from notice where fate = 3')"
}

collect
lose 01 02 03
sim_clock +2h
collect
trapd_start
snmpd_start
agentx_start --at "$now"
is "nothing has happened yet" "$(traps mbxNotify)" ''

# ---- one after another -------------------------------------------------------
sim_clock +21d
collect
wait_for 10 has_traps 3 mbxApproaching
accounted "three at once"
is "under numbers of their own" "$(numbers | tr '\n' ' ')" \
	"$(outbox "select group_concat(sequence, ' ') from notice") "
sim 'assign-license user01@contoso.example ENTERPRISEPACK'
sim_clock +15m
collect
wait_for 10 has_traps 1 mbxRestored
key() { traps "$1" | grep user01 | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*'; }
is "what ends an alarm has its key" "$(key mbxRestored)" "$(key mbxApproaching)"
like "and clears it" "$(traps mbxRestored)" 'mbxNotifySeverity.0 = cleared'

# ---- restarts ---------------------------------------------------------------
agentx_stop
sim_clock +8d
collect
agentx_start --at "$now"
wait_for 10 has_traps 2 mbxCritical
accounted "while the subagent was away"
snmpd_stop
lose 04 05
sim_clock +2h
collect
sim_clock +22d
collect
wait_for 10 grep -q 'user04' "$state/contoso.db"
snmpd_start
wait_for 10 has_traps 2 'mbxApproaching.*user0[45]'
accounted "while snmpd was away"
agentx_stop KILL
snmpd_stop KILL
sim 'assign-license user04@contoso.example ENTERPRISEPACK'
sim_clock +15m
collect
snmpd_start
agentx_start --at "$now"
wait_for 10 has_traps 1 'mbxRestored.*user04'
accounted "after both were killed"

# ---- too many ---------------------------------------------------------------
agentx_stop
printf '[agentx]\nnotify_rate = 10\n' >>"$conf"
lose $(seq -w 10 35)
sim_clock +2h
collect
sim_clock +21d
collect
agentx_start --at "$now"
wait_for 10 has_traps 1 mbxEventsSummarized
accounted "a storm"
storm=$(traps mbxEventsSummarized | tail -n 1)
like "it is told of in one" "$storm" 'mbxNotifyCount.0 = 2[0-9]'
like "of the tenant" "$storm" 'mbxTenantState.1 = '
like "saying what it was" "$storm" 'mbxNotifyText.0 = contoso: 2[0-9] events: [0-9]* approaching'
number=$(echo "$storm" | grep -o 'mbxNotifySequence.0 = [0-9]*' | grep -o '[0-9]*$')
log_is_new() { [ "$(cell mbxAgentEventLast.0)" = "$(outbox 'select max(sequence) from notice')" ]; }
wait_for 10 log_is_new
is "the log names it for each" \
	"$(walk mbxEventSummary | grep -c " = $number\$")" \
	"$(outbox "select count from notice where sequence = $number")"
is "and shows the newest number" "$(cell mbxAgentEventLast.0)" \
	"$(outbox 'select max(sequence) from notice')"

# ---- far too many, and nobody listens ----------------------------------------
trapd_stop
# As a collector would write them, but ten thousand.
sqlite3 "$state/contoso.db" "insert into event (run, at, event, severity, mailbox, loss, deadline)
	with recursive n(i) as (select 1 union all select i + 1 from n where i < 10000)
	select (select max(id) from run), 1772438400, iif(i % 3, 'critical', 'expiring'), 2,
		1 + i % 5, 1, 1775030400 from n;
	update run set ended_at = ended_at + 1 where id = (select max(id) from run)"
folded() { [ "$(outbox 'select count(*) from notice where fate = 3')" -gt 9900 ]; }
wait_for 60 folded
is "ten thousand are folded" "$(outbox 'select count(*) from notice where fate = 3 and
	summary = (select max(summary) from notice) ' | awk '{ print ($1 >= 9900) }')" 1
is "and snmpd answers" "$(cell mbxSummaryTenants.0)" 1
waits() { [ "$(outbox 'select count(*) from notice where fate in (1, 4)')" = 0 ]; }
wait_for 30 waits
is "all are sent or folded" "$(outbox 'select count(*) from notice where fate in (1, 4)')" 0

agentx_stop
is "ends when it is told to" "$code" 0
is "its log has nothing strange" "$(grep -vE 'AgentX subagent connected$|disconnected us|Failed to connect' \
	"$agentx_log")" ''
done_testing
