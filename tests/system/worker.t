#!/bin/sh
# SPDX-License-Identifier: MIT
# The worker against the simulated tenant: each way of losing a mailbox, each thing
# that may stand in the way of getting it back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
sku STANDARDPACK seats=1
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK location=DE
user dan@contoso.example name="Dan Example" sku=ENTERPRISEPACK location=none
user eve@contoso.example name="Eve Example" sku=ENTERPRISEPACK location=DE
user fay@contoso.example name="Fay Example" sku=ENTERPRISEPACK location=DE
user gus@contoso.example name="Gus Example" sku=ENTERPRISEPACK location=DE
user hal@contoso.example name="Hal Example" sku=ENTERPRISEPACK location=DE
user ian@contoso.example name="Ian Example" sku=ENTERPRISEPACK location=DE
user joy@contoso.example name="Joy Example" sku=ENTERPRISEPACK location=DE
user kim@contoso.example name="Kim Example" sku=ENTERPRISEPACK location=DE
user lea@contoso.example name="Lea Example" sku=ENTERPRISEPACK location=DE
user max@contoso.example name="Max Example" sku=STANDARDPACK location=DE
user ned@contoso.example name="Ned Example" sku=ENTERPRISEPACK location=DE
user ora@contoso.example name="Ora Example" sku=ENTERPRISEPACK location=DE
user pat@contoso.example name="Pat Example" sku=ENTERPRISEPACK location=DE sync=on
user zoe@contoso.example name="Zoe Example" location=DE
shared info@contoso.example name="Info Desk"
user rob@contoso.example name="Rob Example" location=DE
group Everybody sku=ENTERPRISEPACK members=rob@contoso.example
EOF
admin=by=admin@contoso.example
usual="block_sign_in = no"
handler_conf "$usual"
collect
sim "remove-license ada@contoso.example $admin" \
	"delete ben@contoso.example $admin" \
	"delete cyd@contoso.example $admin" \
	"remove-license dan@contoso.example $admin" \
	"remove-license fay@contoso.example $admin" \
	"remove-license gus@contoso.example $admin" \
	"delete hal@contoso.example $admin" \
	"delete ian@contoso.example $admin" \
	"remove-license joy@contoso.example $admin" \
	"remove-license kim@contoso.example $admin" \
	"remove-license lea@contoso.example $admin" \
	"remove-license max@contoso.example $admin" \
	"remove-license ned@contoso.example $admin" \
	"delete ora@contoso.example $admin" \
	"delete pat@contoso.example $admin" \
	"remove-member Everybody rob@contoso.example $admin" \
	"delete info@contoso.example $admin"
curl -sS -f --data-binary 'assign-license eve@contoso.example ENTERPRISEPACK disabled=EXCHANGE_S_ENTERPRISE,YAMMER_ENTERPRISE' \
	"$sim_admin/command" >/dev/null
sim_clock +1d
collect
sim_forget_requests

back() { # NAME WHAT
	is "$2" "$(truth "$1" | grep -o '"state":"[a-z]*"\|"generation":[0-9]*' | tr '\n' ' ')" \
		'"state":"connected" "generation":1 '
}

# ---- a license ------------------------------------------------------------------
ask "mailbox ada@contoso.example"
work_for 2
is "a license comes back" "$code $(writes_of ada)" "0 assign: done"
like "and it is seen to be back" "$(remedy ada)" \
	'^verified: back: license assigned, the mailbox answers; [0-9]+ seats of ENTERPRISEPACK left$'
back ada "the old mailbox, not a new one"
is "one write, no more" "$(written /assignLicense)" 1
like "the journal says why this product" "$(ask_handler "select text from journal where kind = 'intent'")" \
	'^assign ENTERPRISEPACK: which was held before; [0-9]+ of 40 seats free$'
is "the request is done" "$(ask_handler "select state from request")" done
is "the inbox is empty" "$(find "$state/inbox" -mindepth 1 | wc -l)" 0

