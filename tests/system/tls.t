#!/bin/sh
# SPDX-License-Identifier: MIT
# Whom the transport trusts and how it shows who we are: a server that is reached by
# its address while its certificate carries another name, as Icinga's API does, and
# that wants a certificate of its clients.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
ask=$top_builddir/tests/system/ask_url
[ -x "$ask" ] || skip_all "ask_url was not built: cmocka is missing"
cd "$work" || exit 1

# authority NAME; signed NAME AUTHORITY
authority() {
	openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
		-days 2 -keyout "$1.key" -out "$1.pem" 2>/dev/null
}
signed() {
	openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj "/CN=$1" \
		-addext "subjectAltName=DNS:$1" -keyout "$1.key" -out "$1.csr" 2>/dev/null &&
		openssl x509 -req -in "$1.csr" -CA "$2.pem" -CAkey "$2.key" -CAcreateserial \
			-copy_extensions copy -days 2 -out "$1.pem" 2>/dev/null
}
authority ours && authority theirs && signed node-1.icinga.example ours &&
	signed handler ours && signed stranger theirs || exit 1

openssl s_server -accept 127.0.0.1:0 -www -Verify 1 -verify_return_error -CAfile ours.pem \
	-cert node-1.icinga.example.pem -key node-1.icinga.example.key >out 2>&1 &
sim_pids=$!
listens() { grep -q '^ACCEPT 127' out; }
wait_for 20 listens || exit 1
url=https://$(sed -n 's/^ACCEPT //p' out | head -n 1)/
me="certificate=$work/handler.pem key=$work/handler.key"

plan 13
# shellcheck disable=SC2086 # the words of $me
says() { output=$("$ask" "$url" ca="$work/ours.pem" "$@"); }
says $me name=node-1.icinga.example
like "the name of the node, under its address" "$output" '^200 '
like "and our certificate was shown" "$output" 'CN ?= ?handler'
says $me
like "the address is not the name" "$output" '^tls: .*(127|host name|subject)'
says $me name=node-2.icinga.example
like "another node's name is not either" "$output" '^tls: '
says $me name=localhost
like "nor is localhost" "$output" '^tls: '
says name=node-1.icinga.example
like "without a certificate we are refused" "$output" '^(tls|unreachable|truncated): '
says certificate="$work/stranger.pem" key="$work/stranger.key" name=node-1.icinga.example
like "a certificate of somebody else's authority is, too" "$output" \
	'^(tls|unreachable|truncated): '
says certificate="$work/handler.pem" key="$work/stranger.key" name=node-1.icinga.example
like "the key of another certificate" "$output" '^tls: '
says certificate="$work/missing.pem" key="$work/handler.key" name=node-1.icinga.example
like "a certificate that is not there" "$output" '^tls: .*missing.pem'
cat handler.pem handler.key >both.pem
says certificate="$work/both.pem" name=node-1.icinga.example
like "certificate and key in one file" "$output" '^200 '
output=$("$ask" "$url" ca="$work/theirs.pem" $me name=node-1.icinga.example)
like "another authority is not trusted" "$output" '^tls: '
for name in 'evil/?' 'a@b'; do
	output=$("$ask" "$url" name="$name")
	like "a name with more in it: $name" "$output" '^not made: .*not the name of a server'
done
