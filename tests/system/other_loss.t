#!/bin/sh
# SPDX-License-Identifier: MIT
# Acknowledged while no worker ran; meanwhile the mailboxes came back by themselves
# and were lost again, on purpose this time.  Whoever acknowledged meant the first
# loss: the second one is neither restored nor let go, and alarms.
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
user dan@contoso.example sku=ENTERPRISEPACK location=DE
user eve@contoso.example sku=ENTERPRISEPACK location=DE
user fay@contoso.example sku=ENTERPRISEPACK location=DE
user gus@contoso.example sku=ENTERPRISEPACK location=DE
EOF
handler_conf
collect
# both LINE-OF-THE-SCENARIO-LANGUAGE: with each of them, an hour later, and seen
both() {
	for name in ada ben; do
		sim "$(echo "$*" | sed "s/@/$name@contoso.example/")"
	done
	sim_clock +1h
	collect
}
# acknowledged NAME COMMENT: now, on the service of that mailbox
acknowledged() {
	ask "mailbox $1@contoso.example" "comment $2" "checked_at $(date -u -d "$now" +%s)" \
		"acked_at $(date -u -d "$now" +%s)"
	sed -i "s/^kind .*/kind acknowledge/
		s/^system hand\$/system nagios\nhost contoso\nservice mbx-$1\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
became_of() {
	ask_handler "select state || ': ' || reason from request where service = 'mbx-$1'
		order by id desc limit 1"
}
both remove-license @ by=admin@contoso.example
acknowledged ada "that was a mistake"
acknowledged ben "#release, he left"
both assign-license @ ENTERPRISEPACK
both remove-license @ by=hr@contoso.example
sim_clock +2h
collect
work_for 2 5
like "the second loss is not restored" "$(became_of ada)" \
	'^refused: .*was lost at 2026-03-02T10:00:00Z, after this was acknowledged'
like "nor let go" "$(became_of ben)" '^refused: .*after this was acknowledged'
is "nothing is written" "$(written /)" 0
judge
is "both are as they were" "$(judged ada), $(judged ben)" \
	"OK expiring license-removed, OK expiring license-removed"
acknowledged ada "that, too"
acknowledged ben "#release, he left"
work_for 2 5
like "acknowledged again it is restored" "$(remedy ada)" '^verified'
like "and let go" "$(became_of ben)" '^done: 1 mailbox let go'

# ---- it was about to be done ----------------------------------------------------
# Graph asks to be left alone for an hour, and no worker runs for longer than that;
# meanwhile an administrator helps, and then both leave.
sim "remove-license cyd@contoso.example by=admin@contoso.example" \
	"delete dan@contoso.example by=admin@contoso.example"
sim_clock +1h
collect
sim 'fault 429 part=yes count=-1 method=POST path=*assignLicense retry-after=3600' \
	'fault 429 part=yes count=-1 method=POST path=*restore retry-after=3600'
acknowledged cyd "that was a mistake"
acknowledged dan "#restore, she stays"
work
is "both are at work" "$(ask_handler "select group_concat(state) from remedy
	where upn like 'cyd@%' or upn like 'dan@%'")" open,open
sim "assign-license cyd@contoso.example ENTERPRISEPACK" "restore dan@contoso.example"
sim_clock +1h
sim "remove-license cyd@contoso.example by=hr@contoso.example" \
	"delete dan@contoso.example by=hr@contoso.example"
sim_clock +1h
sim clear-faults
collect
sim_forget_requests
work_for 2 5 61
again='^refused: it was back meanwhile, and lost again at 2026-[^ ]*: ask again if that is meant, too$'
like "who left again gets no license back" "$(remedy cyd)" "$again"
like "nor comes back from the bin" "$(remedy dan)" "$again"
is "nothing is written for either" "$(written /)" 0
like "whoever acknowledged hears of it" "$(ask_handler "select group_concat(act) from message m
	join request r on r.id = m.request where r.service = 'mbx-cyd'")" '2'

# The collector has not seen it yet; Graph knows.
sim "remove-license eve@contoso.example by=admin@contoso.example" \
	"remove-license fay@contoso.example by=admin@contoso.example"
sim_clock +1h
collect
acknowledged eve "that was a mistake"
acknowledged fay "that was a mistake"
sim "assign-license eve@contoso.example ENTERPRISEPACK"
sim_clock +1h
sim "remove-license eve@contoso.example by=hr@contoso.example"
sim_clock +1h
sim_forget_requests
work_for 2 5 61
like "what nobody has seen yet: not restored either" "$(remedy eve)" "$again"
like "the one beside it is" "$(remedy fay)" '^verified'
is "by the only write" "$(written /assignLicense)" 1

# Still connected, it was made a shared mailbox meanwhile, which needs no license.
sim 'switch resiliency 5' "remove-license gus@contoso.example by=admin@contoso.example"
sim_clock +1h
collect
sim 'fault 429 count=-1 method=POST path=*assignLicense retry-after=3600'
acknowledged gus "that was a mistake"
work
sim "convert-to-shared gus@contoso.example" clear-faults
sim_clock +1h
sim_forget_requests
work_for 2 5
like "what is shared by now is not paid for" "$(remedy gus)" \
	'^refused: it answers as a shared mailbox by now, and needs no license$'
is "and not written to" "$(written /)" 0
done_testing
