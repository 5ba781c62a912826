#!/bin/sh
# SPDX-License-Identifier: MIT
# The subagent beside the fastest raw handler of the same columns and index, as a
# table grows; and what a reload of a large one costs those who ask meanwhile.
# Both daemons of a pair have one core, who asks has another.
# BENCH_ROWS=1000000 is how large the largest is.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
export PYTHONDONTWRITEBYTECODE=1
bench=$top_builddir/tests/bench
missed=0
sim_url=https://unused.example
largest=${BENCH_ROWS:-1000000}
for program in snmpd taskset; do
	command -v $program >/dev/null || PATH=$PATH:/usr/sbin
	command -v $program >/dev/null || {
		echo "snmp.sh: no $program"
		exit 0
	}
done
daemons="taskset -c 0"
asking=
[ "$(nproc)" = 1 ] || asking="taskset -c 1"

# ---- one snmpd for each subagent ------------------------------------------------
# master_start NAME: $port, $socket
master_start() {
	home=$snmp/$1
	mkdir -p "$home/persist"
	snmpd_port=$(free_port)
	snmp_socket=$home/agentx
	port=$snmpd_port
	snmpd_conf >"$home/snmpd.conf"
	MIBS='' SNMP_PERSISTENT_DIR=$home/persist $daemons snmpd -f -C -c "$home/snmpd.conf" \
		-Lf "$home/snmpd.log" -p "$home/snmpd.pidfile" \
		-I -smux,mteTrigger,mteTriggerConf 2>"$home/snmpd.err" &
	sim_pids="$sim_pids $!"
	wait_for 10 snmpd_answers || {
		echo "snmp.sh: snmpd did not start"
		exit 1
	}
}
# fill ROWS: a database of so many, and the configuration for it
fill() {
	state=$work/state$1
	conf=$work/conf$1
	conf_write 'max_age = 30m' 'stale_after = 30d'
	"$bench/fill_state" "$state/contoso.db" "$1" || exit 1
}
rows_are_there() { snmp_get "$root.1.4.1.3.1.$rows" | grep -q @; }
# ours_start ROWS: $ours_port, $ours_pid
ours_start() {
	rows=$1
	fill "$rows"
	master_start "ours$rows"
	$daemons "$agentx_program" --config "$conf" --socket "unix:$snmp_socket" \
		>"$home/log" 2>&1 &
	ours_pid=$!
	sim_pids="$sim_pids $ours_pid"
	ours_port=$port
	wait_for 120 rows_are_there || {
		echo "snmp.sh: the subagent does not answer"
		cat "$home/log"
		exit 1
	}
}
raw_start() { # ROWS
	rows=$1
	master_start "raw$rows"
	$daemons "$bench/raw_handler" "unix:$snmp_socket" "$work/state$rows/contoso.db" \
		>"$home/log" 2>&1 &
	sim_pids="$sim_pids $!"
	raw_port=$port
	wait_for 60 rows_are_there || {
		echo "snmp.sh: the raw handler does not answer"
		exit 1
	}
}
race() { # NAME COLUMNS NAME PORT ROWS NAME PORT ROWS
	name=$1
	columns=$2
	shift 2
	$asking "$bench/walk_race" -c "$columns" -n "${BENCH_PAIRS:-41}" -r 0.95 \
		"$name" "$@" || missed=1
}

# ---- how fast -------------------------------------------------------------------
one=3
eight=3,5,7,8,9,11,14,19
ours_start 100000
raw_start 100000
race "100,000 rows, one column" $one ours "$ours_port" 100000 raw "$raw_port" 100000
race "100,000 rows, eight columns" $eight ours "$ours_port" 100000 raw "$raw_port" 100000
raw_pid=$!
cpu() { cut -d' ' -f1 /proc/$1/schedstat; }
for c in $one $eight $one $eight; do
a=$(cpu $ours_pid) b=$(cpu $raw_pid)
race "100,000 rows, columns $c" $c ours "$ours_port" 100000 raw "$raw_port" 100000
a2=$(cpu $ours_pid) b2=$(cpu $raw_pid)
echo "cpu ours $(( (a2-a)/500/BENCH_PAIRS )) ns/row, raw $(( (b2-b)/500/BENCH_PAIRS ))"
done
