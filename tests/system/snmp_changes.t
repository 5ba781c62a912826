#!/bin/sh
# SPDX-License-Identifier: MIT
# What is shown while it changes, goes away, comes back, or never was there.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/snmp.sh"
. "$top_srcdir/tests/system/walks.sh"
snmp_needs snmpd snmpbulkwalk python3
export PYTHONDONTWRITEBYTECODE=1
sim_url=https://unused.example
rows=300
base=${root#.}

conf_write 'stale_after = 30d'
cp "$conf" "$work/one"
two_tenants() {
	{
		cat "$work/one"
		printf '[tenant fabrikam]\ntenant_id = %s\n' "$tenant_id"
	} >"$conf"
}
two_tenants
db=$state/contoso.db
"$top_builddir/tests/bench/fill_state" "$work/good.db" $rows

snmpd_start
tenant_says() { # NUMBER: its state and problem
	echo "$(cell "mbxTenantState.$1") $(cell "mbxTenantProblem.$1")"
}
says() { tenant_says "$1" | grep -Eq -- "$2"; }
# becomes NAME TENANT PATTERN: sooner or later
becomes() {
	wait_for 10 says "$2" "$3"
	like "$1" "$(tenant_says "$2")" "$3"
}
rows_shown() { walk mbxMailboxLoss | grep -c "^mbxMailboxLoss\.$1\."; }
shows_rows() { [ "$(rows_shown "$1")" = "$2" ]; }

# ---- nothing is there ---------------------------------------------------------
agentx_start
is "two tenants without data" "$(walk mbxTenantState | paste -sd ,)" \
	"mbxTenantState.1 = unknown,mbxTenantState.2 = unknown"
like "which says why" "$(tenant_says 1)" '^unknown .*(collect|never)'
is "no mailboxes" "$(walk mbxMailboxTable | grep -c =)" 1
like "but the end of it" "$(walk mbxMailboxTable)" 'No Such|no more'
is "the sums are there" "$(walk mbxSummary | wc -l)" "$(snmptranslate -Tl | grep -c 'mbxSummary(1)\.[A-Za-z]*([0-9]*)$')"
is "and unknown" "$(cell mbxSummaryState.0) $(cell mbxSummaryUnreadable.0) $(cell mbxSummaryOldestData.0)" \
	"unknown 2 2147483647"
model walk "$base.1" >"$work/empty"
is "asked at random" "$(model hold "$base.1" "$work/empty" 7 500)" ''

# ---- nor is any tenant ----------------------------------------------------------
sed 's/^tenant_id .*/&\nenabled = no/' "$conf" >"$work/disabled"
cp "$work/disabled" "$conf"
kill -HUP "$agentx_pid"
no_tenants() { [ "$(cell mbxSummaryTenants.0)" = 0 ]; }
wait_for 10 no_tenants
"$check_program" --config "$conf" >"$work/said"
is "no tenant is enabled: not known, says the check" "$?" 3
is "and so do the sums" "$(cell mbxSummaryTenants.0) $(cell mbxSummaryState.0) $(cell mbxSummaryMassState.0)" \
	"0 unknown unknown"
two_tenants
kill -HUP "$agentx_pid"
some_tenants() { [ "$(cell mbxSummaryTenants.0)" = 2 ]; }
wait_for 10 some_tenants

# ---- data come, of one tenant --------------------------------------------------
cp "$work/good.db" "$db"
wait_for 10 shows_rows 1 $rows
is "the first data are shown" "$(rows_shown 1)" $rows
like "with what they amount to" "$(tenant_says 1)" '^critical $'
is "the other one stays as it is" "$(tenant_says 2 | cut -d ' ' -f 1)" unknown

# ---- rows come and go under a walk ---------------------------------------------
# Of three, one stays, one is changed, one is lost and found.
churn() {
	while [ -e "$work/churn" ]; do
		sqlite3 -cmd '.timeout 2000' "$db" "BEGIN IMMEDIATE;
			UPDATE mailbox SET cause = abs(random()) % 2 WHERE id % 3 = 1;
			UPDATE mailbox SET display_name = hex(randomblob(abs(random()) % 30))
				WHERE id % 3 = 2;
			INSERT INTO run (started_at, ended_at, outcome) VALUES
				(unixepoch(), unixepoch(), 'complete'); COMMIT" 2>>"$work/churn.err"
		sleep 0.2
	done
}
touch "$work/churn"
churn &
churn_pid=$!
seq 3 3 $rows | sed 's/^/1./' >"$work/steady"
walked=$(timeout 60 python3 "$top_srcdir/tests/system/snmp_churn.py" "$snmpd_port" "$base.1.4.1" \
	"$work/steady" 12 2>&1)
like "names rise, steady rows are there once" "$walked" '^[0-9]+ walks, [0-9]+ sizes$'
is "and nothing else was said" "$(printf '%s\n' "$walked" | wc -l)" 1
like "rows did come and go" "$walked" ', ([3-9]|[0-9]{2,}) sizes'
: >"$work/nothing"
walked=$(timeout 60 python3 "$top_srcdir/tests/system/snmp_churn.py" "$snmpd_port" "$base.1.3.1" \
	"$work/nothing" 5 2>&1)
is "the most urgent, too" "$(printf '%s\n' "$walked" | wc -l)" 1
unlike "snmpbulkwalk agrees" "$(walk mbxMailboxTable 2>&1; walk mbxAttentionTable 2>&1)" \
	'not increasing|Error|Timeout'
rm "$work/churn"
wait $churn_pid
is "the writer was never in the way" "$(cat "$work/churn.err")" ''

# ---- a tenant goes, and comes back ----------------------------------------------
cp "$work/good.db" "$db"
cp "$work/good.db" "$state/fabrikam.db"
wait_for 10 shows_rows 2 $rows
wait_for 10 shows_rows 1 $rows
is "both are shown" "$(rows_shown 1) $(rows_shown 2)" "$rows $rows"
sed 's/contoso/gone/' "$conf" >"$work/without"
printf '%s\n' "[tenant fabrikam]" "tenant_id = $tenant_id" >"$work/fabrikam"
{
	sed -n '1,/^state_dir/p' "$work/one"
	cat "$work/fabrikam"
} >"$conf"
# In the middle of a walk.
seq 1 $rows | sed 's/^/2./' >"$work/steady"
timeout 60 python3 "$top_srcdir/tests/system/snmp_churn.py" "$snmpd_port" "$base.1.4.1" \
	"$work/steady" 3 >"$work/walked" 2>&1 &
walker=$!
kill -HUP "$agentx_pid"
wait $walker
like "the walks went on" "$(cat "$work/walked")" '^[0-9]+ walks, [0-9]+ sizes$'
is "one tenant is left, with its number" "$(walk mbxTenantName)" "mbxTenantName.2 = fabrikam"
is "and its rows" "$(rows_shown 1) $(rows_shown 2)" "0 $rows"
two_tenants
kill -HUP "$agentx_pid"
wait_for 10 shows_rows 1 $rows
is "the other one comes back with its number" "$(walk mbxTenantName | paste -sd ,)" \
	"mbxTenantName.1 = contoso,mbxTenantName.2 = fabrikam"
echo 'nonsense' >>"$conf"
kill -HUP "$agentx_pid"
wait_for 10 grep -q 'stays as it was' "$agentx_log"
is "a configuration with an error changes nothing" "$(walk mbxTenantName | wc -l)" 2
two_tenants
kill -HUP "$agentx_pid"

# ---- databases that are not what they should be ----------------------------------
# meets NAME ROWS PATTERN: of contoso, while fabrikam is not concerned; then it is mended
meets() {
	becomes "$1" 1 "$3"
	is "$1: mailboxes that are shown" "$(rows_shown 1)" "$2"
	is "$1: the other tenant" "$(tenant_says 2) $(rows_shown 2)" "critical  $rows"
	is "$1: the sums say so" "$(cell mbxSummaryUnreadable.0)" 1
	rm -rf "$db" "$db-journal"
	cp "$work/good.db" "$db"
	wait_for 40 says 1 '^critical $'
	wait_for 10 shows_rows 1 $rows
	is "$1: and well again" "$(tenant_says 1) $(rows_shown 1)" "critical  $rows"
}
rm "$db"
meets "it was removed" 0 '^unknown .*(never|collect)'
: >"$db"
meets "an empty file" $rows '^(unknown|critical) .*interrupted, or is of an older'
head -c 8192 "$work/good.db" >"$db"
meets "cut off" $rows '^(unknown|critical) .*(malformed|disk image)'
head -c 100000 /dev/urandom >"$db"
meets "noise" $rows '^(unknown|critical) .*not a database'
sqlite3 "$db" 'pragma user_version = 99'
meets "a newer schema" $rows '^(unknown|critical) .*newer version: upgrade'
sqlite3 "$db" 'pragma user_version = 0'
meets "an older schema" $rows '^(unknown|critical) .*older version'
sqlite3 "$db" >/dev/null <<EOF
pragma cache_spill = 1;
pragma cache_size = 2;
pragma journal_mode = delete;
begin immediate;
update mailbox set display_name = hex(randomblob(100)) where id % 2;
.shell cp "$db" "$work/hot.db"; cp "$db-journal" "$work/hot.db-journal"
rollback;
EOF
is "there is a hot journal" "$(wc -c <"$work/hot.db-journal" | awk '{ print ($1 > 512) }')" 1
cp "$work/hot.db-journal" "$db-journal" && cp "$work/hot.db" "$db"
meets "a hot journal" $rows '^(unknown|critical) .*interrupted'
is "what was half written was never shown" \
	"$(walk mbxMailboxDisplayName.1 | grep -cE '= [0-9A-F]{100,}')" 0
mkdir "$work/away" && mv "$state"/contoso.db "$work/away/"
chmod 000 "$work/away"
becomes "gone" 1 '^unknown '
chmod 755 "$work/away"
mv "$work/away/contoso.db" "$db"
wait_for 10 shows_rows 1 $rows

agentx_stop
is "it was one process all the time, and ends when it is told to" "$code" 0
done_testing
