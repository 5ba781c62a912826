#!/bin/sh
# SPDX-License-Identifier: MIT
# Walks through the simulator the way a client does: tokens, listings, filters,
# writes, faults, the clock.  Prints TAP; leaves nothing running.

PATH=$PATH:${top_builddir:-.}/tests/graphsim:$(dirname "$0")
if ! command -v curl >/dev/null || ! command -v graphsim >/dev/null; then
	echo '1..0 # SKIP curl or graphsim is missing'
	exit 0
fi

dir=$(mktemp -d) || exit 1
pid=
count=0
failed=0

finish() {
	if [ -n "$pid" ]; then
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	fi
	rm -rf "$dir"
}
trap finish EXIT
trap 'exit 1' HUP INT PIPE TERM

result() { # STATUS NAME
	count=$((count + 1))
	if [ "$1" -eq 0 ]; then
		echo "ok $count - $2"
	else
		echo "not ok $count - $2"
		echo "# status $status; body $(head -c 600 "$dir/body" | tr '\n' ' ')"
		failed=1
	fi
}

ask() { # CURL-ARGUMENT...: leaves $status, $dir/body and $dir/head
	status=$(curl -sS --max-time 20 --cacert "$dir/ca.pem" -o "$dir/body" \
		-D "$dir/head" -w '%{http_code}' "$@" 2>"$dir/curl.err")
	curl_status=$?
}

graph() { # PATH CURL-ARGUMENT...
	path=$1
	shift
	ask -H "Authorization: Bearer $token" "$@" "$url$path"
}

query() { # PATH NAME=VALUE... (an advanced query)
	path=$1
	shift
	set -- "$path" -G -H 'ConsistencyLevel: eventual' \
		--data-urlencode '$count=true' "$@"
	graph "$@"
}

command_() { # LINE: a command of the scenario language
	ask --data-binary "$1" "$url/admin/command"
	[ "$status" = 200 ] || result 1 "command $1"
}

login() { # CLIENT SECRET
	ask "$url/$tenant/oauth2/v2.0/token" -d grant_type=client_credentials \
		-d "client_id=$1" -d "client_secret=$2" \
		-d scope=https://graph.microsoft.com/.default
	token=$(sed -n 's/.*"access_token":"\([^"]*\)".*/\1/p' "$dir/body")
}

expect() { # NAME STATUS PATTERN...: in the body
	name=$1
	[ "$status" = "$2" ]
	good=$?
	shift 2
	for pattern in "$@"; do
		grep -q -- "$pattern" "$dir/body" || good=1
	done
	result "$good" "$name"
}

without() { # NAME PATTERN: not in the body
	! grep -q -- "$2" "$dir/body"
	result $? "$1"
}

headed() { # NAME PATTERN: in the headers
	grep -qi -- "$2" "$dir/head"
	result $? "$1"
}

broken() { # NAME: curl could not finish
	[ "$curl_status" -ne 0 ]
	result $? "$1"
}

tenant=10000000-0000-4000-8000-000000000001
reader=20000000-0000-4000-8000-000000000001
writer=20000000-0000-4000-8000-000000000002
ada=30000000-0000-4000-8000-000000000001
bob=30000000-0000-4000-8000-000000000002
info=30000000-0000-4000-8000-000000000003
e3=6fd2c87f-b296-42f0-b197-1e91e994b900
e1=18181a46-0d4e-45cd-891e-60aabd171b4e
plan2=efb87545-963c-4e0d-99df-69c6916d9eb0

if command -v openssl >/dev/null; then
	openssl req -x509 -newkey rsa:2048 -nodes -subj /CN=reader -days 2 \
		-keyout "$dir/app.key" -out "$dir/app.pem" 2>/dev/null
fi
certificate=
[ -s "$dir/app.pem" ] && certificate="certificate=$dir/app.pem"

