#!/bin/sh
# SPDX-License-Identifier: MIT
# What the collector writes down as events: every alarm that is raised ends, and
# each loss has its own.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
plan 10

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
switch resiliency 60
EOF
conf_write
events() { query "select group_concat(event || ' ' || loss, ', ') from
	(select event, loss from event where mailbox =
	(select id from mailbox where upn glob '*$1@*') order by id)"; }

collect
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
sim_clock +24d
collect
is "it runs out, though it answers" "$(events ada)" "expiring 1"
sim 'delete ada@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
is "its user deleted it is another loss" "$(events ada)" "expiring 1, eased 1"
sim_clock +27d
collect
is "with an alarm of its own" "$(events ada)" "expiring 1, eased 1, expiring 2"

sim 'switch resiliency 0' 'remove-license ben@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
sim_clock +28d
collect
is "about to run out" "$(events ben)" "critical 1"
conf_write 'critical = 1:' 'warning = 1:'
sim_clock +15m
collect
is "another threshold ends an alarm, too" "$(events ben)" "critical 1, eased 1"
conf_write
sim_clock +15m
collect
is "and raises it again" "$(events ben)" "critical 1, eased 1, critical 1"

# ---- a mass loss --------------------------------------------------------------
sim_stop
state=$work/mass
names="u1 u2 u3 u4 u5 u6 u7 u8"
sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK\n' $names)
EOF
conf_write 'mass_warning = 2' 'mass_critical = 5'
collect
# taken NAME...: loses its license, and that is collected
taken() {
	for name; do sim "remove-license $name@contoso.example by=boss@contoso.example"; done
	sim_clock +2h
	collect_and_check
}
masses() { query "select group_concat(event || ' ' || severity || coalesce(' ' || text, ''), ', ')
	from (select * from event where mailbox is null order by id)"; }
warned="mass-loss 1 2 mailboxes, most by boss@contoso.example"
taken u1 u2
is "a mass loss that is a warning" "$(masses)" "$warned"
taken u3
is "while it is no more nothing is told" "$(masses)" "$warned"
taken u4 u5 u6 u7
is "that it is critical now is" "$(masses)" \
	"$warned, mass-loss 2 7 mailboxes, most by boss@contoso.example"
taken u8
is "once" "$(masses)" "$warned, mass-loss 2 7 mailboxes, most by boss@contoso.example"
