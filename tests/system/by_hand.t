#!/bin/sh
# SPDX-License-Identifier: MIT
# Restoring, letting go and pausing by hand: what is shown first is what is done, a
# person is asked, and sees what comes of it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
command -v script >/dev/null || skip_all "needs script, of util-linux"
handler_alone

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sim_start --clock running --now "$began" <<END
$(sim_head "$all_roles" "$began")
$(sim_writer)
sku ENTERPRISEPACK seats=40
sku STANDARDPACK seats=3
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK location=DE
user dan@contoso.example name="Dan Example" sku=STANDARDPACK location=DE
user eve@contoso.example name="Eve Example" sku=STANDARDPACK location=DE
user fay@contoso.example name="Fay Example" sku=STANDARDPACK location=DE
user pat@contoso.example name="Pat Example" sku=ENTERPRISEPACK location=DE sync=on
shared info@contoso.example name="Info Desk"
user gus@contoso.example name="Gus Example" location=DE
user hal@contoso.example name="Hal Example" location=DE
group sales sku=ENTERPRISEPACK members=gus@contoso.example,hal@contoso.example
END
admin=by=admin@contoso.example
handler_conf "block_sign_in = no" "authors ="
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sim "remove-license ada@contoso.example $admin" \
	"remove-license ben@contoso.example $admin" \
	"remove-license dan@contoso.example $admin" \
	"remove-license eve@contoso.example $admin" \
	"delete cyd@contoso.example $admin" \
	"delete pat@contoso.example $admin" \
	"delete info@contoso.example $admin"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
sim_forget_requests

handle() {
	output=$("$handle_program" "$@" --config "$conf" 2>&1 </dev/null)
	code=$?
}
all="--tenant contoso --all-expiring"
no_worker() { [ -z "$(ls "$state/inbox" 2>/dev/null)" ] && ! worker_runs; }
worker_runs() {
	for entry in /proc/[0-9]*; do
		[ "$(readlink "$entry/exe" 2>/dev/null)" != "$handle_program" ] ||
			! tr '\0' ' ' <"$entry/cmdline" 2>/dev/null | grep -q ' worker ' ||
			return 0
	done
	return 1
}

# ---- looking first ------------------------------------------------------------
waiting() { find "$state/inbox" -mindepth 1 2>/dev/null | wc -l; }
handle restore $all --preview
like "what would be brought back" "$code $output" '^0 contoso: 4 mailboxes would be brought back$'
like "one with its cause and the time left" "$output" \
	'^  ada@contoso\.example: license-removed, (29d 23h|30d) left: to be restored$'
like "how many seats it takes" "$output" '^  2 of ENTERPRISEPACK, [0-9]+ free$'
unlike "deleted users have to be asked for" "$output" cyd@
handle restore $all --preview --comment "#restore-all"
like "so" "$code $output" '^0 contoso: 6 mailboxes would be brought back$'
like "a deleted user" "$output" '^  [^ ]*cyd@contoso\.example: user-deleted, '
like "a shared mailbox" "$output" '^  [^ ]*info@contoso\.example: shared-deleted, '
like "what would be refused, and why" "$(printf '%s\n' "$output" | sed -n '/^refused:/,$p')" \
	'^  [^ ]*pat@contoso\.example: .*synchronized'
like "a shared one takes no seat" "$output" '^  3 of ENTERPRISEPACK, [0-9]+ free$'
is "looking asks nobody, and leaves nothing" "$(sim_count /)$(ls "$state" | grep -c inbox)" "00"
handle restore $all
like "without a terminal it wants --yes" "$code $output" '^2 .*without a terminal give --yes'
handle restore --tenant contoso --mailbox nobody@contoso.example --yes
like "a mailbox that is none" "$code $output" '^1 contoso: refused: .*nobody@contoso\.example'
is "nothing was asked for" "$(waiting)" 0

# At a terminal; what is typed comes from standard input.
typed() { # ANSWER ARGUMENT...
	answer=$1
	shift
	output=$(printf '%s\n' "$answer" | script -qec "'$handle_program' $* --config '$conf'" \
		/dev/null 2>&1 | tr -d '\r')
	code=$?
}
for answer in n "" Y ye; do
	typed "$answer" restore --tenant contoso --mailbox ada@contoso.example
	# The terminal shows what was typed, in front of the answer or behind it.
	like "\"$answer\" is no yes" "$output" '(^|\[y/N\] )nothing was done$'
done
is "and nothing was asked for" "$(waiting)" 0
typed y restore --tenant contoso --mailbox ada@contoso.example
like "a yes is asked for" "$output" 'Bring 1 mailbox of contoso back\? \[y/N\]'
like "the progress is shown" "$output" '0 of 1 back|waiting for the worker'
like "and what came of it" "$output" 'done: .*1 back|done: .*ada@contoso\.example'
is "it is back" "$(truth ada | grep -o '"state":"[a-z]*"')" '"state":"connected"'
is "by somebody" "$(ask_handler "select author from request")" "$(id -un)"
wait_for 20 no_worker

# ---- without a terminal ---------------------------------------------------------
handle restore --tenant contoso --mailbox ben@contoso.example --yes --comment "asked by phone"
like "asked for, and on its way" "$code $output" \
	'^0 contoso: 1 mailbox would be brought back$|It is being worked on'
