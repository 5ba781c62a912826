#!/bin/sh
# SPDX-License-Identifier: MIT
# Killed between sending notifications and noting that they were taken: none is lost,
# at most the eight on their way come again, under the numbers they had.  A real kill,
# the real snmpd and snmptrapd; a reader keeps the noting from being written.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"

sim_start <<EOF
$(sim_head)
user ada@contoso.example
EOF
conf_write "min_age = 0"
collect
outbox() { sqlite3 -readonly -cmd '.timeout 2000' "$state/agentx/agentx.db" "$1"; }
# As a collector would write them: all new alarms, each of its own mailbox.
happen() { # COUNT
	sqlite3 -cmd '.timeout 2000' "$state/contoso.db" "INSERT INTO event
		(run, at, event, severity, mailbox, loss, deadline)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		SELECT (SELECT max(id) FROM run), 1772438400, 'critical', 2, 1, 1, 1775030400 FROM n;
		UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
}
numbers() { traps mbxNotify | grep -o 'mbxNotifySequence.0 = [0-9]*' | grep -o '[0-9]*$'; }
came() { [ "$(numbers | wc -l)" -ge "$1" ]; }
wait_for_notices() { # FATE COUNT
	are_there() { [ "$(outbox "select count(*) from notice where fate = $1")" = "$2" ]; }
	wait_for 10 are_there "$1" "$2"
}

trapd_start
snmpd_start
agentx_start --at "$now"
snmpd_stop
happen 12
wait_for_notices 1 12 || not_ok "twelve wait for the master"

# Whoever reads agentx.db keeps it from being written, for as long as he does.
mkfifo "$work/reader"
sqlite3 -readonly "$state/agentx/agentx.db" <"$work/reader" >"$work/read" &
reader=$!
exec 9>"$work/reader"
echo "BEGIN; SELECT count(*) FROM notice;" >&9
is_read() { [ -s "$work/read" ]; }
wait_for 5 is_read
snmpd_start
wait_for 10 came 8
kill -KILL "$agentx_pid"
wait "$agentx_pid" 2>/dev/null
exec 9>&-
wait "$reader"
is "as many as may be on their way were sent" "$(numbers | wc -l)" 8
is "and none is noted" "$(outbox "select count(*) from notice where fate = 1")" 12
first=$(numbers | paste -sd ' ')

agentx_start --at "$now"
wait_for_notices 2 12
wait_for 10 came 20
is "started again it tells all" "$(numbers | sort -n | uniq | paste -sd ' ')" \
	"$(outbox "select group_concat(sequence, ' ') from notice")"
is "the same come again" "$(numbers | sort -n | uniq -d | paste -sd ' ')" "$first"
is "nothing comes a third time, nor is anything left" \
	"$(numbers | sort | uniq -c | awk '$1 > 2') $(outbox 'select count(*) from notice where fate <> 2')" " 0"
is "the same number says the same" "$(traps mbxNotify |
	awk '{ match($0, /mbxNotifySequence.0 = [0-9]+/); number = substr($0, RSTART, RLENGTH)
		match($0, /mbxNotifyAlarmKey.*mbxNotifyText.0 = [^<]*/); text = substr($0, RSTART, RLENGTH)
		if (number in known && known[number] != text) print number; known[number] = text }')" ''
done_testing
