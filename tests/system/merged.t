#!/bin/sh
# SPDX-License-Identifier: MIT
# The list of several tenants has the order of one: what nothing dates comes
# after what has a deadline.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

plan 2

fabrikam=99999999-1111-4111-8111-111111111111
sim_start <<EOF
$(sim_head)
switch audit no
switch assigned-date-moves null
sku ENTERPRISEPACK seats=40
user undated@contoso.example sku=ENTERPRISEPACK
remove-license undated@contoso.example
tenant fabrikam id=$fabrikam domain=fabrikam.example
app reader client_id=$client_id secret=$secret roles=$all_roles
sku ENTERPRISEPACK seats=40
user leaver@fabrikam.example sku=ENTERPRISEPACK
user stays@fabrikam.example sku=ENTERPRISEPACK
delete leaver@fabrikam.example
EOF
conf_write
sed -n '/^\[tenant/,$p' "$conf" | sed -e 's/^\[tenant contoso\]/[tenant fabrikam]/' \
	-e "s/^tenant_id.*/tenant_id = $fabrikam/" >"$work/second"
cat "$work/second" >>"$conf"
sim_clock +25d
collect
check --max-items 1
state_is WARNING "one of each is a warning"
like "the one with a deadline comes first" "$output" \
	'^\[WARNING\] fabrikam: leaver@fabrikam.example: 5d left'
