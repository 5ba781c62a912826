#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/snmp as it is: snmpd with the drop-in, snmptrapd and SNMPTT, Prometheus
# with snmp_exporter and the alert rules, around the real subagent.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk snmptt snmpttconvertmib prometheus promtool \
	prometheus-snmp-exporter prometheus-snmp-generator curl jq
samples=$top_srcdir/contrib/snmp
made=$top_builddir/contrib/snmp

# ---- what tools made ---------------------------------------------------------
for what in snmptt:snmptt.conf prometheus:snmp.yml; do
	"$samples/generate" "${what%:*}" "$top_srcdir/tests/fixtures/mibs" \
		>"$work/generated" 2>"$work/generate.err"
	is "${what#*:} is what its tool makes of the MIB" \
		"$(diff "$samples/${what#*:}.in" "$work/generated" 2>&1 | head -n 5)
$(cat "$work/generate.err")" "
"
done
# The root, whichever was configured: what is named is what the MIB has there.
sed -n 's/^ *oid: //p' "$made/snmp.yml" | sort -u >"$work/oids"
sed -n 's/^EVENT \([^ ]*\) \.\([^ ]*\) .*/\2 \1/p' "$made/snmptt.conf" >"$work/events"
is "every OID for Prometheus is an object" \
	"$(xargs snmptranslate <"$work/oids" | grep -v '::mbx[A-Za-z]*$')" ''
is "every one for SNMPTT is the notification of that name" \
	"$(while read -r oid name; do
		echo "$(snmptranslate ".$oid") $name"
	done <"$work/events" | awk '$1 != "MAILBOX-EXPIRY-MIB::" $2')" ''
is "all notifications are there" "$(wc -l <"$work/events")" \
	"$(snmptranslate -Tl | grep -c 'mailboxExpiryNotifications(0)\.[A-Za-z]*([0-9]*)$')"
is "nothing is left to be filled in" "$(grep -l '@[a-z_]*@' "$made"/*)" ''

# ---- two tenants, one of which is about to lose a mailbox ---------------------
sim_start <<EOF
$(sim_head '' "$(date -u -d '-30 days' +%Y-%m-%dT%H:%M:%SZ)")
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben; touch $work/pwned" sku=ENTERPRISEPACK
EOF
conf_write
sim 'remove-license ada@contoso.example by=admin@contoso.example'
collect
sim_clock +8d
sim 'remove-license ben@contoso.example by=admin@contoso.example'
sim_clock +12d
collect
printf '[tenant fabrikam]\ntenant_id = %s\n' "$tenant_id" >>"$conf"

mkdir "$snmp/etc"
# ---- snmptrapd and SNMPTT -----------------------------------------------------
users() { # FILE: as README.md says
	mkdir -p "$(dirname "$1")"
	cat >"$1" <<-END
		createUser mailboxes SHA-256 "change-this-passphrase" AES "change-this-passphrase-too"
		createUser contosoReader SHA-256 "only-one-tenant" AES "only-one-tenant-too"
	END
}
users "$snmp/persist-trapd/snmptrapd.conf"
# The one line that names a program and its files is of this host.
sed "s|^traphandle default .*|traphandle default $(command -v snmptt) --ini=$snmp/snmptt.ini|" \
	"$samples/snmptrapd.conf" >"$work/snmptrapd.lines"
snmptt_settings >"$snmp/snmptt.ini"
is "snmptrapd.conf has the two lines that are known of" \
	"$(grep -vc '^#\|^$' "$work/snmptrapd.lines")" 2
cp "$work/snmptrapd.lines" "$snmp/etc/snmptrapd.conf"
# Each daemon reads its own, and what it has to keep; and nothing of this host's.
trapd_port=$(free_port)
SNMPCONFPATH=$snmp/etc:$snmp/persist-trapd SNMP_PERSISTENT_DIR=$snmp/persist-trapd \
	snmptrapd -f -n -On -Lf "$snmp/traps" -p "$snmp/snmptrapd.pidfile" \
	"udp:127.0.0.1:$trapd_port" 2>"$snmp/snmptrapd.err" &
sim_pids="$sim_pids $!"
wait_for 10 grep -qs "NET-SNMP version" "$snmp/traps"

