#!/bin/sh
# SPDX-License-Identifier: MIT
# Who counts: every user that looks like a lost mailbox and is none, and every one
# that is one and does not look like it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head "" 2021-06-01T00:00:00Z)
sku ENTERPRISEPACK seats=60
user leaver@contoso.example sku=ENTERPRISEPACK enabled=no
convert-to-shared leaver@contoso.example
remove-license leaver@contoso.example by=admin@contoso.example
now 2026-01-05T08:00:00Z
sku STANDARDPACK seats=60
sku EXCHANGEDESKLESS seats=10
sku SPB seats=5
plan EXCHANGE_S_QUANTUM service=exchange
sku NEWPRODUCT seats=5 plans=EXCHANGE_S_QUANTUM,SHAREPOINTENTERPRISE
user steady@contoso.example sku=ENTERPRISEPACK
user twice@contoso.example sku=ENTERPRISEPACK
user back@contoso.example sku=ENTERPRISEPACK
user swapped@contoso.example sku=ENTERPRISEPACK
user kiosk@contoso.example sku=EXCHANGEDESKLESS
user older@contoso.example sku=ENTERPRISEPACK disabled=EXCHANGE_S_ENTERPRISE
user converted@contoso.example sku=ENTERPRISEPACK
user guest@contoso.example sku=ENTERPRISEPACK guest=yes
user binned@contoso.example guest=yes
room board@contoso.example sku=ENTERPRISEPACK
room annex@contoso.example
equipment beamer@contoso.example
user lapse@contoso.example sku=SPB
user synced@contoso.example sku=ENTERPRISEPACK sync=on
user moved@contoso.example sku=ENTERPRISEPACK sync=on
user dormant@contoso.example sku=ENTERPRISEPACK
user halfway@contoso.example sku=ENTERPRISEPACK
user quitter@contoso.example sku=ENTERPRISEPACK
user nomail@contoso.example mail=none
shared desk@contoso.example
now 2026-02-20T08:00:00Z
user never@contoso.example sku=ENTERPRISEPACK disabled=EXCHANGE_S_ENTERPRISE
EOF

# stands NAME WANTED WHY: as `judged` has it
stands() {
	is "$1: $3" "$(judged "$1")" "$2"
}
quiet='-'
window='OK expiring license-removed'

conf_write 'unconfirmed = warning'
collect_and_judge
state_is WARNING "the first look at a tenant"
stands older 'WARNING past-unproven license-removed unconfirmed' \
	"a plan switched off long ago is past, but who knows what its date means"
stands leaver "$quiet" "converted to shared and then unlicensed, it lives"
sim_clock +1h
collect_and_judge
stands never 'OK expiring license-removed unconfirmed' \
	"a plan switched off from the start: no mailbox is known of"
check
like "an Exchange plan nobody knows is told" "$output" \
	'plan EXCHANGE_S_QUANTUM \([0-9a-f-]{36}\) is new to this program: add it to mailbox_plans'
unlike "and does not count" "$output" 'quantum@'

# A swap with a gap of ten minutes; a collection falls into it.
sim_clock +1h
sim 'remove-license swapped@contoso.example ENTERPRISEPACK by=admin@contoso.example
swap-license kiosk@contoso.example EXCHANGEDESKLESS ENTERPRISEPACK
swap-license back@contoso.example ENTERPRISEPACK STANDARDPACK'
sim_clock +5m
collect_and_judge
stands swapped "$quiet" "in the gap of a swap it is settling"
is "and counted" "$(whole phases | grep -o '"settling":1')" '"settling":1'
stands kiosk "$quiet" "from kiosk to E3 nothing is lost"
stands back "$quiet" "from E3 to E1 neither"
sim_clock +5m
sim 'assign-license swapped@contoso.example STANDARDPACK by=admin@contoso.example'
sim_clock +15m
collect_and_judge
stands swapped "$quiet" "after the swap it was no loss, and no rescue"

