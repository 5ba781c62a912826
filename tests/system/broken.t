#!/bin/sh
# SPDX-License-Identifier: MIT
# Answers that are no answers.  Each makes the run fail with a line that says what to
# do; nothing but the run's own row changes, and what was known goes on being judged.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK
$(for name in ada ben cleo dora eva; do
	echo "user $name@contoso.example sku=ENTERPRISEPACK"
done)
switch page-size 2
EOF
conf_write 'time_limit = 2' 'listing = whole'
collect
sim 'remove-license ben@contoso.example by=admin@contoso.example
delete cleo@contoso.example by=admin@contoso.example'
sim_clock +28d
collect
is "an earlier run was complete" "$code" 0
sim_clock +1h
sim 'remove-license ada@contoso.example by=admin@contoso.example'
known=$(dump_without_runs)

# fails NAME WORDS: collects, which must fail with WORDS and change nothing else
fails() {
	collect
	problem=
	[ "$code" -eq 3 ] || problem=", exit $code"
	[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ] || problem="$problem, not one line"
	[ ! -s "$work/stderr" ] || problem="$problem, on stderr: $(cat "$work/stderr")"
	printf '%s\n' "$output" | grep -Eq "^FAILED: contoso: .*$2" || problem="$problem, not: $2"
	[ "$known" = "$(dump_without_runs)" ] || problem="$problem, more than the run's row changed"
	case $(query 'select outcome || ended_at from run order by id desc limit 1') in
	failed[1-9]*) ;;
	*) problem="$problem, the run did not end as failed" ;;
	esac
	line=$output
	check
	[ $code -eq 2 ] || problem="$problem, check exits $code"
	printf '%s\n' "$output" | grep -Fq "note: contoso: last collection failed: ${line#*contoso: }" ||
		problem="$problem, the check does not tell"
	output="$line
$output"
	if [ -z "$problem" ]; then
		ok "$1"
	else
		not_ok "$1"
		echo "# ${problem#, }"
	fi
}

# FAULT | WORDS
while IFS='|' read -r fault words; do
	sim clear-faults "fault ${fault% }"
	case $fault in # those that have to wait for the end of the run wait for this
	truncate* | slow* | hang* | drop*) conf_set 'time_limit = 2' 'listing = whole' ;;
	*) conf_set 'time_limit = 60' 'listing = whole' ;;
	esac
	fails "${fault% }" "${words# }"
done <<'EOF'
truncate path=/v1.0/users | no answer for .*users.* tries: .*
truncate count=-1 chunked=yes path=/v1.0/users | no answer for .*users
slow count=-1 delay=60 path=/v1.0/users | (no answer for|time limit was reached while waiting for) .*users
slow count=-1 bytes-per-second=10 path=/v1.0/users | (no answer for|time limit was reached while waiting for) .*users
hang count=-1 path=/v1.0/directory | (no answer for|time limit was reached while waiting for) .*deleted
drop count=-1 path=/v1.0/subscribedSkus | no answer for .*products
endless count=-1 path=/v1.0/subscribedSkus | products: the answer is larger than 67108864 bytes
garbage path=/v1.0/users | web page instead of JSON .*users.*login page of a proxy.*check proxy and graph_url
garbage path=/11111111 | cannot sign in.*web page instead of a token.*check proxy and login_url
deep path=/v1.0/users | users, page 1: .*nesting too deep
deep path=/v1.0/directory | deleted users, page 1: .*nesting too deep
wrong-types path=/v1.0/users count=-1 | users, page 1: 
wrong-types path=/v1.0/subscribedSkus | the skuId of a product is a number, not a GUID
wrong-types path=/v1.0/directory | the id of a user is a number, not a GUID
nulls path=/v1.0/users count=-1 | users, page 1: 
nulls path=/v1.0/directory | the id of a user is absent or null, not a GUID
foreign-nextlink to=https://evil.example/v1.0/users path=/v1.0/users | refused to follow a link to another host \(evil.example\)
nextlink-loop count=-1 path=/v1.0/users | users.*links to the next page go round in a circle
redirect to=https://evil.example/ path=/v1.0/users | redirected .*users.*not followed: check graph_url and proxy
page-token path=*skiptoken* | users.*page 2: HTTP status 400 .*DirectoryPageTokenNotFoundException
410 path=/v1.0/directory | HTTP status 410
400 path=/v1.0/directory | HTTP status 400
clock-skew 3700 count=-1 | clock is 3[67][0-9][0-9] s (behind|ahead of) Microsoft Graph.s: correct it \(NTP\)
clock-skew -3700 count=-1 | clock is 3[67][0-9][0-9] s (behind|ahead of) Microsoft Graph.s: correct it \(NTP\)
EOF
# ---- the way there ---------------------------------------------------------------
sim clear-faults
# KEY | VALUE | WORDS, in place of the good line
openssl req -x509 -newkey rsa:2048 -nodes -keyout "$work/key.pem" -subj /CN=Elsewhere \
	-days 2 -out "$work/other-ca.pem" 2>/dev/null
sim_port=${sim_url##*:}
plain_port=$(sed 's/.*://' "$sim_dir/plain_url")
while IFS='|' read -r key value words; do
	key=${key% } value=${value# }
	eval "value=\"${value% }\""
	conf_set 'time_limit = 2' 'listing = whole' "$key = $value"
	fails "$key = $value" "${words# }"
done <<'EOF'
ca_file | $work/other-ca.pem | not secure: .*set ca_file
ca_file | /etc/hostname | not secure: error setting certificate file: /etc/hostname; set ca_file
login_url | https://0.0.0.0:$sim_port | a token is not secure: .*0\.0\.0\.0
graph_url | https://0.0.0.0:$sim_port | products is not secure: .*0\.0\.0\.0
graph_url | https://localhost:$plain_port | products (is not secure|after .*SSL)
graph_url | https://localhost:1 | no answer for products .*localhost port 1
graph_url | https://host.invalid | no answer for products .*resolve host: host.invalid
proxy | http://localhost:1 | no answer for a token .*localhost port 1
proxy | http://localhost:$plain_port | no answer for a token .*CONNECT tunnel failed
EOF

# A name that cannot be resolved is asked for again, which libcurl takes badly.
conf_write 'time_limit = 4'
sed -i "s|^graph_url = .*|graph_url = https://host.invalid|" "$conf"
collect
like "a name that cannot be resolved, twice" "$code $output" \
	'^3 FAILED: .*no answer for products after [2-9] tries: Could not resolve host'

# Where nothing is critical a wrong clock is said in the first line, with UNKNOWN.
state=$work/quiet
sim clear-faults
sim_clock +1d
conf_write 'warning = 12h:' 'critical = 6h:'
collect
sim 'fault clock-skew 3700 count=-1'
collect
check
state_is UNKNOWN "a wrong clock is more than a failed collection"
like "and is named" "$first" '; the clock of this host is 1h 1m behind Microsoft Graph.s'
done_testing
