#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may do what, with users of their own: the monitoring core's user gets at no
# secret, no database and nobody else's request, and is who it is whatever its
# requests claim; what else is put into the inbox is refused and leaves it; and where
# nothing can be written down, nothing is sent.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
[ -n "$is_root" ] || skip_all "needs several users: be root"
handler_alone
chmod 755 "$work/alone"

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in ada ben cyd dan eve fay; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
EOF
# Collector and worker are one user each, of the group of the state directory: the
# directory belongs to the worker, each secret to whom it is for.
worker=$owner
collector=$(id -u sys)
core=$reader
other=4242
handler_conf "authors = alice" "block_sign_in = no" "cooldown = 0"
state_new
chmod 755 "$work" "$sim_dir"
chmod 644 "$conf" "$sim_dir/ca.pem"
chown "$worker:$readers" "$work/writer-secret"
chown "$collector:$readers" "$work/secret"
chmod 600 "$work/secret" "$work/writer-secret"
chmod 2770 "$state"
# The worker's own proof is enough for it; the reader's key is not its business.
worker_runs() { # [COMMAND...]
	sim_clock
	output=$(as_user "$worker" "$@" "$handle_program" worker --config "$conf" \
		--at "$now" --once -v 2>&1)
	code=$?
}
collector_runs() {
	sim_clock
	output=$(as_user "$collector" "$collect_program" --config "$conf" --at "$now" 2>&1)
	code=$?
}
collector_runs
like "the collector works as a user of its own" "$code $output" '^0 '
for name in ada ben cyd dan eve fay; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +1d
collector_runs
worker_runs
is "so does the worker" "$code" 0
inbox=$state/inbox
is "whose inbox is sticky and of the group" "$(stat -c '%a %U %G' "$inbox")" \
	"3770 $(id -un "$worker") $(id -gn nobody)"
chmod 2750 "$state"

# core_asks LINE...: a request as whoever may write into the inbox can put one down
core_asks() {
	asked=$((${asked-0} + 1))
	{
		echo "mailbox-expiry-request 1"
		echo "kind restore"
		echo "tenant contoso"
		echo "made_at $(date -u -d "$now" +%s)"
		for line; do printf '%s\n' "$line"; done
	} >"$work/request"
	chmod 644 "$work/request"
	file=$inbox/00000000-0000-4000-8000-$(printf %012d "$asked")
	as_user "$core" cp "$work/request" "$file"
}
last_request() {
	ask_handler "select state || ': ' || reason from request order by id desc limit 1"
}

# ---- what the core's user tries in vain ---------------------------------------
core_asks "system hand" "mailbox ada@contoso.example"
touch "$state/handler.lock" "$state/contoso.lock"
setpriv --reuid="$other" --regid="$readers" --clear-groups sh -c \
	"umask 022; echo others >'$inbox/00000000-0000-4000-8000-00000000ffff'"
stands() { as_user "$core" "$handle_program" status --config "$conf" 2>&1 | sed -n "1s| (SIMULATED)||p"; }
is "how things stand it may see" "$(stands)" "worker: not running"
mode=$(stat -c %a "$state/handler.lock")
chmod 600 "$state/handler.lock"
is "and where it may not see whether somebody works, that is said" "$(stands)" \
	"worker: not known whether it runs: handler.lock may not be read"
chmod "$mode" "$state/handler.lock"
attempt() { # NAME COMMAND
	if as_user "$core" sh -c "$2" >"$work/tried" 2>&1 </dev/null; then
		not_ok "the core's user cannot $1"
	else
		ok "the core's user cannot $1"
	fi
}
before=$(cd "$state" && find . -type f ! -path './inbox/*' -exec cksum {} + | sort)
attempt "read the secret of the reader" "cat '$work/secret'"
attempt "read the secret of the writer" "cat '$work/writer-secret'"
attempt "run the worker" "'$handle_program' worker --config '$conf' --once"
attempt "run the collector" "'$collect_program' --config '$conf'"
for name in contoso.db handler.db contoso.lock handler.lock; do
	attempt "write $name" "echo >>'$state/$name'"
	attempt "empty $name" ": >'$state/$name'"
	attempt "remove $name" "rm -f '$state/$name'"
	attempt "replace $name" "cp '$work/request' '$work/alone/x' 2>/dev/null;
		mv -f '$work/request' '$state/$name'"
	attempt "change who may write $name" "chmod 666 '$state/$name'"
