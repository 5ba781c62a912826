#!/bin/sh
# SPDX-License-Identifier: MIT
# One call fails, whichever, of what talks to a real Icinga 2: sync, reconcile and the
# self-test of the handler.  What is missing then the next run makes up for.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
icinga_checks=no icinga_handler=/bin/true
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/nth.sh"
[ -n "${FULL-}" ] || points=2
handler_alone
cp "$check_program" "$work/alone/"

# The clock is the real one here.
ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
sim_start --clock running <<EOF
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK"
done)
EOF
handler_conf "min_age = 0"
sim_clock "$(ago '28 days')"
sim "remove-license ada@contoso.example by=admin@contoso.example" \
	"remove-license ben@contoso.example by=admin@contoso.example"
sim_clock "$(ago '0 days')"
collect_now() { "$collect_program" --config "$conf" >"$work/out" 2>&1 || diagnose <"$work/out"; }
collect_now
cp "$state/contoso.db" "$work/first.db"
# The same, but that Ben is another user: one service comes, one goes.
sqlite3 "$state/contoso.db" \
	"UPDATE mailbox SET user_id = '99999999-9999-4999-8999-999999999999' WHERE upn LIKE 'ben@%'"
cp "$state/contoso.db" "$work/second.db"
icinga_start || { echo "Bail out! no Icinga 2"; exit 1; }
cat >>"$conf" <<EOF
[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
services = yes
EOF

# ---- sync: one comes, one goes --------------------------------------------------------
services() { icinga_list contoso | grep '^mbx-' | sort | sed 's/ SOFT$\| HARD$//'; }
sync_with() { # DATABASE
	cp "$1" "$state/contoso.db"
	output=$("$handle_program" sync --config "$conf" 2>&1) || echo "sync: $output"
}
syncing_begin() {
	sync_with "$work/first.db"
	cp "$work/second.db" "$state/contoso.db"
}
syncing_act() { disturbed "$handle_program" sync --config "$conf"; }
syncing_learn() {
	wanted=$(services)
	sync_with "$work/first.db"
	is "undisturbed one of two is another" \
		"$(printf '%s\n' "$wanted" "$(services)" | cut -d ' ' -f 1 | sort | uniq -c | sort -n | awk '{ printf "%s ", $1 }')" "1 1 2 "
}
syncing_judge() {
	ended 0 1 2
	[ "$code" != 0 ] || [ "$(services)" = "$wanted" ] || echo "exit 0 with $(services)"
	[ "$code" = 0 ] || [ "$code" -ge 134 ] || [ -s "$work/stderr" ] || echo "does not say why"
	was_output=$output
	sync_with "$work/second.db"
	[ "$(services)" = "$wanted" ] || echo "not even by the next one: $(services)"
	output=$was_output
}
sweep syncing sockets ECONNRESET
[ -z "${FULL-}" ] || {
	sweep syncing sockets EMFILE
	sweep_all syncing
}

# ---- reconcile, with a worker that takes nothing ------------------------------------------
mkdir -p "$state/inbox"
"$handle_program" worker --config "$conf" --once >"$work/out" 2>&1 || diagnose <"$work/out"
python3 - "$state/handler.lock" "$work/held" <<'EOF' &
import fcntl, signal, sys
lock = open(sys.argv[1], "r+")
fcntl.lockf(lock, fcntl.LOCK_EX)
open(sys.argv[2], "w").write("held")
signal.pause()
EOF
sim_pids="$sim_pids $!"
wait_for 10 test -s "$work/held"
icinga_hard contoso mailbox-expiry 2 "now"
icinga_ack contoso mailbox-expiry alice "bring it back" '"notify":false'
reconcile_again() { output=$("$handle_program" reconcile --config "$conf" 2>&1); }
waiting() { ls "$state/inbox" | grep -c .; }
reconciling_begin() { find "$state/inbox" -mindepth 1 -delete; }
reconciling_act() { disturbed "$handle_program" reconcile --config "$conf"; }
reconciling_learn() { is "undisturbed a request is put down" "$code $(waiting)" "0 1"; }
reconciling_judge() {
	ended 0 1 2
	case $code:$(waiting) in
	0:1 | [!0]*:[01]) ;;
	*) echo "exit $code with $(waiting) requests" ;;
	esac
	[ "$code" = 0 ] || [ "$code" -ge 134 ] || [ -s "$work/stderr" ] || echo "does not say why"
	[ "$(waiting)" = 0 ] || return
	was_output=$output
	reconcile_again || echo "the next run: $output"
	[ "$(waiting)" = 1 ] || echo "the next run finds nothing"
	output=$was_output
}
sweep reconciling sockets ECONNRESET
[ -z "${FULL-}" ] || {
	sweep reconciling sockets EMFILE
	sweep_all reconciling
}
done_testing
