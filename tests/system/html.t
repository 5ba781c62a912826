#!/bin/sh
# SPDX-License-Identifier: MIT
# The page for a wall screen, opened in Chromium: on a wall and on a telephone, light
# and dark, from no mailbox to a hundred thousand, with names that mean harm.
# LOOK_PICTURES=FOLDER keeps a screenshot of each.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
python=/usr/bin/python3
for tool in /usr/bin/chromium /usr/bin/chromedriver; do
	[ -x $tool ] || skip_all "needs $tool"
done
$python -c 'import selenium' 2>/dev/null || skip_all "needs python3-selenium"
. "$top_srcdir/tests/system/modes.sh"

pages=$work/pages
mkdir -p "$pages"
# page NAME [OPTION...]: $pages/NAME.html and .json of one state; $code, $html.
# At most $limit mailboxes and tenants are listed on the page.
limit=
page() {
	html=$pages/$1.html
	name=$1
	shift
	"$check_program" --config "$conf" --at "$now" --no-collect \
		--output-format json "$@" >"$pages/$name.json"
	json_code=$?
	"$check_program" --config "$conf" --at "$now" --no-collect \
		--output-format html ${limit:+--max-items "$limit"} "$@" >"$html" 2>"$work/stderr"
	code=$?
	output=$(tail -c 2000 "$html")
	is "$name: exit code and stderr" "$code $(cat "$work/stderr")" "$json_code "
}
has() { # NAME PATTERN: a line of the page
	if grep -Eq -- "$2" "$html"; then
		ok "$1"
	else
		not_ok "$1: no line matches $2"
	fi
}
lacks() {
	if grep -Eq -- "$2" "$html"; then
		not_ok "$1: a line matches $2"
	else
		ok "$1"
	fi
}

# ---- what it says -----------------------------------------------------------
page two
has "the state" '<h1><span>Mailbox expiry</span> CRITICAL</h1>'
has "in the title as well" '^<title>CRITICAL: '
has "that data are simulated" '<p class="simulated">SIMULATED</p>'
has "how old they are" 'data <b>0s old</b>'
has "when it is looked at again" 'reloads every 15m'
has "and that the browser does" '<meta http-equiv="refresh" content="900">'
has "the soonest" '<p class="left">1d 22h left</p>'
has "how many more there are" '<h2>Most urgent: 10 shown, and 1 more</h2>'
has "a tenant's days as words" '<title>fabrikam by day: Sat 4 Apr 1 warning</title>'
has "what may not come back" '<title>Mon 13 Apr: 1 critical, 3 ok, 1 may not come back</title>'
has "names are whole" '<b>zoë@contoso.example</b> <i>Zoë   Müller</i>'
lacks "show_names = id holds" 'uma|Uma|root@'
limit=2
page short
has "the list is as long as asked" ': 2 shown, and 9 more</h2>'
limit=0
page none
has "or empty" ': 0 shown, and 11 more</h2>'
limit=
page alone --tenant contoso
lacks "one tenant needs no strip" 'class="strip"'
page deadline --deadline
has "the mode is said" '<b>Deadlines only</b>'
page eva --mailbox eva@contoso.example
has "one mailbox alone" '<title>Mon 13 Apr: 1 ok</title>'
now=2026-04-02T09:00:00Z
page over
has "what is over" '<p class="left">1d 1h over</p>'
has "is drawn before today" '<title>overdue: 2 critical, 2 may not come back</title>'
has "and may come back empty" '<td>maybe empty</td>'

# What was let go by somebody; written down as the handler does.
handled=$top_builddir/tests/system/handled
if [ -x "$handled" ]; then
	cp -r "$state" "$work/kept"
	for name in eva desk; do
		"$handled" "$state" "$now" release $name@contoso.example ||
			not_ok "$name is released"
	done
	now=2026-03-30T10:00:00Z
	page released
	has "what was released stays in its day, apart" \
		'<title>Mon 13 Apr: 1 critical, 2 ok, 1 may not come back, 1 released</title>'
	has "also where it is the only one" 'by day: .*Wed 1 Apr 1 critical, 1 released'
	lacks "but in no list" '<b>(eva|desk)@'
	rm -rf "$state"
	mv "$work/kept" "$state"
fi

# ---- what cannot be relied on -----------------------------------------------
cat >>"$conf" <<EOF
stale_after = 1h
[tenant tailspin]
enabled = yes
EOF
now=2026-03-30T11:00:00Z
page unsure
is "the unreadable tenant is named first, then the stale one" \
	"$(sed -n 's/^<li class="[a-z]*"><b>\([a-z]*\)<\/b> <span>\([A-Z ]*\)<\/span>.*/\1 \2/p' "$html")" \
	"tailspin NO DATA
fabrikam STALE"
has "the picture says who is not in it" 'month ahead, <b>without 1 tenant that cannot be read</b>'
page unread --tenant tailspin
has "with no data at all it says so" '<h1><span>Mailbox expiry</span> UNKNOWN</h1>'
lacks "and neither draws nor counts" '<svg class="wide|class="tiles"|Nothing|No mailbox'
page unread-one --mailbox nobody@contoso.example
lacks "of whom nothing can be judged nothing is said to be fine" 'known to be in danger\.'
html=$pages/problem.html
"$check_program" --config "$conf" --output-format html --tenant '</p><script>pwned=1</script>' >"$html"
is "a problem is UNKNOWN" $? 3
has "and a page, too" '&lt;/p&gt;&lt;script&gt;.*the configuration has no'
has "which is looked at again" '<meta http-equiv="refresh" content="60">'

