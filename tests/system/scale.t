#!/bin/sh
# SPDX-License-Identifier: MIT
# The curves of README.md: that they can be measured anew, on small sizes, and that
# the pictures shown are those of the tables beside them.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
curves="collect check tenants rows"
draw="/usr/bin/python3 $top_srcdir/tests/bench/scale/draw.py"
export PYTHONDONTWRITEBYTECODE=1

if [ ! -x "${AGENTX_PROGRAM:-$top_builddir/snmp/mailbox_expiry_agentx}" ]; then
	skip_all "built without the subagent"
fi
output=$(SCALE=smoke sh "$top_srcdir/tests/bench/scale/scale.sh" "$work/scale" $curves 2>&1)
is "all curves were measured" $? 0
for curve in $curves; do
	is "$curve: two sizes, each line with its floor" \
		"$(awk -F '\t' 'NF == 7 && $4 + 0 > 0 && $5 + 0 <= $4 + 0 && $4 + 0 <= $6 + 0 {
			at[$2 " " $3]++ }
			END { for (name in at) if (at[name] != 2) print name; print length(at) }' \
			"$work/scale/$curve.tsv")" \
		"$(case $curve in collect) echo 6 ;; check) echo 12 ;; tenants) echo 19 ;; *) echo 6 ;; esac)"
	is "$curve: a picture, well formed" "$(/usr/bin/python3 -c 'import sys
from xml.dom import minidom
print(len(minidom.parse(sys.argv[1]).getElementsByTagName("circle")) > 0)' \
		"$work/scale/$curve.svg" 2>&1)" True
	shown=$top_srcdir/contrib/scale/$curve
	$draw "$shown.tsv" "$work/$curve.svg"
	output=$(cmp "$work/$curve.svg" "$shown.svg" 2>&1)
	is "$curve: the picture in contrib/scale is that of its table" $? 0
done
grep -v '^[0-9]*	curl' "$work/scale/collect.tsv" >"$work/collect.tsv"
$draw "$work/collect.tsv" "$work/none.svg" 2>/dev/null
is "without its floor a curve is not drawn" "$? $(ls "$work/none.svg" 2>/dev/null)" "1 "
output=$(sh "$top_srcdir/tests/bench/scale/scale.sh" "$work/scale" chekc)
is "a curve that is not there" "$? $output" '2 scale.sh: there is no curve "chekc"'
done_testing
