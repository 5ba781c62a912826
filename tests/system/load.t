#!/bin/sh
# SPDX-License-Identifier: MIT
# A thousand tenants, hundreds of checks at once, fifty requests at once, readers all
# the time: nobody is told UNKNOWN for it, and the collector is not held up.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/snmp.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
library=$(cd "$top_builddir/tests/doubles" && pwd)/lock_wait.so
[ -r "$library" ] || skip_all "needs tests/doubles/lock_wait.so"
snmp_needs snmpd snmpget
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"

# Instrumented programs are slow: SHORT=1 is less of all; FULL=1 is more.
tenants=${SHORT:+200}
tenants=${tenants:-1000}
checks=${SHORT:+100}
checks=${checks:-500}
rounds=${SHORT:+3}
rounds=${rounds:-4}
[ -z "${FULL-}" ] || rounds=40
users=1000
requests=50

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
some() { # LINE FROM TO: the line for each number, as %d
	seq -f "$1" "$2" "$3"
}
sim_start --clock running --now "$began" <<EOF
$(sim_head "$all_roles" "$began")
$(sim_writer)
sku ENTERPRISEPACK seats=9000
$(some 'user u%.0f@contoso.example sku=ENTERPRISEPACK location=DE' 1 $users)
$(some 'user r%.0f@contoso.example sku=ENTERPRISEPACK location=DE' 1 $requests)
EOF
handler_conf "max_per_hour = 1000" "audit = no" "verify_timeout = 1h"
handler_alone
really() { "$collect_program" --config "$conf" "$@" 2>&1; }
real_check() { "$check_program" --config "$conf" --collector "$collect_program" -t 120 "$@" 2>&1; }
# many COMMANDS of the simulator's in one go
many() { curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null; }
really --tenant contoso >/dev/null
some 'remove-license r%.0f@contoso.example' 1 3 | many
# The simulator's clock may be a second ahead of ours: what is lost then is lost soon.
is_collected() {
	output=$(really --tenant contoso)
	case $output in *": 3 in their window"*) ;; *) return 1 ;; esac
}
wait_for 20 is_collected
like "a tenant is collected" "$output" '^OK: contoso: 3 in their window'
section=$(sed '1,/^\[tenant contoso\]/d' "$conf")
for number in $(seq 1 $((tenants - 1))); do
	printf '[tenant t%s]\n%s\n' "$number" "$section"
	cp "$state/contoso.db" "$state/t$number.db"
done >"$work/others"
cat "$work/others" >>"$conf"
some 'remove-license r%.0f@contoso.example' 4 $requests | many
milliseconds() { echo $(($(date +%s%N) / 1000000)); }

# ---- many tenants --------------------------------------------------------------------
start=$(milliseconds)
output=$(ulimit -n 32 && if [ -z "${SHORT-}" ]; then ulimit -v 100000; fi &&
	real_check --no-collect)
took=$(($(milliseconds) - start))
like "$tenants tenants in one check, with 32 files open and 100 MB ($took ms)" \
	"$(printf '%s\n' "$output" | head -n 1)" "^OK: $tenants tenants, 0 not OK .* in_window=$((tenants * 3));"

# ---- many checks ----------------------------------------------------------------------
runs() { query 'SELECT count(*) FROM run'; }
stale() {
	sqlite3 "$state/contoso.db" \
		'UPDATE run SET started_at = started_at - 7200, ended_at = ended_at - 7200'
}
verdicts() { # of those in $work/out.*, less what is counted in them
	for file in "$work"/out.*; do
		sed -n '1s/:.*//p' "$file"
	done | sort | uniq -c | tr -s ' \n' ' '
}
crowd() { # COUNT COMMAND: all at once, with the number as its argument
	rm -f "$work"/out.*
	pids=
	for number in $(seq 1 "$1"); do
		"$2" "$number" >"$work/out.$number" &
		pids="$pids $!"
	done
	for pid in $pids; do wait "$pid"; done
}
stale
before=$(runs)
mixed() {
	case $1 in
	100 | 300) real_check --no-collect ;;
	*0) real_check --tenant contoso ;;
	*) real_check --no-collect --tenant "t$(($1 % tenants))" ;;
	esac
}
start=$(milliseconds)
crowd "$checks" mixed
took=$(($(milliseconds) - start))
output=$(verdicts)
like "$checks checks at once, of one tenant, of all, with a collector: none is UNKNOWN ($took ms)" \
	"$(verdicts | tr -dc 'A-Z ' | tr -s ' ') $(ls "$work"/out.* | wc -l)" "^( OK)?( WARNING)? +$checks$"
is "one collector" "$(($(runs) - before))" 1