cat >"$dir/scenario" <<END
now 2026-03-02T08:00:00Z
tenant contoso id=$tenant domain=contoso.example
app reader client_id=$reader secret=reader-secret $certificate \
federated=outside-token managed-identity=yes \
roles=User.Read.All,LicenseAssignment.Read.All,AuditLog.Read.All,MailboxSettings.Read
app writer client_id=$writer secret="writer secret" \
roles=User.Read.All,LicenseAssignment.ReadWrite.All,User.DeleteRestore.All,User.EnableDisableAccount.All
sku ENTERPRISEPACK seats=3   # one more than is taken
sku STANDARDPACK seats=1
user ada@contoso.example id=$ada name="Ada Exämple" sku=ENTERPRISEPACK
user bob@contoso.example id=$bob name="Bob Example" sku=ENTERPRISEPACK
user cy@contoso.example name="Cy Example" location=none
shared info@contoso.example id=$info name="Info Desk"
group sales sku=STANDARDPACK members=cy@contoso.example
at 2026-03-05T09:00:00Z remove-license ada@contoso.example by=admin@contoso.example
at 2026-03-06T10:00:00Z delete bob@contoso.example by=admin@contoso.example
at 2026-03-06T11:00:00Z delete info@contoso.example by=none
END
# A scenario has one command a line.
sed -e ':again' -e '/\\$/{' -e N -e 's/\\\n//' -e 'b again' -e '}' \
	"$dir/scenario" >"$dir/scenario.txt"

graphsim --dir "$dir" --scenario "$dir/scenario.txt" 2>"$dir/stderr" &
pid=$!
tries=0
while [ ! -s "$dir/url" ]; do
	tries=$((tries + 1))
	if [ "$tries" -gt 200 ] || ! kill -0 "$pid" 2>/dev/null; then
		echo 'Bail out! graphsim does not start'
		sed 's/^/# /' "$dir/stderr"
		exit 1
	fi
	sleep 0.05
done
url=$(cat "$dir/url")
plain=$(cat "$dir/plain_url")

# ---- tokens ----------------------------------------------------------------
login $reader wrong
expect 'a wrong secret' 401 AADSTS7000215 '"error_codes":\[7000215\]'
login 20000000-0000-4000-8000-00000000ffff x
expect 'an unknown app' 400 AADSTS700016
ask "$url/10000000-0000-4000-8000-00000000ffff/oauth2/v2.0/token" -d client_id=x
expect 'an unknown tenant' 400 AADSTS90002
token=none
graph /v1.0/users
expect 'an unknown token' 401 InvalidAuthenticationToken
headed 'the challenge' '^WWW-Authenticate: Bearer'
ask -H 'Metadata: true' "$plain/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https://graph.microsoft.com/"
expect 'a managed identity' 200 '"expires_in":"3599"'
ask "$plain/metadata/identity/oauth2/token?api-version=2018-02-01&resource=x"
expect 'a managed identity without the header' 400
ask "$plain/v1.0/users"
expect 'no Graph without TLS' 404

base64url() { openssl base64 -A | tr '+/' '-_' | tr -d '='; }
assertion() { # AUDIENCE EXPIRES
	thumb=$(openssl x509 -in "$dir/app.pem" -outform DER |
		openssl dgst -sha256 -binary | base64url)
	head=$(printf '{"alg":"PS256","typ":"JWT","x5t#S256":"%s"}' "$thumb" |
		base64url)
	claims=$(printf '{"aud":"%s","iss":"%s","sub":"%s","jti":"1","nbf":%s,"exp":%s}' \
		"$1" $reader $reader $(($2 - 600)) "$2" | base64url)
	signature=$(printf '%s.%s' "$head" "$claims" |
		openssl dgst -sha256 -sign "$dir/app.key" \
			-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 \
			-binary | base64url)
	printf '%s.%s.%s' "$head" "$claims" "$signature"
}
prove() { # ASSERTION
	ask "$url/$tenant/oauth2/v2.0/token" -d grant_type=client_credentials \
		-d client_id=$reader -d "client_assertion=$1" \
		-d client_assertion_type=urn:ietf:params:oauth:client-assertion-type:jwt-bearer \
		-d scope=https://graph.microsoft.com/.default
}
now_s=1772438400 # 2026-03-02T08:00:00Z
if [ -n "$certificate" ]; then
	audience=$url/$tenant/oauth2/v2.0/token
	good=$(assertion "$audience" $((now_s + 300)))
	prove "$good"
	expect 'a signed assertion' 200 access_token
	prove "${good%????}AAAA"
	expect 'a broken signature' 401 AADSTS700027
	prove "$(assertion "$audience" $((now_s - 4000)))"
	expect 'an assertion of yesterday' 401 AADSTS700024
	prove "$(assertion https://elsewhere.example $((now_s + 300)))"
	expect 'an assertion for somebody else' 401 AADSTS700023
