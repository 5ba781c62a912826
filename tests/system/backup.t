#!/bin/sh
# SPDX-License-Identifier: MIT
# mailbox_expiry_collect --backup, and putting one back: copies are consistent while
# everything is written, whatever kills it leaves earlier ones whole, releases
# survive, nothing is restored twice, and no acknowledgement of old is acted on.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
[ -r "$library" ] || skip_all "needs tests/doubles/nth_call.so"
handler_alone

sim_start <<END
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in ada ben cyd dan; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
END
handler_conf "cooldown = 0"
collect
for name in ada ben cyd dan; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +28d
collect

store=$work/backups
mkdir -m 700 "$store"
back_up() { # [VARIABLE=VALUE...]
	output=$(env "$@" "$collect_program" --config "$conf" --at "$now" --backup "$store" 2>&1)
	code=$?
}
# worker KIND LINE...: one request, and what it takes until it is done
worker() {
	kind=$1
	shift
	ask "$@"
	sed -i "s/^kind .*/kind $kind/" "$state/inbox"/0*
	work_for 2 5
}
acknowledged="system nagios
host contoso
service mailbox-expiry
state CRITICAL
hard yes
author alice"
# acknowledge WHEN NAME: the service, with that mailbox in the comment
acknowledge() {
	ask "comment $2@contoso.example" "checked_at $(date -u -d "$1" +%s)" \
		"acked_at $(date -u -d "$1" +%s)"
	sed -i 's/^system hand$/@/' "$state/inbox"/0*
	awk -v lines="$acknowledged" '$0 == "@" { print lines; next }
		{ sub(/^kind .*/, "kind acknowledge"); print }' "$state/inbox"/0* >"$work/request"
	cp "$work/request" "$state/inbox"/0*
	work_for 2 5
}
last_request() {
	ask_handler "select state || ': ' || reason from request order by id desc limit 1"
}

# ---- a backup --------------------------------------------------------------------
worker release "mailbox ben@contoso.example"
judge
is "ben is let go, three alarm" "$(judged ben) $(judged ada) $(judged cyd)" \
	"- CRITICAL expiring license-removed CRITICAL expiring license-removed"
back_up
taken=$now
kept=$store/$taken
like "a backup" "$code $output" "^0 ok +contoso.db: 4 mailboxes \(SIMULATED\)"
like "tells of the handler" "$output" \
	'^ok +handler.db: 1 request, 1 release, 0 mailboxes at work \(SIMULATED\)$'
like "and where it is" "$output" "^ok +backup: $kept\$"
is "files and modes" "$(cd "$store" && stat -c '%a %n' "$taken" "$taken"/*)" "700 $taken
600 $taken/contoso.db
600 $taken/handler.db"
for name in contoso handler; do
	is "$name.db is whole, and what the original is" \
		"$(sqlite3 -readonly "$kept/$name.db" 'pragma integrity_check' .dump | cksum)" \
		"$(sqlite3 -readonly "$state/$name.db" 'pragma integrity_check' .dump | cksum)"
done
is "no secret is in it" "$(grep -raFl -e "$secret" -e "$writer_secret" -e eyJ -e Bearer "$store")" ""
like "of a search that had something to find" "$(grep -raFl ada@contoso.example "$kept")" contoso.db
back_up
like "a second one in the same second" "$code $output" '^1 (.*|ok.*)' 
like "says so" "$output" '^FAIL  backup: no backup was made: .*there is one'
is "and leaves nothing behind" "$(ls -A "$store" | sort | paste -sd' ')" ".lock $taken"

# ---- what it finds in its place -------------------------------------------------------
mkdir "$work/precious"
cp "$state/handler.db" "$work/precious"
ln -s "$work/precious" "$store/.unfinished"
sim_clock +1s
back_up
is "a link for an unfinished one is taken away, and what it leads to is left alone" \
	"$code $(ls "$work/precious") $(ls -A "$store" | sort | paste -sd' ')" "0 handler.db .lock $taken $now"
rm -r "${store:?}/$now"

