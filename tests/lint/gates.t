#!/bin/sh
# SPDX-License-Identifier: MIT
# The gates themselves: a violation of each kind, planted in a copy of some of the
# tree, has to be seen; and the copy without one has to pass.
. "$(dirname "$0")/tap.sh"

lint=$(cd "$tap_folder" && pwd)
copy=$(mktemp -d) || exit 99
trap 'rm -rf "$copy" "$copy.build" "$copy.out" "$copy.saved"' EXIT
# A tree small enough that fifty runs take seconds.
for file in configure.ac Makefile.am README.md LICENSE plugin/core/error.h \
	plugin/core/guid.c plugin/core/guid.h plugin/config/config.c \
	plugin/config/config.h plugin/process/lock.c plugin/process/spawn.c \
	snmp/snmp.am tests/tests.am contrib/contrib.am \
	contrib/completion/check_mailbox_expiry \
	contrib/completion/handle_mailbox_expiry \
	contrib/completion/mailbox_expiry_collect contrib/icinga2/check.conf \
	contrib/icinga2/handler.conf contrib/nagios/handler.cfg \
	contrib/mailbox-expiry.conf.sample contrib/metrics/README.md \
	plugin/check/check_mailbox_expiry.8 \
	plugin/check/help.c plugin/check/options.c \
	plugin/check/report_perfdata.c plugin/collect/mailbox_expiry_collect.8 \
	plugin/collect/options.c plugin/config/keys.c \
	plugin/config/mailbox-expiry.conf.5 plugin/core/mailbox.c \
	plugin/handler/handle_mailbox_expiry.8 plugin/handler/help.c \
	plugin/handler/options.c \
	contrib/completion/mailbox_expiry_agentx snmp/options.c \
	snmp/MAILBOX-EXPIRY-MIB.txt.in snmp/table_events.c snmp/table_jobs.c \
	snmp/table_mailboxes.c plugin/core/notice.c plugin/core/tenant.c \
	tests/fixtures/mibs/SNMP-FRAMEWORK-MIB tests/fixtures/mibs/SNMPv2-CONF \
	tests/fixtures/mibs/SNMPv2-SMI tests/fixtures/mibs/SNMPv2-TC \
	snmp/mailbox_expiry_agentx.8 \
	plugin/core/phase.c; do
	mkdir -p "$copy/$(dirname $file)"
	cat "$top_srcdir/$file" >"$copy/$file" || exit 99
done

git_works=
if (cd "$copy" && git init -q . && git add -A) >/dev/null 2>&1; then
	git_works=yes
fi

gate() { # NAME
	top_srcdir=$copy top_builddir=${built:-/nonexistent} sh "$lint/$1.t" 2>&1
}

clean() { # GATE
	nothing "$1: the tree passes" "$(gate "$1" | grep -A9 '^not ok')"
}

# planted GATE NAME OF ITS TEST: the gate fails on just that, then all is undone.
planted() {
	gate "$1" >"$copy.out"
	if grep -q "^not ok.* - $2\$" "$copy.out"; then
		nothing "$1: sees $what" ""
	else
		nothing "$1: sees $what" "$(cat "$copy.out")"
	fi
	rm -f "$copy.out"
}

# add FILE TEXT: appends; `undo` takes it back.
add() {
	file=$copy/$1
	what="$(printf '%s\n' "$2" | head -n 1) in $1"
	mkdir -p "$(dirname "$file")"
	rm -f "$copy.saved"
	[ ! -f "$file" ] || cp "$file" "$copy.saved"
	printf '%s\n' "$2" >>"$file"
}

undo() {
	if [ -f "$copy.saved" ]; then
		mv "$copy.saved" "$file"
	else
		rm -f "$file"
	fi
}

# sees GATE TEST FILE TEXT
sees() {
	add "$3" "$4"
	planted "$1" "$2"
	undo
}