fi
prove outside-token
expect 'a federated token' 200 access_token

# ---- reading ---------------------------------------------------------------
login $reader reader-secret
expect 'a token' 200 '"expires_in":3599'
graph '/v1.0/users?$top=2&$select=id,userPrincipalName'
expect 'a page' 200 '"@odata.nextLink":"https://localhost:.*skiptoken=' \
	'nextLink.*"value":\[' "$ada"
headed 'the virtual date' '^Date: Mon, 02 Mar 2026 08:00:00 GMT'
headed 'the content type' 'IEEE754Compatible=false;charset=utf-8'
next=$(sed -n 's/.*"@odata.nextLink":"\([^"]*\)".*/\1/p' "$dir/body")
graph "${next#"$url"}"
expect 'the next page' 200 cy@contoso.example info@contoso.example
without 'it is the last' nextLink
graph /v1.0/users
expect 'default properties' 200 '"businessPhones":\[\]' '"givenName":"Ada"'
without 'no plans by default' assignedPlans
graph '/v1.0/users?$select=id,mailboxSettings'
expect 'mailboxSettings in a list' 501
for top in 0 1000 many; do
	graph "/v1.0/users?\$top=$top"
	expect "a page size of $top" 400
done
graph '/v1.0/subscribedSkus?$top=5'
expect 'page sizes of SKUs' 400 'custom page sizes'
graph /v1.0/subscribedSkus
expect 'SKUs' 200 "${tenant}_$e3" '"consumedUnits":2' EXCHANGE_S_ENTERPRISE
graph "/v1.0/users/$ada/mailboxSettings/userPurpose"
expect 'a connected mailbox' 200 '"value":"user"'
graph "/v1.0/users/$info/mailboxSettings/userPurpose"
expect 'a shared one' 200 '"value":"shared"'
graph "/v1.0/users/$ada" -X DELETE
expect 'DELETE is refused' 405
grep -q DELETE "$dir/stderr"
result $? 'and complained about'

# ---- filters ---------------------------------------------------------------
lost="assignedPlans/any(x:x/servicePlanId eq $plan2 and x/capabilityStatus eq 'Deleted')"
graph /v1.0/users -G --data-urlencode "\$filter=$lost"
expect 'an advanced filter without the header' 400 'Unsupported Query'
query /v1.0/users --data-urlencode "\$filter=$lost"
expect 'nobody lost anything' 200 '"@odata.count":0' '"value":\[\]'
graph '/v1.0/users?$count=true'
without 'a count without the header' '@odata.count'
many=$lost
for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15; do many="$many or $lost"; done
query /v1.0/users --data-urlencode "\$filter=$many"
expect 'too many branches' 400 "'OR' operators: 16. Max allowed: 15"
query /v1.0/users --data-urlencode "\$filter=shoeSize eq 43"
expect 'an unknown property' 400 'not indexed'
graph /v1.0/users -G --data-urlencode '$filter=accountEnabled eq false'
expect 'a plain filter' 200 info@contoso.example
without 'and only those' ada@contoso.example

# ---- time ------------------------------------------------------------------
ask --data-binary 2026-03-07T08:00:00Z "$url/admin/clock"
expect 'the clock moves' 200 2026-03-07T08:00:00Z
graph /v1.0/users
expect 'and tokens expire' 401 expired
login $reader reader-secret
query /v1.0/users --data-urlencode "\$filter=$lost" \
	--data-urlencode '$select=id,assignedPlans'