# ---- on a tenant without data -----------------------------------------------------------
rm -f "$state"/t1.*
first() { real_check --tenant t1; }
at_once=$((checks / 2))
[ -z "${FULL-}" ] || at_once=$checks
crowd "$at_once" first
output=$(verdicts)
like "$at_once first checks of a tenant, one verdict" "$output" "^ $at_once (OK|WARNING) $"
is "by one collector" "$(sqlite3 -readonly "$state/t1.db" 'SELECT count(*) FROM run')" 1

# ---- the subagent, with all of them -----------------------------------------------------
shows_all() { [ "$(snmp_get mbxSummaryTenants.0)" = "$tenants" ]; }
sees_all() { # what the check sees
	[ "$(walk mbxTenantInWindow | awk '{ sum += $3 } END { print sum }')" = "$(
		real_check --no-collect |
		sed -n '1s/.* in_window=\([0-9]*\);.*/\1/p')" ]
}
snmpd_start
agentx_start
wait_for 60 shows_all
is "the subagent has $tenants tenants" "$(snmp_get mbxSummaryTenants.0)" "$tenants"
wait_for 30 sees_all && ok "and shows what the check does" || not_ok "it shows something else"
# It goes on reading all that follows.

# ---- readers, and a collector that writes much ---------------------------------------------
: >"$work/waits"
reader() { # NUMBER
	while [ ! -e "$work/enough" ]; do
		real_check --no-collect --tenant contoso | head -n 1 | cut -d: -f1
	done
}
collector() {
	for round in $(seq 1 "$rounds"); do
		what=remove-license
		sku=
		[ $((round % 2)) = 1 ] || { what=assign-license sku=" ENTERPRISEPACK"; }
		some "$what u%.0f@contoso.example$sku" 100 $users | many
		LOCK_WAIT_FILE=$work/waits LD_PRELOAD=$library really --tenant contoso
	done >"$work/collected"
	touch "$work/enough"
}
readers_and_one() { if [ "$1" = 1 ]; then collector; else reader "$1"; fi; }
before=$(runs)
crowd 5 readers_and_one
output=$(cat "$work/collected" && sort "$work"/out.* | uniq -c)
is "every collection went well" "$(grep -c '^OK: contoso' "$work/collected") $(($(runs) - before))" \
	"$rounds $rounds"
reads=$(cat "$work"/out.* | wc -l)
is "$reads reads meanwhile, none is UNKNOWN" "$(cat "$work"/out.* | grep -vcE '^(OK|WARNING|CRITICAL)$')" 0
longest=$(sort -n "$work/waits" | tail -n 1 | cut -d' ' -f1)
output=$(cat "$work/waits")
if [ "$(wc -l <"$work/waits")" = "$rounds" ] && [ "$longest" -le 1000 ]; then
	ok "readers never held the collector up for more than a second ($longest ms)"
else
	not_ok "readers held the collector up for $longest ms"
fi

output=$(walk mbxTenantInWindow | awk '{ print $3 }' | sort | uniq -c && cat "$agentx_log")
wait_for 30 sees_all && ok "the subagent came along" || not_ok "the subagent did not come along"
is "and had nothing to complain of" "$(grep -v 'subagent connected$' "$agentx_log")" ""
agentx_stop
is "and ends" "$code" 0

# ---- many requests --------------------------------------------------------------------------
"$handle_program" worker --config "$conf" --once >/dev/null 2>&1 # makes what it needs
sim_forget_requests
drop() { # NUMBER: by hand, as fast as can be, and a worker is started by whoever may
	"$handle_program" restore --config "$conf" --tenant contoso \
		--mailbox "r$1@contoso.example" --yes 2>&1 </dev/null
}
crowd "$requests" drop
is_over() {
	[ -z "$(ls "$state/inbox")" ] &&
		[ "$(ask_handler "SELECT count(*) FROM remedy WHERE state = 'verified'")" = "$requests" ]
}
wait_for 120 is_over
output=$(ask_handler 'SELECT state, reason, count(*) FROM remedy GROUP BY 1, 2' && cat "$work"/out.*)
is "$requests requests at once: all are done" "$(ask_handler \
	"SELECT count(DISTINCT user_id) || ' ' || count(*) || ' ' || group_concat(DISTINCT state) FROM remedy")" \
	"$requests $requests verified"
output=$(sim_requests | tr '{' '\n' | grep '"method":"POST"' | grep -o '"path":"[^"]*assignLicense"' |
	sort | uniq -c | sort -rn | head -n 3)
is "each once" "$(written assignLicense) $(printf '%s\n' "$output" | awk 'NR == 1 { print $1 }')" \
	"$requests 1"
is "nobody works on" "$(ls -A "$state/inbox")" ""
done_testing