# sees_change GATE TEST FILE SED: the same for what a sed script does to it.
sees_change() {
	add "$3" ''
	sed -i "$4" "$file"
	what="$4 in $3"
	planted "$1" "$2"
	undo
}

for name in layers purity banned style names documents mib; do
	clean $name
done

below='folders include only what lies below them'
sees layers "$below" plugin/core/guid.c '#include "config/config.h"'
sees layers "$below" plugin/core/guid.h '#include "net/transport.h"'
sees layers "$below" plugin/config/config.c '#include "state/state.h"'
sees layers "$below" plugin/process/lock.c '#include "config/config.h"'
sees layers "$below" plugin/check/planted.c '#include "graph/directory.h"'
sees layers "$below" plugin/check/planted.c '#include "collect/run.h"'
sees layers "$below" snmp/planted.c '#include "graph/directory.h"'
sees layers "$below" plugin/strange/planted.c 'int planted;'
sees layers 'only the worker sees graph, alert and state' \
	plugin/handler/planted.c '#include "graph/directory.h"
#include "alert/icinga2.h"
#include "state/handler.h"'
sees layers 'libcurl is used in plugin/net alone' \
	plugin/core/guid.c '#include <curl/curl.h>'
sees layers 'SQLite is used in plugin/state alone' \
	plugin/config/config.c '#include <sqlite3.h>'

time='the time is asked in main.c alone'
sees purity "$time" plugin/config/config.c 'time_t planted(void) { return time(NULL); }'
sees purity "$time" plugin/core/guid.c '	clock_gettime(CLOCK_REALTIME, &now);'
sees purity "$time" plugin/check/planted.c '	now=time(0);'
sees purity 'the environment is read in main.c alone' \
	plugin/process/lock.c '	home = getenv("HOME");'
sees purity 'nothing below main.c prints' plugin/config/config.c '	printf("hello");'
sees purity 'nothing below main.c prints' plugin/config/config.c \
	'	fprintf(stderr, "hello");'
sees purity 'nothing below main.c ends the program' \
	plugin/process/spawn.c '	exit(1);'
sees purity 'no threads' plugin/net/planted.c 'static pthread_mutex_t planted;'
sees purity 'the core opens no file' plugin/core/guid.c '	open("x", 0);'
sees purity 'the core speaks to nobody' plugin/core/guid.c '	socket(1, 2, 3);'
sees purity 'the core includes no system interface' \
	plugin/core/guid.c '#include <unistd.h>'

for call in 'strcpy(a, b)' 'strcat(a, b)' 'sprintf(a, b)' 'strtok(a, b)' \
	'atoi(a)' 'localtime(&a)' 'gets(a)' 'system(a)' 'popen(a, b)'; do
	sees banned 'no banned function' plugin/core/guid.c "	$call;"
done
sees banned 'an SPDX line in every file' plugin/core/planted.c 'int planted;'
sees banned 'an SPDX line in every file' tests/lint/planted.t 'echo 1..0'
sees banned 'guards spell the path' plugin/core/planted.h '#ifndef PLANTED_H
#define PLANTED_H
#endif'
sees banned 'no file of more than 350 lines' plugin/core/planted.c "$(
	awk 'BEGIN { for (i = 1; i <= 351; i++) print "int line_" i ";" }')"
sees banned 'no typedef for a struct' plugin/core/guid.h \
	'typedef struct guid guid_t;'

sees style 'the result of what can fail has to be looked at' plugin/core/guid.h \
	'/* Reads it. */
bool guid_read(const char *text, struct guid *guid, struct error *err);'
sees style 'headers begin with their name and purpose' plugin/core/planted.h '/*
 * something
 */'
sees style 'functions are named after their module or their type' \
	plugin/core/guid.h 'void compare_things(const struct guid *guid);'
includes="includes: our own header, the system's, ours"
sees style "$includes" plugin/core/planted.c '#include "config/config.h"
#include <string.h>'
sees_change style "$includes" plugin/core/guid.c \
	's/^#include "core\/guid.h"/#include "core\/error.h"/'
