#!/bin/sh
# SPDX-License-Identifier: MIT
# What is said of options, keys, phases and performance data is what there is: the
# code, --help, the manual pages, the completion and the sample, both ways.
. "$(dirname "$0")/tap.sh"
cd "$top_srcdir" || exit 99

scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT
one=$scratch/one two=$scratch/two

# same NAME: what stands in $one and $two alone, told apart by $here and $there.
same() {
	if [ -s "$one" ]; then
		nothing "$1" "$(LC_ALL=C sort -u "$one" -o "$one" &&
			LC_ALL=C sort -u "$two" -o "$two" &&
			comm -23 "$one" "$two" | sed "s/^/only in $here: /" &&
			comm -13 "$one" "$two" | sed "s/^/only in $there: /")"
	else
		nothing "$1" "nothing found in $here"
	fi
}

# As Debian would configure it; the manual pages say so, too.
unmacro() {
	tr '\n\t' '  ' | sed 's/SYSCONFDIR *"/"\/etc/g; s/SBINDIR *"/"\/usr\/sbin/g
		s/LOCALSTATEDIR *"/"\/var/g'
}

# part FROM TO: the lines between two patterns, without both.
part() { awk -v from="$1" -v to="$2" '$0 ~ to { on = 0 } on; $0 ~ from { on = 1 }'; }

unroff() { sed 's/\\&//g; s/\\~/ /g'; }

# ---- options -----------------------------------------------------------------
# Each source tells "NAME LETTER none|value|maybe".

code_options() { # options.c
	tr '\n\t' '  ' <"$1" | grep -oE '\{"[a-z0-9-]+", *[a-z]+_argument, *NULL, *[^}]*\}' |
		sed -E "s/^\{\"([^\"]*)\", *([a-z]+)_argument, *NULL, *(.*)\}/\1 \3 \2/
			s/ OPTION_[A-Z0-9_]* / - /; s/'//g
			s/ no\$/ none/; s/ required\$/ value/; s/ optional\$/ maybe/"
}

# The letters of the string for getopt_long(), with what follows them.
code_letters() { # options.c
	grep -oE '":[A-Za-z:]+"' "$1" | tr -d '"' | sed 's/^://' |
		grep -oE '[A-Za-z]:?' | sed 's/:$/ value/; s/^\(.\)$/\1 none/'
}

help_text() { # FILE
	part '_help\[\]' ';$' <"$1" | unmacro |
		sed -E 's/" *"//g; s/^ *"//; s/\\"/"/g' | awk '{ gsub(/\\n/, "\n"); print }'
}

help_options() { # FILE
	help_text "$1" | grep -E '^ +(-., )?--' | sed -E '
		s/^ +//; s/^--/- --/; s/^-(.), /\1 /; t next
		:next
		s/^(.) --([a-z0-9-]+)\[=.*/\2 \1 maybe/; t
		s/^(.) --([a-z0-9-]+) [A-Z]+( .*)?$/\2 \1 value/; t
		s/^(.) --([a-z0-9-]+)( .*)?$/\2 \1 none/'
}

manual_items() { # FILE SECTION
	part "^\\.Sh $2\$" '^\.Sh ' <"$1" | grep '^\.It' | unroff
}

manual_options() { # FILE
	manual_items "$1" OPTIONS | sed -E '
		s/^\.It //; s/^Fl -/- Fl -/; s/^Fl (.) , /\1 /; t next
		:next
		s/^(.) Fl -([a-z0-9-]+) Ns Op = .*/\2 \1 maybe/; t
		s/^(.) Fl -([a-z0-9-]+) Ar .*/\2 \1 value/; t
		s/^(.) Fl -([a-z0-9-]+)$/\2 \1 none/'
}

# What the synopsis shows, as letters or names.
manual_synopsis() { # FILE
	part '^\.Sh SYNOPSIS$' '^\.Sh ' <"$1" | tr '|' '\n' |
		sed -E 's/^ *([a-zA-Z])$/Fl \1/' |
		grep -oE 'Fl -?[A-Za-z0-9-]+' | sed 's/^Fl -*//'
}

code_defaults() { # options.c
	tr '\n\t' '  ' <"$1" | unmacro | grep -oE '_options parsed = \{[^}]*\}' |
		sed 's/.*{//; s/}//' | tr ',' '\n' | sed -nE '
		s/^ *\.([a-z_]+) = *(.*[^ ]) *$/\1 \2/; T
		s/^([a-z]+)_(path|s) /\1 /; s/^format /output-format /
		s/^([a-z]+)_([a-z]+) /\1-\2 /
		s/^([a-z-]+) [A-Z]+_([A-Z]+)$/\1 \L\2/; s/"//g; p'
}

help_defaults() { # FILE
	help_text "$1" | awk '
		/^ +(-., )?--/ { match($0, /--[a-z0-9-]+/)
			name = substr($0, RSTART + 2, RLENGTH - 2)
			sub(/--extra-opts[^ ]*/, "") }
		match($0, /\[[^]]*\]$/) && name {
			print name, substr($0, RSTART + 1, RLENGTH - 2) }'
}

