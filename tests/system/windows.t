#!/bin/sh
# SPDX-License-Identifier: MIT
# How windows begin and end: dates that lie or are missing, history found on the
# first day, mailboxes that go early, late, in masses, or come back too late.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

# stands NAME WANTED WHY: as `judged` has it
stands() {
	is "$1: $3" "$(judged "$1")" "$2"
}
quiet='-'

# A tenant of its own for each story, told on standard input: begin [CONF...]
story=0
begin() {
	story=$((story + 1))
	[ $story -eq 1 ] || sim_stop
	state=$work/$story
	{
		sim_head
		echo 'sku ENTERPRISEPACK seats=40'
		cat
	} >"$work/story"
	sim_start <"$work/story"
	conf_write "$@"
}

# ---- ten years of history on the first day ------------------------------------
begin <<EOF
switch audit no
user old@contoso.example sku=ENTERPRISEPACK
user recent@contoso.example sku=ENTERPRISEPACK
user fresh@contoso.example sku=ENTERPRISEPACK
remove-license old@contoso.example
plan-date old@contoso.example 2016-05-01
remove-license recent@contoso.example
plan-date recent@contoso.example 2026-02-20
EOF
collect_and_judge
state_is WARNING "history without proof is a warning"
stands old 'WARNING past-unproven license-removed' "ten years ago, by a date in doubt"
stands recent 'OK expiring license-removed' "ten days ago"
like "it may still be had, with force" "$(told old restorable)$(told old needs_force)" 11
check
like "the first line says why" "$first" \
	'1 mailbox in its window, 1 past it by a date in doubt, soonest recent@'
like "and is told apart" "$output" 'old@contoso.example: past its window by a date in doubt, lost [0-9]+d'
output=$("$collect_program" --config "$conf" --at "$now" --accept-history --tenant contoso 2>&1)
is "history is accepted by hand" "$output" "OK: what was past when first seen is past"
judge
stands old "$quiet" "then it is past"
state_is OK "and quiet"
is "but counted" "$(ask_json "select j->'\$.tenants[0].phases'->>'past' from report")" 1

# The same where a loss is witnessed and its date moves: proven without asking.
state=$work/proven
conf_write
collect
sim_clock +1d
sim 'remove-license fresh@contoso.example'
sim_clock +2h
collect_and_judge
stands old "$quiet" "a witnessed loss whose date moved proves the others"
stands fresh 'OK expiring license-removed' "which is a loss itself"
like "fresh: dated by the plan" "$(told fresh evidence)" 'plan-date'
is "fresh: to the second" "$(told fresh lost_at)" 2026-03-03T08:00:00Z

# An audit that reaches back over a window proves it as well.
sim 'switch audit yes
user other@contoso.example sku=ENTERPRISEPACK
remove-license other@contoso.example by=admin@contoso.example'
sim_clock +30d
sim 'user third@contoso.example sku=ENTERPRISEPACK
remove-license third@contoso.example by=admin@contoso.example'
sim_clock +2h
state=$work/audited
conf_write
collect_and_judge
stands old "$quiet" "an audit that would have shown it proves it past"
stands third 'OK expiring license-removed' "the audit dates another"

# Over the longest window there may be, that is; no date shows whether dates move.
begin 'retention_days = 10' 'extra_grace_days = 15' 'warning = 5:' <<EOF
switch assigned-date-moves null
switch audit no
user old@contoso.example sku=ENTERPRISEPACK
user other@contoso.example sku=ENTERPRISEPACK
remove-license old@contoso.example
plan-date old@contoso.example 2016-05-01
EOF
sim_clock +1d
sim 'switch audit yes' 'remove-license other@contoso.example by=admin@contoso.example'
sim_clock +24d
sim_clock +2h
collect_and_judge
stands old "$quiet" "an audit over retention and grace proves it past"
state=$work/shorter
sim_clock +1d
conf_write 'retention_days = 10' 'extra_grace_days = 20' 'warning = 5:'
collect_and_judge
stands old 'WARNING past-unproven license-removed' "one that is shorter proves nothing"

