#!/bin/sh
# SPDX-License-Identifier: MIT
# One tenant through a real snmpd: a walk says what the check says, and what
# happens arrives as a notification.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
shared info@contoso.example name="Info Desk"
EOF
conf_write
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
trapd_start
snmpd_start
agentx_start --at "$now"

is "one mailbox" "$(cell mbxSummaryMailboxRows.0)" 1
is "its address" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
is "its phase" "$(cell mbxMailboxPhase.1.1)" expiring
is "is the most urgent" "$(cell mbxAttentionUpn.1)" ada@contoso.example

sim_clock +21d
collect
wait_for 10 has_traps 1 mbxApproaching
came=$(traps mbxApproaching)
is "what happened is told once" "$(traps mbxApproaching | wc -l)" 1
like "whom it is about" "$came" 'mbxNotifySubject.0 = ada@contoso.example'
like "which row" "$came" 'mbxMailboxState.1.1 = warning'
like "under which number" "$came" \
	"mbxNotifySequence.0 = $(sqlite3 -readonly "$state/agentx/agentx.db" 'select min(sequence) from notice')[^0-9]"

agentx_stop
is "ends when it is told to" "$code" 0
is "and had nothing to complain of" \
	"$(grep -v 'AgentX subagent connected$' "$agentx_log")" ''
done_testing
