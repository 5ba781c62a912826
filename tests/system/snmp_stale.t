#!/bin/sh
# SPDX-License-Identifier: MIT
# Where a tenant's data cannot be read SNMP tells of it, and that it is over; also
# where its database was begun anew for it, as the message advises.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
EOF
conf_write 'max_age = 1s' 'stale_after = 30d'
collect
sim_clock +15m
collect
trapd_start
snmpd_start
agentx_start --at "$now"
key() { traps "$1" | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*' | tail -n 1; }
tenants() { sqlite3 -readonly -cmd '.timeout 2000' "$state/agentx/agentx.db" "$1"; }
well_again() { [ "$(walk mbxTenantProblem | grep -cE '= ("")?$')" = 1 ]; }

# ---- damaged, and begun anew -----------------------------------------------------
cp "$state/contoso.db" "$work/old.db"
head -c 8192 "$work/old.db" >"$state/contoso.db"
wait_for 15 has_traps 1 mbxCollectorStale
like "what is damaged is told of, with what to do" "$(traps mbxCollectorStale)" \
	'move it away to begin anew'
mv "$state/contoso.db" "$work/damaged.db"
sim_clock +15m
collect
wait_for 15 well_again
is "it has another number" "$(walk mbxTenantName)" 'mbxTenantName.2 = contoso'
wait_for 5 has_traps 1 mbxCollectorRecovered
is "that it is over is told" "$(traps mbxCollectorRecovered | wc -l)" 1
is "under the key of its alarm" "$(key mbxCollectorRecovered)" "$(key mbxCollectorStale)"

# ---- and the old one put back ------------------------------------------------------
mv "$state/contoso.db" "$work/new.db"
wait_for 15 has_traps 2 mbxCollectorStale
is "one that is away is told of, too" "$(traps mbxCollectorStale | wc -l)" 2
cp "$work/old.db" "$state/contoso.db"
wait_for 15 well_again
wait_for 5 has_traps 2 mbxCollectorRecovered
is "and that it is back" "$(traps mbxCollectorRecovered | wc -l)" 2
is "nothing is on any more" "$(tenants 'select count(*) from tenant where stale')" 0
# ---- one put back, and numbers that come again ----------------------------------------
rows() { walk mbxMailboxUpn | grep -c =.*@; }
has_rows() { [ "$(rows)" = "$1" ]; }
cp "$state/contoso.db" "$work/old.db"
sim_clock +15m
collect
runs() { sqlite3 -readonly -cmd '.timeout 2000' "$state/contoso.db" 'select max(id) from run'; }
newest=$(runs)
collected() { [ "$(cell mbxTenantCollectedAt.1)" = "$(date -u -d "$now" +%Y-%-m-%-d,%-H:%-M:%-S.0,+0:0)" ]; }
wait_for 10 collected
is "nobody is in danger" "$(rows)" 0
kill -STOP "$agentx_pid"
cp "$work/old.db" "$state/contoso.db"
sim 'remove-license ada@contoso.example'
sim_clock +2h
collect
is "the collection has the number of another" "$(runs)" "$newest"
kill -CONT "$agentx_pid"
wait_for 10 has_rows 1
is "what it found is shown" "$(rows)" 1

# ---- an attempt that could not even be noted ----------------------------------------
failing() { [ "$(cell mbxSummaryCollectorsFailing.0)" = "$1" ]; }
is "none has failed" "$(cell mbxSummaryCollectorsFailing.0)" 0
sqlite3 "$state/contoso.db" 'pragma user_version = 99'
collect
like "one fails" "$output" 'FAILED: .*newer version'
wait_for 10 failing 1
is "it is counted" "$(cell mbxSummaryCollectorsFailing.0)" 1
like "with its reason" "$(cell mbxTenantLastError.1)" 'contoso.db: it was written by a newer version'
sqlite3 "$state/contoso.db" 'pragma user_version = 1'
wait_for 15 well_again
like "also while the data can be read" "$(cell mbxTenantLastError.1)" 'newer version'
judge
like "as the check tells" "$(whole last_error)" 'contoso.db: it was written by a newer version'
sim_clock +15m
collect
wait_for 15 failing 0
is "until one has not" "$(cell mbxSummaryCollectorsFailing.0)$(cell mbxTenantLastError.1)" 0

agentx_stop
is "ends" "$code" 0
done_testing
