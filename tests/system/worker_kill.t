#!/bin/sh
# SPDX-License-Identifier: MIT
# The worker is killed at each call that changes a file or sends bytes, and run
# again: no second restore, no second license, and the journal tells the truth.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
[ -r "$library" ] || skip_all "needs tests/doubles/nth_call.so"
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
state_in_memory
handler_alone
# FULL=1: at each of them, which takes minutes.
step=${SHORT:+7}
step=${step:-${FULL:+1}}
step=${step:-3}

. "$top_srcdir/tests/system/pairs.sh"
# One for each place.
pairs_start 800

# The worker, with settings for the double.
disturbed() { # VARIABLE=VALUE...
	output=$(env "$@" LD_PRELOAD="$library" NTH_COUNT_FILE="$work/n" \
		"$handle_program" worker --config "$conf" --at "$now" --once 2>&1)
	code=$?
}
undisturbed() { disturbed NTH_PROGRAM=nobody; }

nothing() { # NAME FILE
	output=$(head -n 12 "$2")
	if [ -z "$output" ]; then ok "$1"; else not_ok "$1"; fi
}
# everywhere NAME SECONDS...: kills the run that comes last of these
# or, with $how, lets each call from there on fail.
everywhere() {
	title=$1
	shift
	: >"$work/found"
	n=$((1 - step))
	calls=1000000
	while [ $((n + step)) -le "$calls" ]; do
		next_pair
		[ $# = 1 ] || later $(echo "$@" | sed 's/ [0-9]*$//') >>"$work/found"
		for last; do :; done
		advance "$last"
		if [ "$calls" = 1000000 ]; then
			place="$title, undisturbed"
			# shellcheck disable=SC2086
			disturbed NTH_CALL=$calls $how
			calls=$(cat "$work/n")
		else
			n=$((n + step))
			place="$title, killed at $n"
			# shellcheck disable=SC2086
			disturbed NTH_CALL=$n$([ -z "$how" ] || echo +) $how
		fi
		case $code:$how in
		137: | 0:*) ;; # a run may need a call less
		1:*ENOSPC*) says_what_to_do >>"$work/found" ;;
		*) echo "$place: $code $output" >>"$work/found" ;;
		esac
		{ to_the_end; look_at; } >>"$work/found"
	done
	nothing "$title: killed at $calls places" "$work/found"
}

# The database is made.
next_pair
later 0
says_what_to_do() {
	printf '%s\n' "$output" | tail -n 1 | grep -Eq \
		'^handle_mailbox_expiry: .*(make room|No space left|check the disk|correct owner and modes)' ||
		echo "$place: what is to be done? $output"
}

how=
everywhere "the run that begins" 0 2>/dev/null # the shell reports each kill there
everywhere "the run that gives the license" 0 40 2>/dev/null
everywhere "the run that sees the end" 0 40 3 2>/dev/null

# A disk that is full from there on: nothing is sent that was not written down.
how="NTH_ONLY=files NTH_ACTION=ENOSPC"
everywhere "a full disk, the run that begins" 0
everywhere "a full disk, the run that gives the license" 0 40
everywhere "a full disk, the run that sees the end" 0 40 3
done_testing