# ---- where it cannot be ---------------------------------------------------------------
output=$("$collect_program" --config "$conf" --backup "$work/none" 2>&1)
like "no such directory" "$?$output" '^1FAIL  backup: .*no such directory'
like "what to do" "$output" '^      do: install -d -o USER -m 0700'
output=$("$collect_program" --config "$conf" --tenant contoso --backup "$store" 2>&1)
like "of one tenant alone" "$?$output" '^3UNKNOWN: --backup takes all of state_dir'
if [ -n "$is_root" ]; then
	cp -a "$state" "$work/theirs"
	chown -R "$owner:$readers" "$work/theirs"
	sed "s|^state_dir = .*|state_dir = $work/theirs|" "$conf" >"$work/conf.theirs"
	output=$("$collect_program" --config "$work/conf.theirs" --at "$now" --backup "$store" 2>&1)
	like "root becomes the owner, who may not write there" "$?$output" \
		"^1FAIL  backup: .*user $owner, the owner of state_dir, has no right"
	install -d -o "$owner" -m 700 "$work/their-store"
	# Who may write there would have it clear away, or fill, whatever he likes.
	install -d -o "$owner" -m 777 "$work/open-store"
	mkdir "$work/victim"
	chown "$owner" "$work/victim"
	: >"$work/victim/precious"
	ln -s "$work/victim" "$work/open-store/.unfinished"
	output=$("$collect_program" --config "$work/conf.theirs" --at "$now" --backup "$work/open-store" 2>&1)
	like "a directory that others may write is refused" "$? $output" '^1 .*somebody else may write there'
	chmod 700 "$work/open-store"
	output=$("$collect_program" --config "$work/conf.theirs" --at "$now" --backup "$work/open-store" 2>&1)
	is "a link is not gone through" "$? $(ls "$work/victim")" "1 precious"
	chown 0 "$work/theirs/handler.db"
	chmod 600 "$work/theirs/handler.db"
	output=$("$collect_program" --config "$work/conf.theirs" --at "$now" --backup "$work/their-store" 2>&1)
	like "one that may not be read is a failure" "$?$output" '^1ok +contoso.db'
	like "which is said" "$output" '^FAIL  handler.db: .*handler.db: cannot be opened'
	like "with what to do" "$output" '^      do: it is not in this backup'
	is "the rest is there, as theirs" \
		"$(stat -c '%U %n' "$work/their-store/$now"/*)" "$(id -un "$owner") $work/their-store/$now/contoso.db"
	chown "$owner" "$work/theirs/handler.db"
	echo x >"$work/theirs/agentx.db"
	chmod 000 "$work/theirs/agentx.db"
	chown 0 "$work/theirs/agentx.db"
	sim_clock +1s
	output=$("$collect_program" --config "$work/conf.theirs" --at "$now" --backup "$work/their-store" 2>&1)
	like "the subagent's is but a warning" "$?$output" '^0.*'
	like "which is said, too" "$output" '^warn  agentx.db: .*cannot be opened'
fi
# The subagent's lies in a directory of its own.
mkdir "$state/agentx"
sqlite3 "$state/agentx/agentx.db" <"$top_srcdir/plugin/state/agentx.sql"
sqlite3 "$state/agentx/agentx.db" 'insert into agentx (id, simulated, born_at) values (1, 1, 1)'
sim_clock +1s
back_up
like "the subagent's database, too" "$code $output" '^0 ok +agentx/agentx.db: 0 events for SNMP'
is "beside the others" "$(ls "$store/$now" | paste -sd' ')" "agentx.db contoso.db handler.db"
rm -r "$state/agentx" "${store:?}/$now"
cp "$state/contoso.db" "$work/good.db"
dd if=/dev/urandom of="$state/contoso.db" bs=4096 seek=2 count=3 conv=notrunc 2>/dev/null
sim_clock +1s
back_up
like "what is damaged does not become a backup" "$code $output" '^1 FAIL  contoso.db: .*(malformed|damaged|corrupt)'
is "the other one does" "$(ls "$store/$now")" handler.db
rm -r "${store:?}/$now"
cp "$work/good.db" "$state/contoso.db"
cat >"$work/hold.py" <<'END'
import fcntl, sys, time
file = open(sys.argv[1], "r+")
fcntl.lockf(file, fcntl.LOCK_EX)
print("held", flush=True)
sys.stdin.read()
END
mkfifo "$work/go"
python3 "$work/hold.py" "$store/.lock" <"$work/go" >"$work/held" &
sim_pids="$sim_pids $!"
exec 8>"$work/go"
wait_for 10 test -s "$work/held"
back_up
like "two at a time" "$code $output" '^1 FAIL  backup: .*another backup is being made'
exec 8>&-

