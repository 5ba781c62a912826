#!/bin/sh
# SPDX-License-Identifier: MIT
# Every way to prove who we are, and every way it is refused; and that no secret of
# any of them is ever seen where it has no business.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

certificate() { # NAME
	openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/$1.key" -subj "/CN=$1" \
		-days 30 -out "$work/$1.pem" 2>/dev/null
	chmod 600 "$work/$1.key"
}
certificate mine
certificate other
federated=eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJtYWlsYm94LWV4cGlyeSJ9.c2lnbmF0dXJl
stranger=99999999-9999-4999-8999-999999999999
sim_start <<EOF
$(sim_head)
app with-certificate client_id=33333333-3333-4333-8333-333333333333 certificate=$work/mine.pem roles=$all_roles
app federated client_id=44444444-4444-4444-8444-444444444444 federated=$federated roles=$all_roles
app machine client_id=55555555-5555-4555-8555-555555555555 managed-identity=yes roles=$all_roles
app expired client_id=66666666-6666-4666-8666-666666666666 secret=once-upon-a-time secret-expires=2026-02-01 roles=$all_roles
sku ENTERPRISEPACK
$(for name in ada ben cleo dora eva; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK"
done)
switch page-size 2
EOF
plain_url=$(cat "$sim_dir/plain_url")

# credential LINE...: the configuration with this proof, and no other
credential() {
	conf_set "$@"
	case $* in
	*client_secret_file*) ;;
	*) sed -i '/^reader_client_secret_file/d' "$conf" ;;
	esac
}
# tries: collects, and keeps all that is printed for the search at the end
tries() {
	collect -vv
	{
		printf '%s\n' "$output"
		cat "$work/stderr"
	} >>"$work/said"
}
works() { # NAME
	tries
	if [ $code -eq 0 ] && [ ! -s "$work/stderr" ]; then
		ok "$1"
	else
		not_ok "$1"
		diagnose <"$work/stderr"
	fi
}
refused() { # NAME WORDS
	tries
	check
	printf '%s\n' "$output" >>"$work/said"
	if [ ! -s "$work/stderr" ] && printf '%s\n' "$output" |
		grep -Eq "(last collection failed|never collected): .*$2"; then
		ok "$1"
	else
		not_ok "$1"
		echo "# not: $2"
	fi
}
id='reader_client_id ='

# ---- refused: said before anything was collected ---------------------------------
credential "reader_client_secret_file = $work/wrong"
(umask 077 && echo not-the-secret >"$work/wrong")
refused "a wrong secret" 'the client secret is wrong: give the secret.s Value, not its Secret ID \(AADSTS7000215\)'
check
state_is UNKNOWN "an UNKNOWN tells it"
(umask 077 && echo once-upon-a-time >"$work/old")
credential "$id 66666666-6666-4666-8666-666666666666" "reader_client_secret_file = $work/old"
refused "an expired secret" 'the client secret has expired: create a new one .*AADSTS7000222'
credential "$id $stranger" "reader_client_secret_file = $work/secret"
refused "an application that the tenant does not know" \
	'does not know this application: check client_id and tenant_id.*AADSTS700016'
credential "tenant_id = $stranger" "reader_client_secret_file = $work/secret"
refused "a tenant that does not exist" 'there is no such tenant: check tenant_id.*AADSTS90002'
credential "$id 33333333-3333-4333-8333-333333333333" \
	"reader_certificate_file = $work/other.pem" "reader_key_file = $work/other.key"
refused "a certificate that was not registered" 'signature of the assertion is not accepted: upload the certificate .*AADSTS700027'
credential "$id 33333333-3333-4333-8333-333333333333" \
	"reader_certificate_file = $work/mine.pem" "reader_key_file = $work/other.key"
refused "a key of another certificate" "key file $work/other.key|other.key"
credential "$id 33333333-3333-4333-8333-333333333333" \
	"reader_certificate_file = $work/mine.key" "reader_key_file = $work/mine.key"
