#!/bin/sh
# SPDX-License-Identifier: MIT
# Whatever Graph answers, or does not: each fault at each place, for each cause of
# loss.  What the worker says in the end is what the simulator knows to be true; a
# user is restored once at most, and a second license is tried only after a read a
# minute later has shown that the first did not take.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/users.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
state_in_memory
handler_alone

# l: the license went; u: the user, whose license does not come back with it; s: a
# shared mailbox.  One of each for every line of the tables.
each=250
sim_start <<EOF
$(sim_head)
$(sim_writer)
switch restore-licenses no
sku ENTERPRISEPACK seats=2000
$(i=0
while [ $((i += 1)) -le $each ]; do
	echo "user l$i@contoso.example sku=ENTERPRISEPACK location=DE"
	echo "user u$i@contoso.example sku=ENTERPRISEPACK location=DE"
	echo "shared s$i@contoso.example"
done)
EOF
handler_conf "license_wait = 30s" "stale_after = 25d" "max_per_hour = 100000" \
	"audit = no" "block_sign_in = no" "verify_timeout = 1h" "cooldown = 0"
collect
{
	i=0
	while [ $((i += 1)) -le $each ]; do
		echo "remove-license l$i@contoso.example by=admin@contoso.example"
		echo "delete u$i@contoso.example by=admin@contoso.example"
		echo "delete s$i@contoso.example by=admin@contoso.example"
	done
} | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null || exit 1
sim_clock +1h
collect
i=0
curl -sS "$sim_admin/truth" | sed -n \
	's/.*"id":"\([^"]*\)","upn":"\([^"@]*\)@.*/\2 \1/p' >"$work/ids"
id_of() { sed -n "s/^$1 //p" "$work/ids"; }

# From one thing that is due to the next, until nothing is open any more.
to_the_end() {
	rounds=0
	work
	while [ "$code" = 0 ] && [ $((rounds += 1)) -le 60 ]; do
		due=$(ask_handler "select strftime('%Y-%m-%dT%H:%M:%SZ',
			max(min(due_at), strftime('%s', '$now') + 1), 'unixepoch') from remedy
			where state in ('open', 'verifying') having count(*) > 0")
		[ -n "$due" ] || return
		sim_clock "$due"
		work
	done
}

# What has to be true of NAMES, whatever the fault was; prints what is not.  429 and
# 401 say that nothing was done: asking again at once is right, and so is another try
# after what Graph refused.  Back they all come,
# but where a restore had no effect, or for a reason that is $allowed.
allowed=
look_at() {
	[ "$code" = 0 ] || echo "exit $code: $(printf '%s\n' "$output" | tail -n 1)"
	sim_requests >"$work/requests"
	curl -sS "$sim_admin/truth" >"$work/truth"
	for name; do
		sqlite3 -readonly "$state/handler.db" "
		create temp table asked as select key as n, value->>'method' as method,
			value->>'path' as path, value->>'status' as status,
			value->>'effect' as effect, unixepoch(value->>'at') as at
			from json_each(readfile('$work/requests'))
			where value->>'path' like '%$(id_of "$name")%';
		create temp table wrote as select *,
			iif(path like '%/restore', 'restore', 'license') as what
			from asked where method = 'POST' and status not in (401, 429);
		create temp table fact as select value->>'state' = 'connected' and
			value->>'generation' = 1 and value->>'user' = 'active' as back
			from json_each(readfile('$work/truth'))
			where value->>'upn' = '$name@contoso.example';
		create temp table said as select state, reason, restore_count, assign_count
			from remedy where upn = '$name@contoso.example';
		select '$name: restored ' || count(*) || ' times' from wrote
			where what = 'restore' having count(*) > 1;
		select '$name: ' || what || ': took effect ' || sum(effect) || ' times'
			from wrote group by what having sum(effect) > 1;
		select '$name: a license again ' || (b.at - a.at) || ' s later, unseen'
			from wrote a, wrote b where a.what = 'license' and b.what = a.what
			and (a.status < 400 or a.status >= 500)
			and b.n > a.n and (a.effect or not exists (select 1 from asked r
			where r.method = 'GET' and r.status = 200 and r.n between a.n
			and b.n and r.at >= a.at + 60));
		select '$name: something was sent that is not written down' from said where
			restore_count < (select count(*) from wrote where what = 'restore') or
			assign_count < (select count(*) from wrote where what = 'license');
		select '$name: ' || count(*) || ' remedies' from said having count(*) <> 1;
		select '$name: ' || state || ', and that is not so: ' || coalesce(reason, '')
			from said, fact where (state = 'verified') <> back;
		select '$name: should be back: ' || state || ': ' || coalesce(reason, '')
			from said where state <> 'verified' and reason not like '$allowed'
			and (restore_count = 0 or exists (select 1 from wrote
			where what = 'restore' and effect));
		select '$name: says nothing to go by: ' || coalesce(reason, '')
			from said where state <> 'verified' and reason not like '$allowed'
			and reason not like '%not repeated by itself: acknowledge again, or restore it by hand';
		" 2>&1
	done
}
said() { printf %s "$1" | sed "s|$work/||g"; }
nothing() { # NAME
	output=$(printf %s "$found" | grep .)
	if [ -z "$output" ]; then ok "$1"; else not_ok "$1"; fi
}
# Nobody is asked for twice.
next() {
	i=$((i + 1))
	[ "$i" -le "$each" ] || { echo "Bail out! more lines than mailboxes"; exit 1; }
	sim_forget_requests
	sim clear-faults
}

