#!/bin/sh
# SPDX-License-Identifier: MIT
# One call of the handler fails, whichever: a request is kept or refused to whoever
# made it, nothing is done twice, and the next run brings it to its end.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/pairs.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
. "$top_srcdir/tests/system/nth.sh"
handler_alone
pairs=$((points * 16 + 60))
[ -z "${FULL-}" ] || pairs=${PAIRS:-4000}
pairs_start "$pairs"
mkdir -p "$state/inbox"
undisturbed() {
	output=$("$handle_program" worker --config "$conf" --at "$now" --once 2>&1)
	code=$?
}
next_pair
later 0

# ---- the worker -------------------------------------------------------------------
# Where a run wrote nothing, to the disk or to Graph, all is as if it had not been:
# the next one begins where that did.
as_it_was() {
	[ ! -e "$state/handler.db-journal" ] && cmp -s "$state/handler.db" "$work/was.db" &&
		[ "$(ls "$state/inbox")" = "$was_waiting" ] && [ "$(written '')" = "$was_written" ]
}
untouched=
worker_act() {
	cp "$state/handler.db" "$work/was.db"
	was_waiting=$(ls "$state/inbox") was_written=$(written '')
	disturbed "$handle_program" worker --config "$conf" --at "$now" --once
}
worker_judge() {
	ended 0 1 2
	untouched=
	! as_it_was || {
		untouched=yes
		return
	}
	place=then was=$code
	to_the_end
	look_at
	code=$was
}
# The run that begins, and the one that gives the license.
beginning_begin() { [ -n "$untouched" ] || next_pair; }
beginning_act() { worker_act; }
beginning_judge() { worker_judge; }
licensing_begin() {
	[ -z "$untouched" ] || return
	next_pair
	place=before
	later 0
	advance 40
}
licensing_act() { worker_act; }
licensing_judge() { worker_judge; }
sweep_all beginning
sweep beginning sockets ECONNRESET
sweep beginning sockets EMFILE
[ -z "${FULL-}" ] || sweep_all licensing

