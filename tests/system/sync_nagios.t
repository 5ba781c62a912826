#!/bin/sh
# SPDX-License-Identifier: MIT
# One service a mailbox in the real Nagios 4, with contrib/nagios as it is: by a file
# of objects that Nagios itself has accepted, and by its spool of results.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
PATH=$PATH:/usr/sbin
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"
core=nagios
nagios_handler=$work/handler nagios_environment=0
. "$top_srcdir/tests/system/nagios.sh"
. "$top_srcdir/tests/system/button.sh"
. "$top_srcdir/tests/system/sync.sh"
plain='1;1;0'

button_tenants
button_handler
objects=$work/mailboxes.cfg
: >"$objects"
cat >"$work/fabrikam.cfg" <<'END'
define host {
	use                     mailbox-expiry-tenant
	host_name               fabrikam
	contact_groups          admins
}
END
verify="$(command -v nagios4) -v $nagios_dir/nagios.cfg"
site_with() { # LINE...
	button_site="[nagios]
command_file = $nagios_pipe
status_file = $nagios_status
objects_file = $objects
check_result_path = $nagios_dir/var/checkresults"
	for line in "$@"; do
		button_site="$button_site
$line"
	done
	button_conf
}
site_with "verify_command = $verify"
collect_now
nagios_start "$work/fabrikam.cfg" "$objects" || { echo "Bail out! no Nagios"; exit 1; }
spool_is_empty() { [ -z "$(ls "$nagios_dir/var/checkresults")" ]; }
named() { grep -c '^    service_description' "$objects"; }
all_services=$(for name in $mailboxes; do service_of $name; done)
known() { [ "$(nagios_list contoso | grep -c '^mbx-')" = "${1:-6}" ]; }
untouched() { cmp -s "$objects" "$work/before"; }

# ---- what Nagios would not survive ------------------------------------------------------
cp "$objects" "$work/before"
echo "define host { nonsense }" >>"$nagios_dir/site.cfg"
sync
is "a configuration that Nagios refuses: nothing" "$code $said" "2 0 created, 0 changed, 0 removed, 0 results"
like "and why" "$output" 'objects_file .* is as it was: verify_command: exit status [0-9]+: Error: '
untouched && ok "the file is as it was" || not_ok "the file is as it was"
sed -i '$d' "$nagios_dir/site.cfg"
site_with "verify_command = /nonexistent/nagios -v"
sync
like "a command that is not there is named" "$code $output" '^2 .*verify_command: /nonexistent/nagios: cannot be started'
kill -0 "$nagios_pid" && ok "Nagios runs on" || not_ok "Nagios runs on"
site_with
cp "$objects" "$work/before"
printf 'define service {\n}\n' >"$objects"
sync
like "a file of somebody else is left alone" "$code $output" '^2 .*we have not made it: remove it'
is "to the letter" "$(cat "$objects")" "define service {
}"
cp "$work/before" "$objects"

# ---- made, and fed -------------------------------------------------------------------------
site_with "verify_command = $verify"
sync
is "all are made" "$code $(echo "$said" | cut -d, -f1-3)" "0 9 created, 0 changed, 0 removed"
wait_for 15 known
is "Nagios has read them" "$(our_services)" "$all_ours"
is "they are readable for it, and whole" "$(stat -c %a "$objects") $(named)" "644 9"
kill -0 "$nagios_pid" && ok "and is the same process" || not_ok "and is the same process"
sync
is "then they are fed" "$code $said" "0 0 created, 0 changed, 0 removed, 9 results"
wait_for 15 all_show '(CRITICAL|WARNING) (HARD|SOFT)' $all_services
sync
wait_for 15 all_show '(CRITICAL|WARNING) HARD' $all_services
is "each is in its state" "$(unlike_all '(CRITICAL|WARNING) HARD' $all_services)" ""
wait_for 15 spool_is_empty && ok "the spool is empty again" || not_ok "the spool is empty again"
# What changes with every second; and Nagios makes a ; of the first line a colon.
settled() { sed -E 's/(data_age|soonest_left|oldest_loss)=[0-9]+/\1=N/g; 1s/brien!;/brien!:/'; }
for name in lic-one lic-odd usr-one shd-one; do
	"$check_program" --config "$conf" --no-collect --tenant contoso --mailbox "$(id_of $name)" >"$work/one"
	service=$(service_of $name)
	is "$name: first line, data and the rest as its check would say" \
		"$({
			echo "$(nagios_output contoso "$service") | $(nagios_get contoso "$service" performance_data)"
			nagios_get contoso "$service" long_plugin_output
		} | settled)" "$(sed '2,$s/\\/\\\\/g' "$work/one" | settled)"
done
is "nothing was checked for it" "$(nagios_get contoso "$(service_of lic-one)" check_type)" 1
like "with tame names of people" "$(nagios_get contoso "$(service_of lic-odd)" _MBX_ID) $(grep "display_name.*brien" "$objects")" \
	"^0;$(id_of lic-odd)     display_name            o_brien__ __id__x__@contoso.example\$"

# ---- what is acknowledged stays, what cannot be judged, too -----------------------------------
two=$(service_of lic-two)
nagios_ack contoso "$two" alice "#ack, looking into it" "$plain"
wait_for 15 nagios_is contoso "$two" "CRITICAL HARD acknowledged"
sqlite3 "$state/contoso.db" "UPDATE mailbox SET upn = 'married@contoso.example' WHERE upn LIKE 'lic-two@%'"
cp "$objects" "$work/before"
sync_broken_checks
mv "$state/contoso.db" "$work/away.db"
sync
is "a tenant without data: nothing" "$code $said" "0 0 created, 0 changed, 0 removed, 3 results"
untouched && ok "its services are in the file, still" || not_ok "its services are in the file, still"
mv "$work/away.db" "$state/contoso.db"
sync
is "another address: the same service under its name" "$(grep -A1 "_description     $two\$" "$objects" | tail -n 1)" \
	"    display_name            married@contoso.example"