# ---- a write that travels alone ----------------------------------------------
# alone KIND...: at each place a write may be
alone() {
	found=
	for place in "l assignLicense" "u restore" "s restore" "u assignLicense"; do
		[ "${place#* }" = restore ] || next
		name=${place% *}$i
		sim "fault $* method=POST path=*$(id_of "$name")/${place#* }"
		ask "mailbox $name@contoso.example"
		to_the_end
		found="$found$(look_at "$name")
"
		sim clear-faults
	done
	nothing "alone: $(said "$*")"
}
: >"$work/empty"
printf '{"error":{"code":"Request_BadRequest","message":"no"' >"$work/torn"
for kind in "429 retry-after=1" "429 retry-after=2.128" "429 retry-after=17" \
	"429 retry-after=date:30" "429 retry-after=none" "429 retry-after=900" \
	"429 count=3 retry-after=40" "500" "502" "503" "503 retry-after=5" "504" \
	"503 count=2" "lost-answer" "lost-answer count=2" "drop" "drop count=2" \
	"truncate" "truncate chunked=yes" "garbage" "deep" "nulls" "wrong-types" \
	"body file=$work/empty" "body file=$work/torn status=500" \
	"401-expired" "count-violation" "seat-taken"; do
	# shellcheck disable=SC2086
	alone $kind
done
# What Graph will not be talked out of is refused, with what it said.
allowed='%(HTTP status 302, no code: no message)'
alone redirect to=https://localhost:1/
allowed='the token was refused twice: %'
alone 401-expired count=2
allowed=

# ---- many at once: a batch, in parts or as a whole -------------------------------
# together FAULT...: one of each kind, all at the same time
together() {
	ask "mailbox l$i@contoso.example" "mailbox u$i@contoso.example" \
		"mailbox s$i@contoso.example"
	to_the_end
	found=$(look_at "l$i" "u$i" "s$i")
}
next
together
nothing "together: undisturbed"
# The batches of reads that come before the one of writes.
reads=$(sed -n 's/.*"method":"POST","path":"\([^"]*\)".*/\1/p' "$work/requests" |
	awk '/batch$/ { n++ } /restore$|assignLicense$/ { print n + 0; exit }')
like "a batch of writes comes after others" "$reads" '^[1-9]$'

for kind in "429 retry-after=2.128" "429 retry-after=date:20" "429 retry-after=none" \
	"429 retry-after=900" "500" "503" "504" "lost-answer" \
	"body file=$work/empty" "body file=$work/torn status=500"; do
	next
	sim "fault $kind part=yes count=3 method=POST path=/v1.0/"
	together
	nothing "each part: $(said "$kind")"
done
kinds="429_retry-after=5 429_retry-after=none 429_retry-after=900 502 lost-answer drop
	truncate garbage nulls wrong-types deep endless 401-expired"
for kind in $kinds; do
	kind=$(echo "$kind" | tr _ ' ')
	all=
	batch=${SHORT:+$reads}
	batch=${batch:-0}
	while [ "$batch" -le $((reads + ${SHORT:+-}2)) ] || [ "$batch" = "$reads" ]; do
		next
		sim "fault $kind method=POST path=/v1.0/\$batch skip=$batch"
		together
		all="$all${found:+batch $batch: $found
}"
		batch=$((batch + 1))
	done
	found=$all
	nothing "each batch: $kind"