# ---- snmpd with the drop-in ---------------------------------------------------
# Debian's own begins like this; the drop-in follows, then what is of this test.
mkdir -p "$snmp/snmpd.conf.d"
snmpd_port=$(free_port)
cp "$made/snmpd.conf" "$snmp/snmpd.conf.d/mailbox-expiry.conf"
users "$snmp/persist-snmpd/snmpd.conf"
inform=$(sed -n 's/^#\(trapsess -Ci .*\)/\1/p' "$made/snmpd.conf" | sed "
	s/-A PASSPHRASE/-A change-this-passphrase/; s/-X PASSPHRASE/-X change-this-passphrase-too/
	s/receiver.example:162/127.0.0.1:$trapd_port/")
like "there is a line for informs" "$inform" '^trapsess .*change-this-passphrase-too 127'
cat >"$snmp/etc/snmpd.conf" <<EOF
agentAddress udp:127.0.0.1:$snmpd_port
sysName test
view systemonly included .1.3.6.1.2.1.1
rocommunity public 127.0.0.1 -V systemonly
includeDir $snmp/snmpd.conf.d
agentXSocket unix:$snmp_socket
agentXPerms 0660 0770
$inform
EOF
MIBS='' SNMPCONFPATH=$snmp/etc:$snmp/persist-snmpd SNMP_PERSISTENT_DIR=$snmp/persist-snmpd \
	snmpd -f -Lf "$snmp/snmpd.log" -p "$snmp/snmpd.pidfile" \
	-I -smux,mteTrigger,mteTriggerConf 2>"$snmp/snmpd.err" &
snmpd_pid=$!
sim_pids="$sim_pids $snmpd_pid"
wait_for 10 snmpd_answers
is "snmpd takes the drop-in" "$(grep -iE 'error|warning|unknown' "$snmp/snmpd.log" |
	grep -v 'mailbox-expiry-agentx')" ''
as_user() { # USER PHRASE PROGRAM ARGUMENT...
	user=$1
	phrase=$2
	program=$3
	shift 3
	"$program" -v3 -l authPriv -u "$user" -a SHA-256 -A "$phrase" -x AES -X "$phrase-too" \
		-t 5 -r 1 -OQsU "$@" 2>&1
}
sums() { snmpget -v2c -c mailboxSums -OqvU "127.0.0.1:$snmpd_port" "$1" 2>&1; }
agentx_answers() { sums mbxSummaryTenants.0 | grep -qx '[0-9]*'; }
sim_clock
agentx_start --at "$now"

# ---- who may read what ---------------------------------------------------------
reader="as_user mailboxes change-this-passphrase"
tenant_reader="as_user contosoReader only-one-tenant"
at="127.0.0.1:$snmpd_port"
context_is_there() {
	$tenant_reader snmpget -n contoso "$at" mbxSummaryTenants.0 | grep -q '= 1$'
}
wait_for 10 context_is_there
is "a reader sees all tenants" \
	"$($reader snmpbulkwalk "$at" mbxTenantName | sed 's/.* = //' | paste -sd ' ')" \
	"contoso fabrikam"
is "with the names" "$($reader snmpbulkwalk "$at" mbxMailboxUpn | wc -l)" 2
is "a reader of one tenant sees that one" \
	"$($tenant_reader snmpbulkwalk -n contoso "$at" mbxTenantName | sed 's/.* = //')" contoso
is "and its sums" "$($tenant_reader snmpget -n contoso "$at" mbxSummaryTenants.0)" \
	"mbxSummaryTenants.0 = 1"
for context in fabrikam '' nobody; do
	unlike "and not with the context \"$context\"" \
		"$($tenant_reader snmpbulkwalk -n "$context" "$at" mbxTenantName)" '=.*(contoso|fabrikam)$'
done
like "without encryption nothing" "$(snmpget -v3 -l authNoPriv -u mailboxes -a SHA-256 \
	-A change-this-passphrase "$at" mbxSummaryTenants.0 2>&1)" 'authorizationError|No Such|noAccess'
is "SNMPv2c sees the sums" "$(sums mbxSummaryTenants.0)" 2
unlike "and no names" "$(snmpbulkwalk -v2c -c mailboxSums -OQn "$at" "$root" 2>&1)" 'contoso'
like "Debian's own community sees nothing of it" \
	"$(snmpget -v2c -c public "$at" mbxSummaryTenants.0 2>&1)" 'No Such'
like "nobody may write" "$($reader snmpset "$at" mbxTenantName.1 s x)" 'noAccess|notWritable'

