#!/bin/sh
# SPDX-License-Identifier: MIT
# What the compiler, clang-format and clang-tidy are there to see, they see: a
# violation of each rule fails with our own flags and settings, and the same code
# without it passes.
. "$(dirname "$0")/tap.sh"

# Of one variable in the build's Makefile.
made() {
	sed -n "s/^$1 *= *//p" "$top_builddir/Makefile" 2>/dev/null | head -n 1
}

cc=$(made CC)
flags=$(made AM_CFLAGS)
if [ -z "$flags" ]; then
	left_out "the compiler sees what it should" "nothing is configured"
	done_testing
	exit 0
fi
here=$(mktemp -d) || exit 99
trap 'rm -rf "$here"' EXIT

# compiles TEXT: with every warning as an error, as CI does.
compiles() {
	printf '%s\n' "$1" >"$here/planted.c"
	$cc $flags -Werror -O2 -I"$top_srcdir/plugin" -c "$here/planted.c" \
		-o "$here/planted.o" >"$here/said" 2>&1
}

# sees NAME GOOD BAD: text for the body of a function, between two declarations.
sees() {
	if ! compiles "$frame_above$2$frame_below"; then
		nothing "$1: passes without" "$(cat "$here/said")"
	elif compiles "$frame_above$3$frame_below"; then
		nothing "$1: is seen" "it compiles: $3"
	else
		nothing "$1: is seen" ""
	fi
}

frame_above='#include <stdint.h>
#include <stdio.h>
#include "core/error.h"
enum colour { RED, GREEN };
MUST_CHECK bool may_fail(struct error *err);
int planted(enum colour colour, int64_t big, const char *text);
int
planted(enum colour colour, int64_t big, const char *text)
{
	struct error err = {0};
	int small = 0;
	(void)colour, (void)big, (void)text, (void)err;
'
frame_below='
	return small;
}'
sees "a result that is not looked at" '	if (!may_fail(&err)) { return 1; }' \
	'	may_fail(&err);'
sees "a switch that leaves out a value" \
	'	switch (colour) { case RED: break; case GREEN: return 1; }' \
	'	switch (colour) { case RED: break; }'
sees "a switch that hides it behind a default" \
	'	switch (colour) { case RED: break; case GREEN: return 1; }' \
	'	switch (colour) { case RED: break; default: return 1; }'
case $flags in *covered-switch-default*)
	sees "a default where every value has a case" \
		'	switch (colour) { case RED: break; case GREEN: return 1; }' \
		'	switch (colour) { case RED: case GREEN: break; default: return 1; }'
	;;
esac
sees "falling into the next case" \
	'	switch (small) { case 1: small = 5; break; case 2: return 1; }' \
	'	switch (small) { case 1: small = 5; case 2: return 1; }'
sees "64 bits into 32" '	small = (int)big;' '	small = big;'
sees "a format that is data" '	printf("%s", text);' '	printf(text);'
sees "a format that does not fit" '	printf("%d", small);' '	printf("%s", small);'
sees "an array as long as the input says" '	char room[16]; room[0] = 0; small = room[0];' \
	'	char room[small + 1]; room[0] = 0; small = room[0];'
sees "a name that hides another" '	{ int inner = 1; small += inner; }' \
	'	{ int small = 1; big += small; }'
sees "a literal that may be written to" '	const char *word = "x"; small = *word;' \
	'	char *word = "x"; small = *word;'
frame_above='
'
frame_below=
sees "a function nobody has declared" 'int planted(void); int planted(void) { return 1; }' \
	'int planted(void) { return 1; }'
sees "a function of unknown arguments" 'int planted(void); int planted(void) { return 1; }' \
	'int planted(); int planted() { return 1; }'
sees "an unknown name in a condition" '#ifdef PLANTED
#endif
int planted(void); int planted(void) { return 1; }' '#if PLANTED
#endif
int planted(void); int planted(void) { return 1; }'

if [ -f "$top_srcdir/.clang-format" ] && command -v clang-format >/dev/null; then
	printf 'int\nplanted(void)\n{\n\treturn 1;\n}\n' >"$here/planted.c"
	cp "$top_srcdir/.clang-format" "$here/"
	nothing "clang-format passes what is laid out as we do" \
		"$(clang-format --dry-run -Werror "$here/planted.c" 2>&1)"
	printf 'int planted(void) { return 1; }\n' >"$here/planted.c"
	nothing "clang-format sees another layout" \
		"$(clang-format --dry-run -Werror "$here/planted.c" 2>/dev/null && echo no)"
else
	left_out "clang-format sees another layout" "not here"
fi

# tidy TEXT
tidy() {
	printf '%s\n' "$1" >"$here/planted.c"
	clang-tidy --quiet --config-file="$top_srcdir/.clang-tidy" \
		"$here/planted.c" -- -std=gnu17 2>/dev/null
}
if [ -f "$top_srcdir/.clang-tidy" ] && command -v clang-tidy >/dev/null; then
	lines=$(awk 'BEGIN { for (i = 0; i < 59; i++) print "\tx += x;" }')
	nothing "clang-tidy passes a function of 60 lines" "$(tidy "int f(int x);
int f(int x) {
$lines
	return x; }")"
	nothing "clang-tidy sees a longer one" "$(tidy "int f(int x);
int f(int x) {
$lines
$lines
	return x; }" | grep -q function-size || echo no)"
	nothing "clang-tidy sees what is freed and used" "$(tidy '#include <stdlib.h>
int f(void);
int f(void) {
	int *p = malloc(sizeof *p);
	int x = 0;
	if (p == NULL) { return 0; }
	*p = 1;
	free(p);
	x = *p;
	return x;
}' | grep -q unix.Malloc || echo no)"
else
	left_out "clang-tidy sees a longer function" "not here"
fi
done_testing
