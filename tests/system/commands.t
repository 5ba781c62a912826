#!/bin/sh
# SPDX-License-Identifier: MIT
# handle_mailbox_expiry as people meet it: its commands and their options, what it
# says when they are wrong, and how things stand, whatever somebody typed.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"

# shellcheck disable=SC2034
sim_url=https://localhost:1 # nobody is asked
conf_write
handle() {
	output=$("$handle_program" "$@" --config "$conf" 2>"$work/stderr" </dev/null)
	code=$?
	said=$(cat "$work/stderr")
}

# ---- every command takes the options its help tells, and no others --------------
commands="ingest worker reconcile sync restore release unrelease pause resume status log"
options_of() {
	"$handle_program" "$1" --help | grep -oE -- '^ +(-., )?--[a-z-]+' | grep -oE -- '--[a-z-]+'
}
for command in $commands; do options_of "$command"; done | sort -u >"$work/options"
like "there are options" "$(wc -l <"$work/options")" '^[23][0-9]$'
for command in $commands; do
	options_of "$command" | sort -u >"$work/has"
	wrong=
	while read -r option; do
		"$handle_program" "$command" "$option" 2>&1 >/dev/null </dev/null |
			grep -q "not an option of $command" && taken=no || taken=yes
		grep -qx -e "$option" "$work/has" && wanted=yes || wanted=no
		# With a value missing, which is another complaint.
		[ $taken = $wanted ] || "$handle_program" "$command" "$option=x" 2>&1 \
			>/dev/null </dev/null | grep -q "not an option of $command" ||
			[ $wanted = yes ] || wrong="$wrong $option"
	done <"$work/options"
	is "$command: its options" "$wrong" ""
	"$handle_program" "$command" --help >"$work/help" 2>&1
	is "$command: --help" "$? $(grep -c '^Exit: 0 done' "$work/help")" "3 1"
	is "$command: fits a terminal" "$(grep -v '^ *\[/' "$work/help" | awk 'length > 79')" ""
done
is "the help lists every command" "$("$handle_program" --help |
	sed -n 's/^  \([a-z][a-z]*\)  .*/\1/p' | tr '\n' ' ')" "$commands "
like "version" "$("$handle_program" --version; echo $?)" '^handle_mailbox_expiry [0-9.]+'

# wrong WORDS ARGUMENT...: exit 2, one line on standard error, nothing else.
wrong() {
	words=$1
	shift
	output=$("$handle_program" "$@" 2>"$work/stderr" </dev/null)
	if [ $? = 2 ] && [ -z "$output" ] && [ "$(wc -l <"$work/stderr")" = 1 ] &&
		grep -Eq "^handle_mailbox_expiry: .*$words" "$work/stderr"; then
		ok "$*: $words"
	else
		not_ok "$*: $words"
		diagnose <"$work/stderr"
	fi
}
wrong "give a command"
wrong "unknown command" mend
wrong "give a command" --verbose
wrong "give --tenant" restore --mailbox a@x
wrong "give --mailbox NAME, or --all-expiring" restore --tenant contoso
wrong "not both" restore --tenant contoso --mailbox a@x --all-expiring
wrong "give --mailbox" release --tenant contoso
wrong "not an option of release" release --tenant contoso --all-expiring
wrong "give a day" log --since yesterday
wrong "give text or json" status --output-format xml
wrong "no \[tenant fabrikam\]" status --config "$conf" --tenant fabrikam
wrong "cannot read configuration" status --config /nonexistent
wrong "unexpected argument" status all

# ---- how things stand ---------------------------------------------------------------
handle status
is "nothing was ever asked" "$code $output$said" "0 worker: not running"
handle log
is "and nothing done" "$code $output$said" "0 "
handle status --output-format json
is "as JSON" "$code $(printf '%s' "$output" | sed 's/.*"born_at":\([a-z]*\).*/\1/')" "0 null"

db=$state/handler.db
sqlite3 "$db" <"$top_srcdir/plugin/state/handler.sql" >/dev/null
escape=$(printf '\033')
bad=$(printf '\377')
sqlite3 "$db" <<END
INSERT INTO handler VALUES (1, 0, 1772438400);
INSERT INTO pause VALUES ('contoso', 1772438500, 'alice', 'wait${escape}[2J, "please"');
INSERT INTO request (id, file, owner, received_at, made_at, text, kind, system, tenant, host,
	service, author, comment, state, reason, closed_at) VALUES
	(1, 'a', 0, 1772438400, 1772438400, 'x', 'acknowledge', 'icinga2', 'contoso', 'contoso', 'ada',
	'ali${escape}ce', 'bring${bad} it back', 'done', 'ada@contoso.example is back', 1772438460),
	(2, 'b', 0, 1772438401, 1772438401, 'x', 'restore', 'hand', 'contoso', NULL, NULL,
	'root', NULL, 'new', NULL, 0);
