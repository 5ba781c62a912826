# SPDX-License-Identifier: MIT
# A subagent and the raw handler, each behind an snmpd of its own.  Both daemons of
# a pair have one core, who asks has another.  Behind lib.sh and snmp.sh; messages
# are of $me.
for program in snmpd taskset "$agentx_program"; do
	command -v $program >/dev/null || PATH=$PATH:/usr/sbin
	command -v $program >/dev/null || {
		echo "$me: no $program"
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
		echo "$me: snmpd did not start"
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
# Has it anything left to do of its own?
is_quiet() {
	[ "$(snmp_get "$root.1.8.4.0")" = 0 ] || return 1
	ran=$(cut -d ' ' -f 1 "/proc/$ours_pid/schedstat")
	sleep 0.5
	[ $(($(cut -d ' ' -f 1 "/proc/$ours_pid/schedstat") - ran)) -lt 50000000 ]
}
rows_are_there() { snmp_get "$root.1.4.1.3.1.$rows" | grep -q @; }
# ours_run NAME CONDITION...: the subagent of $conf, $ours_port, $ours_pid; until it
# has read what there is
ours_run() {
	master_start "$1"
	shift
	$daemons "$agentx_program" --config "$conf" --socket "unix:$snmp_socket" \
		>"$home/log" 2>&1 &
	ours_pid=$!
	sim_pids="$sim_pids $ours_pid"
	ours_port=$port
	wait_for 120 "$@" || {
		echo "$me: the subagent does not answer"
		cat "$home/log"
		exit 1
	}
	wait_for 60 is_quiet
}
ours_start() { # ROWS
	rows=$1
	fill "$rows"
	ours_run "ours$rows" rows_are_there
}
raw_start() { # ROWS: $raw_port, $raw_pid
	rows=$1
	master_start "raw$rows"
	$daemons "$bench/raw_handler" "unix:$snmp_socket" "$work/state$rows/contoso.db" \
		>"$home/log" 2>&1 &
	raw_pid=$!
	sim_pids="$sim_pids $raw_pid"
	raw_port=$port
	wait_for 60 rows_are_there || {
		echo "$me: the raw handler does not answer"
		exit 1
	}
}
# What a process has taken so far
peak_mib() { awk '/^VmHWM/ { printf "%.1f", $2 / 1024 }' "/proc/$1/status"; }
cpu_ms() { awk '{ printf "%.1f", $1 / 1e6 }' "/proc/$1/schedstat"; }
