#!/bin/sh
# SPDX-License-Identifier: MIT
# Everything that is expiring, asked for at once: paused half way, gone on with,
# killed, and gone on with by whoever asks for the same again; each license is given
# once.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v sqlite3 >/dev/null || skip_all "needs sqlite3"
handler_alone

count=600
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=$((count - 1))
sku STANDARDPACK seats=1
$(i=0
while [ $((i += 1)) -lt $count ]; do
	echo "user u$i@contoso.example sku=ENTERPRISEPACK location=DE"
done)
user last@contoso.example sku=STANDARDPACK location=DE
EOF
handler_conf "audit = no" "max_per_hour = 10" "max_per_ack = 10" "verify_timeout = 1h"
collect
i=0
{
	while [ $((i += 1)) -lt $count ]; do
		echo "remove-license u$i@contoso.example"
	done
	echo "remove-license last@contoso.example"
	echo "user taker@contoso.example sku=STANDARDPACK location=DE"
} | curl -sS -f --data-binary @- "$sim_admin/command" >/dev/null || exit 1
sim_clock +1d
collect
sim_forget_requests

given() { sim_requests | grep -o '/assignLicense"' | wc -l; }
back() { ask_handler "select count(*) from remedy where state = 'verified'"; }
# Each exchange takes a while, so that there is a middle.
sim 'fault slow delay-ms=200 count=-1 path=/v1.0/$batch'
start_worker() {
	"$handle_program" worker --config "$conf" --at "$now" --once >"$work/worker" 2>&1 &
	worker=$!
	sim_pids="$sim_pids $worker"
}
gave_more_than() { [ "$(given)" -gt "$1" ]; }
plain() { # KIND: of the whole tenant, by hand
	ask
	sed -i "s/^kind .*/kind $1/" "$state/inbox"/0*
}

ask "all yes"
start_worker
wait_for 30 gave_more_than 0
plain pause
wait "$worker"
is "a worker that is paused ends well" "$?" 0
first=$(given)
if [ "$first" -gt 0 ] && [ "$first" -lt $((count - 1)) ]; then
	ok "paused half way, at $first"
else
	not_ok "paused half way, at $first"
fi
is "the others are on hold" "$(ask_handler "select count(*) from remedy where state = 'open'
	and reason like 'on hold (pause%'")" $((count - 1 - first))
work_for 31
is "and stay so" "$(given)" "$first"
is "those begun are looked after all the same" "$(back)" "$first"

plain resume
sim_clock +31s
start_worker
wait_for 30 gave_more_than "$first"
kill -KILL "$worker"
wait "$worker" 2>/dev/null
second=$(given)
if [ "$second" -lt $((count - 1)) ]; then
	ok "killed half way, at $second"
else
	not_ok "killed half way, at $second"
fi
sim clear-faults
ask "all yes"
work
like "asked for once more all but the refused one are at work" "$(ask_handler "select state || ': ' ||
	reason from request order by id desc limit 1")" \
	'^done: 0 of 1 back; last@contoso\.example: no seat of STANDARDPACK is free \(1 of 1 in use\)'
work_for 61 5 61 5
is "all are back" "$(back)" $((count - 1))
is "each by one license" "$(given)" $((count - 1))
is "but for whose seat somebody else has" "$(ask_handler "select distinct state from remedy
	where upn like 'last@%'")" refused
is "which is why the first request says" "$(ask_handler "select state from request
	where kind = 'restore' order by id limit 1")" done
is "nothing is left" "$(ask_handler "select count(*) from request where closed_at = 0")" 0
done_testing
