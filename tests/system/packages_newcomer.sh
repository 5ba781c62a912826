# SPDX-License-Identifier: MIT
# The part of packages.t that is a new user, who follows README.md, which sources this.
# What differs: Microsoft is graphsim, and ports are free ones.

core=nagios
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/nagios.sh"
check=/usr/lib/nagios/plugins/check_mailbox_expiry
examples=/usr/share/doc/mailbox-expiry/examples
root_oid=.$(sed -n 's/^#define SNMP_ROOT //p' "$top_builddir/snmp/root.h" | tr -d ' ' | tr , .)

ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
udp_port() {
	/usr/bin/python3 -c 'import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind(("127.0.0.1", 0))
print(s.getsockname()[1])'
}
key_for() { # NAME, as README says
	inside openssl req -x509 -newkey rsa:3072 -noenc -days 365 -subj "/CN=mailbox-expiry-$1" \
		-keyout "/etc/mailbox-expiry/$2.key" -out "/etc/mailbox-expiry/$2.pem" 2>"$work/openssl.log" ||
		diagnose <"$work/openssl.log"
}

newcomer_configures() {
	key_for reader contoso
	key_for writer contoso-writer
	inside sh -c 'chown mailbox-expiry: /etc/mailbox-expiry/*.key && chmod 0600 /etc/mailbox-expiry/*.key'
	sim_start --clock running <<END
now $(ago '40 days')
tenant contoso id=$tenant_id domain=contoso.example
app reader client_id=$client_id certificate=$debian/etc/mailbox-expiry/contoso.pem roles=$all_roles
app writer client_id=$writer_id certificate=$debian/etc/mailbox-expiry/contoso-writer.pem roles=$all_roles,LicenseAssignment.ReadWrite.All,User.DeleteRestore.All
sku ENTERPRISEPACK seats=3
user ada@contoso.example sku=ENTERPRISEPACK location=DE
user ben@contoso.example sku=ENTERPRISEPACK location=DE
END
	sim_clock "$(ago '28 days')"
	sim 'remove-license ada@contoso.example by=admin@contoso.example'
	sim_clock "$(ago '1 second')"
	cp "$sim_dir/ca.pem" "$debian/etc/ssl/graphsim.pem"
	cat >>"$debian/etc/mailbox-expiry/mailbox-expiry.conf" <<END
[tenant contoso]
tenant_id = $tenant_id
reader_client_id = $client_id
reader_certificate_file = /etc/mailbox-expiry/contoso.pem
reader_key_file = /etc/mailbox-expiry/contoso.key
graph_url = $sim_url
login_url = $sim_url
ca_file = /etc/ssl/graphsim.pem
writer_client_id = $writer_id
writer_certificate_file = /etc/mailbox-expiry/contoso-writer.pem
writer_key_file = /etc/mailbox-expiry/contoso-writer.key
authors = alice bob
[nagios]
command_file = /var/lib/nagios4/rw/nagios.cmd
status_file = /var/lib/nagios4/status.dat
END
}

newcomer_collects() {
	like "the first run, as root" "$(inside mailbox_expiry_collect --tenant contoso 2>&1)" \
		'^OK: contoso: 1 in their window'
	is "has become the collector" "$(owned /var/lib/mailbox-expiry/contoso.db)" \
		"640 mailbox-expiry mailbox-expiry"
	like "as the timer would" "$(unit_run mailbox-expiry-collect@.service 2>&1)" '^OK: contoso: 1 in their window'
}

nagios_pipe=$debian/var/lib/nagios4/rw/nagios.cmd
nagios_status=$debian/var/lib/nagios4/status.dat
newcomer_watches() {
	is "there is no user nagios yet" "$(inside id nagios 2>&1)" "id: 'nagios': no such user"
	apt install nagios4-core snmpd snmptrapd snmp || not_ok "Nagios can be installed"
	is "as soon as there is one it reads" "$(group_has mailbox-expiry nagios && echo yes)" yes
	like "the check, as nagios" "$(inside_as nagios $check --tenant contoso --no-collect --perfdata none)" \
		'^CRITICAL: contoso: 1 mailbox in its window'
	inside sh -c "cp $examples/*.cfg /etc/nagios4/conf.d/"
	# shellcheck disable=SC2016
	printf '$USER%s$=%s\n' 11 /etc/mailbox-expiry/mailbox-expiry.conf \
		12 /usr/sbin/handle_mailbox_expiry >>"$debian/etc/nagios4/resource.cfg"
	sed -i 's/^status_update_interval=.*/status_update_interval=1/
		s/^check_for_updates=.*/check_for_updates=0/' "$debian/etc/nagios4/nagios.cfg"
	like "Nagios takes the samples" "$(inside nagios4 -v /etc/nagios4/nagios.cfg)" '^Total Errors: +0'
	inside_exec nagios4 /etc/nagios4/nagios.cfg >"$work/nagios.log" 2>&1 &
	nagios_pid=$!
	wait_for 20 nagios_listens || { diagnose <"$work/nagios.log"; not_ok "Nagios starts"; }
	nagios_recheck contoso mailbox-expiry
	wait_for 20 shows CRITICAL
	nagios_recheck contoso mailbox-expiry
	wait_for 20 shows 'CRITICAL HARD'
	like "the first alert" "$(nagios_show contoso mailbox-expiry) $(nagios_output contoso mailbox-expiry)" \
		'^CRITICAL HARD CRITICAL: contoso: 1 mailbox in its window .*ada@contoso.example 1d|2d'
}
shows() { nagios_show contoso mailbox-expiry | grep -q "^$1"; }

