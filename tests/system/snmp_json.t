#!/bin/sh
# SPDX-License-Identifier: MIT
# What SNMP shows and what check_mailbox_expiry prints as JSON are the same, field
# by field, on the same state.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmpbulkwalk jq

# Columns with no counterpart in the JSON, and those of which there can be none.
only_shown='mbxTenant(SeatsFree|SoonestDeadline|SoonestDeadlineSeconds)|mbxAttentionTenantIndex'
only_shown="$only_shown|mbxSummary(Unreadable|SeatsFree|MassState|Soonest[A-Za-z]*|OldestData)"
only_shown="$only_shown|mbxSummary(CollectorsFailing|MailboxRows|AttentionOverflow)"

# gather: what the check tells and the subagent, started at $now, shows.
gather() {
	agentx_start --at "$now"
	judge --all-tenants
	jq -r -f "$top_srcdir/tests/system/snmp_json.jq" "$report" | sort >"$work/told"
	{
		walk mbxSummary
		walk mbxTenantTable
		walk mbxAttentionTable
		walk mbxMailboxTable
	} | grep -v ' = No Such ' | awk -f "$top_srcdir/tests/system/snmp_json.awk" |
		grep -vE "^[^ ]+ ($only_shown)( |\$)" | sort >"$work/shown"
	agentx_stop
}
# agree NAME: they are the same.
agree() {
	gather
	is "$1" "$(diff "$work/told" "$work/shown")" ''
}

sim_start <<EOF
$(sim_head '' 2026-03-02T08:00:00Z)
sku ENTERPRISEPACK seats=12
sku EXCHANGESTANDARD seats=3
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Bén Example" sku=ENTERPRISEPACK
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK
user dora@contoso.example name="Dora Example" sku=ENTERPRISEPACK sync=on
user eve@contoso.example sku=EXCHANGESTANDARD
user finn@contoso.example sku=EXCHANGESTANDARD enabled=no
user test-gus@contoso.example sku=EXCHANGESTANDARD
shared info@contoso.example name="Info Desk"
$(for who in lost undated connected past unproven ancient restored released; do
	echo "user $who@contoso.example sku=ENTERPRISEPACK"
done)
EOF
conf_write 'exclude_address = test-*' 'time_limit = 2'
snmpd_start
sim_clock +1h
# agree_on_nothing NAME: the JSON tells little, and what it does not is nothing.
agree_on_nothing() {
	gather
	is "$1" "$(comm -23 "$work/told" "$work/shown")" ''
	is "$1: nothing else is shown" "$(comm -13 "$work/told" "$work/shown" |
		grep -vE ' = (0|unknown|2147483647)$')" ''
}
agree_on_nothing "before the first collection"

collect
agree "nobody is in danger"

sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +10m
collect
agree "settling"

sim_clock +2h
sim 'delete ben@contoso.example by=app:reader' 'remove-license finn@contoso.example by=group-licensing' \
	'delete info@contoso.example by=admin@contoso.example' \
	'remove-license test-gus@contoso.example by=none'
collect
sim_clock +2h
collect
agree "several causes, one excluded"
is "there was much to compare" "$([ "$(wc -l <"$work/told")" -gt 200 ] && echo yes)" yes

sim_clock +20d
sim 'assign-license ada@contoso.example ENTERPRISEPACK' 'suspend-sku EXCHANGESTANDARD'
collect
agree "restored, suspended"

sim_clock +8d
sim 'hard-delete ben@contoso.example'
sim_clock +4d
sim 'remove-license cyd@contoso.example by=none' \
	'remove-license dora@contoso.example by=admin@contoso.example'
collect
agree "overdue, lost"

sim_clock +9d
agree "old data"
sim 'fault 500 retry-after=none count=-1'
collect
agree "a collection that failed"
sim clear-faults
collect

# ---- databases in every state -------------------------------------------------
good=$work/good.db
cp "$state/contoso.db" "$good"
sqlite3 "$state/contoso.db" 'pragma user_version = 99'
agree_on_nothing "of a newer version"
cp "$good" "$state/contoso.db"
sqlite3 "$state/contoso.db" 'pragma application_id = 7'
agree_on_nothing "of another program"
head -c 100 /dev/urandom >"$state/contoso.db"
agree_on_nothing "not a database"
head -c 20000 "$good" >"$state/contoso.db"
agree_on_nothing "cut off"
cp "$good" "$state/contoso.db"
# A journal that a power cut left behind: its writer alone may roll it back.
sqlite3 "$state/contoso.db" >/dev/null <<END
pragma cache_size = 1;
pragma journal_mode = delete;
begin immediate;
update mailbox set display_name = hex(zeroblob(3000));
.shell cp "$state/contoso.db" "$work/hot.db"; cp "$state/contoso.db-journal" "$work/hot.db-journal"
rollback;
END
cp "$work/hot.db" "$state/contoso.db" && cp "$work/hot.db-journal" "$state/contoso.db-journal"
agree_on_nothing "an interrupted write"
rm -f "$state/contoso.db-journal"
cp "$good" "$state/contoso.db"
agree "and whole again"

{
	echo '[tenant fabrikam]'
	echo 'show_names = id'
} >>"$conf"
sqlite3 "$state/contoso.db" ".backup $state/fabrikam.db"
agree "two tenants, one without names"

# ---- every phase -----------------------------------------------------------------
for who in lost undated connected past unproven ancient restored released; do
	sim "remove-license $who@contoso.example by=admin@contoso.example"
done
sim_clock +2h
collect
[ ! -x "$top_builddir/tests/system/handled" ] ||
	"$top_builddir/tests/system/handled" "$state" "$now" release released@contoso.example
at=$(date -d "$now" +%s)
amend() { # WHO ASSIGNMENT...
	who=$1
	shift
	sqlite3 "$state/contoso.db" "UPDATE mailbox SET $* WHERE upn = '$who@contoso.example'"
}
amend lost "place = 2, gone_at = $at - 3600"
amend undated "lost_earliest = 0, sources = 0"
amend connected "probe = 1, answered_at = $at"
# First seen when it was over; the audit dates one of them.
late="first_seen_at = $at - 90000, absent_at = 0, answered_at = 0, lost_latest = lost_earliest"
amend past "lost_earliest = $at - 4000000, $late" && amend past "$late"
amend unproven "lost_earliest = $at - 4000000, sources = 0, $late" && amend unproven "$late"
# As Graph has it where it knows nothing.
amend ancient "lost_earliest = -11644473600, sources = 0, $late" && amend ancient "$late"
sqlite3 "$state/contoso.db" 'UPDATE tenant SET dates_move = 0, audit_covers_from = 0'
amend restored "restored_at = $at - 3600, plans = 1"
sqlite3 "$state/contoso.db" "UPDATE run SET ended_at = ended_at + 1 WHERE id = (SELECT max(id) FROM run)"
agree "every phase"
is "all there are" "$(grep -oE '^contoso mbxTenantPhase[A-Za-z]+ = [1-9]' "$work/told" |
	sed 's/.*Phase//; s/ = .*//' | sort | paste -sd ' ')" \
	"Alive Connected Excluded Expired Expiring Lost Past PastUnproven Released Restored Subscription Undated"
done_testing
