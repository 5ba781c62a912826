#!/bin/sh
# SPDX-License-Identifier: MIT
# What once broke the handler: acknowledgements that came back although they asked
# for nothing, or did what nobody had asked for.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(for name in ada ben cyd dan; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE"
done)
EOF
admin=by=admin@contoso.example
lost_at=2026-03-02T08:00:00Z
handler_conf "deny_authors = bot"
collect
for name in ada ben cyd dan; do
	sim "remove-license $name@contoso.example $admin"
done
sim_clock +25d
collect

# acknowledge STATE AUTHOR COMMENT [LINE...]: one on a service of its own
acknowledge() {
	sim_clock
	acknowledged=$((${acknowledged-0} + 1))
	file=10000000-0000-4000-8000-$(printf %012d "$acknowledged")
	mkdir -p "$state/inbox"
	{
		echo "mailbox-expiry-request 1"
		echo "kind acknowledge"
		echo "system ${system-icinga2}"
		echo "tenant contoso"
		echo "host contoso"
		echo "service s$acknowledged"
		echo "state $1"
		[ -z "$2" ] || echo "author $2"
		[ -z "$3" ] || echo "comment $3"
		echo "made_at $(date -u -d "$now" +%s)"
		shift 3
		for line in "$@"; do
			printf '%s\n' "$line"
		done
	} >"$state/inbox/.$file"
	mv "$state/inbox/.$file" "$state/inbox/$file"
}
# came: what became of the newest: STATE: REASON [ACTS]; 2 takes it back
came() {
	ask_handler "select r.state || ': ' || coalesce(r.reason, '') || ' [' ||
		coalesce((select group_concat(act) from message m
			where m.request = r.id), '') || ']'
		from request r order by r.id desc limit 1"
}

# ---- words that a person reads and a program does not ---------------------------
acknowledge WARNING alice "seen$(printf '\302\240')#ack" "mailbox ada@contoso.example"
work
like "#ack behind a no-break space restores nobody" "$(came)" \
	'^refused: nothing is done: #ack is to stand by itself.* \[1,2,3\]$'
is "and nothing is written" "$(remedy ada)" ""

# ---- who left since the last collection -----------------------------------------
# sign_in NAME yes|no: as an administrator would
sign_in() {
	token=$(curl -sS --cacert "$sim_dir/ca.pem" "$sim_url/$tenant_id/oauth2/v2.0/token" \
		-d grant_type=client_credentials -d "client_id=$writer_id" \
		-d "client_secret=$writer_secret" \
		-d scope=https://graph.microsoft.com/.default |
		sed 's/.*"access_token":"\([^"]*\)".*/\1/')
	curl -sS -f --cacert "$sim_dir/ca.pem" -X PATCH \
		-H "Authorization: Bearer $token" -H 'Content-Type: application/json' \
		-d "{\"accountEnabled\":$2}" "$sim_url/v1.0/users/$1@contoso.example"
}
sign_in cyd false
like "he has just been blocked" "$(truth cyd)" '"enabled":false'
acknowledge WARNING alice "seen" "mailbox cyd@contoso.example"
work
like "a routine acknowledgement gives a leaver no license back" "$(came)" \
	'^done: 0 of 1 back; cyd@contoso.example: sign-in was blocked meanwhile.* \[1,2,3\]$'
is "nothing is written" "$(writes_of cyd)" ""
acknowledge WARNING alice "#restore" "mailbox cyd@contoso.example"
work
is "#restore does" "$(writes_of cyd)" "assign: done"
sim "remove-license cyd@contoso.example $admin"

# ---- what asks for nothing, while nothing can be decided ------------------------
sim_clock +8h
acknowledge UNKNOWN alice "we look into it"
work_for 360
like "UNKNOWN, and the data out of date: it stays" "$(came)" \
	'^done: the service is UNKNOWN.* \[\]$'
acknowledge CRITICAL alice "#ack"
work_for 360
like "#ack needs no data" "$(came)" '^done: #ack: acknowledged.* \[\]$'
acknowledge CRITICAL bot "seen"
work_for 360
like "a bot's stays whatever the data are" "$(came)" '^refused: .*deny_authors.* \[1,3\]$'
acknowledge CRITICAL alice "seen"
work_for 360
like "what counts on being done comes back" "$(came)" \
	'^refused: .*out of date: nothing can be decided.* \[1,2,3\]$'

# ---- nobody who may write to Graph ----------------------------------------------
collect
conf_set "min_age = 0" "authors = alice"
acknowledge WARNING alice "seen" "reconciled yes" \
	"acked_at $(date -u -d "$lost_at" +%s)"
