#!/bin/sh
# SPDX-License-Identifier: MIT
# mandoc has nothing to say about our manual pages.
. "$(dirname "$0")/tap.sh"

if ! command -v mandoc >/dev/null; then
	echo "1..0 # SKIP no mandoc"
	exit 0
fi
for page in $(cd "$top_srcdir" && find plugin snmp -name '*.[58]' | sort); do
	# Our own pages are not installed while they are tested.
	nothing "$page" "$(cd "$top_srcdir" && mandoc -Tlint "$page" |
		grep -v 'referenced manual not found')"
done
done_testing
