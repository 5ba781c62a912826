#!/bin/sh
# SPDX-License-Identifier: MIT
# The main job, start to end: a license goes, the clock runs, somebody saves it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
plan 15

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
shared info@contoso.example name="Info Desk"
EOF
conf_write

collect_and_check
state_is OK "nobody is in danger"
like "and it says so" "$first" '^OK: contoso \(SIMULATED\): 0 mailboxes in their window'

sim_clock +1h
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +15m
collect_and_check
state_is OK "a loss of minutes is not reported yet"
like "but counted" "$output" '^counted: contoso: 1 settling'
sim_clock +1h
collect_and_check
state_is OK "a fresh loss has time"
like "is listed with who did it" "$output" \
	'^\[OK\] ada@contoso.example: 29d 22h left, license removed 2026-03-02T09:00:00Z by admin@contoso.example \(audit'

sim_clock 2026-03-23T09:00:00Z
collect_and_check
state_is WARNING "nine days left"
sim_clock 2026-03-30T09:00:00Z
collect_and_check
state_is CRITICAL "two days left"
like "the line is complete" "$first" \
	'^CRITICAL: contoso \(SIMULATED\): 1 mailbox in its window \(1 critical\), soonest ada@contoso.example 2d left, 1 of 1 can be restored'

sim 'assign-license ada@contoso.example ENTERPRISEPACK by=admin@contoso.example'
sim_clock +15m
collect_and_check
state_is OK "saved in time"
like "and named as restored" "$output" '^\[OK\] ada@contoso.example: restored, seen'
sim_clock +25h
collect_and_check
unlike "for a day" "$output" 'ada@contoso'

sim 'remove-license ben@contoso.example by=admin@contoso.example'
sim_clock +31d
collect_and_check
state_is CRITICAL "past the deadline it is overdue"
like "and may be gone" "$output" 'ben@contoso.example: deadline passed 1d ago.*may come back new and empty'
sim_clock +8d
collect_and_check
state_is OK "a week later the alarm ends"