# Everybody else loses what they have, within the same hour.
sim_clock 2026-03-03T08:00:00Z
sim 'set-plan twice@contoso.example EXCHANGE_S_ENTERPRISE Deleted 2023-01-01 add=yes
remove-license twice@contoso.example by=admin@contoso.example
set-plan steady@contoso.example EXCHANGE_S_ENTERPRISE Deleted 2023-01-01 add=yes
set-plan steady@contoso.example EXCHANGE_S_STANDARD Deleted 2026-03-03T08:00:00Z add=yes
convert-to-shared converted@contoso.example
remove-license converted@contoso.example by=admin@contoso.example
delete leaver@contoso.example by=admin@contoso.example
remove-license guest@contoso.example by=admin@contoso.example
delete binned@contoso.example by=admin@contoso.example
remove-license board@contoso.example by=admin@contoso.example
delete annex@contoso.example by=admin@contoso.example
delete desk@contoso.example by=admin@contoso.example
suspend-sku SPB status=Warning
remove-license synced@contoso.example by=admin@contoso.example
remove-license moved@contoso.example by=admin@contoso.example
set moved@contoso.example on-premises=yes
set-plan dormant@contoso.example EXCHANGE_S_ENTERPRISE Dormant 2026-03-03
delete quitter@contoso.example by=hr@contoso.example
delete nomail@contoso.example
switch restore-licenses no
delete halfway@contoso.example by=admin@contoso.example'
sim_clock +2h
collect_and_judge
state_is OK "fresh losses have time"
stands older "$quiet" "one witnessed date that moved proves the others"
stands twice "$window" "two Deleted entries of one plan: the newest counts"
is "twice: it has all of its window" "$(told twice deadline)" 2026-04-02T08:00:00Z
stands steady "$quiet" "one Enabled plan outweighs any that are Deleted"
stands converted "$quiet" "converted first, the license is not missed"
stands leaver 'OK expiring shared-deleted' \
	"a converted leaver, deleted years after its license, is a shared mailbox"
is "leaver: its clock is the deletion" "$(told leaver deadline)" 2026-04-02T08:00:00Z
stands guest "$quiet" "guests never count"
stands binned "$quiet" "deleted guests neither"
stands board "$quiet" "a room needs no license"
stands annex 'OK expiring shared-deleted unconfirmed' "a deleted room does count"
stands desk 'OK expiring shared-deleted unconfirmed' "a deleted shared mailbox does"
stands nomail "$quiet" "a deleted account that had no address had no mailbox"
stands lapse "$quiet" "in its grace a subscription works"
stands synced "$window" "seen alive before, a synchronized user counts"
stands dormant "$quiet" "a status that Graph does not have yet is no loss"
stands quitter 'OK expiring user-deleted' "a deleted user"
is "quitter: the name is as it was" "$(told quitter upn)" quitter@contoso.example
is "quitter: who did it" "$(told quitter actor)" hr@contoso.example

# The service desk restores a deleted user, but the license does not come along.
sim_clock +1d
sim 'restore halfway@contoso.example by=desk@contoso.example
suspend-sku SPB status=Suspended'
sim_clock +2h
collect_and_judge
stands halfway "$window" "restored without a license, the clock runs on"
is "halfway: from the deletion" "$(told halfway deadline)" 2026-04-02T08:00:00Z
stands lapse 'WARNING subscription subscription' "a lapsed subscription is another clock"
check
like "lapse: the subscription is named" "$output" \
	'^\[WARNING\] lapse@contoso.example: subscription lapsed, seen 0s ago, subscription suspended, SPB$'
sim 'resume-sku SPB'
sim_clock +1h
collect_and_judge
stands lapse "$quiet" "renewed, it is forgotten"

# Three weeks on: alarms for those that need them, no others.
sim_clock 2026-03-31T08:00:00Z
collect_and_judge
state_is CRITICAL "two days before the end"
stands twice 'CRITICAL expiring license-removed' "it must be saved"
stands leaver 'CRITICAL expiring shared-deleted' "so must this one"
stands quitter 'WARNING expiring user-deleted' "a deleted user is most often meant"
stands desk 'WARNING overdue shared-deleted unconfirmed' "unconfirmed is a warning at most; it may have gone right after the last look"
stands halfway 'CRITICAL expiring license-removed' "the desk thinks it is saved"
is "nobody else alarms" "$(ask_json "select group_concat(u, ' ') from (select
	substr(m.value->>'upn', 1, instr(m.value->>'upn', '@') - 1) as u
	from report, json_each(j, '\$.mailboxes') m
	where m.value->>'state' in ('WARNING', 'CRITICAL', 'UNKNOWN') order by u)")" \
	"annex desk halfway leaver moved quitter synced twice"

# The same tenant seen for the first time today.
state=$work/late
conf_write 'unconfirmed = warning'
collect_and_judge
stands twice 'CRITICAL expiring license-removed' "the first look sees it, too"
stands leaver 'WARNING expiring shared-deleted unconfirmed' "and this one, unconfirmed"
# Deleted and restored without its license before the first look: only the audit
# knows of the deletion, which began the clock a day before the plan says so.
is "halfway: the audit tells when its clock began" "$(told halfway deadline)" 2026-04-02T08:00:00Z
stands converted "$quiet" "and not this one"
stands board "$quiet" "nor this one"
state=$work/hybrid
conf_write 'unconfirmed = warning' 'onpremises_mailboxes = yes'
collect_and_judge
stands moved 'WARNING expiring license-removed unconfirmed' \
	"moved on-premises it cannot be told from a lost one, and is not confirmed"
stands twice 'CRITICAL expiring license-removed' "who is not synchronized is"
done_testing
