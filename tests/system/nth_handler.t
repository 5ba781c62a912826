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
# The run that begins, and the one that gives the license.
beginning_begin() { next_pair; }
beginning_act() { disturbed "$handle_program" worker --config "$conf" --at "$now" --once; }
beginning_judge() {
	ended 0 1 2
	place=then was=$code
	to_the_end
	look_at
	code=$was
}
licensing_begin() {
	next_pair
	place=before
	later 0
	advance 40
}
licensing_act() { beginning_act; }
licensing_judge() { beginning_judge; }
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
ingesting_begin() { clear_inbox; }
ingesting_act() {
	MBX_AUTHOR=alice MBX_COMMENT="bring it back" disturbed "$handle_program" ingest \
		--config "$conf" --at "$now" --source icinga2 --type ACKNOWLEDGEMENT --host h1 \
		--service s1 --state CRITICAL --tenant contoso
}
ingesting_learn() { inbox_learn; }
ingesting_judge() { inbox_judge; }
by_hand_begin() { clear_inbox; }
by_hand_act() {
	disturbed "$handle_program" release --config "$conf" --at "$now" --tenant contoso \
		--mailbox "a$((i + 1))@contoso.example"
}
by_hand_learn() { inbox_learn; }
by_hand_judge() { inbox_judge; }
# No worker is started, as there is one: it would take the file.
python3 - "$state/handler.lock" "$work/held" <<'EOF' &
import fcntl, signal, sys
lock = open(sys.argv[1], "r+")
fcntl.lockf(lock, fcntl.LOCK_EX)
open(sys.argv[2], "w").write("held")
signal.pause()
EOF
sim_pids="$sim_pids $!"
wait_for 10 test -s "$work/held"
cat >>"$conf" <<EOF
[icinga2 main]
url = https://localhost:1
user = x
password_file = $work/secret
EOF
sweep_all ingesting
sweep_all by_hand
done_testing