done
for name in contoso.db handler.db; do
	attempt "write $name as a database" "command -v sqlite3 && sqlite3 '$state/$name' \
		'create table x (y)'"
	attempt "give $name a journal" ": >'$state/$name-journal'"
done
theirs=$inbox/00000000-0000-4000-8000-00000000ffff
attempt "write into a request of somebody else's" "echo sku x >>'$theirs'"
attempt "remove it" "rm -f '$theirs'"
attempt "rename it" "mv '$theirs' '$inbox/x'"
attempt "put a link in its place" "ln -sf /etc/passwd '$theirs'"
attempt "put a file of its own in its place" "mv -f '$file' '$theirs'"
attempt "remove the inbox" "rm -rf '$inbox'; ! test -e '$inbox'"
attempt "move the inbox" "mv '$inbox' '$state/y'"
attempt "open the inbox to all" "chmod 777 '$inbox'"
is "and nothing of it has changed" \
	"$(cd "$state" && find . -type f ! -path './inbox/*' -exec cksum {} + | sort)" "$before"
find "$inbox" -mindepth 1 -delete

# ---- who is who --------------------------------------------------------------------
sim_forget_requests
sim_clock
core_asks "system hand" "author root" "mailbox ada@contoso.example"
worker_runs
like "by hand, it claims: it is the core's user, who is nobody's author" "$(last_request)" \
	"^refused: .*local:$(id -un "$core")"
core_asks "system hand" "author alice" "mailbox ada@contoso.example" "force yes"
worker_runs
like "whatever name it gives" "$(last_request)" "^refused: .*local:$(id -un "$core")"
is "who owned the file is in the books" \
	"$(ask_handler "select distinct owner from request where system = 'hand'")" "$core"
is "nothing was sent" "$(written /)" 0
sed -i "s/^authors = .*/authors = alice local:$(id -un "$core")/" "$conf"
core_asks "system hand" "author root" "mailbox ada@contoso.example"
worker_runs
is "where it is listed as what it is, it may" "$(written /assignLicense)" 1
sed -i "s/^authors = .*/authors = alice/" "$conf"

# ---- what is no request ----------------------------------------------------------------
# put NAME WORDS COMMAND: refused with WORDS, gone, and the worker goes on
put() {
	before=$(ask_handler 'select count(*) from request')
	n=$((${n-0} + 1))
	as_user "$core" sh -c "cd '$inbox' && a=a$n && $3" >"$work/tried" 2>&1 || diagnose <"$work/tried"
	worker_runs
	like "$1: refused as a row" "$code $(last_request)" "^0 refused: .*$2"
	is "$1: one row, and gone" \
		"$(($(ask_handler 'select count(*) from request') - before)) $(ls -A "$inbox")" "1 "
}
put "a symbolic link" 'symbolic link' "ln -s '$work/writer-secret' \$a"
put "a link to a request" 'symbolic link' "ln -s '$work/request' \$a"
put "a link to nowhere" 'symbolic link' "ln -s /nonexistent \$a"
put "a named pipe" 'named pipe' "mkfifo \$a"
put "a directory" 'directory' "mkdir \$a"
put "more than 16 KiB" 'larger than 16 KiB' "head -c 16385 /dev/zero >\$a"
put "a file that looks large and is not" 'larger than 16 KiB' "truncate -s 1T \$a"
put "one that nobody may read" 'not readable' "echo x >\$a; chmod 000 \$a"
put "nothing at all" '.' ": >\$a"
put "noise" '.' "head -c 4000 /dev/urandom >\$a"
as_user "$core" sh -c "cd '$inbox' && echo x >one && ln one two"
before=$(ask_handler 'select count(*) from request')
worker_runs
is "two names of one file: two rows, and gone" \
	"$code $(($(ask_handler 'select count(*) from request') - before)) $(ls -A "$inbox")" "0 2 "
like "the first for that reason" "$(ask_handler "select group_concat(reason) from request
	where id > $(($(ask_handler 'select max(id) from request') - 2))")" 'hard links'
