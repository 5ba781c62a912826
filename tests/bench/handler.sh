#!/bin/sh
# SPDX-License-Identifier: MIT
# From the acknowledgement to the license: with the real Icinga 2 and the real Nagios,
# how long after the notification command began assignLicense arrives at Graph.  A
# second at most; a fifth of one is aimed at.  Every fifth one has to start a worker,
# the others find one that still looks after the mailbox before.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
count=${BENCH_ACKS:-50}
missed=0

# The command of the monitoring system says when it began.
mkdir -p "$work/plugins"
began_log=$work/began
cat >"$work/handler" <<EOF
#!/bin/sh
date +%s%N >>$began_log
exec $handle_program "\$@"
EOF
chmod 755 "$work/handler"

ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
sim_start --clock running <<EOF
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=1000
$(i=0
while [ $((i += 1)) -le "$count" ]; do
	echo "user icinga$i@contoso.example sku=ENTERPRISEPACK location=DE"
	echo "user nagios$i@contoso.example sku=ENTERPRISEPACK location=DE"
done)
EOF
configure() { # LINE...
	handler_conf "block_sign_in = no" "max_per_hour = 100000"
	for line; do
		printf '%s\n' "$line"
	done >>"$conf"
}
configure
sim_clock "$(ago '28 days')"
i=0
while [ $((i += 1)) -le "$count" ]; do
	echo "remove-license icinga$i@contoso.example by=admin@contoso.example"
	echo "remove-license nagios$i@contoso.example by=admin@contoso.example"
done | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null
sim_clock "$(ago '1 second')"
"$collect_program" --config "$conf" >"$work/collected" || cat "$work/collected"
curl -sS "$sim_admin/truth" | sed -n \
	's/.*"id":"\([^"]*\)","upn":"\([^"@]*\)@.*/\2 \1/p' >"$work/ids"
id_of() { sed -n "s/^$1 //p" "$work/ids"; }

has_arrived() {
	sim_requests | grep "/$id/assignLicense" >"$work/arrived"
}
no_worker() {
	! find /proc -maxdepth 2 -name exe -lname "$handle_program" 2>/dev/null | grep -q .
}
# measure NAME ACKNOWLEDGE: for $count mailboxes, one after the other
measure() {
	: >"$work/times"
	: >"$work/first"
	i=0
	while [ $((i += 1)) -le "$count" ]; do
		id=$(id_of "$1$i")
		kind=times
		if [ $((i % 5)) = 1 ]; then
			wait_for 60 no_worker
			kind=first
		fi
		sim_forget_requests
		: >"$began_log"
		$2 "$i"
		if ! wait_for 30 has_arrived; then
			echo "$1$i: nothing arrived in 30 s"
			tail -n 5 "$work/arrived"
			missed=1
			continue
		fi
		sed -n "s/.*\"wall\":\([0-9]*\)\.\([0-9]*\).*/\1\2/p" "$work/arrived" |
			awk -v began="$(head -n 1 "$began_log" | cut -c -16)" \
				'{ print int(($1 - began) / 1000) }' >>"$work/$kind"
	done
	cat "$work/first" >>"$work/times"
	sort -n "$work/times" >"$work/sorted"
	max=$(tail -n 1 "$work/sorted")
	printf '%s: %d acknowledgements, %d ms median, %d ms at most; with a worker to start %d ms median\n' \
		"$1" "$(wc -l <"$work/sorted")" \
		"$(sed -n "$(($(wc -l <"$work/sorted") / 2 + 1))p" "$work/sorted")" "$max" \
		"$(sort -n "$work/first" | sed -n "$(($(wc -l <"$work/first") / 2 + 1))p")"
	[ "$(wc -l <"$work/sorted")" = "$count" ] && [ "${max:-9999}" -le 1000 ] || missed=1
}

# ---- Icinga 2 -------------------------------------------------------------------
icinga_handler=$work/handler icinga_plugins=$work/plugins icinga_checks=no
. "$top_srcdir/tests/system/icinga2.sh"
by_icinga() { icinga_ack one "mailbox-icinga$1" alice "bring it back" >/dev/null; }
if command -v icinga2 >/dev/null; then
	{
		echo 'object Host "one" {'
		echo '  check_command = "dummy"'
		echo '  vars.mbx_tenant = "contoso"'
		sed -n 's/^\(icinga[0-9]*\) \(.*\)/  vars.mbx_mailboxes["\1"] = "\2"/p' "$work/ids"
		echo '}'
	} >"$work/more.conf"
	icinga_start "$work/more.conf" || exit 1
	configure "[icinga2 main]" "url = $icinga_url" "user = mailbox-expiry" \
		"password_file = $icinga_password_file" "ca_file = $icinga_ca"
	i=0
	while [ $((i += 1)) -le "$count" ]; do
		icinga_hard one "mailbox-icinga$i" 2 "now" >/dev/null
	done
	measure icinga by_icinga
	wait_for 60 no_worker
	icinga_stop
else
	echo "icinga2 is not installed"
fi

# ---- Nagios ---------------------------------------------------------------------
nagios_handler=$work/handler nagios_plugins=$work/plugins nagios_checks=no
. "$top_srcdir/tests/system/nagios.sh"
by_nagios() { nagios_ack contoso "mailbox-nagios$1" alice "bring it back"; }
all_are_critical() {
	[ "$(grep -c 'current_state=2' "$nagios_status")" -ge "$count" ]
}
if command -v nagios4 >/dev/null; then
	sed -n 's/^\(nagios[0-9]*\) \(.*\)/define service {\
	use mailbox-expiry-one,mailbox-expiry-handler\
	host_name contoso\
	service_description mailbox-\1\
	_MBX_TENANT contoso\
	_MBX_ID \2\
	contact_groups admins\
}/p' "$work/ids" >"$work/more.cfg"
	configure "[nagios]" "command_file = $nagios_pipe" "status_file = $nagios_status"
	nagios_start "$work/more.cfg" || exit 1
	i=0
	while [ $((i += 1)) -le "$count" ]; do
		nagios_hard contoso "mailbox-nagios$i" 2 "now"
	done
	wait_for 30 all_are_critical
	measure nagios by_nagios
	wait_for 60 no_worker
else
	echo "nagios4 is not installed"
fi
exit $missed