sees style 'a sleep in a test says why' tests/system/planted.t '	sleep 1'

add tests/unit/test_planted.c 'int planted;'
planted names 'every test is run'
undo
sees names 'no file named after nothing in particular' plugin/core/util.c \
	'int planted;'
if [ -n "$git_works" ]; then
	add TODO 'things'
	(cd "$copy" && git add -A)
	planted names 'the top level holds what it should'
	undo
	(cd "$copy" && git add -A && mv snmp .snmp && git add -A)
	what='that snmp is gone'
	planted names 'the top level holds what it should'
	mv "$copy/.snmp" "$copy/snmp"
else
	left_out "names: sees a file at the top" "no git"
fi

check=plugin/check/options.c
for place in 'options in the help' 'options in the manual' \
	'options in the completion' 'options in the synopsis'; do
	sees_change documents "check_mailbox_expiry: $place" $check \
		's/^.*"deadline", no_argument.*/& {"planted", no_argument, NULL, OPTION_X},/'
	sees_change documents "check_mailbox_expiry: $place" $check \
		'/"deadline", no_argument/d'
done
for change in 's/--deadline /--deadlines/' 's/--at TIME/--at     /' \
	's/-f, --config/-F, --config/'; do
	sees_change documents 'check_mailbox_expiry: options in the help' \
		plugin/check/help.c "$change"
done
sees_change documents 'check_mailbox_expiry: options in the manual' \
	plugin/check/check_mailbox_expiry.8 's/^\.It Fl -at Ar time/.It Fl -at/'
sees_change documents 'check_mailbox_expiry: defaults in the help' \
	plugin/check/help.c 's/\[8\]/[9]/'
for place in help manual; do
	sees_change documents "check_mailbox_expiry: defaults in the $place" $check \
		's/\.timeout_s = 10/.timeout_s = 11/'
	sees_change documents "mailbox_expiry_collect: defaults in the $place" \
		plugin/collect/options.c 's/\.jobs = 8/.jobs = 4/'
done
sees_change documents 'check_mailbox_expiry: letters' $check \
	's/":f:T:/":f:T/'
sees_change documents 'check_mailbox_expiry: letters in the completion' \
	contrib/completion/check_mailbox_expiry 's/-j |/-J |/'
sees_change documents 'mailbox_expiry_collect: options in the completion' \
	contrib/completion/mailbox_expiry_collect 's/--accept-history/--accept/'
sees_change documents 'options in contrib/icinga2/check.conf' \
	contrib/icinga2/check.conf 's/"--perfdata"/"--perf-data"/'
sees_change documents 'keys in mailbox-expiry.conf(5)' plugin/config/keys.c \
	's/{"min_age"/{"planted"/'
sees_change documents 'keys in mailbox-expiry.conf(5)' plugin/config/keys.c \
	's/prefix "key_file"/prefix "keys_file"/'
sees_change documents 'keys in mailbox-expiry.conf(5)' \
	plugin/config/mailbox-expiry.conf.5 's/^\.It Cm user Pq/.It Cm users Pq/'
sees_change documents 'keys in the sample' contrib/mailbox-expiry.conf.sample \
	's/^#min_age/#max_min_age/'
sees_change documents 'defaults of keys' contrib/mailbox-expiry.conf.sample \
	's/^#min_age = 1h/#min_age = 2h/'
sees_change documents 'phases' plugin/core/phase.c 's/"undated"/"dateless"/'
sees_change documents 'evidence' plugin/core/mailbox.c 's/"witnessed"/"seen"/'
sees_change documents 'performance data' plugin/check/report_perfdata.c \
	's/" data_age=/" age=/'
sees_change documents 'names of metrics' contrib/metrics/README.md \
	's/^| seats_missing /| seats_needed /'

