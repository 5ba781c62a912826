#!/bin/sh
# SPDX-License-Identifier: MIT
# Many writes at once against the simulated tenant: each is done once or not at all,
# the seats are never exceeded, what is throttled is done in the end, and what may
# have been done although no answer came is said to be lost and never sent again.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
send=$top_builddir/tests/system/send_writes
[ -x "$send" ] || skip_all "send_writes was not built: cmocka is missing"

sim_start --generate users=12000,lost=11000,deleted=1000,seed=1,audit=no <<EOF
now 2026-03-02T08:00:00Z
EOF
curl -sS "$sim_admin/truth" >"$work/truth"
# ids STATE FIRST COUNT: of mailboxes that are in this state at the beginning; never in
# front of a pipe, as `sends` sets variables
ids() {
	sqlite3 :memory: "select value->>'id' from json_each(readfile('$work/truth'))
		where value->>'state' = '$1' limit $3 offset $2" >"$work/ids"
}
sku=$(curl -sS "$sim_admin/seats" | sed -n 's/.*CURRENT.*"id":"\([^"]*\)".*/\1/p')
seats() { curl -sS "$sim_admin/seats" | sed -n "s/.*CURRENT.*\"$1\":\\([0-9]*\\).*/\\1/p"; }

# sends WHAT [SKU]: results are counted in $output, sorted by name
sends() {
	sim_forget_requests
	"$send" "$sim_dir" "$@" <"$work/ids" >"$work/out" 2>"$work/stderr"
	output=$(sed -n 's/^[0-9a-f-]* \([A-Z_]*\) .*/\1/p' "$work/out" | sort | uniq -c |
		awk '{printf "%s%s %s", (NR > 1 ? ", " : ""), $2, $1}')
	sim_requests >"$work/requests"
}
# asked SQL: of the requests r(method, path, status, effect, part, at, body)
asked() {
	sqlite3 :memory: "create table r as select value->>'method' as method,
		value->>'path' as path, value->>'status' as status,
		value->>'effect' as effect, value->>'part' as part, value->>'at' as at,
		value->>'body' as body
		from json_each(readfile('$work/requests'))
		where value->>'method' <> 'GET' and value->>'path' like '/v1.0/%'
		and value->>'path' not like '%batch'; $1"
}
# The most any one user was asked for, and how often that had an effect.
most() { asked "select max(n), max(e) from (select count(*) as n, sum(effect) as e from r group by path)" | tr '|' ' '; }
took() { sed -n 's/^# .* real, \([0-9]*\) simulated.*/\1/p' "$work/out"; }

# ---- seats ------------------------------------------------------------------
sim "set-seats GENERATED_CURRENT $(($(seats consumed) + 700))"
ids disconnected 0 1000
sends assign "$sku"
is "1,000 writes, 700 seats" "$output" "DONE 700, NO_SEAT 300"
is "all seats are taken, none twice" "$(seats consumed)" "$(seats seats)"
is "nobody was asked for twice" "$(most)" "1 1"
sim "set-seats GENERATED_CURRENT 50000"
is "with the product in the body" "$(asked "select count(distinct body) from r
	where body like '%\"skuId\":\"$sku\"%'")" 1

# ---- throttled on the way ---------------------------------------------------
sim 'fault throttle-part path=/v1.0/users skip=95 count=200 retry-after=2.128' \
	'fault throttle-part path=/v1.0/users skip=300 count=30 retry-after=date:7' \
	'fault throttle-part path=/v1.0/users skip=500 count=10 retry-after=none' \
	'fault 429 path=/v1.0/$batch skip=20 count=3 retry-after=5'
ids disconnected 1000 1000
sends assign "$sku"
is "throttled parts and batches: all are done" "$output" "DONE 1000"
is "each once" "$(asked "select max(e), min(e) from (select sum(effect) as e from r
	group by path)")" "1|1"
is "240 of them were refused first" "$(asked "select count(*) from r where status = 429")" 240
like "which took its time" "$(took)" '^([2-9]|[1-9][0-9])$'

# ---- lost answers -----------------------------------------------------------
sim 'fault lost-answer path=/v1.0/$batch skip=3 count=2' \
	'fault lost-answer part=yes path=/v1.0/users skip=400 count=25' \
	'fault 503 part=yes path=/v1.0/users skip=700 count=5 retry-after=1'
