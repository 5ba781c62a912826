#!/bin/sh
# SPDX-License-Identifier: MIT
# 10,000 mailboxes brought back by one command, each request taking 50 ms at the other
# side, beside one curl a step in sequence: at least 40 times as fast, in less than
# 64 MiB, and never more licenses than there are seats, which do not do for all.
# With BENCH_LIMIT=yes Microsoft's limit is on, 3,000 writes and then 20 a second, by
# the real clock: six minutes, and within a tenth of the least that takes.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
handler_alone
count=${BENCH_RESTORE:-10000}
missed=0

# Spread over 33 days of losses: a few more, as some of them are too late.
sim_start --clock running --generate "users=$((count * 13 / 10)),lost=$((count * 5 / 4)),deleted=0,shared=0,swapped=0%,seed=1,audit=no" <<EOF
now $(date -u +%Y-%m-%dT%H:%M:%SZ)
EOF
sim "$(sim_writer)"
secret=generated-secret
handler_conf "audit = no" "max_per_hour = 1000000" "max_per_ack = 1000000"
"$collect_program" --config "$conf" >"$work/collected" || cat "$work/collected"
seats() {
	curl -sS "$sim_admin/seats" | tr '}' '\n' |
		sed -n "s/.*CURRENT.*\"$1\":\\([0-9]*\\).*/\\1/p"
}
sim "set-seats GENERATED_CURRENT $(($(seats consumed) + count))"
"$collect_program" --config "$conf" >"$work/collected"
token=$(curl -sS --cacert "$sim_dir/ca.pem" -d client_id="$writer_id" \
	-d client_secret="$writer_secret" -d grant_type=client_credentials \
	-d scope=https://graph.microsoft.com/.default \
	"$sim_url/$tenant_id/oauth2/v2.0/token" |
	sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p')
sim_forget_requests
sim 'fault slow delay-ms=50 count=-1 path=/v1.0/'

# A script would read, write and ask the mailbox: three steps.
curl -sS "$sim_admin/truth" >"$work/truth"
id=$(sed -n '/purge_at":"/{s/.*"id":"\([^"]*\)".*/\1/p; q}' "$work/truth")
began=$(date +%s%N)
for step in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 \
	26 27 28 29 30 31 32 33 34 35 36 37 38 39 40 41 42 43 44 45 46 47 48 49 50; do
	curl -sS --cacert "$sim_dir/ca.pem" -H "Authorization: Bearer $token" \
		"$sim_url/v1.0/users/$id" >/dev/null || echo "step $step failed"
done
step_us=$((($(date +%s%N) - began) / 50000))
printf 'one curl after the other: %d.%d ms a step\n' $((step_us / 1000)) $((step_us / 100 % 10))

wanted_ms=$((count * 3 * step_us / 1000 / 40))
if [ -n "${BENCH_LIMIT-}" ]; then
	sim clear-faults 'switch write-limit 3000'
	wanted_ms=$(((count - 3000) / 20 * 1100))
fi
began=$(date +%s%N)
"$handle_program" restore --tenant contoso --all-expiring --yes --config "$conf" --wait \
	>"$work/out" 2>&1 &
command=$!
# The most memory any worker had.
peak=0
while kill -0 "$command" 2>/dev/null; do
	for exe in $(find /proc -maxdepth 2 -name exe -lname "$handle_program" 2>/dev/null); do
		grep -q worker "${exe%exe}cmdline" 2>/dev/null || continue
		now_kib=$(sed -n 's/^VmHWM:[^0-9]*\([0-9]*\) kB/\1/p' "${exe%exe}status" 2>/dev/null)
		[ "${now_kib:-0}" -le "$peak" ] || peak=$now_kib
	done
	sleep 0.2
done
wait "$command"
code=$?
took_ms=$((($(date +%s%N) - began) / 1000000))
tail -n 3 "$work/out"
back=$(ask_handler "select count(*) from remedy where state = 'verified'")
most=$(ask_handler "select max(assign_count) from remedy")
steps=$((back * 3))
times=$((steps * step_us / 1000 / took_ms))
echo "$back mailboxes restored in $took_ms ms, at most $wanted_ms: $times times as fast as $steps steps"
curl -sS "$sim_admin/stats" | grep assignLicense
echo "worker: $((peak / 1024)) MiB at most; limit 64"
echo "seats: $(seats consumed) of $(seats seats); licenses assigned to one: $most at most"
# More want a license than there are seats: the others are refused.
others=$(ask_handler "select count(*) from remedy where state <> 'verified' and
	reason not like 'no seat of GENERATED_CURRENT is free%'")
[ "$code" = 1 ] && [ "$back" = "$count" ] && [ "$others" = 0 ] && [ "$took_ms" -le "$wanted_ms" ] &&
	[ "$peak" -lt 65536 ] && [ "$most" = 1 ] &&
	[ "$(seats consumed)" -le "$(seats seats)" ] || missed=1
exit $missed
