#!/bin/sh
# SPDX-License-Identifier: MIT
# An acknowledgement that Nagios told without its author: it is whose status.dat says,
# as soon as that can be known, and nobody's else; and nothing is done for nobody.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

names="ada ben cyd dan eve fay gil"
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in $names; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
EOF
handler_conf
sed -i 's/^authors = .*/authors = alice/' "$conf"
mkfifo "$work/nagios.cmd"
cat >>"$conf" <<EOF
[nagios]
command_file = $work/nagios.cmd
status_file = $work/status.dat
EOF
collect
for name in $names; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +1d
collect
sim_forget_requests
exec 9<>"$work/nagios.cmd"

# acknowledged NAME: somebody acknowledges its service now, and Nagios does not say who
acknowledged() {
	ask "mailbox $1@contoso.example"
	set -- "$1" "$(echo "$state/inbox"/0*)"
	sed -i -e 's/^kind .*/kind acknowledge/' -e 's/^system .*/system nagios/' "$2"
	acked_at=$(date -u -d "$now" +%s)
	printf 'host h1\nservice %s\nstate CRITICAL\nhard yes\nchecked_at %s\nacked_at %s\n' \
		"$1" "$acked_at" "$acked_at" >>"$2"
}
# status NAME WRITTEN ACKNOWLEDGED COMMENTED AUTHOR COMMENT: both times are seconds
# since the acknowledgement
status() {
	cat >"$work/status.new" <<EOF
info {
	created=$((acked_at + $2))
	}
servicestatus {
	host_name=h1
	service_description=$1
	current_state=2
	state_type=1
	problem_has_been_acknowledged=$3
	last_check=$acked_at
	}
servicecomment {
	host_name=h1
	service_description=$1
	entry_type=4
	comment_id=1
	entry_time=$((acked_at + $4))
	author=$5
	comment_data=$6
	}
EOF
	mv "$work/status.new" "$work/status.dat"
}
state_of() {
	ask_handler "select state || coalesce(': ' || reason, '') from request
		where service = '$1' order by id desc limit 1"
}
author_of() {
	ask_handler "select author || ': ' || comment from request where service = '$1'"
}
heard() {
	timeout 1 cat <&9 >"$work/heard" 2>/dev/null
	cut -d' ' -f2- "$work/heard"
}

acknowledged ada
work
is "no status.dat: waited for" "$(state_of ada)" new
status ada 0 1 -1 alice "let me do that"
work
is "one of the same second may show somebody else's" "$(state_of ada)" new
sim_clock +1s
status ada 1 1 0 mallory "mine"
work
like "one that is newer tells" "$(state_of ada)" '^refused: author "mallory" may not restore'
like "so it comes back" "$(heard)" '^REMOVE_SVC_ACKNOWLEDGEMENT;h1;ada'

acknowledged ben
sim_clock +1s
status ben 1 1 -90 alice "an old one that stayed"
work
is "a comment that is older is not of this acknowledgement" "$(state_of ben)" new
sim_clock +1s
status ben 2 0 0 alice "taken back meanwhile"
work
is "nor is there one any more" "$(state_of ben)" new
sim_clock +91s
work
like "nobody's is refused in the end" "$(state_of ben)" '^refused: who acknowledged could not be found out'
output=$(heard)
like "which is said" "$output" 'ADD_SVC_COMMENT;h1;ben;.*who acknowledged could not be found out'
unlike "but not taken back blindly" "$output" REMOVE_SVC

acknowledged cyd
sim_clock +1s
status cyd 1 1 0 alice "$(printf 'all is well\001, get it\033[2J')"
work
is "what was typed is made fit" "$(author_of cyd)" "alice: all is well?, get it?[2J"
acknowledged dan
sim_clock +1s
status dan 1 1 0 "$(printf 'alice\001')" "x"
work
is "the author, too" "$(author_of dan)" 'alice?: x'
like "who then is somebody else" "$(state_of dan)" '^refused: author "alice\?" may not'
acknowledged eve
sim_clock +1s
status eve 1 1 0 alice "$(head -c 9000 /dev/zero | tr '\0' x)"
work
like "a comment too long refuses" "$(state_of eve)" '^refused: .*unknown word "#comment-too-long"'

# Gil's is taken by a worker whose clock is far ahead: by a right one it is no longer
# waited for than any other.
acknowledged gil
"$handle_program" worker --config "$conf" --once \
	--at "$(date -u -d "$now + 40 days" +%Y-%m-%dT%H:%M:%SZ)" >"$work/ahead" 2>&1
is "taken by a clock that is ahead" "$(state_of gil)" new
sim_clock +30s
work
is "by a right one it is waited for" "$(state_of gil)" new
sim_clock +61s
work
like "as long as for any other" "$(state_of gil)" '^refused: who acknowledged could not be found out'

sed -i '/^status_file/d' "$conf"
heard >/dev/null
acknowledged fay
work
like "nowhere to look: refused" "$(state_of fay)" '^refused: .*set status_file'
unlike "and not taken back either" "$(heard)" REMOVE_SVC
work_for 2 5
is "only what alice asked for was written" "$(written /assignLicense) $(remedy cyd | cut -d: -f1)" "1 verified"
done_testing
