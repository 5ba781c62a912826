#!/bin/sh
# SPDX-License-Identifier: MIT
# A large tenant beside a small one: a row costs the same in both, and whoever reads
# the small one is not kept by the rows of the other.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd python3
export PYTHONDONTWRITEBYTECODE=1
sim_url=https://unused.example
base=${root#.}

conf_write 'stale_after = 30d'
printf '[tenant fabrikam]\ntenant_id = %s\n' "$tenant_id" >>"$conf"
"$top_builddir/tests/bench/fill_state" "$state/contoso.db" 30000
"$top_builddir/tests/bench/fill_state" "$state/fabrikam.db" 500
# The context of fabrikam under a community of its own.
snmpd_start 'com2sec -Cn fabrikam fabrikamReader 127.0.0.1 fabrikam' \
	'group fabrikamReaders v2c fabrikamReader' 'view everything included .1' \
	'access fabrikamReaders fabrikam v2c noauth exact everything none none'
agentx_start
sees_fabrikam() { snmpget -v2c -c fabrikam -Oqv "127.0.0.1:$snmpd_port" mbxSummaryMailboxRows.0 2>&1 | grep -qx 500; }
wait_for 20 sees_fabrikam

# cost COMMUNITY NAMES: milliseconds that the subagent works, whoever else does, for
# 500 rows behind each name; and what follows
cost() {
	python3 - "$top_srcdir/tests/system" "$snmpd_port" "$agentx_pid" "$@" <<'END'
import sys
sys.path.insert(0, sys.argv[1])
import snmp_wire as wire
manager = wire.Manager(sys.argv[2], sys.argv[4], 30)


def worked():
    with open(f'/proc/{sys.argv[3]}/schedstat') as statistics:
        return int(statistics.read().split()[0]) / 1e6


for name in sys.argv[5:]:
    best = 1e9
    for _ in range(5):
        at = wire.oid_of(name)
        began = worked()
        for _ in range(10):
            answer = manager.bulk([at], 50)
            at = answer[-1][0]
        best = min(best, worked() - began)
    print(f'{best:.1f}', wire.oid_text(at))
END
}
column=$base.1.4.1.3
cost public "$column.1.0" "$column.1.29000" "$column.2" >"$work/cost"
output=$(cat "$work/cost")
is "the rows that follow" "$(cut -d ' ' -f 2 "$work/cost" | sed "s/^$column\.//" | paste -sd ' ')" \
	"1.500 1.29500 2.500"
is "the last rows of many cost what the first do" \
	"$(awk '{ ms[NR] = $1 } END { print ms[2] < 3 * ms[1] + 2 ? "the same" : ms[1] " and " ms[2] }' "$work/cost")" \
	"the same"
is "and what those of a small tenant do" \
	"$(awk '{ ms[NR] = $1 } END { print ms[1] < 3 * ms[3] + 2 ? "the same" : ms[3] " and " ms[1] }' "$work/cost")" \
	"the same"
# From before the rows of the other to its own: no step over each of 30,000.
cost fabrikam "$column" "$base.1.4.1.4.2.495" >"$work/cost"
output=$(cat "$work/cost")
is "a reader of the small one gets its rows at once" \
	"$(awk '$1 > 500 { print "after " $1 " ms" }' "$work/cost")" ''
like "and its own alone" "$(head -n 1 "$work/cost")" " $column\.2\.500\$"
is "none of the other" "$(snmpbulkwalk -v2c -c fabrikam -OqnU "127.0.0.1:$snmpd_port" \
	"$root.1.4.1.5" | grep -c "^$root\.1\.4\.1\.5\.1\.")" 0
agentx_stop
done_testing