expect 'a license was lost' 200 '"@odata.count":1' "$ada" \
	'"assignedDateTime":"2026-03-05T09:00:00Z","capabilityStatus":"Deleted"'
command_ 'switch index-lag 3d'
query /v1.0/users --data-urlencode "\$filter=$lost"
expect 'the index lags' 200 '"@odata.count":0'
command_ 'switch index-lag 0'
command_ 'switch filter empty'
query /v1.0/users --data-urlencode "\$filter=$lost"
expect 'a filter that finds nothing' 200 '"@odata.count":0'
command_ 'switch filter refused'
query /v1.0/users --data-urlencode "\$filter=$lost"
expect 'a filter that is refused' 400 'not indexed'
command_ 'switch filter ok'
graph "/v1.0/users/$ada/mailboxSettings/userPurpose"
expect 'a disconnected mailbox' 404 MailboxNotEnabledForRESTAPI
mangled=$(echo $bob | tr -d -)
graph '/v1.0/directory/deletedItems/microsoft.graph.user?$select=id,userPrincipalName,deletedDateTime,assignedLicenses'
expect 'deleted users' 200 "${mangled}bob@contoso.example" \
	'"deletedDateTime":"2026-03-06T10:00:00Z"' "$info"
graph "/v1.0/users/$bob"
expect 'they are no users' 404 Request_ResourceNotFound
graph /v1.0/auditLogs/directoryAudits -G --data-urlencode \
	"\$filter=activityDateTime ge 2026-03-05T00:00:00Z and (activityDisplayName eq 'Update user' or activityDisplayName eq 'Delete user')"
expect 'the audit' 200 'SkuName=ENTERPRISEPACK' "SkuId=$e3" \
	'"userPrincipalName":"admin@contoso.example"' \
	'"initiatedBy":{"user":null,"app":null}'
without 'and only what was asked for' 'Change user license'

# ---- layout ----------------------------------------------------------------
command_ 'switch pretty yes'
command_ 'switch escapes yes'
command_ 'switch fraction-digits 7'
graph "/v1.0/users/$ada?\$select=displayName,assignedPlans,createdDateTime"
expect 'odd but valid JSON' 200 '"displayName": ' 'u00e4' '"\\u0044' \
	'[.][0-9]\{7\}Z"'
command_ 'switch pretty no'
command_ 'switch escapes no'
command_ 'switch fraction-digits 0'
command_ 'switch empty-pages yes'
command_ 'switch nextlink-last yes'
graph '/v1.0/users?$top=1'
next=$(sed -n 's/.*"@odata.nextLink":"\([^"]*\)".*/\1/p' "$dir/body")
expect 'a link at the end' 200 '"value":.*nextLink'
graph "${next#"$url"}"
expect 'an empty page' 200 '"value":\[\],"@odata.nextLink"'
command_ 'switch empty-pages no'
command_ 'switch nextlink-last no'
graph '/v1.0/users?$select=assignedPlans' --compressed
headed 'compression' '^Content-Encoding: gzip'

