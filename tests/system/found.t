#!/bin/sh
# SPDX-License-Identifier: MIT
# What tests/soak found: each a short life that once was misjudged.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
plan 23

sim_start <<EOF
$(sim_head)
switch resiliency 30
switch restore-lag 2m
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
user cyd@contoso.example sku=ENTERPRISEPACK
shared desk@contoso.example
EOF
conf_write "time_limit = 3s"
admin=by=admin@contoso.example
collect

# Ada's mailbox was shared, deleted and restored; then she gets it back as her own,
# without a license.  It answers for another thirty days, and then no more.
sim 'convert-to-shared ada@contoso.example' "remove-license ada@contoso.example $admin"
sim_clock +1d
collect
sim "delete ada@contoso.example $admin"
sim_clock +1d
collect
sim "restore ada@contoso.example $admin"
sim_clock +1d
collect_and_judge
is "shared and back" "$(judged ada)" "OK restored shared-deleted"
sim 'convert-to-user ada@contoso.example'
sim_clock +8d
collect_and_judge
is "a user's again it still answers" "$(judged ada)" -
sim_clock +21d
collect
sim_clock +2d
collect_and_judge
is "once it does not, it is lost" "$(judged ada)" "OK expiring license-removed"

# Ben is restored the moment we look: found neither here nor there.
sim 'switch resiliency 0' "delete ben@contoso.example $admin"
sim_clock +1d
collect
sim "restore ben@contoso.example $admin"
sim_clock +1m
collect_and_judge
is "found neither here nor there" "$(judged ben)" "CRITICAL lost user-deleted"
sim_clock +15m
collect_and_judge
is "a look later he is back" "$(judged ben)" "OK restored user-deleted"
sim_clock +40d
collect
sim "remove-license ben@contoso.example $admin"
sim_clock +2h
collect_and_judge
is "what he loses later is another loss" "$(judged ben)" "OK expiring license-removed"

# Cyd's mailbox answers hours after it was cut off, a month after her license went.
sim 'switch resiliency 30' 'switch probe-lag 6h' "remove-license cyd@contoso.example $admin"
sim_clock +1h
collect
sim_clock +30d
collect_and_judge
is "it is cut off, and answers" "$(judged cyd)" "WARNING connected license-removed"
sim_clock +6h
collect_and_judge
is "then it is silent" "$(judged cyd)" "OK expiring license-removed"
purged=$(curl -sS "$sim_admin/truth?upn=cyd@contoso.example" | sed -n 's/.*"purge_at":"\([^"]*\)".*/\1/p')
is "its deadline is no later than the truth" \
	"$(printf '%s\n%s\n' "$(told cyd deadline)" "$purged" | sort | head -n 1)" "$(told cyd deadline)"

# A shared mailbox is restored, but does not answer yet; and is deleted once more.
sim 'switch probe-lag 6h' "delete desk@contoso.example $admin"
sim_clock +2h
collect
sim_clock +10d
sim "restore desk@contoso.example $admin"
sim_clock +5h
collect_and_judge
is "restored, it is silent at first" "$(judged desk)" "OK expiring shared-deleted unconfirmed"
sim_clock +2h
collect_and_judge
is "a look later it is back" "$(judged desk)" "OK restored shared-deleted unconfirmed"
sim "delete desk@contoso.example $admin"
sim_clock +1d
collect
sim_clock +9d
sim "restore desk@contoso.example $admin"
sim_clock +1h
sim "delete desk@contoso.example $admin"
deleted=$now
sim_clock +2h
collect_and_judge
is "deleted again it has all of its window" "$(told desk deadline)" \
	"$(date -u -d "$deleted + 30 days" +%Y-%m-%dT%H:%M:%SZ)"

# Graph asks for a moment of quiet while the clock of this host is two days ahead.
sim 'fault 429 retry-after=17'
"$collect_program" --config "$conf" --at "$(date -u -d "$now + 2 days" +%Y-%m-%dT%H:%M:%SZ)" >"$work/ahead" 2>&1
like "its clock ahead, it is asked to wait" "$(cat "$work/ahead")" 'asks to be left alone until'
sim clear-faults
sim_clock +1h
collect
is "put right, the clock keeps nobody waiting" "$code" 0

