#!/bin/sh
# SPDX-License-Identifier: MIT
# Dependencies run one way: core <- ports <- programs.
. "$(dirname "$0")/tap.sh"

# FOLDER: the folders it may include from, besides itself.
allowed() {
	case $1 in
	core) ;;
	net | config | state | process) echo core ;;
	graph | alert) echo core net ;;
	collect) echo core net graph config state process ;;
	check | snmp) echo core config state process ;;
	handler) echo core net graph alert config state process ;;
	*) echo "?" ;;
	esac
}

# Our own includes of the folder $1, as "file:line folder".
includes() {
	code $(sources "$1") </dev/null | sed -n \
		's/^\([^:]*:[0-9]*\):[ \t]*#[ \t]*include[ \t]*"\(.*\)\/[^/"]*".*/\1 \2/p'
}

wrong=
for folder in "$top_srcdir"/plugin/*/ "$top_srcdir"/snmp/; do
	name=$(basename "$folder")
	case $folder in
	*/snmp/) path=snmp ;;
	*) path=plugin/$name ;;
	esac
	[ -n "$(sources "$path")" ] || continue
	may=" $name $(allowed "$name") "
	if [ "$may" = " $name ? " ]; then
		wrong="$wrong$path: a folder tests/lint/layers.t does not know
"
		continue
	fi
	wrong="$wrong$(includes "$path" | while read -r place from; do
		case $may in
		*" $from "*) ;;
		*) echo "$place: $name may not include from $from" ;;
		esac
	done)
"
done
wrong=$(printf '%s' "$wrong" | sed '/^$/d')
nothing "folders include only what lies below them" "$wrong"

# Whoever sees all three can act on a mailbox: one file does.
wrong=
for file in $(sources plugin/handler); do
	seen=$(code "$file" | grep -oE '"(graph|alert|state)/' | sort -u | wc -l)
	if [ "$seen" -eq 3 ] && [ "$file" != plugin/handler/worker.c ]; then
		wrong="$wrong$file sees graph, alert and state
"
	fi
done
nothing "only the worker sees graph, alert and state" "$wrong"

# LIBRARY HEADERS FOLDERS: these headers only there.
only_in() {
	library=$1 headers=$2
	shift 2
	files=$(sources plugin snmp)
	for folder; do
		files=$(printf '%s\n' $files | grep -v "^$folder/")
	done
	found=
	[ -z "$files" ] || found=$(code $files | grep -E "#[ \t]*include[ \t]*<($headers)")
	nothing "$library is used in $* alone" "$found"
}
only_in libcurl curl/ plugin/net
only_in SQLite sqlite3.h plugin/state
only_in inih ini.h plugin/config
only_in net-snmp net-snmp/ snmp
only_in OpenSSL openssl/ plugin/graph plugin/net
only_in json-c 'json-c/|json.h' plugin/graph plugin/alert plugin/check \
	plugin/collect plugin/handler

# ---- the build ---------------------------------------------------------------

# Symbols libcore.a wants from outside; instrumentation is not a dependency.
wanted() {
	nm -g "$top_builddir/libcore.a" 2>/dev/null | awk '
		$1 == "U" { want[$2] }
		NF == 3 { have[$3] }
		END { for (s in want) if (!(s in have)) print s }' |
		grep -vE '^(__(asan|ubsan|lsan|tsan|msan|sanitizer|sancov|gcov|llvm|start|stop)|_GLOBAL_OFFSET)' |
		sort -u
}

libc=$(ldd /bin/sh 2>/dev/null | sed -n 's/.* \(\/[^ ]*\/libc\.[^ ]*\).*/\1/p')
if [ ! -f "$top_builddir/libcore.a" ] || [ -z "$libc" ]; then
	left_out "libcore.a wants libc alone" "not built here"
else
	libm=$(dirname "$libc")/libm.so.6
	unknown=$({
		nm -D --defined-only "$libc"
		[ ! -f "$libm" ] || nm -D --defined-only "$libm"
	} | awk '{ sub(/@.*/, "", $3); print $3 }' | sort -u | {
		have=$(mktemp)
		cat >"$have"
		wanted | comm -23 - "$have"
		rm -f "$have"
	})
	nothing "libcore.a wants libc alone" "$unknown"
fi

for program in plugin/check_mailbox_expiry check_mailbox_expiry \
	snmp/mailbox_expiry_agentx mailbox_expiry_agentx; do
	[ -x "$top_builddir/$program" ] || continue
	nothing "$program cannot reach the network" \
		"$(ldd "$top_builddir/$program" | grep libcurl)"
done
done_testing
