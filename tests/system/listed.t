#!/bin/sh
# SPDX-License-Identifier: MIT
# Acknowledged on the service of a whole tenant: it means what that service listed
# when it was acknowledged, and nobody whom whoever acknowledged had not seen.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
handler_alone

people="ada ben cyd"
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
done_testing
