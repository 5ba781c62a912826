# SPDX-License-Identifier: MIT
# Rows of the table of mailboxes by SNMP.  Sourced by scale.sh.
. "$top_srcdir/tests/system/snmp.sh"
. "$top_srcdir/tests/bench/agents.sh"
begin "Eight columns of the table of mailboxes by GETBULK, through snmpd" <<END
subagent: mailbox_expiry_agentx; raw: raw_handler.c, the fastest raw handler of net-snmp
walk_race.c walks parts of 500 rows all over the table, of the two in turn
both daemons of a pair on one processor, who asks on another; peak_mib and load_cpu_ms are
of one start, until all rows are there
END
sim_url=https://unused.example
for rows in $(sizes "1000 3000 10000 30000 100000 300000 1000000" "700 1000"); do
	ours_start "$rows"
	raw_start "$rows"
	line "$rows" subagent load_cpu_ms "$(cpu_ms "$ours_pid")"
	line "$rows" raw load_cpu_ms "$(cpu_ms "$raw_pid")"
	$asking "$bench/walk_race" -t -c 3,5,7,8,9,11,14,19 -n "$(runs 51)" "$rows" \
		subagent "$ours_port" "$rows" raw "$raw_port" "$rows" >>"$table" || exit 1
	line "$rows" subagent peak_mib "$(peak_mib "$ours_pid")"
	line "$rows" raw peak_mib "$(peak_mib "$raw_pid")"
	end_all
	rm -rf "$work/state$rows"
done