INSERT INTO remedy (id, request, tenant, user_id, upn, cause, loss, lost_earliest,
	lost_latest, deadline_earliest, deadline_latest, force, block, by_group,
	sku_is_asked, assigned, assign_result, assign_sent_at, state, reason, opened_at, due_at,
	closed_at) VALUES
	(1, 1, 'contoso', '33333333-3333-4333-8333-333333333333', 'ada@contoso.example',
	'license-removed', 1, 1772000000, 1772000000, 1774000000, 1774000000, 0, 0, 1, 0,
	'05e9a617-0261-4cee-bb44-138d3ef5d965', 2, 1772438410, 'verified', 'is back', 1772438400,
	0, 1772438460),
	(2, 2, 'contoso', '33333333-3333-4333-8333-333333333334', 'ben|${escape}]0;x@contoso.example',
	'license-removed', 1, 1772000000, 1772000000, 1774000000, 1774000000, 0, 0, 0, 0,
	NULL, 0, 0, 'verifying', 'not yet', 1772438400, 1772438700, 0);
INSERT INTO journal (at, request, remedy, kind, text, status, graph_request_id) VALUES
	(1772438400, 1, NULL, 'request', 'by alice', NULL, NULL),
	(1772438410, 1, 1, 'answer', 'assign: ${escape}[31mdone${bad}', 200, 'abc'),
	(1772524800, 2, 2, 'note', 'later', NULL, NULL);
INSERT INTO message (request, system, host, service, act, made_at, due_at, tries, error) VALUES
	(1, 'icinga2', 'contoso', 'ada', 1, 1772438400, 1772438400, 2, 'no${escape}body answers');
END
mkdir "$state/inbox"
: >"$state/inbox/x"
handle status
is "how things stand" "$code $said$(printf '%s\n' "$output" | sed 's/since 20[^ ]*Z$/since .../')" "0 worker: not running
inbox: 1 waiting since ...
requests: 1 not yet decided
monitoring: 1 message not yet delivered: no body answers
paused: contoso since 2026-03-02T08:01:40Z by alice: wait [2J, \"please\"

not yet delivered:
  2026-03-02T08:00:00Z  contoso!ada  2 tries: no body answers

being brought back:
  2026-03-02T08:00:00Z  contoso  ben  ]0;x@contoso.example  verifying, next look 2026-03-02T08:05:00Z: not yet

latest results:
  2026-03-02T08:01:00Z  contoso  ada@contoso.example  verified: is back

latest requests:
  2026-03-02T08:00:01Z  contoso  restore by root  new
  2026-03-02T08:00:00Z  contoso  acknowledge contoso!ada by ali ce  done: ada@contoso.example is back"
handle status --output-format json
printf '%s\n' "$output" >"$report"
is "the same as JSON" "$(ask_json "select j->>'untold', j->'\$.open[0]'->>'state',
	json_array_length(j, '\$.requests'), j->'\$.messages[0]'->>'tries', unicode(substr(j->'\$.pauses[0]'->>'comment', 5))
	from report")" "1|verifying|2|2|27"
handle log
is "the log" "$code $said$output" "0 2026-03-02T08:00:00Z  contoso  #1  request  by alice
2026-03-02T08:00:10Z  contoso  ada@contoso.example  #1  answer  assign:  [31mdone? (HTTP 200, request-id abc)
2026-03-03T08:00:00Z  contoso  ben  ]0;x@contoso.example  #2  note  later"
handle log --since 2026-03-03
is "from a day on" "$(printf '%s\n' "$output" | wc -l)$(printf '%s' "$output" | cut -c -10)" 12026-03-03
handle log --direct
is "what was assigned directly" "$output" \
	"2026-03-02T08:00:10Z  contoso  ada@contoso.example  05e9a617-0261-4cee-bb44-138d3ef5d965  a group used to give it"
sqlite3 "$db" "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 25000)
	INSERT INTO journal (at, request, kind, text) SELECT 1772600000 + i, 1, 'note', i FROM n"
handle log
is "a long log is told to its end" "$(printf '%s\n' "$output" | wc -l) ${output##* }" "25003 25000"
"$handle_program" log --config "$conf" 2>"$work/stderr" | head -n 1 >/dev/null
is "nobody complains when the reader has seen enough" "$(cat "$work/stderr")" ""
"$handle_program" log --config "$conf" >/dev/full 2>/dev/null
is "what could not be printed was not told" "$?" 1
sqlite3 "$db" 'PRAGMA user_version = 99'
handle status
like "a database of a newer version" "$code $said" '^1 handle_mailbox_expiry: .*upgrade this package'
head -c 9000 /dev/urandom >"$db"
handle log
like "a damaged one" "$code $said" '^1 handle_mailbox_expiry: .*damaged'
done_testing
