#!/bin/sh
# SPDX-License-Identifier: MIT
# MAILBOX-EXPIRY-MIB is what SMIv2 wants, whatever its root, and says what the
# program does.  smilint exits with 0 on errors, too: what it prints counts.
. "$(dirname "$0")/tap.sh"

template=$top_srcdir/snmp/MAILBOX-EXPIRY-MIB.txt.in
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
# Debian has none of the modules it imports: stand-ins of our own.
echo "path $top_srcdir/tests/fixtures/mibs" >"$scratch/smi.conf"

with_root() { sed "s/@snmp_root_smi@/$1/" "$template" >"$scratch/MAILBOX-EXPIRY-MIB"; }
smilint_says() {
	(cd "$scratch" && smilint -c smi.conf -l 6 -s -m ./MAILBOX-EXPIRY-MIB 2>&1)
}

if command -v smilint >/dev/null; then
	with_root 'enterprises netSnmp(8072) netSnmpExperimental(9999) netSnmpPlaypen(9999) 7766'
	nothing "smilint has no findings" "$(smilint_says)"
	with_root 'enterprises 99999'
	nothing "nor at another root" "$(smilint_says)"
	sed -i 's/^    mbxNotificationGroup/    noSuchGroup/; s/mbxNotificationGroup }/noSuchGroup }/' \
		"$scratch/MAILBOX-EXPIRY-MIB"
	nothing "and would see an error" "$([ -n "$(smilint_says)" ] || echo silent)"
else
	left_out "smilint has no findings" "no smilint"
fi

# enumeration NAME: the words of a textual convention, as the code spells them.
enumeration() {
	awk -v name="$1" '$0 ~ "^" name " ::= TEXTUAL" { on = 1 }
		on { text = text $0 } on && /}/ { print text; exit }' "$template" |
		grep -oE '[a-zA-Z]+\([0-9]+\)' |
		sed -E 's/([A-Z])/-\L\1/g; s/(.*)\(([0-9]+)\)/\2 \1/'
}
numbered() { awk -v first="$1" '{ print first + NR - 1, $1 }'; }
same_words() { # NAME OURS
	nothing "$1: the words of the code" "$(enumeration "$1" >"$scratch/mib"
		printf '%s\n' "$2" | diff "$scratch/mib" -)"
}
strings() { # FILE ARRAY: its strings, in order
	awk -v array="$2" 'index($0, array) { on = 1 } on && /^};/ { exit } on' \
		"$top_srcdir/$1" | grep -oE '"[a-z-]+"' | tr -d '"'
}
same_words MbxPhase "$(strings plugin/core/phase.c 'phase_names[' | numbered 1)"
same_words MbxCause "$(strings plugin/core/tenant.c 'cause_names[' | numbered 0)"
same_words MbxKind "$(strings plugin/core/notice.c 'kind_names[' | numbered 1)"

# Each notification has the number of its kind.
nothing "notifications and kinds" "$(enumeration MbxKind | cut -d' ' -f1 >"$scratch/kinds"
	grep -oE '::= \{ mailboxExpiryNotifications [0-9]+' "$template" |
		grep -oE '[0-9]+' | diff "$scratch/kinds" -)"

# Columns are counted by enumerations in C; the MIB has to end where they end.
last_column() { # ENTRY
	grep -oE "::= \\{ $1 [0-9]+ \\}" "$template" | grep -oE '[0-9]+' | tail -n 1
}
columns_of() { # FILE ENUM FIRST: the number of its last member
	awk -v name="$2" '$0 ~ "^enum " name " " { on = 1; next } on && /^}/ { exit } on' \
		"$top_srcdir/snmp/$1" | grep -c ',' | awk -v first="$3" '{ print $1 + first - 1 }'
}
nothing "mbxJobTable: columns" "$(
	[ "$(last_column mbxJobEntry)" = "$(columns_of table_jobs.c job_column 2)" ] || echo differ)"
nothing "mbxEventTable: columns" "$(
	[ "$(last_column mbxEventEntry)" = "$(columns_of table_events.c event_column 2)" ] || echo differ)"
nothing "mbxAttentionTable: columns" "$(
	[ "$(last_column mbxAttentionEntry)" = "$(columns_of table_mailboxes.c mailbox_column 2)" ] ||
		echo differ)"
nothing "mbxAgent: objects" "$(
	[ "$(last_column mbxAgent)" = "$(columns_of table_events.c agent_object 1)" ] || echo differ)"
done_testing
