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
sqlite3 -cmd '.timeout 2000' "$state/contoso.db" "INSERT INTO event
	(run, at, event, severity, mailbox, loss, deadline)
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < \$1)
	SELECT (SELECT max(id) FROM run), 1772438400, 'critical', 2, 1, 1, 1775030400 FROM n;
	UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
EOF
HAPPEN=$work/happen
export HAPPEN
export NOTIFY_SOCKET="$snmp/notify"
"$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" \
	>>"$agentx_log" 2>&1 &
agentx_pid=$!
sim_pids="$sim_pids $agentx_pid"

scenarios="${SCENARIOS-many_at_once bit_by_bit twice bulk many_columns bounded no_writing out_of_order oversize
	long_names truncated strange at_random refused comes_back
	deaf_connected deaf_at_open deaf_at_register deaf_at_contexts nobody_accepts never_reads
	asks_too_soon never_takes takes_and_goes}"
# shellcheck disable=SC2086
timeout 900 python3 "$top_srcdir/tests/system/agentx_master.py" "$snmp_socket" \
	"$root.1" "$agentx_pid" $scenarios >"$work/played" 2>"$work/player.err"
diagnose <"$work/player.err"
for scenario in $scenarios; do
	is "$scenario" "$(grep "^$scenario	" "$work/played" || echo "not played")" \
		"$scenario	"
done
agentx_stop
is "and it ends when it is told to" "$code" 0
[ -z "${KEEP_LOG-}" ] || cp "$agentx_log" "$KEEP_LOG"
done_testing
