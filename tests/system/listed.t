#!/bin/sh
# SPDX-License-Identifier: MIT
# Acknowledged on the service of a whole tenant: it means what that service listed
# when it was acknowledged, and nobody whom whoever acknowledged had not seen.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
handler_alone

people="ada ben cyd dan eve fay gil"
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK location=DE\n' $people)
EOF
handler_conf "warning = 10:" "critical = 3:"
collect
# loses NAME: the license, now
loses() { sim "remove-license $1@contoso.example by=admin@contoso.example"; }
# acknowledged SERVICE CHECKED ACKED [LINE...]: on a tenant's service; so many seconds ago
acknowledged() {
	service=$1 checked=$2 acked=$3
	shift 3
	sim_clock
	at=$(date -u -d "$now" +%s)
	ask "checked_at $((at - checked))" "acked_at $((at - acked))" "$@"
	sed -i "s/^kind .*/kind acknowledge/
		s/^system hand\$/system icinga2\nhost contoso\nservice $service\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
restored() { ask_handler "select group_concat(upn, ' ') from
	(select upn from remedy order by upn)"; }

loses ada
sim_clock +36h
loses ben
sim_clock +468h # 21 days after ada's
work
collect
judge
is "one of two is near" "$(judged ada), $(judged ben)" \
	"WARNING expiring license-removed, OK expiring license-removed"
sim_clock +21h
collect
judge
is "hours later both are" "$(judged ada), $(judged ben)" \
	"WARNING expiring license-removed, WARNING expiring license-removed"
# Found by looking, when the service had been checked once more.
acknowledged mailbox-expiry 3600 75600 "reconciled yes"
work_for 2 5
is "who was not listed yet is not meant" "$(restored)" "ada@contoso.example"

# ---- services that show a part: what is hidden there is not meant ------------------
for name in cyd dan eve; do loses $name; done
sim "assign-license ben@contoso.example ENTERPRISEPACK"
sim_clock +1h
sim "delete dan@contoso.example by=admin@contoso.example"
collect
sim_clock +503h # 21 days
collect
judge
is "three are near" "$(judged cyd), $(judged dan), $(judged eve)" \
	"WARNING expiring license-removed, WARNING expiring user-deleted unconfirmed, WARNING expiring license-removed"
acknowledged mailbox-expiry-deadline 60 0 "shows deadline"
work_for 2 5
is "what ends in some days is not on the deadline's service" "$(restored)" "ada@contoso.example"
for odd in account=disabled account=often cause=user-deleted include=eve exclude=*@contoso.example \
	include=*@fabrikam.example macro; do
	acknowledged mailbox-expiry-$odd 60 0 "shows $odd"
	work_for 2 5
	is "nor is it meant where $odd is shown" "$(restored)" "ada@contoso.example"
done
like "what is not understood is said" "$(ask_handler "select state || ': ' || reason from request
	where service = 'mailbox-expiry-macro'")" '^refused: .*what this service shows .*"macro"'
is "and the alert comes back" "$(ask_handler "select group_concat(act, ' ') from message
	where service = 'mailbox-expiry-macro'")" "1 2 3"
acknowledged mailbox-expiry-mistakes 60 0 "shows account=enabled" "shows cause=license-removed" \
	"shows exclude=eve@*" "comment #restore-all"
work_for 2 5
is "what is shown is" "$(restored)" "ada@contoso.example cyd@contoso.example"
acknowledged mailbox-expiry-vips 60 0 "shows include=nobody@*" "comment eve@contoso.example"
work_for 2 5
is "and who is named" "$(restored)" \
	"ada@contoso.example cyd@contoso.example eve@contoso.example"
sim_clock +144h
collect
acknowledged mailbox-expiry-deadline 60 0 "shows deadline" "comment #restore-all"
work_for 2 5
is "in the last days the deadline's service means them, too" "$(restored)" \
	"ada@contoso.example cyd@contoso.example dan@contoso.example eve@contoso.example"

# ---- the check of Nagios, which calls its start the time of the last check ---------
loses fay
loses gil
sim_clock +504h # nothing was collected meanwhile: by the check itself, now
collect
acknowledged mailbox-expiry-first 15 0 "comment that was a mistake"
work_for 2 5
like "what a check collected it has listed" "$(restored)" ' fay@contoso.example gil@contoso.example$'
loses ada
sim_clock +504h
at=$(date -u -d "$now" +%s)
collect
acknowledged mailbox-expiry-before 700 0
acknowledged mailbox-expiry-after 15 20
work_for 2 5
is "what was seen behind it has not" "$(ask_handler "select count(*) from remedy
	where upn like 'ada@%'")" 1
done_testing