refused "a key instead of a certificate" "$work/mine.key"
credential "$id 33333333-3333-4333-8333-333333333333" \
	"reader_certificate_file = $work/mine.pem" "reader_key_file = $work/wrong"
refused "no key at all" "$work/wrong"
(umask 077 && echo "$federated-of-yesterday" >"$work/stale")
credential "$id 44444444-4444-4444-8444-444444444444" "reader_federated_token_file = $work/stale"
refused "a federated token of somebody else" 'a federated token has to be the issuer.s .*AADSTS700027'
credential "$id $stranger" 'reader_managed_identity = yes' "identity_url = $plain_url" 'time_limit = 2'
refused "a machine without that identity" 'managed identity|HTTP status 400'
credential 'probe = auto'
refused "no secret in the environment" \
	'neither ..._client_secret_file nor the environment variable MAILBOX_EXPIRY_READER_CLIENT_SECRET is set'

# ---- accepted ----------------------------------------------------------------------
credential "reader_client_secret_file = $work/secret"
works "a client secret in a file"
credential 'probe = auto'
MAILBOX_EXPIRY_READER_CLIENT_SECRET=$secret
export MAILBOX_EXPIRY_READER_CLIENT_SECRET
works "a client secret in the environment"
unset MAILBOX_EXPIRY_READER_CLIENT_SECRET
credential "$id 33333333-3333-4333-8333-333333333333" \
	"reader_certificate_file = $work/mine.pem" "reader_key_file = $work/mine.key"
works "a certificate"
(umask 077 && echo "$federated" >"$work/token")
credential "$id 44444444-4444-4444-8444-444444444444" "reader_federated_token_file = $work/token"
works "a federated token"
credential "$id 55555555-5555-4555-8555-555555555555" 'reader_managed_identity = yes' "identity_url = $plain_url"
works "a managed identity"
sed -i '/^reader_client_id/d' "$conf"
works "a managed identity that needs no name"

# ---- tokens end -------------------------------------------------------------------
credential "reader_client_secret_file = $work/secret" 'listing = whole'
sim_forget_requests
sim 'fault 401-expired path=*skiptoken*'
works "a token that ends between two pages"
is "it is renewed once" "$(sim_count "/$tenant_id/oauth2/v2.0/token")" 2
sim 'switch token-lifetime 1'
works "tokens that hardly live are renewed as needed"
sim 'switch token-lifetime 3599' 'fault 401-expired count=-1 path=/v1.0/users'
sim_forget_requests
tries
is "a token that is refused again and again" "$code" 3
like "is not asked for for ever" "$output" 'the token was refused twice when asking for users .*check tenant_id, graph_url'
is "but twice" "$(sim_count "/$tenant_id/oauth2/v2.0/token")" 2
sim clear-faults

# ---- and nobody saw it ------------------------------------------------------------
sim 'fault slow delay-ms=700 path=/v1.0/users'
sim_clock
MAILBOX_EXPIRY_READER_CLIENT_SECRET=$secret "$collect_program" --config "$conf" --at "$now" \
	>>"$work/said" 2>&1 &
pid=$!
is_running() {
	[ "$(query 'select outcome from run order by id desc limit 1')" = running ]
}
wait_for 5 is_running
tr '\0' ' ' <"/proc/$pid/cmdline" >"$work/cmdline"
wait "$pid"
like "the command line is that of the collector" "$(cat "$work/cmdline")" 'mailbox_expiry_collect --config'
hidden=
key_body=$(sed -n 3p "$work/mine.key")
for word in "$secret" not-the-secret once-upon-a-time "$federated" "$key_body" \
	eyJ 'PRIVATE KEY' client_secret= Bearer; do
	grep -aF -l -- "$word" "$work/said" "$work/cmdline" "$work/report.json" "$state"/* \
		2>/dev/null >"$work/found" && hidden="$hidden '$word' in $(cat "$work/found")"
done
is "no secret in output, database or command line" "$hidden" ""
like "of a search that had something to look at" "$(cat "$work/said")" AADSTS
done_testing
