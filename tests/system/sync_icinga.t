#!/bin/sh
# SPDX-License-Identifier: MIT
# One service a mailbox in the real Icinga 2, with contrib/icinga2 as it is: made,
# fed, acknowledged, removed; and what is not ours is left alone.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
core=icinga
icinga_handler=$work/handler
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/button.sh"
. "$top_srcdir/tests/system/sync.sh"

button_tenants
button_handler
button_site=
button_conf
collect_now
# A service of ours by all but where it came from, and users that lack a right each.
rights="objects/create/Service objects/modify/Service objects/delete/Service actions/process-check-result objects/query/Service"
{
	cat <<'END'
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
  vars.mbx_apart = true
}
object Service "mbx-file-66666666" {
  import "mailbox-expiry-mailbox"
  host_name = "contoso"
  vars.mbx_tenant = "contoso"
  vars.mbx_id = "66666666-6666-4666-8666-666666666666"
}
END
	# What the sample has in a comment.
	sed -n '/^apply Service/,/^ \*\//p' "$top_srcdir/contrib/icinga2/tenants.conf" | sed '$d'
	for missing in $rights; do
		echo "object ApiUser \"no-$(echo "$missing" | tr / -)\" {"
		echo '  password = MailboxExpiryApiPassword'
		printf '  permissions = [ "filter-expression"'
		for right in $rights; do
			[ "$right" = "$missing" ] || printf ', "%s"' "$right"
		done
		printf ' ]\n}\n'
	done
} >"$work/more.conf"
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
site_of() { # USER
	button_site="[icinga2 main]
url = $icinga_url
user = $1
password_file = $icinga_password_file
ca_file = $icinga_ca
services = yes"
	shift
	for line in "$@"; do
		button_site="$button_site
$line"
	done
	button_conf
}
site_of mailbox-expiry
by_hand() { # NAME [MORE]: made through the API by somebody else
	icinga_api PUT "/objects/services/contoso!$1" \
		"{\"attrs\":{\"check_command\":\"dummy\"${2:+,$2}}}" | grep -q '"code":200' ||
		not_ok "$1 is made by hand"
}
by_hand mbx-theirs-77777777
by_hand mbx-other-88888888 '"vars.mbx_tenant":"contoso","vars.mbx_id":"no object id"'
by_hand mbx-else-99999999 '"vars.mbx_tenant":"fabrikam","vars.mbx_id":"99999999-9999-4999-8999-999999999999"'
theirs() { icinga_list contoso | grep -E '^mbx-(theirs|other|else|file)-' | cut -d' ' -f1 | tr '\n' ' '; }
their_names=$(theirs)

# ---- rights that are missing ------------------------------------------------------
site_of no-objects-create-Service
sync
is "without the right to create: nothing" "$code $said" "1 0 created, 0 changed, 0 removed, 0 results"
like "and it is named" "$output" 'creating a service is not permitted: grant the ApiUser objects/create/Service'
site_of no-actions-process-check-result
sync
like "the right to feed is named" "$output" 'its result is not permitted: grant the ApiUser actions/process-check-result'
site_of mailbox-expiry

# ---- made, and fed -------------------------------------------------------------------
sync
is "the others are made" "$code $(echo "$said" | sed 's/^[0-9]*/N/')" "0 N created, 0 changed, 0 removed, 9 results"
is "one for each mailbox" "$(our_services)" "$all_ours"
is "in both tenants" "$(icinga_list fabrikam | grep -c '^mbx-')" 3
for name in lic-one lic-odd usr-one shd-one; do
	service=$(service_of $name)
	"$check_program" --config "$conf" --no-collect --tenant contoso --mailbox "$(id_of $name)" >"$work/one"
	is "$name: as its check would say" \
		"$(icinga_get contoso "$service" last_check_result | jq -r '"\(.state) \(.ttl) \(.check_source)"') $(icinga_output contoso "$service" | head -n 1)" \
		"$(case $name in lic*|shd*) echo 2 ;; *) echo 1 ;; esac) 900 mailbox-expiry $(sed 's/ *|.*//;q' "$work/one")"
done
like "performance data arrive as such" \
	"$(icinga_get contoso "$(service_of lic-one)" last_check_result | jq -r '.performance_data[]' | tr '\n' ' ')" \
	'^in_window=1;;;0 warning=0;0;;0 .* data_age=[0-9]+s;;21600;0 $'
is "they are what the template makes of them" \
	"$(icinga_get contoso "$(service_of lic-odd)" vars | jq -r '"\(.mbx_tenant) \(.mbx_id) \(.mbx_cause) \(.mbx_account)"')" \
	"contoso $(id_of lic-odd) license-removed enabled"
