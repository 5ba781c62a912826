#!/bin/sh
# SPDX-License-Identifier: MIT
# What was learned under another configuration is no witness: another tenant_id
# under the same name, and mailbox plans added after the audit was last read.  A
# managed identity needs no tenant_id: what it learned is a witness all the same.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"

plan 18

fabrikam=99999999-1111-4111-8111-111111111111
own_plan=aaaaaaaa-0000-4000-8000-000000000001
sim_start <<EOF
$(sim_head)
switch audit no
switch assigned-date-moves null
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
tenant fabrikam id=$fabrikam domain=fabrikam.example
app reader client_id=$client_id secret=$secret roles=$all_roles
switch audit no
switch assigned-date-moves null
sku ENTERPRISEPACK seats=40
user zoe@fabrikam.example sku=ENTERPRISEPACK
remove-license zoe@fabrikam.example
EOF
conf_write
collect_and_check
state_is OK "nobody is in danger at contoso"
sim_clock +27d
collect
conf_set "tenant_id = $fabrikam"
sim_clock +1h
check
state_is UNKNOWN "that nobody is in danger at contoso says nothing of fabrikam"
like "and the line says so" "$first" '; data are of another tenant_id .*mailbox_expiry_collect --tenant contoso'
collect
sim_clock +2h
collect_and_judge
is "contoso's listings do not say when zoe was lost" "$(judged zoe)" \
	'WARNING undated license-removed'
is "no deadline is made up" "$(told zoe deadline)" ''
conf_set "tenant_id = $(echo $fabrikam | tr a-f A-F)"
collect
like "case does not make another tenant" "$output" 'filtered listing'

# One tenant's users are not lost because another's directory has not got them.
conf_set "tenant_id = $tenant_id"
collect
is "nobody of fabrikam is at contoso" "$code" 3
like "and the line says what to do" "$output" \
	'FAILED: contoso: none of the 1 users its database knows is in the tenant.*move contoso.db out of state_dir'
judge
is "zoe is not called lost" "$(judged zoe)" 'WARNING undated license-removed'
conf_set "tenant_id = $fabrikam"
collect
is "with the right tenant_id it goes on" "$code" 0
sim_stop

# The audit reached back a window when it was last read, which is long ago.
sim_start <<EOF
$(sim_head)
switch assigned-date-moves no
plan OURS id=$own_plan service=exchange mailbox=yes
sku OURPACK seats=40 plans=OURS
sku ENTERPRISEPACK seats=40
user old@contoso.example sku=ENTERPRISEPACK
plan-date old@contoso.example 2023-01-01
remove-license old@contoso.example
user mia@contoso.example sku=OURPACK
plan-date mia@contoso.example 2024-01-01
EOF
state=$work/plans
conf_write
sim_clock +29d
sim 'user any@contoso.example sku=ENTERPRISEPACK
plan-date any@contoso.example 2024-01-01
remove-license any@contoso.example by=admin@contoso.example'
collect
sim_clock +60d
sim 'remove-license mia@contoso.example'
sim_clock +25d
collect
conf_set 'audit = no' "mailbox_plans = $own_plan"
collect_and_judge
is "an audit of long ago proves nothing about other plans" "$(judged mia)" \
	'WARNING past-unproven license-removed'
state_is WARNING "five days before the end"
is "every collection went well" \
	"$(query "select count(*) from run where outcome <> 'complete'")" 0
sim_stop

# The platform knows the tenant.
sim_start <<EOF
$(sim_head)
app machine client_id=55555555-5555-4555-8555-555555555555 managed-identity=yes roles=$all_roles
switch audit no
switch assigned-date-moves null
sku ENTERPRISEPACK seats=40
user ada@contoso.example sku=ENTERPRISEPACK
user bob@contoso.example sku=ENTERPRISEPACK
EOF
state=$work/managed
conf_write
collect
sim 'remove-license bob@contoso.example'
sim_clock +1h
collect
sed -i -e '/^tenant_id/d' -e '/^reader_client/d' "$conf"
cat >>"$conf" <<EOF
reader_managed_identity = yes
identity_url = $(cat "$sim_dir/plain_url")
EOF
collect
like "a secret gives way to a managed identity: it collects" "$code $output" '^0 OK: contoso: .*whole listing'
sim_clock +1h
collect
like "it is no other tenant the next time" "$output" 'filtered listing'
sim 'remove-license ada@contoso.example'
sim_clock +1h
collect
sim_clock +2h
collect_and_judge
is "what it saw before is a witness" "$(judged ada)" 'OK expiring license-removed'
conf_write
collect
like "and back to a secret" "$code $output" '^0 OK: contoso: 2 in .*whole listing'
conf_set "tenant_id = $fabrikam"
collect
is "another tenant is refused as ever" "$code" 3
