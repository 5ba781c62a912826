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
# runs it once undisturbed (NAME_learn may keep what comes of that), and once for
# each call.  Those of $points places are taken; FULL=1: of $POINTS, or 2000.
# ONLY="NAME memory" leaves out all else.

for library in nth_call nth_memory; do
	cp "$top_builddir/tests/doubles/$library.so" "$work/" ||
		skip_all "needs tests/doubles/$library.so"
done
export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
state_in_memory
points=${SHORT:+3}
points=${points:-6}
[ -z "${FULL-}" ] || points=${POINTS:-2000}
disturbed_runs=0
found=$work/found
never=1000000000

# A program with a fault at call $nth of $kind.
with_fault() { # COMMAND...
	library=nth_call
	[ "$kind" != memory ] || library=nth_memory
	exec env NTH_KIND="$kind" NTH_CALL="$nth" NTH_ACTION="$action" \
		NTH_PROGRAM="$(basename "$1")" NTH_COUNT_FILE="$work/calls" \
		LD_PRELOAD="$work/$library.so" timeout -s KILL 60 "$@" </dev/null
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
	134:memory | "$allowed":*) ;;
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
	case ${ONLY:-$*} in
	*"$1 $2"*) ;;
	*) return 0 ;;
	esac
	# A sanitizer brings an allocator of its own.
	[ "$kind" != memory ] || [ -z "${SHORT-}" ] || return 0
	: >"$found"
	nth=$never
	rm -f "$work/calls"
	"${story}_begin"
	"${story}_act"
	undisturbed_code=$code undisturbed_output=$output
	calls=$(cat "$work/calls")
	! has_function "${story}_learn" || "${story}_learn"
	step=$(((${calls:-0} + points - 1) / points))
	[ "$step" -ge 1 ] || step=1
	nth=$((1 + step / 2))
	runs=0
	while [ "$nth" -le "${calls:-0}" ]; do
		"${story}_begin"
		"${story}_act"
		"${story}_judge" >"$work/wrong" 2>&1
		[ ! -s "$work/wrong" ] || {
			echo "$kind $nth $action: $code"
			head -n 4 "$work/wrong"
			printf '%s\n' "$output" | head -n 2
		} >"$work/one"
		if [ -s "$work/wrong" ]; then
			cat "$work/one" >>"$found"
			[ -z "${FULL-}" ] || cat "$work/one" >&2
		fi
		nth=$((nth + step))
		runs=$((runs + 1))
	done
	disturbed_runs=$((disturbed_runs + runs))
	output=$(cat "$found")
	if [ -s "$found" ] || [ -z "$calls" ]; then
		not_ok "$story, $kind $action: $runs of $calls places"
	else
		ok "$story, $kind $action: $runs of $calls places"
	fi
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
