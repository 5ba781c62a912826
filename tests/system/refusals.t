#!/bin/sh
# SPDX-License-Identifier: MIT
# What Graph says no with, each of its texts: becomes a reason that says what to do,
# is not tried again, and nothing is bent to get past it; and what exactly is asked
# for, where a license is held in part or only its mailbox is wanted.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
command -v jq >/dev/null || skip_all "needs jq"
handler_alone

names="seat sku needs excludes group address gone locked odd busy late boss held small"
deleted="upn alias chief"
sim_start <<EOF
$(sim_head)
$(sim_writer)
switch restore-licenses no
sku ENTERPRISEPACK seats=60
$(for name in $names $deleted; do
	more=
	[ $name != alias ] || more="aliases=old-alias@contoso.example"
	echo "user $name@contoso.example sku=ENTERPRISEPACK location=DE $more"
done)
EOF
handler_conf "block_sign_in = no" "cooldown = 0"
collect
admin=by=admin@contoso.example
for name in $names; do
	[ $name = held ] || sim "remove-license $name@contoso.example $admin"
done
for name in $deleted; do sim "delete $name@contoso.example $admin"; done
off=EXCHANGE_S_ENTERPRISE,YAMMER_ENTERPRISE,SWAY
sim "assign-license held@contoso.example ENTERPRISEPACK disabled=$off" \
	"set boss@contoso.example privileged=yes" \
	"set chief@contoso.example privileged=yes" \
	"hire upn@contoso.example sku=ENTERPRISEPACK id=66666666-6666-4666-8666-666666666666" \
	"hire taker@contoso.example sku=ENTERPRISEPACK aliases=old-alias@contoso.example"
sim_clock +1d
collect
sim_forget_requests
id_of() { query "select user_id from mailbox where upn like '$1@%'"; }
plan=efb87545-963c-4e0d-99df-69c6916d9eb0
other=882e1d05-acd1-4ccb-8708-6ee03664b117

says() { # FILE CODE MESSAGE: a body, in $work/FILE
	printf '{"error":{"code":"%s","message":"%s"}}' "$2" "$3" >"$work/$1"
}
asked_for() { # NAME: how often a license
	sim_requests | grep -o "$(id_of "$1")/assignLicense" | wc -l
}
# refuses NAME STATUS CODE MESSAGE REASON(ere): at once, for good, and that is said
refuses() {
	says "$1" "$3" "$4"
	sim "fault body status=$2 file=$work/$1 count=-1 method=POST path=*$(id_of "$1")/assignLicense"
	ask "mailbox $1@contoso.example"
	work_for 2 61
	like "$1: $2 becomes a reason" "$(remedy "$1")" "^refused: $5 \\(HTTP status $2, $3: "
	is "$1: asked for once" "$(asked_for "$1")" 1
}
bad=Request_BadRequest
refuses sku 400 $bad "License $plan does not correspond to a valid company License." \
	'the tenant does not have this product any more: name another one in restore_skus'
refuses needs 400 $bad \
	"License assignment failed because service plan $plan depends on the service plan(s) $other, $plan" \
	'one of its plans needs another that is disabled: set minimal_plans = no, .*'
refuses excludes 400 $bad \
	"License assignment failed because service plans $plan,$other are mutually exclusive" \
	'the user holds a product whose plans exclude these: .*'
refuses group 400 $bad \
	'User license is inherited from a group membership and it cannot be removed directly from the user.' \
	'the license comes from a group: change it there'
refuses address 400 badRequest \
	'Another object with the same value for property proxyAddresses already exists.' \
	'somebody else has one of its addresses now: take it off that object, .*'
refuses gone 404 Request_ResourceNotFound "Resource 'x' does not exist" \
	'there is no such active user: deleted meanwhile\?'
refuses odd 400 $bad 'Something \u001b[31mnew | here\nOK: fine' 'refused'
unlike "odd: nothing of a terminal's" "$(remedy odd)" '[[:cntrl:]|]'

# ---- what may be only for a while ---------------------------------------------
says late $bad "License assignment cannot be done for user with invalid usage location."
sim "fault body status=400 file=$work/late count=2 method=POST path=*$(id_of late)/assignLicense"
ask "mailbox late@contoso.example"
work_for 15 30 2 5
like "a location that is not seen everywhere yet: tried again" "$(remedy late)" '^verified'
is "until it is" "$(asked_for late)" 3
for name in busy locked; do
	status=409
	[ $name = busy ] || status=423
	says $name Directory_ConcurrencyViolation 'The object was changed at the same time.'
	sim "fault body status=$status file=$work/$name method=POST path=*$(id_of $name)/assignLicense"
	ask "mailbox $name@contoso.example"
	work_for 61 2 5
	like "$name: $status: tried again" "$(remedy $name)" '^verified'
	is "$name: once" "$(asked_for $name)" 2
