#!/bin/sh
# SPDX-License-Identifier: MIT
# Dates that do not move, and one loss that makes them look as if they did: a
# license given by mistake and taken back minutes later.  A mailbox of which
# nothing but its old date is known must not count as past for that.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

plan 6

# mistake NAME AUDIT-DETAIL GAP: ada lost hers eighteen days before ben's mistake
mistake() {
	sim_start <<EOF
$(sim_head)
switch assigned-date-moves no
switch audit-detail $2
switch audit-retention 7
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example
plan-date ada@contoso.example 2024-01-01
remove-license ada@contoso.example by=admin@contoso.example
EOF
	state=$work/$1
	conf_write
	sim_clock +18d
	sim 'assign-license ben@contoso.example ENTERPRISEPACK by=admin@contoso.example'
	sim_clock "$3"
	sim 'remove-license ben@contoso.example ENTERPRISEPACK by=admin@contoso.example'
	sim_clock +2d
	collect_and_judge
	state_is WARNING "$1: ten days before the end nobody is told all is well"
	is "$1: the old date is in doubt" "$(judged ada)" \
		'WARNING past-unproven license-removed'
	sim_stop
}
mistake minutes update-user +5m
mistake unnamed none +5d

# Witnessed, without an audit: what follows shows that dates do not move.
sim_start <<EOF
$(sim_head)
switch audit no
switch assigned-date-moves no
sku ENTERPRISEPACK seats=40
user old@contoso.example sku=ENTERPRISEPACK
user cleo@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example
plan-date old@contoso.example 2024-01-01
plan-date cleo@contoso.example 2024-01-01
remove-license old@contoso.example
EOF
state=$work/witnessed
conf_write
collect
sim_clock +1d
sim 'assign-license ben@contoso.example ENTERPRISEPACK'
sim_clock +5m
sim 'remove-license ben@contoso.example ENTERPRISEPACK'
sim_clock +2h
collect
sim 'remove-license cleo@contoso.example'
sim_clock +2h
collect_and_judge
is "a date that stood still outweighs one that seemed to move" \
	"$(judged old)" 'WARNING past-unproven license-removed'
sim_clock +2h
collect_and_judge
is "and what was witnessed is not overdue" "$(judged cleo)" \
	'OK expiring license-removed'