# Somebody holds the database longer than the check may wait.
mkfifo "$work/fifo"
sqlite3 "$state/contoso.db" <"$work/fifo" &
holder=$!
sim_pids="$sim_pids $holder"
exec 3>"$work/fifo"
echo 'BEGIN EXCLUSIVE;' >&3
is_held() { ! sqlite3 "$state/contoso.db" 'SELECT count(*) FROM run' >/dev/null 2>&1; }
wait_for 20 is_held || not_ok "the database is held"
html=$pages/late.html
"$check_program" --config "$conf" --output-format html --no-collect -t 1 --tenant contoso >"$html"
is "no answer in time is UNKNOWN" $? 3
has "and a page that asks again" '^<!DOCTYPE html>.*"refresh" content="60".*no answer within the time limit'
exec 3>&-
wait "$holder"
sim_pids=${sim_pids% "$holder"}

# ---- names that mean harm ---------------------------------------------------
# In the database at once: Graph would let fewer of them pass.
canary='<img src=http://127.0.0.1:9/ onerror="pwned=1">'
sqlite3 "$state/contoso.db" <<EOF || not_ok "the names are in place"
UPDATE mailbox SET upn = '<script>pwned=1</script>@contoso.example',
  display_name = '</title></style></svg><script>document.title="pwned"</script>' WHERE upn LIKE 'ada@%';
UPDATE mailbox SET upn = '"><svg onload=pwned=1>''&amp;@contoso.example', actor = '$canary',
  actor_kind = 2 WHERE upn LIKE 'cleo@%';
UPDATE mailbox SET upn = '<!--' || char(0x202e) || ']]>&#60;b&#62;%s%n@contoso.example',
  display_name = cast(x'c328f8a18080edefbfbe41' AS TEXT) WHERE upn LIKE 'ben@%';
UPDATE mailbox SET display_name = '<base href=http://127.0.0.1:9/><meta http-equiv=refresh content=0;url=http://127.0.0.1:9/>'
  WHERE upn LIKE 'desk@%';
UPDATE sku SET part_number = '$canary';
UPDATE run SET degraded = '$canary</p><script>pwned=1</script>';
EOF
limit=30
page harm
cat >"$pages/harm.names" <<'EOF'
(script)pwned=1(/script)@contoso.example
(/title)(/style)(/svg)(script)document.title="pwned"(/script)
")(svg onload=pwned=1)'&amp;@contoso.example
(!--]])&#60;b&#62;%s%n@contoso.example
(base href=http://127.0.0.1:9/)
(img src=http://127.0.0.1:9/ onerror="pwned=1")
EOF
lacks "nothing of theirs is a tag" '<([Ss][Cc][Rr]|img|base|svg onload|b&|!--|meta http-equiv=refresh)'
limit=
iconv -f UTF-8 -t UTF-8 "$html" >"$work/same" 2>&1
is "broken bytes are none" "$(cmp "$html" "$work/same" 2>&1)" ""

# ---- from none to many ------------------------------------------------------
sim_url=https://unused.example
now=$(date -u -d '+1 minute' +%FT%TZ)
fill() { # NUMBER: a state of so many mailboxes
	state=$work/state$1
	conf=$work/conf$1
	conf_write 'max_age = 1h'
	"$top_builddir/tests/bench/fill_state" "$state/contoso.db" "$1" || not_ok "$1 mailboxes"
}
for number in 0 1 1000 100000; do
	fill $number
	page "n$number"
	is "$number mailboxes: a small page" "$(($(wc -c <"$html") / 60000))" 0
done
has "a mass loss is said aloud" '<li class="critical"><b>contoso</b> <span></span> MASS LOSS: '
conf=$work/conf1000 state=$work/state1000
conf_set 'max_age = 1h' 'retention_days = 61'
page dense
conf_set 'max_age = 1h' 'retention_days = 90'
page later
has "beyond two months it is later" '<title>later: '
state=$work/states
conf=$work/many
mkdir "$state"
{
	printf '[defaults]\nstate_dir = %s\nmax_age = 1h\n' "$state"
	for number in 11 12 13 14 15 16 17 18; do
		printf '[tenant t%s]\n' $number
		cp "$work/state1000/contoso.db" "$state/t$number.db"
	done
	for number in 21 22 23 24 25 26; do
		printf '[tenant t%s]\n' $number
	done
} >"$conf"
limit=12
page tenants
has "tenants beyond the limit are counted" '<h2>Tenants: 12 shown, and 2 more</h2>'
is "so are those in trouble, the unreadable ones first" \
	"$(grep -oE '<b>(t2|and)[^/]*</b>( t.*</li>)?' "$html" | head -n 5 | sed 's/<[^>]*>//g' | tr '\n' ' ')" \
	"t21 t22 t23 t24 and 10 more: t25 t26 t11 t12 t13 t14 t15 t16 t17 t18 "

# ---- as people see it -------------------------------------------------------
# Everything above, each at 1920 and 390 pixels, light and dark.
[ -z "${LOOK_PICTURES-}" ] || mkdir -p "$LOOK_PICTURES"
HOME=$work PYTHONDONTWRITEBYTECODE=1 $python "$top_srcdir/tests/system/look.py" "$pages" \
	${LOOK_PICTURES:+"$LOOK_PICTURES"} >"$work/looked" 2>"$work/python" ||
	diagnose <"$work/python"
output=
is "every page was looked at" "$(wc -l <"$work/looked")" "$(($(find "$pages" -name '*.html' | wc -l) * 4))"
while IFS='	' read -r looked wrong; do
	is "$looked" "$wrong" ""
done <"$work/looked"
done_testing
