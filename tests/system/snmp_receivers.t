#!/bin/sh
# SPDX-License-Identifier: MIT
# Receivers that are down, slow, or many events behind: traps and informs, in clear
# and encrypted.  Each event arrives, or is in a summary; none twice but as an inform
# that was repeated; and snmpd answers all the time.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget python3
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
# As a collector would write them.
happen() { # COUNT
	sqlite3 -cmd '.timeout 2000' "$state/contoso.db" "INSERT INTO event
		(run, at, event, severity, mailbox, loss, deadline)
		WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1)
		SELECT (SELECT max(id) FROM run), 1772438400,
			iif(i % 3, 'critical', 'expiring'), 2, 1, 1, 1775030400 FROM n;
		UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
	happened=$((${happened-0} + $1))
}
outbox() { sqlite3 -readonly -cmd '.timeout 2000' "$state/agentx/agentx.db" "$1"; }
numbers() { traps | grep -o 'mbxNotifySequence.0 = [0-9]*' | grep -o '[0-9]*$'; }
# Taken over from the collector, and each sent or in a summary.
is_accounted() {
	[ "$(outbox "select count(*) from notice where kind <> 'events-summarized'")" -ge "$happened" ] &&
		[ "$(outbox 'select count(*) from notice where fate in (1, 4)')" = 0 ]
}
# arrived NAME COUNT: the newest so many events are all that is new at the receiver
seen=0
arrived() {
	come_up() { [ "$(numbers | sort -un | wc -l)" -ge $((seen + $1)) ]; }
	wait_for 30 come_up "$2"
	wait_for 10 is_accounted
	is "$1" "$(numbers | sort -un | tail -n +$((seen + 1)) | wc -l)" "$2"
	is "$1: each sent once" "$(outbox 'select count(*) from notice where fate in (1, 4)')" 0
	seen=$(numbers | sort -un | wc -l)
}

# It begins its log anew.
trapd_again() {
	seen=0
	rm -f "$snmp/traps"
	trapd_start "$@"
}

# ---- informs, in clear --------------------------------------------------------
trapd_port=
trapd_start
snmp_sink='# no trap2sink'
snmpd_start "trapsess -Ci -v2c -c public -t 1 -r 10 127.0.0.1:$trapd_port"
agentx_start --at "$now"
happen 3
arrived "informs" 3
is "came once" "$(numbers | sort | uniq -d)" ''

trapd_stop
happen 3
wait_for 10 is_accounted # snmpd has sent them, to nobody
trapd_again
arrived "to a receiver that was down" 3

kill -STOP "$trapd_pid"
happen 3
wait_for 10 is_accounted
# What lies in the receiver's queue grows when they are repeated.
queued() { awk -v port="$(printf ':%04X$' "$trapd_port")" '$2 ~ port { sub(/.*:/, "", $5); print $5 }' /proc/net/udp; }
once=$(queued)
is_repeated() { [ "$(queued)" != "$once" ]; }
wait_for 10 is_repeated
kill -CONT "$trapd_pid"
arrived "to a receiver that was slow" 3
again() { [ -n "$(numbers | sort | uniq -d)" ]; }
wait_for 5 again
like "some came again" "$(numbers | sort | uniq -d | paste -sd ' ')" '^[0-9 ]+$'
is "and are known by their number" "$(traps | sed 's/DISMAN[^<]*sysUpTime[^<]*<>//; s/sysUpTime[^<\t]*//' |
	awk '{ match($0, /mbxNotifySequence.0 = [0-9]+/); number = substr($0, RSTART, RLENGTH)
		match($0, /mbxNotifyAlarmKey.*mbxNotifyText.0 = [^<]*/); text = substr($0, RSTART, RLENGTH)
		if (number in known && known[number] != text) print number; known[number] = text }')" ''

# ---- ten thousand, and nobody listens ---------------------------------------------
trapd_stop
happen 10000
mkfifo "$work/probe"
python3 "$top_srcdir/tests/bench/snmp_probe.py" "$snmpd_port" "${root#.}.1.1.2.0" 60 \
	<"$work/probe" >"$work/probed" 2>&1 &
probe=$!
exec 9>"$work/probe"
wait_for 40 is_accounted
sleep 2 # while they are repeated, over and over
echo >&9
exec 9>&-
wait $probe
is "each is sent or in a summary" "$(outbox 'select count(*) from notice where fate in (1, 4)')" 0
is "summaries count what is in them" "$(outbox "select count(*) from notice s where kind = 'events-summarized'
	and count <> (select count(*) from notice where summary = s.sequence)")" 0
like "ten thousand are" "$(outbox 'select count(*) from notice where fate = 3')" '^[0-9]{4,}$'
is "snmpd answered all the time" "$(awk '{ print ($3 < 1000 && $6 < 1000 && $7 > 100) ? "soon" : $0 }' \
	"$work/probed")" soon
trapd_start
happen 2
# What snmpd has taken, but the subagent not yet noted, would come again.
arrived_after() { is_accounted && numbers | grep -qx "$(outbox 'select max(sequence) from notice')"; }
wait_for 30 arrived_after
is "and what comes later arrives" "$(numbers | sort -un | tail -n 1)" "$(outbox 'select max(sequence) from notice')"

# ---- ten thousand, and somebody listens: traps ----------------------------------------
snmpd_stop
trapd_stop
trapd_again
snmpd_start "trapsess -v2c -c public 127.0.0.1:$trapd_port"
wait_for 10 agentx_answers
before=$(outbox 'select max(sequence) from notice')
happen 10000
wait_for 40 is_accounted
sent() { outbox "select sequence from notice where sequence > $before and fate = 2 order by sequence"; }
all_came() { [ "$(numbers | wc -l)" -ge "$(sent | wc -l)" ]; }
wait_for 20 all_came
is "as traps: what was sent came, each once, in order" "$(numbers | paste -sd ' ')" \
	"$(sent | paste -sd ' ')"
is "and tells of all" "$(outbox "select sum(max(count, 1)) from notice
	where sequence > $before and fate = 2")" 10000

# ---- encrypted ---------------------------------------------------------------------
snmpd_stop
trapd_stop
engine=8000000001020304
trapd_again "createUser told SHA-256 an-authentication-phrase AES a-privacy-phrase" \
	"createUser -e 0x$engine told SHA-256 an-authentication-phrase AES a-privacy-phrase" \
	"authUser log told priv"
v3="-v3 -l authPriv -u told -a SHA-256 -A an-authentication-phrase -x AES -X a-privacy-phrase"
snmpd_start "trapsess -Ci $v3 -t 1 -r 10 127.0.0.1:$trapd_port"
wait_for 10 agentx_answers
happen 3
arrived "encrypted informs" 3
snmpd_stop
snmpd_start "trapsess $v3 -e 0x$engine 127.0.0.1:$trapd_port"
wait_for 10 agentx_answers
happen 3
arrived "encrypted traps" 3
agentx_stop
is "it ends when it is told to" "$code" 0
done_testing
