# SPDX-License-Identifier: MIT
# What the tests of the subagent share, besides lib.sh: a private snmpd and
# snmptrapd on free ports of the loopback, the subagent, and the tools to ask.
#
#   . "$top_srcdir/tests/system/lib.sh"
#   . "$top_srcdir/tests/system/snmp.sh"
#   snmp_needs snmpd snmpget
#   ...collect...
#   trapd_start               # only where notifications are wanted; first
#   snmpd_start; agentx_start --at "$now"
#   walk mbxTenantTable
#
# All under $snmp, each process by its pid in $snmpd_pid, $trapd_pid, $agentx_pid.

agentx_program=${AGENTX_PROGRAM:-$top_builddir/snmp/mailbox_expiry_agentx}
snmp=$work/snmp
mkdir -p "$snmp/empty" "$snmp/mibs" "$snmp/persist/cert_indexes"
snmp_socket=$snmp/agentx
# Nothing of this host's own SNMP is read or written.
export SNMPCONFPATH=$snmp/empty SNMP_PERSISTENT_DIR=$snmp/persist

# snmp_needs PROGRAM...: the test is skipped where one is missing.
snmp_needs() {
	PATH=$PATH:/usr/sbin:/sbin
	[ -x "$agentx_program" ] || skip_all "built without the subagent"
	for program in "$@"; do
		command -v "$program" >/dev/null || skip_all "no $program"
	done
}