# ---- killed, or failing, at each call that changes a file -------------------------------
cp "$library" "$work/nth_call.so"
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
whole() { # every directory with the name of an instant, as it should be
	for folder in "$store"/2*; do
		for name in contoso handler; do
			[ "$(sqlite3 -readonly "$folder/$name.db" 'pragma quick_check' 2>&1)" = ok ] ||
				echo "$folder/$name.db"
		done
	done
}
before=$(cd "$kept" && cksum ./*)
calls=0
for action in kill ENOSPC; do
	call=1 ended=
	while [ -z "$ended" ] && [ $call -lt 2000 ]; do
		sim_clock +1s
		set -- "NTH_CALL=$call" LD_PRELOAD="$work/nth_call.so"
		[ $action = kill ] || set -- "$@" NTH_ACTION=$action
		back_up "$@"
		[ "$code" != 0 ] || ended=yes
		broken=$(whole)
		[ -z "$broken" ] || break
		[ ! -d "$store/$now" ] || [ "$code" != 0 ] || rm -r "${store:?}/$now"
		case $action$code in
		ENOSPC1) case $output in *FAIL*) ;; *) broken="not said at $call" ;; esac ;;
		esac
		[ -z "$broken" ] || break
		calls=$((calls + 1))
		# The first ones one by one, then pages, which are alike.
		call=$((call + 1 + (call > 12) * 2))
	done
	is "$action at each call: what has a name is whole" "$broken" ""
	is "$action: to the end" "$ended" yes
done
is "the first backup is as it was" "$(cd "$kept" && cksum ./*)" "$before"
[ $calls -gt 20 ] && ok "that were $calls calls" || not_ok "that were only $calls calls"
sim_clock +1s
back_up
is "the next one tidies up" "$code $(find "$store" -name .unfinished)" "0 "
for folder in "$store"/2*; do
	[ "$folder" = "$kept" ] || rm -r "$folder"
done

# ---- while everything is written -----------------------------------------------------------
fill=$top_builddir/tests/bench/fill_state
if [ -x "$fill" ]; then
	mkdir "$work/busy"
	"$fill" "$work/busy/contoso.db" 20000
	sqlite3 "$work/busy/contoso.db" "update mailbox set display_name = 'x' where id in (1, 19999);
		update mailbox set upn = 'x' where id % 50 = 0"
	sed "s|^state_dir = .*|state_dir = $work/busy|" "$conf" >"$work/conf.busy"
	cat >"$work/writer.py" <<'END'
# Writes as the collector does: two rows that always agree; how long each took.
import os, sqlite3, sys, time
db = sqlite3.connect(sys.argv[1], timeout=0.3, isolation_level=None)
db.execute("pragma synchronous = full")
worst = n = busy = 0
while os.path.exists(sys.argv[2]):
    n += 1
    began = time.monotonic()
    while True:
        try:
            db.execute("begin immediate")
            db.execute("update mailbox set display_name = ? where id in (1, 19999)", (n,))
            db.execute("update mailbox set upn = ? where id % 50 = 0", ("user%d@x" % n,))
            db.execute("commit")
            break
        except sqlite3.OperationalError:
            busy += 1
            db.rollback()
            time.sleep(0.05)
    worst = max(worst, time.monotonic() - began)
    time.sleep(0.1)
print(n, busy, int(worst * 1000))
END
	touch "$work/writing"
	python3 "$work/writer.py" "$work/busy/contoso.db" "$work/writing" >"$work/wrote" 2>&1 &
	pid=$!
	torn=
	copies=0
	while [ $copies -lt 6 ]; do
		sim_clock +1s
		output=$("$collect_program" --config "$work/conf.busy" --at "$now" --backup "$store" 2>&1) ||
			torn="$torn $output"
		[ "$(sqlite3 -readonly "$store/$now/contoso.db" \
			"pragma integrity_check; select count(distinct display_name) from mailbox
			where id in (1, 19999); select count(distinct upn) from mailbox where id % 50 = 0")" = \
			"ok
1
1" ] || torn="$torn $now"
		copies=$((copies + 1))
	done
	rm "$work/writing"
	wait "$pid"
	read -r writes busy worst <"$work/wrote"
	is "$copies copies while $writes transactions were written: none is torn" "$torn" ""
	[ "$writes" -gt 2 ] && ok "the writer went on" || not_ok "the writer wrote but $writes times"
	if [ "$worst" -lt 3000 ]; then
		ok "and waited $worst ms at the most ($busy times refused)"
	else
		not_ok "it waited $worst ms"
	fi
else
	ok "while everything is written # SKIP tests/bench/fill_state was not built"
fi

# ---- put back ------------------------------------------------------------------------
# What became of the day after the backup is to be forgotten: ada was brought back,
# cyd was let go, dan is acknowledged.
sim_clock +1h
sim_forget_requests
acked=$now
acknowledge "$acked" ada
like "ada is brought back" "$(remedy ada)" '^verified'
worker release "mailbox cyd@contoso.example"
is "with one write" "$(written /assignLicense)" 1
collect
put_back() { # as mailbox_expiry_collect(8) says; nothing runs here
	rm -f "$state"/*.db-journal
	install -m 0640 "$1"/*.db "$state"
}
: >"$state/handler.db-journal"
put_back "$kept"
judge
is "releases of the backup hold, later ones do not; ada alarms again" \
	"$(judged ben) $(judged cyd) $(judged ada)" \
	"- CRITICAL expiring license-removed CRITICAL expiring license-removed"
output=$("$collect_program" --config "$conf" --at "$now" --self-test 2>&1)
like "the self-test finds them whole" "$output" '^ok +contoso database: whole, 4 mailboxes'
like "both" "$output" '^ok +handler.db: whole, 1 request, 1 release'
sim_forget_requests
acknowledge "$acked" ada
like "the same acknowledgement counts as new" "$(last_request)" '^(done|refused): .*ada@contoso.example'
is "but ada has her license: nothing is written" "$(written /)" 0
is "which is told" "$(remedy ada)" 'verified: already back: nothing was written'
collect
judge
like "after a collection ada alarms no more" "$(judged ada)" '^(-|OK restored)'
is "ben is still let go" "$(judged ben)" -
acknowledge "$(date -u -d "$now -2 days" +%Y-%m-%dT%H:%M:%SZ)" dan
like "an acknowledgement of two days ago is left alone" "$(last_request)" '^done: was asked for 2d ago, longer than ack_max_age'
is "and nothing is written" "$(written /)" 0
work_for 1
is "nor later" "$(written /)" 0
acknowledge "$now" dan
like "one of now is acted on" "$(remedy dan)" '^verified'

# ---- of another version ------------------------------------------------------------------
mkdir "$work/newer"
cp "$kept"/*.db "$work/newer"
sqlite3 "$work/newer/contoso.db" 'pragma user_version = 2'
sqlite3 "$work/newer/handler.db" 'pragma user_version = 2'
put_back "$work/newer"
collect
like "a newer one is refused by the collector" "$code $output" '^3 FAILED: .*newer version: upgrade this package'
work
like "and by the worker" "$code $output" '^1 .*newer version: upgrade this package'
check
like "the check is UNKNOWN" "$code $first" '^3 UNKNOWN: .*newer version'
sim_clock +1s
back_up
like "nor is it backed up" "$code $output" '^1 FAIL  contoso.db: .*newer version'
done_testing
