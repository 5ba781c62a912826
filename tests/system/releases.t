#!/bin/sh
# SPDX-License-Identifier: MIT
# What the handler knows counts: a release quiets one loss of one mailbox, a
# restore it has seen counts until the data are newer, and whatever cannot be
# read quiets nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

handled=$top_builddir/tests/system/handled
[ -x "$handled" ] || skip_all "tests/system/handled was not built"
book=$state/handler.db

# handle WHAT USER: as the worker would write it down, now
handle() {
	sim_clock
	"$handled" "$state" "$now" "$@" || not_ok "handled $*"
}
# events [AFTER]: those of mailboxes; last_event: the newest there is
events() {
	query "select group_concat(event || ' ' || upn, '; ') from event
		join mailbox on mailbox.id = event.mailbox where event.id > ${1:-0}"
}
last_event() { query "select coalesce(max(id), 0) from event"; }

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=9
user ada@contoso.example sku=ENTERPRISEPACK id=f0000000-0000-4000-8000-000000000001
user ben@contoso.example sku=ENTERPRISEPACK id=10000000-0000-4000-8000-000000000001
user cyd@contoso.example sku=ENTERPRISEPACK
EOF
conf_write
collect
sim_clock +1h
sim 'remove-license ada@contoso.example'
collect
sim_clock +1h
sim 'remove-license ben@contoso.example'
collect
check
unlike "nobody has asked the handler for anything: nothing is said of it" \
	"$output" 'handler|restore counts'
sim_clock +28d
collect_and_judge
is "both alarm" "$(judged ada); $(judged ben)" \
	"CRITICAL expiring license-removed; CRITICAL expiring license-removed"
is "and are told" "$(query "select count(*) from event where event = 'critical'")" 2

# ---- released ----------------------------------------------------------------
handle release ada@contoso.example
judge
is "released, it is no longer listed" "$(judged ada); $(judged ben)" \
	"-; CRITICAL expiring license-removed"
is "but counted" "$(ask_json "select j->'\$.tenants[0].phases'->>'released' from report")" 1
check
like "in the text" "$output" '^counted: contoso: 1 released$'
like "in the performance data" "$first" ' released=1;'
like "the first line speaks of the other" "$first" \
	'^CRITICAL: contoso .SIMULATED.: 1 mailbox in its window .1 critical., soonest ben@'
check --mailbox ada@contoso.example
state_is OK "the service of that mailbox is quiet"
check --deadline --mailbox ada@contoso.example
state_is CRITICAL "its deadline service is not"

seen=$(last_event)
sim_clock +1h
collect
is "that its alarm is over is told" "$(events "$seen")" "eased ada@contoso.example"
seen=$(last_event)
sim_clock +1h
collect
is "and nothing more" "$(events "$seen")" ""
is "what was announced of it is over" \
	"$(query "select announced from mailbox where upn like 'ada@%'")" 0
handle release ada@contoso.example
is "a second release adds nothing" \
	"$(sqlite3 -readonly "$book" 'select count(*) from release')" 1

# ---- a database made anew ------------------------------------------------------
# Rows in the order of losses, and then in that of ids: ada's is now ben's.
is "hers is the first row" "$(query "select upn from mailbox where id = 1")" ada@contoso.example
rm "$state/contoso.db"
collect_and_judge
is "in a new database the first row is another's" \
	"$(query "select upn from mailbox where id = 1")" ben@contoso.example
is "her release outlives the old one" "$(judged ada); $(judged ben)" \
	"-; CRITICAL expiring license-removed"
conf_write 'audit = no' 'probe = no'
rm "$state/contoso.db"
collect_and_judge
is "also where there is less to go by" "$(judged ada); $(judged ben)" \
	"-; CRITICAL expiring license-removed unconfirmed"
conf_write
rm "$state/contoso.db"
collect

# ---- taken back ----------------------------------------------------------------
seen=$(last_event)
handle unrelease ada@contoso.example
judge
is "taken back, it alarms" "$(judged ada)" "CRITICAL expiring license-removed"
sim_clock +1h
collect
is "and is told anew" "$(events "$seen")" "critical ada@contoso.example"

# ---- hired again ---------------------------------------------------------------
handle release ada@contoso.example
sim 'assign-license ada@contoso.example ENTERPRISEPACK'
sim_clock +1h
collect_and_judge
is "hired again, it is restored" "$(judged ada)" "OK restored license-removed"
sim_clock +10d
collect
sim 'remove-license ada@contoso.example' 'remove-license cyd@contoso.example'
sim_clock +1h
collect
sim_clock +28d
collect_and_judge
is "lost again, it starts clean" "$(judged ada)" "CRITICAL expiring license-removed"
is "that is a loss of its own" "$(told ada loss)" 2
is "as it is in a new database" "$(
	rm "$state/contoso.db"
	collect_and_judge
	judged ada
	told ada loss
)" "CRITICAL expiring license-removed
1"

