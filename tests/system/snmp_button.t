#!/bin/sh
# SPDX-License-Identifier: MIT
# One mailbox through all that we ship: the license is removed, the collector tells,
# snmptrapd and SNMPTT alarm; somebody acknowledges in the real Icinga 2, the mailbox
# is back, and the same alarm is cleared.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmptt icinga2 jq
. "$top_srcdir/tests/system/icinga2.sh"

ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
ada=55555555-5555-4555-8555-000000000001
sim_start --clock running <<END
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=10
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE id=$ada
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
END
handler_conf "authors = alice"

# ---- whoever listens -------------------------------------------------------------
snmptt_settings >"$snmp/snmptt.ini"
trapd_start
# SNMPTT wants its traps with numbers: a receiver of its own.
snmptt_port=$(free_port)
printf '%s\n' 'authCommunity log,execute,net public' 'doNotLogTraps no' \
	"traphandle default $(command -v snmptt) --ini=$snmp/snmptt.ini" >"$snmp/snmptt-trapd.conf"
SNMP_PERSISTENT_DIR=$snmp/persist-trapd snmptrapd -f -n -On -C -c "$snmp/snmptt-trapd.conf" \
	-Lf "$snmp/snmptt-traps" -p "$snmp/snmptt-trapd.pidfile" "udp:127.0.0.1:$snmptt_port" \
	2>"$snmp/snmptrapd.err" &
sim_pids="$sim_pids $!"
wait_for 10 grep -qs "NET-SNMP version" "$snmp/snmptt-traps"
snmpd_start "trap2sink 127.0.0.1:$snmptt_port public"
collect_now() {
	"$collect_program" --config "$conf" --tenant contoso >"$work/collected" 2>&1 ||
		diagnose <"$work/collected"
}
agentx_start
icinga_start || { echo "Bail out! no Icinga 2"; exit 1; }
cat >>"$conf" <<END
[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
END

# ---- it is lost: an alarm ----------------------------------------------------------
sim_clock "$(ago '28 days')"
sim "remove-license ada@contoso.example by=admin@contoso.example"
sim_clock "$(ago '1 second')"
collect_now
key() { traps "$1" | grep "$ada" | grep -o 'mbxNotifyAlarmKey.0 = [^	<]*' | sort -u; }
field() { traps "$1" | grep "$ada" | grep -o "$2.0 = [^	<]*" | sed 's/.* = //'; }
wait_for 20 has_traps 1 mbxCritical
is "one trap raises it" "$(field mbxCritical mbxNotifySeverity)" critical
raised=$(key mbxCritical)
like "with a key" "$raised" "contoso/$ada/1"
told_by_snmptt() { grep -Eqs "$1.*[(]contoso/$ada/1[)]" "$snmp/snmptt.log"; }
wait_for 20 told_by_snmptt CRITICAL
like "SNMPTT has a line of it" "$(cat "$snmp/snmptt.log")" " CRITICAL .*ada@contoso.example"
shows() { icinga_show contoso mailbox-expiry | grep -q "^$1"; }
icinga_recheck contoso mailbox-expiry
wait_for 20 shows CRITICAL
icinga_recheck contoso mailbox-expiry
wait_for 20 shows 'CRITICAL HARD'
is "Icinga alarms, too" "$(icinga_show contoso mailbox-expiry)" "CRITICAL HARD"
is "the jobs table is empty" "$(walk mbxJobTable | grep -c mbxJobUpn)" 0

# ---- acknowledged: the end of the same alarm -----------------------------------------
icinga_ack contoso mailbox-expiry alice "that was a mistake"
wait_for 30 shows 'OK' || icinga_output contoso mailbox-expiry | diagnose
is "Graph was written to once" "$(written "$ada/assignLicense")" 1
like "the mailbox is back, the one she had" "$(truth ada)" '"generation":1'
is "the service is OK" "$(icinga_show contoso mailbox-expiry)" "OK HARD"
# As the timer does.
collect_now
wait_for 20 has_traps 1 mbxRestored
is "what ends it has the key that began it" "$(key mbxRestored)" "$raised"
is "it is cleared, once" "$(field mbxRestored mbxNotifySeverity)" cleared
two_of_it() { [ "$(grep -c "(contoso/$ada/1)" "$snmp/snmptt.log")" -ge 2 ]; }
wait_for 20 two_of_it || diagnose <"$snmp/snmptt.log"
told=$(grep -c "(contoso/$ada/1)" "$snmp/snmptt.log")
is "SNMPTT has a line of each" "$told" 2
job() { [ "$(walk mbxJobTable | grep -c 'mbxJobUpn.*ada@contoso.example')" = 1 ]; }
wait_for 10 job
is "and the jobs table what was done" "$(job && echo yes)" yes
agentx_stop
is "it ends when it is told to" "$code" 0
done_testing
