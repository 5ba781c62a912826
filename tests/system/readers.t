#!/bin/sh
# SPDX-License-Identifier: MIT
# Who may read and who may write: a state directory of the collector's user that a
# group reads, a writer at work, and one that died at it.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
if [ -z "$is_root" ]; then
	echo "1..0 # SKIP needs root, to be several users"
	exit 0
fi
plan 26

began=$(date -u +%Y-%m-%dT%H:%M:%SZ)
sim_start --clock running --now "$began" <<EOF
$(sim_head "$all_roles" "$began")
sku ENTERPRISEPACK seats=9
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
remove-license ada@contoso.example by=admin@contoso.example
EOF
conf_write "min_age = 0"
state_new
chmod 644 "$conf"

as_reader() { output=$(as_user "$reader" "$check_program" --config "$conf" \
	--collector "$collect_program" "$@" 2>&1); }
modes() { stat -c '%U:%G %a' "$1"; }
names="$(id -un "$owner"):$(id -gn nobody)"
one='^(OK|WARNING): contoso: 1 mailbox in its window'

# ---- root steps down ----------------------------------------------------------
output=$("$collect_program" --config "$conf" 2>&1)
is "root collects" "$?" 0
is "as the owner of the state directory" "$(modes "$state/contoso.db")" "$names 640"
is "to whom the lock belongs, too" "$(modes "$state/contoso.lock")" "$names 640"
state_new
output=$("$check_program" --config "$conf" --collector "$collect_program" -t 30)
like "root's check collects" "$output" "$one"
is "as that user as well" "$(modes "$state/contoso.db") $(modes "$state/contoso.lock")" \
	"$names 640 $names 640"

# ---- another user reads ---------------------------------------------------------
as_reader
like "the group reads" "$output" "$one"
is "and leaves nothing behind" "$(ls "$state" | tr '\n' ' ')" "contoso.db contoso.lock "
sqlite3 "$state/contoso.db" 'UPDATE run SET started_at = started_at - 7200'
sim_forget_requests
as_reader
like "old data are judged" "$output" "$one"
like "with their age" "$output" 'data are 2h( 0m| 1m)? old'
is "but not collected by who may not write" "$(sim_count /)" 0
sqlite3 "$state/contoso.db" 'UPDATE run SET started_at = started_at - 86400'
as_reader
like "very old data are an alarm" "$output" '^UNKNOWN: contoso.*data are 1d 2h old'
output=$(setpriv --reuid=4242 --regid=4242 --clear-groups "$check_program" \
	--config "$conf" 2>&1)
like "who may not even read is told so" "$output" '^UNKNOWN: contoso: .*needs read access'

# ---- while a writer writes ---------------------------------------------------------
mkfifo "$work/go"
(
	echo "PRAGMA cache_spill = OFF; BEGIN IMMEDIATE;
		UPDATE mailbox SET upn = 'uncommitted@contoso.example';
		SELECT 'ready';"
	cat "$work/go"
	echo 'ROLLBACK;'
) | sqlite3 "$state/contoso.db" >"$work/writer" &
writer=$!
wait_for 10 test -s "$work/writer"
as_reader -t 5
like "a reader beside a writer" "$output" 'ada@contoso.example'
unlike "sees nothing unfinished" "$output" uncommitted
echo >"$work/go"
wait $writer

# A writer that keeps everybody out for longer than the check may take.
rm -f "$work/writer"
(
	echo "BEGIN EXCLUSIVE; SELECT 'ready';"
	cat "$work/go"
	echo 'ROLLBACK;'
) | sqlite3 "$state/contoso.db" >"$work/writer" &
writer=$!
wait_for 10 test -s "$work/writer"
start=$(date +%s)
as_reader -t 3
took=$(($(date +%s) - start))
like "a database that stays locked" "$output" '^UNKNOWN: '
if [ $took -le 4 ]; then ok "is given up in time ($took s)"; else not_ok "took $took s"; fi
echo >"$work/go"
wait $writer
as_reader -t 5
like "and is read when it is free" "$output" 'ada@contoso.example'

# ---- when a writer has died ----------------------------------------------------------
rm -f "$work/writer"
{
	echo "PRAGMA cache_size = 1; PRAGMA cache_spill = 1; BEGIN IMMEDIATE;
		UPDATE mailbox SET upn = 'half@contoso.example', display_name = hex(zeroblob(9000));
		SELECT 'ready';"
	cat "$work/go"
} | as_user "$owner" sh -c 'umask 027; echo $$ >"$1"; exec sqlite3 "$2"' - \
	"$state/pid" "$state/contoso.db" >"$work/writer" &
writer=$!
wait_for 10 test -s "$work/writer"
kill -9 "$(cat "$state/pid")"
echo >"$work/go"
{ wait $writer; } 2>/dev/null
rm -f "$state/pid"
ok "a writer died: $(ls "$state" | tr '\n' ' ')"
is "its journal is there" "$(ls "$state" | grep -c journal)" 1
as_reader
like "a reader says so" "$output" '^UNKNOWN: contoso: the last write was interrupted.*the next collection repairs it'
unlike "and shows nothing of it" "$output" 'half@'
is "and leaves the journal alone" "$(ls "$state" | grep -c journal)" 1
output=$(as_user "$owner" "$check_program" --config "$conf" \
	--collector "$collect_program" -t 30 2>&1)
like "who may write repairs it" "$output" "$one"
is "the journal is gone" "$(ls "$state" | grep -c journal)" 0
as_reader
like "and everybody reads again" "$output" 'ada@contoso.example'
is "the database is sound" "$(query 'PRAGMA integrity_check')" ok
