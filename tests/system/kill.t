#!/bin/sh
# SPDX-License-Identifier: MIT
# The collector is killed, or its disk fails, at each call that changes a file:
# nothing is lost, no reader meets garbage, the next run makes up for it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
[ -r "$library" ] || skip_all "needs tests/doubles/nth_call.so"
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
plan 24
state_in_memory

cp "$library" "$work/nth_call.so"
library=$work/nth_call.so
sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK
shared info@contoso.example name="Info Desk"
remove-license ada@contoso.example by=admin@contoso.example
EOF
conf_write "min_age = 1h"
sim_clock +1d

# The collector, with settings for the double.
disturbed() { # VARIABLE=VALUE...
	output=$(env "$@" LD_PRELOAD="$library" NTH_COUNT_FILE="$work/count/n" \
		"$collect_program" --config "$conf" --at "$now" 2>&1)
	code=$?
}
undisturbed() { disturbed NTH_PROGRAM=nobody; }

# What the database holds, as its next writer will find it: all tables but run.
# --at goes on running, so that what is stamped may be a second or two later.
contents() {
	rm -rf "$work/copy"
	mkdir "$work/copy"
	cp "$state"/contoso.db* "$work/copy/" 2>/dev/null || {
		echo none
		return
	}
	sqlite3 "$work/copy/contoso.db" 'PRAGMA integrity_check' .dump |
		sed -e '/^INSERT INTO run /d' -e '/^INSERT INTO sqlite_sequence VALUES(.run./d' \
			-e "s/$((epoch + 1))/$epoch/g; s/$((epoch + 2))/$epoch/g"
}

# Leaves out how the last run ended.
read_only() {
	verdict=$(as_user "$reader" "$check_program" --config "$conf" --at "$now" \
		--no-collect 2>&1 | sed '/last collection/{/^UNKNOWN/!d;}')
}

restore_old() {
	state_new
	cp -p "$work/old"/* "$state/" 2>/dev/null
	return 0
}

# ---- each says nothing, or what is wrong --------------------------------------
reader_meets_no_garbage() {
	read_only
	case $verdict in
	"$old_verdict" | "$new_verdict") ;;
	"UNKNOWN: contoso: the last write was interrupted"*) ;;
	"UNKNOWN: contoso: no data, last collection failed: "* | \
		"UNKNOWN: contoso (SIMULATED): no data, last collection failed: "* | \
		"UNKNOWN: contoso: never collected: "* | \
		"UNKNOWN: contoso (SIMULATED): never collected: "*)
		[ -n "$is_first" ] || echo "$1: data are gone: $verdict"
		;;
	*) echo "$1: the reader was told: $verdict" ;;
	esac
}
all_or_nothing() {
	found=$(contents)
	case $found in
	"$old" | "$new") ;;
	ok*) # the schema comes before the first data
		if [ -z "$is_first" ] ||
			printf '%s\n' "$found" | grep -Eq 'INSERT INTO (mailbox|sku|event)'; then
			echo "$1: neither old nor new:"
			printf '%s\n' "$found" | diff - "$work/new.txt" | head -n 5
		fi ;;
	*) echo "$1: $found" ;;
	esac
}
next_run_makes_up() {
	undisturbed
	[ "$code" = 0 ] || echo "$1: the next run: $output"
	[ "$(contents)" = "$new" ] || {
		echo "$1: the next run left"
		contents | diff - "$work/new.txt" | head -n 5
	}
	[ ! -e "$state/contoso.db-journal" ] || echo "$1: a journal is left"
}
says_what_to_do() {
	[ "$(printf '%s\n' "$output" | wc -l)" = 1 ] || echo "$1: not one line: $output"
	printf '%s\n' "$output" | grep -Eq \
		'^FAILED: contoso: .*(make room|check the disk|correct owner and modes|Input/output error|No space left)' ||
		echo "$1: what is to be done? $output"
}

# Instrumented programs are slow: with SHORT=1 every third call has to do.
step=${SHORT:+3}
step=${step:-1}

nothing() { # NAME FILE
	output=$(head -n 12 "$2")
	if [ -z "$output" ]; then ok "$1"; else not_ok "$1"; fi
}

# Kills at each call that an undisturbed run makes.
kill_everywhere() {
	: >"$work/halves" && : >"$work/reads" && : >"$work/next"
	n=$((1 - step))
	while [ $((n + step)) -le "$calls" ]; do
		n=$((n + step))
		restore_old
		disturbed NTH_CALL=$n
		[ "$code" = 137 ] || echo "kill $n: exit $code: $output" >>"$work/halves"
		reader_meets_no_garbage "kill $n" >>"$work/reads"
		all_or_nothing "kill $n" >>"$work/halves"
		next_run_makes_up "kill $n" >>"$work/next"
	done
	nothing "$1, killed at $calls places: all or nothing is written" "$work/halves"
	nothing "$1, killed: readers see old, new or nothing" "$work/reads"
	nothing "$1, killed: the next run makes up for it" "$work/next"
}

# fail_everywhere NAME ERROR PLUS: with "+" all later calls fail, too.
fail_everywhere() {
	: >"$work/lines" && : >"$work/halves" && : >"$work/reads" && : >"$work/next"
	n=$((1 - step))
	while [ $((n + step)) -le "$calls" ]; do
		n=$((n + step))
		restore_old
		disturbed NTH_CALL="$n$3" NTH_ACTION="$2"
		case $code in
		0) [ "$(contents)" = "$new" ] || echo "$2 $n: exit 0 without data" >>"$work/halves" ;;
		3) says_what_to_do "$2 $n" >>"$work/lines" ;;
		*) echo "$2 $n: exit $code: $output" >>"$work/lines" ;;
		esac
		reader_meets_no_garbage "$2 $n" >>"$work/reads"
		all_or_nothing "$2 $n" >>"$work/halves"
		next_run_makes_up "$2 $n" >>"$work/next"
	done
	nothing "$1, $2$3 at each call: one line says what to do" "$work/lines"
	nothing "$1, $2$3: nothing is lost" "$work/halves"
	nothing "$1, $2$3: readers see old, new or nothing" "$work/reads"
	nothing "$1, $2$3: the next run makes up for it" "$work/next"
}

# Old data are in $work/old; works out what comes of them, and disturbs that.
everywhere() { # NAME
	epoch=$(date -u -d "$now" +%s)
	restore_old
	old=$(contents)
	read_only
	old_verdict=$verdict
	disturbed NTH_CALL=1000000
	calls=$(cat "$work/count/n")
	new=$(contents)
	printf '%s\n' "$new" >"$work/new.txt"
	read_only
	new_verdict=$verdict
	if [ "$code" = 0 ] && [ "$old" != "$new" ] && [ "${calls:-0}" -ge 10 ]; then
		ok "$1: writes, with $calls calls"
	else
		not_ok "$1: writes, with $calls calls"
	fi
	kill_everywhere "$1" 2>/dev/null # the shell reports each kill there
	fail_everywhere "$1" EIO ""
	fail_everywhere "$1" ENOSPC +
}

mkdir "$work/old" "$work/count"
chmod 777 "$work/count"
is_first=yes
everywhere "first run"

is_first=
restore_old
undisturbed
cp -p "$state"/* "$work/old/"
sim 'remove-license ben@contoso.example by=admin@contoso.example' \
	'assign-license ada@contoso.example ENTERPRISEPACK by=admin@contoso.example' \
	'delete cyd@contoso.example' 'set-seats ENTERPRISEPACK 7'
sim_clock +1d
everywhere "later run"
