# SPDX-License-Identifier: MIT
# Mailboxes in the window of a tenant.  Sourced by scale.sh.
begin "A check of one tenant, as its window fills" <<END
check: check_mailbox_expiry, the losses spread over 33 days; mass: all lost within one day
sqlite: plain_read.c, SQLite alone stepping through the same rows of the same file
dummy: check_dummy of monitoring-plugins (true, where that is missing), the smallest plugin
in turn; whole processes, wall and CPU time, peak memory
END
dummy=/usr/lib/nagios/plugins/check_dummy
[ -x $dummy ] || dummy=$(command -v true)
sim_url=https://unused.example
for count in $(sizes "100 300 1000 3000 10000 30000 100000" "10 100"); do
	for losses in recent ""; do
		state=$work/window$losses
		conf=$work/conf$losses
		rm -rf "$state"
		conf_write 'max_age = 3h'
		"$bench/fill_state" "$state/contoso.db" "$count" $losses || exit 1
	done
	turns "$count" 51 check "$check_program" -t 60 --config "$conf" -- \
		mass "$check_program" -t 60 --config "$work/confrecent" -- \
		sqlite "$bench/plain_read" "$state/contoso.db" -- dummy $dummy 0
done
