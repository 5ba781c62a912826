#!/bin/sh
# SPDX-License-Identifier: MIT
# What the configuration promises, where nothing but the real programs can show that
# it reaches the rule: what is kept between them, and what only one of them knows.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

# ---- seats --------------------------------------------------------------------
sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=2
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
conf_write 'seats_warning = yes'
collect
sim_clock +1d
sim 'assign-license ada@contoso.example ENTERPRISEPACK disabled=EXCHANGE_S_ENTERPRISE'
sim_clock +2h
collect_and_check
state_is OK "whose mailbox is switched off holds a seat, and needs none"
like "that is said" "$first" ', 1 of 1 can be restored'
check --include '*@*'
state_is OK "nor where addresses are looked at"
sim 'remove-license ada@contoso.example' 'set-seats ENTERPRISEPACK 1'
sim_clock +2h
collect_and_check
state_is WARNING "who holds none needs one"

# ---- the end of secrets -----------------------------------------------------------
for who in reader writer; do
	conf_write "${who}_secret_expires = 2026-05-01"
	check
	state_is OK "the end of the ${who}'s secret is far away"
	unlike "and not told" "$output" secret
	conf_write "${who}_secret_expires = 2026-03-25"
	check
	state_is OK "in a month"
	like "it is told" "$output" "the ${who}'s secret expires in 21d"
	conf_write "${who}_secret_expires = 2026-03-10"
	check
	state_is WARNING "two weeks before it is a warning"
	like "in the first line" "$first" "the ${who}'s secret expires in 6d"
	conf_write "${who}_secret_expires = 2026-03-01"
	check
	state_is WARNING "over it is one, too"
	like "that says so" "$first" "the ${who}'s secret has expired: renew it"
done

# ---- no answer in time ----------------------------------------------------------------
# held OPTION...: a check while somebody holds the database for longer than it waits
mkfifo "$work/fifo"
is_held() { ! sqlite3 "$state/contoso.db" 'SELECT count(*) FROM run' >/dev/null 2>&1; }
held() {
	sqlite3 "$state/contoso.db" <"$work/fifo" &
	holder=$!
	sim_pids="$sim_pids $holder"
	exec 3>"$work/fifo"
	# Whoever looks just then is waited for.
	printf '.timeout 20000\nBEGIN EXCLUSIVE;\n' >&3
	wait_for 20 is_held || not_ok "the database is held"
	check -t 1 "$@"
	exec 3>&-
	wait "$holder"
	sim_pids=${sim_pids% "$holder"}
}
conf_write 'timeout_state = critical'
held
state_is CRITICAL "no answer in time is what timeout_state says"
held --output-format html
like "on a page, too" "$code $output" '^2 .*<h1>CRITICAL</h1><p>no answer within'
conf_write 'timeout_state = ok'
printf '[tenant second]\ntimeout_state = critical\n' >>"$conf"
held
state_is CRITICAL "of several tenants the worst of what each says"

# ---- the switch of one tenant is not that of another ------------------------------
conf_write "kill_switch = $work/stop"
sed 's/^\[tenant contoso\]/[tenant other]/; s/^\[defaults\]//; /^state_dir/d
	s|^kill_switch.*|kill_switch = '"$work"'/halt|' "$conf" >"$work/other"
cat "$work/other" >>"$conf"
touch "$work/halt"
status() { output=$("$handle_program" status --config "$conf" --at "$now" "$@" 2>&1); }
status
like "of all tenants it is told" "$output" "kill switch: $work/halt exists"
status --tenant other
like "of its own" "$output" "kill switch: $work/halt exists"
status --tenant contoso
unlike "not of another" "$output" "kill switch"
status --tenant contoso --output-format json
like "as JSON neither" "$output" '"kill_switches": *\[ *\]'

# ---- what is not to be asked, by anybody ------------------------------------------
. "$top_srcdir/tests/system/handler.sh"
sim_stop
state=$work/asked
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=9
user rob@contoso.example
user sue@contoso.example
group Everybody sku=ENTERPRISEPACK members=rob@contoso.example,sue@contoso.example
EOF
handler_conf
collect
sim_clock +1d
sim 'remove-member Everybody rob@contoso.example' 'remove-member Everybody sue@contoso.example'
sim_clock +2h
collect
id() { query "select user_id from mailbox where upn like '$1@%'"; }
ask "mailbox $(id sue)"
work_for 5 15
like "the group is asked for" "$(remedy sue)" '^verified: .*: Everybody'
handler_conf 'audit = no' 'probe = no'
sim_forget_requests
ask "mailbox $(id rob)"
work_for 5 15
like "without the audit it is not named" "$(remedy rob)" '^verified: .*should again$'
is "since that is not read" "$(sim_count '[^"]*auditLogs')" 0
is "nor is the mailbox asked" "$(sim_count '[^"]*userPurpose')" 0