# ---- nothing dates the loss -------------------------------------------------
begin <<EOF
switch assigned-date-moves null
switch audit no
switch fraction-digits random
user blank@contoso.example sku=ENTERPRISEPACK
user watched@contoso.example sku=ENTERPRISEPACK
remove-license blank@contoso.example
EOF
collect_and_judge
state_is WARNING "what nothing dates is a warning"
stands blank 'WARNING undated license-removed' "no date at all"
is "blank: no deadline is made up" "$(told blank deadline)" ""
is "blank: but a latest one" "$(told blank deadline_latest)" 2026-04-01T08:00:00Z
sim_clock +12h
sim 'remove-license watched@contoso.example'
sim_clock +12h
collect_and_judge
stands watched 'OK expiring license-removed' "where we looked before, that dates it"
like "watched: alarms go by the earliest it can be" "$(told watched lost_at)" '^2026-03-02T07:00:00Z'
is "watched: refusals by the latest" "$(told watched lost_at_latest)" 2026-03-03T08:00:00Z

# ---- delicensing resiliency ---------------------------------------------------
begin 'extra_grace_days = 30' <<EOF
switch resiliency 30
user slow@contoso.example sku=ENTERPRISEPACK
EOF
collect
sim_clock +1h
sim 'remove-license slow@contoso.example by=admin@contoso.example'
sim_clock +2h
collect_and_judge
stands slow 'OK connected license-removed' "without its license it still answers"
is "slow: the deadline is provisional" "$(told slow deadline)" 2026-05-01T09:00:00Z
check --perfdata totals
like "slow: its age is that, and grows towards retention and grace" "$first" \
	' oldest_loss=7200s;4320000;4924800;0;5184000 '
sim_clock +29d
collect_and_judge
stands slow 'OK connected license-removed' "for thirty days"
sim_clock +1d
collect_and_judge
stands slow 'OK expiring license-removed' "then it falls silent"
like "slow: that dates it best" "$(told slow evidence)" 'probe'
is "slow: by the last answer, which may have lagged a day" "$(told slow lost_at)" 2026-03-30T11:00:00Z
is "slow: no grace on top" "$(told slow deadline)" 2026-04-29T11:00:00Z
sim_clock 2026-04-29T09:00:00Z
collect_and_judge
stands slow 'CRITICAL expiring license-removed' "two months after its license it is urgent"

# ---- nobody asks any more -------------------------------------------------------
begin <<EOF
switch resiliency 5
user heard@contoso.example sku=ENTERPRISEPACK
EOF
collect
sim_clock +1h
sim 'remove-license heard@contoso.example by=admin@contoso.example'
sim_clock +2h
collect_and_judge
stands heard 'OK connected license-removed' "it still answers"
conf_write 'probe = no'
sim_clock +27d
collect_and_judge
stands heard 'CRITICAL expiring license-removed' "not asked any more, it goes by its license"
is "heard: whatever it said" "$(told heard deadline)" 2026-04-01T09:00:00Z
sim_clock +4d
collect_and_judge
stands heard 'CRITICAL overdue license-removed' "past its deadline it is not taken for answering"
conf_write
state_before=$(query 'select answered_at from mailbox')
collect_and_judge
stands heard 'CRITICAL overdue license-removed' "asked again, its silence counts from the last answer"
is "heard: which was the last one" "$state_before" "$(date -d 2026-03-02T11:00:00Z +%s)"

# Nor where the right to ask is withdrawn: what was heard weeks ago is no answer.
begin <<EOF
switch resiliency 5
user heard@contoso.example sku=ENTERPRISEPACK
EOF
collect
sim_clock +1h
sim 'remove-license heard@contoso.example by=admin@contoso.example'
sim_clock +4d
collect
sim "app reader roles=${all_roles%,*}"
sim_clock +6d
collect_and_judge
stands heard 'OK connected license-removed' "for days it is taken to answer as it did"
sim_clock +2d
collect_and_judge
stands heard 'OK expiring license-removed' "then not any more"
is "heard: it was there a lag before it answered last" "$(told heard deadline)" 2026-04-04T09:00:00Z
sim_clock +19d
collect_and_judge
stands heard 'CRITICAL expiring license-removed' "so that it becomes urgent"