ids disconnected 2000 1000
sends assign "$sku"
is "lost answers" "$output" "DONE 930, LOST 70"
is "though 65 of those took effect" "$(asked "select sum(effect) from r")" 995
is "and none was sent again" "$(most)" "1 1"
for fault in 'truncate' 'truncate chunked=yes' 'garbage' 'drop' '500' '502' '504'; do
	sim "fault $fault path=/v1.0/\$batch skip=2 count=1"
	ids disconnected 3000 100
	sends block
	is "$fault: a batch is lost, and once is enough" "$output; $(most)" \
		"DONE 80, LOST 20; 1 1"
done

# ---- one alone --------------------------------------------------------------
sim 'fault lost-answer path=/v1.0/users'
ids disconnected 4000 1
sends assign "$sku"
is "a single write is lost, too" "$output; $(most)" "LOST 1; 1 1"
sim 'fault 429 path=/v1.0/users retry-after=2.128'
ids disconnected 4001 1
sends assign "$sku"
is "or throttled" "$output; $(most)" "DONE 1; 2 1"
is "without a batch around it" "$(asked "select count(*) from r where part = 1")" 0
sim 'expire-tokens'
ids disconnected 4002 100
sends assign "$sku"
is "the tokens expire" "$output" "DONE 100"

# ---- restore ----------------------------------------------------------------
sim 'fault throttle-part path=/v1.0/directory skip=50 count=100 retry-after=1' \
	'fault lost-answer path=/v1.0/$batch skip=30 count=1'
ids soft-deleted 0 1000
sends restore
is "1,000 restores" "$output" "DONE 980, LOST 20"
is "each user came back once" "$(asked "select max(e), min(e) from (select sum(effect) as e
	from r group by path)")" "1|1"
is "as it was" "$(asked "select distinct body from r")" '{}'
ids soft-deleted 0 3
sends restore
is "who is back cannot be restored" "$output" "NO_USER 3"

# ---- refusals name what to do -----------------------------------------------
ids disconnected 4500 1
one=$(cat "$work/ids")
sim 'app generated roles=User.Read.All'
sends assign "$sku"
like "a right is missing" "$(cat "$work/out")" \
	'FORBIDDEN .*grant it the application permission LicenseAssignment.ReadWrite.All'
sim 'app generated roles=LicenseAssignment.ReadWrite.All' "set $one privileged=yes"
sends assign "$sku"
like "a privileged user" "$(cat "$work/out")" 'FORBIDDEN .*privileged user.*directory role'
sim "set $one privileged=no location=none"
sends assign "$sku"
like "no location" "$(cat "$work/out")" 'NO_LOCATION .*usageLocation'
sim "set $one location=DE" 'fault seat-taken part=yes path=/v1.0/users' \
	"set-seats GENERATED_CURRENT $(($(seats consumed) + 1))"
ids disconnected 4500 3
sends assign "$sku"
is "somebody else takes the last seat in between" "$output" "NO_SEAT 3"
is "and no more than there are" "$(seats consumed)" "$(seats seats)"
sim clear-faults "set-seats GENERATED_CURRENT 50000"

# ---- Microsoft's limit: 3,000 in 150 seconds --------------------------------
sim 'switch write-limit 3000' 'app generated roles=User.ReadWrite.All'
# limited MODEL FIRST FLOOR: 10,000 writes, of which no faster way is possible
limited() {
	sim "switch write-model $1"
	sim_clock +10d
	ids disconnected 0 10000
	sends block
	is "$1: 10,000 writes" "$output" "DONE 10000"
	took=$(took)
	echo "# $took s, at least $2; $(asked "select count(*) from r where status = 429") refused"
	[ "$took" -ge "$2" ] && [ "$took" -le $(($2 * 11 / 10)) ]
	is "$1: within a tenth of the least time" "$?" 0
	is "$1: each once" "$(asked "select max(e), min(e) from (select sum(effect) as e from r
		group by path)")" "1|1"
	[ "$(asked "select count(*) from r where status = 429")" -lt 500 ]
	is "$1: few are refused" "$?" 0
}
limited bucket 350
limited window 450
done_testing