ask "mailbox ada@contoso.example"
work
like "what is back needs nothing" "$(ask_handler "select count(*) from remedy")" '^1$|^2$'
is "and nothing is written" "$(written /assignLicense)" 1

# ---- users that were deleted ----------------------------------------------------
sim 'switch restore-licenses yes'
handler_conf "block_sign_in = yes"
ask "mailbox ben@contoso.example"
work_for 2 5
is "a deleted user: restored, then sign-in disabled, no license needed" \
	"$(writes_of ben)" "restore: done | block: done"
like "and verified" "$(remedy ben)" '^verified: back: user restored, the mailbox answers'
like "sign-in is disabled" "$(truth ben)" '"enabled":false'
back ben "with the old mailbox"

sim 'switch restore-licenses no'
handler_conf "$usual" "license_wait = 5m"
ask "mailbox cyd@contoso.example"
work_for 2 5 15 30
is "its license is waited for" "$(writes_of cyd)" "restore: done"
work_for 60 120 120 2 5
is "and assigned if it does not come" "$(writes_of cyd)" "restore: done | assign: done"
back cyd "with the old mailbox"
like "sign-in is left as it was" "$(truth cyd)" '"enabled":true'

sim_forget_requests
ask "mailbox info@contoso.example"
work_for 2
is "a shared mailbox needs no license" "$(writes_of info)" "restore: done"
like "and is verified" "$(remedy info)" '^verified: back: user restored, the mailbox answers'
is "none was tried" "$(written /assignLicense)" 0

ask "mailbox pat@contoso.example" "force yes"
work
is "synchronized: nothing is written" "$(writes_of pat)" ""
unlike "and it is not open" "$(remedy pat)" '^(open|verifying)'
sim 'switch restore-licenses yes'

# ---- licenses -------------------------------------------------------------------
collect
ask "mailbox eve@contoso.example"
work_for 2
is "a plan that is off is switched on" "$(writes_of eve)" "assign: done"
like "the others stay off" "$(curl -sS "$sim_admin/requests" >/dev/null
	ask_handler "select text from journal where kind = 'intent' order by id desc limit 1")" \
	'with its mailbox switched off'
back eve "and the mailbox is back"

ask "mailbox dan@contoso.example"
work
like "no usageLocation and none to set: refused with a reason" "$(remedy dan)" \
	'^refused: .*no usageLocation'
handler_conf "$usual" "usage_location = DE" "cooldown = 0"
ask "mailbox dan@contoso.example" "force yes"
work_for 1 2 5
is "one to set: set, then assigned" "$(writes_of dan | sed 's/.*| locate/locate/')" \
	"locate: done | assign: done"
like "and verified" "$(remedy dan)" '^verified'

handler_conf "$usual" "minimal_plans = yes"
ask "mailbox fay@contoso.example"
work_for 2
like "minimal plans bring the mailbox" "$(remedy fay)" '^verified'

handler_conf "$usual" "dry_run = yes"
ask "mailbox gus@contoso.example"
work
like "rehearsed" "$(remedy gus)" '^rehearsed: dry_run: would assign ENTERPRISEPACK'
is "nothing was written" "$(writes_of gus)" ""

handler_conf "$usual" "kill_switch = $work/stop"
touch "$work/stop"
# What is open already; the policy refuses what comes in meanwhile.
ask "mailbox gus@contoso.example"
work
is "the kill switch stops all writing" "$(writes_of gus)" ""
rm "$work/stop"

handler_conf "$usual"
ask "mailbox rob@contoso.example"
work_for 2
like "licensed by a group: assigned directly, and the group is named" "$(remedy rob)" \
	'^verified: back: license assigned, .*; a group used to give this license: it should again: Everybody'

# ---- what Graph does not say ------------------------------------------------------
handler_conf "$usual" "verify_timeout = 1h"
sim 'fault lost-answer method=POST path=*assignLicense'
sim_forget_requests
ask "mailbox gus@contoso.example"
work_for 31
like "no answer: in doubt" "$(writes_of gus)" '^assign: no answer'
work_for 60 2
like "it took after all: verified, not repeated" "$(remedy gus)" '^verified'
is "one assignment" "$(written /assignLicense)" 1

