#!/bin/sh
# SPDX-License-Identifier: MIT
# The soak in short: two seeds that are always the same.  `make soak` lives whole
# years of any seed, and prints it:
#
#   tests/soak/soak.py --build . --seed N --days N
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir/.build}"
python=/usr/bin/python3
for needed in $python sqlite3 snmpd snmptrapd; do
	PATH=$PATH:/usr/sbin:/sbin command -v $needed >/dev/null && continue
	if [ -n "${CI-}${REQUIRE_ALL_TESTS-}" ]; then
		echo "Bail out! $needed is not installed"
		exit 1
	fi
	echo "1..0 # SKIP no $needed"
	exit 0
done
echo 1..2
number=0
for seed in 7 402; do
	number=$((number + 1))
	output=$($python "$top_srcdir/tests/soak/soak.py" --build "$top_builddir" \
		--seed $seed --steady --days 12 --size 12 2>&1)
	if [ $? -eq 0 ]; then
		echo "ok $number - $(printf '%s\n' "$output" | tail -n 1)"
	else
		echo "not ok $number - $(printf '%s\n' "$output" | tail -n 1)"
	fi
	printf '%s\n' "$output" | sed 's/^/# /' | cut -c -700 | head -n 150
done
