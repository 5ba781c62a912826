#!/bin/sh
# SPDX-License-Identifier: MIT
# What the handler could not restore is told by SNMP, also where its database comes
# late, or that of some tenant cannot be read.
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
handler_conf 'leavers = critical'
collect
sim "remove-license ada@contoso.example $admin" "remove-license ian@contoso.example $admin" \
	"remove-license kim@contoso.example $admin"
sim_clock +1d
collect
sim_clock +27d
collect
trapd_start
snmpd_start
agentx_start --at "$now"
wait_for 10 has_traps 3 mbxCritical
is "three are about to run out" "$(traps mbxCritical | wc -l)" 3
remedy_there() {
	sqlite3 -readonly -cmd '.timeout 5000' "$state/handler/handler.db" "select state || ': ' ||
		reason from remedy where upn like '$1@%' order by id desc limit 1"
}
key() { traps "$1.*$2" | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*' | head -n 1; }

# ---- the handler is put to use while the subagent is away ------------------------
agentx_stop
is "no handler was in use" "$(ls "$state" | grep -c handler.db)" 0
sim 'sku ENTERPRISEPACK seats=0'
ask "mailbox ada@contoso.example"
work
like "its first job is refused" "$(remedy ada)" '^refused: no seat'
agentx_start --at "$now"
wait_for 10 has_traps 1 'mbxRestoreFailed.*ada@'
is "its first failure is told" "$(traps mbxRestoreFailed | wc -l)" 1
is "under the key of its alarm" "$(key mbxRestoreFailed ada@)" "$(key mbxCritical ada@)"

# ---- the database of its tenant cannot be read ------------------------------------
agentx_stop
ask "mailbox ian@contoso.example"
work
like "one more is refused" "$(remedy ian)" '^refused: no seat'
cp "$state/contoso.db" "$work/good.db"
head -c 8192 "$work/good.db" >"$state/contoso.db"
agentx_start --at "$now"
wait_for 10 has_traps 1 'mbxRestoreFailed.*ian@'
is "it is told all the same" "$(traps mbxRestoreFailed | wc -l)" 2
is "under the key of its alarm, too" "$(key mbxRestoreFailed ian@)" "$(key mbxCritical ian@)"
like "with its cause" "$(traps 'mbxRestoreFailed.*ian@')" 'mbxNotifyCause.0 = licenseRemoved'
is "the subagent has no trouble" "$(cell mbxAgentProblem.0)" ''
cp "$work/good.db" "$state/contoso.db"

# ---- many at once, not all of a tenant that is configured --------------------------
outbox() { sqlite3 -readonly -cmd '.timeout 2000' "$state/agentx/agentx.db" "$1"; }
failures() { outbox "select count(*) from notice where kind = 'restore-failed'"; }
all_taken() { [ "$(failures)" = 301 ]; }
agentx_stop
sqlite3 -cmd '.timeout 2000' "$state/handler.db" "insert into event
	(at, event, severity, tenant, user_id, remedy, deadline, text)
	with recursive n(i) as (select 1 union all select i + 1 from n where i < 300)
	select at, event, severity, iif(i = 1, 'elsewhere', tenant), user_id, remedy, deadline,
		text from n, event where id = 1"
touch -d '1 minute ago' "$state/handler.db" # one that is new is looked at twice
agentx_start --at "$now"
wait_for 10 all_taken
is "all are taken that are of one" "$(failures)" 301

# ---- it moves to a directory of its own --------------------------------------------
mkdir "$state/handler"
mv "$state/handler.db" "$state/handler/"
sleep 1.5 # so that the subagent has seen that it is not where it was
ask "mailbox kim@contoso.example"
work
like "one more is refused" "$(remedy_there kim)" '^refused: no seat'
wait_for 10 has_traps 1 'mbxRestoreFailed.*kim@'
is "which is told" "$(traps 'mbxRestoreFailed.*kim@' | wc -l)" 1

# ---- it is taken away ---------------------------------------------------------------
jobs() { walk mbxJobState | grep -c ' = refused'; }
is "jobs are shown" "$(jobs)" 3
rm -r "$state/handler"
no_jobs() { [ "$(jobs)" = 0 ]; }
wait_for 5 no_jobs
is "without a handler there are none" "$(jobs)" 0

agentx_stop
is "ends" "$code" 0
done_testing
