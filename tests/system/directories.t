#!/bin/sh
# SPDX-License-Identifier: MIT
# Who owns the directory, the configuration, the inbox or the process we come from:
# root lends nobody its rights, nothing is written through a link, no output ends in a
# database, and a flood keeps nobody's request waiting for long.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
[ -n "$is_root" ] || skip_all "needs several users: be root"
agentx_program=${AGENTX_PROGRAM:-$top_builddir/snmp/mailbox_expiry_agentx}
handler_alone
mallory=4242

sim_start <<END
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK location=DE
user ben@contoso.example sku=ENTERPRISEPACK location=DE
END
state_in_memory
handler_conf "authors = alice" "block_sign_in = no" "cooldown = 0"
collect
sim "remove-license ada@contoso.example by=admin@contoso.example"
sim_clock +1d
collect
work

# ---- what root is made to do ---------------------------------------------------------
echo topsecretofroot >"$work/roots"
chmod 600 "$work/roots"
mkdir "$work/rootdir"
chmod 755 "$work"
lure() { # OWNER DIRECTORY-OWNER
	rm -rf "$work/rootdir"
	mkdir "$work/rootdir"
	sed "s|^state_dir = .*|state_dir = $work/rootdir|; s|$work/secret|$work/roots|" \
		"$conf" >"$work/lure"
	chmod 644 "$work/lure"
	chown "$1" "$work/lure"
	chown "$2" "$work/rootdir"
}
for program in "$collect_program" "$check_program" "$handle_program worker --once" \
	"$handle_program status" "$handle_program ingest --source nagios"; do
	lure $mallory 0
	sim_forget_requests
	# shellcheck disable=SC2086
	output=$($program --config "$work/lure" 2>&1)
	code=$?
	name=$(basename "${program%% *}")
	like "$name: root does not obey another's configuration" "$code $output" \
		'^[123] .*belongs to user 4242, whom root does not obey|^[123] .*(--type|options?)'
	is "$name: nor makes anything, nor asks" "$(ls -A "$work/rootdir") $(sim_count /)" " 0"
done
lure $mallory $mallory
output=$("$collect_program" --config "$work/lure" --at "$now" 2>&1)
like "it becomes who owns both, who may read no secret of root's" "$output" \
	'secret file .*roots: Permission denied'
is "which it is nowhere told" "$(printf '%s' "$output" | grep -c topsecret)" 0
lure 0 0
chgrp 4242 "$work/lure"
chmod 664 "$work/lure"
output=$("$collect_program" --config "$work/lure" 2>&1)
like "a group that may write it is no better" "$output" 'group 4242 may write the configuration'

# ---- what is put in the place of ours ---------------------------------------------------
chmod 600 "$work/secret" "$work/writer-secret"
echo "canary $(date)" >"$work/canary"
chmod 600 "$work/canary"
memory_canary=$(dirname "$state")/canary
cp -p "$work/canary" "$memory_canary"
sums() { cat "$work/canary" "$memory_canary" | cksum; }
sum=$(sums)
cp -a "$state" "$work/saved"
bad=
seen=0
everything() {
	for program in "$collect_program --at $now" "$check_program --at $now --no-collect" \
		"$handle_program worker --once --at $now" "$handle_program status" \
		"$handle_program log" "$handle_program release x@contoso.example y --at $now"; do
		# shellcheck disable=SC2086
		timeout 10 $program --config "$conf" >"$work/out" 2>&1 </dev/null
		code=$?
		seen=$((seen + 1))
		[ $code -le 3 ] || bad="$bad
$1: exit $code of $program"
		! grep -q canary.*20 "$work/out" || bad="$bad
$1: $program quotes it"
		[ "$(sums)" = "$sum" ] || bad="$bad
$1: $program wrote it"
	done
}
for file in contoso.db contoso.db-journal contoso.lock handler.db handler.db-journal \
	handler.lock inbox; do
	for kind in "ln -s $work/canary" "ln $work/canary" mkfifo mkdir "ln -s /nonexistent/x"; do
		rm -rf "$state"
		cp -a "$work/saved" "$state"
		rm -rf "${state:?}/$file"
		# A second name of a file wants the same file system.
		[ "$kind" != "ln $work/canary" ] || kind="ln $memory_canary"
		$kind "$state/$file" 2>/dev/null || continue
		everything "$kind as $file"
	done
