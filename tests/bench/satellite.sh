#!/bin/sh
# SPDX-License-Identifier: MIT
# What a satellite has to do for its tenants, in CPU time, which other load on the
# machine hardly changes: collecting a tenant that was collected before, checking
# it, and the same checks with the real Icinga 2 around them; then how many tenants
# that makes at half the load of two processors.  For contrib/icinga2-zones/README.md.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
bench=$top_builddir/tests/bench
tenants=${BENCH_TENANTS:-500}
secret=generated-secret
missed=0

# cpu NAME COMMAND...: milliseconds, the median of some runs, in $cpu
cpu() {
	said=$("$bench/pair" -n "${runs:-11}" "$@") || missed=1
	echo "$said"
	cpu=$(printf '%s\n' "$said" | sed -n 's/.*(cpu \([0-9.]*\)).*/\1/p')
}

# ---- collecting -----------------------------------------------------------------
# The first run lists whole; what is counted is those after it.
collects() { # USERS IN-WINDOW
	rm -rf "$state"
	sim_start --generate "users=$1,plans=13,lost=$(($2 * 11 / 10)),deleted=0,shared=0,cache=yes" </dev/null
	conf_write
	sim_clock
	collect
	cpu "$1 users, $2 in their window" collector \
		"$collect_program" --config "$conf" --at "$now"
	echo "$1 $2 $cpu" >>"$work/collected"
	sim_stop
}
collects 1000 10
collects 10000 10
collects 10000 100
collects 100000 100
collects 100000 1000

# ---- checking -------------------------------------------------------------------
sim_url=https://unused.example
for count in 10 100 1000 10000; do
	rm -rf "$state"
	conf_write
	"$bench/fill_state" "$state/contoso.db" $count || exit 1
	runs=31 cpu "$count mailboxes in their window" check \
		"$check_program" --config "$conf"
	echo "$count $cpu" >>"$work/checked"
done

# ---- with Icinga 2 around it ---------------------------------------------------------
command -v icinga2 >/dev/null || { echo "icinga2 is not installed"; exit 1; }
icinga_checks=yes icinga_handler=/bin/true
. "$top_srcdir/tests/system/icinga2.sh"
rm -rf "$state"
conf_write 'max_age = 3h'
"$bench/fill_state" "$state/contoso.db" 20 || exit 1
: >"$work/more.conf"
i=1
while [ $((i += 1)) -le "$tenants" ]; do
	cp "$state/contoso.db" "$state/t$i.db"
	sed -n '/^tenant_id/,$p' "$conf" >"$work/section"
	{ echo "[tenant t$i]"; cat "$work/section"; } >>"$work/sections"
	printf 'object Host "t%s" {\n  check_command = "dummy"\n  vars.mbx_tenant = "t%s"\n}\n' \
		$i $i >>"$work/more.conf"
done
cat "$work/sections" >>"$conf"
icinga_start "$work/more.conf" || exit 1

# Milliseconds of Icinga and all that it ran, which the kernel counts with those
# that have waited for it.
below() {
	echo "$1"
	for child in $(cat "/proc/$1/task/"*/children 2>/dev/null); do
		below "$child"
	done
}
icinga_cpu() {
	for pid in $(below "$icinga_pid"); do
		sed 's/.*) //' "/proc/$pid/stat" 2>/dev/null
	done | awk -v tick="$(getconf CLK_TCK)" '{ sum += $12 + $13 + $14 + $15 }
		END { printf "%d\n", sum * 1000 / tick }'
}
all_since() { # TIME
	icinga_api GET '/objects/services?attrs=last_check' |
		jq -e --argjson since "$1" '[.results[].attrs.last_check] | min > $since' >/dev/null
}
rested() { sleep 1; all_since "$1"; }
services=$((tenants * 2))
wait_for 300 rested 0 || { echo "not all were checked"; exit 1; }
if ! icinga_output contoso mailbox-expiry | grep -q '^CRITICAL'; then
	icinga_output "t$tenants" mailbox-expiry
	exit 1
fi
for round in 1 2 3; do
	since=$(date +%s)
	before=$(icinga_cpu)
	icinga_api POST /actions/reschedule-check '{"type":"Service","filter":"true","force":true}' >/dev/null
	wait_for 300 rested "$since" || { echo "not all were checked"; exit 1; }
	after=$(icinga_cpu)
	echo "$(((after - before) * 1000 / services))" >>"$work/rounds"
done
icinga=$(sort -n "$work/rounds" | awk 'NR == 2 { print $1 / 1000 }')
runs=31 cpu "one of $tenants tenants, 20 mailboxes" check \
	"$check_program" --config "$conf" --tenant "t$tenants"
many=$cpu
echo "$services checks of $tenants tenants by Icinga 2: $icinga ms each, $many of it the check's own"
before=$(icinga_cpu)
idle_from=$(date +%s%N)
sleep 20 # a span to be measured, not waited for
idle=$(icinga_cpu)
awk -v ms=$((idle - before)) -v ns=$(($(date +%s%N) - idle_from)) \
	'BEGIN { printf "Icinga 2 between the checks: %.2f %% of a processor\n", ms * 1e8 / ns }'
cat >>"$conf" <<EOF
[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
EOF
runs=11 cpu "reconciling, $services services" reconcile \
	"$handle_program" reconcile --config "$conf"
reconcile=$cpu
icinga_stop

# ---- what that makes ----------------------------------------------------------------
# Each tenant is collected every 15 minutes; its two services are checked every 5;
# every minute is reconciled.  Whoever reads the configuration reads all tenants in
# it: that grows with their number, and is what the limit comes from.
echo "at half the load of two processors, which is a second in each second:"
awk -v icinga="$icinga" -v many="$many" -v reconcile="$reconcile" -v tenants="$tenants" '
	function spent(count, collect, check) { # milliseconds in a second
		collect = (collect + each * count) / 900
		check = 2 * (check + around + each * count) / 300
		return count * (collect + check + reconcile / tenants / 60)
	}
	FILENAME ~ /checked$/ { check[$1] = $2; next }
	{
		each = (many - check[10]) / (tenants - 1)
		around = icinga - many
		for (count = 10; spent(count + 10, $3, check[$2]) < 1000; count += 10)
			;
		printf "%7d users, %5d in their window: collecting %.0f ms, a check %.1f ms and %.1f around it: %d tenants\n",
			$1, $2, $3, check[$2], around, count
	}' "$work/checked" "$work/collected"
exit $missed