# ---- no names in what leaves the house ---------------------------------------------
sim_stop
state=$work/nameless
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=9
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK\n' ada ben)
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK sync=on\n' cyd dan)
EOF
handler_conf 'show_names = id'
collect
sim_clock +1d
for name in ada ben; do sim "remove-license $name@contoso.example by=admin@contoso.example"; done
for name in cyd dan; do sim "delete $name@contoso.example by=admin@contoso.example"; done
sim_clock +2h
collect
# acknowledged NAME...: on the service of the tenant
acknowledged() {
	ask "comment #restore $(for name; do id "$name"; done | tr '\n' ' ')"
	sed -i "s/^kind .*/kind acknowledge/
		s/^system hand\$/system icinga2\nhost contoso\nservice mailbox-expiry\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
comments() { ask_handler 'select text from message where act = 1 order by id'; }
acknowledged ada cyd
work_for 5 15
output=$(comments)
like "what is refused is told by its id" "$output" "^refused: $(id cyd): is synchronized"
like "so is what came of the rest" "$output" "^1 of 1 back; $(id ada): back"
sim_clock +1h
acknowledged cyd dan
work
output=$(comments)
like "and a refusal as a whole" "$output" "^refused: [0-9a-f-]*: is synchronized.*and 1 more"
sim 'switch provisioning 5h'
sim_clock +1h
acknowledged ben
work_for 5 15 30 60 120 300
output=$(comments)
like "and that it takes its time" "$output" "^$(id ben): .*this can take hours"
unlike "nobody is named" "$output" '@contoso'

# ---- what is gone, where that is not to be OK ----------------------------------------
sim_stop
state=$work/gone
sim_start <<EOF
$(sim_head)
$(sim_writer)
app machine client_id=55555555-5555-4555-8555-555555555555 managed-identity=yes roles=$writer_roles
app federated client_id=44444444-4444-4444-8444-444444444444 federated=issued roles=$writer_roles
sku ENTERPRISEPACK seats=9
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK\n' ada ben cyd)
user syn@contoso.example sku=ENTERPRISEPACK sync=on
EOF
conf_write
collect
sim 'delete ada@contoso.example'
sim_clock +1d
collect
sim_clock +31d
collect_and_check
state_is OK "who is gone as announced is nobody's trouble"
unlike "nor told in the first line" "$first" expired
conf_write 'expired_state = warning'
check
state_is WARNING "but by expired_state"
like "which the first line gives as the reason" "$first" ', 1 expired \|'

# ---- as whom the worker writes, and whom it may restore --------------------------------
for name in ben cyd; do sim "remove-license $name@contoso.example"; done
sim 'delete syn@contoso.example'
sim_clock +2h
collect
# wrote_as NAME: gives it a license; $output: how that went, and as which application
wrote_as() {
	ask "mailbox $1@contoso.example"
	work_for 2 5
	output="$(remedy "$1" | cut -d: -f1) $(sim_requests | tr '{' '\n' |
		grep 'assignLicense"' | grep -o '"app":"[^"]*"' | tail -n 1)"
}
no_secret() { sed -i '/^writer_client_secret_file/d' "$conf"; }
(umask 077 && echo issued >"$work/token")
handler_conf "writer_federated_token_file = $work/token" \
	'writer_client_id = 44444444-4444-4444-8444-444444444444'
no_secret
wrote_as ben
is "a federated token of the writer's" "$output" 'verified "app":"federated"'
handler_conf 'writer_managed_identity = yes' "identity_url = $(cat "$sim_dir/plain_url")"
no_secret
sed -i '/^writer_client_id/d' "$conf"
wrote_as cyd
is "the identity of the machine" "$output" 'verified "app":"machine"'
handler_conf
ask "mailbox syn@contoso.example" "comment before"
work
like "who is synchronized is not restored" "$(ask_handler \
	'select reason from request order by id desc limit 1')" 'set allow_synced_deleted'
handler_conf 'allow_synced_deleted = yes'
sim 'switch restore-licenses yes'
ask "mailbox syn@contoso.example" "comment after"
work_for 2 5
like "but by allow_synced_deleted" "$(remedy syn)" '^verified: back: user restored'
done_testing
