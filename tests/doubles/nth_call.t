#!/bin/sh
# SPDX-License-Identifier: MIT
# The double itself: it counts, kills and fails where it is told to.
: "${top_builddir:=.}"
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
work=$(mktemp -d) || exit 99
trap 'rm -rf "$work"' EXIT
cd "$work" || exit 99
number=0

is() { # GOT EXPECTED NAME
	number=$((number + 1))
	if [ "$1" = "$2" ]; then
		echo "ok $number - $3"
	else
		echo "not ok $number - $3"
		echo "# got \"$1\", not \"$2\""
	fi
}

# Creates "out" and writes three bytes to it: four calls.
bytes() { # VARIABLE=VALUE...
	rm -f out
	status=$( (env "$@" LD_PRELOAD="$library" dd if=/dev/zero of=out \
		bs=1 count=3 status=none; echo $?) 2>/dev/null)
	size=$(wc -c 2>/dev/null <out)
}

bytes NTH_COUNT_FILE=count
is "$(cat count) $status" "4 0" "counts what changes files"
bytes NTH_CALL=1
is "$status $size" "137 " "kills before the file is made"
bytes NTH_CALL=3
is "$status $size" "137 1" "kills before the second byte"
bytes NTH_CALL=4 NTH_ACTION=EIO
is "$status $size" "1 2" "fails the third byte"
bytes NTH_CALL=5
is "$status $size" "0 3" "is not there after the last call"
bytes NTH_CALL=2 NTH_PROGRAM=other
is "$status $size" "0 3" "leaves other programs alone"

# The file is made in one place, and its bytes are written in another.
bytes NTH_PLACES_FILE=places
is "$(awk '{ n++; calls += $2 } END { print n, calls }' places)" "2 4" "tells places apart"
writing=$(awk '$2 == 3 { print $1 }' places)
bytes NTH_PLACE="$writing" NTH_CALL=2 NTH_ACTION=EIO NTH_HIT_FILE=hit
is "$status $size $(ls hit)" "1 1 hit" "fails the second call of one of them"
bytes NTH_PLACE=1 NTH_CALL=1+ NTH_ACTION=EIO
is "$status $size" "0 3" "and none of a place that is not met"
bytes NTH_CALL=1+ NTH_ACTION=EIO NTH_AFTER=never
is "$status $size" "0 3" "waits until it is told to begin"

bytes NTH_CALL=2 NTH_ACTION=EIO NTH_KIND=reads NTH_PROGRAM=dd
is "$([ "$status" != 0 ] && echo failed) $size" "failed 1" "fails what is read"
(env NTH_CALL=1+ NTH_ACTION=ENOMEM NTH_KIND=memory LD_PRELOAD="${library%/*}/nth_memory.so" \
	sort /dev/null >out) 2>/dev/null
is "$([ $? != 0 ] && echo failed)" failed "and every allocation"

if command -v sqlite3 >/dev/null; then
	sql() {
		env "$@" LD_PRELOAD="$library" sqlite3 test.db \
			'create table if not exists t(a); insert into t values(1);' \
			>/dev/null 2>&1
	}
	rm -f test.db
	sql NTH_COUNT_FILE=count
	total=$(cat count)
	is "$([ "$total" -ge 8 ] && echo enough)" enough "sees what SQLite does"
	rows=$(sqlite3 test.db 'select count(*) from t')
	sql NTH_CALL=3
	is "$(sqlite3 test.db 'pragma integrity_check; select count(*) from t')" \
		"$(printf 'ok\n%s' "$rows")" "SQLite comes back from a kill"
else
	number=$((number + 1))
	echo "ok $number # SKIP no sqlite3"
fi
echo "1..$number"
