#!/bin/sh
# SPDX-License-Identifier: MIT
# One call of the check fails, whichever: it says what it says otherwise, or UNKNOWN;
# never is anything OK that is not, and it ends.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
. "$top_srcdir/tests/system/nth.sh"

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd dan eve; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK location=DE"
done)
shared info@contoso.example name="Info Desk"
EOF
handler_conf "min_age = 0"
handler_alone
collect
for name in ada ben cyd; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim "delete info@contoso.example by=admin@contoso.example"
sim_clock +28d
collect
ask "mailbox cyd@contoso.example"
sed -i "s/^kind .*/kind release/" "$state/inbox"/0*
work
collect

# It is CRITICAL, with one of four let go.  Where the journal cannot be read the
# fourth alarms as well, and the reason is said.
learn() { printf '%s\n' "$undisturbed_output" >"$work/said"; }
judge() {
	ended 2 3
	[ ! -s "$work/stderr" ] || cat "$work/stderr"
	[ "$action" != EMFILE ] || ! printf '%s\n' "$output" | grep 'needs read access'
	[ "$code" = 2 ] || return
	for name in ada ben info; do
		printf '%s\n' "$output" | grep -q "$name@contoso" || echo "$name is not named"
	done
	[ "$kind" != memory ] && printf '%s\n' "$output" | grep -q "$no_journal" ||
		printf '%s\n' "$output" | diff "$work/said" - | head -n 3 | cut -c -300
}
no_journal='no release or restore counts: '
as_text_act() { disturbed "$check_program" --config "$conf" --at "$now" --no-collect; }
as_list_act() { disturbed "$check_program" --config "$conf" --at "$now" --no-collect --list; }
as_json_act() { disturbed "$check_program" --config "$conf" --at "$now" --no-collect --output-format json; }
as_html_act() { disturbed "$check_program" --config "$conf" --at "$now" --no-collect --output-format html; }
for form in text list json html; do
	eval "as_${form}_begin() { :; }; as_${form}_learn() { learn; }
		as_${form}_judge() { judge; }"
done
sweep_all as_text
[ -z "${FULL-}" ] || {
	sweep_all as_list
	sweep_all as_json
	sweep_all as_html
}

# ---- old data: it starts a collector, or judges what is there ------------------------
# The clock is the real one here.
sim_stop
rm -rf "$state" "$sim_dir"
ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
sim_start --clock running <<EOF
$(sim_head "$all_roles" "$(ago '40 days')")
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK"
done)
EOF
conf_write "min_age = 0"
sim_clock "$(ago '28 days')"
sim "remove-license ada@contoso.example by=admin@contoso.example" \
	"remove-license ben@contoso.example by=admin@contoso.example"
sim_clock "$(ago '0 days')"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sqlite3 "$state/contoso.db" \
	'UPDATE run SET started_at = started_at - 7200, ended_at = ended_at - 7200'
cp -rp "$state" "$work/old"
sim "assign-license ben@contoso.example ENTERPRISEPACK by=admin@contoso.example"
first_of() { printf '%s\n' "$1" | sed -n '1{s/ *|.*//;p;}' | sed 's/ [0-9dhms ]* left//g'; }
old_data=$(first_of "$("$check_program" --config "$conf" --no-collect)")
unlocked() { flock -n "$state/contoso.lock" true; }
refreshing_begin() {
	rm -rf "$state"
	cp -rp "$work/old" "$state"
}
refreshing_act() {
	disturbed "$check_program" --config "$conf" --collector "$collect_program" --timeout 20
}
refreshing_learn() {
	new_data=$(first_of "$undisturbed_output")
	[ "$new_data" != "$old_data" ] || echo "# nothing is collected: $old_data"
}
refreshing_judge() {
	ended 2 3
	[ ! -s "$work/stderr" ] || cat "$work/stderr"
	case $code:$(first_of "$output") in
	"2:$new_data" | 3:?*) ;;
	"2:$old_data")
		printf '%s\n' "$output" | grep -q 'data are 2h' || echo "does not say that they are old"
		[ "$kind" != processes ] || printf '%s\n' "$output" | grep -q 'last collection failed: ' ||
			echo "does not say that it could not collect"
		;;
	*) echo "neither old nor new" ;;
	esac
	wait_for 20 unlocked || echo "somebody has the lock still"
	was_code=$code was_output=$output
	refreshing_again
	code=$was_code output=$was_output
}
refreshing_again() {
	output=$("$check_program" --config "$conf" --collector "$collect_program" --timeout 20)
	[ "$(first_of "$output")" = "$new_data" ] || echo "the next one: $output"
}
sweep refreshing processes EAGAIN
sweep refreshing processes EMFILE
[ -z "${FULL-}" ] || sweep_all refreshing
done_testing
