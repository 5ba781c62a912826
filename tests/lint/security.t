#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/SECURITY.md: every threat has a test, and each test it names is there, is run,
# and has the line that is quoted.
. "$(dirname "$0")/tap.sh"
cd "$top_srcdir" || exit 99
page=contrib/SECURITY.md

# "FILE|WORDS" a line, of every `FILE`: "WORDS", "WORDS"; WORDS without quotes are names.
claims() {
	awk '{
		while (match($0, /`tests\/[^`]*`: [^;|)]*/)) {
			claim = substr($0, RSTART, RLENGTH)
			$0 = substr($0, RSTART + RLENGTH)
			file = claim
			sub(/^`/, "", file)
			sub(/`.*/, "", file)
			sub(/^`[^`]*`: /, "", claim)
			if (claim !~ /"/) {
				count = split(claim, names, /, */)
				for (i = 1; i <= count; i++) {
					gsub(/^[` ]+|[` ]+$/, "", names[i])
					print file "|" names[i]
				}
			}
			while (match(claim, /"[^"]*"/)) {
				print file "|" substr(claim, RSTART, RLENGTH)
				claim = substr(claim, RSTART + RLENGTH)
			}
		}
	}' $page
}
nothing "every test that is quoted is there" "$(claims | while IFS='|' read -r file words; do
	grep -qF -e "$words" "$file" 2>/dev/null || echo "$file: $words"
done)"
nothing "and run" "$(claims | cut -d'|' -f1 | sort -u | while read -r file; do
	grep -qE "(^|[ 	/])${file%.c}( |\$)" tests/tests.am ||
		grep -qF "${file%.c}" tests/tests.am || echo "$file"
done)"
nothing "every threat has a test" "$(sed -n '/^## Threats/,/^## /p' $page | grep '^| ' |
	tail -n +2 | grep -v '| `tests/[^|]*: [^|]* |$')"
nothing "there are many" "$([ "$(claims | wc -l)" -ge 45 ] || claims | wc -l)"
nothing "keys exist" "$(grep -oE '`[a-z]+(_[a-z]+)+`' $page | tr -d '`' | sort -u | while read -r key; do
	grep -qE "^#?$key =" contrib/mailbox-expiry.conf.sample || echo "$key"
done)"
nothing "files exist" "$(grep -oE '\]\([a-z][^):]*\)' $page | sed 's/^](//; s/)$//' |
	while read -r path; do [ -e "contrib/$path" ] || echo "$path"; done)"
done_testing
