#!/bin/sh
# SPDX-License-Identifier: MIT
# What the subagent writes goes wrong: its disk is full, its files are removed or
# damaged.  Tables are shown all the time, what is wrong is said once and shown, and
# when it is over every event is told, once.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk python3

sim_start <<END
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
END
conf_write
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
outbox=$state/agentx/agentx.db
outbox() { sqlite3 -readonly -cmd '.timeout 2000' "$outbox" "$1"; }
# As a collector would write them.
happen() { # COUNT
	sqlite3 -cmd '.timeout 2000' "$state/contoso.db" "INSERT INTO event
		(run, at, event, severity, mailbox, loss, deadline)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		SELECT (SELECT max(id) FROM run), 1772438400, 'critical', 2, 1, 1, 1775030400 FROM n;
		UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
}
numbers() { traps mbxNotify | grep -o 'mbxNotifySequence.0 = [0-9]*' | grep -o '[0-9]*$'; }
# told COUNT: so many came in all
told() { [ "$(numbers | wc -l)" -ge "$1" ]; }
problem() { cell mbxAgentProblem.0; }
has_problem() { [ -n "$(problem)" ]; }
is_well() { [ -z "$(problem)" ]; }
# wakes SECONDS: how often it woke up meanwhile
wakes() {
	woken=$(awk '/^voluntary/ { print $2 }' "/proc/$agentx_pid/status")
	sleep "$1"
	echo $(($(awk '/^voluntary/ { print $2 }' "/proc/$agentx_pid/status") - woken))
}

trapd_start
snmpd_start
agentx_start --at "$now"
happen 2
wait_for 10 told 2

# ---- no journal can be made ---------------------------------------------------
blocked() { mkdir "$outbox-journal" 2>/dev/null; } # not while there is one
wait_for 5 blocked
happen 3
wait_for 10 has_problem
like "what cannot be written is shown" "$(problem)" 'agentx.db'
is "what can be read is, too" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
rmdir "$outbox-journal"
wait_for 10 told 5
is "when it is over all is told, once" \
	"$(numbers | awk 'NR == 1 { before = $1 - 1 } { print $1 - before }' | paste -sd ' ')" '1 2 3 4 5'
wait_for 20 is_well
is "and well again" "$(problem)" ''
is "it was said once by each who met it" "$(sort "$agentx_log" | uniq -c | awk '$1 > 2')" ''

# ---- it runs full -----------------------------------------------------------------
agentx_stop
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
for action in ENOSPC EIO; do
	before=$(numbers | wc -l)
	(
		export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
		export NTH_CALL=4+ NTH_ACTION=$action NTH_ONLY=files LD_PRELOAD="$library"
		exec "$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now"
	) >"$agentx_log" 2>&1 &
	agentx_pid=$!
	sim_pids="$sim_pids $agentx_pid"
	wait_for 10 agentx_answers
	happen 3
	wait_for 10 has_problem
	like "$action: shown" "$(problem)" 'agentx.db: '
	is "$action: what can be read is, too" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
	is "$action: it does not spin" "$([ "$(wakes 2)" -lt 60 ] && echo calm)" calm
	is "$action: nor fill its log" "$([ "$(grep -c . "$agentx_log")" -lt 8 ] && echo short)" short
	agentx_stop KILL 2>/dev/null
	agentx_start --at "$now"
	wait_for 10 told $((before + 3))
	is "$action: all is told afterwards, once" "$(numbers | uniq -c | awk '$1 != 1')" ''
	agentx_stop
done

# ---- removed, replaced, away ------------------------------------------------------
: >"$agentx_log"
agentx_start --at "$now"
mv "$state" "$work/away"
no_data() { [ "$(cell mbxTenantState.1)" = unknown ]; }
wait_for 10 no_data
is "the state directory is away: it waits" "$(cell mbxSummaryTenants.0)" 1
mv "$work/away" "$state"
has_data() { [ "$(cell mbxTenantState.1)" != unknown ]; }
wait_for 10 has_data
before=$(numbers | wc -l)
happen 2
wait_for 10 told $((before + 2))
is "and it comes back: told, once" "$(numbers | uniq -c | awk '$1 != 1')" ''

cp "$outbox" "$work/agentx.db"
ended() { ! kill -0 "$agentx_pid" 2>/dev/null; }
for what in removed replaced; do
	rm "$outbox"
	[ $what = removed ] || cp "$work/agentx.db" "$outbox"
	wait_for 10 ended
	wait "$agentx_pid"
	is "agentx.db $what: it ends, to be started again" "$?" 3
	like "and says so" "$(tail -n 1 "$agentx_log")" 'agentx.db was removed or replaced'
	agentx_start --at "$now"
	is "and is there again" "$(cell mbxMailboxUpn.1.1)" ada@contoso.example
done
agentx_stop

# ---- not one of its own -------------------------------------------------------------
refused() { # NAME PATTERN
	output=$("$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" 2>&1)
	is "$1: refused" "$?" 3
	like "$1: says so" "$output" "$2"
	cp "$work/agentx.db" "$outbox"
}
head -c 20000 /dev/urandom >"$outbox"
refused "not a database" 'agentx.db: .*not a database'
sqlite3 "$outbox" 'pragma user_version = 99'
refused "of a newer version" 'agentx.db: .*newer version'
cp "$state/contoso.db" "$outbox"
refused "of another program" 'agentx.db: .*another program'
head -c 5000 "$work/agentx.db" >"$outbox"
refused "cut off" 'agentx.db: .*(malformed|damaged)'
rm "$outbox"
mkdir "$outbox"
output=$("$agentx_program" --config "$conf" --socket "unix:$snmp_socket" --at "$now" 2>&1)
is "a directory: refused" "$?" 3
rmdir "$outbox"
done_testing