# ---- batches ---------------------------------------------------------------
batch() { graph '/v1.0/$batch' -H 'Content-Type: application/json' -d "$1"; }
batch "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/users/$ada?\$select=id\"},
{\"id\":\"2\",\"method\":\"GET\",\"url\":\"/users/$ada/mailboxSettings/userPurpose\"},
{\"id\":\"3\",\"method\":\"GET\",\"url\":\"/users\",\"dependsOn\":[\"2\"]}]}"
expect 'a batch, backwards' 200 '"id":"3","status":424.*"id":"2","status":404.*"id":"1","status":200'
command_ 'fault throttle-part path=/v1.0/users count=1 retry-after=2.128'
batch "{\"requests\":[{\"id\":\"1\",\"method\":\"GET\",\"url\":\"/users/$ada\"},{\"id\":\"2\",\"method\":\"GET\",\"url\":\"/users/$ada\"}]}"
expect 'one part throttled' 200 '"id":"1","status":429.*"Retry-After":"2.128"' \
	'"id":"2","status":200'
batch '{"requests":[]}'
expect 'an empty batch' 400

# ---- writes ----------------------------------------------------------------
give() { # USER SKU
	graph "/v1.0/users/$1/assignLicense" -H 'Content-Type: application/json' \
		-d "{\"addLicenses\":[{\"skuId\":\"$2\",\"disabledPlans\":[]}],\"removeLicenses\":[]}"
}
give $ada $e3
expect 'a reader may not write' 403 Authorization_RequestDenied
login $writer 'writer secret'
graph "/v1.0/users/$ada/mailboxSettings/userPurpose"
expect 'this writer may not probe' 403 ErrorAccessDenied
give $ada 00000000-0000-4000-8000-000000000000
expect 'an unknown SKU' 400 'does not correspond to a valid company License'
give cy@contoso.example $e3
expect 'no usage location' 400 'invalid usage location'
give $ada $e1
expect 'no seat' 400 'does not have any available licenses'
give $ada $e3
expect 'a license' 200 "$ada"
graph "/v1.0/directory/deletedItems/$bob/restore" -X POST
expect 'a restored user' 200 '"userPrincipalName":"bob@contoso.example"'
graph "/v1.0/users/$bob" -X PATCH -H 'Content-Type: application/json' \
	-d '{"accountEnabled":false}'
expect 'a blocked sign-in' 204
graph "/v1.0/users/$bob" -X PATCH -H 'Content-Type: application/json' \
	-d '{"usageLocation":"DE"}'
expect 'no right to more' 403
ask "$url/admin/truth?upn=ada@contoso.example"
expect 'the mailbox is back' 200 '"state":"connected"' '"generation":1'
ask "$url/admin/seats"
expect 'the seats are taken' 200 '"sku":"ENTERPRISEPACK","seats":3,"consumed":2'
command_ 'remove-license ada@contoso.example'
ask --data-binary +31d "$url/admin/clock"
ask "$url/admin/truth?upn=ada@contoso.example"
expect 'after 30 days it is gone' 200 '"state":"purged"'
command_ 'assign-license ada@contoso.example ENTERPRISEPACK'
ask "$url/admin/truth?upn=ada@contoso.example"
expect 'and comes back empty' 200 '"state":"connected"' '"generation":2'
login $reader reader-secret
graph "/v1.0/directory/deletedItems/$info"
expect 'deleted users go, too' 404

# ---- writes that are refused -----------------------------------------------
login $writer 'writer secret'
requests() { ask "$url/admin/requests"; }
assign_body() { # SKU
	echo "{\"addLicenses\":[{\"skuId\":\"$1\",\"disabledPlans\":[]}],\"removeLicenses\":[]}"
}
assign_part() { # ID USER SKU
	echo "{\"id\":\"$1\",\"method\":\"POST\",\"url\":\"/users/$2/assignLicense\",\"headers\":{\"Content-Type\":\"application/json\"},\"body\":$(assign_body $3)}"
}
ask -X DELETE "$url/admin/requests"
command_ 'user dan@contoso.example privileged=yes'
eli=30000000-0000-4000-8000-000000000005
command_ "user eli@contoso.example id=$eli aliases=old-eli@contoso.example"
command_ 'user kim@contoso.example'
dan=dan@contoso.example
kim=kim@contoso.example
give $dan $e3
expect 'a privileged user' 403 Authorization_RequestDenied
command_ "delete eli@contoso.example"
command_ "user fay@contoso.example aliases=old-eli@contoso.example"
graph "/v1.0/directory/deletedItems/$eli/restore" -H 'Content-Type: application/json' -d '{}'
expect 'an address that is taken' 400 'for property proxyAddresses already exists'
command_ 'switch restore-lag 60'
graph "/v1.0/directory/deletedItems/$eli/restore" -H 'Content-Type: application/json' \
	-d '{"autoReconcileProxyConflict":true}'
expect 'unless it may be dropped' 200 eli@contoso.example
graph "/v1.0/users/$eli"
expect 'not yet seen' 404
ask --data-binary +60s "$url/admin/clock"
graph "/v1.0/users/$eli"
expect 'seen later' 200
command_ 'set-seats ENTERPRISEPACK 100'
command_ 'switch location-lag 60'
command_ "set $kim location=none"
command_ 'app writer roles=User.ReadWrite.All'
login $writer 'writer secret'
graph "/v1.0/users/$kim" -X PATCH -H 'Content-Type: application/json' -d '{"usageLocation":"DE"}'
give $kim $e3
expect 'a location not yet seen' 400 'invalid usage location'
ask --data-binary +60s "$url/admin/clock"
command_ 'fault lost-answer part=yes path=/v1.0/users'
batch "{\"requests\":[$(assign_part 1 $kim $e3)]}"
expect 'the answer of a part is lost' 200 '"id":"1","status":504'
requests
expect 'but it was done' 200 \
	"/v1.0/users/$kim/assignLicense.*\"status\":504.*\"part\":true,\"effect\":true,.*\"wall\":[0-9.]*,\"body\":{\"addLicenses\":\[{\"skuId\":\"$e3\"" \
	"/assignLicense.*\"status\":400.*\"effect\":false"
ask "$url/admin/seats"
seats=$(sed -n 's/.*"sku":"ENTERPRISEPACK".*"consumed":\([0-9]*\).*/\1/p' "$dir/body")
command_ "set-seats ENTERPRISEPACK $((seats + 1))"
command_ 'fault seat-taken path=/v1.0/users'
give $eli $e3
expect 'somebody was faster' 400 'does not have any available licenses'
ask "$url/admin/seats"
expect 'and has the seat' 200 "\"seats\":$((seats + 1)),\"consumed\":$((seats + 1))"

# ---- the limit on writes ---------------------------------------------------
block() { graph "/v1.0/users/$kim" -X PATCH -H 'Content-Type: application/json' -d '{"accountEnabled":false}'; }
command_ 'switch write-limit 10'
command_ 'switch write-period 100'
for i in 1 2 3 4 5 6 7 8 9 10; do
	block
done
expect 'ten writes' 204
block
expect 'the eleventh' 429 TooManyRequests
headed 'that much too early' '^Retry-After: 20[.]000'
headed 'and why' '^x-ms-throttle-information: WriteLimitExceeded'
block
headed 'asking again makes it worse' '^Retry-After: 30[.]000'
ask --data-binary +25s "$url/admin/clock"
block
headed 'so it is still too early' '^Retry-After: 15[.]000'
graph "/v1.0/users/$kim"
expect 'reads go on' 200
ask --data-binary +15s "$url/admin/clock"
block
expect 'who waits for so long gets through' 204
ask --data-binary +10s "$url/admin/clock"
batch "{\"requests\":[$(assign_part 1 $kim $e3),$(assign_part 2 $kim $e3)]}"
expect 'a part for itself' 200 '"id":"1","status":200' \
	'"id":"2","status":429,"headers":{.*"Retry-After":"20[.]000"'
ask "$url/admin/stats"
expect 'counted' 200 '"PATCH /v1.0/users/{id}":{"requests":[0-9]*,"failures":3,"throttled":3}' \
	'"throttled":1}'
command_ 'switch write-model window'
ask --data-binary +200s "$url/admin/clock"
for i in 1 2 3 4 5 6 7 8 9 10 11; do
	block
done
headed 'until the window closes' '^Retry-After: 100[.]000'
ask --data-binary +100s "$url/admin/clock"
block
expect 'then all is forgotten' 204
command_ 'switch write-limit 0'
login $reader reader-secret

# ---- faults ----------------------------------------------------------------
command_ 'fault 429 path=/v1.0/users retry-after=17'
graph /v1.0/users
expect 'throttling' 429 TooManyRequests
headed 'for how long' '^Retry-After: 17'
graph /v1.0/users
expect 'only once' 200
command_ 'fault 503 path=/v1.0/users skip=1 count=1'
graph /v1.0/users
expect 'the first passes' 200
graph /v1.0/users
expect 'the second does not' 503
command_ 'fault garbage path=/v1.0/users'
graph /v1.0/users
expect 'a login page' 200 '<html>'
printf '{"value":[{"as":"it is"}]}' >"$dir/given"
command_ "fault body file=$dir/given status=299 path=/v1.0/users"
rm "$dir/given"
graph /v1.0/users
expect 'the bytes of a file' 299 '^{"value":\[{"as":"it is"}\]}$'
command_ 'fault deep path=/v1.0/users'
graph /v1.0/users
expect 'deep JSON' 200 '{"a":\[{"a":\['
command_ 'fault wrong-types path=/v1.0/users'
graph /v1.0/users
expect 'numbers for strings' 200 '"userPrincipalName":12345'
command_ 'fault foreign-nextlink path=/v1.0/users'
graph /v1.0/users
expect 'a link elsewhere' 200 '"@odata.nextLink":"https://evil.example/'
command_ 'fault nextlink-loop path=/v1.0/users'
graph '/v1.0/users?$top=7'
expect 'a link to itself' 200 '/v1.0/users?$top=7"'
command_ 'fault redirect path=/v1.0/users'
graph /v1.0/users
expect 'a redirection' 302
command_ 'fault 401-expired path=/v1.0/users'
graph /v1.0/users
expect 'an expired token' 401 expired
command_ 'fault clock-skew 86400 path=/v1.0/users'
graph /v1.0/users
headed 'a wrong date' '^Date: .* 08 Apr 2026'
command_ 'fault truncate path=/v1.0/users'
graph /v1.0/users
broken 'a truncated body'
command_ 'fault truncate chunked=yes path=/v1.0/users'
graph /v1.0/users
broken 'a truncated chunked body'
command_ 'fault slow bytes-per-second=20000 delay-ms=100 path=/v1.0/users'
graph /v1.0/users
expect 'a slow body' 200 ada@contoso.example
command_ 'fault hang path=/v1.0/users'
graph /v1.0/users --max-time 1
broken 'no answer at all'
command_ 'fault endless path=/v1.0/users'
graph /v1.0/users --max-time 1 --max-filesize 1000000
broken 'an answer without end'
login $writer 'writer secret'
command_ 'fault lost-answer method=POST path=/v1.0/users'
graph "/v1.0/users/$ada/assignLicense" -H 'Content-Type: application/json' \
	-d "{\"addLicenses\":[],\"removeLicenses\":[\"$e3\"]}"
broken 'a lost answer'
ask "$url/admin/truth?upn=ada@contoso.example"
expect 'but it took effect' 200 '"state":"disconnected"'

# ---- administration --------------------------------------------------------
ask --data-binary "switch pretty yes
nonsense" "$url/admin/command"
expect 'a bad command' 400 'line 2: no command is called'
ask "$url/admin/requests"
expect 'requests are remembered' 200 '"status":503' '"part":true'
ask -X DELETE "$url/admin/requests"
ask "$plain/admin/requests"
without 'and forgotten' method
ask --data-binary 'generate users=2500 lost=20 deleted=10 shared=5 swapped=10% alive-with-deleted-other-plans=30% cache=yes' \
	"$url/admin/command"
tenant=11111111-1111-4111-8111-111111111111
login 22222222-2222-4222-8222-222222222222 generated-secret
query /v1.0/users --data-urlencode "\$filter=$lost" \
	--data-urlencode '$select=id'
expect 'a generated tenant' 200 '"@odata.count":20'
for i in 1 2; do
	graph '/v1.0/users?$top=999&$select=id,assignedPlans'
	expect "its pages, $i" 200 '"@odata.nextLink"'
done

kill "$pid"
wait "$pid"
status=$?
pid=
result "$status" 'it stops when told'
! grep -q Sanitizer "$dir/stderr"
result $? 'nothing leaked'
echo "1..$count"
exit $failed
