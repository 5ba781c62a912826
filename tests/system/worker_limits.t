#!/bin/sh
# SPDX-License-Identifier: MIT
# What keeps the worker from working, and what it says then; what monitoring is told.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
sku STANDARDPACK seats=2
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK location=DE
user dan@contoso.example name="Dan Example" sku=ENTERPRISEPACK location=DE
user eve@contoso.example name="Eve Example" sku=STANDARDPACK location=DE
user fay@contoso.example name="Fay Example" sku=STANDARDPACK location=DE
user gus@contoso.example name="Gus Example" sku=ENTERPRISEPACK location=DE
user hal@contoso.example name="Hal Example" sku=ENTERPRISEPACK location=DE
user ian@contoso.example name="Ian Example" sku=ENTERPRISEPACK location=DE
user joy@contoso.example name="Joy Example" location=DE
user kim@contoso.example name="Kim Example" sku=ENTERPRISEPACK location=DE
user lea@contoso.example name="Lea Example" sku=ENTERPRISEPACK location=DE
user max@contoso.example name="Max Example" sku=ENTERPRISEPACK location=DE
user max2@contoso.example name="Max Example" sku=ENTERPRISEPACK location=DE
EOF
admin=by=admin@contoso.example
handler_conf
collect
for name in ada ben dan eve fay gus ian kim lea max; do
	sim "remove-license $name@contoso.example $admin"
done
sim "delete cyd@contoso.example $admin" "delete hal@contoso.example $admin"
sim_clock +1d
collect

# ---- the user is not where it was ---------------------------------------------
sim "assign-license ada@contoso.example ENTERPRISEPACK $admin"
sim_forget_requests
ask "mailbox ada@contoso.example"
work
like "somebody else was faster: back" "$(remedy ada)" '^verified: already back: nothing was written'
is "nothing was written" "$(written /assignLicense)" 0

sim "delete ben@contoso.example $admin" "hard-delete cyd@contoso.example"
ask "mailbox ben@contoso.example"
work
like "deleted meanwhile: not what was asked for" "$(remedy ben)" '^refused: the user was deleted meanwhile'
ask "mailbox cyd@contoso.example" "force yes"
work
like "purged meanwhile" "$(remedy cyd)" '^failed: the user is gone for good'
is "both are events" "$(ask_handler "select count(*) from event where event = 'restore-failed'")" 2

# ---- a pause ---------------------------------------------------------------------
handler_conf "kill_switch = $work/stop"
sim_forget_requests
sim 'fault 429 path=*/assignLicense retry-after=100'
ask "mailbox dan@contoso.example"
work
touch "$work/stop"
work_for 101
like "what is open is held by the kill switch" "$(remedy dan)" '^open: on hold'
rm "$work/stop"
work_for 31 2
like "and goes on afterwards" "$(remedy dan)" '^verified'

# ---- two workers, one seat -----------------------------------------------------------
# A second host with a state directory of its own.
sim "assign-license joy@contoso.example STANDARDPACK"
collect
first_state=$state first_conf=$conf
state=$work/other conf=$work/other-conf
handler_conf
collect
ask "mailbox fay@contoso.example"
state=$first_state conf=$first_conf
handler_conf
ask "mailbox eve@contoso.example"
sim_forget_requests
sim_clock
both() {
	"$handle_program" worker --config "$first_conf" --at "$now" --once >"$work/one" 2>&1 &
	one=$!
	"$handle_program" worker --config "$work/other-conf" --at "$now" --once >"$work/two" 2>&1
	wait $one
}
both
sim_clock +2s
both
sim_clock +31s
both
first=$(remedy eve)
state=$work/other
second=$(remedy fay)
state=$first_state
like "two workers, one seat: one gets it" "$first / $second" '^verified.*/|/ verified'
like "the other hears of it" "$first / $second" 'refused: no seat of STANDARDPACK is free'
like "never more than there are" "$(curl -sS "$sim_admin/seats")" '"STANDARDPACK"[^}]*2[^}]*2'

