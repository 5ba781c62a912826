#!/bin/sh
# SPDX-License-Identifier: MIT
# What the collector asks and what graphsim answers, recorded between the two,
# against Microsoft's description of Graph.  The description is no part of this
# project, nor is what reads it; where they are not to be had there is nothing to
# do.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

data=${MAILBOX_EXPIRY_SHARED:-$top_srcdir/../shared}/data
nothing_to_do() {
	ok "$*"
	done_testing
	exit 0
}
[ -f "$data/graph-subset.yaml" ] || nothing_to_do "no description of Graph here"
for program in node npm openssl; do
	command -v $program >/dev/null || nothing_to_do "no $program here"
done
(cd "$work" && timeout 40 npm install --silent --no-audit --no-fund \
	--cache "$work/npm" --prefix "$work" \
	ajv@8.17.1 ajv-formats@3.0.1 js-yaml@4.1.0) >"$work/npm.log" 2>&1 ||
	nothing_to_do "no validator to be had"
NODE_PATH=$work/node_modules
export NODE_PATH

# ---- the tenant, and the proxy in front of it -------------------------------
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=localhost -days 2 \
	-addext subjectAltName=DNS:localhost \
	-keyout "$work/proxy.key" -out "$work/proxy.pem" 2>/dev/null
openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=reader -days 2 \
	-keyout "$work/app.key" -out "$work/app.pem" 2>/dev/null
chmod 600 "$work/app.key"
other_client=22222222-2222-4222-8222-222222222223
sim_start <<EOF
$(sim_head)
app signer client_id=$other_client certificate=$work/app.pem roles=$all_roles
sku ENTERPRISEPACK seats=40
sku EXCHANGESTANDARD seats=3
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK
user cyd@contoso.example name="Cyd Example" sku=ENTERPRISEPACK
user dora@contoso.example name="Dora Example" sku=ENTERPRISEPACK
user eve@contoso.example sku=EXCHANGESTANDARD sync=on
shared info@contoso.example name="Info Desk"
room den@contoso.example
switch page-size 2
switch fraction-digits random
EOF
node "$top_srcdir/tests/system/record_traffic.cjs" "$sim_url" "$sim_dir/ca.pem" \
	"$work/proxy.key" "$work/proxy.pem" "$work/port" "$work/traffic" \
	>"$work/proxy.out" 2>&1 &
sim_pids="$sim_pids $!"
wait_for 20 test -s "$work/port" || {
	diagnose <"$work/proxy.out"
	not_ok "the proxy starts"
	exit 1
}
conf_write
direct=$sim_url
through() { # CONFIGURATION: with the proxy in the place of the tenant
	sed -i "s#$direct#https://localhost:$(cat "$work/port")#
		s#^ca_file = .*#ca_file = $work/proxy.pem#" "$1"
}
through "$conf"

# Who is in the bin and not on its list is asked for by id.
printf '{"value":[]}' >"$work/empty"

collects() { # NAME PATTERN
	collect
	like "$1" "$output" "$2"
}
sim 'remove-license ada@contoso.example by=admin@contoso.example' \
	'delete ben@contoso.example by=admin@contoso.example' \
	'suspend-sku EXCHANGESTANDARD'
sim_clock +3h
collects "the tenant whole" '^OK: .* whole listing'
sim 'remove-license dora@contoso.example by=admin@contoso.example' \
	'delete ada@contoso.example by=admin@contoso.example' \
	'hard-delete ben@contoso.example' \
	'convert-to-shared cyd@contoso.example' \
	'remove-license cyd@contoso.example by=app:reader' \
	"fault body file=$work/empty path=/v1.0/directory/deletedItems/microsoft"
sim_clock +3h
collects "by the filter" '^OK: .* filtered listing'
sim 'assign-license dora@contoso.example ENTERPRISEPACK' 'restore ada@contoso.example'
sim_clock +1h
collects "what came back" '^OK: '

# ---- refusals ---------------------------------------------------------------
sim 'switch filter refused'
sim_clock +1h
collects "without the filter" '^OK: .* whole listing'
sim 'switch filter ok' 'fault 429 retry-after=0 path=/v1.0/users' \
	'fault 503 retry-after=0 path=/v1.0/subscribedSkus' \
	'fault throttle-part retry-after=0 path=/v1.0/users'
sim_clock +8d
collects "throttled" '^OK: '
sim "app reader client_id=$client_id secret=$secret roles=User.Read.All,LicenseAssignment.Read.All" \
	expire-tokens
sim_clock +8d
collects "without half of the rights" '^OK: .*degraded'
sim "app reader client_id=$client_id secret=another" expire-tokens
collects "with a wrong secret" '^FAILED: .*AADSTS7000215'
conf_write
sed -i "s/^reader_client_id = .*/reader_client_id = $other_client/
	s#^reader_client_secret_file = .*#reader_certificate_file = $work/app.pem\\
reader_key_file = $work/app.key#" "$conf"
through "$conf"
collects "with a certificate" '^OK: '

# ---- what was said ----------------------------------------------------------
# The strict description also knows which properties there are.
output=
for description in graph-subset graph-subset-strict; do
	[ -f "$data/$description.yaml" ] || continue
	node "$top_srcdir/tests/system/check_traffic.cjs" \
		"$data/$description.yaml" "$work/traffic" >"$work/said" 2>&1
	is "$description: it was read" "$?" 0
	is "$description: nothing was said that is not in it" \
		"$(sed '/^covered:/,$d' "$work/said" | head -n 30)" ''
	covered=$(awk 'after; /^covered:/ { after = 1 }' "$work/said")
	missing=
	for wanted in 'GET /v1.0/users 200' 'GET /v1.0/users 400' \
		'GET /v1.0/users 429' 'GET /v1.0/subscribedSkus 200' \
		'GET /v1.0/directory/deletedItems/microsoft.graph.user 200' \
		'GET /v1.0/auditLogs/directoryAudits 200' \
		'GET /v1.0/auditLogs/directoryAudits 403' \
		'POST /v1.0/$batch 200' \
		'GET /v1.0/users/{user-id} (part) 200' \
		'GET /v1.0/users/{user-id} (part) 404' \
		'GET /v1.0/users/{id}/mailboxSettings/userPurpose (part) 200' \
		'GET /v1.0/users/{id}/mailboxSettings/userPurpose (part) 404' \
		'GET /v1.0/users/{id}/mailboxSettings/userPurpose (part) 403' \
		'GET /v1.0/directory/deletedItems/{directoryObject-id}/microsoft.graph.user (part) 200' \
		'GET /v1.0/directory/deletedItems/{directoryObject-id}/microsoft.graph.user (part) 404' \
		'POST /{tenant}/oauth2/v2.0/token 200' \
		'POST /{tenant}/oauth2/v2.0/token 401'; do
		case "
$covered
" in
		*"
$wanted
"*) ;;
		*) missing="$missing
$wanted" ;;
		esac
	done
	is "$description: every kind of request was met" "$missing" ''
done
done_testing
