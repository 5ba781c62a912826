#!/bin/sh
# SPDX-License-Identifier: MIT
# One call of the collector fails, whichever: all or nothing is written, and the next
# run makes up for it.  So do backups and the self-test, which write nothing else.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
. "$top_srcdir/tests/system/nth.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd dan; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK"
done)
shared info@contoso.example name="Info Desk"
remove-license ada@contoso.example by=admin@contoso.example
EOF
conf_write "min_age = 1h" "time_limit = 30"
sim_clock +1d
collect
mkdir "$work/old" "$work/store"
chmod 700 "$work/store"
cp -p "$state"/* "$work/old/"
sim 'remove-license ben@contoso.example by=admin@contoso.example' \
	'assign-license ada@contoso.example ENTERPRISEPACK by=admin@contoso.example' \
	'delete cyd@contoso.example' 'delete info@contoso.example' \
	'set-seats ENTERPRISEPACK 7'
sim_clock +1d
epoch=$(date -u -d "$now" +%s)

# All but the runs.  --at goes on running, so that what is stamped may be later.
contents() {
	rm -rf "$work/copy"
	mkdir "$work/copy"
	cp "$state"/contoso.db* "$work/copy/"
	sqlite3 "$work/copy/contoso.db" 'PRAGMA integrity_check' .dump |
		sed -e '/^INSERT INTO run /d' -e '/^INSERT INTO sqlite_sequence VALUES(.run./d' \
			-e "s/\b$(echo "$epoch" | cut -c -8)[0-9][0-9]\b/$epoch/g"
}
cp -p "$work/old/contoso.db" "$work/old.db"
old=$(contents)

collecting_begin() {
	rm -rf "$state"
	mkdir "$state"
	cp -p "$work/old"/* "$state/"
}
collecting_act() { disturbed "$collect_program" --config "$conf" --at "$now"; }
collecting_learn() {
	new=$(contents)
	printf '%s\n' "$new" >"$work/new.txt"
	[ "$old" != "$new" ] && [ "$code" = 0 ] || echo "# nothing is written: $output"
}
collecting_judge() {
	ended 0 3
	[ ! -s "$work/stderr" ] || [ "$code" -ge 134 ] || cat "$work/stderr"
	# A word of what happened, but for what no program can be asked to say.
	[ "$kind:$code" = memory:134 ] || [ "$code" = 139 ] || [ "$(printf '%s\n' "$output" | grep -c .)" = 1 ] ||
		[ "$kind" = changes ] || echo "not one line"
	was_said=$output was_code=$code
	case $(contents) in
	"$new") ;;
	"$old") [ "$code" != 0 ] || echo "exit 0, and nothing is written" ;;
	*)
		echo "neither old nor new"
		contents | diff "$work/new.txt" - | head -n 3
		;;
	esac
	output=$("$collect_program" --config "$conf" --at "$now" 2>&1) || echo "the next run: $output"
	[ "$(contents)" = "$new" ] || {
		echo "the next run left"
		contents | diff "$work/new.txt" - | head -n 3
	}
	[ ! -e "$state/contoso.db-journal" ] || echo "a journal is left"
	output=$was_said code=$was_code
}
sweep_all collecting
sweep collecting sockets ECONNRESET
sweep collecting sockets EMFILE

# ---- backups: a whole one or none, and earlier ones stay -------------------------
backing_up_begin() {
	find "$work/store" -mindepth 1 -delete
	mkdir "$work/store/earlier"
}
backing_up_act() { disturbed "$collect_program" --config "$conf" --at "$now" --backup "$work/store"; }
backing_up_judge() {
	ended 0 1
	[ -d "$work/store/earlier" ] || echo "an earlier one is gone"
	copies=$(ls -A "$work/store" | grep -v earlier)
	case $code:$copies in
	0:?*) sound "$work/store/$copies/contoso.db" ;;
	0:) echo "there is none" ;;
	1:?*) # whole, and only not known to be on the disk; or hidden until the next
		case $copies in
		.*) ;;
		*) sound "$work/store/$copies/contoso.db" ;;
		esac
		;;
	esac
	[ "$code" != 1 ] || printf '%s\n' "$output" | grep -q FAIL || [ "$kind" = changes ] ||
		echo "does not say so"
}
sweep_all backing_up

self_testing_begin() { collecting_begin; }
self_testing_learn() { said=$(printf '%s\n' "$output" | grep -c '^OK'); }
self_testing_act() { disturbed "$collect_program" --config "$conf" --at "$now" --self-test; }
self_testing_judge() {
	ended 0 1
	[ "$code" != 0 ] || diff_said
	[ "$(contents)" = "$old" ] || echo "something is written"
}
# --at goes on running, the simulator's clock does not; and others take room, too.
without_clock() {
	printf '%s\n' "$1" |
		sed 's/clock: [0-9]* s from/clock: 0 s from/; s/room: [0-9]* MiB/room: some MiB/'
}
diff_said() {
	without_clock "$undisturbed_output" >"$work/said"
	without_clock "$output" | diff "$work/said" - | head -n 4
}
[ -z "${FULL-}" ] || {
	sweep_all self_testing
	sweep self_testing sockets EMFILE
}
done_testing