# ---- rights ------------------------------------------------------------------------
sim "app writer roles=$all_roles"
sim 'expire-tokens'
ask "mailbox gus@contoso.example"
work
like "without the right: refused, and it is named" "$(remedy gus)" \
	'^refused: .*LicenseAssignment.ReadWrite.All'
sim "app writer roles=$writer_roles"

handler_conf "writer_client_id ="
ask "mailbox ian@contoso.example"
work
like "without a writer nothing begins" "$(ask_handler \
	"select state || ': ' || reason from request order by id desc limit 1")" \
	'^refused: .*writer_client_id'

# ---- Graph is away --------------------------------------------------------------------
handler_conf
cat >>"$conf" <<EOF
[tenant fabrikam]
tenant_id = 44444444-4444-4444-8444-444444444444
graph_url = https://localhost:1
login_url = https://localhost:1
reader_client_id = $client_id
reader_client_secret_file = $work/secret
writer_client_id = $writer_id
writer_client_secret_file = $work/writer-secret
EOF
cp "$state/contoso.db" "$state/fabrikam.db"
sqlite3 "$state/fabrikam.db" "update tenant set tenant_id = '44444444-4444-4444-8444-444444444444'"
ask "mailbox kim@contoso.example"
sed -i 's/^tenant contoso/tenant fabrikam/' "$state/inbox"/0*
ask "mailbox lea@contoso.example"
work_for 10
like "a tenant that is away waits" "$(remedy kim)" '^open: Graph cannot be asked: .*'
like "another one does not" "$(remedy lea)" '^verified'
is "nothing counts as sent" "$(ask_handler "select assign_count from remedy where upn like 'kim@%'")" 0

# ---- data to go by ----------------------------------------------------------------------
handler_conf
mv "$state/contoso.db" "$state/contoso.away"
ask "mailbox gus@contoso.example"
work
is "without data the request waits" "$(ask_handler \
	"select state from request order by id desc limit 1")" new
work_for 301
like "and is refused after a while" "$(ask_handler \
	"select state || ': ' || reason from request order by id desc limit 1")" \
	'^refused: contoso: it was never collected: nothing can be decided; see whether mailbox_expiry_collect'
mv "$state/contoso.away" "$state/contoso.db"

# ---- another tenant_id ------------------------------------------------------------------
sim "app writer roles=$writer_roles" 'expire-tokens' 'switch provisioning 1h'
conf_now() { # TENANT_ID
	sed -i "s/^tenant_id = .*/tenant_id = $1/" "$conf"
}
handler_conf
ask "mailbox max@contoso.example"
work
sim "tenant fabrikam id=99999999-1111-4111-8111-111111111111 domain=fabrikam.example" \
	"app reader client_id=$client_id secret=$secret roles=$all_roles" \
	"app writer client_id=$writer_id secret=$writer_secret roles=$writer_roles" \
	'sku ENTERPRISEPACK seats=40'
conf_now 99999999-1111-4111-8111-111111111111
work_for 2
like "the users of one tenant are not gone because another has not got them" "$(remedy max)" \
	'^(open|verifying): Graph cannot be asked: the data of contoso are of another tenant_id'
ask "mailbox dan@contoso.example"
work
is "and nothing is decided" "$(ask_handler \
	"select state from request order by id desc limit 1")" new
conf_now "$tenant_id"
work_for 60 31
like "corrected, it goes on" "$(remedy max)" '^verifying: the mailbox does not answer yet'
sim "tenant contoso" 'switch provisioning 0'