mib=snmp/MAILBOX-EXPIRY-MIB.txt.in
if command -v smilint >/dev/null; then
	sees_change mib 'smilint has no findings' $mib 's/LAST-UPDATED "2026/LAST-UPDATED "2025/'
fi
sees_change mib 'MbxPhase: the words of the code' $mib 's/undated(9)/undatable(9)/'
sees_change mib 'MbxKind: the words of the code' plugin/core/notice.c 's/= "eased"/= "milder"/'
sees_change mib 'notifications and kinds' $mib 's/mailboxExpiryNotifications 5 }/mailboxExpiryNotifications 15 }/'
sees_change mib 'mbxJobTable: columns' snmp/table_jobs.c 's/^	JOB_WRITES,/	JOB_WRITES,\n	JOB_MORE,/'

if command -v cc >/dev/null && command -v ar >/dev/null; then
	mkdir "$copy.build"
	echo 'int f(void); int g(void); int g(void) { return f(); }' |
		cc -x c -c -o "$copy.build/core.o" - &&
		ar cr "$copy.build/libcore.a" "$copy.build/core.o"
	built=$copy.build
	what='a call into another library'
	planted layers 'libcore.a wants libc alone'
	echo 'int *f(void); int *f(void) { static int kept; return &kept; }' |
		cc -x c -c -o "$copy.build/core.o" - &&
		ar cr "$copy.build/libcore.a" "$copy.build/core.o"
	mkdir -p "$copy.build/plugin/check"
	mv "$copy.build/core.o" "$copy.build/plugin/check/planted.o"
	what='what nobody calls'
	planted style 'what nobody else calls is not exported'
	what='what is kept between two calls'
	planted style 'no library keeps anything between two calls'
	rm -rf "$copy.build"
	built=
else
	left_out "layers: sees a call into another library" "no compiler"
fi

# What is allowed stays allowed: these must not be taken for violations.
add plugin/config/config.c '/* time(NULL), printf("x") */
static const char planted[] = "exit(1) getenv(\"X\") strcpy(a, b)";
	(void)form->time(NULL); // stdout
	shape.exit(1); my_exit(2); runtime(3); snprintf(a, 1, "x");'
for name in layers purity banned; do
	clean $name
done
undo

# The page names files all over the tree: it gets them, empty.
grep -ohE '(contrib|plugin|tests|snmp)/[A-Za-z0-9_./@-]*[A-Za-z0-9_]|\]\([a-z][^:)]*\)' \
	"$top_srcdir/README.md" | sed 's/^](//; s/)$//' | while read -r path; do
	mkdir -p "$copy/$(dirname "$path")" 2>/dev/null
	[ -e "$copy/$path" ] || if [ -d "$top_srcdir/$path" ]; then
		mkdir "$copy/$path"
	else
		: 2>/dev/null >"$copy/$path"
	fi
done
for file in contrib/README.md contrib/packages.sh plugin/graph/aadsts.c; do
	mkdir -p "$copy/$(dirname $file)"
	cat "$top_srcdir/$file" >"$copy/$file"
done
sees readme 'README.md: links lead somewhere' README.md '[planted](contrib/nowhere)'
sees readme 'README.md: paths exist' README.md 'See plugin/core/planted.c.'
sees readme 'options exist' README.md 'Give it `--planted`.'
sees_change readme 'switches of configure exist' README.md \
	's/--with-plugindir/--with-planted/'
sees_change readme 'packages to build with are those of contrib/packages.sh' \
	README.md 's/ libinih-dev//'
sees_change readme 'phases' README.md '/^| `undated` /d'
sees_change readme 'evidence' README.md 's/^| `probe` /| `probed` /'
sees_change troubleshooting "texts are the programs'" \
	README.md 's/^| `the client secret has expired`/| `the client secret is stale`/'
sees_change readme 'keys are in the sample' README.md 's/^| `leavers`/| `leaver`/'
done_testing
