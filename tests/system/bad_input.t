#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything somebody can get wrong before the first mailbox is judged: exit 3, one
# line that names it and says what to do, nothing on stderr, nothing changed.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK
user ada@contoso.example sku=ENTERPRISEPACK
EOF
conf_write
collect
is "the tenant can be collected" "$code" 0
chmod 755 "$work"

# What must not change: names, modes and contents of the state directory.
changes=nothing
fingerprint() {
	if [ $changes = run ]; then
		dump_without_runs
		return
	fi
	(cd "$state" 2>/dev/null && find . -exec stat -c '%n %a %s' {} + | sort &&
		cat ./* 2>/dev/null | cksum)
}

# refused NAME WORDS(ere) COMMAND...
refused() {
	name=$1 words=$2
	shift 2
	before=$(fingerprint)
	output=$("$@" 2>"$work/stderr")
	code=$?
	problem=
	[ "$code" -eq 3 ] || problem="exit $code"
	[ "$(printf '%s\n' "$output" | wc -l)" -eq 1 ] || problem="$problem, not one line"
	[ -n "$output" ] || problem="$problem, says nothing"
	[ ! -s "$work/stderr" ] || problem="$problem, on stderr: $(cat "$work/stderr")"
	[ "$before" = "$(fingerprint)" ] || problem="$problem, changed the state"
	printf '%s\n' "$output" | grep -Eq -- "$words" || problem="$problem, not: $words"
	[ ${#output} -le 400 ] || problem="$problem, too long"
	if [ -z "$problem" ]; then
		ok "$name"
	else
		not_ok "$name"
		echo "# ${problem#, }"
	fi
}
# The same of a table on standard input: WORDS | OPTION...
table() {
	while IFS='|' read -r words arguments; do
		words=${words% }
		eval "set -- $arguments"
		refused "$table $*" "^UNKNOWN: .*$words" "$program" "$@" </dev/null
	done
}

# ---- command lines --------------------------------------------------------------
program=$check_program table=check:
table <<'EOF'
--wraning.*--help | --wraning 5:
-Z.*--help | -Z
--warning: give a value | --warning
-w: give a value | -w
--list=yes: takes no value | --list=yes
unexpected argument "contoso" | contoso
unexpected argument "--tenant" | -- --tenant
--warning: "ten" is not a threshold range; write | -w ten
--warning is empty: give it a value | -w ''
--warning: "10:5" is not a threshold range; write | -w 10:5
--warning: "5:x" is not a threshold range; write | -w 5:x
--warning: "@" is not a threshold range; write | -w @
--warning: "1e3:" is not a threshold range; write | -w 1e3:
--warning: "99999999999999999999:" is not a threshold range; write | -w 99999999999999999999:
--critical: "NaN" is not a threshold range; write | -c NaN
--critical: "3y:" is not a threshold range; write | -c 3y:
--critical 20: begins before --warning 10: | -w 10: -c 20:
--timeout "0": give a number from 1 to | -t 0
--timeout "-5": give a number from 1 to | -t -5
--timeout "10s": give a number from 1 to | -t 10s
--timeout "99999999999": give a number from 1 to | -t 99999999999
--jobs "0": give a number from 1 to 64 | -j 0
--jobs "65": give a number from 1 to 64 | -j 65
--max-items "-1": give a number from 0 to | --max-items -1
--max-items is empty: give it a value | --max-items ''
--max-items " 5": give a number from 0 to | --max-items ' 5'
--perfdata "all": give none, totals or items | --perfdata all
--output-format "xml": give text, json or html | --output-format xml
--cause "deleted": give license-removed, user-deleted, shared-deleted | --cause deleted
--account "yes": give disabled or enabled | --account yes
--at "yesterday": give an instant such as 20 | --at yesterday
--at "2026-02-30T00:00:00Z": give an instant | --at 2026-02-30T00:00:00Z
--at "2026-03-01": give an instant | --at 2026-03-01
--at is empty: give it a value | --at ''
--collector "collect": give an absolute path | --collector collect
--mailbox is empty: give it a value or leave it out | -m ''
--mailbox "ada": give an object id or an address | -m ada
--mailbox "ada@contoso.example ": give an object id or an address | -m 'ada@contoso.example '
--mailbox "[$]": give an object id or an address | --mailbox='$'
--mailbox "[$]_SERVICEMBX_ID[$]": give an object id or an address | --mailbox='$_SERVICEMBX_ID$'
--mailbox "[{]7e06b566-15f3-4013-a37c-5c4e5a0ba0c6[}]": give an object | -m '{7e06b566-15f3-4013-a37c-5c4e5a0ba0c6}'
--tenant is empty: give it a value or leave it out | --tenant ''
--include is empty: give it a value or leave it out | --include ''
--include "ada@[*],ben@[*]": give one shell pattern of addresses such as | --include 'ada@*,ben@*'
--include "contoso.example": give one shell pattern of addresses such as | --include contoso.example
--exclude "[[]ab@[*]": give one shell pattern of addresses such as | --exclude '[ab@*'
--exclude is empty: give it a value or leave it out | --exclude=
--config is empty: give it a value or leave it out | -f ''
--tenant.*no \[tenant fabrikam\] | --config "$conf" --tenant fabrikam
cannot read configuration /nonexistent/conf: No such file | --config /nonexistent/conf
cannot read configuration .*: not a regular file | --config "$work"
EOF
program=$collect_program table=collect:
table <<'EOF'
--tenent.*--help | --tenent contoso
-Z.*--help | -Z
--tenant: give a value | --tenant
unexpected argument "contoso" | contoso
--jobs "0": give a number from 1 to 64 | --jobs 0
--jobs "many": give a number from 1 to 64 | --jobs many
--jobs " 5": give a number from 1 to 64 | --jobs ' 5'
--at "now": give an instant such as 20 | --at now
--accept-history needs --tenant NAME | --accept-history
--tenant.*no \[tenant fabrikam\] | --config "$conf" --tenant fabrikam
cannot read configuration /nonexistent/conf: No such file | --config /nonexistent/conf
cannot read configuration .*: not a regular file | --config "$work"
EOF
control=$(printf 'a\033[2J|b\nc')
refused "control characters in a name" '^UNKNOWN: --tenant "a[^[:cntrl:]]*b' \
	"$check_program" --config "$conf" --tenant "$control"
refused "an argument of a megabyte" '^UNKNOWN: --at "xxxx' \
	"$check_program" --at "$(head -c 100000 /dev/zero | tr '\0' x)"
refused "an empty command line, as a mistaken wrapper calls it" . \
	"$check_program" ''

# ---- configurations --------------------------------------------------------------
# One line is added to [tenant contoso], or all is on standard input with `whole`.
both() { # NAME WORDS: what both programs say of $conf
	refused "check: $1" "^UNKNOWN: $2" "$check_program" --config "$conf"
	refused "collect: $1" "^UNKNOWN: $2" "$collect_program" --config "$conf" --at "$now"
}
while IFS='|' read -r line words; do
	conf_write
	awk -v key="${line%% *}" '$1 != key || key ~ /^\[/' "$conf" >"$work/less"
	cat "$work/less" - >"$conf" <<EOF
${line% }
EOF
	both "${line% }" "$conf: line [0-9]+: ${words# }"
done <<'EOF'
clinet_id = x | unknown key "clinet_id"; did you mean "reader_client_id"\?
warnings = 10: | unknown key "warnings"; did you mean "warning"\?
colour = red | unknown key "colour"
state_dir = /tmp | "state_dir" belongs in \[defaults\]
socket = x | "socket" belongs in \[agentx\]
warning = soon | warning = "soon": write
critical = 3 days | critical = "3 days": write
max_age = -1 | max_age = "-1": write
retention_days = 0 | retention_days = "0": write
enabled = perhaps | enabled = "perhaps": write yes or no
listing = some | listing = "some": write
probe = yes | probe = "yes": write
causes = license-removed deleted | causes = "license-removed deleted": write
mailbox_plans = EXCHANGE_S_NEW | mailbox_plans = "EXCHANGE_S_NEW": write
unconfirmed = unknown | unconfirmed = "unknown": write
graph_url = http://graph.example | graph_url = "http://graph.example": write
graph_url = https://user:pw@graph.example | graph_url: write .*not shown
tenant_id = contoso | tenant_id = "contoso": write
reader_client_id = mailbox expiry | reader_client_id = "mailbox expiry": write
reader_client_secret_file = Xq8~secretvalue | reader_client_secret_file: write .*not shown
show_names = mail | show_names = "mail": write
just some words | .*
[tenant contoso] | .*contoso
[tenants fabrikam] | .*
EOF
conf_write
cp "$conf" "$work/good"
chmod 666 "$conf"
both "a file that everybody may write" "cannot read configuration $conf: everybody may write it; chmod o-w"
chmod 644 "$conf"
printf 'state_dir = /tmp\n' >"$conf"
both "no section" "$conf: line 1: \"state_dir\" stands in no section; begin with \[defaults\]"
: >"$conf"
both "an empty file" "$conf.*"
printf '[defaults]\nstate_dir = %s\n' "$state" >"$conf"
refused "check: no tenant" "$conf: there is no \[tenant NAME\] section" "$check_program" --config "$conf"
refused "collect: no tenant" "$conf: there is no \[tenant NAME\] section" "$collect_program" --config "$conf"
head -c 5000000 /dev/zero | tr '\0' '#' >"$conf"
both "a file of five megabytes" "cannot read configuration $conf: larger than"
printf '[defaults]\nstate_dir = /tmp/\377\n' >"$conf"
both "bytes that are no text" "$conf: line 2.*"

# ---- credentials: the collector alone --------------------------------------------
# The attempt is written down, so that the check can say why; nothing else is.
collector() { # NAME WORDS
	changes=run
	refused "collect: $1" "^FAILED: contoso: $2" \
		"$collect_program" --config "$conf" --at "$now"
	is "which the check can tell" "$(query 'select outcome from run order by id desc limit 1')" failed
}
without() { # KEY: the good configuration less one line
	grep -v "^$1 " "$work/good" >"$conf"
}
without tenant_id
collector "no tenant id" 'tenant contoso: tenant_id is not set'
without reader_client_id
collector "no client id" 'tenant contoso: reader_client_id is not set'
without reader_client_secret_file
collector "no proof of identity" '.*no client secret: neither ..._client_secret_file nor the environment variable MAILBOX_EXPIRY_READER_CLIENT_SECRET is set'
conf_write 'reader_managed_identity = yes'
collector "two proofs" 'tenant contoso: both reader_client_secret_file and reader_managed_identity are set; leave one'
without reader_client_secret_file
echo "reader_certificate_file = $work/cert" >>"$conf"
collector "half a certificate" 'tenant contoso: reader_certificate_file is set, but not reader_key_file'
conf_write
spoiled() { # NAME WORDS: with the secret file as it is now
	collector "a secret file that $1" ".*secret file $work/secret: $2"
	rm -rf "$work/secret"
}
rm "$work/secret"
spoiled "is missing" 'No such file'
mkdir "$work/secret"
spoiled "is a directory" 'not a regular file'
mkfifo "$work/secret"
spoiled "is a pipe" 'not a regular file'
: >"$work/secret"
chmod 600 "$work/secret"
spoiled "is empty" 'is empty'
printf 'hidden-value\n' >"$work/secret"
chmod 644 "$work/secret"
spoiled "everybody may read" 'mode 0644 lets others read or write it; chmod 0600'
printf 'hidden-value\n' >"$work/secret"
chmod 620 "$work/secret"
spoiled "the group may write" 'mode 0620 lets others read or write it; chmod 0600'
printf 'hidden-value\n' >"$work/elsewhere"
chmod 644 "$work/elsewhere"
ln -s "$work/elsewhere" "$work/secret"
spoiled "leads to one that everybody may read" 'mode 0644'
ln -s "$work/secret" "$work/secret"
spoiled "leads to itself" 'Too many levels'
(umask 077 && printf 'hid\0den\n' >"$work/secret")
spoiled "holds a NUL" 'holds a NUL byte'
(umask 077 && head -c 70000 /dev/zero | tr '\0' x >"$work/secret")
spoiled "is too large" 'larger than 65536 bytes'
conf_write
sed -i "s#^ca_file.*#ca_file = $work/none.pem#" "$conf"
collector "a missing ca_file" ".*$work/none.pem.*"
done_testing
