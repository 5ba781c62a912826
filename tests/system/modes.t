#!/bin/sh
# SPDX-License-Identifier: MIT
# What the check says, in every mode.  Main outputs are compared byte for byte with
# tests/golden/; after a change on purpose: make update-golden, then read the diff.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/modes.sh"

# golden FILE [OPTION...]: what is printed is what the file holds
golden() {
	file=$top_srcdir/tests/golden/$1
	shift
	check "$@"
	printf '%s\n' "$output" >"$work/printed"
	echo "exit $code" >>"$work/printed"
	[ -z "${UPDATE_GOLDEN-}" ] || cp "$work/printed" "$file"
	if cmp -s "$file" "$work/printed" && [ ! -s "$work/stderr" ]; then
		ok "golden: ${file##*/}"
	else
		not_ok "golden: ${file##*/}"
		diff "$file" "$work/printed" | diagnose
	fi
}
golden check-text --tenant contoso
golden check-all --all-tenants
golden check-list --list
golden check-json --output-format json
golden check-deadline --deadline --tenant contoso
golden check-items --tenant contoso --perfdata items --max-items 2
golden check-utf8 --tenant contoso --utf8
golden check-id --tenant fabrikam
golden check-html --output-format html
golden check-discover-json --discover json
golden check-discover-icinga2 --discover icinga2
golden check-discover-nagios --discover nagios --tenant contoso

# ---- which mailboxes --------------------------------------------------------------
# listed: the names before the @ in the list, sorted
listed() {
	printf '%s\n' "$output" | sed -n 's/^\[[A-Z]*\] \([a-z]*\)@.*/\1/p' | sort | tr '\n' ' '
}
only() { # WANTED STATE OPTION...
	names=$1 worst=$2
	shift 2
	check --tenant contoso "$@"
	state_is "$worst" "$*"
	is "$*: lists" "$(listed)" "$names"
}
ada_id=$(query "select user_id from mailbox where upn like 'ada@%'")
only 'ada ' CRITICAL --mailbox "$ada_id"
only 'ada ' CRITICAL --mailbox "$(echo "$ada_id" | tr a-f A-F)"
only 'ada ' CRITICAL --mailbox ADA@contoso.example
only 'ben ' WARNING -m ben@contoso.example
only 'eva ' OK -m eva@contoso.example
check --mailbox nobody@contoso.example --tenant contoso
state_is OK "a mailbox of which no loss is known"
like "is said to be that" "$first" ': no loss is known of nobody@contoso.example'
only 'ada ben ' CRITICAL --include 'ada@*' --include 'b??@contoso.example'
only 'ben cleo eva jon lapse ' WARNING --exclude 'ada@*' --exclude 'desk*' --exclude 'pipe*' --exclude 'zo*' \
	--exclude 'h*@*'
only 'cleo eva jon ' WARNING --cause license-removed --exclude 'ada*' --exclude 'zo*' --exclude 'pipe*'
only 'desk ' CRITICAL --cause shared-deleted
only 'ben hal ' CRITICAL --cause user-deleted
only 'lapse ' WARNING --cause subscription
only 'desk hal lapse ' CRITICAL --cause shared-deleted --cause subscription --cause user-deleted --exclude 'ben@*'
only 'cleo desk ' CRITICAL --account disabled
check --tenant contoso --cause subscription
like "what is no window is said all the same" "$first" \
	'^WARNING: contoso \(SIMULATED\): 0 mailboxes in their window, 1 on a lapsed subscription \|'
check --tenant contoso --cause shared-deleted
like "what filters leave out is counted" "$output" '^counted: contoso: .*[0-9]+ excluded'

# ---- how many, and how ---------------------------------------------------------------
check --tenant contoso --max-items 0
is "none is listed" "$(printf '%s\n' "$output" | grep -c '^\[')" 0
like "but how many there are" "$output" '^\.\.\. and 10 more$'
check --tenant contoso --max-items 3
is "three are listed" "$(printf '%s\n' "$output" | grep -c '^\[')" 3
check --tenant contoso --max-items 100
unlike "all are listed" "$output" 'more$'
for mode in --list '--output-format json' '--discover json'; do
	# shellcheck disable=SC2086
	check $mode --max-items 1
	is "one of all tenants is listed with $mode" "$(printf '%s\n' "$output" |
		grep -oE '^(OK|WARNING|CRITICAL) +[a-z]+  |"phase":|"mbx_id":' | wc -l)" 1
done
check --tenant contoso --perfdata none
unlike "no performance data" "$output" '[|]'
check --tenant contoso --perfdata totals
is "one bar in all of the output" "$(printf '%s' "$output" | tr -cd '|' | wc -c)" 1
like "on the first line" "$first" ' \| in_window=7;;;0 '
unlike "totals name nobody" "$first" "$ada_id"
check --tenant contoso --perfdata items
like "items do, by id" "$first" " $ada_id=174600s;864000:;259200:"
is "each label once" "$(printf '%s\n' "$first" | sed 's/.*|//' | tr ' ' '\n' | sed 's/=.*//' | sort | uniq -d)" ""

