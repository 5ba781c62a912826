#!/bin/sh
# SPDX-License-Identifier: MIT
# Without systemd ingest starts the worker itself: the monitoring core waits for
# neither, nothing of it is inherited, and one worker does what all have asked.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sim_start --clock running --now "$began" <<END
$(sim_head "$all_roles" "$began")
$(sim_writer)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
END
handler_conf
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sim "remove-license ada@contoso.example by=admin@contoso.example"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sim_forget_requests
ada=$(query "select user_id from mailbox where upn like 'ada@%'")

acknowledge() { # SERVICE
	MBX_AUTHOR=alice MBX_COMMENT="bring it back" "$handle_program" ingest --config "$conf" \
		--source icinga2 --type ACKNOWLEDGEMENT --host contoso --service "$1" \
		--state CRITICAL --state-type HARD --tenant contoso --mailbox "$ada" \
		--checked-at "$(date +%s)" --acked-at "$(date +%s)"
}
ms() { echo $(($(date +%s%N) / 1000000)); }
worker_pid() {
	worker=
	for entry in /proc/[0-9]*; do
		if [ "$(readlink "$entry/exe" 2>/dev/null)" = "$handle_program" ] &&
			tr '\0' ' ' <"$entry/cmdline" 2>/dev/null | grep -q ' worker '; then
			worker=${entry#/proc/}
			return 0
		fi
	done
	return 1
}
end_worker() { worker_pid && kill "$worker"; }
at_exit="$at_exit end_worker"
all_decided() { # COUNT
	[ "$(ask_handler "select count(*) from request where state in ('done', 'refused')")" = "$1" ]
}
open_files() { find "/proc/$worker/fd" -mindepth 1 -exec readlink {} \; 2>/dev/null; }
has_taken() { [ -z "$(ls "$state/inbox")" ]; }
is_asking() { [ "$(sim_count '/.*token')" -ge 1 ] || open_files | grep -q '^socket:'; }

# ---- a worker that takes its time ------------------------------------------------
sim 'fault slow count=1 path=*/token delay=10'
exec 7>"$work/of-the-core" 8</dev/zero
start=$(ms)
output=$(acknowledge first) # until the pipe is closed
took=$(($(ms) - start))
is "ingest says nothing" "$output" ""
if [ $took -lt 2000 ]; then ok "the pipe is closed at once ($took ms)"; else not_ok "the pipe was open for $took ms"; fi
exec 7>&- 8<&-
wait_for 10 worker_pid
wait_for 10 has_taken
wait_for 10 is_asking
is "the worker has a session of its own" "$(ps -o sid= -p "$worker" | tr -d ' ')" "$worker"
is "nothing to read from, nobody to write to" \
	"$(for fd in 0 1 2; do readlink "/proc/$worker/fd/$fd"; done | uniq)" /dev/null
is "the lock" "$(readlink "/proc/$worker/fd/3")" "$state/handler.lock"
is "nothing of the core's" "$(open_files | grep -E '^pipe:|of-the-core|/dev/zero')" ""
is "no secret in its arguments or environment" \
	"$(tr '\0' '\n' <"/proc/$worker/cmdline" | grep -c "$writer_secret")$(tr '\0' '\n' <"/proc/$worker/environ" | grep -c "$writer_secret")" 00

# ---- while it works ------------------------------------------------------------------
i=0
while [ $((i += 1)) -le 21 ]; do
	start=$(date +%s%N)
	acknowledge "another$i"
	echo $((($(date +%s%N) - start) / 1000))
done >"$work/times"
if [ "$(worker_pid && echo "$worker")" = "$worker" ]; then ok "one worker"; else not_ok "another worker"; fi
median=$(sort -n "$work/times" | sed -n 11p)
worst=$(sort -n "$work/times" | tail -n 1)
# Other tests run beside this one: what it can do counts, and that it never waits.
best=$(sort -n "$work/times" | sed -n 1p)
times="$((best / 1000)) ms while a worker works, $((median / 1000)) as a rule, $((worst / 1000)) at most"
if [ "$best" -lt 100000 ] && [ "$worst" -lt 3000000 ]; then
	ok "ingest takes $times"
else
	not_ok "ingest takes $times"
fi
wait_for 60 all_decided 22
is "all have been taken" "$(ls "$state/inbox")" ""
is "and decided" "$(ask_handler "select count(*) || ' ' || group_concat(distinct state) from request")" \
	"22 done"
is "the mailbox is back" "$(truth ada | grep -o '"state":"[a-z]*"')" '"state":"connected"'
is "by one write" "$(written /assignLicense)" 1

# ---- one after the other --------------------------------------------------------------
# A file that is dropped while a worker is about to end is not left lying.
end_worker
i=0
while [ $((i += 1)) -le 40 ]; do
	acknowledge "late$i"
done
wait_for 30 all_decided 62
is "nothing is left lying" "$(ls "$state/inbox")" ""
is "nothing got lost" "$(ask_handler "select count(*) from request where service like 'late%'")" 40

# ---- the worker is killed, or the host goes down ---------------------------------------
# Nobody acknowledges anything more; what is left is cron's, every minute.
end_worker
sim "remove-license ben@contoso.example by=admin@contoso.example"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
ada=$(query "select user_id from mailbox where upn like 'ben@%'")
cat >"$work/status.dat" <<END
info {
	created=$(date +%s)
	}
END
printf '[nagios]\nstatus_file = %s\ncommand_file = %s\n' "$work/status.dat" "$work/nagios.cmd" >>"$conf"
sim expire-tokens 'fault slow count=1 path=*/token delay=20'
acknowledge ben
is_open() { [ "$(ask_handler "select count(*) from remedy where closed_at = 0")" = 1 ]; }
wait_for 15 is_open
wait_for 10 worker_pid
kill -KILL "$worker"
no_worker() { ! worker_pid; }
wait_for 10 no_worker
sim clear-faults
"$handle_program" reconcile --config "$conf" >"$work/reconciled" 2>&1 </dev/null
is "reconcile finds nothing new" "$? $(cat "$work/reconciled")" "0 "
is_back() { truth ben | grep -q '"state":"connected"'; }
wait_for 15 is_back
is "and sees to it that what is left is done" "$(truth ben | grep -o '"state":"[a-z]*"')" '"state":"connected"'
end_worker
wait_for 10 no_worker
ask_handler "select count(*) from message where told_at = 0" >"$work/untold"
like "there is something to tell, and nobody to hear it" "$(cat "$work/untold")" '^[0-9]+$'
done_testing
