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
done_testing
