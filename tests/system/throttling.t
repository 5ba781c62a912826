#!/bin/sh
# SPDX-License-Identifier: MIT
# Microsoft Graph asks for patience: within the run's budget it is given, beyond it the
# run ends, says until when, and the next ones keep quiet until then.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

sim_start <<EOF
$(sim_head)
sku ENTERPRISEPACK
user ada@contoso.example sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
EOF
conf_write 'time_limit = 30'
collect
sim 'remove-license ada@contoso.example
remove-license ben@contoso.example'
sim_clock +2h

# waits NAME SECONDS FAULT: the run is complete all the same, after that long or more
waits() {
	sim clear-faults "fault $3"
	began=$(date +%s%N)
	collect
	took=$((($(date +%s%N) - began) / 1000000))
	output="$output ($took ms)"
	if [ $code -eq 0 ] && [ $took -ge $2 ] && [ $took -lt 20000 ] &&
		[ ! -s "$work/stderr" ]; then
		ok "$1"
	else
		not_ok "$1"
	fi
}
waits "429 with whole seconds" 1000 '429 retry-after=1 path=/v1.0/users'
waits "429 with a fraction of a second" 300 '429 retry-after=0.3 path=/v1.0/users'
waits "429 with a date" 1000 '429 retry-after=date:2 path=/v1.0/directory'
waits "429 without a word of how long" 1000 '429 retry-after=none path=/v1.0/users'
waits "429 at the login" 0 '429 retry-after=0 path=/11111111'
waits "503 with a time" 1000 '503 retry-after=1 path=/v1.0/subscribedSkus'
waits "502, twice" 2000 '502 count=2 path=/v1.0/auditLogs'
waits "500 on a read" 1000 '500 path=/v1.0/users'
waits "a dropped connection" 0 'drop path=/v1.0/users'
sim_clock +1d
sim_forget_requests
waits "a throttled part of a batch is asked again" 1000 'throttle-part part=yes retry-after=1'
is "but only that part" "$(sim_count '/v1.0/users/[0-9a-f-]*/mailboxSettings/userPurpose')" 3
sim clear-faults
check
like "both were asked in the end" "$(query 'select group_concat(probe) from mailbox')" '^3,3$'

# ---- more than the run may take ------------------------------------------------------
sim_clock +1h
known=$(dump_without_runs)
sim 'fault 429 retry-after=7200 count=1 path=/v1.0/users'
began=$(date +%s)
collect
is "two hours are more than a run may take" "$code" 3
like "it says so, and until when" "$output" \
	"^FAILED: contoso: listing of users.*: Microsoft Graph is busy \(users[a-z ]*\) and asks to be left alone until $(
		date -u -d "$now + 7200 seconds" +%Y-%m-%dT%H:)[0-9:]*Z, longer than this run may take$"
is "and does not wait for nothing" "$(($(date +%s) - began < 10))" 1
is "what was known is known" "$(dump_without_runs)" "$known"
sim clear-faults
sim_clock +1h
sim_forget_requests
collect
is "an hour later it is too early" "$code" 3
like "which the line says" "$output" 'Microsoft Graph asked not to be called before 2026-'
is "without a single request" "$(sim_count '')" 0
check
like "the check tells why data are old" "$output" 'note: .*last collection failed: Microsoft Graph asked not to be'
state_is OK "two hours old, they still are good"
sim_clock +59m
collect
is "a minute early is too early" "$code" 3
is "still without a request" "$(sim_count '')" 0
sim_clock +2m
collect
is "after that time it collects" "$code" 0
collect
is "and goes on doing so" "$code" 0

# The part of a batch may ask for as much.
sim_clock +25h
sim 'fault throttle-part part=yes retry-after=7200'
collect
is "a part of a batch that asks for two hours does not stop a run" "$code" 0
check
like "which says so" "$output" 'note: contoso: probe: .* asks to be left alone until'
sim clear-faults
sim_clock +1h
sim_forget_requests
collect
is "is obeyed, too" "$(sim_count '')" 0
sim_clock +2h
collect
is "until its time has come" "$code" 0

# ---- the budget ------------------------------------------------------------------
conf_write 'time_limit = 2'
sim 'fault 503 count=-1 path=/v1.0/users'
began=$(date +%s)
collect
is "a service that is never there" "$code" 3
is "costs no more than the time limit" "$(($(date +%s) - began < 10))" 1

# The audit is optional, and slow where there is much of it.
conf_write 'time_limit = 8'
sim clear-faults "user cyd@contoso.example sku=ENTERPRISEPACK" "user dan@contoso.example sku=ENTERPRISEPACK"
sim_clock +8d
collect
like "it is collected, and the audit with it" "$code $(query 'select max(id), degraded is null from run')" '^0 .*\|1$'
sim 'remove-license cyd@contoso.example by=admin@contoso.example'
sim_clock +2h
sim 'fault hang count=-1 path=/v1.0/auditLogs'
collect -v
is "an audit that never answers does not stop a run" "$code" 0
like "which says so" "$output" '^audit: '
is "the mailbox was asked" "$(query "select probe from mailbox where upn like 'cyd@%'")" 3
sim 'remove-license dan@contoso.example by=admin@contoso.example'
sim_clock +8d
sim clear-faults 'switch page-size 1' 'fault hang skip=1 count=1 path=/v1.0/auditLogs'
collect -v
sim 'switch page-size 999'
like "where all of it takes too long" "$code $output" '^0 OK: .*whole listing.*degraded'
is "what is new in it is read" "$(query "select actor from mailbox where upn like 'dan@%'")" admin@contoso.example

# So is the probe.  What answered until now has not answered this time.
conf_write 'time_limit = 4' 'listing = whole'
sim clear-faults 'switch resiliency 90' "user eve@contoso.example sku=ENTERPRISEPACK"
collect
sim_clock +2h
sim 'remove-license eve@contoso.example'
sim_clock +28d
collect
eve() { query "select probe || ' ' || datetime(answered_at, 'unixepoch') from mailbox where upn like 'eve@%'"; }
heard=$(date -u -d "$now" '+%Y-%m-%d %H:%M')
like "who is disconnected late answers" "$(eve)" "^1 $heard"
sim_clock +1h
sim 'fault hang count=-1 path=/v1.0/$batch' "user fay@contoso.example sku=ENTERPRISEPACK"
sim 'remove-license fay@contoso.example'
sim_clock +2h
collect -v
is "no answer at all does not stop a run" "$code" 0
like "which says of how many" "$output" '^probe: Microsoft Graph did not say of [0-9]+ of [0-9]+ mailboxes whether they answer: .*no answer'
is "who is new is known" "$(query "select count(*) from mailbox where upn like 'fay@%'")" 1
like "who answered has not since" "$(eve)" "^6 $heard"
sim clear-faults 'switch resiliency 0'
done_testing
