#!/bin/sh
# SPDX-License-Identifier: MIT
# What the handler does, as SNMP shows and tells it: jobs, failures, releases, and
# that a mailbox is back before the next collection.
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
handler_conf 'block_sign_in = no' 'leavers = critical'
collect
sim "remove-license ada@contoso.example $admin" "delete ian@contoso.example $admin" \
	"remove-license kim@contoso.example $admin"
sim_clock +1d
collect
sim_clock +27d
collect
trapd_start
snmpd_start
agentx_start --at "$now"
row() { walk mbxMailboxUpn | sed -n "s/^mbxMailboxUpn\.\([0-9.]*\) = $1@.*/\1/p"; }
job() { walk mbxJobUpn | sed -n "s/^mbxJobUpn\.\([0-9]*\) = $1@.*/\1/p"; }
key() { traps "$1.*$2@" | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*' | head -n 1; }
wait_for 10 has_traps 3 mbxCritical
is "three are about to run out" "$(traps mbxCritical | wc -l)" 3
is "nothing was done yet" "$(walk mbxJobTable | grep -c ' = No Such')" 1

# ---- back -------------------------------------------------------------------
ask "mailbox ada@contoso.example"
work_for 2
is_verified() { [ "$(cell "mbxJobState.$(job ada)")" = verified ]; }
wait_for 10 is_verified
is "the job is done" "$(cell "mbxJobState.$(job ada)")" verified
like "with its reason" "$(cell "mbxJobReason.$(job ada)")" '^back: license assigned'
is "one write" "$(cell "mbxJobWrites.$(job ada)")" 1
is "of this tenant" "$(cell "mbxJobTenant.$(job ada)")" contoso
restored() { [ "$(cell "mbxMailboxPhase.$(row ada)")" = restored ]; }
wait_for 10 restored
is "it is back" "$(cell "mbxMailboxPhase.$(row ada)")" restored
is "as the handler saw" "$(cell "mbxMailboxSeenByHandler.$(row ada)")" true
collect
wait_for 10 has_traps 1 'mbxRestored.*ada@'
is "its alarm is cleared by its key" "$(key mbxRestored ada)" "$(key mbxCritical ada)"

# ---- not back ---------------------------------------------------------------
sim 'fault drop method=POST path=*restore'
ask "mailbox ian@contoso.example"
work_for 60 2 5 60 600
wait_for 10 has_traps 1 mbxRestoreFailed
failed=$(traps mbxRestoreFailed)
is "a failure is told, once" "$(traps mbxRestoreFailed | wc -l)" 1
like "whom it is about" "$failed" 'mbxNotifySubject.0 = ian@contoso.example'
like "which row" "$failed" "mbxMailboxState.$(row ian) = "
is "under the key of its alarm" "$(key mbxRestoreFailed ian)" "$(key mbxCritical ian)"
is "and the job says so" "$(cell "mbxJobState.$(job ian)")" failed

# ---- let go -----------------------------------------------------------------
"$handle_program" release --config "$conf" --at "$now" --tenant contoso \
	--mailbox kim@contoso.example --comment 'knows it' >"$work/said" 2>&1
work
released() { [ "$(cell "mbxMailboxPhase.$(row kim)")" = released ]; }
wait_for 10 released
is "a release quiets it at once" "$(cell "mbxMailboxState.$(row kim)")" ok
sim_clock +15m
collect
wait_for 10 has_traps 1 'mbxEased.*kim@'
is "and ends its alarm" "$(key mbxEased kim)" "$(key mbxCritical kim)"
agentx_stop
is "ends" "$code" 0
done_testing
