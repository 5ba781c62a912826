#!/bin/sh
# SPDX-License-Identifier: MIT
# The subagent beside the fastest raw handler of the same columns and index, as a
# table grows; and what a reload of a large one costs those who ask meanwhile.
# BENCH_ROWS=1000000 is how large the largest is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
export PYTHONDONTWRITEBYTECODE=1
bench=$top_builddir/tests/bench
missed=0
sim_url=https://unused.example
largest=${BENCH_ROWS:-1000000}
me=snmp.sh
. "$top_srcdir/tests/bench/agents.sh"
race() { # NAME COLUMNS NAME PORT ROWS NAME PORT ROWS
	name=$1
	columns=$2
	shift 2
	$asking "$bench/walk_race" -c "$columns" -n "${BENCH_PAIRS:-101}" -r 0.95 \
		"$name" "$@" || missed=1
}

# ---- how fast -------------------------------------------------------------------
one=3
eight=3,5,7,8,9,11,14,19
ours_start 100000
raw_start 100000
race "100,000 rows, one column" $one ours "$ours_port" 100000 raw "$raw_port" 100000
race "100,000 rows, eight columns" $eight ours "$ours_port" 100000 raw "$raw_port" 100000
ours_start 10000
small_port=$ours_port
ours_start "$largest"
race "$largest rows beside 10,000, one column" $one large "$ours_port" "$largest" \
	small "$small_port" 10000
race "$largest rows beside 10,000, eight columns" $eight large "$ours_port" "$largest" \
	small "$small_port" 10000

# ---- a reload -------------------------------------------------------------------
# Each tenth mailbox has changed: no part of the table can stay as it was.
peak() { peak_mib "$ours_pid" | awk '{ printf "%d", $1 + 0.99 }'; }
collect_changes() { # SUFFIX
	sqlite3 "$state/contoso.db" "BEGIN;
		UPDATE mailbox SET display_name = display_name || '$1' WHERE id % 10 = 0;
		INSERT INTO run (started_at, ended_at, outcome, listing, probed)
		SELECT started_at + 60, ended_at + 60, outcome, listing, probed FROM run
		WHERE id = (SELECT max(id) FROM run); COMMIT"
}
shows_change() { snmp_get "$root.1.4.1.4.1.$((largest / 10 * 10))" | grep -qF -- "$1"; }
# probed NAME COMMAND...: how late replies are until the command has ended
probed() {
	name=$1
	shift
	mkfifo "$work/probe"
	$asking python3 "$top_srcdir/tests/bench/snmp_probe.py" "$snmpd_port" \
		"$root.1.4.1.3.1.$((largest / 2))" 600 <"$work/probe" >"$work/probed" &
	probe=$!
	exec 9>"$work/probe"
	"$@"
	echo >&9
	exec 9>&-
	wait $probe
	rm "$work/probe"
	awk -v name="$name" '{
		late = $6 > 100
		printf "%-40s replies of snmpd %s/%s/%s ms, of ours %s/%s/%s ms (median/99 %%/longest of %d)%s\n",
			name, $1, $2, $3, $4, $5, $6, $7, late ? "  MISSED" : ""
		exit late
	}' "$work/probed" || missed=1
}
reload() { # MARK
	began=$(date +%s)
	collect_changes "$1"
	wait_for 300 shows_change "$1" || echo "snmp.sh: it was not read anew"
	took=$(($(date +%s) - began))
}
snmpd_port=$ours_port
at_first=$(peak)
probed "$largest rows at rest" sleep 5
probed "$largest rows read anew" reload -a-
probed "and once more" reload -b-
echo "that took $took s"
over=
[ "$(peak)" -le 200 ] || over="  MISSED" missed=1
printf '%-40s %s MiB at first, %s MiB through reloads%s\n' "$largest rows: peak memory" \
	"$at_first" "$(peak)" "$over"
exit $missed