work
like "an old one stays, writer or not" "$(came)" '^done: .*before handler.db was there.* \[\]$'
acknowledge WARNING alice "#ack"
work
like "#ack needs no writer" "$(came)" '^done: #ack: acknowledged.* \[\]$'
acknowledge WARNING alice "#release" "mailbox dan@contoso.example"
work
like "letting go needs none" "$(came)" '^done: 1 mailbox let go \[1,3\]$'
acknowledge WARNING alice "seen" "mailbox ben@contoso.example"
work
like "a restore does, and comes back" "$(came)" \
	'^refused: .*writer_client_id is not set \[1,2,3\]$'
acknowledge WARNING mallory "seen" "mailbox ben@contoso.example"
work
like "whoever may not is told that" "$(came)" '^refused: author "mallory" may not.* \[1,2,3\]$'
conf_set "min_age = 0" "authors = alice" "on_ack = none"
acknowledge WARNING alice "seen" "mailbox ben@contoso.example"
work
like "on_ack = none needs no writer" "$(came)" '^done: .* by the configuration \[\]$'

# ---- Nagios says who acknowledged once it has written its status ----------------
# status_write AGO AUTHOR COMMENT: of the service that is acknowledged next
status_write() {
	sim_clock
	at=$(date -u -d "$now" +%s)
	next=$((acknowledged + 1))
	cat >"$work/status.dat" <<EOF
info {
	created=$at
	}
servicestatus {
	host_name=contoso
	service_description=s$next
	current_state=1
	state_type=1
	problem_has_been_acknowledged=1
	last_check=$at
	}
servicecomment {
	host_name=contoso
	service_description=s$next
	entry_type=4
	comment_id=1
	entry_time=$((at - $1))
	author=$2
	comment_data=$3
	}
EOF
}
handler_conf "authors = alice"
cat >>"$conf" <<EOF
[nagios]
command_file = $work/nagios.cmd
status_file = $work/status.dat
EOF
collect
system=nagios
status_write 3600 alice "#restore"
acknowledge WARNING "" "" "mailbox ben@contoso.example" "acked_at $at"
work
is "an hour ago it was somebody else, who said something else" \
	"$(ask_handler "select state, author from request order by id desc limit 1")" "new|"
acknowledged=$((acknowledged - 1))
sim_clock +10s
status_write 10 mallory "seen"
acknowledged=$((acknowledged + 1))
work
like "it is waited for the one who did" "$(came)" '^refused: author "mallory" may not'
is "nothing is restored" "$(remedy ben)" ""
system=icinga2

# ---- who wrote more than "seen" waits for something ----------------------------
sim "hire eve@contoso.example sku=ENTERPRISEPACK location=DE"
collect
sim "delete eve@contoso.example $admin"
sim_clock +25d
collect
acknowledge WARNING alice "seen" "mailbox eve@contoso.example"
work
like "a leaver, seen: left, and told what it takes" "$(came)" '^done: .*would have to say #restore \[1\]$'
acknowledge WARNING alice "#force" "mailbox eve@contoso.example"
work
like "a leaver, and #force: she hears what is missing" "$(came)" \
	'^refused: .*would have to say #restore \[1,2,3\]$'
handler_conf "authors = alice" "on_ack_user_deleted = restore"
acknowledge WARNING "*" "seen" "mailbox eve@contoso.example"
work
like "nobody is told to let everybody in" "$(came)" \
	'^refused: author "\*" may not restore: in authors that would be everybody '

# ---- an Icinga that takes connections and says nothing ----------------------------
cat >>"$conf" <<EOF
[icinga2 main]
url = $sim_url
user = x
password_file = $work/writer-secret
ca_file = $sim_dir/ca.pem
EOF
sim_clock +2d # nothing of before is in the way
work
for _ in 1 2 3 4; do
	acknowledge WARNING alice "#relase" "instance main"
done
began=$(date +%s)
kill -STOP "$sim_pid"
output=$("$handle_program" worker --config "$conf" --at "$now" --once -v 2>&1)
kill -CONT "$sim_pid"
took=$(($(date +%s) - began))
like "what waits for it is told to wait" "$output" 'contoso, s[0-9]+: icinga2 main: adding a comment'
is "it is asked once, not once for each that waits ($took s)" "$((took < 15))" 1
like "status says why nobody has heard" "$("$handle_program" status -f "$conf" --at "$now")" \
	'^monitoring: [0-9]+ messages not yet delivered: .+'

# ---- a service that is gone -----------------------------------------------------
# graphsim is no Icinga: it knows no such path, as an Icinga no such service
sim_clock +2d
output=$("$handle_program" worker --config "$conf" --at "$now" --once -v 2>&1)
like "what is given up is in the log" "$("$handle_program" log -f "$conf" --at "$now")" \
	'  told  contoso, s[0-9]+ was not told a comment, and will not be: icinga2 main: '

done_testing