reread() { grep -q 'married@contoso.example' "$nagios_dir/var/objects.cache"; }
wait_for 15 reread
wait_for 15 nagios_is contoso "$two" "CRITICAL HARD acknowledged"
is "acknowledged, also behind a reload" "$(nagios_show contoso "$two")" "CRITICAL HARD acknowledged"

# ---- the button ---------------------------------------------------------------------------
one=$(service_of lic-one)
nagios_ack contoso "$one" alice "that was a mistake" "$plain"
wait_for 30 nagios_is contoso "$one" "OK HARD"
is "one acknowledgement, one mailbox: OK at once" "$(nagios_show contoso "$one")" "OK HARD"
wait_for 20 worker_rests
look
is "it is back" "$(writes_for lic-one), $(truth_of lic-one)" "POST assignLicense, connected 1"
is "and no other" "$(for name in lic-two lic-odd usr-one shd-one; do writes_for $name; done)" ""
collect_now
sync
is "it stays for a day" "$(our_services) $(nagios_show contoso "$one")" "$all_ours OK HARD"
handle release --tenant contoso --mailbox "$(id_of lic-let)" --wait
wait_for 20 worker_rests
sync --at "$(in_days '+25 hours')"
is "it leaves a day later, and who was let go" "$code $(echo "$said" | cut -d, -f1-3)" "0 0 created, 0 changed, 2 removed"
wait_for 15 known 4
is "by itself" "$(our_services)" "lic-two o-brien-id-x shd-one usr-one "
wait_for 15 nagios_is contoso "$two" "CRITICAL HARD acknowledged"
is "and what was acknowledged is still" "$(nagios_show contoso "$two")" "CRITICAL HARD acknowledged"
site_with "verify_command = $verify" "services_limit = 1"
sed -i "s|^status_file = .*|status_file = $work/none|" "$conf"
sync
is "nobody knows what is acknowledged: all stays" "$(echo "$said" | cut -d, -f1-3)" "0 created, 0 changed, 0 removed"
like "which is said" "$code $output" '^0 .*6 services stay beyond services_limit, since .*status_file .*/none: No such file'
site_with "verify_command = $verify"

# ---- who cannot be told; who feeds nobody ---------------------------------------------------
sed -i "s/^command_file = .*/command_file = $(echo "$work" | sed 's/\//\\\//g')\/nobody/" "$conf"
cp "$objects" "$work/before"
sync
like "nobody to tell: named" "$code $output" '^1 .*objects_file .* is as it was: command_file .*/nobody: nobody reads it'
untouched && ok "and taken back" || not_ok "and taken back"
site_with "verify_command = $verify" "reload_command = /bin/sh -c"
sync
like "a reload_command that fails: named" "$code $output" '^2 .*reload_command: exit status 2'
untouched && ok "and taken back, too" || not_ok "and taken back, too"
site_with "reload_command = /bin/touch $work/reloaded" "services_limit = 3"
sync
is "reload_command is run instead" "$code $(ls "$work/reloaded")" "0 $work/reloaded"
like "a limit: said" "$output" '^nagios: [0-9]+ mailboxes, services for the 3 most urgent \(services_limit\)'
is "and held" "$(named)" 3
site_with "services_limit = 2"
sync
like "with neither command somebody else has to reload" "$code $output" '^0 nagios: objects_file has changed, .*reload Nagios yourself'
is "what was changed and not told is not asked for again" "$(sync; echo "$output" | grep -c reload)" 0
touch "$state/sync.reload-due"
site_with "services_limit = 2" "reload_command = /bin/touch $work/again"
sync
is "but after a crash in between" "$(ls "$work/again" "$state/sync.reload-due" 2>/dev/null)" "$work/again"
site_with "services_limit = 2" "check_result_path = /nonexistent"
sed -i '0,/^check_result_path/{/^check_result_path/d}' "$conf"
sync
like "a spool that is not there is named" "$code $output" '^1 .*check_result_path /nonexistent: no file can be made there'

# The templates as they are, but for the patience.
sed 's/freshness_threshold     900/freshness_threshold     2/' "$top_srcdir/contrib/nagios/tenants.cfg" >"$work/tenants.cfg"
nagios_stop
nagios_configure "$work/fabrikam.cfg" "$objects" |
	sed "s|^cfg_file=.*/contrib/nagios/tenants.cfg|cfg_file=$work/tenants.cfg|; \$a check_service_freshness=1
	\$a service_freshness_check_interval=1
	\$a additional_freshness_latency=0" >"$nagios_dir/nagios.cfg"
(nagios_run) >"$nagios_dir/console.log" 2>&1 &
nagios_pid=$!
fresh=$(sed -n 's/^    service_description *//p' "$objects" | head -n 1)
host=$(sed -n 's/^    host_name *//p' "$objects" | head -n 1)
checked_by_itself() { [ "$(nagios_get "$host" "$fresh" check_type)" = 0 ] && [ "$(nagios_get "$host" "$fresh" has_been_checked)" = 1 ]; }
wait_for 30 checked_by_itself
like "when nobody feeds it any more the check answers" "$(nagios_get "$host" "$fresh" check_type) $(nagios_output "$host" "$fresh")" \
	'^0 (CRITICAL|WARNING): '
done_testing
