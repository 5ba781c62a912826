#!/bin/sh
# SPDX-License-Identifier: MIT
# A worker whose clock is wrong: it finds out from Graph's Date before it decides or
# writes anything, says so, and goes on where it was once the clock is corrected.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK location=DE
user ben@contoso.example sku=ENTERPRISEPACK location=DE
user cyd@contoso.example sku=ENTERPRISEPACK location=DE
user dee@contoso.example sku=ENTERPRISEPACK location=DE
EOF
handler_conf "verify_timeout = 1h" "on_ack_user_deleted = token"
collect
for name in ada ben dee; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +1h
collect
# work_off DIFFERENCE: the worker, by a clock that is wrong by that much
work_off() {
	sim_clock
	output=$("$handle_program" worker --config "$conf" \
		--at "$(date -u -d "$now $1" +%Y-%m-%dT%H:%M:%SZ)" --once -v 2>&1)
	code=$?
}
# acknowledged NAME
acknowledged() {
	ask "mailbox $1@contoso.example" "comment please" "checked_at $(date -u -d "$now" +%s)" \
		"acked_at $(date -u -d "$now" +%s)"
	sed -i "s/^kind .*/kind acknowledge/
		s/^system hand\$/system nagios\nhost contoso\nservice mbx-$1\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
became_of() {
	ask_handler "select state || coalesce(': ' || reason, '') from request
		where service = 'mbx-$1' order by id desc limit 1"
}

# 1. Hours ahead, with data that are not old by that.
acknowledged ada
work_off "+2 hours"
is "a clock that is ahead: nothing is written" "$(written /)" 0
is "nor decided" "$(became_of ada)" new
like "and it is said" "$output" 'clock is 720[0-9] s ahead of Microsoft Graph.s: correct it \(NTP\)'
work_for 2 5
like "corrected, it is done" "$(remedy ada)" '^verified'
is "once" "$(written assignLicense)" 1

# 2. The window closes in three hours; by a clock that is ahead it has.
sim_clock "2026-03-31T23:30:00Z"
collect
sim_forget_requests
acknowledged ben
work_off "+5 hours"
is "no window closes by a wrong clock" "$(became_of ben)" new
work_for 2 5
like "corrected, it is restored" "$(remedy ben)" '^verified'

# 3. Days ahead: the acknowledgement seems older than ack_max_age, the data as well.
acknowledged dee
work_off "+2 days"
is "no acknowledgement grows old by a wrong clock" "$(became_of dee)" new

# 4. The window has closed, but a clock that is behind does not know.
sim_clock "2026-04-02T12:00:00Z"
collect
sim_forget_requests
acknowledged dee
work_off "-3 days"
is "a clock that is behind: nothing is written" "$(written /)" 0
unlike "nor decided" "$(became_of dee)" '^(working|done)'
work_for 2 5
like "corrected, it is refused" "$(became_of dee)" '^refused: .*(overdue|restored)'
is "and nothing is written" "$(written assignLicense)" 0

# 5. It stays wrong: whoever asked hears of it, and the alert comes back.
sim "remove-license cyd@contoso.example by=admin@contoso.example"
sim_clock +1h
collect
acknowledged cyd
work_off "+2 hours"
is "it waits for a while" "$(became_of cyd)" new
sim_clock +6m
work_off "+2 hours"
like "then it is refused, and why" "$(became_of cyd)" \
	'^refused: .*this host.s clock is 720[0-9] s ahead of Microsoft Graph.s: correct it'
is "a comment, the alert, a check" "$(ask_handler "select group_concat(act) from message
	where service = 'mbx-cyd'")" "1,2,3"

# 6. Half way: nothing is given up because it took "days".
acknowledged cyd
sim "switch provisioning 30m"
work_for 2
is "written, and not back yet" "$(remedy cyd | cut -d: -f1)" verifying
sim_forget_requests
work_off "+40 days"
like "ahead: it stays open" "$(remedy cyd)" '^verifying: .*clock is 3456[0-9]* s ahead'
is "and nothing is written" "$(written /)" 0
sim_clock +31m
work
like "corrected, it is looked at at once" "$(remedy cyd)" '^verified: back'
done_testing