# ---- what leaves a request ----------------------------------------------------------
# Exit 0 is one file that a worker would take; else none, or one: it may come again.
clear_inbox() { find "$state/inbox" -mindepth 1 -delete; }
inbox_judge() {
	ended 0 1 2
	files=$(ls "$state/inbox" | grep -c .)
	case $code:$files in
	0:1) ;;
	0:*) echo "exit 0 with $files files" ;;
	*:[01]) ;;
	*) echo "$files files" ;;
	esac
	for file in "$state/inbox"/0* "$state/inbox"/[1-9a-f]*; do
		[ ! -f "$file" ] || words_of "$file" | cmp -s "$work/request" - ||
			echo "not the whole request"
	done
	[ "$code" = 0 ] || [ "$kind:$code" = memory:134 ] ||
		[ -n "$output$(cat "$work/stderr")" ] || echo "does not say why"
}
# Who runs it by hand is a number where libc has no memory to look for the name.
words_of() { sed '/^\(made_at\|author\) /d' "$1"; }
inbox_learn() { words_of "$state/inbox"/* >"$work/request"; }
told="--config $conf --at $now --host h1 --service s1 --state CRITICAL --state-type HARD --tenant contoso"
ingesting_begin() { clear_inbox; }
ingesting_act() {
	# shellcheck disable=SC2086
	MBX_AUTHOR=alice MBX_COMMENT="bring it back" disturbed "$handle_program" ingest \
		--source icinga2 --type ACKNOWLEDGEMENT $told
}
ingesting_learn() { inbox_learn; }
ingesting_judge() { inbox_judge; }
from_nagios_begin() { clear_inbox; }
from_nagios_act() {
	# shellcheck disable=SC2086
	NAGIOS_NOTIFICATIONAUTHOR=alice disturbed "$handle_program" ingest \
		--source nagios --type ACKNOWLEDGEMENT --acked-at 1780000000 $told
}
from_nagios_learn() { inbox_learn; }
from_nagios_judge() { inbox_judge; }
event_begin() { clear_inbox; }
event_act() {
	# shellcheck disable=SC2086
	disturbed "$handle_program" ingest --source icinga2 --event $told
}
event_learn() { inbox_learn; }
event_judge() { inbox_judge; }
by_hand_begin() { clear_inbox; }
by_hand_act() {
	disturbed "$handle_program" release --config "$conf" --at "$now" --tenant contoso \
		--mailbox "a$((i + 1))@contoso.example"
}
by_hand_learn() { inbox_learn; }
by_hand_judge() { inbox_judge; }
all_of_them_begin() { clear_inbox; }
all_of_them_act() {
	disturbed "$handle_program" restore --config "$conf" --at "$now" --tenant contoso \
		--all-expiring --yes
}
all_of_them_learn() { inbox_learn; }
all_of_them_judge() { inbox_judge; }
# Whoever asks once more has what was missing.
reconciling_begin() { clear_inbox; }
reconciling_act() { disturbed "$handle_program" reconcile --config "$conf" --at "$now"; }
reconciling_learn() { inbox_learn; }
reconciling_judge() {
	inbox_judge
	[ "$files" = 0 ] || return
	was_code=$code was_output=$output
	output=$("$handle_program" reconcile --config "$conf" --at "$now" 2>&1) || echo "the next run: $output"
	[ "$(ls "$state/inbox" | grep -c .)" = 1 ] || echo "the next run finds nothing"
	code=$was_code output=$was_output
}
testing_begin() { clear_inbox; }
testing_act() { disturbed "$handle_program" self-test --config "$conf" --at "$now"; }
testing_judge() {
	ended 0 1 2
	[ "$code" != 0 ] || [ "$output" = "$undisturbed_output" ] || {
		printf '%s\n' "$undisturbed_output" >"$work/said"
		printf '%s\n' "$output" | diff "$work/said" - | head -n 4
	}
	[ "$code" != 1 ] || cat "$work/stderr" - <<-EOF | grep -qE '^FAIL|cannot read' || echo "does not say what fails"
		$output
	EOF
	[ -z "$(ls -A "$state/inbox")" ] || echo "something is left in the inbox"
}
# No worker is started, as there is one: it would take the file.
# And somebody has Nagios' pipe open.
mkfifo "$work/nagios.cmd"
python3 - "$state/handler.lock" "$work/held" "$work/nagios.cmd" <<'EOF' &
import fcntl, os, signal, sys
pipe = os.open(sys.argv[3], os.O_RDWR)
lock = open(sys.argv[1], "r+")
fcntl.lockf(lock, fcntl.LOCK_EX)
open(sys.argv[2], "w").write("held")
signal.pause()
EOF
sim_pids="$sim_pids $!"
wait_for 10 test -s "$work/held"
sed -i 's/^tenant_id/on_event = restore\n&/' "$conf"
cat >"$work/status.dat" <<EOF
info {
	created=$(date -u -d "$now" +%s)
	version=4.4.6
	}
servicestatus {
	host_name=h1
	service_description=s1
	current_state=2
	state_type=1
	last_check=$(date -u -d "$now -10 minutes" +%s)
	problem_has_been_acknowledged=1
	scheduled_downtime_depth=0
	_MBX_TENANT=0;contoso
	}
servicecomment {
	host_name=h1
	service_description=s1
	entry_type=4
	comment_id=1
	entry_time=$(date -u -d "$now -5 minutes" +%s)
	author=alice
	comment_data=bring it back
	}
EOF
cp "$conf" "$work/conf.bare"
printf '[nagios]\nstatus_file = %s\ncommand_file = %s\n' "$work/status.dat" "$work/nagios.cmd" >>"$conf"
sweep_all reconciling
[ -z "${FULL-}" ] || {
	sweep_all testing
	sweep testing sockets EMFILE
	sweep testing sockets ECONNRESET
	sweep_all all_of_them
	sweep_all from_nagios
}
cat "$work/conf.bare" - >"$conf" <<EOF
[icinga2 main]
url = https://localhost:1
user = x
password_file = $work/secret
EOF
sweep_all ingesting
sweep_all by_hand
[ -z "${FULL-}" ] || sweep_all event
done_testing