# For weeks nobody looks; meanwhile a mailbox is given and taken, and dates do not move.
state=$work/weeks
conf_write "time_limit = 3s" "audit = no"
collect
sim 'switch assigned-date-moves no' 'switch probe-lag 0' 'switch resiliency 0'
sim_clock +5d
sim "user eve@contoso.example sku=ENTERPRISEPACK"
sim_clock +33d
sim "remove-license eve@contoso.example $admin"
sim_clock +28d
collect_and_judge
is "two days before its end it is not called expired" "$(judged eve)" \
	"CRITICAL overdue license-removed"

# Fay had her license back when last seen.  For weeks nobody looks, while it goes
# and she after it; and the bin shows neither.
sim 'switch deleted-shows-plans none' 'switch deleted-shows-licenses no' \
	"user fay@contoso.example sku=ENTERPRISEPACK"
collect
sim "remove-license fay@contoso.example $admin"
sim_clock +2h
collect
sim "assign-license fay@contoso.example ENTERPRISEPACK $admin"
sim_clock +1d
collect
sim_clock +3d
sim "remove-license fay@contoso.example $admin"
sim_clock +11d
sim "delete fay@contoso.example $admin"
sim_clock +12d
collect_and_judge
is "she is a leaver, and told of" "$(judged fay)" "WARNING expiring user-deleted"
purged=$(curl -sS "$sim_admin/truth?upn=fay@contoso.example" | sed -n 's/.*"purge_at":"\([^"]*\)".*/\1/p')
is "her deadline is no later than the truth" \
	"$(printf '%s\n%s\n' "$(told fay deadline)" "$purged" | sort | head -n 1)" "$(told fay deadline)"

# Mailboxes' answers lag by hours.  A shared one that was Gil's is deleted and restored
# between two looks, of which the second asks the shared ones: it seems to be gone.
sim 'switch probe-lag 6h' "user gil@contoso.example sku=ENTERPRISEPACK"
collect
sim 'convert-to-shared gil@contoso.example' "remove-license gil@contoso.example $admin"
sim_clock +1d
collect
sim_clock +8d
collect
sim_clock +7d
sim "delete gil@contoso.example $admin"
sim_clock +4h
sim "restore gil@contoso.example $admin"
sim_clock +3h
collect_and_judge
is "when asked it said nothing" "$(judged gil)" "OK expiring license-removed"
sim_clock +5h
collect_and_judge
is "the next look knows better" "$(judged gil)" "OK restored license-removed"

# Two shared mailboxes.  Hal's is made a user's again, and is cut off; in the week
# after that his alone cannot be asked.
state=$work/unheard
conf_write "audit = no"
sim 'switch probe-lag 0' 'switch assigned-date-moves yes' "user hal@contoso.example sku=ENTERPRISEPACK" \
	"user ida@contoso.example sku=ENTERPRISEPACK"
collect
for name in hal ida; do
	sim "convert-to-shared $name@contoso.example" "remove-license $name@contoso.example $admin"
done
sim_clock +2h
collect
sim_clock +8d
collect
sim_clock +1d
sim 'convert-to-user hal@contoso.example' 'set-mailbox hal@contoso.example state=disconnected'
sim_clock +6d
hal=$(query "select user_id from mailbox where upn glob 'hal@*'")
ida=$(query "select user_id from mailbox where upn glob 'ida@*'")
sim "fault 503 part=yes count=-1 path=/v1.0/users/$hal/mailboxSettings"
collect
sim clear-faults
sim_forget_requests
sim_clock +1h
collect
is "who could not be asked is not asked all the time" "$(sim_count "/v1.0/users/$hal/mailboxSettings")" 0
sim_clock +1d
collect_and_judge
is "but within a day" "$(judged hal)" "OK expiring license-removed"
is "and who answered is not" "$(sim_count "/v1.0/users/$ida/mailboxSettings")" 0
purged=$(curl -sS "$sim_admin/truth?upn=hal@contoso.example" | sed -n 's/.*"purge_at":"\([^"]*\)".*/\1/p')
is "no answer is none: the deadline is no later than the truth" \
	"$(printf '%s\n%s\n' "$(told hal deadline)" "$purged" | sort | head -n 1)" "$(told hal deadline)"
