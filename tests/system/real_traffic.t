#!/bin/sh
# SPDX-License-Identifier: MIT
# The collector, served every body that was ever documented or recorded wherever
# an answer can stand: it collects the truth, or fails with one line that says
# why and leaves what was known as it was.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/bodies.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
user cyd@contoso.example sku=ENTERPRISEPACK
user dora@contoso.example sku=ENTERPRISEPACK
shared info@contoso.example
EOF
sim 'remove-license ada@contoso.example by=admin@contoso.example' \
	'delete ben@contoso.example by=admin@contoso.example'
sim_clock +3h
conf_write
collect
cp "$state/contoso.db" "$work/before.db"
sim 'remove-license dora@contoso.example by=admin@contoso.example'
sim_clock +3h

known() {
	query "SELECT substr(upn, 1, instr(upn, '@') - 1) || ' ' || cause || ' ' ||
		place || coalesce(' restored ' || restored, '') ||
		coalesce(' gone ' || gone, '')
		FROM mailboxes WHERE cause <> 'none' ORDER BY upn" | tr '\n' ','
}
old='ada license-removed active,ben user-deleted deleted,'
new="${old}dora license-removed active,"
is "what was known" "$(known)" "$old"
collect
is "what an honest answer adds" "$(known)" "$new"

# serve FAULT... : one run in which a body stands somewhere; sets $fate
rows() {
	query 'SELECT * FROM mailbox; SELECT * FROM event; SELECT * FROM sku'
}
cp "$work/before.db" "$state/contoso.db"
rows >"$work/rows"
serve() {
	rm -f "$state"/contoso.db-*
	cp "$work/before.db" "$state/contoso.db"
	printf 'clear-faults\nexpire-tokens\n%s\n' "$1" |
		curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null || {
		fate="graphsim refused: $1"
		return
	}
	output=$("$collect_program" --config "$2" --at "$now" 2>"$work/stderr")
	code=$?
	fate=
	case $code:$output in
	"0:OK: contoso: "*)
		case $(known) in
		"$old" | "$new") ;;
		*) fate="a false verdict: $(known)" ;;
		esac
		;;
	"3:FAILED: contoso: "?*)
		rows | cmp -s - "$work/rows" || fate="what was known has changed"
		;;
	*) fate="exit $code: $output" ;;
	esac
	case $output in
	*"$secret"* | *'
'* | *'internal error'*) fate="a line that must not be: $output" ;;
	esac
	[ ! -s "$work/stderr" ] || fate="on standard error: $(cat "$work/stderr")"
	[ -z "$fate" ] || fate="
$3: $fate"
}

conf_write 'listing = whole'
mv "$conf" "$work/whole"
conf_write
# where one body stands in turn
positions="
token $conf path=/$tenant_id/oauth2
users $work/whole path=/v1.0/users?
filter $conf path=/v1.0/users?\$count
deleted $conf path=/v1.0/directory/deletedItems/
products $conf path=/v1.0/subscribedSkus
audit $conf path=/v1.0/auditLogs
batch $conf path=/v1.0/\$batch
probe $conf part=yes path=/v1.0/users/*userPurpose
by-id $conf part=yes path=/v1.0/users/*select=*"
serve_everywhere() { # NAME FILE [STATUS]
	fates=
	while read -r position settings where; do
		[ -n "$position" ] || continue
		serve "fault body count=-1 status=${3:-200} file=$2 $where" \
			"$settings" "$position"
		fates=$fates$fate
	done <<EOF
$positions
EOF
	output=
	is "$1" "$fates" ''
}

for file in "$bodies"/*; do
	name=${file##*/}
	serve_everywhere "$name" "$file"
	# Refusals also with the status they came with.
	case $name in
	*_404.json) serve_everywhere "$name with 404" "$file" 404 ;;
	error_429.json) ;;
	*error_*.json | token-error-*) serve_everywhere "$name with 400" "$file" 400 ;;
	esac
done
for status in 302 401 403 404; do
	serve_everywhere "an error with $status" "$bodies/error_generic.json" $status
done

# Throttled once, and told to come back at once.
for where in "path=/v1.0/users?" "path=/v1.0/\$batch" \
	"part=yes path=/v1.0/users/*userPurpose"; do
	serve "fault body count=1 status=429 retry-after=0 file=$bodies/error_429.json $where" \
		"$work/whole" "$where"
	case $output in
	OK:*) ;;
	*) fate="$fate; $output" ;;
	esac
	is "throttled once: $where" "$fate" ''
done
done_testing
