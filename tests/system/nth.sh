# SPDX-License-Identifier: MIT
# What the tests share in which one call of a program fails: every allocation, write,
# sync, rename, read, lock, process and connection in its turn, in the libraries too.
# Sourced behind lib.sh, users.sh and handler.sh.
#
# A story NAME is three functions: NAME_begin puts everything back, NAME_act runs the
# program through `disturbed`, NAME_judge prints what is wrong.  Then
#
#   sweep NAME memory ENOMEM
#
# runs it once undisturbed (NAME_learn may keep what comes of that), which tells from
# which places there are calls (doubles/nth.h), and then once for the first call of
# each place, and for one in the middle of its calls.  $points of these are taken, all
# with FULL=1, or POINTS of them.  ONLY="NAME memory" leaves out all that does not begin
# so, SWEPT=FILE the places that are in it; those of this sweep are added.
# PLACES="ID ID" runs these alone.  Of what goes wrong the way to the call is told: an
# offset without a name is for `addr2line -fe PROGRAM`.

for library in nth_call nth_memory; do
	cp "$top_builddir/tests/doubles/$library.so" "$work/" ||
		skip_all "needs tests/doubles/$library.so"
done
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
state_in_memory
never=1000000000
points=${SHORT:+3}
points=${points:-6}
[ -z "${FULL-}" ] || points=${POINTS:-$never}
disturbed_runs=0
found=$work/found

# A program with a fault at call $nth from $stack of $kind.
with_fault() { # COMMAND...
	library=nth_call
	[ "$kind" != memory ] || library=nth_memory
	where=NTH_PLACE=$stack
	[ -n "$stack" ] || where=NTH_PLACES_FILE=$work/places
	exec env NTH_KIND="$kind" NTH_CALL="$nth" NTH_ACTION="$action" "$where" \
		NTH_PROGRAM="$(basename "$1")" NTH_COUNT_FILE="$work/calls" \
		NTH_HIT_FILE="$work/hit" \
		LD_PRELOAD="$work/$library.so" timeout -s KILL 90 "$@" </dev/null
}
# The same until it ends: $code, $output.
disturbed() { # COMMAND...
	output=$(with_fault "$@" 2>"$work/stderr")
	code=$?
}

# ended CODE...: with one of these; or, out of memory, by abort(), or by OpenSSL,
# net-snmp or libc following NULL in their own affairs, which nobody can prevent.
ended() {
	for allowed; do
		[ "$code" != "$allowed" ] || break
		allowed=
	done
	case $code:$kind in
	134:memory)
		grep -q 'out of memory: nothing is half done' "$work/stderr" ||
			{
				echo "aborts, and does not say so:"
				tail -n 3 "$work/stderr"
			}
		;;
	"$allowed":*) ;;
	139:memory) # whose it was is among the innermost frames
		sed -n '/\[0x/!d; /nth_memory/d; p' "$work/stderr" | head -n 5 >"$work/frames"
		grep -qE 'libcrypto|libnetsnmp|__nss_' "$work/frames" || cat "$work/frames"
		;;
	137:*) echo "hung" ;;
	*) echo "exit $code" ;;
	esac
	grep -aE 'AddressSanitizer|runtime error|corrupt' "$work/stderr"
	[ "$kind" = memory ] || grep -a 'Assertion' "$work/stderr" # libc's own, else
	return 0
}
# sound FILE...: as the next writer will find them
sound() {
	for database; do
		[ -e "$database" ] || continue
		rm -f "$work/copied" "$work/copied-journal"
		cp "$database" "$work/copied"
		[ ! -e "$database-journal" ] || cp "$database-journal" "$work/copied-journal"
		[ "$(sqlite3 "$work/copied" 'PRAGMA integrity_check' 2>&1)" = ok ] ||
			echo "$database is damaged"
	done
}

has_function() { command -v "$1" >/dev/null; }
sweep() { # STORY KIND ACTION
	story=$1 kind=$2 action=$3
	case $* in
	"${ONLY-}"*) ;;
	*) return 0 ;;
	esac
	# A sanitizer brings an allocator of its own.
	[ "$kind" != memory ] || [ -z "${SHORT-}" ] || return 0
	: >"$found"
	nth=$never stack=
	rm -f "$work/calls" "$work/places"
	"${story}_begin"
	"${story}_act"
	undisturbed_code=$code undisturbed_output=$output
	calls=$(cat "$work/calls")
	! has_function "${story}_learn" || "${story}_learn"
	touch "$work/places"
	count=$(wc -l <"$work/places")
	if [ -n "${SWEPT-}" ]; then
		touch "$SWEPT"
		sort -u "$SWEPT" >"$work/swept"
		cut -d ' ' -f 1 "$work/places" >>"$SWEPT"
		[ ! -s "$work/swept" ] || {
			grep -vFf "$work/swept" "$work/places" >"$work/rest"
			mv "$work/rest" "$work/places"
		}
	fi
	[ -z "${PLACES-}" ] || {
		grep -E "^($(echo $PLACES | tr ' ' '|')) " "$work/places" >"$work/rest"
		mv "$work/rest" "$work/places"
	}
	awk '{ print 1, $1 } $2 > 1 { print int($2 / 2) + 1, $1 }' "$work/places" >"$work/all"
	places=$count
	[ "$(wc -l <"$work/places")" = "$places" ] || places="$(wc -l <"$work/places") new of $places"
	count=$(wc -l <"$work/all")
	step=$(((count + points - 1) / points))
	[ "$step" -ge 1 ] || step=1
	awk -v step="$step" 'NR % step == int((step + 1) / 2) % step' "$work/all" >"$work/chosen"
	runs=0 missed=0
	while read -r nth stack <&3; do
		sweep_one
	done 3<"$work/chosen"
	disturbed_runs=$((disturbed_runs + runs))
	swept=all
	[ "$runs" = "$count" ] || swept="$runs of $count"
	[ "$missed" = 0 ] || swept="$swept, but $missed not met"
	swept="$story, $kind $action: $places places of ${calls:-no} calls: $swept"
	output=$(cat "$found")
	if [ -s "$found" ] || [ -z "$calls" ]; then
		not_ok "$swept"
	else
		ok "$swept"
	fi
}
sweep_one() {
	rm -f "$work/hit"
	"${story}_begin"
	"${story}_act"
	# The time of day, and a network, may lead another way.
	[ -e "$work/hit" ] || missed=$((missed + 1))
	"${story}_judge" >"$work/wrong" 2>&1
	runs=$((runs + 1))
	[ -s "$work/wrong" ] || return 0
	{
		echo "$kind $nth $stack $action: $code"
		sed 's,^[^ (]*/,,; /^nth_/d' "$work/hit" 2>/dev/null | head -n 6
		head -n 4 "$work/wrong"
		printf '%s\n' "$output" | head -n 2
	} >"$work/one"
	cat "$work/one" >>"$found"
	[ -z "${FULL-}" ] || cat "$work/one" >&2
}
# What concerns every program.
sweep_all() { # STORY
	sweep "$1" memory ENOMEM
	sweep "$1" changes ENOSPC
	sweep "$1" changes EIO
	sweep "$1" changes SHORT
	sweep "$1" reads EIO
	sweep "$1" reads SHORT
	sweep "$1" opens EACCES
	sweep "$1" opens EMFILE
	sweep "$1" locks ENOLCK
}