like "it says how to stop it" "$output" 'handle_mailbox_expiry pause --tenant contoso'
is_back() { truth "$1" | grep -q '"state":"connected"'; }
wait_for 20 is_back ben
wait_for 20 no_worker
is "it comes back" "$(truth ben | grep -o '"state":"[a-z]*"')" '"state":"connected"'
is "the log knows why" "$(ask_handler "select comment from request order by id desc limit 1")" "asked by phone"
handle restore --tenant contoso --mailbox ben@contoso.example --yes
like "once is enough" "$code $output" '^0 contoso: nothing to be done'
handle restore --tenant contoso --mailbox eve@contoso.example --sku NONESUCH --preview
is "a product that nobody has is told before" "$code $output" \
	'1 contoso: refused: the tenant has no product of the name that was asked for'
handle restore --tenant contoso --mailbox eve@contoso.example --sku standardpack --preview
like "one for all: are there seats?" "$output" '^  1 of STANDARDPACK, [0-9]+ free'
handle restore --tenant contoso --mailbox eve@contoso.example --yes --wait \
	--sku 12345678-1234-4234-8234-123456789012
like "with --wait the end is told" "$code $output" '^1 '
like "with the reason" "$output" '^done: 0 of 1 back; .* which was asked for, is not'

# ---- letting go -----------------------------------------------------------------
handle release --tenant contoso --mailbox dan@contoso.example --wait --comment "left us"
like "a mailbox is let go" "$code $output" '^0 done'
handle restore --tenant contoso --mailbox dan@contoso.example --preview
like "what is let go is not brought back" "$code $output" '^1 contoso: refused: .*(let go|released)'
handle unrelease --tenant contoso --mailbox dan@contoso.example --wait
like "and that is taken back" "$code $output" '^0 done'
handle unrelease --tenant contoso --mailbox dan@contoso.example --wait
like "once more is nothing" "$code $output" '^[01] (done|refused): '

# ---- pausing --------------------------------------------------------------------
handle pause --tenant contoso --wait --comment "change freeze"
like "paused" "$code $output" '^0 done: paused'
handle restore --tenant contoso --mailbox dan@contoso.example --yes
like "what is paused is told before anything is asked" "$code $output" '^1 contoso: refused: .*paused'
handle status
like "and how things stand" "$output" '^paused: contoso since .* by .*: change freeze$'
handle resume --tenant contoso --wait
like "resumed" "$code $output" '^0 done: no longer paused'
handle pause --wait
like "everything" "$code $output" '^0 done: paused'
handle resume --tenant contoso --wait
like "one of them does not go on by itself" "$code $output" \
	'^1 refused: everything is paused, contoso with it: handle_mailbox_expiry resume, without --tenant'
handle resume --wait
is "and nothing any more" "$code $output" '0 done: no longer paused'
handle pause --tenant contoso --wait
handle resume --wait
is "nor is one paused by itself forgotten" "$code $output" \
	'0 done: no longer paused, but for contoso: handle_mailbox_expiry resume --tenant NAME'
handle restore --tenant contoso --mailbox dan@contoso.example --yes
like "it says how to go on" "$code $output" '^1 .*ask again after handle_mailbox_expiry resume --tenant contoso$'
handle resume --tenant contoso --wait
is "and so it does" "$code $output" '0 done: no longer paused'
wait_for 20 no_worker

# ---- a switch nobody can look at -----------------------------------------------------
ln -s loop "$work/loop"
ln -s nowhere "$work/dangling"
for switch in loop/stop dangling; do
	sed -i '/^kill_switch/d' "$conf"
	echo "kill_switch = $work/$switch" >>"$conf"
	handle restore --tenant contoso --mailbox dan@contoso.example --yes
	like "$switch: counts as thrown, and a preview knows" "$code $output" '^1 .*the kill switch is set'
	handle status
	like "$switch: status says so" "$output" "^kill switch.*$work/$switch"
done
sed -i '/^kill_switch/d' "$conf"

# ---- an interrupt ends the watching alone -----------------------------------------
sim 'fault slow count=1 path=*/token delay=4'
"$handle_program" restore --tenant contoso --mailbox dan@contoso.example --yes --wait \
	--config "$conf" >"$work/watched" 2>&1 </dev/null &
watcher=$!
wait_for 10 worker_runs
kill -INT $watcher
wait $watcher
is "interrupted: it ends well" "$?" 0
like "and says that it goes on" "$(cat "$work/watched")" 'It is being worked on'
wait_for 30 is_back dan
is "and so it does" "$(truth dan | grep -o '"state":"[a-z]*"')" '"state":"connected"'
wait_for 20 no_worker

# ---- all of them -------------------------------------------------------------------
handle restore $all --yes --wait --comment "#restore-all"
like "all the rest" "$code $output" '^[01] contoso: [0-9] mailbox'
is "but for what is refused" "$(for name in cyd info; do truth $name | grep -o '"state":"[a-z]*"'; done | uniq)" \
	'"state":"connected"'
handle log --direct
like "what was assigned directly" "$output" \
	'^20[^ ]*  contoso  ada@contoso\.example  ENTERPRISEPACK'

# ---- a mistake with a group -------------------------------------------------------
sim "remove-group-license sales $admin"
"$collect_program" --config "$conf" >"$work/collected" 2>&1
handle restore $all --preview
like "members of a group" "$code $output" '^0 contoso: 2 mailboxes would be brought back$'
like "have a better cure" "$output" '^BETTER: 2 of them lost a license that a group gave'
conf_set "dry_run = yes" "writer_client_id = $writer_id" \
	"writer_client_secret_file = $work/writer-secret" "min_age = 0"
handle restore $all --preview
like "a rehearsal is said to be one" "$output" '^contoso: 2 mailboxes would be brought back \(but for dry_run\)'
sim_forget_requests
handle restore $all --yes --wait
like "rehearsed" "$code $output" '^done: '
is "nothing was written" "$(written /assignLicense)" 0
done_testing
