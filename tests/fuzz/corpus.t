#!/bin/sh
# SPDX-License-Identifier: MIT
# Every fuzz target reads the whole of its corpus again.
: "${top_srcdir:=.}" "${top_builddir:=.}"
corpus=$top_srcdir/tests/fuzz/corpus
count=0

for directory in "$corpus"/*/; do
	count=$((count + 1))
	name=$(basename "$directory")
	target=$top_builddir/tests/fuzz/fuzz_$name
	# libFuzzer reads -runs=0 as "the corpus only".
	if grep -q LLVMFuzzerRunDriver "$target" 2>/dev/null; then
		set -- -runs=0 "$directory"
	else
		set -- "$directory"
	fi
	if output=$("$target" "$@" 2>&1); then
		echo "ok $count - $name"
	else
		echo "not ok $count - $name"
		echo "$output" | sed 's/^/# /'
	fi
done
echo "1..$count"
