#!/bin/sh
# SPDX-License-Identifier: MIT
# A master agent that is slow, wrong, hostile or gone: the subagent stays, and is
# back in a second.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs python3
export PYTHONDONTWRITEBYTECODE=1

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
EOF
conf_write
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect

# Further tenants, for whom there is nothing but a context.
for number in $(seq 400); do
	printf '[tenant t%s]\ntenant_id = %s\n' "$number" "$tenant_id"
done >>"$conf"

# net-snmp forgets the peer of some packets that it refuses.
echo leak:libnetsnmp.so >"$work/leaks"
export LSAN_OPTIONS="suppressions=$work/leaks:print_suppressions=0"

# As a collector would write them.
cat >"$work/happen" <<EOF
sqlite3 -cmd '.timeout 2000' "\$STATE/contoso.db" "INSERT INTO event
	(run, at, event, severity, mailbox, loss, deadline)
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \$1)
	SELECT (SELECT max(id) FROM run), 1772438400, 'critical', 2, 1, 1, 1775030400 FROM n;
	UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
EOF
HAPPEN=$work/happen
export HAPPEN

# play NAME SCENARIO...: with a subagent, a state directory and a master of its own
play() {
	stage=$work/$1
	shift
	mkdir "$stage"
	cp -R "$state" "$stage/state"
	sed "s|^state_dir = .*|state_dir = $stage/state|" "$conf" >"$stage/conf"
	export STATE="$stage/state" NOTIFY_SOCKET="$stage/notify"
	"$agentx_program" --config "$stage/conf" --socket "unix:$stage/agentx" --at "$now" \
		>>"$stage/log" 2>&1 &
	agentx_pid=$!
	timeout 300 python3 "$top_srcdir/tests/system/agentx_master.py" "$stage/agentx" \
		"$root.1" "$agentx_pid" "$@" >"$stage/played" 2>"$stage/player.err" &
	master=$!
	trap 'kill "$agentx_pid" "$master" 2>/dev/null; exit 1' HUP INT TERM
	wait "$master"
	agentx_stop
	echo "$code" >"$stage/code"
}

# They mostly wait: for a second until it connects again, or for what must not come.
scenarios_of() {
	case $1 in
	odd) echo many_at_once bit_by_bit twice bulk many_columns bounded no_writing \
		out_of_order long_names truncated ;;
	wrong) echo strange oversize ;;
	worse) echo at_random asks_too_soon ;;
	away) echo refused comes_back never_reads ;;
	deaf) echo deaf_at_open deaf_at_register deaf_at_contexts ;;
	deafer) echo deaf_connected nobody_accepts ;;
	takes) echo never_takes takes_and_goes ;;
	*) echo "$SCENARIOS" ;;
	esac
}
plays="odd wrong worse away deaf deafer takes"
[ -z "${SCENARIOS-}" ] || plays=chosen # by whoever looks for something
players=
for name in $plays; do
	# shellcheck disable=SC2046
	play "$name" $(scenarios_of "$name") &
	players="$players $!"
	sim_pids="$sim_pids $!"
done
for player in $players; do
	wait "$player"
done
for name in $plays; do
	stage=$work/$name
	diagnose <"$stage/player.err"
	for scenario in $(scenarios_of "$name"); do
		is "$scenario" "$(grep "^$scenario	" "$stage/played" || echo "not played")" \
			"$scenario	"
	done
	is "$name: and it ends when it is told to" "$(cat "$stage/code")" 0
	[ -z "${KEEP_LOG-}" ] || cp "$stage/log" "$KEEP_LOG.$name"
done
done_testing
