#!/bin/sh
# SPDX-License-Identifier: MIT
# However many checks want fresh data, one collector gets them.  Real clocks.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
plan 37

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sim_start --clock running --now "$began" <<EOF
$(sim_head "$all_roles" "$began")
sku ENTERPRISEPACK seats=9
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
remove-license ada@contoso.example by=admin@contoso.example
EOF
conf_write "min_age = 0"
state_new
[ -z "$is_root" ] || chmod 644 "$conf"

# As the owner of the state directory, from here on.
real() { as_user "$owner" "$check_program" --config "$conf" \
	--collector "$collect_program" "$@" 2>&1; }
words() { sed -n '1s/ |.*//p' "$1"; }
stale() {
	sqlite3 "$state/contoso.db" \
		'UPDATE run SET started_at = started_at - 7200, ended_at = ended_at - 7200'
}
tokens() { sim_requests | grep -o '"path":"/[^"]*/token"' | wc -l; }
# Starts COUNT checks at once with ARGUMENTS; their output is in $work/out.N.
crowd() {
	count=$1
	shift
	rm -f "$work"/out.*
	pids=
	i=0
	while [ $i -lt "$count" ]; do
		i=$((i + 1))
		real "$@" >"$work/out.$i" &
		pids="$pids $!"
	done
}
crowd_ends() {
	for pid in $pids; do wait "$pid"; done
	for file in "$work"/out.*; do words "$file"; done | sort | uniq -c | sed 's/^ *//' >"$work/verdicts"
	output=$(cat "$work/verdicts")
}
seconds() { date +%s; }
collector_pid() { # of the collector that runs
	pid=
	for entry in /proc/[0-9]*; do
		if [ "$(readlink "$entry/exe" 2>/dev/null)" = "$collect_program" ]; then
			pid=${entry#/proc/}
			return 0
		fi
	done
	return 1
}
no_collector() { ! collector_pid; }
is_running() { [ "$(query "SELECT count(*) FROM run WHERE outcome = 'running'" 2>/dev/null)" = 1 ]; }

# ---- a crowd on stale data ----------------------------------------------------
output=$(real -t 30)
like "a check collects what is not there" "$output" '^(OK|WARNING): contoso: 1 mailbox in its window'
is "one run" "$(query 'SELECT count(*) FROM run')" 1
output=$(real -t 30)
is "fresh data are left alone" "$(query 'SELECT count(*) FROM run')" 1
stale
sim_forget_requests
sim 'fault slow count=1 path=*/token delay=3'
crowd 500 -t 120
crowd_ends
is "500 checks, one verdict" "$(wc -l <"$work/verdicts")" 1
like "and a good one" "$output" '^500 (OK|WARNING): contoso: 1 mailbox in its window'
is "one run" "$(query 'SELECT count(*) FROM run')" 2
is "one token" "$(tokens)" 1

# ---- one that fails -----------------------------------------------------------
state_new
echo wrong >"$work/secret"
sim_forget_requests
sim 'fault slow count=1 path=*/token delay=5'
crowd 100 -t 60
crowd_ends
is "100 checks on a wrong secret, one verdict" "$(wc -l <"$work/verdicts")" 1
like "with the reason" "$output" '^100 UNKNOWN: contoso: never collected: .*secret'
is "one attempt" "$(query 'SELECT count(*) FROM run')" 1
is "one request" "$(tokens)" 1
printf '%s\n' "$secret" >"$work/secret"
sim 'clear-faults'

# ---- one that takes its time --------------------------------------------------
state_new
sim 'fault slow count=1 path=/v1.0/users delay=7'
start=$(seconds)
output=$(real -t 4) # until the pipe is closed
took=$(($(seconds) - start))
like "a first collection that takes long" "$output" '^UNKNOWN: contoso: first collection, '
if [ $took -le 5 ]; then ok "is not waited for ($took s)"; else not_ok "took $took s"; fi
wait_for 5 collector_pid
is "the collector goes on, in a session of its own" \
	"$(ps -o sid= -p "$pid" | tr -d ' ')" "$pid"
output=$(real -t 2 --no-collect)
like "somebody else learns the same" "$output" '^UNKNOWN: contoso: first collection, '
output=$(real -t 30)
like "and who waits gets its data" "$output" '^(OK|WARNING): contoso: 1 mailbox'
is "of one run" "$(query 'SELECT count(*) || outcome FROM run')" 1complete
wait_for 5 no_collector
stale
sim 'fault slow count=1 path=/v1.0/users delay=6'
output=$(real -t 3)
like "old data are judged meanwhile" "$output" '^(OK|WARNING): contoso: 1 mailbox.*'
like "and their age is said" "$output" 'data are 2h( 0m| 1m)? old'
wait_for 20 no_collector
is "the collector completes" "$(query "SELECT count(*) FROM run WHERE outcome = 'complete'")" 2

# What a waiting check costs.
stale
sim 'fault slow count=1 path=/v1.0/users delay=5'
cpu_ms=$(as_user "$owner" sh -c '"$@" >/dev/null; times' - "$check_program" \
	--config "$conf" --collector "$collect_program" -t 4 | tail -n 1 |
	tr 'ms' '  ' | awk '{ print int(($1 * 60 + $2 + $3 * 60 + $4) * 1000) }')
if [ "$cpu_ms" -lt 500 ]; then
	ok "waiting 3 s costs little ($cpu_ms ms)"
else
	not_ok "waiting 3 s costs $cpu_ms ms"
fi
wait_for 20 no_collector

# ---- one that is killed -------------------------------------------------------
state_new
sim_forget_requests
sim 'fault slow count=1 path=/v1.0/users delay=30'
crowd 20 -t 60
wait_for 20 is_running && collector_pid
kill -9 "$pid"
start=$(seconds)
crowd_ends
took=$(($(seconds) - start))
like "who waited for a killed collector has data all the same" "$output" \
	'^(19|20) (OK|WARNING): contoso: 1 mailbox'
if [ $took -le 15 ]; then ok "and soon"; else not_ok "took $took s"; fi
is "by one more attempt" "$(query "SELECT group_concat(outcome || coalesce(error, ''), ' ') FROM run")" \
	"failedinterrupted complete"

# ---- what no collector can mend ------------------------------------------------
cat >"$work/fake" <<EOF
#!/bin/sh
echo started >>$state/fake.log
ls -l /proc/\$\$/fd >$state/fds
ps -o sid= -p \$\$ | tr -d ' ' >$state/sid
echo \$\$ >$state/pid
EOF
chmod 755 "$work/fake"
fake() { as_user "$owner" "$check_program" --config "$conf" --collector "$work/fake" "$@" 2>&1; }
cp "$state/contoso.db" "$work/good.db"
for damage in "PRAGMA user_version = 99" "PRAGMA application_id = 1"; do
	cp "$work/good.db" "$state/contoso.db"
	sqlite3 "$state/contoso.db" "$damage"
	output=$(fake)
	like "$damage: said" "$output" '^UNKNOWN: contoso: .*(upgrade this package|another program)'
done
head -c 9000 /dev/urandom >"$state/contoso.db"
output=$(fake)
like "damage: said" "$output" '^UNKNOWN: contoso: .*damaged'
is "and no collector started" "$(cat "$state/fake.log" 2>/dev/null)" ""

state_new
output=$(as_user "$owner" "$check_program" --config "$conf" --collector /nonexistent 2>&1)
like "a collector that is not there" "$output" '^UNKNOWN: contoso: .*cannot start /nonexistent'

# ---- what it inherits -----------------------------------------------------------
state_new
output=$(fake -t 5 6<"$conf" 7>"$work/seven" 8<&0)
wait_for 5 test -s "$state/pid"
# The shell that reads the script has it open, too, and the log while ls runs.
is "descriptors 0 to 2 and the lock, nothing else" \
	"$(sed -n 's/.* \([0-9]*\) -> /\1 /p' "$state/fds" |
		grep -v " $work/fake\$" | tr '\n' ' ')" \
	"0 /dev/null 1 /dev/null 2 /dev/null 3 $state/contoso.lock "
is "a session of its own" "$(cat "$state/sid")" "$(cat "$state/pid")"
is "started once" "$(cat "$state/fake.log")" started
like "one that says nothing leaves us with nothing" "$output" '^UNKNOWN: contoso: never collected'

# ---- many tenants ----------------------------------------------------------------
state_new
{
	sed '/^\[tenant/,$d' "$conf"
	i=10
	while [ $i -lt 40 ]; do
		echo "[tenant t$i]"
		sed '1,/^\[tenant/d' "$conf"
		i=$((i + 1))
	done
} >"$work/many"
output=$(as_user "$owner" "$check_program" --config "$work/many" \
	--collector "$collect_program" --jobs 4 -t 60 2>&1)
like "thirty tenants in one check" "$output" '30 tenants'
is "all collected" "$(for file in "$state"/t*.db; do
	sqlite3 -readonly "$file" "SELECT count(*) FROM run WHERE outcome = 'complete'"
done | sort | uniq -c | tr -s ' ')" " 30 1"
unlike "none is unknown" "$output" UNKNOWN
is "nothing is left running" "$(collector_pid && echo "$pid")" ""
