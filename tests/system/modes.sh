# SPDX-License-Identifier: MIT
# Two tenants with something of everything, for the tests of what the check says.
# Sourced after lib.sh; $now is the morning after it all happened.
fabrikam_id=77777777-7777-4777-8777-777777777777
bidi=$(printf '\342\200\256') # U+202E, the rest from right to left
escape=$(printf '\033[31m')

sim_start <<EOF
now 2026-02-01T08:00:00Z
tenant fabrikam id=$fabrikam_id domain=fabrikam.example
app reader client_id=$client_id secret=$secret roles=$all_roles
sku ENTERPRISEPACK seats=5
user uma@fabrikam.example name="Uma Secret" sku=ENTERPRISEPACK
user tom@fabrikam.example sku=ENTERPRISEPACK
$(sim_head | tail -n +2)
sku ENTERPRISEPACK seats=12
sku SPB seats=3
sku SPE_E3 seats=4
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK
user ben@contoso.example sku=ENTERPRISEPACK
user cleo@contoso.example sku=ENTERPRISEPACK
user hal@contoso.example sku=ENTERPRISEPACK
user jon@contoso.example sku=ENTERPRISEPACK
user zoë@contoso.example name="Zoë | Müller" sku=ENTERPRISEPACK
user "pipe|$escape$bidi'quote@contoso.example" name="$escape bell$(printf '\a')" sku=ENTERPRISEPACK
user lapse@contoso.example sku=SPB
user eva@contoso.example
group Sales sku=SPE_E3 members=eva@contoso.example
shared desk@contoso.example name="Front Desk"
EOF

# Collects both; conf_both [LINE...]: further lines of [tenant contoso]
conf_both() {
	conf_write "$@"
	cat >>"$conf" <<EOF
[tenant fabrikam]
tenant_id = $fabrikam_id
graph_url = $sim_url
login_url = $sim_url
ca_file = $sim_dir/ca.pem
reader_client_id = $client_id
reader_client_secret_file = $work/secret
show_names = id
EOF
}
conf_both
collect
sim_clock 2026-03-02T09:00:00Z
collect
sim_clock +1h
sim 'remove-license ada@contoso.example by=admin@contoso.example
delete desk@contoso.example by=admin@contoso.example'
sim_clock +3d
sim 'delete ben@contoso.example by=hr@contoso.example
remove-license cleo@contoso.example by=hr@contoso.example
set cleo@contoso.example enabled=no
remove-license uma@fabrikam.example by=root@fabrikam.example tenant=fabrikam'
sim_clock +9d
sim "remove-group-license Sales by=admin@contoso.example
remove-license zoë@contoso.example by=admin@contoso.example
remove-license \"pipe|$escape$bidi'quote@contoso.example\" by=app:reader
remove-license jon@contoso.example by=admin@contoso.example
delete hal@contoso.example by=admin@contoso.example"
sim_clock +1d
collect
sim_clock 2026-03-30T09:00:00Z
sim 'suspend-sku SPB'
collect
sim 'assign-license jon@contoso.example ENTERPRISEPACK by=admin@contoso.example
hard-delete hal@contoso.example by=admin@contoso.example'
sim_clock +30m
collect