# ---- one directory, watched twice ----------------------------------------------------------
sed -n '/^\[tenant/,$p' "$conf" | sed 's/^\[tenant contoso\]/[tenant twin]/' >"$work/twin"
cat "$work/twin" >>"$conf"
sim "delete max2@contoso.example $admin"
sim_clock +1h
collect
sim 'fault drop path=*/restore'
sim_forget_requests
ask "mailbox max2@contoso.example"
ask "mailbox max2@contoso.example"
sed -i 's/^tenant contoso/tenant twin/' "$state/inbox"/*"$asked"
work_for 2 30 60
is "no restore is sent a second time under another name" \
	"$(ask_handler "select count(*), sum(restore_count) from remedy where upn like '%max2@%'")" "1|1"
handler_conf

# ---- what monitoring is told ------------------------------------------------------------
# acknowledge SERVICE COMMENT [LINE...]: as ingest writes it down, for Nagios
acknowledge() {
	service=$1 comment=$2
	shift 2
	ask "$@"
	sed -i -e 's/^kind .*/kind acknowledge/' -e 's/^system .*/system nagios/' "$state/inbox"/0*
	{
		printf 'host h1\nservice %s\nstate CRITICAL\nhard yes\n' "$service"
		printf 'author ops\ncomment %s\nchecked_at %s\n' "$comment" "$(date -u -d "$now" +%s)"
	} >>"$(echo "$state/inbox"/0*)"
}
mkfifo "$work/nagios.cmd"
sed -i '/^\[tenant/,$!d' "$conf"
handler_conf
cat >>"$conf" <<EOF
[nagios]
command_file = $work/nagios.cmd
status_file = $work/status.dat
EOF
sim 'switch provisioning 0' "app writer roles=$writer_roles" 'expire-tokens'
acknowledge gus 'on it' 'mailbox gus@contoso.example'
work
work_for 2
is "nobody reads the command file: it is tried again later" "$(ask_handler "select min(told_at) || ' ' || max(tries) from message")" "0 1"
# A long weekend later, a try every quarter of an hour.
sqlite3 "$state/handler.db" 'update message set tries = 300 where tries > 0'
sim_clock +10s
work
exec 9<>"$work/nagios.cmd"
work_for 1000
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "then the comment is heard" "$(cat "$work/heard")" \
	'ADD_SVC_COMMENT;h1;gus;.*1 of 1 back, gus@contoso.example: back: license assigned'
like "and the check is run again" "$(tail -n 1 "$work/heard")" 'SCHEDULE_FORCED_SVC_CHECK;h1;gus'
unlike "the acknowledgement stays" "$(cat "$work/heard")" 'REMOVE_SVC_ACKNOWLEDGEMENT'

sim 'switch provisioning 10m'
acknowledge kim 'on it' 'mailbox kim@contoso.example'
work_for 2 5 15 30 60
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "what takes longer is told" "$(cat "$work/heard")" \
	'ADD_SVC_COMMENT;h1;kim;.*kim@contoso.example: the mailbox does not answer yet, this can take hours'
is "once, and nothing else" "$(wc -l <"$work/heard")" 1
work_for 300 300
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "and what came of it" "$(cat "$work/heard")" 'ADD_SVC_COMMENT;h1;kim;.*1 of 1 back'
sim 'switch provisioning 0'

acknowledge ian '#relase' 'mailbox ian@contoso.example'
work
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "a typo is heard" "$(cat "$work/heard")" 'ADD_SVC_COMMENT;h1;ian;.*refused: .*#relase'
like "and the acknowledgement taken back" "$(cat "$work/heard")" 'REMOVE_SVC_ACKNOWLEDGEMENT;h1;ian'
is "nothing is done" "$(remedy ian)" ""

acknowledge ian 'let him go #release' 'mailbox ian@contoso.example'
work
like "a release" "$(ask_handler "select upn || revoked_at from release")" '^ian@contoso.example0$'
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "is confirmed" "$(cat "$work/heard")" 'ADD_SVC_COMMENT;h1;ian;'

sed -i 's/^authors.*/&\non_ack_user_deleted = none/' "$conf"
acknowledge ben 'we need this #restore' 'mailbox ben@contoso.example'
work
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
like "asked for in so many words, and not by this policy: it is heard" "$(cat "$work/heard")" \
	'ADD_SVC_COMMENT;h1;ben;.*nothing is done: user-deleted: .* by the configuration, handle_mailbox_expiry restore would do'
unlike "and stays acknowledged" "$(cat "$work/heard")" REMOVE_SVC_ACKNOWLEDGEMENT
acknowledge ben2 'on it' 'mailbox ben@contoso.example'
work
timeout 1 cat <&9 >"$work/heard" 2>/dev/null
is "just an acknowledgement is just that" "$(cat "$work/heard")" ""

