# SPDX-License-Identifier: MIT
# What build-deb and build-rpm share; they set $root.

# Makes a tarball below .build, and prints where it is.
tarball_make() {
	(
		cd "$root" || exit
		[ -x configure ] || autoreconf -i
		mkdir -p .build/dist
		cd .build/dist || exit
		[ -f Makefile ] || ../../configure -q
		make -s dist-gzip
	) >&2
	ls -t "$root"/.build/dist/mailbox-expiry-*.tar.gz | head -n 1
}

# tarball_options DIRECTORY ARGUMENT...: sets $tarball, its $version, and $target; so
# many of the arguments were ours: $taken.
tarball_options() {
	target=$1
	shift
	tarball='' taken=0
	while [ $# -ge 2 ]; do
		case $1 in
		-t) tarball=$2 ;;
		-o) target=$2 ;;
		*) break ;;
		esac
		shift 2
		taken=$((taken + 2))
	done
	[ -n "$tarball" ] || tarball=$(tarball_make)
	version=$(basename "$tarball" .tar.gz)
	version=${version#mailbox-expiry-}
}