# ---- told, by SNMPTT ------------------------------------------------------------
sim_clock +9d
sim_clock +12h
collect
told_by_snmptt() { grep -qs ' about to expire: ' "$snmp/snmptt.log"; }
wait_for 20 told_by_snmptt
told=$(cat "$snmp/snmptt.log" 2>/dev/null)
like "SNMPTT has a line of it" "$told" \
	"\.$(echo "${root#.}" | sed 's/\./\\./g')\.0\.[12] (WARNING|CRITICAL) \"Status Events\" "
like "with its text and key" "$told" 'mailbox about to expire: .*ada@contoso.example.*\(contoso/[0-9a-f-]{36}/1\)'
is "of nothing it does not know, but that snmpd started" \
	"$(grep 'Unknown trap' "$snmp/snmptt.unknown" 2>/dev/null | grep -vF '(.1.3.6.1.6.3.1.1.5.1)')" ''
is "and executed nothing" "$(ls "$work/pwned" 2>&1 | grep -c "No such")" 1

# ---- Prometheus -------------------------------------------------------------------
prometheus=$work/prometheus
mkdir "$prometheus"
cp "$samples/rules.yml" "$top_srcdir/tests/system/snmp_rules.yml" "$prometheus/"
output=$(cd "$prometheus" && promtool test rules snmp_rules.yml 2>&1)
code=$?
is "each alert says what it should, when it should" "$code" 0
output=
tcp_port() {
	python3 -c 'import socket
s = socket.socket()
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
exporter_port=$(tcp_port)
web_port=$(tcp_port)
# Hosts, ports, and not to wait a minute.
sed "s/snmpd\.example:161/$at/; s/localhost:9116/127.0.0.1:$exporter_port/
	s/scrape_interval: .*/scrape_interval: 1s/" "$samples/prometheus.yml" \
	>"$prometheus/prometheus.yml"
printf '  evaluation_interval: 1s\n' >"$prometheus/more"
sed -i "/^global:/r $prometheus/more" "$prometheus/prometheus.yml"
prometheus-snmp-exporter --config.file="$made/snmp.yml" \
	--web.listen-address="127.0.0.1:$exporter_port" >"$prometheus/exporter.log" 2>&1 &
sim_pids="$sim_pids $!"
prometheus --config.file="$prometheus/prometheus.yml" \
	--storage.tsdb.path="$prometheus/data" --web.listen-address="127.0.0.1:$web_port" \
	>"$prometheus/prometheus.log" 2>&1 &
sim_pids="$sim_pids $!"
# metric QUERY: "VALUE LABELS", a line each
metric() {
	curl -sS -G --data-urlencode "query=$1" "http://127.0.0.1:$web_port/api/v1/query" 2>/dev/null |
		jq -r '.data.result[] | .value[1] + " " + ([.metric | to_entries[] |
			select(.key | test("^mbx|^alertname|^alertstate")) | .key + "=" + .value] |
			sort | join(" "))' 2>/dev/null
}
has_fired() { metric 'ALERTS{alertstate="firing"}' | grep -q "alertname=$1 .*$2"; }
wait_for 30 has_fired MailboxExpiryCritical mbxTenantName=contoso
like "the alert of the tenant fires" "$(metric 'ALERTS{alertstate="firing"}')" \
	'alertname=MailboxExpiryCritical .*mbxTenantName=contoso'
wait_for 30 has_fired MailboxLastDay ada@contoso.example
like "and the last day of a mailbox" "$(metric 'ALERTS{alertname="MailboxLastDay"}')" \
	'mbxAttentionUpn=ada@contoso.example'
like "a tenant without data is about to be told of" \
	"$(metric 'ALERTS{alertname="MailboxExpiryUnknown"}')" 'mbxTenantName=fabrikam'
is "what is scraped is what is shown" "$(metric mbxTenantStateCritical)" \
	"1 mbxTenantName=contoso
0 mbxTenantName=fabrikam"
is "each object of the module is scraped" "$(sed -n '/^mailbox_expiry_attention:/q
	s/^  - name: //p' "$made/snmp.yml" | sort -u | while read -r name; do
		[ -n "$(metric "$name")" ] || echo "$name"
	done)" ''
agentx_stop
is_missed() { [ -n "$(metric 'ALERTS{alertname="MailboxExpirySubagentGone"}')" ]; }
wait_for 30 is_missed
like "that the subagent is gone is noticed" \
	"$(metric 'ALERTS{alertname="MailboxExpirySubagentGone"}')" 'alertname=MailboxExpirySubagentGone'
done_testing
