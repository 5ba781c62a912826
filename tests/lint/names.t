#!/bin/sh
# SPDX-License-Identifier: MIT
# What lies where: the top level, and names that say something.
. "$(dirname "$0")/tap.sh"

tracked=$(cd "$top_srcdir" && git ls-files --error-unmatch configure.ac \
	>/dev/null 2>&1 && git ls-files)
if [ -z "$tracked" ]; then
	left_out "the top level holds what it should" "not in git"
else
	nothing "the top level holds what it should" "$({
		printf '%s\n' "$tracked" | cut -d/ -f1 | grep -v '^\.' | sort -u
		printf '%s\n' LICENSE Makefile.am README.md configure.ac contrib \
			plugin snmp tests
	} | sort | uniq -u)"
fi

nothing "no file named after nothing in particular" "$(sources plugin snmp |
	grep -E '/(util|utils|helper|helpers|common|misc|stuff|functions?|types|defs)\.[ch]$')"
nothing "file names are lower case words" "$(sources plugin snmp tests contrib |
	grep -E '/[^/]*[^a-z0-9_./][^/]*$')"
nothing "every folder of plugin/ is known" "$(cd "$top_srcdir" &&
	for folder in plugin/*/; do
		case $(basename "$folder") in
		core | net | graph | alert | config | state | process | collect | check | handler) ;;
		*) find "$folder" -name '*.[ch]' | head -n 1 ;;
		esac
	done)"
nothing "every test is run" "$(cd "$top_srcdir" &&
	find tests -name '*.t' -o -name 'test_*.c' -o -name 'fuzz_*.c' | sort |
	while read -r file; do
		cat tests/*.am tests/*/*.am | grep -qE "(^|[ =	])${file%.c}([ .]|\$)" ||
			echo "$file"
	done)"
done_testing
