#!/bin/sh
# SPDX-License-Identifier: MIT
# README.md claims nothing that is not so: what it names exists, and what it shows
# is what the programs print.
. "$(dirname "$0")/tap.sh"
cd "$top_srcdir" || exit 99
scratch=$(mktemp -d) || exit 99
trap 'rm -rf "$scratch"' EXIT

# fenced KIND: the lines of these blocks, each block ended by a line with FF.
fenced() {
	awk -v kind="$1" '
		/^```/ && on { on = 0; print "\f"; next }
		/^```/ { on = substr($0, 4) == kind; next }
		on' README.md
}

for page in README.md contrib/README.md; do
	nothing "$page: links lead somewhere" "$(grep -oE '\]\([^)]*\)' $page |
		sed 's/^](//; s/)$//; s/#.*//; /^https:/d' | while read -r path; do
		[ -e "$(dirname $page)/$path" ] || echo "$path"
	done)"
	nothing "$page: paths exist" "$(
		# Ours do not begin within another path.
		grep -oE '(^|[^/[:alnum:]])(contrib|plugin|tests|snmp)/[A-Za-z0-9_./@-]*[A-Za-z0-9_]' $page |
			sed 's/^[^[:alpha:]]//' | sort -u | while read -r path; do
			[ -e "$path" ] || [ -e "$path.c" ] || echo "$path"
		done
	)"
done

# Shell lines count where they call our programs, all other text always, but for
# advice in tables, which tests/lint/troubleshooting.t looks at.
known=$(
	grep -ohE '^	\{"[a-z0-9-]+"' plugin/*/options.c snmp/options.c | tr -d '\t{"'
	sed -n 's/^--\([a-z]*\)).*/\1/p' contrib/demo
)
nothing "options exist" "$(awk '
		/^```/ { shell = !shell && /sh$|powershell$/ }
		!shell || /(check_mailbox_expiry|mailbox_expiry_collect|handle_mailbox_expiry) / && !/=\// ||
			/^contrib\// ' README.md | sed 's/`systemctl [^`]*`//' |
	grep -oE -- '(^|[ `(])--[a-z0-9-]+' | sed 's/^[^-]*--//' | sort -u |
	grep -vE '^(with|enable|disable)-' |
	while read -r option; do
		echo "$known" | grep -qx -e "$option" || echo "--$option"
	done)"
nothing "switches of configure exist" "$(
	grep -oE -- '--with-[a-z-]+|--enable-[a-z-]+|--disable-[a-z-]+' README.md | while read -r switch; do
	grep -q "\\[${switch#--*-}\\]" configure.ac || echo "$switch"
done)"
# shellcheck disable=SC1091
nothing "packages to build with are those of contrib/packages.sh" "$(
	. contrib/packages.sh
	# shellcheck disable=SC2154
	echo $packages_build | tr ' ' '\n' | sort >"$scratch/one"
	grep '^apt-get install' README.md | cut -d' ' -f3- | tr ' ' '\n' | sort |
		diff "$scratch/one" -
)"

column() { # HEADING: the words in backquotes that begin the rows of this table
	awk -v heading="$1" '
		!/^\|/ { on = 0 }
		on && /^\| `/ { print }
		index($0, "| " heading " |") == 1 { on = 1 }' README.md
}
words() { column "$1" | sed 's/^| `\([^`]*\)`.*/\1/'; }

words phase | sort >"$scratch/one"
nothing "phases" "$(awk '/phase_names/ { on = 1 } on && /^};/ { exit } on' plugin/core/phase.c |
	grep -oE '"[a-z-]+"' | tr -d '"' | grep -vx alive | sort | diff "$scratch/one" -)"
words word | sort >"$scratch/one"
nothing "evidence" "$(sed -n 's/.*{SOURCE_[A-Z_]*, "\([a-z-]*\)"}.*/\1/p' plugin/core/mailbox.c |
	sort | diff "$scratch/one" -)"
words 'in the comment' | grep '^#' | sort >"$scratch/one"
nothing "words of a comment" "$(sed -n 's/.*{"\(#[a-z-]*\)", offsetof.*/\1/p' plugin/core/words.c |
	sort | diff "$scratch/one" -)"
nothing "keys are in the sample" "$(
	{
		words key | tr -d ' '
		column key | cut -d'|' -f2 | grep -oE '`[^`]*`' | tr -d '`'
	} | sort -u | while read -r key; do
		grep -qE "^#?$key =" contrib/mailbox-expiry.conf.sample || echo "$key"
	done
)"

# ---- the programs ------------------------------------------------------------
check=$top_builddir/plugin/check_mailbox_expiry
if [ ! -x "$check" ] || [ ! -x "$top_builddir/tests/graphsim/graphsim" ]; then
	left_out "the configuration is read" "not built here"
	left_out "examples print what is shown" "not built here"
	done_testing
	exit
fi
{
	printf '[defaults]\nstate_dir = %s\n' "$scratch"
	fenced ini | tr -d '\f'
} >"$scratch/conf"
nothing "the configuration is read" "$("$check" --config "$scratch/conf" --no-collect |
	grep -v '^UNKNOWN: contoso: never collected: ')"

# "# alice acknowledges contoso!mailbox-expiry: COMMENT", and the seconds after it.
acknowledge() {
	author=${1#\# }
	ask "host contoso" "service mailbox-expiry" "state CRITICAL" "hard yes" \
		"checked_at $(date -u -d "$now" +%s)" "author ${author%% *}" "comment ${1#*: }"
	sed -i 's/^kind .*/kind acknowledge/; s/^system .*/system nagios/' "$state/inbox"/0*
	work_for 2 5
}
# In a tenant of its own, at its time; $scratch/bin stands in front of the path.
# First what is only looked at, then what is done.
run_examples() (
	. tests/system/lib.sh
	. tests/system/handler.sh
	handler_alone
	{
		cat tests/lint/readme.scenario
		sim_writer
	} >"$work/scenario"
	sim_start <"$work/scenario"
	handler_conf "min_age = 1h" "authors = alice"
	sim_clock
	mkdir "$work/bin"
	for name in check_mailbox_expiry mailbox_expiry_collect handle_mailbox_expiry; do
		cat >"$work/bin/$name" <<-END
			#!/bin/sh
			"$top_builddir/plugin/$name" "\$@" --config "$conf" --at "\$(cat "$work/now")" |
				sed 's/ (SIMULATED)//; s/ pages, [0-9]* s/ pages, 0 s/; s/, request-id [0-9a-f-]*//'
		END
		chmod +x "$work/bin/$name"
	done
	PATH=$work/bin:$PATH
	for kind in console "console button"; do
		fenced "$kind" | while IFS= read -r line; do
			echo "$now" >"$work/now"
			case $line in
			'$ check_mailbox_expiry'* | '$ mailbox_expiry_collect'* | '$ handle_mailbox_expiry'*)
				printf '%s\n' "$line"
				sh -c "${line#\$ }" 2>&1
				;;
			'# '*' acknowledges '*)
				printf '%s\n' "$line"
				acknowledge "$line" >"$work/told" 2>&1
				;;
			'$ '*) echo "not one of our programs: $line" ;;
			esac
		done
	done >"$work/printed"
	{
		fenced console
		fenced "console button"
	} | tr -d '\f' | sed '/^$/d' | diff - "$work/printed"
)
nothing "examples print what is shown" "$(run_examples)"
done_testing