sim 'fault drop method=POST path=*assignLicense' # hung up before anything was done
sim_forget_requests
ask "mailbox joy@contoso.example"
work_for 30
is "it did not take: not repeated for a minute" "$(ask_handler \
	"select assign_count from remedy where upn like 'joy@%'")" 1
work_for 31 2
is "then repeated" "$(ask_handler "select assign_count from remedy where upn like 'joy@%'")" 2
like "and verified" "$(remedy joy)" '^verified'

sim 'fault lost-answer method=POST path=*restore'
sim_forget_requests
ask "mailbox hal@contoso.example"
work_for 60 2 5
like "a restore without an answer that took" "$(remedy hal)" '^verified'
is "was not repeated" "$(written /restore)" 1

sim 'fault drop method=POST path=*restore'
sim_forget_requests
ask "mailbox ian@contoso.example"
work_for 60 2 5 60 600
like "a restore that did not take" "$(remedy ian)" '^failed: .*acknowledge again, or restore it by hand'
is "is never repeated" "$(ask_handler "select restore_count from remedy where upn like 'ian@%'")" 1
is "it is an event for the subagent" "$(ask_handler "select event from event order by id desc limit 1")" \
	restore-failed

# ---- throttling, tokens, slowness -----------------------------------------------
sim 'fault 429 method=POST path=*assignLicense retry-after=3'
ask "mailbox kim@contoso.example"
work_for 3 2
is "throttled for a moment: done all the same" "$(writes_of kim | sed 's/.*| //')" "assign: done"
sim 'fault 429 method=POST path=*assignLicense retry-after=600'
ask "mailbox lea@contoso.example"
work
like "throttled for long" "$(writes_of lea)" '^assign: busy'
is "that counts as not sent" "$(ask_handler "select assign_count from remedy where upn like 'lea@%'")" 0
work_for 599
is "it is left alone until then" "$(writes_of lea | grep -c 'done')" 0
work_for 10 2 5
like "and done afterwards" "$(remedy lea)" '^verified'

sim 'assign-license zoe@contoso.example STANDARDPACK'
handler_conf "$usual" "restore_skus = ENTERPRISEPACK"
ask "mailbox max@contoso.example" "sku STANDARDPACK"
work
like "no seat of what was asked for" "$(remedy max)" \
	'^refused: no seat of STANDARDPACK is free \(1 of 1 in use\): buy or free one'
handler_conf "$usual" "restore_skus = ENTERPRISEPACK" "cooldown = 0"
ask "mailbox max@contoso.example"
work_for 2
like "no seat of what was held: what is listed" "$(ask_handler \
	"select text from journal where kind = 'intent' order by id desc limit 1")" \
	'^assign ENTERPRISEPACK: listed in restore_skus'
like "and verified" "$(remedy max)" '^verified'

handler_conf "$usual" "verify_timeout = 1h"
sim 'switch provisioning 10m' 'expire-tokens'
ask "mailbox ned@contoso.example"
work_for 2 5 15 30 60 120
like "a slow mailbox: verifying" "$(remedy ned)" '^verifying: the mailbox does not answer'
is "the request is open" "$(ask_handler "select state from request order by id desc limit 1")" working
sim 'expire-tokens'
work_for 300 300
like "and verified in the end" "$(remedy ned)" '^verified'
is "with one write" "$(writes_of ned)" "assign: done"

sim 'switch probe-lag 3h' 'switch provisioning 0'
ask "mailbox ora@contoso.example"
work_for 2 5 15 30 60 120
for n in 1 2 3 4 5 6 7 8 9 10 11 12; do work_for 301; done
like "a mailbox that never answers fails" "$(remedy ora)" \
	'^failed: the mailbox does not answer after 1h'
done_testing
