#!/bin/sh
# SPDX-License-Identifier: MIT
# The tables as one ordered tree: what is there is what the database and the check
# say, whichever way it is asked for and whoever asks.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
. "$top_srcdir/tests/system/walks.sh"
snmp_needs snmpd snmpbulkwalk snmpwalk snmptranslate
python=/usr/bin/python3 # for which Debian has pysnmp
export PYTHONDONTWRITEBYTECODE=1
$python -c 'import pysnmp' 2>/dev/null || skip_all "no python3-pysnmp4"
perl -MNet::SNMP -e 1 2>/dev/null || skip_all "no libnet-snmp-perl"

# ---- two tenants with mailboxes in every phase that a few weeks can give -------
people=$(i=0; while [ $i -lt 40 ]; do
	i=$((i + 1))
	echo "user user$i@contoso.example name=\"User $i Exämple\" sku=ENTERPRISEPACK"
done)
sim_start <<END
$(sim_head)
sku ENTERPRISEPACK seats=60
sku SPB seats=5
user lapse@contoso.example sku=SPB
user synced@contoso.example sku=ENTERPRISEPACK sync=on
shared desk@contoso.example
room annex@contoso.example
$people
END
conf_write 'unconfirmed = warning' 'exclude_address = user7@*'
collect
lose() { # FIRST LAST
	i=$1
	while [ "$i" -le "$2" ]; do
		sim "remove-license user$i@contoso.example by=admin@contoso.example"
		i=$((i + 1))
	done
}
lose 1 10
sim 'delete user11@contoso.example by=hr@contoso.example' \
	'delete desk@contoso.example' 'delete annex@contoso.example' \
	'remove-license synced@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
sim_clock +10d
lose 20 29
sim 'assign-license user1@contoso.example ENTERPRISEPACK' 'suspend-sku SPB status=Suspended'
sim_clock +2h
collect
sim_clock +18d
lose 30 35
sim 'assign-license user2@contoso.example ENTERPRISEPACK'
sim_clock +2h
collect
sed "s/^\[tenant contoso\]/[tenant fabrikam]/; /^\[defaults\]/,/^state_dir/d" "$conf" >>"$conf"
sqlite3 "$state/contoso.db" "VACUUM INTO '$state/fabrikam.db'"
sqlite3 "$state/fabrikam.db" "UPDATE tenant SET name = 'fabrikam'"

snmpd_start
agentx_start --at "$now"

nothing_waits() {
	walk mbxEventFate >"$work/fates"
	grep -q '= sent$' "$work/fates" && ! grep -qv '= sent$' "$work/fates"
}
wait_for 20 nothing_waits

# ---- what has to be there ------------------------------------------------------
base=${root#.}
model=$work/model
model walk "$base.1" >"$model"
# But for those that are back for more than a day.
rows() {
	query "SELECT id FROM mailbox WHERE cause <> 0 AND NOT (restored_at > 0 AND
		restored_at <= unixepoch('$now') - 86400) ORDER BY id"
}
# columns ENTRY: from the first that can be read to the last
columns() {
	snmptranslate -Tl | grep "\.$1(1)\.[A-Za-z]*([0-9]*)\$" |
		sed 's/.*(\([0-9]*\))$/\1/' | sort -n | sed 1d
}
# The index of both tenants, each mailbox of each, each column.
for column in $(columns mbxMailboxEntry); do
	for tenant in 1 2; do
		rows | sed "s/^/$base.1.4.1.$column.$tenant./"
	done
done >"$work/wanted"
cut -d ' ' -f 1 "$model" | grep "^$base.1.4." >"$work/there"
is "the mailboxes of the database, in order" \
	"$(diff "$work/wanted" "$work/there" | head -n 5)" ''
is "there are enough of them to mean something" \
	"$([ "$(wc -l <"$work/wanted")" -gt 1000 ] && echo yes)" yes
is "nothing stands twice" "$(cut -d ' ' -f 1 "$model" | sort | uniq -d)" ''

# ---- asked in every way --------------------------------------------------------
ways() { # NAME COMMAND...: prints the same as the model
	name=$1
	shift
	"$@" >"$work/way" 2>&1
	is "$name" "$(diff "$model" "$work/way" | head -n 5)" ''
}
for repetitions in 1 7 50; do
	ways "by GETBULK, $repetitions repetitions" model walk "$base.1" $repetitions
done
together() { # ENTRY COLUMN[,COLUMN...]
	model columns "$base.1.$1" "$2" 7 >"$work/way"
	grep -E "^$base\.1\.$1\.($(echo "$2" | tr , '|'))\." "$model" >"$work/part"
	is "columns $2 of $1 at once" "$(diff "$work/part" "$work/way" | head -n 5)" ''
}
together 2.1 "$(columns mbxTenantEntry | paste -sd ,)"
together 3.1 "$(columns mbxAttentionEntry | paste -sd ,)"
together 4.1 "$(columns mbxMailboxEntry | paste -sd ,)"
together 4.1 3
together 4.1 4,9,22
together 6.1 "$(columns mbxEventEntry | paste -sd ,)"
for seed in 1 2 3; do
	is "asked at random ($seed)" "$(model hold "$base.1" "$model" $seed 2000)" ''
done

# ---- asked by others -----------------------------------------------------------
ways "net-snmp, by GETBULK" by_netsnmp snmpbulkwalk -Cr20
ways "net-snmp, by GETNEXT" by_netsnmp snmpwalk
ways "pysnmp" $python "$top_srcdir/tests/system/walk_pysnmp.py" "$snmpd_port" "$base.1"
ways "Net::SNMP of Perl" perl "$top_srcdir/tests/system/walk_perl.pl" "$snmpd_port" "$base.1"
if node_has_netsnmp; then
	ways "net-snmp of npm" node "$top_srcdir/tests/system/walk_node.cjs" "$snmpd_port" "$base.1"
else
	ok "no net-snmp of npm to be had"
fi
done_testing