manual_defaults() { # FILE
	manual_items "$1" OPTIONS | sed -nE \
		's/^.*Fl -([a-z0-9-]+) .*Pq (Pa )?(.*)$/\1 \3/p'
}

# Used between the programs; neither completed nor in the synopsis.
hidden=lock-inherited

documents() { # PROGRAM OPTIONS.C HELP MANUAL
	there="the options of $1"
	for source in "help $3" "manual $4"; do
		set -- "$1" "$2" "$3" "$4" $source
		code_options "$2" >"$two"
		"${5}_options" "$6" >"$one"
		here="its $5"
		same "$1: options in the $5"
		code_defaults "$2" >"$two"
		"${5}_defaults" "$6" >"$one"
		same "$1: defaults in the $5"
	done

	code_options "$2" | awk '$2 != "-" { print $2, $3 }' >"$one"
	code_letters "$2" >"$two"
	here="the long options" there="the letters for getopt"
	same "$1: letters"

	sed '/^[[:blank:]]*#/d' "contrib/completion/$1" |
		grep -oE -- '--[a-z0-9-]+' | sed 's/^--//' >"$one"
	code_options "$2" | cut -d' ' -f1 | grep -vx "$hidden" >"$two"
	here="the completion" there="the options of $1"
	same "$1: options in the completion"
	grep -oE '(^|[[:blank:]])-[a-zA-Z] \|' "contrib/completion/$1" | tr -d ' \t|-' >"$one"
	code_options "$2" | awk '$2 != "-" && $3 == "value" { print $2 }' >"$two"
	same "$1: letters in the completion"

	code_options "$2" | grep -vE "^($hidden|verbose|help|version) " >"$two"
	awk 'NR == FNR { shown[$1]; next }
		{ known[$1]; known[$2] }
		!($1 in shown) && !($2 in shown) { print "lacks " $1 }
		END { for (s in shown) if (!(s in known) && s !~ /^[vhV]$/) print "invents " s }
	' - "$two" <<-END >"$one"
	$(manual_synopsis "$4")
	END
	nothing "$1: options in the synopsis" "$(cat "$one")"
}
documents check_mailbox_expiry plugin/check/options.c plugin/check/help.c \
	plugin/check/check_mailbox_expiry.8
documents mailbox_expiry_collect plugin/collect/options.c plugin/collect/options.c \
	plugin/collect/mailbox_expiry_collect.8
documents handle_mailbox_expiry plugin/handler/options.c plugin/handler/help.c \
	plugin/handler/handle_mailbox_expiry.8
documents mailbox_expiry_agentx snmp/options.c snmp/options.c \
	snmp/mailbox_expiry_agentx.8

# Icinga 2 can pass whatever makes sense in a service.
grep -oE '^    "--[a-z0-9-]+"' contrib/icinga2/check.conf | tr -d ' "' |
	sed 's/^--//' >"$one"
code_options plugin/check/options.c | cut -d' ' -f1 |
	grep -vxE 'list|discover|output-format|version|help' >"$two"
here="its arguments" there="the options of check_mailbox_expiry"
same "options in contrib/icinga2/check.conf"

# What a monitoring system tells ingest, each in its own way.
ingest_options() { # less PATTERN
	awk '/_help\[\]/ { on = /ingest_help/ } on' plugin/handler/help.c | help_options /dev/stdin |
		cut -d' ' -f1 | grep -vxE "$1"
	echo config
}
ingest_options event >"$one"
awk '/^ *"--/ && on { print $1 } /^object/ { on = /NotificationCommand/ }
	on && /"ingest"/ { print "\"--source\"" }' contrib/icinga2/handler.conf |
	tr -d '"' | sed 's/^--//' >"$two"
here="the options of ingest" there="its arguments"
same "acknowledgements in contrib/icinga2/handler.conf"
ingest_options 'event|instance|cause|include|exclude' >"$one"
grep 'command_line.*--type' contrib/nagios/handler.cfg | grep -oE ' --[a-z-]+' |
	tr -d ' ' | sed 's/^--//' >"$two"