like "with the name of a person" "$(icinga_get contoso "$(service_of lic-odd)" display_name)" "^o'brien!; "
all_show '(CRITICAL|WARNING) HARD' $(for name in $mailboxes; do service_of $name; done) &&
	ok "HARD from the first result on" || not_ok "HARD from the first result on"
is "Icinga checks by itself when the result is too old" "$(icinga_get contoso "$(service_of lic-one)" next_check |
	awk -v now="$(date +%s)" '{ left = $1 - now; print (left > 880 && left <= 901) ? "then" : left }')" then
sync
is "nothing has changed: nothing is sent" "$code $said" "0 0 created, 0 changed, 0 removed, 0 results"
is "what is not ours is as it was" "$(theirs)" "$their_names"

# ---- what is acknowledged stays -------------------------------------------------------
two=$(service_of lic-two)
icinga_ack contoso "$two" alice "#ack, looking into it" || not_ok "acknowledged"
sqlite3 "$state/contoso.db" "UPDATE mailbox SET upn = 'married@contoso.example' WHERE upn LIKE 'lic-two@%'"
site_of no-objects-modify-Service
sync
like "the right to change is named" "$output" 'changing a service is not permitted: grant the ApiUser objects/modify/Service'
site_of mailbox-expiry
sync
is "another address is a change" "$code $(echo "$said" | cut -d, -f1-3)" "0 0 created, 1 changed, 0 removed"
is "of the same service, still acknowledged" \
	"$(icinga_get contoso "$two" display_name) $(icinga_show contoso "$two")" "married@contoso.example CRITICAL HARD acknowledged"

# ---- nothing is removed that cannot be judged -------------------------------------------
sync_broken_checks
mv "$state/contoso.db" "$work/away.db"
sync
is "a tenant without data: nothing" "$code $said" "0 0 created, 0 changed, 0 removed, 0 results"
like "and why" "$output" '^tenant contoso: nothing is removed: never collected'
mv "$work/away.db" "$state/contoso.db"
sed -i 's/^\[tenant contoso]/max_age = 1s\nstale_after = 1s\n&/' "$conf"
sleep 1.1 # for data to be older than that
sync --at "$(in_days '+40 days')"
is "stale data: nothing, however late it is" "$code $(echo "$said" | cut -d, -f1-3)" "0 0 created, 0 changed, 0 removed"
like "and why that" "$output" '^tenant contoso: nothing is removed: data are .*old'
is "they are all there" "$(our_services)" "$all_ours"
site_of mailbox-expiry
sync

# ---- the button ------------------------------------------------------------------------
one=$(service_of lic-one)
icinga_ack contoso "$one" alice "that was a mistake" || not_ok "acknowledged"
wait_for 30 icinga_is contoso "$one" "OK HARD"
is "one acknowledgement, one mailbox: OK at once" "$(icinga_show contoso "$one")" "OK HARD"
wait_for 20 worker_rests
look
is "it is back" "$(writes_for lic-one), $(truth_of lic-one)" "POST assignLicense, connected 1"
is "and no other" "$(for name in lic-two lic-odd usr-one shd-one; do writes_for $name; done)" ""
collect_now
# Older than what the check has said since.
sync
is "it stays for a day" "$(our_services) $(icinga_show contoso "$one")" "$all_ours OK HARD"
handle release --tenant contoso --mailbox "$(id_of lic-let)" --wait
wait_for 20 worker_rests
sim "hard-delete $(upn_of shd-one) by=admin@contoso.example tenant=contoso"
collect_now
site_of no-objects-delete-Service
sync
like "the right to remove is named" "$output" 'removing a service is not permitted: grant the ApiUser objects/delete/Service'
is "and nothing is removed" "$(our_services)" "$all_ours"
site_of mailbox-expiry
sync
is "one that is let go leaves" "$code $(echo "$said" | cut -d, -f1-3) $(our_services)" \
	"0 0 created, 0 changed, 1 removed lic-one lic-two o-brien-id-x shd-one usr-one "
like "one that is lost stays" "$(icinga_show contoso "$(service_of shd-one)") $(icinga_output contoso "$(service_of shd-one)")" \
	'^CRITICAL HARD .*LOST before'
sync --at "$(in_days '+25 hours')"
like "a day later the restored one is gone, by itself" "$(our_services)" '^lic-two o-brien-id-x shd-one usr-one $'
is "and what was acknowledged is still" "$(icinga_show contoso "$two")" "CRITICAL HARD acknowledged"
is "what is not ours is as it was, still" "$(theirs)" "$their_names"
like "released: gone without a trace" "$(icinga_api GET '/objects/services?service=contoso!'"$(service_of lic-let)")" '"error":404'

