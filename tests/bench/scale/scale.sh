#!/bin/sh
# SPDX-License-Identifier: MIT
# What it costs against size, each point beside its floor in the same run: a table
# (.tsv) and a picture (.svg) of each curve in DIR.
#
#   scale.sh DIR CURVE...           make scale [CURVES=check]
#
# SCALE=smoke: two small sizes, each once, to see that all of it still runs.
: "${top_srcdir:=$(cd "$(dirname "$0")/../../.." && pwd)}"
. "$top_srcdir/tests/system/lib.sh"
me=scale.sh
here=$top_srcdir/tests/bench/scale
bench=$top_builddir/tests/bench
out=$1
shift
mkdir -p "$out" || exit 1

# ---- what the curves share -----------------------------------------------------
sizes() { # SIZES SMALL-SIZES
	if [ "${SCALE-}" = smoke ]; then echo "$2"; else echo "$1"; fi
}
runs() { # RUNS
	if [ "${SCALE-}" = smoke ]; then echo 1; else echo "$1"; fi
}
end_all() {
	for pid in $sim_pids; do
		kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null
	done
	sim_pids=
}
# turns SIZE RUNS COMMANDS...: as pair, lines of the table
turns() {
	size=$1
	runs=$2
	shift 2
	"$bench/pair" -t -n "$(runs "$runs")" "$size" "$@" >>"$table" || exit 1
}
# line SIZE WHAT MEASURE VALUE...: the same of what was measured otherwise
line() {
	prefix=$(printf '%s\t%s\t%s' "$1" "$2" "$3")
	shift 3
	printf '%s\n' "$@" | sort -g | awk -v prefix="$prefix" '
		{ value[NR] = $1 }
		END { printf "%s\t%.3f\t%.3f\t%.3f\t%d\n", prefix,
			value[int(NR / 2) + 1], value[1], value[NR], NR }' >>"$table"
}
processor() {
	sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1
}
# begin TITLE, how it was measured on standard input
begin() {
	table=$out/$curve.tsv
	{
		echo "$1"
		sed 's/^/  /'
		echo "measured $(date -u +%Y-%m-%d) by make scale, commit $(git -C "$top_srcdir" \
			describe --always --dirty 2>/dev/null || echo unknown)"
		echo "machine: $(nproc) x $(processor), $(awk '/^MemTotal/ {
			printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo), Linux $(uname -r)"
		echo "load of the machine before: $load"
		echo "built with $(sed -n 's/^S\["CC"\]="\(.*\)"$/\1/p;s/^S\["CFLAGS"\]="\(.*\)"$/\1/p' \
			"$top_builddir/config.status" | sort -r | tr '\n' ' ')"
	} | sed 's/^/# /;s/ *$//' >"$table"
	printf 'size\twhat\tmeasure\tmedian\tleast\tmost\truns\n' >>"$table"
}

for curve in "$@"; do
	[ -f "$here/$curve.sh" ] || {
		echo "scale.sh: there is no curve \"$curve\""
		exit 2
	}
done
load=$(cut -d ' ' -f 1 /proc/loadavg)
if [ "${load%.*}" -ge 1 ] && [ "${SCALE-}" != smoke ]; then
	echo "scale.sh: this machine is busy (load $load); times are of use from a quiet one only"
fi
for curve in "$@"; do
	began=$(date +%s)
	. "$here/$curve.sh"
	end_all
	echo "$curve: $(($(date +%s) - began)) s"
	/usr/bin/python3 "$here/draw.py" "$out/$curve.tsv" "$out/$curve.svg" || exit 1
done
