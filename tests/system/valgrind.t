#!/bin/sh
# SPDX-License-Identifier: MIT
# The real programs under valgrind: no invalid access, nothing left allocated.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
command -v valgrind >/dev/null || skip_all "needs valgrind"
plan 16

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK
shared info@contoso.example name="Info Desk"
remove-license ada@contoso.example by=admin@contoso.example
delete cyd@contoso.example
EOF
sim_clock +1d

# under NAME WANTED-CODE PROGRAM ARGUMENTS...
under() {
	name=$1
	wanted=$2
	shift 2
	sim_clock
	output=$(valgrind --quiet --error-exitcode=99 --leak-check=full \
		--show-leak-kinds=definite,indirect,possible --errors-for-leak-kinds=definite,indirect,possible \
		--log-file="$work/valgrind" "$@" --config "$conf" --at "$now" 2>&1)
	code=$?
	if [ "$code" != 99 ] && { [ "$code" = "$wanted" ] || [ "$wanted" = any ]; } &&
		[ ! -s "$work/valgrind" ]; then
		ok "$name"
	else
		not_ok "$name: exit $code"
		head -n 40 "$work/valgrind" | diagnose
	fi
}

conf_write "listing = whole"
under "collect, listing whole" 0 "$collect_program"
rm -rf "$state"
conf_write "listing = auto"
under "collect, first run of listing auto" 0 "$collect_program"
sim 'remove-license ben@contoso.example by=admin@contoso.example'
sim_clock +2h
under "collect, filtered" 0 "$collect_program"
like "it was filtered" "$output" 'filtered listing'
sim_clock +2h
under "collect, the same again" 0 "$collect_program"

under "check, text" any "$check_program"
under "check, perfdata of each" any "$check_program" --perfdata items -vvv
under "check, JSON" any "$check_program" --output-format json
under "check, page" any "$check_program" --output-format html
under "check, services" 0 "$check_program" --discover icinga2
under "check, list" any "$check_program" --list
under "check, one mailbox" any "$check_program" --mailbox ben@contoso.example
under "check, filters" any "$check_program" --exclude 'ada*' --cause license-removed

sim 'fault 503 count=-1 retry-after=none'
echo "time_limit = 2" >>"$conf"
under "collect, refused" 3 "$collect_program"
sim 'clear-faults'
under "collect, unknown tenant" 3 "$collect_program" --tenant nobody
rm -rf "$state"
mkdir "$state"
under "check, no data" 3 "$check_program"