# ---- who it was ---------------------------------------------------------------------------
acknowledge lea2 x 'mailbox lea@contoso.example'
sed -i -e '/^author/d' -e '/^comment/d' "$state/inbox"/0*
work
is "Nagios did not say who: status.dat is waited for" "$(ask_handler \
	"select state from request order by id desc limit 1")" new
work_for 91
like "but not for ever" "$(ask_handler \
	"select state || ': ' || reason from request order by id desc limit 1")" \
	'^refused: .*status.dat'

# ---- the configuration changes meanwhile --------------------------------------------------
# A worker in real time, with a database of its own: it waits for a mailbox.
state=$work/real conf=$work/real-conf
sim 'switch provisioning 1h'
sim_clock "$(date -u -d '-1 hour' +%Y-%m-%dT%H:%M:%SZ)"
handler_conf
sim "assign-license ian@contoso.example ENTERPRISEPACK $admin"
sim_clock +1h
sim "remove-license ian@contoso.example $admin"
sim_clock
"$collect_program" --config "$conf" >"$work/real-collected" 2>&1
ask "mailbox ian@contoso.example"
"$handle_program" worker --config "$conf" >"$work/real-out" 2>&1 &
worker=$!
sim_pids="$sim_pids $worker"
is_verifying() { [ "$(ask_handler 'select state from remedy' 2>/dev/null)" = verifying ]; }
wait_for 20 is_verifying
handler_conf "verify_timeout = 1"
has_failed() { [ "$(ask_handler 'select state from remedy')" = failed ]; }
wait_for 20 has_failed
like "a configuration that changes counts at once" "$(remedy ian)" \
	'^failed: .* after [0-9]+s'
wait "$worker"
is "a worker with nothing to do ends" "$?" 0
sim_pids=${sim_pids% "$worker"}

# ---- where nothing can be written -----------------------------------------------------------
ask "mailbox lea@contoso.example"
chmod 0555 "$state" "$state"/inbox
if [ "$(id -u)" = 0 ]; then
	chown -R "$(id -u daemon)" "$state" "$work/secret" "$work/writer-secret"
	chmod 755 "$work" "$work/alone"
	chmod 644 "$conf"
fi
sim_forget_requests
output=$("$handle_program" worker --config "$conf" --once 2>&1)
code=$?
is "a state directory that is read-only: exit 1" "$code" 1
like "loudly" "$output" '^handle_mailbox_expiry: .*(Permission denied|Read-only|readonly)'
is "and nobody was asked" "$(sim_requests | grep -c path)" 0

# ---- who floods us -----------------------------------------------------------------
me=$(id -u)
state=$work/flood conf=$work/flood-conf
handler_conf
collect
ask "mailbox nobody@contoso.example"
work
flooded() { # COUNT BYTES SECONDS-AGO: so much was asked for
	sim_clock
	sqlite3 -cmd '.timeout 5000' "$state/handler.db" "update request set received_at = 1 where file like 'flood%';
		insert into request (owner, received_at, made_at, state, closed_at, file, text)
		with recursive n (i) as (select 1 union all select i + 1 from n where i < $1)
		select $me, $(date -u -d "$now" +%s) - $3, 1, 'refused', 1, 'flood' || i || '-' || (select count(*) from request),
		replace(hex(zeroblob($2 / 2)), '0', 'x') from n"
}
became() { ask_handler "select state || ': ' || coalesce(reason, '') || substr(coalesce(text, ''), 1, 40) from request order by id desc limit 1"; }
flooded 1 16777216 10
ask "mailbox nobody@contoso.example"
work
is "who asks for too much is refused, and it is not kept" "$(became)" \
	"refused: too much of this user within an hour (10000 requests or 16 MiB); what came before is kept"
flooded 10000 2 10
ask "mailbox nobody@contoso.example"
work
like "or too often" "$(became)" '^refused: too much of this user'
flooded 1 16777216 3601
ask "mailbox nobody@contoso.example"
work
like "an hour later he may ask again" "$(became)" '^new: mailbox-expiry-request'
done_testing
