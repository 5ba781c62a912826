#!/bin/sh
# SPDX-License-Identifier: MIT
# What no C file does, and what every file has.
. "$(dirname "$0")/tap.sh"

FILE_LIMIT=350

all=$(sources plugin snmp tests contrib)
ours=$(sources plugin snmp)

nothing "no banned function" "$(code $all | grep -E \
	':([^:]*[^A-Za-z0-9_>.])?(strcpy|strcat|sprintf|vsprintf|strtok|atoi|atol|atoll|atof|localtime|gmtime|ctime|asctime|gets|system|popen|tmpnam|mktemp|alloca|strerror_r|setlocale)[ ]?\(')"

# Whatever a person writes and a tool reads.
texts=$(cd "$top_srcdir" && find plugin snmp tests contrib \
	\( -path '*/fixtures/*' -o -path '*/golden/*' -o -path '*/corpus/*' \) -prune -o \
	\( -name '*.[ch]' -o -name '*.t' -o -name '*.sh' -o -name '*.awk' \
	-o -name '*.sql' -o -name '*.[58]' \) -print | sort)
nothing "an SPDX line in every file" "$(for file in $texts; do
	head -n 3 "$top_srcdir/$file" | grep -q 'SPDX-License-Identifier: MIT' ||
		echo "$file"
done)"
nothing "no licence text below it" "$(cd "$top_srcdir" &&
	grep -lE 'Permission is hereby [g]ranted|Redistribution and [u]se' $texts)"

# plugin/core/guid.h is CORE_GUID_H, snmp/x.h SNMP_X_H, tests/unit/test.h
# UNIT_TEST_H.
nothing "guards spell the path" "$(for file in $(sources plugin snmp tests contrib |
	grep '\.h$'); do
	guard=$(echo "$file" | sed 's/^plugin\///; s/^tests\///' |
		tr 'a-z/.-' 'A-Z___')
	grep -q "^#ifndef $guard\$" "$top_srcdir/$file" &&
		grep -q "^#define $guard\$" "$top_srcdir/$file" ||
		echo "$file: $guard"
done)"
nothing "no file of more than $FILE_LIMIT lines" "$(cd "$top_srcdir" &&
	awk -v limit=$FILE_LIMIT 'FNR == limit + 1 { print FILENAME }' $ours)"
nothing "no pragma once" "$(code $all | grep '#[ ]*pragma once')"
nothing "no typedef for a struct" "$(code $ours |
	grep -E ':[ \t]*typedef[ \t]+(struct|enum|union)')"
done_testing
