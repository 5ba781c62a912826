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
pairs_start $((${FULL:+400} + 800))

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
	title=$1 # and look_at_told, where somebody listens
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
		{ to_the_end; look_at; look_at_told; } >>"$work/found"
	done
	nothing "$title: killed at $calls places" "$work/found"
}

look_at_told() { :; }

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

# One that was acknowledged, in a Nagios: somebody hears what came of it.
how=
[ "$step" = 1 ] || step=$((step + 4))
mkfifo "$work/nagios.cmd"
exec 9<>"$work/nagios.cmd"
printf '[nagios]\ncommand_file = %s\nstatus_file = %s\n' "$work/nagios.cmd" "$work/status.dat" >>"$conf"
next_pair() {
	i=$((i + 1))
	sim_forget_requests
	ask "mailbox a$i@contoso.example"
	sed -i -e 's/^kind .*/kind acknowledge/' -e 's/^system .*/system nagios/' "$state/inbox"/0*
	printf 'host h1\nservice s%s\nstate CRITICAL\nhard yes\nauthor ops\nacked_at %s\n' "$i" \
		"$(curl -sS "$sim_admin/clock" | date -u -f - +%s)" >>"$(echo "$state/inbox"/0*)"
}
heard_of() { grep -c "$1;h1;s$i\($\|;.*$2\)" "$work/heard"; }
look_at_told() {
	# What is there, however busy this machine is.
	dd if="$work/nagios.cmd" of="$work/heard" iflag=nonblock bs=65536 count=1 2>/dev/null
	comments=$(heard_of ADD_SVC_COMMENT "1 of 1 back")
	case $comments in
	1 | 2) ;; # once is meant; told, and killed before that was written down
	*) echo "$place: $comments comments" ;;
	esac
	[ "$(heard_of SCHEDULE_FORCED_SVC_CHECK)" -ge 1 ] || echo "$place: no check is asked for"
	[ "$(heard_of REMOVE_SVC_ACKNOWLEDGEMENT)" = 0 ] || echo "$place: taken back"
	[ "$(ask_handler "select count(*) from message where told_at = 0")" = 0 ] ||
		echo "$place: something is left untold"
}
everywhere "an acknowledgement, the run that tells" 0 3 2>/dev/null
done_testing