newcomer_listens() {
	snmp_port=$(udp_port)
	trap_port=$(udp_port)
	sed -i "s/^agentaddress.*/agentaddress udp:127.0.0.1:$snmp_port/" "$debian/etc/snmp/snmpd.conf"
	mkdir -p "$debian/etc/snmp/snmpd.conf.d"
	cat >"$debian/etc/snmp/snmpd.conf.d/mailbox-expiry.conf" <<END
agentXSocket unix:/run/agentx/master
agentXPerms 0660 0755 root mailbox-expiry-agentx
view systemonly included $root_oid
trap2sink 127.0.0.1:$trap_port public
END
	echo 'authCommunity log public' >>"$debian/etc/snmp/snmptrapd.conf"
	inside_exec snmptrapd -f -n -Lf /tmp/traps "udp:127.0.0.1:$trap_port" 2>"$work/trapd.log" &
	sim_pids="$sim_pids $!"
	# As the unit of Debian starts it.
	mkdir -p "$debian/run/agentx"
	inside_exec sh -c "exec $(unit_says snmpd.service ExecStart | sed 's/-LOw/-LE 0-4/')" 2>"$work/snmpd.log" &
	sim_pids="$sim_pids $!"
	wait_for 10 test -S "$debian/run/agentx/master" || diagnose <"$work/snmpd.log"
	unit_exec mailbox-expiry-agentx.service >"$work/agentx.log" 2>&1 &
	sim_pids="$sim_pids $!"
	wait_for 20 tables_show ada || diagnose <"$work/agentx.log"
	like "the tables by SNMP" "$(tables)" 'STRING: "ada@contoso.example"'
}
tables() {
	inside snmpbulkwalk -v2c -c public -On "127.0.0.1:$snmp_port" "$root_oid" 2>&1
}
tables_show() { tables | grep -q "$1"; }

# What the path unit does, as soon as something lies in the inbox.
worker_is_started() {
	wait_for 20 inbox_is_full || not_ok "something lies in the inbox"
	unit_exec mailbox-expiry-handler.service >"$work/worker.log" 2>&1 &
	sim_pids="$sim_pids $!"
}
inbox_is_full() { [ -n "$(ls "$debian/var/lib/mailbox-expiry/inbox")" ]; }
newcomer_acknowledges() {
	mkdir -p "$debian/etc/systemd/system/mailbox-expiry-handler.service.d"
	printf '[Service]\nSupplementaryGroups=nagios www-data\n' \
		>"$debian/etc/systemd/system/mailbox-expiry-handler.service.d/override.conf"
	nagios_ack contoso mailbox-expiry alice "That was a mistake, Ada stays." "1;1;0"
	worker_is_started
	wait_for 60 log_says 'done: ' || diagnose <"$work/worker.log"
	like "the mailbox is back" "$(handler_log)" \
		'done: 1 of 1 back; ada@contoso.example: back: license assigned'
	like "Microsoft was told once" "$(sim_requests | tr '{' '\n' | grep -c assignLicense)" '^1$'
	wait_for 20 shows OK
	is "Nagios shows it" "$(nagios_show contoso mailbox-expiry)" "OK HARD"
	like "and says so" "$(nagios_comments contoso mailbox-expiry)" 'mailbox-expiry: 1 of 1 back'
	wait_for 20 trap_came
	like "a trap says so, too" "$(cat "$debian/tmp/traps")" "ada@contoso.example"
}
handler_log() { inside handle_mailbox_expiry log --tenant contoso; }
log_says() { handler_log | grep -q "$1"; }
trap_came() { grep -q ada@contoso.example "$debian/tmp/traps" 2>/dev/null; }

newcomer_leaves() {
	nagios_stop
	for pid in $sim_pids; do
		[ "$pid" = "$lintian_pid" ] || [ "$pid" = "$rpm_pid" ] ||
			{ kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null; }
	done
	sim_pids="$lintian_pid $rpm_pid"
}
