#!/bin/sh
# SPDX-License-Identifier: MIT
# A license of a deleted subscription stays assigned, and gives nothing: that it is
# taken away later says who did it, and not when the mailbox was lost.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

# earliest NAME: of its loss, in hours since the simulation began.
earliest() {
	query "select (lost_earliest - $began) / 3600.0 from mailbox where upn like '$1@%'"
}
actor() { query "select actor from mailbox where upn like '$1@%'"; }

# What the log keeps: which record says what, or that there was something.
for detail in update-user change-license none; do
	[ $detail = update-user ] || sim_stop
	state=$work/$detail
	sim_start <<-END
		$(sim_head)
		switch assigned-date-moves null
		switch audit-detail $detail
		sku ENTERPRISEPACK seats=40
		sku SPB seats=40
		user ada@contoso.example sku=ENTERPRISEPACK
		user ben@contoso.example sku=SPB
		user cyd@contoso.example sku=ENTERPRISEPACK
		user dan@contoso.example sku=ENTERPRISEPACK,SPB
	END
	conf_write
	began=$(date -d 2026-03-02T08:00:00Z +%s)
	collect
	sim_clock +6h
	sim 'remove-license cyd@contoso.example by=admin@contoso.example'
	sim_clock +2h
	collect
	is "$detail: of a living subscription it is exact" "$(earliest cyd)" 6.0
	is "$detail: and told by whom" "$(actor cyd)" admin@contoso.example

	# Lost at once: all that is known is that it was there when all were listed.
	sim 'suspend-sku ENTERPRISEPACK status=Deleted'
	sim_clock +24h
	sim 'remove-license ada@contoso.example by=admin@contoso.example' \
		'remove-license ben@contoso.example by=admin@contoso.example' \
		'remove-license dan@contoso.example by=admin@contoso.example'
	sim_clock +2h
	collect
	is "$detail: of a deleted one it is not dated by its removal" \
		"$(earliest ada)" -1.0
	is "$detail: but told by whom" "$(actor ada)" admin@contoso.example
	like "$detail: the other product is dated if the record names it" \
		"$(earliest ben)" "$([ $detail = none ] && echo '^-1.0$' || echo '^32.0$')"

	is "$detail: of two taken at once the living one does" "$(earliest dan)" \
		"$([ $detail = none ] && echo -1.0 || echo 32.0)"

	# Once there is a new one the record says no more than before.
	sim 'resume-sku ENTERPRISEPACK'
	sim_clock +2h
	collect
	is "$detail: nor when the subscription is renewed" "$(earliest ada)" -1.0
	is "$detail: who was dated before stays so" "$(earliest cyd)" 6.0
done
done_testing