done
rm -rf "$state"
cp -a "$work/saved" "$state"
output=
like "links, pipes and directories in the place of our files" "$seen" '^1[5-9][0-9]|^2[01][0-9]'
is "nothing hangs, nothing is read or written through them" "$bad" ""

# ---- whom we come from --------------------------------------------------------------------
bad=
for program in "$collect_program --at $now" "$check_program --at $now --no-collect" \
	"$handle_program worker --once --at $now" "$handle_program status" \
	"$agentx_program --at $now --socket unix:$work/nowhere"; do
	case $program in /*) [ -x "${program%% *}" ] || continue ;; esac
	for closed in '<&-' '>&-' '2>&-' '<&- >&- 2>&-'; do
		eval "timeout 1 $program --config \"\$conf\" $closed" >/dev/null 2>&1
		for database in "$state"/*.db "$state"/*/*.db; do
			[ -f "$database" ] || continue
			[ "$(sqlite3 -readonly "$database" 'pragma integrity_check' 2>&1)" = ok ] ||
				bad="$bad $program $closed: $database"
		done
	done
	for limit in 4 6 9; do
		# shellcheck disable=SC2086
		output=$(ulimit -n $limit && timeout 2 $program --config "$conf" 2>&1)
		code=$?
		case "$program $code" in
		*agentx*\ 124 | *agentx*\ 12[0-7]) ;;
		*\ [0-3] | *\ 127) ;;
		*) bad="$bad $program with $limit descriptors: $code" ;;
		esac
	done
done
is "closed or few descriptors spoil nothing" "$bad" ""
rm -rf "$state"
mkdir "$state"
(
	umask 000
	collect
	work
)
is "no umask opens anything" "$(find "$state" \( -type f -perm /027 -o -type d -perm /007 ! -path "$state" \) -printf '%p %m\n')" ""
rm -rf "$state"
cp -a "$work/saved" "$state"
mkdir -m 700 "$work/tmp"
sim_clock
home=$HOME
export TMPDIR="$work/tmp" SQLITE_TMPDIR="$work/tmp" HOME="$work/tmp"
printf 'insecure\nproxy = http://127.0.0.1:1\n' >"$work/tmp/.curlrc"
printf 'machine localhost login x password y\n' >"$work/tmp/.netrc"
printf '.output %s/pwned\n' "$work" >"$work/tmp/.sqliterc"
output=$("$collect_program" --config "$conf" --at "$now" 2>&1)
code=$?
is "files of a HOME are not read" "$code $(ls "$work/pwned" 2>/dev/null)" "0 "
is "and no file is left where TMPDIR says" "$(ls -A "$work/tmp")" ".curlrc
.netrc
.sqliterc"
unset SQLITE_TMPDIR TMPDIR
HOME=$home

# ---- a flood -------------------------------------------------------------------------------
sed -i "s/^authors = .*/authors = alice local:root/" "$conf"
/usr/bin/python3 - "$state/inbox" "$mallory" <<'END'
import os, sys
for i in range(3000):
    path = f"{sys.argv[1]}/{i:08x}\n-rf ..{i}"
    with open(path, "w") as file:
        file.write("mailbox-expiry-request 1\nkind restore\n" if i % 2 else "x" * 15000)
    os.chown(path, int(sys.argv[2]), -1)
END
ask "mailbox ada@contoso.example"
began=$(date +%s)
for _ in 1 2 3 4 5 6 7 8 9 10; do
	work
	[ -n "$(remedy ada)" ] && break
done
took=$(($(date +%s) - began))
like "3000 files of another's, and the one that counts is done" "$(remedy ada)" '^verif'
echo "# after $took s"
like "in time" "$took" '^[0-9]$|^[1-3][0-9]$'
is "nothing is left of it" "$(find "$state/inbox" -type f ! -name '.*' | wc -l)" 0
echo "# handler.db: $(stat -c %s "$state/handler.db") bytes"
done_testing
