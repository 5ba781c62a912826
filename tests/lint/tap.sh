# SPDX-License-Identifier: MIT
# What the gates of this folder share.  To be read with ". tap.sh"; works on
# the tree named by top_srcdir and, where there is one, the build in
# top_builddir.
: "${top_srcdir:=.}" "${top_builddir:=/nonexistent}"
export LC_ALL=C
tap_count=0
tap_folder=$(dirname "$0")

# nothing NAME OUTPUT: passes when there is no output; else shows it.
nothing() {
	tap_count=$((tap_count + 1))
	if [ -z "$2" ]; then
		echo "ok $tap_count - $1"
	else
		echo "not ok $tap_count - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

# left_out NAME REASON
left_out() {
	tap_count=$((tap_count + 1))
	echo "ok $tap_count - $1 # SKIP $2"
}

done_testing() {
	echo "1..$tap_count"
}

# sources FOLDER...: the C files below these folders, from top_srcdir.
sources() {
	(cd "$top_srcdir" && find "$@" -name '*.[ch]' 2>/dev/null | sort)
}

# code FILE...: "file:line:text", without comments, the contents of strings, and
# lines that are then empty.
code() {
	(cd "$top_srcdir" && awk -f "$tap_awk" "$@")
}
tap_lint=$(cd "$tap_folder" && pwd)
tap_awk=$tap_lint/code.awk
