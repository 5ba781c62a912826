#!/bin/sh
# SPDX-License-Identifier: MIT
# Every input that once was interesting, through the target it belongs to.
# In a build with libFuzzer the targets take the same arguments.
cd "${top_builddir:-.}/tests/fuzz" || exit 1
corpus=${top_srcdir:-../..}/tests/fuzz/corpus
set -- $(ls "$corpus")
echo "1..$#"
number=0
for target in "$@"; do
	number=$((number + 1))
	if output=$("./fuzz_$target" "$corpus/$target"/* 2>&1); then
		echo "ok $number - $target"
	else
		echo "not ok $number - $target"
		echo "$output" | sed 's/^/# /'
	fi
done
