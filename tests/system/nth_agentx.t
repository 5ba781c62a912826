#!/bin/sh
# SPDX-License-Identifier: MIT
# One call of the subagent fails, whichever: it ends and says why, or shows in the end
# what it shows otherwise; whoever starts it again has all, and every notification.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmptrapd snmpget snmpbulkwalk
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
. "$top_srcdir/tests/system/nth.sh"
points=${SHORT:+1}
points=${points:-2}
[ -z "${FULL-}" ] || points=${POINTS:-$never}

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
$(for name in ada ben cyd; do
	echo "user $name@contoso.example name=\"$name Example\" sku=ENTERPRISEPACK"
done)
EOF
conf_write "min_age = 0"
collect
for name in ada ben; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +1d
collect
sim_clock +27d
collect
mkdir "$work/old"
cp -p "$state"/contoso.* "$work/old/"
trapd_start
snmpd_start

shown() { walk mbxMailboxTable | grep -v SecondsLeft; }
shows_all() { [ "$(shown)" = "$wanted" ]; }
ended_early() { ! kill -0 "$agentx_pid" 2>/dev/null; }
# All of them, however often: one that was sent as the disk failed is sent again.
told() { tail -c "+$((since + 1))" "$snmp/traps" | grep -a '<>' | grep mbxCritical | grep -o 'mbxNotifyAlarmKey.0 = [^<]*' | sort -u; }
has_told() { [ "$(told | grep -c .)" = "$1" ]; }
told_all() { [ "$(told)" = "$wanted_told" ]; }
shown_and_told() { shows_all && told_all; }
shown_or_ended() { ended_early || shown_and_told; }

begin_with() { # FOLDER
	rm -rf "$state"
	mkdir "$state"
	cp -p "$1"/* "$state/"
	since=$(wc -c <"$snmp/traps")
}
start_with() { # COMMAND...: in the background
	("$@" --config "$conf" --socket "unix:$snmp_socket" --at "$now" >"$work/stdout" 2>&1) &
	agentx_pid=$!
	sim_pids="$sim_pids $agentx_pid"
}
# Whatever stands between us and it passes this on.
stop_it() {
	ended_early || kill "$agentx_pid"
	wait "$agentx_pid"
	code=$?
	sim_pids=${sim_pids% "$agentx_pid"}
	cp "$work/stdout" "$work/stderr"
	output=$(cat "$work/stdout")
}
# How it ends: undisturbed that is what is wanted.
see() { # HOW-MANY
	if [ "$nth" = "$never" ]; then
		wait_for 20 has_told "$1"
		wanted=$(shown)
		wanted_told=$(told)
		state_of_it=shown
	elif wait_for 45 shown_or_ended; then # it looks again after 30 s
		state_of_it=shown
		! ended_early || state_of_it=ended
	else
		state_of_it=silent
	fi
	stop_it
}
# A write to the pipe by which net-snmp calls itself does not fail.
export NTH_ONLY=files
judge() {
	case $state_of_it in
	silent)
		echo "runs on, and shows or tells less:"
		shown | head -n 2
		told
		;;
	ended)
		ended 1 2 3
		was=$code
		start_with "$agentx_program"
		wait_for 20 shown_and_told || echo "not even the next one shows and tells all"
		said=$output
		stop_it
		[ "$code" = 0 ] || echo "the next one: exit $code"
		code=$was output=$said
		;;
	shown) ended 0 ;;
	esac
	sound "$state/agentx.db"
}
starting_begin() { begin_with "$work/old"; }
starting_act() {
	start_with with_fault "$agentx_program"
	see 2
}
starting_learn() {
	is "undisturbed it shows two mailboxes, and tells of them" \
		"$(printf '%s\n' "$wanted" | grep -c Upn) $(printf '%s\n' "$wanted_told" | grep -c .) $code" "2 2 0"
}
starting_judge() { judge; }
sweep starting memory ENOMEM
sweep starting changes ENOSPC
sweep starting changes EIO
sweep starting reads EIO
sweep starting opens EMFILE
sweep starting locks ENOLCK
sweep starting sockets ECONNRESET

# ---- while it runs new data come, a tenant too, and it is told to read all anew ----------
sim "remove-license cyd@contoso.example by=admin@contoso.example"
sim_clock +60s
collect
mkdir "$work/new"
cp -p "$state/contoso.db" "$work/new/"
cp "$conf" "$work/conf.one"
tenants_shown() { [ "$(walk mbxTenantName | grep -c =)" = "$1" ]; }
# timeout(1) would pass on but the first.
hang_up() { kill -HUP $(cat "/proc/$agentx_pid/task/$agentx_pid/children"); }
settled() { ended_early || { has_told 2 && tenants_shown 1; }; }
refused() { grep -q 'the configuration stays as it was' "$work/stdout"; }
reread() { ended_early || tenants_shown 2 || refused; }
reloading_begin() {
	begin_with "$work/old"
	rm -f "$work/begun"
	cp "$work/conf.one" "$conf"
}
# What is said to stay as it was is there for the next time it is told.
reloading_act() {
	start_with with_fault "$agentx_program"
	wait_for 20 settled
	cp -p "$work/new/contoso.db" "$state/fabrikam.db"
	cp -p "$work/new/contoso.db" "$work/contoso.db"
	printf '[tenant fabrikam]\ntenant_id = %s\n' "$tenant_id" >>"$conf"
	touch "$work/begun"
	mv "$work/contoso.db" "$state/contoso.db"
	hang_up
	wait_for 20 reread
	! refused || hang_up
	see 4
}
reloading_learn() {
	is "undisturbed it shows six then, and has told of four" \
		"$(printf '%s\n' "$wanted" | grep -c Upn) $(printf '%s\n' "$wanted_told" | grep -c .) $code" "6 4 0"
}
reloading_judge() { judge; }
export NTH_AFTER="$work/begun"
sweep reloading changes ENOSPC
[ -z "${FULL-}" ] || {
	sweep reloading memory ENOMEM
	sweep reloading changes EIO
	sweep reloading reads EIO
	sweep reloading opens EMFILE
	sweep reloading opens EACCES
	sweep reloading locks ENOLCK
	sweep reloading sockets ECONNRESET
}
done_testing
