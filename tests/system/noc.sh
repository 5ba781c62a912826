# SPDX-License-Identifier: MIT
# What the tests with a browser share: tenants with a few mailboxes about to be gone,
# a service for each as check_mailbox_expiry --discover prints it, and what is seen
# once somebody has pressed Acknowledge.  Sourced behind lib.sh, handler.sh and
# icinga2.sh or nagios.sh, with $core the one that is used.
#
# People log in as alice, who is among the authors of button_conf.
. "$top_srcdir/tests/system/button.sh"
python=/usr/bin/python3
lena=55555555-5555-4555-8555-000000000001
harm=55555555-5555-4555-8555-000000000002
orders=55555555-5555-4555-8555-000000000003

# A name as an attacker would choose it, and an address that Graph would hardly let
# pass; and how that is shown.
harm_name='<img src=x onerror=pwned=1><script>pwned=1</script>'
harm_upn="o'brien<script>pwned=1</script>@contoso.example"
harm_shown="o'brien(script)pwned=1(/script)@contoso.example"

noc_needs() { # FILE...
	for file in /usr/bin/chromium /usr/bin/chromedriver "$@"; do
		[ -e "$file" ] || skip_all "needs $file"
	done
	$python -c 'import selenium' 2>/dev/null || skip_all "needs python3-selenium"
}

noc_loses() { # TENANT DAYS COMMAND...
	sim_clock "$(ago "$2")"
	tenant=$1
	shift 2
	for event in "$@"; do
		printf '%s by=admin@%s.example tenant=%s\n' "$event" "$tenant" "$tenant"
	done | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null ||
		echo "# graphsim refused a loss"
}
noc_tenants() {
	sim_start --clock running <<END
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=20
user lena.braun@contoso.example name="Lena Braun" sku=ENTERPRISEPACK location=DE id=$lena
user "$harm_upn" name="$harm_name" sku=ENTERPRISEPACK location=DE id=$harm
shared orders@contoso.example name="Orders" id=$orders
user jonas.weber@contoso.example name="Jonas Weber" sku=ENTERPRISEPACK location=DE
user mara.lind@contoso.example name="Mara Lind" sku=ENTERPRISEPACK location=DE
user sam.okafor@contoso.example name="Sam Okafor" sku=ENTERPRISEPACK location=DE
tenant fabrikam id=$fabrikam_id domain=fabrikam.example
app reader client_id=$client_id secret=$secret roles=$all_roles
app writer client_id=$writer_id secret=$writer_secret roles=$writer_roles
sku ENTERPRISEPACK seats=10
user nina@fabrikam.example name="Nina Costa" sku=ENTERPRISEPACK location=DE
END
	noc_loses contoso '698 hours' 'delete orders@contoso.example'
	noc_loses contoso '40590 minutes' "remove-license $lena"
	noc_loses contoso '655 hours' 'delete jonas.weber@contoso.example'
	noc_loses fabrikam '24 days' 'remove-license nina@fabrikam.example'
	noc_loses contoso '22 days' "remove-license $harm" 'remove-license mara.lind@contoso.example'
	noc_loses contoso '12 days' 'delete sam.okafor@contoso.example'
	sim_clock "$(ago '1 second')"
}

# Checks again until each alarm is HARD: nobody looks before.
noc_is_hard() { # HOST...
	for host in "$@"; do
		core list "$host"
	done >"$work/list"
	grep -q . "$work/list" && ! grep -qv ' HARD$' "$work/list" && return 0
	for host in "$@"; do
		core recheck_all "$host"
	done
	sleep 0.2
	return 1
}

noc_writes() { # ID: what was written for it, and what became of it
	sim_requests >"$work/requests"
	curl -sS "$sim_admin/truth" | jq -r --arg id "$1" --slurpfile all "$work/requests" '
		([$all[0][] | select(.method != "GET" and (.path | contains($id))) |
			.method + " " + (.path | split("/")[-1])] | join(" ")) + ": " +
		(.. | objects | select(.id == $id) | "\(.state) \(.generation)")'
}
# What the browser saw: "WHAT" and, after a tab, what is wrong with it, or nothing.
noc_saw() { # FILE NUMBER
	output=
	is "the browser came to its end" "$(wc -l <"$1")" "$2"
	while IFS='	' read -r what wrong; do
		is "$what" "$wrong" ""
	done <"$1"
}
# Where pictures go, and those of README when they are wanted.
pictures=${SCREENSHOTS:-$work/pictures}
mkdir -p "$pictures"