# The MIB and stand-ins for what it imports, as the tools want them.
cp "$top_srcdir"/tests/fixtures/mibs/* "$snmp/mibs/" 2>/dev/null
"$agentx_program" --print-mib >"$snmp/mibs/MAILBOX-EXPIRY-MIB" 2>/dev/null
export MIBDIRS=$snmp/mibs MIBS=MAILBOX-EXPIRY-MIB:SNMPv2-MIB
root=$(sed -n 's/^#define SNMP_ROOT //p' "$top_builddir/snmp/root.h" | tr -d ' ' | tr , .)
root=.$root

# free_port: a UDP port of the loopback that nobody uses.
free_port() {
	python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}

# ---- snmpd ------------------------------------------------------------------
# snmpd_start [LINE...]: further lines of snmpd.conf
snmpd_port=
snmpd_conf() {
	cat <<-END
		agentAddress udp:127.0.0.1:$snmpd_port
		master agentx
		agentXSocket unix:$snmp_socket
		agentXPerms 0660 0770
		agentXTimeout ${snmpd_timeout:-2}
		agentXRetries 1
		rocommunity public 127.0.0.1
		sysName test
	END
	[ -z "${trapd_port-}" ] || echo "${snmp_sink:-trap2sink} 127.0.0.1:$trapd_port public"
	for line in "$@"; do
		printf '%s\n' "$line"
	done
}
snmpd_start() {
	[ -n "$snmpd_port" ] || snmpd_port=$(free_port)
	snmpd_conf "$@" >"$snmp/snmpd.conf"
	rm -f "$snmp_socket"
	MIBS='' SNMP_PERSISTENT_DIR=$snmp/persist-snmpd snmpd -f -C -c "$snmp/snmpd.conf" \
		-Lf "$snmp/snmpd.log" -p "$snmp/snmpd.pidfile" \
		-I -smux,mteTrigger,mteTriggerConf 2>"$snmp/snmpd.err" &
	snmpd_pid=$!
	sim_pids="$sim_pids $snmpd_pid"
	if ! wait_for 10 snmpd_answers; then
		diagnose <"$snmp/snmpd.log"
		echo "Bail out! snmpd did not start"
		exit 1
	fi
}

# What is asked before its port is open is lost: not waited for as long as others.
snmpd_answers() (
	ask="-v2c -c public -t 0.2 -r 0"
	snmp_get .1.3.6.1.2.1.1.5.0 | grep -qx '"test"'
)

snmpd_stop() { # [SIGNAL]
	kill "-${1:-TERM}" "$snmpd_pid" && wait "$snmpd_pid" 2>/dev/null
}

# ---- snmptrapd: a line a notification in $snmp/traps -------------------------
# VARBINDS are "NAME = VALUE", separated by "<>".
trapd_start() {
	[ -n "${trapd_port-}" ] || trapd_port=$(free_port)
	cat >"$snmp/snmptrapd.conf" <<-END
		authCommunity log,execute,net public
		doNotLogTraps no
	END
	for line in "$@"; do
		printf '%s\n' "$line"
	done >>"$snmp/snmptrapd.conf"
	SNMP_PERSISTENT_DIR=$snmp/persist-trapd snmptrapd -f -n -C -c "$snmp/snmptrapd.conf" \
		-Lf "$snmp/traps" -OQ -F '%v<>\n' -p "$snmp/snmptrapd.pidfile" \
		"udp:127.0.0.1:$trapd_port" 2>"$snmp/snmptrapd.err" &
	trapd_pid=$!
	sim_pids="$sim_pids $trapd_pid"
	wait_for 10 grep -qs "NET-SNMP version" "$snmp/traps" || {
		diagnose <"$snmp/snmptrapd.err"
		echo "Bail out! snmptrapd did not start"
		exit 1
	}
}
trapd_stop() { # [SIGNAL]
	kill "-${1:-TERM}" "$trapd_pid" && wait "$trapd_pid" 2>/dev/null
}
# snmptt_settings: a snmptt.ini for contrib's snmptt.conf; it logs to
# $snmp/snmptt.log, and what it does not know to $snmp/snmptt.unknown.
snmptt_settings() {
	cat <<-EOF
		[General]
		mode = standalone
		multiple_event = 1
		dns_enable = 0
		net_snmp_perl_enable = 0
		translate_value_oids = 0
		translate_integers = 0
		[Logging]
		log_enable = 1
		log_file = $snmp/snmptt.log
		unknown_trap_log_enable = 1
		unknown_trap_log_file = $snmp/snmptt.unknown
		syslog_enable = 0
		syslog_system_enable = 0
		log_system_enable = 0
		statistics_interval = 0
		[Exec]
		exec_enable = 1
		exec_escape = 1
		[TrapFiles]
		snmptt_conf_files = <<END
		$top_builddir/contrib/snmp/snmptt.conf
		END
	EOF
}
# traps [PATTERN]: those that came, one a line, of this pattern
traps() { grep '<>' "$snmp/traps" 2>/dev/null | grep -E -- "${1-.}"; }
has_traps() { [ "$(traps "$2" | wc -l)" -ge "$1" ]; } # COUNT PATTERN

# ---- the subagent -----------------------------------------------------------
agentx_log=$snmp/agentx.log
agentx_start() {
	"$agentx_program" --config "$conf" --socket "unix:$snmp_socket" "$@" \
		>>"$agentx_log" 2>&1 &
	agentx_pid=$!
	sim_pids="$sim_pids $agentx_pid"
	if ! wait_for 60 agentx_answers; then
		diagnose <"$agentx_log"
		echo "Bail out! the subagent did not start"
		exit 1
	fi
}
# agentx_stop: its exit code is in $code
agentx_stop() {
	kill "-${1:-TERM}" "$agentx_pid"
	wait "$agentx_pid"
	code=$?
}
agentx_answers() { snmp_get mbxSummaryTenants.0 | grep -qx '[0-9]*'; }

# ---- asking -----------------------------------------------------------------
ask="-v2c -c public -t 5 -r 1"
# snmp_get OBJECT...: the values, a line each
snmp_get() {
	# shellcheck disable=SC2086
	snmpget $ask -OqvU "127.0.0.1:$snmpd_port" "$@" 2>&1
}
# walk OBJECT [OPTION...]: "NAME.INDEX = VALUE", a line each
walk() {
	object=$1
	shift
	# shellcheck disable=SC2086
	snmpbulkwalk $ask -OQsU "$@" "127.0.0.1:$snmpd_port" "$object" 2>&1
}
# cell COLUMN.INDEX: its value without quotes
cell() { snmp_get "$1" | sed 's/^"\(.*\)"$/\1/'; }
