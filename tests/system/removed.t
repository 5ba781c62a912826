#!/bin/sh
# SPDX-License-Identifier: MIT
# Somebody tidies up, or puts a backup back, while a worker is at work: there are
# never two of them that write, and nothing is written down where nobody can read it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sim_start --clock running --now "$began" <<END
$(sim_head "$all_roles" "$began")
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in ada ben cyd dan; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
END
handler_conf "block_sign_in = no"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
for name in ada ben cyd dan; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sim_forget_requests

acknowledge() { # NAME
	MBX_AUTHOR=alice MBX_COMMENT="bring it back" "$handle_program" ingest --config "$conf" \
		--source icinga2 --type ACKNOWLEDGEMENT --host contoso --service "$1" \
		--state CRITICAL --state-type HARD --tenant contoso \
		--mailbox "$1@contoso.example" \
		--checked-at "$(date +%s)" --acked-at "$(date +%s)"
}
workers() {
	for entry in /proc/[0-9]*; do
		if [ "$(readlink "$entry/exe" 2>/dev/null)" = "$handle_program" ] &&
			tr '\0' ' ' <"$entry/cmdline" 2>/dev/null | grep -q ' worker '; then
			echo "${entry#/proc/}"
		fi
	done
}
end_workers() { for pid in $(workers); do kill "$pid"; done; }
at_exit="$at_exit end_workers"
is_in() { # STATE NAME
	[ "$(ask_handler "select state from remedy where upn like '$2@%'" 2>/dev/null)" = "$1" ]
}
given() { sim_requests | tr '{' '\n' | grep -c '/assignLicense"'; }

# A worker that stays: the first mailbox takes an hour to answer.
sim 'switch provisioning 1h'
acknowledge ada
wait_for 20 is_in verifying ada
first=$(workers)
like "a worker looks after the first" "$first" '^[0-9]+$'

# ---- the lock --------------------------------------------------------------------
# Both are to be at the same place at the same time, had they nothing to tell them.
sim 'switch provisioning 0' 'fault slow delay-ms=700 count=-1 path=/v1.0/users/'
rm "$state/handler.lock"
acknowledge ben
wait_for 30 is_in verified ben
is "the lock was removed: one license all the same" "$(given)" 2
is_alone() { [ "$(workers | wc -l)" -le 1 ]; }
wait_for 20 is_alone
is "and one worker" "$(workers | wc -l)" 1
sim clear-faults

# ---- the database ------------------------------------------------------------------
sim 'switch provisioning 1h'
acknowledge cyd
wait_for 20 is_in verifying cyd
rm "$state/handler.db"
sim 'switch provisioning 0'
acknowledge dan
wait_for 30 is_in verified dan
is "the database was removed: what is asked for then is in the next one" \
	"$(ask_handler "select state from remedy where upn like 'dan@%'")" verified
done_testing
