# SPDX-License-Identifier: MIT
# The last part of the demo, which sources it: a mailbox is lost, a real Icinga 2 or
# Nagios 4 alarms, somebody acknowledges, the mailbox is back.
#
# shellcheck shell=sh disable=SC2086,SC2154

# From here on the clock is the real one, and Icinga or Nagios runs the programs.
top_srcdir=$root top_builddir=$build state=$work/button
mkdir "$state"
nagios_program=$(PATH=$PATH:/usr/sbin command -v nagios4)
# shellcheck disable=SC1090
case $core in
icinga) system="Icinga 2" && . "$root/tests/system/icinga2.sh" ;;
nagios) system="Nagios 4" && . "$root/tests/system/nagios.sh" ;;
esac

core() { # WORD ARGUMENT...: icinga_WORD or nagios_WORD
	word=$1
	shift
	"${core}_$word" "$@"
}
ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }

tell "Now the button: a real $system of our own, and the real clock"
say "The same company, four weeks after the same two things: Amira's license was \
taken away by mistake, and Erik left and was deleted. $system loads the files of \
contrib/ as they are and checks every mailbox of the tenant."
sim_start "$work/sim2" --clock running <<EOF
now $(ago '40 days')
tenant contoso id=$tenant domain=contoso.example
app reader client_id=$client secret=demo-secret roles=User.Read.All,LicenseAssignment.Read.All,AuditLog.Read.All,MailboxSettings.Read
app writer client_id=33333333-3333-4333-8333-333333333333 secret=demo-secret roles=User.Read.All,LicenseAssignment.Read.All,AuditLog.Read.All,MailboxSettings.Read,LicenseAssignment.ReadWrite.All,User.DeleteRestore.All
sku ENTERPRISEPACK seats=3
user amira@contoso.example name="Amira Haddad" sku=ENTERPRISEPACK location=DE
user erik@contoso.example name="Erik Lund" sku=ENTERPRISEPACK location=DE
EOF
clock "$(ago '28 days')"
tenant_does 'remove-license amira@contoso.example by=admin@contoso.example'
tenant_does 'delete erik@contoso.example by=hr@contoso.example'
clock "$(ago '1 second')"
button_config() {
	cat <<EOF
[defaults]
state_dir = $state
[tenant contoso]
tenant_id = $tenant
graph_url = $url
login_url = $url
ca_file = $work/sim2/ca.pem
reader_client_id = $client
reader_client_secret_file = $work/secret
writer_client_id = 33333333-3333-4333-8333-333333333333
writer_client_secret_file = $work/secret
authors = alice
EOF
	if [ $core = icinga ]; then
		[ -z "${icinga_url-}" ] || cat <<EOF
[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
EOF
	else
		printf '[nagios]\ncommand_file = %s\nstatus_file = %s\n' \
			"$nagios_pipe" "$nagios_status"
	fi
}
icinga_config=$work/button.conf nagios_config=$work/button.conf
button_config >"$work/button.conf"
"$collect_program" --config "$work/button.conf" || wrong=1
core start || { echo "demo: $system did not start"; exit 1; }
button_config >"$work/button.conf"

service="contoso mailbox-expiry"
shows() {
	core show $service | grep -q "^$1"
}
# The service as the monitoring system has it.
show_service() {
	printf '\n%s  %s\n' "contoso!mailbox-expiry" "$(core show $service)"
	core output $service | sed 's/ *|.*//' | fold -s -w 88 | sed 's/^/    /'
}
# What Graph was sent since $began, beside reading.
show_writes() {
	curl -sSf "$admin/requests" | jq -r --argjson began "$began" '
		[.[] | select(.wall >= $began and .path != "/v1.0/$batch" and
			(.path | endswith("/token") | not))] |
		(.[] | select(.method != "GET") |
			"    \((.wall - $began) * 100 | floor / 100) s  \(.method) \(.path)  \(.status)\n" +
			"    \(.body // "" | tostring)"),
		"    and \([.[] | select(.method == "GET")] | length) requests that only read"'
}
# acknowledge COMMENT WANTED: as alice, then until the service shows that
acknowledge() {
	printf '\n    Acknowledge contoso!mailbox-expiry\n    author   alice\n    comment  %s\n' "$1"
	began=$(date +%s.%N)
	if [ $core = icinga ]; then
		icinga_ack $service alice "$1"
	else
		nagios_ack $service alice "$1" "1;1;0"
	fi
	if ! wait_for 60 shows "$2"; then
		echo "    (the demo expected $2)"
		wrong=1
	fi
	printf '\n  After %.1f s. What Microsoft Graph was sent:\n' \
		"$(echo "$(date +%s.%N) $began" | awk '{ print $1 - $2 }')"
	show_writes
	show_service
	printf '\n  and its comments:\n'
	core comments $service | sed 's/^[0-9] //' | fold -s -w 88 | sed 's/^/    /'
}

core recheck $service
wait_for 20 shows 'CRITICAL'
core recheck $service
wait_for 20 shows 'CRITICAL HARD' || wrong=1
show_service

tell "Somebody acknowledges, as with any other alert"
acknowledge "That was a mistake, Amira stays." 'WARNING HARD'
say "
Amira has her license and her old mailbox back. Erik was deleted on purpose, most \
likely, so a mere acknowledgement leaves him alone: for him the comment has to say so."

tell "It says so"
acknowledge "Erik is coming back, #restore erik@contoso.example" 'OK HARD'

tell "Who asked for what, and what was done"
printf '\n  $ handle_mailbox_expiry log\n'
"$handle_program" log --config "$work/button.conf" | fold -s -w 96 | sed 's/^/    /'
