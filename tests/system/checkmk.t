#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/checkmk, as it is, against the grammar of local checks that Checkmk documents;
# there is no Checkmk here.  Whatever people are called, a line stays a line.
. "$(dirname "$0")/lib.sh"
. "$top_srcdir/tests/system/modes.sh"
MAILBOX_EXPIRY_CHECK=$check_program
export MAILBOX_EXPIRY_CHECK
local_check() {
	output=$("$top_srcdir/contrib/checkmk/mailbox_expiry" --config "$conf" --at "$now" "$@" 2>"$work/stderr")
	code=$?
}
# Everything that is not: STATE "NAME" METRICS TEXT, with exactly one blank between.
number='-?[0-9]+(\.[0-9]+)?'
level="(($number:)?$number)?"
metric="[A-Za-z_][A-Za-z0-9_]*=$number(;$level(;$level(;($number)?(;($number)?)?)?)?)?"
line="^[0-3P] \"[A-Za-z0-9 ._-]+\" (-|$metric(\|$metric)*) [^ ][ -~]*\$"
not_of_grammar() {
	printf '%s\n' "$output" | grep -vE "$line"
	# A backslash begins a new line, and nothing else.
	printf '%s\n' "$output" | sed 's/\\n//g' | grep -F '\'
}
services() { printf '%s\n' "$output" | sed -E 's/^(.) "([^"]*)" .*/\1 \2/'; }
metric() { printf '%s\n' "$output" | grep "\"Mailbox expiry $1\"" | cut -d'"' -f3 | tr ' |' '\n\n' | sed -n "s/^mbx_$2=//p"; }

local_check
is "it is 0, and quiet" "$code $(cat "$work/stderr")" "0 "
is "a service for each tenant, with its state" "$(services)" "2 Mailbox expiry contoso
1 Mailbox expiry fabrikam"
is "all of the grammar" "$(not_of_grammar)" ""
is "which finds faults" "$(output='0 "a"  - x
0 "a'\''b" - x
4 "a" - x
0 "a" a=1s x
0 "a" a=1;3: x
0 "a" -
0 "a" - x\y' not_of_grammar | wc -l)" 7
judge --tenant contoso
local_check
is "a count" "$(metric contoso in_window)" "$(whole in_window);;;0"
is "a limit" "$(metric contoso critical)" "$(ask_json "select j->'\$.tenants[0].states'->>'CRITICAL' from report");;0;0"
is "time without its unit, and without a range" "$(metric contoso soonest_left)" "$(whole soonest_left_s)"
check --tenant contoso
is "as many metrics as the check has" "$(printf '%s\n' "$output" | sed -n '1s/.* | //p' | wc -w)" \
	"$(local_check; printf '%s\n' "$output" | head -n 1 | cut -d'"' -f3 | grep -o mbx_ | wc -l)"
first=${first%% | *}
first=${first#*: }
local_check
like "the first line is the summary" "$output" "\" [^ ]+ $(printf %s "$first" | sed 's/[][().*+?|\\^$]/\\&/g')\\\\n\\[CRITICAL\\] "

sqlite3 "$state/contoso.db" <<'END' || not_ok "the names are in place"
UPDATE mailbox SET upn = 'a" mbx_x=1;0;0 "b@contoso.example' WHERE upn LIKE 'ada@%';
UPDATE mailbox SET upn = 'two\n0 "Mailbox expiry fabrikam" - OK\@contoso.example' WHERE upn LIKE 'ben@%';
UPDATE mailbox SET upn = 'three' || char(10) || '0 "Mailbox expiry fabrikam" - OK' || char(10) || '@contoso.example' WHERE upn LIKE 'cleo@%';
UPDATE mailbox SET upn = 'OK: fabrikam: all fine | mbx_lost=0@contoso.example' WHERE upn LIKE 'desk@%';
UPDATE mailbox SET upn = '<<<local>>>' || char(13) || char(10) || '<<<<other>>>> %s$(id)`id`@contoso.example' WHERE upn LIKE 'eva@%';
UPDATE mailbox SET upn = char(10) || 'CRITICAL: nobody: ''x''@contoso.example' WHERE upn LIKE 'hal@%';
END
local_check
is "hostile names: the same services" "$(services)" "2 Mailbox expiry contoso
1 Mailbox expiry fabrikam"
is "hostile names: all of the grammar" "$(not_of_grammar)" ""
unlike "hostile names: no section begins" "$output" '^<<<'
local_check --utf8
is "and with --utf8, but for what is no ASCII" "$(services)" "2 Mailbox expiry contoso
1 Mailbox expiry fabrikam"

printf '[tenant tailspin]\n[tenant wingtip]\nenabled = no\n' >>"$conf"
local_check
like "a tenant without data" "$output" '^3 "Mailbox expiry tailspin" mbx_in_window=0.* tailspin: never collected'
is "none for one that is not enabled" "$(printf '%s\n' "$output" | wc -l)" 3
is "all of the grammar as well" "$(not_of_grammar)" ""
is "it collects nothing" "$(find "$state" -name 'tailspin*')" ""
local_check --no-such-option
is "an error is a service, too" "$code $(services)" "0 3 Mailbox expiry"
is "and of the grammar" "$(not_of_grammar)" ""
MAILBOX_EXPIRY_CHECK=/nonexistent/check local_check
is "so is a check that is not there" "$(services) $(not_of_grammar)" "3 Mailbox expiry "
done_testing