# ---- thresholds -------------------------------------------------------------------------
check --tenant contoso -w 5: -c 1: --include 'ada@*'
state_is WARNING "other thresholds judge otherwise"
like "and the line says that they are others" "$first" ' \(differs from configuration\)'
check --tenant contoso -w 10: -c 3:
unlike "the same ones in other words are no others" "$first" 'differs'
check --tenant contoso -w 240h: -c 72h:
unlike "nor in hours" "$first" 'differs'
check --tenant contoso --deadline --include 'ben@*'
state_is OK "the deadline mode passes over what is merely near"
like "and names itself" "$first" '^OK: deadline: contoso'

# ---- JSON ---------------------------------------------------------------------------------
judge
is "it is valid JSON" "$(ask_json 'select json_valid(j) from report')" 1
is "of tenants and mailboxes" "$(ask_json "select group_concat(key) from report, json_each(j)")" \
	state,as_of,tenants,mailboxes
is "every mailbox has every key" "$(ask_json "select distinct group_concat(k.key) from report,
	json_each(j, '\$.mailboxes') m, json_each(m.value) k group by m.key")" \
	tenant,index,user_id,upn,display_name,cause,loss,phase,state,lost_at,lost_at_latest,deadline,deadline_latest,left_s,evidence,confirmed,account_enabled,synced,restorable,needs_force,restored_at,seen_by_handler,sku,actor
is "names are as they are" "$(told zoë display_name)" "Zoë | Müller"
is "but for control characters" "$(ask_json "select m.value->>'display_name' from report,
	json_each(j, '\$.mailboxes') m where m.value->>'upn' like 'pipe%'")" ' [31m bell '
unlike "no control character is printed raw" "$(tr -d '\n' <"$report")" '[[:cntrl:]]'
is "the state is the exit code" "$(ask_json "select j->>'state' from report") $code" "CRITICAL 2"
judge --tenant fabrikam --mailbox "$ada_id"
is "an empty list is one" "$(ask_json "select j->'mailboxes' from report")" '[]'

# ---- names -----------------------------------------------------------------------------
for mode in '' --list '--output-format json' '--perfdata items' -v --deadline '--mailbox tom@fabrikam.example'; do
	# shellcheck disable=SC2086
	check --tenant fabrikam $mode
	unlike "show_names = id holds with ${mode:-nothing}" "${output#*tom@}" 'uma|Uma|root@'
done
check --tenant contoso --max-items 20
unlike "hostile names are cleaned" "$(printf '%s' "$output" | tail -n +2 | tr -d '\n')" '[[:cntrl:]|]'
unlike "bidi marks too" "$output" "$bidi"
check --tenant contoso --max-items 20 --utf8
like "with --utf8 names are whole" "$output" '^\[OK\] zoë@contoso.example'
unlike "but for bidi marks" "$output" "$bidi"
unlike "and escapes" "$output" "$(printf '\033')"

# ---- the same everywhere -----------------------------------------------------------------
check --max-items 20
here=$output
differing=
for zone in UTC Asia/Kolkata America/St_Johns Pacific/Chatham :/nonexistent; do
	for locale in C C.UTF-8 de_DE.UTF-8 tr_TR.UTF-8 xx; do
		output=$(TZ=$zone LC_ALL=$locale LANG=$locale LANGUAGE=de "$check_program" --config "$conf" \
			--at "$now" --max-items 20 2>&1)
		[ "$output" = "$here" ] || differing="$differing $zone/$locale"
	done
done
is "neither time zone nor locale changes a byte" "$differing" ""

# ---- one tenant of several cannot be read -------------------------------------------------
cat >>"$conf" <<EOF
[tenant tailspin]
enabled = yes
[tenant asleep]
enabled = no
EOF
check --all-tenants
state_is CRITICAL "what is critical stays so"
like "but the unreadable one is named first" "$first" \
	'^CRITICAL: 3 tenants, 3 not OK; tailspin: never collected: .*; contoso \(SIMULATED\): '
like "and counted" "$first" ' unreadable_tenants=1;'
check --all-tenants --mailbox eva@contoso.example
state_is UNKNOWN "with nothing critical it is UNKNOWN"
cp "$conf" "$work/few"
printf '[tenant second]\n[tenant third]\n' >>"$conf"
check --all-tenants
like "of many unreadable ones two, and then what is critical" "$first" \
	'^CRITICAL: 5 tenants, 5 not OK; tailspin: never [^;]*; second: never [^;]*; contoso .*soonest .*; and 2 more '
check --all-tenants --mailbox eva@contoso.example
like "with nothing critical three" "$first" '; third: never collected'
cp "$work/few" "$conf"
check --tenant asleep
state_is UNKNOWN "a tenant that is not enabled can be asked for by name"
judge
is "JSON tells which" "$(ask_json "select group_concat(t.value->>'tenant' || '=' || (t.value->>'state'), ' ')
	from report, json_each(j, '\$.tenants') t")" "contoso=CRITICAL fabrikam=WARNING tailspin=UNKNOWN"
done_testing
