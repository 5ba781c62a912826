#!/bin/sh
# SPDX-License-Identifier: MIT
# When the server's filter is trusted: never for nothing, and not for long.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK seats=40
user ada@contoso.example name="Ada" sku=ENTERPRISEPACK
user ben@contoso.example name="Ben" sku=ENTERPRISEPACK
user cyd@contoso.example name="Cyd" sku=ENTERPRISEPACK
switch filter empty
switch deleted-shows-plans none
switch deleted-shows-licenses no
switch audit no
EOF
conf_write
listing() { query 'select listing from run order by id desc limit 1'; }

collect
is "the first run lists everybody" "$(listing)" whole
sim_clock +15m
collect
is "nobody is lost: the filter agrees, for a day" "$(listing)" filtered

# Nor is it a witness: whom it left out may have been lost since everybody was listed.
sim 'remove-license cyd@contoso.example by=admin@contoso.example'
sim_clock +2h
collect
is "who lost the license is not seen by it" "$(listing)" filtered
sim 'delete cyd@contoso.example by=admin@contoso.example'
sim_clock +15m
collect
is "deleted then, the clock began after a whole listing" \
	"$(query "select lost_earliest - (select max(started_at) from run
		where listing = 'whole') from mailbox where upn like 'cyd@%'")" -3600

# A filter that silently shows nothing hides a loss for a day, not for a week.
sim_clock +15m
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock +25h
collect_and_check
is "then everybody is listed again" "$(listing)" whole
like "and the loss is seen" "$output" 'ada@contoso.example: 28d 23h left'
state_is WARNING "a filter that leaves somebody out is told of"
like "in the first line" "$first" "filter leaves out 1 of the mailboxes.*: everybody is listed instead"
sim_clock +15m
collect
is "and not used" "$(listing)" whole

# Once it has shown itself right it is used, and looked at again after a week.
sim 'switch filter ok'
sim_clock +7d
collect_and_check
state_is OK "an agreement makes good"
sim_clock +6d
collect
is "it is trusted for days" "$(listing)" filtered
sim_clock +25h
collect
is "not for ever" "$(listing)" whole

# Who was lost since the last run is dated by that, be it on the day of comparing.
sim 'switch assigned-date-moves null' 'user dan@contoso.example sku=ENTERPRISEPACK'
sim_clock +6d
collect
is "the day before, it is trusted" "$(listing)" filtered
sim_clock +23h
collect
is "an hour before, too" "$(listing)" filtered
sim 'remove-license dan@contoso.example'
sim_clock +1h
collect
is "then everybody is listed" "$(listing)" whole
is "and who both show was not lost when the filter was asked last" \
	"$(query "select lost_earliest - $(date -d "$now" +%s) from mailbox
		where upn like 'dan@%'")" -7200

# A refusal or a missing count costs it the trust at once.
sim_clock +15m
sim 'switch filter refused'
collect_and_check
is "refused, the same run lists everybody" "$(listing)" whole
like "and says what to do" "$first" 'refuses the filter; set listing = whole'
done_testing
