#!/bin/sh
# SPDX-License-Identifier: MIT
# shellcheck disable=SC2086 # the words of $as
# Four users, as contrib/systemd/separate.sh makes them: the collector's, the worker's,
# the subagent's and the monitoring core's.  Each does its work under the filters of
# its unit, and tries in vain what is another's.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/snmp.sh"
snmp_needs snmpd snmpget
for tool in sqlite3 setfacl systemd-analyze; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
[ -n "$is_root" ] || skip_all "needs several users: be root"
cp "$agentx_program" "$top_srcdir/tests/system/shut_in.py" "$bin/" || exit 1
agentx_program=$bin/mailbox_expiry_agentx
chmod 755 "$bin"/*
chmod 755 "$snmp"
chmod -R a+rX "$snmp/mibs" "$snmp/empty"

collector=$(id -u sys)
worker=$(id -u daemon)
subagent=$(id -u games)
core=$(id -u nobody)
readers=$(getent group users | cut -d: -f3)
askers=$(getent group staff | cut -d: -f3)
become() { # USER: one of the four
	case $1 in
	collector) as="--reuid=$collector --regid=$readers --clear-groups" ;;
	worker) as="--reuid=$worker --regid=$readers --groups=$readers,$askers" ;;
	subagent) as="--reuid=$subagent --regid=$subagent --groups=$readers" ;;
	core) as="--reuid=$core --regid=$core --groups=$readers,$askers" ;;
	esac
	as="setpriv $as --no-new-privs"
}
who() { # USER COMMAND...
	become "$1"
	shift
	$as "$@"
}
shut_in() { # USER UNIT COMMAND...: within the filters of that unit
	become "$1"
	unit=$work/units/$2
	shift 2
	$as /usr/bin/python3 "$bin/shut_in.py" "$unit" "$@"
}
mkdir -m 755 "$work/units"
for file in "$top_srcdir"/contrib/systemd/*.service.in; do
	cp "$file" "$work/units/$(basename "$file" .service.in | sed 's/mailbox-expiry-//')"
done
chmod 644 "$work/units"/*

sim_start <<END
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK location=DE
user ben@contoso.example sku=ENTERPRISEPACK location=DE
END
state_in_memory
handler_conf "authors = alice" "block_sign_in = no" "cooldown = 0"
printf '[nagios]\ncommand_file = %s\nstatus_file = %s\n' "$work/none" "$work/none" >>"$conf"
chmod 755 "$work" "$sim_dir"
chmod 644 "$conf" "$sim_dir/ca.pem"
chown "$collector" "$work/secret"
chown "$worker" "$work/writer-secret"
mkdir -p "$work/etc"
chmod 2750 "$state"
ask_handler() { sqlite3 -readonly "$state/handler/handler.db" "$1"; }
separate() {
	COLLECTOR=sys WORKER=daemon READERS=users ASKERS=staff UNITS=$work/etc \
		sh "$top_srcdir/contrib/systemd/separate.sh" "$state" 2>&1
}
# Of the time when all was one user's.
echo >"$state/old.db"
chown "$worker" "$state/old.db"
echo >"$state/handler.db"
: >"$state/sync.lock"
chown "$collector" "$state/sync.lock"
chmod 640 "$state/sync.lock"
like "the users are separated" "$(separate)" '^From now on'
is "what is there is given to its writer" "$(stat -c %U "$state/old.db")" sys
is "what only the worker may lock, too" "$(stat -c %U "$state/sync.lock")" daemon
is "what is the worker's is moved" "$(stat -c %U "$state/handler/handler.db")" daemon
ls -lR "$state" >"$work/once"
separate >/dev/null
is "and again changes nothing" "$(ls -lR "$state" | diff "$work/once" -)" ""
for file in "$work"/units/*; do
	sed 's|@sbindir@/[a-z_]*|/bin/true|' "$file" \
		>"$work/etc/mailbox-expiry-$(basename "$file").service"
done
for unit in collect@contoso handler reconcile sync; do
	[ -f "$work/etc/mailbox-expiry-$unit.service" ] ||
		cp "$work/etc/mailbox-expiry-collect@.service" "$work/etc/mailbox-expiry-$unit.service"
	is "systemd understands what is changed in $unit" "$(SYSTEMD_UNIT_PATH=$work/etc: \
		systemd-analyze verify --man=no "$work/etc/mailbox-expiry-$unit.service" 2>&1 |
		grep -F separate.conf)" ""
	is "which no longer gives all to the user of $unit" "$(grep -cx 'StateDirectory=' \
		"$work/etc/mailbox-expiry-${unit%contoso}.service.d/separate.conf")" 1
done
rm "$state/old.db" "$state/handler/handler.db"
mkdir "$state/agentx"
chown "$subagent:$subagent" "$state/agentx"
chmod 750 "$state/agentx"

# ---- each does its work, and nothing its unit forbids -------------------------------
sim_clock
runs() { # NAME USER UNIT COMMAND...
	name=$1
	shift
	output=$(shut_in "$@" 2>&1)
	code=$?
	is "$name" "$code" 0
}
collects() {
	runs "the collector" collector collect@ "$collect_program" --config "$conf" --at "$now"
}
works() {
	runs "the worker" worker handler "$handle_program" worker --config "$conf" \
		--at "$now" --once -v
}
collects
for name in ada ben; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +20d
collects
works
printf 'info {\n\tcreated=%s\n\t}\n' "$(date -u -d "$now" +%s)" >"$work/none"
runs "reconciling" worker reconcile "$handle_program" reconcile --config "$conf" --at "$now"
mkdir "$work/objects"
chown "$worker" "$work/objects"
echo "objects_file = $work/objects/mailboxes.cfg" >>"$conf"
runs "one service for each mailbox" worker sync "$handle_program" sync --config "$conf" --at "$now"
sed -i '$d' "$conf"
is "both have one" "$(grep -c _MBX_ID "$work/objects/mailboxes.cfg")" 2
output=$(who core env MBX_AUTHOR=alice MBX_COMMENT=ada@contoso.example "$handle_program" \
	ingest --config "$conf" --source nagios --type ACKNOWLEDGEMENT --host h \
	--service s --state CRITICAL --tenant contoso --at "$now" 2>&1)
is "the core asks" "$? $output" "0 "
works
sim_clock +5s
works
like "what it asked for is done" "$(remedy ada)" '^verified'
# The check needs not even the network that the subagent may not have.
output=$(shut_in core agentx "$check_program" --config "$conf" --at "$now" --no-collect 2>&1)
like "the core checks, without a socket" "$? $output" '^[012] .*1 mailbox in its window|^[012] [A-Z]+: contoso'
like "with what the handler did" "$output" 'restored, seen by the handler'

echo "agentXPerms 0660 0750 root games" >"$work/perms"
snmpd_start "$(cat "$work/perms")"
chown "root:$subagent" "$snmp_socket"
chmod 660 "$snmp_socket"
become subagent
$as /usr/bin/python3 "$bin/shut_in.py" "$work/units/agentx" "$agentx_program" --config "$conf" --at "$now" \
	--socket "unix:$snmp_socket" >>"$agentx_log" 2>&1 &
agentx_pid=$!
sim_pids="$sim_pids $agentx_pid"
wait_for 10 agentx_answers
is "the subagent" "$(snmp_get mbxSummaryTenants.0)" 1
is "keeps its own database" "$(stat -c %u "$state/agentx/agentx.db")" "$subagent"

# ---- what each tries in vain --------------------------------------------------------
# A collector and a worker that are at work, for signals and spies.
sim 'fault hang count=-1 path=/v1.0/users'
sim_forget_requests
become collector
$as "$collect_program" --config "$conf" --at "$now" >/dev/null 2>&1 &
collector_pid=$!
sim_pids="$sim_pids $collector_pid"
is_collecting() { [ "$(sim_count /v1.0/users)" -gt 0 ]; }
wait_for 10 is_collecting
become core
$as sleep 300 &
core_pid=$!
become worker
$as sleep 300 & # one that would have a token in memory
worker_pid=$!
sim_pids="$sim_pids $core_pid $worker_pid"
is_mine() { [ "$(stat -c %u "/proc/$1" 2>/dev/null)" = "$2" ]; }
wait_for 5 is_mine "$core_pid" "$core"
wait_for 5 is_mine "$worker_pid" "$worker"

# Nobody writes the state of those tried in vain.
looks() {
	(cd "$state" && find . ! -path './agentx/*' -printf '%p %u %g %m\n' | sort &&
		find . -name 'handler.db' -exec cksum {} + | sort)
}
before=$(looks)
failed=
tried=0
cannot() { # USER WHAT COMMAND
	tried=$((tried + 1))
	if who "$1" timeout 5 sh -c "$3" >"$work/tried" 2>&1 </dev/null; then
		failed="$failed
$1 can $2"
	fi
}
nobody_but() { # USERS WHAT COMMAND: the others of the four
	for each in collector worker subagent core; do
		case " $1 " in
		*" $each "*) ;;
		*) cannot "$each" "$2" "$3" ;;
		esac
	done
}
nobody_but collector "read the reader's secret" "cat '$work/secret'"
nobody_but worker "read the writer's secret" "cat '$work/writer-secret'"
for file in contoso.db contoso.lock; do
	nobody_but collector "write $file" "echo >>'$state/$file'"
	nobody_but collector "open $file to all" "chmod 666 '$state/$file'"
	nobody_but "collector worker" "remove $file" "rm '$state/$file'"
done
for file in handler/handler.db handler/handler.lock; do
	nobody_but worker "write $file" "echo >>'$state/$file'"
	nobody_but worker "remove $file" "rm '$state/$file'"
	nobody_but worker "rename $file" "mv '$state/$file' '$state/x'"
	nobody_but worker "replace $file" "cd /tmp && f=\$(mktemp) && mv -f \$f '$state/$file' || { rm \$f; false; }"
	nobody_but worker "put a link over $file" "ln -sf /etc/passwd '$state/$file'"
done
nobody_but worker "write handler.db by SQL" \
	"sqlite3 '$state/handler/handler.db' 'create table x (y)'"
nobody_but collector "write contoso.db by SQL" \
	"sqlite3 '$state/contoso.db' 'create table x (y)'"
nobody_but "collector worker" "plant a journal for contoso.db" ": >'$state/contoso.db-journal'"
for ending in journal wal shm; do
	nobody_but worker "give handler.db a $ending" ": >'$state/handler/handler.db-$ending'"
done
nobody_but worker "take the directory of the worker away" "mv '$state/handler' '$state/h'"
rm -f "$state"/*-journal
nobody_but subagent "write agentx.db" "echo >>'$state/agentx/agentx.db'"
nobody_but subagent "replace agentx.db" "cp /etc/passwd '$state/agentx/x'"
nobody_but "worker core" "ask for mailboxes" ": >'$state/inbox/x'"
nobody_but "worker core" "see who asked" "ls '$state/inbox'"
nobody_but worker "take the inbox away" "mv '$state/inbox' '$state/inbox2'"
nobody_but subagent "speak to snmpd as a subagent" "/usr/bin/python3 -c \"
import socket
socket.socket(socket.AF_UNIX).connect('$snmp_socket')\""
for victim in "collector $collector_pid" "worker $worker_pid" "core $core_pid" \
	"subagent $agentx_pid"; do
	pid=${victim#* }
	nobody_but "${victim% *}" "signal the ${victim% *}" "kill -0 $pid"
	nobody_but "${victim% *}" "see the environment of the ${victim% *}" \
		"cat /proc/$pid/environ"
	nobody_but "${victim% *}" "open the memory of the ${victim% *}" "exec 3</proc/$pid/mem"
	nobody_but "${victim% *}" "see the files of the ${victim% *}" "ls /proc/$pid/fd/"
done
for each in worker subagent core; do
	cannot "$each" "collect" "'$collect_program' --config '$conf' --at '$now'"
done
for each in collector subagent core; do
	cannot "$each" "be the worker" "'$handle_program' worker --config '$conf' --at '$now' --once"
done
for each in collector subagent; do
	cannot "$each" "pause the worker" "'$handle_program' pause --config '$conf' x --at '$now'"
done
output=
like "so much was tried" "$tried" '^1[0-9][0-9]$'
is "all of it in vain" "$failed" ""
is "and nothing has changed" "$(looks)" "$before"
kill "$collector_pid" "$core_pid" "$worker_pid"
sim clear-faults
runs "after all that the collector" collector collect@ "$collect_program" \
	--config "$conf" --at "$now"
runs "and the worker" worker handler "$handle_program" worker --config "$conf" \
	--at "$now" --once
mkdir "$work/backup"
chown "$worker" "$work/backup"
output=$("$collect_program" --config "$conf" --backup "$work/backup" --at "$now" 2>&1)
is "root's backup holds both" "$? $(ls "$work/backup"/*/)" "0 contoso.db
handler.db"
is "and whoever steals it no secret" "$(grep -raE "$secret|$writer_secret" "$work/backup")" ""
is "which nobody else can read" "$(find "$work/backup"/* -printf '%m %u\n' | sort -u)" "600 daemon
700 daemon"
done_testing