done

# ---- what is read on the way ------------------------------------------------------
for kind in "429 retry-after=5" "503" "drop" "truncate" "garbage" "nulls" "wrong-types"; do
	all=
	for path in /v1.0/subscribedSkus "/$tenant_id/oauth2" "*/userPurpose*" "/v1.0/users/"; do
		next
		sim "fault $kind count=2 path=$path"
		case $path in /"$tenant_id"*) sim expire-tokens ;; esac
		name=l$i
		case $path in *users*) name=s$i ;; esac
		ask "mailbox $name@contoso.example"
		to_the_end
		found=$(look_at "$name")
		all="$all${found:+$path: $found
}"
	done
	found=$all
	nothing "reading: $kind"
done

# ---- a tenant that is slow to know what it did ---------------------------------------
for world in "index-lag 3h" "provisioning 10m" "probe-lag 10m" "restore-lag 2m" "token-lifetime 20"; do
	next
	sim "switch $world"
	together
	nothing "a tenant with $world"
	sim "switch ${world% *} 0" "switch token-lifetime 3599"
done

# ---- seats --------------------------------------------------------------------------
seats() { curl -sS "$sim_admin/seats" | sed -n "s/.*ENTERPRISEPACK.*\"$1\":\([0-9]*\).*/\1/p"; }
allowed='no seat of ENTERPRISEPACK is free%'
next
sim "set-seats ENTERPRISEPACK $(($(seats consumed) + 1))" \
	"fault seat-taken method=POST path=*assignLicense"
ask "mailbox l$i@contoso.example"
to_the_end
found=$(look_at "l$i")
nothing "somebody else takes the last seat in between"
like "which is said" "$(remedy "l$i")" '^refused: no seat of ENTERPRISEPACK is free'
next
sim "set-seats ENTERPRISEPACK $(($(seats consumed) + 1))"
ask "mailbox l$i@contoso.example" "mailbox l$((i + 1))@contoso.example" \
	"mailbox l$((i + 2))@contoso.example"
to_the_end
found=$(look_at "l$i" "l$((i + 1))" "l$((i + 2))")
nothing "three for one seat"
is "one gets it" "$(ask_handler "select count(*) from remedy where state = 'verified' and
	upn in ('l$i@contoso.example', 'l$((i + 1))@contoso.example', 'l$((i + 2))@contoso.example')")" 1
is "never more than there are" "$(seats consumed)" "$(seats seats)"
sim "set-seats ENTERPRISEPACK 3000"
i=$((i + 2))
allowed=

# ---- throttled, and again ---------------------------------------------------------------
next
sim 'fault 429 count=3 retry-after=900 method=POST path=*assignLicense'
ask "mailbox l$i@contoso.example"
work
like "what is waited for is said" "$(remedy "l$i")" '^open: .*busy .* asks to be left alone until 2'
to_the_end
found=$(look_at "l$i")
nothing "and it is done in the end"

# ---- nobody answers -------------------------------------------------------------------
# Half a minute of real time each, so all of them at once: workers of their own.
next
hanging="l:assignLicense u:restore s:restore"
for place in $hanging; do
	name=${place%:*}$i
	sim "fault hang method=POST path=*$(id_of "$name")/${place#*:}"
done
home=$state home_conf=$conf
for place in $hanging; do
	name=${place%:*}$i
	state=$home/../hang-$name conf=$work/conf-$name
	cp -r "$home" "$state"
	sed "s|^state_dir = .*|state_dir = $state|" "$home_conf" >"$conf"
	ask "mailbox $name@contoso.example"
	"$handle_program" worker --config "$conf" --at "$now" --once >"$work/hang-$name" 2>&1 &
	sim_pids="$sim_pids $!"
	eval "hang_${place%:*}=$!"
done
wait "$hang_l" "$hang_u" "$hang_s"
all=
for place in $hanging; do
	name=${place%:*}$i
	state=$home/../hang-$name conf=$work/conf-$name
	all="$all$(remedy "$name" | grep -v '^open: ')"
	to_the_end
	all="$all$(look_at "$name")
"
	rm -rf "$state"
done
state=$home conf=$home_conf
found=$all
nothing "alone: hang"
done_testing
