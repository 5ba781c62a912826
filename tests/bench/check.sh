#!/bin/sh
# SPDX-License-Identifier: MIT
# What a check costs: beside the smallest plugin there is, and as a tenant grows.
# BENCH_LARGEST=1000000 adds a state of so many mailboxes.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
bench=$top_builddir/tests/bench
missed=0
sim_url=https://unused.example

# A fresh state of $1 mailboxes, kept for half an hour.
fill() {
	state=$work/state$1$2
	conf=$work/conf$1$2
	conf_write 'max_age = 30m'
	case $2 in handled) set -- "$1" "$state/handler.db" ;; esac
	"$bench/fill_state" "$state/contoso.db" "$1" $2 || exit 1
	output=$("$check_program" --config "$conf")
	case $output in
	CRITICAL:*) ;;
	*)
		echo "check.sh: $output"
		exit 1
		;;
	esac
}

# against NAME OPTIONS...: the check on the state filled last beside the peer
peer=/usr/lib/nagios/plugins/check_dummy
if [ ! -x $peer ]; then
	echo "check.sh: no $peer (monitoring-plugins-basic): beside true instead"
	peer=$(command -v true)
fi
against() {
	name=$1
	shift
	"$bench/pair" "$@" "$name" check "$check_program" --config "$conf" \
		-- "$(basename $peer)" $peer 0 ok || missed=1
}

fill 1000
against "1,000 mailboxes" -n 201 -r 3
fill 10000
against "10,000 mailboxes" -n 51
fill 100000
against "100,000 mailboxes" -n 31 -w 50
fill 100000 handled
against "100,000 mailboxes, 1,000 of them released" -n 31 -w 50
fill 100000 recent
against "100,000 mailboxes lost within a day" -n 31 -w 50
if [ -n "${BENCH_LARGEST-}" ]; then
	fill "$BENCH_LARGEST"
	against "$BENCH_LARGEST mailboxes" -n 5
fi
exit $missed
