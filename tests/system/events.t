#!/bin/sh
# SPDX-License-Identifier: MIT
# What the collector writes down as events: every alarm that is raised ends, and
# each loss has its own.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
plan 6

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
