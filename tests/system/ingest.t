#!/bin/sh
# SPDX-License-Identifier: MIT
# What a monitoring system says arrives as data or is refused, is on the disk when
# that is promised, takes no time, and needs no right beyond the inbox.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"

# shellcheck disable=SC2034
sim_url=https://localhost:1 # nobody is asked
conf_write
icinga="
[icinga2 main]
url = https://localhost:1
user = x
password_file = $work/secret"
echo "$icinga" >>"$conf"
state_new
chmod 644 "$conf"
# What the worker makes when it first runs.
inbox=$state/inbox
inbox_new() {
	rm -rf "$inbox"
	mkdir "$inbox"
	[ -z "$is_root" ] || chown "$owner:$readers" "$inbox"
	chmod 3770 "$inbox"
}
inbox_new

# As the monitoring core's user, who may not write the state directory.
ingest() {
	output=$(as_user "$reader" "$handle_program" ingest --config "$conf" \
		--source icinga2 "$@" 2>&1 </dev/null)
	code=$?
}
told="--type ACKNOWLEDGEMENT --host h1 --service s1 --state CRITICAL --tenant contoso"
# acknowledge AUTHOR COMMENT [OPTION...]
acknowledge() {
	MBX_AUTHOR=$1
	MBX_COMMENT=$2
	export MBX_AUTHOR MBX_COMMENT
	shift 2
	# shellcheck disable=SC2086
	ingest $told "$@"
	unset MBX_AUTHOR MBX_COMMENT
}
# Never through a link: some tests make one.
clear_inbox() { find "$inbox" -mindepth 1 -delete; }
# What is in the one request that waits, and empties the inbox.
taken() {
	set -- "$inbox"/*
	if [ $# = 1 ] && [ -f "$1" ]; then
		cat "$1"
	else
		echo "$# files: $*"
	fi
	clear_inbox
}
field() { sed -n "s/^$1 //p" "$work/request"; }
waiting() { find "$inbox" -mindepth 1 | wc -l; }
LF='
'

# ---- the ordinary case ----------------------------------------------------------
ingest --type ACKNOWLEDGEMENT --host 'web 1' --service 'mailboxes of Contoso' \
	--state WARNING --state-type SOFT --downtime-depth 1 --tenant contoso \
	--checked-at 1795348392.079275 --acked-at 1795348400 --instance main \
	--mailbox 33333333-3333-4333-8333-333333333333
is "ingest returns well" "$code $output" "0 "
taken >"$work/request"
is "everything arrives" "$(grep -v '^made_at' "$work/request")" \
	"mailbox-expiry-request 1${LF}kind acknowledge${LF}system icinga2
instance main${LF}tenant contoso${LF}host web 1
service mailboxes of Contoso${LF}state WARNING${LF}downtime yes
checked_at 1795348392${LF}acked_at 1795348400
mailbox 33333333-3333-4333-8333-333333333333"
made=$(field made_at)
like "with the time" "$(($(date +%s) - made))" '^[0-9]{1,2}$'
event="--event --host h1 --service s1 --state CRITICAL --state-type HARD --tenant contoso"
# shellcheck disable=SC2086
ingest $event
is "an event, which no policy wants" "$code $(waiting)" "0 0"
sed -i "s/^tenant_id/on_event = restore\n&/" "$conf"
# shellcheck disable=SC2086
ingest $event
like "an event that may be acted on" "$code $(taken)" 'kind event'
acknowledge alice "bring it back" --mailbox '' --instance '' --checked-at '' \
	--acked-at '' --downtime-depth '' --state-type ''
taken >"$work/request"
is "what the core leaves empty is not said" \
	"$code $(grep -cE '^(mailbox|instance|checked_at|acked_at|hard|downtime) ' "$work/request")" "0 0"
is "author" "$(field author)" alice
is "comment" "$(field comment)" "bring it back"
ingest --type ACKNOWLEDGEMENT --host h1 --service s1 --state CRITICAL
taken >"$work/request"
is "the only tenant need not be said" "$code $(field tenant)" "0 contoso"
is "who says no author has none" "$(grep -c '^author\|^comment' "$work/request")" 0
output=$(as_user "$reader" env NAGIOS_NOTIFICATIONAUTHOR=bob \
	NAGIOS_NOTIFICATIONCOMMENT='from the environment' "$handle_program" ingest \
	--config "$conf" --source nagios --type ACKNOWLEDGEMENT --host h1 --service s1 \
	--state CRITICAL --state-type HARD 2>&1)
taken >"$work/request"
is "Nagios passes them, if it is allowed to" "$(field system) $(field author): $(field comment)" \
	"nagios bob: from the environment"

# ---- what is none of ours ---------------------------------------------------------
for type in PROBLEM RECOVERY CUSTOM FLAPPINGSTART DOWNTIMEEND; do
	output=$("$handle_program" ingest --config /nonexistent --source nagios \
		--type $type --host h --service s --state OK 2>&1)
	is "$type does nothing" "$? $output $(waiting)" "0  0"
done
for event in "CRITICAL SOFT" "OK HARD"; do
	output=$("$handle_program" ingest --config "$conf" --source nagios --event \
		--host h --service s --state "${event% *}" --state-type "${event#* }" 2>&1)
	is "nor does an event $event" "$? $output $(waiting)" "0  0"
done

# ---- hostile texts ------------------------------------------------------------------
canary=$work/canary
cd "$work" || exit 1
bell=$(printf '\007')
escape=$(printf '\033')
delete=$(printf '\177')
bad=$(printf '\377\376\300\257')
# arrives NAME TEXT LINE: as this line of the request.
arrives() {
	acknowledge "$2" "$2"
	taken >"$work/request"
	is "$1" "$code $(field comment)" "0 $3"
	is "$1, as author" "$(field author)" "$3"
}
arrives "quotes" "a'b\"c\`d" "a'b\"c\`d"
arrives "a backslash at the end" 'x\' 'x\\'
arrives "a command substitution" "\$(touch $canary) \`touch $canary\`" \
	"\$(touch $canary) \`touch $canary\`"
arrives "an end of command" "; touch $canary #" "; touch $canary #"
arrives "a pipe and ampersands" "|touch $canary & && touch $canary" \
	"|touch $canary & && touch $canary"
arrives "newlines" "one${LF}author root${LF}sku x" 'one\nauthor root\nsku x'
arrives "an option" "--config=/etc/passwd" "--config=/etc/passwd"
arrives "one letter of an option" "-h" "-h"
arrives "SQL" "x'); DROP TABLE request; --" "x'); DROP TABLE request; --"
arrives "terminal escapes" "a${escape}[2Jb${bell}c${delete}" "a?[2Jb?c?"
arrives "invalid UTF-8" "a${bad}b" "a${bad}b"
arrives "macros" '$NOTIFICATIONCOMMENT$ %s%n $USER1$' '$NOTIFICATIONCOMMENT$ %s%n $USER1$'
arrives "UTF-8" "zurück, bitte – 戻す" "zurück, bitte – 戻す"
arrives "tabs and returns" "$(printf 'a\tb\rc')" 'a\x09b\x0dc'
acknowledge "" ""
is "empty ones are not said" "$code $(taken | grep -c '^author\|^comment')" "0 0"
acknowledge a "ok${bell}#force"
is "no word is made of control bytes" "$(taken | sed -n 's/^comment //p')" "ok?#force"
long=$(head -c 100000 /dev/zero | tr '\0' x)
acknowledge "$long" "$long #ack"
size=$(find "$inbox" -type f -size -16k | wc -l)
taken >"$work/request"
is "100 kB arrive, cut" "$code $size" "0 1"
like "with a word that has it refused, not obeyed in part" "$(field comment)" \
	'^x{7000} #comment-too-long$'
is "an author is cut so that he is nobody" "$(field author)" \
	"$(head -c 252 /dev/zero | tr '\0' x)..."
for octal in 134 011 012 001 377; do
	acknowledge a "$(head -c 100000 /dev/zero | tr '\0' "\\$octal"; echo x)"
	like "100 kB of byte 0$octal, too" "$code $(taken)" '#comment-too-long$'
done
# As many bytes as will do are not cut.
text=$(head -c 7000 /dev/zero | tr '\0' y)
acknowledge a "$text"
is "7000 bytes arrive whole" "$(taken | sed -n 's/^comment //p')" "$text"
is "nothing ran" "$(ls "$canary" 2>/dev/null)" ""

# ---- what is refused ---------------------------------------------------------------
# refused NAME CODE WORDS OPTION...: one line, and nothing is put down.
refused() {
	name=$1 wanted=$2 words=$3
	shift 3
	ingest "$@"
	if [ "$code" = "$wanted" ] && [ "$(waiting)" = 0 ] &&
		[ "$(printf '%s\n' "$output" | wc -l)" = 1 ] &&
		printf '%s\n' "$output" | grep -Eq "^handle_mailbox_expiry: .*$words" &&
		! printf '%s' "$output" | grep -q '[[:cntrl:]]'; then
		ok "$name"
	else
		not_ok "$name"
		echo "# exit $code, wanted $wanted: $words"
	fi
	taken >/dev/null
}
no_host="--type ACKNOWLEDGEMENT --service s1 --state CRITICAL"
# shellcheck disable=SC2086
{
	refused "no host" 2 "give --host" $no_host
	refused "a host with a newline" 2 "control characters" $no_host --host "a${LF}b"
	refused "a long host" 2 "longer than 255" $no_host --host "$(printf %256s x)"
	refused "an empty host" 2 "host is empty" $no_host --host ""
	refused "a state of a host" 2 "give OK, WARNING, CRITICAL or UNKNOWN" $told --state DOWN
	refused "a macro left as it is" 2 'a macro that nothing defines' $told --type '$NOTIFICATIONTYPE$'
	refused "a mailbox that the service lacks" 2 'has the service that variable' $told --mailbox '$_SERVICEMBX_ID$'
	refused "a tenant that it lacks" 2 'a macro that nothing' --type ACKNOWLEDGEMENT --host h --service s \
		--state CRITICAL --tenant '$_SERVICEMBX_TENANT$'
	refused "an unknown tenant" 2 'no \[tenant fabrikam\]' $told --tenant fabrikam
	refused "a hostile tenant" 2 'has no \[tenant' $told --tenant "../../etc${escape}"
	refused "an unknown instance" 2 'no \[icinga2 other' $told --instance other
	refused "a hostile instance" 2 'no \[icinga2 ' $told --instance "../x${escape}"
	refused "a time that is none" 2 'seconds since 1970' $told --checked-at 12x
	refused "a time beyond" 2 'seconds since 1970' $told --acked-at 99999999999999999999
	refused "two mailboxes" 2 'given once' $told --mailbox a@x --mailbox b@x
	refused "an option of another command" 2 'not an option of ingest' $told --all-expiring
	refused "an option of no command" 2 'unknown option' $told --author root
	refused "neither type nor event" 2 'give --type or --event' --host h --service s --state OK
	refused "both" 2 'not both' $told --event
	refused "a stray word" 2 'unexpected argument' $told x
}
keep=$conf
conf=/nonexistent/conf
refused "no configuration" 2 "cannot read configuration" $told
conf=$work/broken
printf '[tenant contoso]\ntenant_idd = 1\n' >"$conf"
chmod 644 "$conf"
refused "a broken configuration" 2 "unknown key" $told
conf=$work/instances
{
	cat "$keep"
	echo "$icinga" | sed 's/main/other/'
} >"$conf"
chmod 644 "$conf"
# shellcheck disable=SC2086
refused "two instances and none said" 2 "give --instance" $told
conf=$work/two
{
	cat "$keep"
	echo "[tenant fabrikam]"
	echo "tenant_id = $tenant_id"
} >"$conf"
chmod 644 "$conf"
refused "two tenants and none said" 2 "give --tenant" --type ACKNOWLEDGEMENT \
	--host h --service s --state CRITICAL
conf=$keep

# ---- who may what ---------------------------------------------------------------
if [ -n "$is_root" ]; then
	acknowledge alice "bring it back"
	is "the request belongs to who told it, readable for the worker" \
		"$(stat -c '%u %G %a' "$inbox"/*)" "$reader $(id -gn nobody) 640"
	is "who may not write the state directory leaves nothing else there" \
		"$(ls -A "$state")" "inbox"
	cat "$inbox"/* >"$work/request"
	as_user "$owner" sh -c "cat '$inbox'/* >/dev/null" && ok "the worker reads it" ||
		not_ok "the worker reads it"
	setpriv --reuid=4242 --regid="$readers" --clear-groups rm -f "$inbox"/* 2>/dev/null
	is "another of the group cannot take it away" "$(waiting)" 1
	taken >/dev/null
	# attempt NAME COMMAND: as the monitoring core's user, in vain.
	attempt() {
		if as_user "$reader" sh -c "$2" >/dev/null 2>&1 </dev/null; then
			not_ok "the core's user cannot $1"
		else
			ok "the core's user cannot $1"
		fi
	}
	as_user "$owner" sh -c "echo x >'$state/contoso.db'; echo x >'$state/handler.db'
		echo >'$state/handler.lock'; chmod 640 '$state'/*.*"
	attempt "read the secret" "cat '$work/secret' >/dev/null"
	for name in contoso.db handler.db handler.lock; do
		attempt "write $name" "echo >>'$state/$name'"
		attempt "replace $name" "rm -f '$state/$name' || mv '$conf' '$state/$name'"
	done
	attempt "make a journal for a database" ": >'$state/contoso.db-journal'"
	attempt "take the inbox away" "rmdir '$inbox' || mv '$inbox' '$state/x'"
	acknowledge alice "bring it back"
	is "a lock it may only read is no obstacle" "$code $output" "0 "
	taken >/dev/null

	rmdir "$inbox"
	refused "no inbox" 1 "inbox $inbox: missing; run handle_mailbox_expiry worker" $told
	inbox_new
	chmod 3750 "$inbox"
	refused "an inbox one may not write" 1 "put this user into the group" $told
	chmod 3700 "$inbox"
	refused "an inbox one may not enter" 1 "put this user into the group" $told
	rm -rf "$inbox"
	mkdir "$work/elsewhere"
	ln -s "$work/elsewhere" "$inbox"
	refused "an inbox that is a link" 1 "not a directory" $told
	rm -f "$inbox"
	inbox_new
	chmod 700 "$state"
	refused "a state directory one may not enter" 1 "inbox $inbox: " $told
	chmod 750 "$state"

	state_new
	output=$("$handle_program" ingest --config "$conf" --source nagios $told 2>&1)
	is "as root: well" "$? $output" "0 "
	is "as the owner of the state directory" "$(stat -c %u "$inbox" "$inbox"/* | uniq)" "$owner"
	taken >/dev/null
else
	ok "# SKIP needs root, to be several users"
fi

# ---- disks ----------------------------------------------------------------------
library=$(cd "$top_builddir/tests/doubles" && pwd)/nth_call.so
if [ -r "$library" ]; then
	export ASAN_OPTIONS="${ASAN_OPTIONS-}:verify_asan_link_order=0:detect_leaks=0"
	cp "$library" "$work/nth_call.so"
	inbox_new
	disturbed() { # VARIABLE=VALUE...
		as_user "$reader" env "$@" LD_PRELOAD="$work/nth_call.so" \
			MBX_COMMENT=whole "$handle_program" ingest \
			--config "$conf" --source icinga2 $told >"$work/said" 2>&1
		code=$?
	}
	mkdir "$work/count"
	chmod 777 "$work/count"
	disturbed NTH_COUNT_FILE="$work/count/n"
	calls=$(cat "$work/count/n")
	like "there are calls to fail" "$calls" '^[4-9]$'
	taken >/dev/null
	for error in ENOSPC EIO; do
		wrong=
		i=0
		while [ $((i += 1)) -le "$calls" ]; do
			disturbed NTH_CALL=$i+ NTH_ACTION=$error
			[ $code = 1 ] && [ "$(wc -l <"$work/said")" = 1 ] ||
				wrong="$wrong call $i: $code $(cat "$work/said");"
			if [ "$(waiting)" != 0 ] && ! grep -q '^comment whole$' "$inbox"/* 2>/dev/null &&
				[ -n "$(ls "$inbox")" ]; then
				wrong="$wrong call $i: half a request;"
			fi
			clear_inbox
		done
		is "$error at any call is told" "$wrong" ""
	done
	wrong=
	i=0
	while [ $((i += 1)) -le "$calls" ]; do
		disturbed NTH_CALL=$i
		[ $code = 137 ] || wrong="$wrong call $i: $code;"
		[ -z "$(ls "$inbox")" ] || grep -q '^comment whole$' "$inbox"/* ||
			wrong="$wrong call $i: half a request;"
		clear_inbox
	done
	is "killed anywhere there is a whole request or none" "$wrong" ""
else
	ok "# SKIP needs tests/doubles/nth_call.so"
fi

# ---- how long it takes -------------------------------------------------------------
inbox_new
for i in 1 2 3 4 5 6 7 8 9 10 11; do
	began=$(date +%s%N)
	acknowledge alice "bring it back"
	echo $((($(date +%s%N) - began) / 1000))
done >"$work/times"
# Other tests run beside this one: what it can do counts, and that it never waits.
best=$(sort -n "$work/times" | sed -n 1p)
median=$(sort -n "$work/times" | sed -n 6p)
if [ "$best" -lt 100000 ] && [ "$median" -lt 1000000 ]; then
	ok "takes $((best / 1000)) ms, $((median / 1000)) ms as a rule"
else
	not_ok "takes $best us, $median us as a rule"
fi
done_testing
