#!/bin/sh
# SPDX-License-Identifier: MIT
# The last object of a notification is one of a table: it has the value that is
# found there, which need not be the state of what the notification tells of.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/snmp.sh"
handler_alone
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ian@contoso.example name="Ian Example" sku=ENTERPRISEPACK location=DE
user kim@contoso.example name="Kim Example" sku=ENTERPRISEPACK location=DE
EOF
admin=by=admin@contoso.example
handler_conf 'warning = 29:' 'critical = 28:' 'leavers = warning' 'mass_warning = 2' \
	'mass_critical = 100'
collect
sim "remove-license ada@contoso.example $admin" "delete ian@contoso.example $admin"
sim_clock +2h
collect
trapd_start
snmpd_start
agentx_start --at "$now"
state_of() { traps "$1" | tail -n 1 | grep -o "mbx$2State\.[0-9.]* = [a-z]*" | tail -n 1; }
event_state() { traps "$1" | tail -n 1 | grep -o 'mbxNotifyState.0 = [a-z]*'; }
row() { walk mbxMailboxUpn | sed -n "s/^mbxMailboxUpn\.\([0-9.]*\) = $1@.*/\1/p"; }
wait_for 10 has_traps 1 mbxMassLoss
is "a mass loss is a warning" "$(event_state mbxMassLoss)" 'mbxNotifyState.0 = warning'
is "of a tenant that is ok otherwise" "$(state_of mbxMassLoss Tenant)" 'mbxTenantState.1 = warning'

# ---- over, and something else has begun ------------------------------------------
sim_clock +3d
collect
wait_for 10 has_traps 1 mbxMassLossOver
is "that it is over clears it" "$(event_state mbxMassLossOver)" 'mbxNotifyState.0 = ok'
is "the tenant is critical, by now" "$(state_of mbxMassLossOver Tenant)" \
	"mbxTenantState.1 = $(cell mbxTenantState.1)"
is "which a manager would find there" "$(cell mbxTenantState.1)" critical

# ---- of a leaver ------------------------------------------------------------------
sim 'fault drop method=POST path=*restore'
ask "mailbox ian@contoso.example"
work_for 60 2 5 60 600
wait_for 10 has_traps 1 mbxRestoreFailed
is "what failed is critical" "$(event_state mbxRestoreFailed)" 'mbxNotifyState.0 = critical'
is "the mailbox gives what it gives" "$(state_of mbxRestoreFailed Mailbox)" \
	"mbxMailboxState.$(row ian) = warning"
# ---- of one that nothing dates ------------------------------------------------------
sim "remove-license kim@contoso.example $admin"
sim_clock +2h
collect
sqlite3 -cmd '.timeout 2000' "$state/contoso.db" "update mailbox set lost_earliest = 0, sources = 0
	where upn like 'kim@%'; update run set ended_at = ended_at + 1 where id = (select max(id) from run)"
sim 'sku ENTERPRISEPACK seats=0'
ask "mailbox kim@contoso.example"
work
like "it is refused" "$(remedy kim)" '^refused: no seat'
wait_for 10 has_traps 1 'mbxRestoreFailed.*kim@'
like "there is no deadline" "$(traps 'mbxRestoreFailed.*kim@')" \
	'mbxNotifyDeadline.0 = 0 seconds.*mbxNotifyLeft.0 = 2147483647 seconds'

# ---- in the context of another tenant ----------------------------------------------
agentx_stop
snmpd_stop
printf '[tenant fabrikam]\ntenant_id = %s\n' "$tenant_id" >>"$conf"
snmpd_start 'com2sec -Cn fabrikam fabrikamReader 127.0.0.1 fabrikam' \
	'group fabrikamReaders v2c fabrikamReader' 'view everything included .1' \
	'access fabrikamReaders fabrikam v2c noauth exact everything none none'
agentx_start --at "$now"
is "events are known" "$([ "$(cell mbxAgentEventFirst.0)" -gt 0 ] && echo known)" known
ask="-v2c -c fabrikam -t 5 -r 1"
is_seen() { [ "$(walk mbxTenantName)" = 'mbxTenantName.2 = fabrikam' ]; }
wait_for 10 is_seen
is "of this tenant there are none" "$(walk mbxEventKind | grep -c ' = [a-z]*$')" 0
is "and the subagent has the first and the last of none" \
	"$(cell mbxAgentEventFirst.0) $(cell mbxAgentEventLast.0)" '0 0'

agentx_stop
is "ends" "$code" 0
done_testing
