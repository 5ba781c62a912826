#!/bin/sh
# SPDX-License-Identifier: MIT
# Bugs planted on purpose, each into a copy of this tree: the soak must notice every
# one of them, and by the rule that is meant.  For whoever changes a judge; half an
# hour, so no part of `make check`.
#
#   tests/soak/planted.sh [BUG...]
#
# top_builddir: where this tree was built; KEEP: where to keep what was found.
set -u
: "${top_srcdir:=$(cd "$(dirname "$0")/../.." && pwd)}"
: "${top_builddir:=$top_srcdir/.build}"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' HUP INT TERM
cp -a "$top_srcdir/." "$work/tree"
build=$work/tree/${top_builddir#"$top_srcdir"/}
programs='plugin/check_mailbox_expiry plugin/mailbox_expiry_collect
plugin/handle_mailbox_expiry snmp/mailbox_expiry_agentx'
failed=0

# What is said of FILES, each changed by SED.
change() {
	for file in $files; do
		sed "$change" "$top_srcdir/$file" >"$work/tree/$file"
		if cmp -s "$top_srcdir/$file" "$work/tree/$file"; then
			echo "not ok - $bug: not planted, $file has changed"
			failed=1
			return 1
		fi
	done
}

# plant BUG RULE FILES SED SOAK-OPTIONS...
plant() {
	bug=$1 rule=$2 files=$3 change=$4
	shift 4
	case " ${wanted:-$bug} " in *" $bug "*) ;; *) return ;; esac
	# shellcheck disable=SC2086
	if ! change; then
		:
	elif ! make -s -C "$build" $programs >"$work/make" 2>&1; then
		echo "not ok - $bug: does not build"
		sed 's/^/# /' "$work/make" | tail -n 5
		failed=1
	else
		/usr/bin/python3 "$top_srcdir/tests/soak/soak.py" --build "$build" \
			--steady "$@" ${KEEP:+--keep "$KEEP/$bug"} >"$work/out" 2>&1
		noticed=$(sed -n 's/^not so: //p' "$work/out" | tr '\n' ';')
		if grep -q "^not so: .*$rule" "$work/out"; then
			echo "ok - $bug: $noticed"
		else
			echo "not ok - $bug: wanted \"$rule\", not ${noticed:-anything}"
			tail -n 3 "$work/out" | cut -c -300 | sed 's/^/# /'
			failed=1
		fi
	fi
	for file in $files; do
		cp "$top_srcdir/$file" "$work/tree/$file"
	done
}

wanted=$*
# ---- what is said of mailboxes
plant deadline-late 'no deadline is later' plugin/core/deadline.c \
	's/= mailbox->lost_earliest +$/= mailbox->lost_earliest + 172800 +/' --seed 7 --days 15
plant latest-early 'no latest deadline is earlier' plugin/core/deadline.c \
	's/deadline.latest = latest +/deadline.latest = latest - 172800 +/' --seed 7 --days 15
plant dated-by-deletion 'no deadline is later' plugin/core/interval_deletion.c \
	's/^	return may_have_lost_license(/	return mailbox->id < 0 \&\& may_have_lost_license(/' \
	--seed 506 --days 60
plant no-critical 'no false OK' plugin/core/phase_state.c \
	's/if (range_alerts(&judging->critical, left_s))/if (left_s < -99999999)/' --seed 402 --days 40
plant passed-over 'whoever is lost is known' plugin/core/evidence.c \
	's/^	if (!keep) {/	if (!keep || seen->user_id.bytes[3] % 4 == 0) {/' --seed 7 --days 15
plant never-back 'no false' plugin/core/evidence.c \
	's/^	if (after->restored_at == 0) {/	if (after->id < 0) {/' --seed 402 --days 40
plant stale-is-ok 'old data, or of the future' plugin/core/tenant.c \
	's/stale_after_s = 6 \*/stale_after_s = 6000 */' --seed 7 --days 15
# ---- what is told
plant no-event 'critical is told before a purge' plugin/core/transition.c \
	's/^		return EVENT_CRITICAL;/		return EVENT_NONE;/' --seed 402 --days 40
