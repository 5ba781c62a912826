#!/bin/sh
# SPDX-License-Identifier: MIT
# Who sits between us and Graph: without the right certificate nothing is told to
# him, and with it he can only make a run fail, soon and without much memory.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
python=/usr/bin/python3
[ -x $python ] && command -v openssl >/dev/null || skip_all "needs python3 and openssl"
mkdir "$work/m"
cd "$work/m" || exit 1

key="-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
cat >ca.conf <<END
[ca]
default_ca = ours
[ours]
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
copy_extensions = copy
[any]
commonName = supplied
END
# shellcheck disable=SC2086
openssl req -x509 $key -subj /CN=ours -days 30 -keyout ca.key -out ca.pem 2>/dev/null || exit 1
# certificate NAME HOST FROM UNTIL
certificate() {
	: >index
	echo "0$((n = ${n-0} + 1))" >serial
	# shellcheck disable=SC2086
	openssl req $key -subj "/CN=$2" -addext "subjectAltName=DNS:$2" \
		-keyout "$1.key" -out "$1.csr" 2>/dev/null &&
		openssl ca -batch -notext -config ca.conf -cert ca.pem -keyfile ca.key \
			-startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.crt" 2>/dev/null &&
		cat "$1.crt" "$1.key" >"$1.pem"
}
past=20200101000000Z
future=20490101000000Z
certificate right localhost $past $future &&
	certificate another graph.microsoft.com $past $future &&
	certificate below login.localhost $past $future &&
	certificate expired localhost $past 20210101000000Z &&
	certificate early localhost 20480101000000Z $future || exit 1
# shellcheck disable=SC2086
openssl req -x509 $key -subj /CN=localhost -addext subjectAltName=DNS:localhost -days 30 \
	-keyout own.key -out own.crt 2>/dev/null && cat own.crt own.key >own.pem
$python -W ignore "$top_srcdir/tests/system/middle.py" . right another below expired early own &
sim_pids=$!
wait_for 20 test -s ports || exit 1

# As it would be with a real tenant; nobody of the simulation is needed.
sim_url=https://localhost:1
mkdir "$sim_dir"
cp ca.pem "$sim_dir/ca.pem"
# collects NAME [WAY]: the collector against that server; $output, $code, $took
collects() {
	url=https://localhost:$(sed -n "s/^$1 //p" ports)${2:+/$2}
	conf_write 'time_limit = 3s'
	sed -i "s|^login_url = .*|login_url = $url|; s|^graph_url = .*|graph_url = $url|" "$conf"
	rm -f heard.*
	took=$(date +%s)
	# Room for what may be taken in, not for what it unfolds to.
	output=$(ulimit -v "${room:-unlimited}"; "$collect_program" --config "$conf" 2>&1)
	code=$?
	took=$(($(date +%s) - took))
}
collects right
like "the right certificate is told the secret" "$code $(cat heard.right)" '^3 POST |client_secret='
like "that is how a secret would be seen" "$(cat heard.*)" "$secret"
for way in another:host below:host expired:expired early:'not yet valid' own:'self.signed' \
	old:'version|protocol|unsupported'; do
	collects "${way%%:*}"
	like "${way%%:*}: refused, and why" "$code $output" \
		"^3 FAILED: contoso: .*(not secure).*(${way#*:})"
	is "${way%%:*}: and nothing is told" "$(cat heard.* 2>/dev/null)" ""
done
# Nobody switches it off: there is no key for that, and the environment has none.
export SSL_CERT_FILE="$work/m/own.crt" CURL_CA_BUNDLE="$work/m/own.crt" \
	SSLKEYLOGFILE="$work/m/keys" OPENSSL_CONF=/dev/null
collects own
is "no environment makes it trusted" "$code $(cat heard.* 2>/dev/null)" "3 "
collects right
is "nor are the keys of a connection written down" "$(ls keys 2>/dev/null)" ""
like "of the one that was made" "$(cat heard.right)" "$secret"
unset SSL_CERT_FILE CURL_CA_BUNDLE SSLKEYLOGFILE OPENSSL_CONF

# ---- who has a certificate --------------------------------------------------------------
# What a sanitizer maps is no measure.
case ${ASAN_OPTIONS+asan} in
asan) ;;
*) room=200000 ;;
esac
for way in bomb:'larger than' headers:'.' informed:'.' drip:'time|limit' \
	downgraded:'redirected'; do
	collects right "${way%%:*}"
	like "${way%%:*}: the run fails" "$code $output" "^3 FAILED: contoso: .*(${way#*:})"
	like "${way%%:*}: in time" "$took" '^[0-9]$|^1[0-5]$'
	is "${way%%:*}: in one line" "$(printf '%s\n' "$output" | grep -c '')" 1
done
done_testing
