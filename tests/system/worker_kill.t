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

# A pair of mailboxes for each place: one whose license went, one whose user did.
pairs=800
sim_start <<EOF
$(sim_head)
$(sim_writer)
switch restore-licenses no
sku ENTERPRISEPACK seats=5000
$(i=0
while [ $i -lt $pairs ]; do
	echo "user a$i@contoso.example sku=ENTERPRISEPACK location=DE"
	echo "user d$i@contoso.example sku=ENTERPRISEPACK location=DE"
	i=$((i + 1))
done)
EOF
handler_conf "license_wait = 30s" "stale_after = 20d" "max_per_hour = 100000" \
	"audit = no" "block_sign_in = yes" "verify_timeout = 1h"
collect
{
	i=0
	while [ $i -lt $pairs ]; do
		echo "remove-license a$i@contoso.example by=admin@contoso.example"
		echo "delete d$i@contoso.example by=admin@contoso.example"
		i=$((i + 1))
	done
} | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null || exit 1
sim_clock +1h
collect
i=0

# The worker, with settings for the double.
disturbed() { # VARIABLE=VALUE...
	output=$(env "$@" LD_PRELOAD="$library" NTH_COUNT_FILE="$work/n" \
		"$handle_program" worker --config "$conf" --at "$now" --once 2>&1)
	code=$?
}
advance() { # SECONDS
	now=$(curl -sS --data-binary "+${1}s" -o /dev/null "$sim_admin/clock" \
		--next -sS "$sim_admin/clock")
}
# later SECONDS...: the worker, each time so much later
later() {
	for seconds in "$@"; do
		advance "$seconds"
		disturbed NTH_PROGRAM=nobody
		[ "$code" = 0 ] || echo "$place: the next run: $code $output"
	done
}
# A doubt, the wait for a license, another doubt, and the look at the mailbox.
to_the_end() { later 61 35 3 61 3; }

# What has to be true of both in the end, wherever it was killed.
look_at() {
	requests=$(sim_requests | tr '{' '\n' | grep '"method":"POST"')
	truths=$(curl -sS "$sim_admin/truth?upn=a$i@contoso.example" \
		--next -sS "$sim_admin/truth?upn=d$i@contoso.example")
	ask_handler "select substr(upn, 1, instr(upn, '@') - 1), user_id, restore_count,
		assign_count, (select count(*) from remedy other where other.upn = remedy.upn),
		state || ':' || replace(reason, '|', ' ') from remedy
		where upn in ('a$i@contoso.example', 'd$i@contoso.example');
		select 'left', count(*), 0, 0, 1, '' from request where state in ('new', 'working');
		select 'damage', integrity_check, 0, 0, 1, '' from pragma_integrity_check" |
		while IFS='|' read -r name id restores licenses remedies is; do
			look_at_row
		done
	printf '%s\n' "$truths" | grep "upn\":\"d$i@" | grep -q '"user":"active","enabled":true' &&
		echo "$place: d$i may sign in"
	[ -z "$(find "$state/inbox" -mindepth 1)" ] || echo "$place: a file is left over"
}
# How often the simulator was asked PATH of the user; hung up counts.
asked_of() { printf '%s\n' "$requests" | grep -c "\"path\":\"[^\"]*$id/$1\""; }
look_at_row() {
	case $name in
	left)
		[ "$id" = 0 ] || echo "$place: $id requests are left over"
		return
		;;
	damage)
		[ "$id" = ok ] || echo "$place: damage: $id"
		return
		;;
	esac
	was_restored=$(asked_of restore)
	was_assigned=$(asked_of assignLicense)
	[ "$was_restored" -le 1 ] || echo "$place: $name was restored $was_restored times"
	[ "$was_assigned" -le 1 ] || echo "$place: $name got $was_assigned licenses"
	case $is in
	verified:*)
		printf '%s\n' "$truths" | grep "upn\":\"$name@" |
			grep -q '"state":"connected"' ||
			echo "$place: $name is said to be back, and is not"
		;;
	"failed:the answer to the restore was lost"*)
		[ "$was_restored" = 0 ] ||
			echo "$place: $name was restored, and is said not to be"
		;;
	*) echo "$place: $name: $is" ;;
	esac
	[ "$restores" -ge "$was_restored" ] && [ "$licenses" -ge "$was_assigned" ] ||
		echo "$place: $name: something was sent that is not written down"
	[ "$remedies" = 1 ] || echo "$place: $name: not one remedy, but $remedies"
}

nothing() { # NAME FILE
	output=$(head -n 12 "$2")
	if [ -z "$output" ]; then ok "$1"; else not_ok "$1"; fi
}
next_pair() {
	i=$((i + 1))
	sim_forget_requests
	ask "mailbox a$i@contoso.example" "mailbox d$i@contoso.example"
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
