#!/bin/sh
# SPDX-License-Identifier: MIT
# Rights that are missing: two are needed, and their absence is named; two are worth
# having, and without them the check goes on and says what it cannot know.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
conf_write

# granted ROLE,...: what the application has from now on
granted() {
	sim "app reader roles=$1"
}
# refused NAME ROLES WORDS: the run fails with WORDS, changing nothing
refused() {
	granted "$2"
	before=$(dump_without_runs)
	collect
	is "$1: the run fails" "$code" 3
	like "$1: naming the right" "$output" "^FAILED: contoso: .*$3"
	is "$1: nothing is changed" "$(dump_without_runs)" "$before"
	check
	like "$1: the check passes it on" "$output" "last collection failed: .*$3|never collected: .*$3"
}

# ---- needed --------------------------------------------------------------------
granted MailboxSettings.Read
collect
like "an application without the rights it needs" "$output" 'grant the application permission [A-Za-z.]*Read.All and give admin consent'
check
state_is UNKNOWN "before the first collection nothing is known"
like "but why" "$first" '^UNKNOWN: contoso.*: never collected: .*grant the application permission'
granted $all_roles
collect
sim 'remove-license ada@contoso.example by=admin@contoso.example
delete ben@contoso.example'
sim_clock +28d
collect
refused "no User.Read.All" LicenseAssignment.Read.All,AuditLog.Read.All,MailboxSettings.Read \
	'not permitted to read users.*grant the application permission User.Read.All and give admin consent'
state_is CRITICAL "what was known is still judged"
refused "no LicenseAssignment.Read.All" User.Read.All,AuditLog.Read.All,MailboxSettings.Read \
	'not permitted to read products.*grant the application permission LicenseAssignment.Read.All'

# ---- worth having: seen for the first time without them -----------------------------
state=$work/audit
conf_write
granted User.Read.All,LicenseAssignment.Read.All,MailboxSettings.Read
collect
is "without the audit it is collected" "$code" 0
like "degraded" "$output" '; degraded$'
check --max-items 5
state_is CRITICAL "and judged by the date of the plan"
like "the note names the right" "$output" \
	'^note: contoso: audit: AuditLog.Read.All is not granted, so dates are less exact and nobody is named$'
unlike "nobody is named" "$output" 'admin@contoso.example'
unlike "what is confirmed is" "$output" 'unconfirmed'

state=$work/probe
conf_write
granted User.Read.All,LicenseAssignment.Read.All,AuditLog.Read.All
collect
is "without the probe it is collected" "$code" 0
like "degraded as well" "$output" '; degraded$'
check
state_is CRITICAL "unconfirmed mailboxes are critical by default"
like "the first line says unconfirmed" "$first" ', unconfirmed'
like "the note names the right" "$output" \
	'^note: contoso: probe: MailboxSettings.Read is not granted, so mailboxes stay unconfirmed$'
like "so does the mailbox" "$output" '^\[CRITICAL\] ada@contoso.example: .*, unconfirmed$'
conf_write 'unconfirmed = warning'
check
state_is WARNING "and a warning at most where that is asked for"
conf_write 'probe = no'
collect
check
unlike "who does not want the probe is not told of it" "$output" '^note: contoso: probe'
like "but that nothing is confirmed" "$first" ', unconfirmed'

# The right is granted later: from the next token on all is confirmed.
conf_write
granted $all_roles
collect
check
state_is CRITICAL "with all rights"
unlike "nothing is unconfirmed" "$output" 'unconfirmed'
unlike "and nothing is missing" "$output" '^note: '

# ---- granted, and no answer all the same --------------------------------------------
sim "user cyd@contoso.example sku=ENTERPRISEPACK" "user dan@contoso.example sku=ENTERPRISEPACK"
collect
sim "remove-license cyd@contoso.example" "remove-license dan@contoso.example"
sim_clock +2h
cyd=$(curl -sS "$sim_admin/truth?upn=cyd@contoso.example" | sed -n 's/.*"id":"\([^"]*\)".*/\1/p')
sim "fault 503 part=yes count=-1 path=/v1.0/users/$cyd/mailboxSettings"
collect -v
is "where a mailbox cannot be asked it is collected" "$code" 0
like "degraded, which says why" "$output" \
	'^probe: Microsoft Graph did not say of 1 of 2 mailboxes whether they answer$'
check
like "as does a note" "$output" '^note: contoso: probe: Microsoft Graph did not say of 1 of 2 mailboxes'
sim clear-faults
collect_and_check
unlike "until it can be asked" "$output" '^note: '

# The audit cannot be read for two days, in which somebody loses the license.
sim "user eve@contoso.example sku=ENTERPRISEPACK"
sim_clock +2d
collect
granted User.Read.All,LicenseAssignment.Read.All,MailboxSettings.Read
collect
sim_clock +2h
sim 'remove-license eve@contoso.example by=admin@contoso.example'
for wait in 2h 1d 1d; do
	sim_clock +$wait
	collect
done
check
unlike "without the audit nobody is named" "$(printf '%s\n' "$output" | grep eve@)" 'admin@contoso.example'
granted $all_roles
collect
like "the next run that may read it does not list all" "$output" 'filtered listing'
check
like "and reads what was missed" "$output" 'eve@contoso.example: .*by admin@contoso.example \(audit'
done_testing