# ---- leavers and mistakes apart, on a tenant's services -----------------------------------
leavers_shown() { icinga_is fabrikam mailbox-expiry-leavers "CRITICAL HARD"; }
recheck_fabrikam() { icinga_recheck_all fabrikam; leavers_shown; }
sim 'set wide-lic@fabrikam.example enabled=no tenant=fabrikam'
collect_now
wait_for 20 recheck_fabrikam
is "apart: who may not sign in is a leaver" \
	"$(icinga_output fabrikam mailbox-expiry-leavers | grep -c wide-lic@) $(icinga_output fabrikam mailbox-expiry-mistakes | grep -c wide-lic@)" "2 0"
is "no service for all of them" "$(icinga_list fabrikam | grep -c '^mailbox-expiry ')" 0
icinga_ack fabrikam mailbox-expiry-leavers alice "#restore-all" || not_ok "acknowledged"
handle reconcile
is "acknowledging all leavers asks for nothing" "$(requests_of mailbox-expiry-leavers)" 0

# ---- when nothing can be done any more -----------------------------------------------------
sync --at "$(in_days '+40 days')"
is "expired, past and long lost ones leave" "$code $(our_services)" "0 "
sync
is "the judgement of today brings them back" "$code $(our_services)" "0 lic-one lic-two o-brien-id-x shd-one usr-one "

# ---- two at once, a limit, an Icinga that is away ------------------------------------------
sync &
first_sync=$!
sync
wait $first_sync
is "two at once" "$code" 0
site_of mailbox-expiry "services_limit = 2"
each_of_ours() { # WORD [ARGUMENT...]
	for host in contoso fabrikam; do
		for service in $(icinga_list $host | sed -n 's/^\(mbx-[^ ]*\) .*/\1/p'); do
			word=$1
			shift
			"$word" $host "$service" "$@"
			set -- "$word" "$@"
		done
	done
}
each_of_ours icinga_ack alice "#ack, later"
our_acknowledged() { (icinga_list contoso; icinga_list fabrikam) | grep '^mbx-.* acknowledged' | sort; }
known=$(our_acknowledged)
sync
like "those acknowledged stay beyond a limit: said" "$output" \
	'icinga2 main: [1-9] acknowledged services stay beyond services_limit: raise it'
is "and are there" "$(our_acknowledged)" "$known"
each_of_ours icinga_unack
sync
like "a limit: said" "$output" '^icinga2 main: [0-9]+ mailboxes, services for the 2 most urgent \(services_limit\)'
is "and held" "$( (icinga_list contoso; icinga_list fabrikam) | grep -cE '^mbx-.*-(55555555|[0-9a-f]{8}) ' | awk '{ print $1 - 4 }')" 2
site_of nobody
sync
like "credentials that are wrong are named" "$code $output" '^2 .*\[icinga2 main].*check user and password_file'
site_of mailbox-expiry
sync
cp "$conf" "$work/conf.whole"
sed -i 's/^\[tenant fabrikam\]/&\nenabled = no/' "$conf"
sync
like "services of a tenant that is switched off are told of" "$output" \
	'^icinga2 main: [0-9]+ services stay that are of no tenant enabled here, such as fabrikam'
cp "$work/conf.whole" "$conf"
icinga_stop
sync
like "an Icinga that is away is named" "$code $output" '^1 .*icinga2 main: listing services: '

# ---- a host that is gone, with services of ours on it ---------------------------------------
sed 's/Host "fabrikam"/Host "another"/' "$work/more.conf" >"$work/less.conf"
icinga_restart "$work/less.conf" && ok "Icinga starts without the host of a tenant" ||
	not_ok "Icinga starts without the host of a tenant"
sync
like "what cannot be made is said, and what is needed" "$code $output" \
	'^1 .*3 services could not be handled; the first: .*no service fabrikam!mbx-.* lacks host fabrikam or template mailbox-expiry-mailbox'
icinga_stop

# ---- who feeds nobody --------------------------------------------------------------------
icinga_restart "$work/more.conf" || {
	output=$(cat "$icinga_dir/console.log")
	not_ok "Icinga is back"
}
wide=$(icinga_list fabrikam | sed -n 's/^\(mbx-[^ ]*\) .*/\1/p' | head -n 1)
host=fabrikam
[ -n "$wide" ] || { host=contoso wide=$(icinga_list contoso | sed -n 's/^\(mbx-[^ ]*-55555555\) .*/\1/p' | head -n 1); }
icinga_do process-check-result $host "$wide" '"exit_status":0,"plugin_output":"fed","ttl":1'
is "fed, to begin with" "$(icinga_output $host "$wide")" fed
checked_by_itself() { [ "$(icinga_get $host "$wide" last_check_result | jq -r .active)" = true ]; }
wait_for 15 checked_by_itself
like "when nobody feeds it any more the check answers" "$(icinga_output $host "$wide")" '^(CRITICAL|WARNING): '
done_testing