# ---- seen back by the handler --------------------------------------------------
is "another one" "$(judged cyd)" "CRITICAL expiring license-removed"
handle verified cyd@contoso.example
judge
is "what is as new as the data counts" "$(judged cyd)" "OK restored license-removed"
sim_clock +1s
collect_and_judge
is "what is older than the data does not" "$(judged cyd)" \
	"CRITICAL expiring license-removed"
rm "$book"
sim_clock +5m
handle verified cyd@contoso.example
judge
is "seen back since" "$(judged cyd)" "OK restored license-removed"
is "by the handler, says the report" "$(told cyd seen_by_handler) $(told cyd restored_at)" \
	"1 $now"
check --mailbox cyd@contoso.example
like "and the text" "$output" \
	'^\[OK\] cyd@contoso.example: restored, seen by the handler 0s ago, license removed '
check --deadline --mailbox cyd@contoso.example
state_is OK "the deadline service believes that, too"
sim_clock +5m
collect_and_judge
is "newer data that show it lost are right" "$(judged cyd)" \
	"CRITICAL expiring license-removed"
sim 'assign-license cyd@contoso.example ENTERPRISEPACK'
sim_clock +5m
collect_and_judge
is "as are those that show it back" \
	"$(judged cyd) $(told cyd seen_by_handler)" "OK restored license-removed 0"

# ---- what cannot be read quiets nothing ----------------------------------------
rm "$book"
handle release ada@contoso.example
judge
is "released once more" "$(judged ada)" "-"
cp -p "$book" "$work/book"

# loud NAME WORDS: the release does not count, and the first line says why
loud() {
	judge
	got=$(judged ada)
	check
	case $got:$first in
	"CRITICAL expiring license-removed:"*"; no release or restore counts: $book: "*"$2"*)
		ok "$1"
		;;
	*)
		not_ok "$1"
		echo "# ada is $got"
		;;
	esac
	[ ! -s "$work/stderr" ] || not_ok "$1: nothing on stderr"
	[ -s "$book-journal" ] || cp -p "$work/book" "$book"
}
# As a page that lost its rows: a leaf of none, of the kind that it was.
empty_page() {
	size=$(sqlite3 -readonly "$book" 'pragma page_size')
	page=$(sqlite3 -readonly "$book" \
		"select rootpage from sqlite_schema where name = '$1'")
	printf '\0\0\0\0\020\0\0' | dd of="$book" bs=1 \
		seek=$(((page - 1) * size + 1)) conv=notrunc 2>/dev/null
}
empty_page release
loud "a page of releases that lost its rows" "the database is damaged"
empty_page release_user
loud "a page of their index that lost its rows" "the database is damaged"
empty_page sqlite_sequence
loud "a page of what should be there that lost it" "the database is damaged"
printf 'no database' >"$book"
loud "something else in its place" "the database is damaged"
sqlite3 "$book" 'pragma user_version = 2'
loud "of a newer version" "upgrade this package"
sqlite3 "$book" 'update handler set simulated = 0'
loud "of another clock" "it is real, the data are simulated"
(
	"$handled" "$state" "$now" torn
	:
) 2>/dev/null
is "a write was interrupted" "$(wc -c <"$book-journal" | awk '{ print ($1 > 0) }')" 1
torn=$(cksum <"$book")
loud "an interrupted write" "the last write was interrupted"
is "readers leave it as it is" "$(wc -c <"$book-journal" | awk '{ print ($1 > 0) }') $torn" \
	"1 $(cksum <"$book")"
handle release ada@contoso.example
judge
is "the next write repairs it" "$(judged ada) $(ls "$state" | grep -c journal)" "- 0"
cp -p "$work/book" "$book"
if [ "$(id -u)" -ne 0 ]; then
	chmod 000 "$book"
	loud "without the right to read it" "needs read access"
	chmod 640 "$book"
fi
judge
is "repaired, it counts again" "$(judged ada)" "-"
collect
printf 'no database' >"$book"
seen=$(last_event)
sim_clock +1h
collect -v
like "the collector says so, too" "$output" \
	'^no release or restore counts: .*/handler.db: .*the database is damaged'
is "and tells of the mailbox" "$(events "$seen")" "critical ada@contoso.example"
done_testing
