#!/bin/sh
# SPDX-License-Identifier: MIT
# 10,000 writes, reads by id and probes, each request taking 50 ms at the other side:
# beside one curl after the other.  No run may be less than 40 times faster.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
send=$top_builddir/tests/system/send_writes
count=${BENCH_WRITES:-10000}
missed=0

sim_start --generate "users=$((count * 5 / 4)),lost=$((count * 6 / 5)),seed=1,audit=no" <<EOF
now 2026-03-02T08:00:00Z
EOF
# Those of more than 30 days ago are beyond help: hence a few more.
curl -sS "$sim_admin/truth" >"$work/truth"
sqlite3 :memory: "select value->>'id' from json_each(readfile('$work/truth'))
	where value->>'purge_at' is not null limit $count" >"$work/ids"
count=$(wc -l <"$work/ids")
sku=$(curl -sS "$sim_admin/seats" | sed -n 's/.*CURRENT.*"id":"\([^"]*\)".*/\1/p')
token=$(curl -sS --cacert "$sim_dir/ca.pem" -d client_id="$client_id" \
	-d client_secret=generated-secret -d grant_type=client_credentials \
	-d scope=https://graph.microsoft.com/.default \
	"$sim_url/$tenant_id/oauth2/v2.0/token" |
	sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
sim 'fault slow delay-ms=50 count=-1 path=/v1.0/'

# One curl after the other, as a script would: milliseconds a step.
began=$(date +%s%N)
head -n 40 "$work/ids" | while read -r id; do
	curl -sS --cacert "$sim_dir/ca.pem" -H "Authorization: Bearer $token" \
		"$sim_url/v1.0/users/$id" >/dev/null
done
step_us=$((($(date +%s%N) - began) / 40000))
printf 'one curl after the other: %d.%d ms a step\n' $((step_us / 1000)) $((step_us / 100 % 10))

for what in "assign $sku" read probe; do
	# shellcheck disable=SC2086 # the product is a word of its own
	took_ms=$("$send" "$sim_dir" $what <"$work/ids" |
		sed -n 's/^# \([0-9]*\)[.]\([0-9]*\) real.*/\1\2/p' | sed 's/^0*//')
	times=$((count * step_us / 1000 / took_ms))
	echo "$count x ${what%% *}: $took_ms ms, $times times as fast"
	[ "$times" -ge 40 ] || missed=1
done
exit $missed
