# SPDX-License-Identifier: MIT
# Pairs of mailboxes, one whose license went and one whose user did, for tests that
# disturb the worker: a pair each time, and what has to be true of both in the end.
# Sourced behind lib.sh, users.sh and handler.sh.
#
#   pairs_start 800; next_pair; ...the worker...; place=here; to_the_end; look_at
#
# `undisturbed` is the test's: the worker at $now, $code and $output.  What is wrong is
# printed, with $place before it.

pairs_start() { # COUNT
	sim_start <<EOF
$(sim_head)
$(sim_writer)
switch restore-licenses no
sku ENTERPRISEPACK seats=5000
$(i=0
while [ $i -lt $1 ]; do
	echo "user a$i@contoso.example sku=ENTERPRISEPACK location=DE"
	echo "user d$i@contoso.example sku=ENTERPRISEPACK location=DE"
	i=$((i + 1))
done)
EOF
	handler_conf "license_wait = 30s" "stale_after = 20d" "max_per_hour = 100000" \
		"audit = no" "block_sign_in = yes" "verify_timeout = 1h"
	collect
	{
		i=0
		while [ $i -lt $1 ]; do
			echo "remove-license a$i@contoso.example by=admin@contoso.example"
			echo "delete d$i@contoso.example by=admin@contoso.example"
			i=$((i + 1))
		done
	} | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null || exit 1
	sim_clock +1h
	collect
	i=0
}
next_pair() {
	i=$((i + 1))
	sim_forget_requests
	ask "mailbox a$i@contoso.example" "mailbox d$i@contoso.example"
}
advance() { # SECONDS
	now=$(curl -sS --data-binary "+${1}s" -o /dev/null "$sim_admin/clock" \
		--next -sS "$sim_admin/clock")
}
# later SECONDS...: the worker, each time so much later
later() {
	for seconds in "$@"; do
		advance "$seconds"
		undisturbed
		[ "$code" = 0 ] || echo "$place: the next run: $code $output"
	done
}
# A doubt, the wait for a license, another doubt, and the look at the mailbox.
to_the_end() { later 61 35 3 61 3; }

# What has to be true of both in the end, wherever it was killed.
look_at() {
	requests=$(sim_requests | tr '{' '\n' | grep '"method":"POST"')
	truths=$(curl -sS "$sim_admin/truth?upn=a$i@contoso.example" \
		--next -sS "$sim_admin/truth?upn=d$i@contoso.example")
	ask_handler "select substr(upn, 1, instr(upn, '@') - 1), user_id, restore_count,
		assign_count, (select count(*) from remedy other where other.upn = remedy.upn),
		state || ':' || replace(reason, '|', ' ') from remedy
		where upn in ('a$i@contoso.example', 'd$i@contoso.example');
		select 'asked', count(*), 0, 0, 1, '' from remedy where upn like 'a$i@%';
		select 'left', count(*), 0, 0, 1, '' from request where state in ('new', 'working');
		select 'damage', integrity_check, 0, 0, 1, '' from pragma_integrity_check" |
		while IFS='|' read -r name id restores licenses remedies is; do
			look_at_row
		done
	printf '%s\n' "$truths" | grep "upn\":\"d$i@" | grep -q '"user":"active","enabled":true' &&
		echo "$place: d$i may sign in"
	[ -z "$(find "$state/inbox" -mindepth 1)" ] || echo "$place: a file is left over"
}
# How often the simulator was asked PATH of the user; hung up counts.
asked_of() { printf '%s\n' "$requests" | grep -c "\"path\":\"[^\"]*$id/$1\""; }
look_at_row() {
	case $name in
	asked)
		[ "$id" != 0 ] || echo "$place: a$i was never taken on"
		return
		;;
	left)
		[ "$id" = 0 ] || echo "$place: $id requests are left over"
		return
		;;
	damage)
		[ "$id" = ok ] || echo "$place: damage: $id"
		return
		;;
	esac
	was_restored=$(asked_of restore)
	was_assigned=$(asked_of assignLicense)
	[ "$was_restored" -le 1 ] || echo "$place: $name was restored $was_restored times"
	[ "$was_assigned" -le 1 ] || echo "$place: $name got $was_assigned licenses"
	case $is in
	verified:*)
		printf '%s\n' "$truths" | grep "upn\":\"$name@" |
			grep -q '"state":"connected"' ||
			echo "$place: $name is said to be back, and is not"
		;;
	"failed:the answer to the restore was lost"*)
		[ "$was_restored" = 0 ] ||
			echo "$place: $name was restored, and is said not to be"
		;;
	*) echo "$place: $name: $is" ;;
	esac
	[ "$restores" -ge "$was_restored" ] && [ "$licenses" -ge "$was_assigned" ] ||
		echo "$place: $name: something was sent that is not written down"
	[ "$remedies" = 1 ] || echo "$place: $name: not one remedy, but $remedies"
}
