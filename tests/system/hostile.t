#!/bin/sh
# SPDX-License-Identifier: MIT
# A network that means harm, or is only broken: the token goes nowhere else, no
# secret comes out, every run ends in time, and what was known stays.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +3h
conf_write 'time_limit = 2s' 'listing = whole'
collect
is "the tenant can be collected" "$code" 0
known() { query 'SELECT * FROM mailbox; SELECT * FROM event; SELECT * FROM sku'; }
before=$(known)
# Something new to find, and to probe.
sim 'remove-license ben@contoso.example by=admin@contoso.example'
everything=$work/everything

# suffers NAME WORDS(ere) [COMMAND...]: a run that must fail, in one line
suffers() {
	name=$1
	words=$2
	shift 2
	sim clear-faults expire-tokens "$@"
	sim_forget_requests
	started=$(date +%s)
	collect
	took=$(($(date +%s) - started))
	printf '%s\n' "$output" >>"$everything"
	cat "$work/stderr" >>"$everything"
	if [ "$code" = 3 ] && [ "$(printf '%s\n' "$output" | wc -l)" = 1 ] &&
		printf '%s\n' "$output" | grep -Eq "^FAILED: contoso: .*($words)" &&
		[ ! -s "$work/stderr" ] && [ "$took" -lt 20 ] &&
		[ "$(known)" = "$before" ] &&
		! printf '%s' "$output" | grep -q '[[:cntrl:]]'; then
		ok "$name"
	else
		not_ok "$name"
		echo "# exit $code after $took s, wanted: $words"
		diagnose <"$work/stderr"
	fi
}

# ---- who is asked -----------------------------------------------------------
plain=$(cat "$sim_dir/plain_url")
for where in "/$tenant_id/oauth2" /v1.0/users /v1.0/subscribedSkus; do
	suffers "no redirection is followed: $where" 'redirected \(HTTP status 302\)' \
		"fault redirect to=$sim_url/v1.0/elsewhere path=$where"
	is "nor anybody asked there" "$(sim_count /v1.0/elsewhere)" 0
done
for link in "https://evil.example/v1.0/users" "$plain/v1.0/users" \
	"https://localhost/v1.0/users" "https://localhost:1@evil.example/" \
	"/v1.0/users"; do
	suffers "no link away from Graph: $link" 'another host|not a URL' \
		"fault foreign-nextlink to=$link path=/v1.0/users"
done
suffers "a circle of links" 'circle' 'fault nextlink-loop count=-1 path=/v1.0/users'

sed '/^ca_file/d' "$conf" >"$work/untrusted"
mv "$conf" "$work/trusted"
cp "$work/untrusted" "$conf"
suffers "nobody is trusted without a known CA" 'is not secure'
is "and nothing is said to them" "$(sim_count /)" 0
cp "$work/trusted" "$conf"

# ---- proxies ----------------------------------------------------------------
https_proxy=http://someone:hush-hush@127.0.0.1:1
export https_proxy
suffers "the proxy of the environment is used, and not described" 'no answer for a token'
unset https_proxy

# ---- time -------------------------------------------------------------------
slow='slow bytes-per-second=20'
wait='429 retry-after=86400'
for where in "/$tenant_id/oauth2" /v1.0/users; do
	for fault in hang "$slow" 503 "$wait" drop truncate; do
		suffers "in time: $fault at $where" 'time|limit|busy|tries|times|no answer|HTTP status' \
			"fault $fault count=-1 path=$where"
		sqlite3 "$state/contoso.db" 'UPDATE run SET not_before = 0'
	done
done
suffers "an answer without end" 'larger than|time' \
	'fault endless count=-1 path=/v1.0/users'

# ---- words ------------------------------------------------------------------
printf '{"error":{"code":"\\u001b[2J%s","message":"a\\nOK: b\\r\\u0007\\u009b%%n%%s"}}' \
	"$(head -c 3000 /dev/zero | tr '\0' x)" >"$work/words"
for status in 400 401 403 404 409; do
	suffers "no words of others lead the line: $status" 'users' \
		"fault body count=-1 status=$status file=$work/words path=/v1.0/users"
done

# ---- what is optional ---------------------------------------------------------
for where in 'probe /v1.0/$batch' 'audit /v1.0/auditLogs'; do
	for fault in hang "$slow" 503 "$wait" drop truncate; do
		sim clear-faults expire-tokens "fault $fault count=-1 path=${where#* }"
		started=$(date +%s)
		collect -v
		took=$(($(date +%s) - started))
		printf '%s\n' "$output" >>"$everything"
		is "does without, in time: $fault at ${where#* }" "$code $((took < 20)) $(
			printf '%s\n' "$output" | grep -c "^${where% *}: ") $(query \
			'select count(*) from mailbox')" '0 1 1 2'
		sqlite3 "$state/contoso.db" 'UPDATE run SET not_before = 0'
	done
done

# ---- secrets ----------------------------------------------------------------
sim clear-faults
collect
printf '%s\n' "$output" >>"$everything"
is "all is well again" "$code" 0
is "no secret was said or kept" "$(grep -aRlE \
	"$secret|hush-hush|Bearer|client_secret|access_token" "$everything" "$state")" ''
done_testing