plant swallowed-trap 'each event is told once' snmp/relay_take.c \
	's/^	if (!outbox_put(/	if (id % 2 != 0 \&\& !outbox_put(/' \
	--seed 402 --days 40
plant trap-misnumbered 'what is sent arrives' snmp/notify.c \
	's/(uint64_t)notice->sequence);/(uint64_t)(notice->sequence - notice->sequence % 7 \/ 6));/' \
	--seed 7 --days 15
# ---- what is written
plant request-dropped 'no request is lost' plugin/handler/intake.c \
	's/^	ok = journal_import(/	ok = work_now(work) % 5 == 0 || journal_import(/' --seed 7 --days 15
plant leaver-without-word 'a leaver takes a word' plugin/core/guard_asked.c \
	's/^	switch (on_ack_of(wish)) {/	switch (ON_ACK_RESTORE) {/' --seed 2003 --days 18
plant event-unasked 'on_event = none' plugin/core/gate.c \
	's/if (!deciding->asking.facts->tenant->policy.on_event) {/if (request->kind != REQUEST_EVENT) {/' \
	--seed 54 --days 25
plant brake-ignored 'events stop in a mass loss' plugin/core/gate.c \
	's/facts->recent_losses >= brake &&/facts->recent_losses < -brake \&\&/' \
	--seed 27182 --days 30
plant dry-run-writes 'dry_run writes nothing' plugin/core/step_move.c \
	's/^	if (step->tenant->policy.dry_run) {/	if (step->seen->now < 0) {/' --seed 402 --days 40
plant release-forgotten 'what was let go stays' plugin/handler/candidates.c \
	's/^	candidate->released = handling.released;/	candidate->released = handling.released = false;/' \
	--seed 83 --days 6
# It is looked after where it is decided, and again before it is written.
plant synced-restored 'deleted and synchronized' 'plugin/core/guard.c plugin/core/step.c' \
	's/\(wish->mailbox\|step->seen->user\)->synced == TRI_YES &&/\1->synced > 99 \&\&/' \
	--seed 83 --days 5
plant too-many 'max_per_ack' plugin/core/gate.c \
	's/if (wanted > policy->max_per_ack) {/if (wanted < 0) {/' --seed 506 --days 42
plant old-acknowledgement 'older than ack_max_age' plugin/core/gate.c \
	's/^	if (age_s <= max_age_s) {/	if (age_s < 99999999) {/' \
	--seed 83 --days 5
# That nothing is written twice is looked after by what was written down, and by
# what is seen of the user.
plant assigned-twice 'nothing is written twice' \
	'plugin/core/step.c plugin/core/step_license.c' \
	's/^	if (!needs_plan(remedy) || plan_is_alive(&step)) {/	if (!needs_plan(remedy)) {/;
	s/^	switch (last->result) {/	switch (last->result == WRITE_DONE ? WRITE_NONE : last->result) {/;
	s/^	if (step_count_licenses(step) > 0) {/	if (step_count_licenses(step) > 99) {/' \
	--seed 402 --days 12
plant not-asked-again 'what was taken back is not done' plugin/handler/standing.c \
	's/^	if (!job->has_move || job->move.what != DO_WRITE) {/	if (job != NULL) {/' \
	--seed 54 --days 20
plant clock-ignored 'nothing is written by a wrong clock' plugin/handler/writer.c \
	's/clock_check(facts.clock_offset_s, err)/facts.has_date/' --seed 402 --days 90
# ---- what the monitoring systems hear
plant never-taken-back 'whoever is refused sees it again' plugin/handler/outcome.c \
	's/^	unacknowledge = unacknowledge && /	unacknowledge = id < 0 \&\& /' --seed 7 --days 12
plant told-once 'nothing is given up' plugin/handler/tell.c \
	's/message->tries < TELL_TRIES/message->tries < 0/' --seed 2003 --days 18
plant told-nobody 'what was told arrived' plugin/handler/tell.c \
	's/^	if (deliver(telling, message, &not_before, &why)) {/	if (deliver(telling, message, \&not_before, \&why) || message->id > 0) {/' \
	--seed 2003 --days 18
exit $failed