# ---- how it ends ----------------------------------------------------------------
begin <<EOF
user late@contoso.example sku=ENTERPRISEPACK
user purged@contoso.example sku=ENTERPRISEPACK
user ordinary@contoso.example sku=ENTERPRISEPACK
user blocked@contoso.example sku=ENTERPRISEPACK
user saved@contoso.example sku=ENTERPRISEPACK
shared desk@contoso.example
EOF
collect
sim_clock +1d
sim 'remove-license late@contoso.example by=admin@contoso.example
delete purged@contoso.example by=admin@contoso.example
delete ordinary@contoso.example by=admin@contoso.example
delete desk@contoso.example by=admin@contoso.example
remove-license blocked@contoso.example by=admin@contoso.example
delete saved@contoso.example by=admin@contoso.example
set blocked@contoso.example enabled=no'
sim_clock +2h
collect
sim_clock +10d
sim 'hard-delete purged@contoso.example by=admin@contoso.example
restore saved@contoso.example by=admin@contoso.example
'
sim_clock +15m
collect_and_judge
state_is CRITICAL "purged early it is lost"
stands purged 'CRITICAL lost user-deleted' "twenty days before its deadline"
is "purged: the name is kept" "$(told purged upn)" purged@contoso.example
is "purged: nothing can be done here" "$(told purged restorable)" 0
stands saved 'OK restored user-deleted' "restored with its license"
check
like "the first line says so" "$first" ', 1 LOST before the deadline,'
sim_clock +25h
collect_and_judge
stands saved "$quiet" "a day later that is old news"
sim_clock +6d
collect_and_judge
stands purged "$quiet" "a lost one alarms for a week"
state_is OK "then there is peace"
sim_clock 2026-03-31T08:00:00Z
collect_and_judge
stands late 'CRITICAL expiring license-removed' "two days left"
stands blocked 'WARNING expiring license-removed' "whose sign-in is blocked has most often left"
stands ordinary 'WARNING expiring user-deleted' "so has a deleted user"
stands desk 'CRITICAL expiring shared-deleted unconfirmed' "a shared mailbox nobody has left"
sim_clock 2026-04-02T09:00:00Z
collect_and_judge
stands ordinary "$quiet" "purged at its deadline it has expired"
stands desk "$quiet" "the shared one as well"
is "which is counted" "$(ask_json "select j->'\$.tenants[0].phases'->>'expired' from report")" 3
stands late 'CRITICAL overdue license-removed' "without a bin nobody knows"
sim 'assign-license late@contoso.example ENTERPRISEPACK by=admin@contoso.example'
sim_clock +15m
collect_and_judge
stands late 'OK restored license-removed' "relicensed after all"
check
like "but too late: it may be a new one" "$output" \
	'late@contoso.example: relicensed late, content unverified'
is "the simulated truth agrees" "$(curl -sS "$sim_admin/truth?upn=late@contoso.example" |
	grep -o '"generation":[0-9]*')" '"generation":2'

# ---- a mass loss, and too few seats -------------------------------------------
begin 'mass_warning = 3' 'mass_critical = 5' <<EOF
sku SPE_E3 seats=6
user u1@contoso.example
user u2@contoso.example
user u3@contoso.example
user u4@contoso.example
user u5@contoso.example
user u6@contoso.example
group Sales sku=SPE_E3 members=u1@contoso.example,u2@contoso.example,u3@contoso.example,u4@contoso.example,u5@contoso.example
EOF
collect_and_judge
state_is OK "five people with a license of their group"
sim_clock +1h
sim 'remove-group-license Sales by=admin@contoso.example'
sim_clock +2h
collect_and_check
state_is CRITICAL "a group that loses its license is an alarm at once"
like "it says who, and how to undo it" "$first" \
	'MASS LOSS: 5 mailboxes within 1d, 5 of them by .*: give the group its license back; 5 mailboxes in their window'
is "one event tells of it" "$(query "select count(*), text from event where event = 'mass-loss'")" \
	"1|5 mailboxes, most by $(query 'select actor from mailbox limit 1')"
like "for all of them there are seats" "$first" ', 5 of 5 can be restored'
sim 'set-seats SPE_E3 2
set-seats ENTERPRISEPACK 0'
sim_clock +15m
collect_and_check
like "with fewer seats it says how many are short" "$first" ', 2 of 5 can be restored \(3 seats short\)'
sim_clock +26h
collect_and_check
state_is OK "a day later it is five mailboxes"
conf_write 'mass_warning = 3' 'mass_critical = 5' 'seats_warning = yes'
check
state_is WARNING "short seats warn where that is asked for"
sim 'set-seats SPE_E3 10
assign-license u1@contoso.example SPE_E3 by=admin@contoso.example'
sim_clock +15m
collect_and_judge
state_is OK "seats were bought"
stands u1 'OK restored license-removed' "the first is back"
is "the others remain" "$(whole in_window)" 4
done_testing
