#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/nrpe, as it is: Nagios asks a real NRPE, which runs the check; state, text and
# performance data arrive as they were printed.  Where the data are, reconciling finds
# what is acknowledged in a copy of status.dat.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
for tool in nagios4 nrpe /usr/lib/nagios/plugins/check_nrpe; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
many=500
{
	sim_head
	echo "sku ENTERPRISEPACK seats=600"
	seq 1 $many | sed 's/.*/user person-with-a-name-of-some-length-&@contoso.example sku=ENTERPRISEPACK/'
} | cat >"$work/scenario"
sim_start <"$work/scenario"
conf_write
collect
sim_clock +1h
seq 1 $many | sed 's/.*/remove-license person-with-a-name-of-some-length-&@contoso.example by=admin@contoso.example/' |
	while read -r line; do sim "$line"; done
collect
sim_clock +25d
collect
mkdir -p "$state/inbox"
chmod 1777 "$state/inbox"
chmod 755 "$work" "$state" && chmod a+r "$state"/*.db
chmod 644 "$conf"

# ---- where the data are ---------------------------------------------------------
port=$(/usr/bin/python3 -c 'import socket; s = socket.socket()
s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
# NRPE puts this in front of every command: the check of this tree, and its time.
mkdir "$work/bin"
cp "$check_program" "$work/bin/"
cat >"$work/bin/prefix" <<END
#!/bin/sh
shift
exec $work/bin/check_mailbox_expiry --config $conf --at $now "\$@" \$(cat $work/more 2>/dev/null)
END
chmod 755 "$work/bin" "$work/bin/"*
cat >"$work/nrpe.cfg" <<END
server_address=127.0.0.1
server_port=$port
pid_file=$work/nrpe.pid
nrpe_user=$([ "$(id -u)" = 0 ] && echo nobody || id -un)
nrpe_group=$([ "$(id -u)" = 0 ] && echo nogroup || id -gn)
allowed_hosts=127.0.0.1
dont_blame_nrpe=0
command_timeout=60
log_file=$work/nrpe.log
command_prefix=$work/bin/prefix
include=$top_srcdir/contrib/nrpe/mailbox_expiry.cfg
END
nrpe -c "$work/nrpe.cfg" -f >"$work/nrpe.out" 2>&1 &
sim_pids="$sim_pids $!"
mkdir "$work/plugins"
printf '#!/bin/sh\nexec /usr/lib/nagios/plugins/check_nrpe -p %s "$@"\n' "$port" >"$work/plugins/check_nrpe"
chmod 755 "$work/plugins" "$work/plugins/check_nrpe"
nrpe_ask() { output=$("$work/plugins/check_nrpe" -H 127.0.0.1 "$@" 2>&1); code=$?; }
answers() { nrpe_ask; [ "$code" = 0 ]; }
wait_for 20 answers
like "NRPE answers, with TLS as it comes" "$code $output" '^0 NRPE v4'

# same NAME [OPTION...]: what comes through is what the check says, and its state.
same() {
	name=$1
	shift
	printf '%s ' "$@" >"$work/more"
	check --tenant contoso --timeout 20 "$@"
	printf '%s\n' "$output" >"$work/one"
	wanted=$code
	nrpe_ask -u -t 30:3 -c mailbox_expiry_contoso
	printf '%s\n' "$output" >"$work/two"
	is "$name" "$code $(cmp "$work/one" "$work/two" 2>&1)" "$wanted "
}
same "as it is"
same "with performance data of each" --max-items 100 --perfdata items
same "tens of thousands of bytes" --max-items 400
# What is too long for it is cut at the end: state and numbers are in the first line.
printf -- '--max-items %s' $many >"$work/more"
check --tenant contoso --timeout 20 --max-items $many
printf '%s\n' "$output" >"$work/one"
nrpe_ask -u -t 30:3 -c mailbox_expiry_contoso
printf '%s' "$output" >"$work/two"
is "what is too long loses its end" "$code $(wc -c <"$work/two") $(head -c 65000 "$work/one" |
	cmp -n 65000 - "$work/two")" "1 65504 "
rm "$work/more"
check --tenant contoso --timeout 20
nrpe_ask -u -2 -c mailbox_expiry_contoso
is "the first line is whole even with the old protocol" "$code $(echo "$output" | head -n 1)" "1 $first"
check --tenant contoso --timeout 20 --deadline
wanted="$code $output"
nrpe_ask -u -t 30:3 -c mailbox_expiry_deadline_contoso
is "the deadline's" "$code $output" "$wanted"
nrpe_ask -u -c mailbox_expiry_contoso -a --deadline
unlike "nothing is taken from the network" "$code $output" '^[012] '
nrpe_ask -u -c mailbox_expiry_fabrikam
like "a tenant it does not know" "$code $output" "^3 NRPE: Command 'mailbox_expiry_fabrikam' not defined"

# ---- Nagios, which has neither data nor credentials ---------------------------------
nagios_handler=/bin/true nagios_plugins=$work/plugins nagios_config=/nonexistent
. "$top_srcdir/tests/system/nagios.sh"
cat >"$work/more.cfg" <<'END'
define host {
	use                     mailbox-expiry-tenant
	host_name               remote
	address                 127.0.0.1
	contact_groups          admins
}
define service {
	use                     mailbox-expiry-nrpe
	host_name               remote
	service_description     mailbox-expiry
	_MBX_TENANT             contoso
	contact_groups          admins
}
define service {
	use                     mailbox-expiry-nrpe-deadline
	host_name               remote
	service_description     mailbox-expiry-deadline
	_MBX_TENANT             contoso
	contact_groups          admins
}
END
nagios_start "$top_srcdir/contrib/nrpe/nagios.cfg" "$work/more.cfg" || {
	echo "Bail out! no Nagios"
	exit 1
}
nagios_recheck_all remote
wait_for 15 nagios_is remote mailbox-expiry-deadline "OK HARD"
nagios_recheck remote mailbox-expiry
wait_for 15 nagios_is remote mailbox-expiry "WARNING HARD"
check --tenant contoso --timeout 20
is "Nagios has the state" "$(nagios_show remote mailbox-expiry)" "WARNING HARD"
is "the line" "$(nagios_output remote mailbox-expiry)" "${first%% | *}"
is "and the numbers" "$(nagios_get remote mailbox-expiry performance_data)" "${first#* | }"

# A copy of status.dat, taken to where the data are, whatever takes it there.
cat >>"$conf" <<END
[nagios]
status_file = $work/copy/status.dat
END
typed="restore \$(touch $work/canary) 'x'"
nagios_ack remote mailbox-expiry alice "$typed" "2;0;1"
wait_for 15 nagios_is remote mailbox-expiry "WARNING HARD acknowledged"
mkdir "$work/copy"
cp "$nagios_status" "$work/copy/.new" && mv "$work/copy/.new" "$work/copy/status.dat"
output=$("$handle_program" reconcile --config "$conf" 2>&1 </dev/null)
is "reconciling reads the copy" "$?" "0"
# In the inbox, or with the worker already, which was started.
asked() {
	cat "$state/inbox/"* 2>/dev/null | grep -E '^(tenant|host|service|author|comment) ' ||
		sqlite3 -readonly -cmd '.timeout 5000' "$state/handler.db" "SELECT 'tenant ' || tenant ||
			'\nhost ' || host || '\nservice ' || service || '\nauthor ' || author ||
			'\ncomment ' || comment FROM request" 2>/dev/null | sed 's/\\n/\n/g' | grep .
}
wait_for 10 asked >"$work/asked"
is "and asks for what was acknowledged" "$(asked)" "tenant contoso
host remote
service mailbox-expiry
author alice
comment $typed"
is "which no shell has read" "$(find "$work/canary" 2>/dev/null)" ""
done_testing
