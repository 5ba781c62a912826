#!/bin/sh
# SPDX-License-Identifier: MIT
# An Icinga that takes seconds to say whether an acknowledgement still stands: whoever
# throws the kill switch meanwhile is obeyed, and what Graph said is not minutes old when
# it is written.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
handler_alone
people="ada ben cyd eve"
icinga=$work/icinga

# shellcheck disable=SC2086
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK location=DE\n' $people fay)
user gus@contoso.example sku=ENTERPRISEPACK location=DE sync=on
EOF
handler_conf "kill_switch = $work/stop"
collect
sim "delete gus@contoso.example"
for name in $people fay; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +2d
collect

mkdir "$icinga"
echo "bring back" >"$icinga/said"
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$icinga/key.pem" \
	-out "$icinga/cert.pem" -days 3000 -subj /CN=localhost \
	-addext subjectAltName=DNS:localhost 2>/dev/null
/usr/bin/python3 "$top_srcdir/tests/system/slow_icinga.py" "$icinga" 2 \
	>"$icinga/out" 2>&1 &
sim_pids="$sim_pids $!"
wait_for 20 test -s "$icinga/port" || { echo "Bail out! no Icinga"; exit 1; }
(umask 077; echo secret >"$icinga/password")
cat >>"$conf" <<EOF
[icinga2 main]
url = https://localhost:$(cat "$icinga/port")
user = mailbox-expiry
password_file = $icinga/password
ca_file = $icinga/cert.pem
EOF
# A minute ago alice acknowledged SERVICE, and said what she said.
acknowledged() { # SERVICE COMMENT [FIELD...]
	service=$1 comment=$2
	shift 2
	minute_ago=$(($(date -u -d "$now" +%s) - 60))
	ask "$@" "comment $comment"
	sed -i "s/^kind .*/kind acknowledge/
		s/^made_at .*/made_at $minute_ago\nchecked_at $minute_ago/
		s/^system hand\$/system icinga2\nhost contoso\nservice $service\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
sim_clock
for name in $people; do
	acknowledged "mbx-$name" "bring back" "mailbox $name@contoso.example"
done
count_of() { ask_handler "select count(*) from remedy where state = '$1'"; }

# ---- the switch is thrown while Icinga is asked ------------------------------------
is_asked() { grep -qs services "$icinga/asked"; }
(wait_for 30 is_asked && touch "$work/stop") &
switch=$!
work
wait "$switch"
is "the worker went on" "$code" 0
is "nothing is written any more" "$(written '[^"]*assignLicense')" 0
is "all of them wait" "$(count_of open)" 4

# ---- and taken back -----------------------------------------------------------------
rm "$work/stop"
work_for 60 5 60 60
is "then all are back" "$(count_of verified)" 4
is "each was written once" "$(written '[^"]*assignLicense')" 4
like "but not all of them when the last was asked about" \
	"$(ask_handler "select max(at) - min(at) from journal where kind = 'intent'")" \
	'^[1-9]'

# ---- a part of it is refused, and the acknowledgement taken back for it: by ourselves -----
sim_clock
cp "$conf" "$work/conf.good"
sed -i "s#^graph_url = .*#graph_url = https://localhost:1#" "$conf"
echo "#restore fay@contoso.example gus@contoso.example" >"$icinga/said"
acknowledged all "$(cat "$icinga/said")"
work
is "what is refused is told, the acknowledgement taken back" \
	"$(ask_handler "select group_concat(act || coalesce(substr(text, 1, 29), ''), ' ')
		from message where service = 'all' and told_at > 0")" \
	"1refused: gus@contoso.example: 2 3"
cp "$work/conf.good" "$conf"
sim_clock +2m
work_for 60
like "the rest is restored all the same" "$(remedy fay)" '^verified'

# ---- four are let go, of which each has to be asked about -----------------------------
for name in $people fay; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +2d
collect
echo "#release" >"$icinga/said"
ask "mailbox fay@contoso.example"
for name in $people; do
	acknowledged "mbx-$name" "#release" "mailbox $name@contoso.example"
done
work
is "all of them are" "$(ask_handler "select count(*) from release")" 4
is "who was to be restored did not wait for that" "$(ask_handler "
	select max(id) < (select max(id) from journal where kind = 'decision')
	from journal where kind = 'intent'")" 1
done_testing