done
says seat $bad "Subscription with SKU $plan does not have any available licenses."
sim "fault body status=400 file=$work/seat count=-1 method=POST path=*$(id_of seat)/assignLicense"
ask "mailbox seat@contoso.example"
work_for 31 31 31 31 31 31
like "no seat, though one is listed: given up in the end" "$(remedy seat)" \
	'^refused: tried 5 times: no seat is free: free or buy one '
is "after five times" "$(asked_for seat)" 5

# ---- what is not for an application, and who is in the way -----------------------
privileged='^refused: this is a privileged user: the application needs a directory role, too \(Privileged Authentication Administrator\)'
ask "mailbox boss@contoso.example"
work_for 2 61
like "a privileged user's license" "$(remedy boss)" "$privileged"
ask "mailbox chief@contoso.example"
work_for 2 61
like "a privileged user in the bin" "$(remedy chief)" "$privileged"
ask "mailbox $(query "select user_id from mailbox where upn like 'upn@%'")"
work_for 2 61
like "somebody hired since has its name" "$(remedy upn)" \
	'^refused: somebody else has its user principal name now: rename that user, then restore again'
ask "mailbox alias@contoso.example"
work_for 2 61
like "somebody else has its address" "$(remedy alias)" \
	'^refused: somebody else has one of its addresses now: take it off that object, then restore again'
sim_requests >"$work/requests"
is "each restore was tried once, and takes no addresses away" "$(jq -r '[.[] |
	select(.method == "POST" and (.path | endswith("/restore"))) | .body | tostring] |
	group_by(.) | map("\(length) \(.[0])") | join(", ")' "$work/requests")" '3 {}'
is "nobody else was written to" "$(jq -r '[.[] | select(.method != "GET" and
	(.path | test("/assignLicense$|/restore$|/token$|batch$") | not))] | length' "$work/requests")" 0

# ---- what is asked for ---------------------------------------------------------------
plans_of() { curl -sS --cacert "$sim_dir/ca.pem" -H "Authorization: Bearer $token" \
	"$sim_url/v1.0/subscribedSkus" | jq -r '.value[] | select(.skuPartNumber == "ENTERPRISEPACK") |
	.servicePlans[] | "\(.servicePlanId) \(.servicePlanName)"'; }
token=$(curl -sS --cacert "$sim_dir/ca.pem" "$sim_url/$tenant_id/oauth2/v2.0/token" \
	-d grant_type=client_credentials -d "client_id=$writer_id" \
	-d "client_secret=$writer_secret" -d scope=https://graph.microsoft.com/.default |
	jq -r .access_token)
plans_of | sort >"$work/plans"
sku_id=$(curl -sS "$sim_admin/seats" | sed -n 's/.*ENTERPRISEPACK.*"id":"\([^"]*\)".*/\1/p')
body_of() { # NAME: the products, and what is switched off, by name
	sim_requests | jq -r --arg id "$(id_of "$1")" '[.[] | select(.path | contains($id + "/assignLicense"))][-1].body |
		if type == "string" then fromjson else . end |
		"\(.removeLicenses | length) \(.addLicenses | length) \(.addLicenses[0].skuId)",
		(.addLicenses[0].disabledPlans | sort[])' | while read -r one rest; do
		grep "^$one " "$work/plans" | cut -d' ' -f2 | grep . || echo "$one $rest"
	done | tr '\n' ' '
}
ask "mailbox held@contoso.example"
work_for 2 5
like "held with its mailbox off: back" "$(remedy held)" '^verified'
is "what else was off stays off, and no more" "$(body_of held | tr ' ' '\n' | sort | tr '\n' ' ' | sed 's/^ //')" \
	"$(printf '%s\n' 0 1 "$sku_id" SWAY YAMMER_ENTERPRISE | sort | tr '\n' ' ')"
handler_conf "block_sign_in = no" "cooldown = 0" "minimal_plans = yes"
ask "mailbox small@contoso.example"
work_for 2 5
like "minimal plans: back" "$(remedy small)" '^verified'
is "everything but the mailbox is off" "$(body_of small | tr ' ' '\n' | grep -v '^$' | sort | tr '\n' ' ')" \
	"$( { printf '%s\n' 0 1 "$sku_id"; cut -d' ' -f2 "$work/plans" | grep -vx EXCHANGE_S_ENTERPRISE; } | sort | tr '\n' ' ')"
done_testing
