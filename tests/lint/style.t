#!/bin/sh
# SPDX-License-Identifier: MIT
# How a header reads and what a caller can forget: names, contracts, results; and
# what no test does.
. "$(dirname "$0")/tap.sh"

# *_sql.h and mib_text.h are made of other files.
headers=$(sources plugin snmp | grep '\.h$' | grep -vE '(_sql|/mib_text)\.h$')
functions=$(cd "$top_srcdir" && awk -f "$tap_lint/prototypes.awk" $headers)

# functions WHERE: file and name of those that this awk pattern is true of; its
# fields are file, name, declaration, comment.
functions() {
	printf '%s\n' "$functions" | awk -F'\t' "$1 { print \$1 \": \" \$2 }"
}

nothing "headers were understood" "$(
	[ "$(functions 1 | wc -l)" -ge "$(printf '%s\n' $headers | wc -l)" ] ||
		functions 1)"
nothing "the result of what can fail has to be looked at" "$(functions \
	'$3 ~ /^bool / && $3 ~ /struct error \*/ && $4 !~ /lways (returns )?false/')"
nothing "headers begin with their name and purpose" "$(cd "$top_srcdir" &&
	for file in $headers; do
		name=$(basename "$file" .h)
		sed -n '1,/\*\//p' "$file" | grep -q "^ \* $name - [a-z]" ||
			sed -n 's/^ \* \([a-z_0-9, ]*\) - .*/\1/p;/\*\//q' "$file" |
			grep -qw "$name" || echo "$file"
	done)"

# A function is found by its name: that of its file, of a type the header shows,
# or of its program.
nothing "functions are named after their module or their type" "$(
	printf '%s\n' "$functions" | while IFS='	' read -r file name rest; do
		word=${name%%_*}
		case _$(basename "$file" .h)_ in *_"$word"_* | *_"${word}"s_*) continue ;; esac
		case $file:$word in
		plugin/check/*:check | plugin/collect/*:collect | \
			plugin/handler/*:handler | snmp/*:agentx) continue ;;
		esac
		grep -qE "(struct|enum) $word(_|[^a-z0-9_])" "$top_srcdir/$file" ||
			echo "$file: $name"
	done)"

# Our own header, or one of this folder, first: it has to stand by itself.
written=$(sources plugin snmp | grep '\.c$')
nothing "includes: our own header, the system's, ours" "$(cd "$top_srcdir" &&
	for file in $written; do
		awk -v file="$file" '
		/^#include </ { bad = bad || afar }
		/^#include "/ {
			bad = bad || (++ours == 1 && has_own && index($2, own) != 1)
			afar = afar || index($2, folder) != 1
		}
		BEGIN {
			header = own = file
			sub(/\.c$/, ".h", header)
			has_own = (getline line < header) > 0
			sub(/^plugin\//, "", own)
			own = "\"" own
			sub(/\.c$/, "", own)
			folder = own
			sub(/[^\/]*$/, "", folder)
		}
		END { if (bad) print file }' "$file"
	done)"

# What waits waits for something: with a limit, and looking often.
nothing "a sleep in a test says why" "$(cd "$top_srcdir" &&
	grep -nE '(^|[;&|(]|do|then)[ 	]*sleep ([1-9]|0?\.[3-9])' \
		$(find tests/system tests/graphsim tests/unit -name '*.t' -o -name '*.sh') |
	grep -vE '#|sleep [0-9.]+ .*&$|sleep [0-9.]+ *&')"

# unasked: exported and called by no other object: "archive or object: name".
unasked() {
	nm -A $(find "$top_builddir" -maxdepth 1 -name 'lib*.a' |
		grep -E "/lib($libraries)\.a\$") \
		$(find "$top_builddir/plugin" "$top_builddir/snmp" -name '*.o') 2>/dev/null |
	awk 'NF < 2 { next }
	{ at = $0; sub(/:[^:]*$/, "", at); object = at; sub(/.*[\/:]/, "", object) }
	$(NF - 1) ~ /^[TDRB]$/ { made[$NF] = object }
	$(NF - 1) == "U" { asked[$NF] = 1 }
	END { for (name in made) if (!(name in asked) && name != "main")
		print made[name], name }' | sort -u
}
libraries='core|net|graph|alert|config|state|process'

# What only its own file calls is its own, unless a test comes in by it; what
# nobody calls is there for a fuzzer, or not needed.
if [ -z "$(find "$top_builddir/plugin" -name '*.o' 2>/dev/null | head -n 1)" ]; then
	left_out "what nobody else calls is not exported" "nothing is built"
else
	unasked=$(unasked)
	nothing "what nobody else calls is not exported" "$(cd "$top_srcdir" &&
	code=$(find plugin snmp -name '*.c') &&
	printf '%s\n' "$unasked" | while read -r object name; do
		case $name in __* | _* | *_sql) continue ;; esac
		printf '%s\n' "$functions" | grep "	$name	" | grep -q 'fuzzer' ||
			{ grep -rqw "$name" tests --include='*.[ch]' &&
				[ "$(cat $code | grep -cw "$name")" -gt 1 ]; } ||
			echo "$object: $name"
	done)"
fi

objects=$(find "$top_builddir" -maxdepth 1 -name 'lib*.a' 2>/dev/null |
	grep -E '/lib(core|net|graph|alert|config|state|process)\.a$')
if [ -z "$objects" ]; then
	left_out "no library keeps anything between two calls" "nothing is built"
else
	# __gcov and __asan are the compiler's own.
	nothing "no library keeps anything between two calls" "$(for archive in $objects; do
		objdump -t "$archive" | awk -v archive="$(basename "$archive")" '
		/:     file format/ { object = $1 }
		$NF !~ /^(\.|_|\*)/ && / O? *\.(data|bss|tdata|tbss)(\.[a-z_0-9.]*)?\t/ &&
			$0 !~ /\.data\.rel\.ro/ { print archive ": " object " " $NF }'
	done)"
fi
done_testing