same "acknowledgements in contrib/nagios/handler.cfg"

# ---- keys of the configuration -----------------------------------------------
# Each source tells "SECTION KEY"; what may stand in [defaults] or a [tenant] is
# "either".
manual=plugin/config/mailbox-expiry.conf.5
sample=contrib/mailbox-expiry.conf.sample

code_keys() {
	awk '
		/^#define CREDENTIAL/ { macro = 1 }
		macro && match($0, /\{prefix "[a-z_]+"/) {
			part[++parts] = substr($0, RSTART + 9, RLENGTH - 10) }
		macro && !/\\$/ { macro = 0 }
		/^\tCREDENTIAL\("/ { split($0, word, "\"")
			for (i = 1; i <= parts; i++) print "either", word[2] part[i] }
		/^\t\{"/ { split($0, word, "\""); name = word[2]; open = 1 }
		open && match($0, /EITHER|SECTION_[A-Z0-9]+/) {
			print tolower(substr($0, RSTART, RLENGTH)), name; open = 0 }
	' plugin/config/keys.c | sed 's/^section_//'
}

# "SECTION KEY FORM; DEFAULT" of the manual.
manual_keys() {
	unroff <$manual | awk '
		/^\.Sh/ { section = "" }
		/^\.Sh KEYS OF \[DEFAULTS\]/ { section = "defaults" }
		/^\.Sh KEYS OF A TENANT/ { section = "either" }
		/^\.Ss .*\[(icinga2|nagios|agentx)/ {
			match($0, /\[[a-z0-9]+/)
			section = substr($0, RSTART + 1, RLENGTH - 1) }
		/^\.It Cm/ && section { line = $0; sub(/ Pq .*/, "", line)
			form = $0; if (!sub(/.* Pq /, "", form)) form = ""
			sub(/^\.It Cm /, "", line); n = split(line, key, / , /)
			for (i = 1; i <= n; i++) print section, key[i], form }'
}

sample_keys() {
	sed -n 's/^#\{0,1\}\[\([a-z0-9]*\).*/[\1/p; s/^#\{0,1\}\([a-z_0-9]*\) =/\1 =/p' \
		$sample | awk '
		/^\[/ { section = substr($0, 2); if (section == "tenant") section = "either"; next }
		{ value = $0; sub(/^[^=]*= */, "", value); print section, $1, value }'
}

here="the key table" there="the manual"
code_keys >"$one"
manual_keys | cut -d' ' -f1,2 >"$two"
same "keys in mailbox-expiry.conf(5)"
there="the sample"
sample_keys | cut -d' ' -f1,2 | sed 's/^defaults/either/' >"$two"
sed -i 's/^defaults/either/' "$one"
same "keys in the sample"

# The sample's values are held against the programs by test_config_documents.
manual_keys | sed -nE 's/^[a-z0-9]+ ([a-z_0-9]+) .*; (Ql|Pa) (.*)$/\1 \3/p' >"$one"
sample_keys | cut -d' ' -f2- | awk 'NR == FNR { wanted[$1]; next } $1 in wanted' \
	"$one" - >"$two"
here="the manual" there="the sample"
same "defaults of keys"

# ---- words of the output -----------------------------------------------------
page=plugin/check/check_mailbox_expiry.8
here="the code" there="the manual"
part '^static .* phase_names' '^};' <plugin/core/phase.c |
	grep -oE '"[a-z-]+"' | tr -d '"' | grep -vx alive >"$one"
manual_items $page PHASES | sed 's/^\.It Em //' >"$two"
same "phases"
part '^mailbox_sources_text' '^}' <plugin/core/mailbox.c |
	sed -n 's/.*{SOURCE_[A-Z_]*, "\([a-z-]*\)"}.*/\1/p' >"$one"
manual_items $page OUTPUT | sed 's/^\.It Em //' >"$two"
same "evidence"
tr '\n\t' '  ' <plugin/check/report_perfdata.c |
	grep -oE 'print_count\( *"[a-z_]+"|" [a-z_]+=%' | grep -oE '[a-z_]+("|=)' |
	tr -d '"=' >"$one"
manual_items $page 'PERFORMANCE DATA' | sed 's/^\.It Va //; s/ , /\n/g' |
	grep -vx GUID >"$two"
same "performance data"
cp "$two" "$one"
sed -n 's/^| \([a-z_]*\) | [a-z]* | .*/\1/p' contrib/metrics/README.md |
	grep -vx metric >"$two"
here="the manual" there="the README of the metrics"
same "names of metrics"
done_testing
