#!/bin/sh
# SPDX-License-Identifier: MIT
# State directories and databases that are not what they should be: each is
# named, none is touched, and nobody is told that all is well.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
conf_write
collect
sim 'remove-license ben@contoso.example'
sim_clock +28d
collect
is "the tenant can be collected" "$code" 0
cp -p "$state/contoso.db" "$work/good.db"
chmod 755 "$work"
db=$state/contoso.db

# says NAME STATE WORDS PROGRAM [OPTION...]: one line, and the files stay as they are
says() {
	name=$1 wanted=$2 words=$3
	shift 3
	before=$(cat "$state"/*.db* 2>/dev/null | cksum)
	case $1 in
	check) check_as "$@" ;;
	collect) collect_as "$@" ;;
	esac
	problem=
	[ "$code" = "$wanted" ] || problem="exit $code"
	[ ! -s "$work/stderr" ] || problem="$problem, on stderr: $(cat "$work/stderr")"
	[ "$before" = "$(cat "$state"/*.db* 2>/dev/null | cksum)" ] || problem="$problem, changed"
	printf '%s\n' "$output" | grep -Eq -- "$words" || problem="$problem, not: $words"
	[ "$wanted" != 3 ] || [ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ] ||
		problem="$problem, not one line"
	if [ -z "$problem" ]; then
		ok "$1: $name"
	else
		not_ok "$1: $name"
		echo "# ${problem#, }"
	fi
}
check_as() {
	shift
	check --perfdata none "$@"
}
collect_as() {
	shift
	collect "$@"
}
again() {
	rm -rf "$state"
	mkdir "$state"
	cp -p "$work/good.db" "$db"
}

# ---- the directory ------------------------------------------------------------
rm -rf "$state"
says "no state directory" 3 "^UNKNOWN: state_dir $state: No such file or directory; create it for the user that collects$" check
says "no state directory" 3 "^UNKNOWN: state_dir $state: No such file or directory; create it for the user that collects$" collect
: >"$state"
says "a file in its place" 3 "^UNKNOWN: state_dir $state: not a directory$" check
says "a file in its place" 3 "^UNKNOWN: state_dir $state: not a directory$" collect
rm "$state"
mkdir "$state"
says "nothing collected yet" 3 \
	'^UNKNOWN: contoso: never collected: run mailbox_expiry_collect --tenant contoso$' \
	check --no-collect
again
# Root steps down to the owner of the directory; anybody else is the owner.
[ "$(id -u)" -ne 0 ] || chown nobody "$state" "$db" "$work/secret"
chmod 555 "$state"
says "a directory that cannot be written: the data are judged" 2 '^CRITICAL: ' check
says "a directory that cannot be written" 3 \
	"^FAILED: contoso: cannot open lock $state/contoso.lock: no right to write there; the user that collects has to own state_dir$" collect
chmod 000 "$db"
says "a database that cannot be read" 3 \
	"^UNKNOWN: contoso.*: $db: .*needs read access" check
chmod 000 "$state"
says "a directory that cannot be searched" 3 "^UNKNOWN: contoso.*$state" check
chmod 755 "$state"
[ "$(id -u)" -ne 0 ] || chown 0 "$work/secret"
again

# ---- the database ---------------------------------------------------------------
: >"$db"
says "an empty file" 3 '^UNKNOWN: contoso: the last write was interrupted, or is of an older version' check
collect
is "collect: begins anew in an empty file" "$code" 0
again
head -c 100000 /dev/urandom >"$db"
says "noise" 3 "^UNKNOWN: contoso: $db: .*not a database" check
says "noise" 3 "^FAILED: contoso: $db: .*not a database" collect
again
head -c 8192 "$work/good.db" >"$db"
says "cut off" 3 "^UNKNOWN: contoso: .*(malformed|disk image)" check
says "cut off" 3 "^FAILED: contoso: .*(malformed|disk image)" collect
again
size=$(wc -c <"$db")
dd if=/dev/urandom of="$db" bs=4096 seek=1 count=$((size / 4096 - 1)) conv=notrunc 2>/dev/null
says "damaged inside" 3 "^UNKNOWN: contoso: .*" check
says "damaged inside" 3 "^FAILED: contoso: .*" collect
again
rm "$db"
sqlite3 "$db" 'create table birds (name); pragma application_id = 77; pragma user_version = 1'
says "of another program" 3 "^UNKNOWN: contoso: $db: .*another program" check
says "of another program" 3 "^FAILED: contoso: $db: .*another program" collect
again
sqlite3 "$db" 'pragma user_version = 99'
says "of a newer version" 3 "^UNKNOWN: contoso: $db: .*newer version: upgrade this package" check
says "of a newer version" 3 "^FAILED: contoso: $db: .*newer version: upgrade this package" collect
again
rm "$db"
mkdir "$db"
says "a directory" 3 "^UNKNOWN: contoso: $db: " check
says "a directory" 3 "^FAILED: contoso: $db: " collect
again
rm "$db"
ln -s "$work/good.db" "$db"
says "a symbolic link: nobody writes through it" 3 "^FAILED: contoso: $db: .*" collect
again
sqlite3 "$db" 'update tenant set simulated = 0'
says "real data and a pretended clock" 3 \
	"^FAILED: contoso: $db: it holds real data, which a run with --at does not touch: give another state_dir" collect
again
output=$("$collect_program" --config "$conf" 2>"$work/stderr")
is "collect: simulated data and the real clock" "$output" \
	"FAILED: contoso: $db: it holds simulated data (made with --at), which a real run does not touch: use another state_dir, or give --at"

# A write that was cut short by a crash: whoever may not write cannot repair it.
sqlite3 "$db" <<EOF >/dev/null
pragma journal_mode = delete;
pragma synchronous = off;
pragma cache_size = 1;
begin immediate;
update run set error = hex(randomblob(40000));
update mailbox set restored_at = 1;
.shell cp "$db" "$work/hot.db"; cp "$db-journal" "$work/hot.db-journal"
rollback;
EOF
rm -f "$state/contoso.lock" # nobody has left word
cp "$work/hot.db" "$db" && cp "$work/hot.db-journal" "$db-journal"
says "an interrupted write" 3 '^UNKNOWN: contoso: the last write was interrupted' check --no-collect
collect
is "collect: repairs it" "$code" 0
check
state_is CRITICAL "then it can be judged"
is "nothing is left of the journal" "$(ls "$state" | tr '\n' ' ')" "contoso.db contoso.lock "
done_testing