is "the secret is in no row" "$(ask_handler .dump | grep -c "$writer_secret")" 0

# ---- nowhere to write --------------------------------------------------------------------
ingested() {
	output=$(as_user "$core" env MBX_AUTHOR=alice MBX_COMMENT="$1@contoso.example" \
		"$handle_program" ingest --config "$conf" --source nagios \
		--type ACKNOWLEDGEMENT --host h --service s --state CRITICAL \
		--tenant contoso --at "$now" 2>&1)
	code=$?
}
echo "[nagios]
command_file = $work/none
status_file = $work/none" >>"$conf"
# A directory of the worker's own that is full, and one that is read-only.
small=$work/small
mkdir "$small"
if mount -t tmpfs -o size=3m,mode=2750,uid="$worker",gid="$readers" none "$small" 2>/dev/null; then
	unmount_small() { umount -l "$small"; }
	at_exit="$at_exit unmount_small"
	cp -a "$state/." "$small/"
	state=$small
	inbox=$state/inbox
	sed -i "s|^state_dir = .*|state_dir = $state|" "$conf"
	core_asks "system nagios" "kind acknowledge" "mailbox ben@contoso.example"
	sed -i 's/^kind restore$/kind acknowledge/; $d' "$work/request"
	{
		grep -v '^kind\|^system\|^mailbox ' "$work/request"
		echo "kind acknowledge"
		echo "system nagios"
		printf 'host h\nservice s\nstate CRITICAL\nhard yes\nauthor alice\n'
		echo "comment ben@contoso.example"
		echo "checked_at $(date -u -d "$now" +%s)"
	} >"$work/acknowledged"
	as_user "$core" cp "$work/acknowledged" "$file"
	dd if=/dev/zero of="$state/filler" bs=4k 2>/dev/null
	sim_forget_requests
	worker_runs
	is "a full disk: exit 1" "$code" 1
	like "loudly" "$output" '^handle_mailbox_expiry: .*(full|make room|No space)'
	is "nothing was written to Graph" "$(written /)" 0
	ingested ben
	like "ingest promises nothing either" "$code $output" '^1 handle_mailbox_expiry: .*(full|make room|No space)'
	rm "$state/filler"
	is "the request is still there" "$(find "$inbox" -type f ! -name '.*' | wc -l)" 1
	worker_runs
	sim_clock +3s
	worker_runs
	like "with room again it is done" "$(remedy ben)" '^verified'
	is "once" "$(written /assignLicense)" 1

	as_user "$core" cp "$work/acknowledged" "$file"
	sed -i 's/ben@/cyd@/' "$work/acknowledged"
	as_user "$core" cp "$work/acknowledged" "$file"
	sim_forget_requests
	mount -o remount,ro "$small"
	worker_runs
	is "a read-only disk: exit 1" "$code" 1
	like "loudly, too" "$output" '^handle_mailbox_expiry: .*([Rr]ead-only|readonly|no right to write)'
	is "nobody was asked" "$(written /)" 0
	ingested cyd
	like "and ingest says so" "$code $output" '^1 handle_mailbox_expiry: .*[Rr]ead-only'
	mount -o remount,rw "$small"
	worker_runs
	sim_clock +3s
	worker_runs
	like "writable again it is done" "$(remedy cyd)" '^verified'
	is "once as well" "$(written /assignLicense)" 1
else
	ok "a full disk # SKIP no file system can be mounted here; worker_kill.t fails each write"
fi

# Files may not grow: what a limit of the system does.
core_asks "system hand" "mailbox dan@contoso.example"
sed -i "s/^authors = .*/authors = local:$(id -un "$core")/" "$conf"
sim_forget_requests
worker_runs sh -c "ulimit -f 8; trap '' XFSZ; exec \"\$@\"" sh
is "files that may not grow: exit 1" "$code" 1
like "which is said" "$output" '^handle_mailbox_expiry: '
is "and nothing was sent" "$(written /)" 0
worker_runs
sim_clock +3s
worker_runs
like "nothing was lost" "$(remedy dan)" '^verified'
is "nor done twice" "$(written /assignLicense)" 1
done_testing
