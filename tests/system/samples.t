#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/icinga2 and contrib/nagios, as they are, in the real Icinga 2 and Nagios:
# accepted without a warning, and the handler is told what it has to know.
. "$(dirname "$0")/lib.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
command -v nagios4 >/dev/null || skip_all "nagios4 is not installed"

# Writes down what it is told: one line a call, arguments and environment.
calls=$work/calls
cat >"$work/handler" <<EOF
#!/bin/sh
line=call:
for word; do
	case \$word in --checked-at* | --acked-at*)
		word=\$(printf %s "\$word" | sed 's/=[0-9][0-9]*\$/=SECONDS/') ;;
	esac
	line="\$line [\$word]"
done
printf '%s AUTHOR=%s COMMENT=%s\n' "\$line" \
	"\${MBX_AUTHOR-\${NAGIOS_NOTIFICATIONAUTHOR-unset}}" \
	"\${MBX_COMMENT-\${NAGIOS_NOTIFICATIONCOMMENT-unset}}" >>$calls
EOF
chmod 755 "$work/handler"
# The check is somebody else's test: here it says what it was asked.
mkdir "$work/plugins"
printf '#!/bin/sh\necho "OK: $*"\n' >"$work/plugins/check_mailbox_expiry"
chmod 755 "$work/plugins/check_mailbox_expiry"
: >"$work/conf"
canary=$work/canary
hostile="#restore \$(touch $canary) \`touch $canary\`; touch $canary \"'\\"
id=00000000-0000-0000-0000-000000000001

called() { grep -qs -- "$1" "$calls"; }
told() { # NAME PATTERN WANTED
	wait_for 15 called "$2"
	is "$1" "$(grep -m1 -- "$2" "$calls" | sed -E 's/(-at\]) \[[0-9]+\]/\1 [SECONDS]/g')" "$3"
}

icinga_handler=$work/handler icinga_plugins=$work/plugins
. "$top_srcdir/tests/system/icinga2.sh"
cat >"$work/more.conf" <<EOF
object Host "fabrikam" {
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
  vars.mbx_mailboxes["orders"] = "$id"
}
apply Service "all" {
  import "mailbox-expiry"
  vars.mailbox_expiry_all_tenants = true
  assign where host.name == "fabrikam"
}
EOF
if icinga_start "$work/more.conf"; then ok "Icinga 2 starts"; else not_ok "Icinga 2 starts"; fi
is "nothing is wrong with it" \
	"$(grep -E '(warning|critical)/' "$icinga_dir/console.log" | cut -d' ' -f4-)" ""
icinga_recheck fabrikam mailbox-orders
wait_for 15 icinga_is fabrikam mailbox-orders "OK HARD"
is "a mailbox's check" "$(icinga_output fabrikam mailbox-orders)" \
	"OK: --config $work/conf --mailbox $id --tenant fabrikam --timeout 20"
icinga_recheck contoso mailbox-expiry-deadline
wait_for 15 icinga_is contoso mailbox-expiry-deadline "OK HARD"
is "the deadline's check" "$(icinga_output contoso mailbox-expiry-deadline)" \
	"OK: --config $work/conf --deadline --tenant contoso --timeout 20"
icinga_recheck fabrikam all
wait_for 15 icinga_is fabrikam all "OK HARD"
is "a check of all tenants: the last of the two words counts" \
	"$(icinga_output fabrikam all)" \
	"OK: --config $work/conf --tenant fabrikam --timeout 20 --all-tenants"
icinga_result fabrikam mailbox-orders 1 "soon"
told "an event" '\[--event\].*\[--service\] \[mailbox-orders\].*\[WARNING\]' \
	"call: [ingest] [--source] [icinga2] [--checked-at] [SECONDS] [--config] [$work/conf] [--downtime-depth] [0] [--downtime-depth] [0] [--event] [--host] [fabrikam] [--mailbox] [$id] [--service] [mailbox-orders] [--state] [WARNING] [--state-type] [SOFT] [--tenant] [fabrikam] AUTHOR=unset COMMENT=unset"
icinga_ack fabrikam mailbox-orders "-x \"alice\"" "$hostile"
told "an acknowledgement in a SOFT state" ACKNOWLEDGEMENT \
	"call: [ingest] [--source] [icinga2] [--acked-at] [SECONDS] [--checked-at] [SECONDS] [--config] [$work/conf] [--downtime-depth] [0] [--host] [fabrikam] [--mailbox] [$id] [--service] [mailbox-orders] [--state] [WARNING] [--state-type] [SOFT] [--tenant] [fabrikam] [--type] [ACKNOWLEDGEMENT] AUTHOR=-x \"alice\" COMMENT=$hostile"
is "it shows there" "$(icinga_show fabrikam mailbox-orders)" "WARNING SOFT acknowledged"
rm -f "$calls"
icinga_hard contoso mailbox-expiry 2 "now"
icinga_downtime contoso mailbox-expiry 60
wait_for 15 icinga_is contoso mailbox-expiry "CRITICAL HARD downtime"
icinga_ack contoso mailbox-expiry bob "#ack"
told "an acknowledgement of a tenant in a downtime" ACKNOWLEDGEMENT \
	"call: [ingest] [--source] [icinga2] [--acked-at] [SECONDS] [--checked-at] [SECONDS] [--config] [$work/conf] [--downtime-depth] [1] [--host] [contoso] [--service] [mailbox-expiry] [--state] [CRITICAL] [--state-type] [HARD] [--tenant] [contoso] [--type] [ACKNOWLEDGEMENT] AUTHOR=bob COMMENT=#ack"
is "told once" "$(grep -c ACKNOWLEDGEMENT "$calls")" 1
icinga_stop
rm -f "$calls"

nagios_handler=$work/handler nagios_plugins=$work/plugins
. "$top_srcdir/tests/system/nagios.sh"
cat >"$work/more.cfg" <<EOF
define service {
	use                     mailbox-expiry-one,mailbox-expiry-handler
	host_name               contoso
	service_description     mailbox-orders
	_MBX_TENANT             contoso
	_MBX_ID                 $id
	contact_groups          admins
}
EOF
if nagios_start "$work/more.cfg"; then ok "Nagios starts"; else not_ok "Nagios starts"; fi
is "nothing is wrong with that" "$( (nagios_run -v) |
	grep -E 'Warning|Error' | grep -v sleep_time | tr -s ' ' | tr '\n' ' ')" \
	"Total Warnings: 0 Total Errors: 0 "
wait_for 15 nagios_is contoso mailbox-orders "OK HARD"
is "a mailbox's check" "$(nagios_output contoso mailbox-orders)" \
	"OK: --config=$work/conf --tenant=contoso --timeout=20 --mailbox=$id"
wait_for 15 nagios_is contoso mailbox-expiry-deadline "OK HARD"
is "the deadline's check" "$(nagios_output contoso mailbox-expiry-deadline)" \
	"OK: --config=$work/conf --tenant=contoso --timeout=20 --deadline"
nagios_result contoso mailbox-orders 1 "soon"
told "an event" '\[--event\].*mailbox-orders.*WARNING' \
	"call: [ingest] [--source=nagios] [--config=$work/conf] [--event] [--host=contoso] [--service=mailbox-orders] [--state=WARNING] [--state-type=SOFT] [--downtime-depth=0] [--downtime-depth=0] [--checked-at=SECONDS] [--tenant=contoso] [--mailbox=$id] [--deadline=] [--account=] AUTHOR= COMMENT="
nagios_ack contoso mailbox-orders "-x \"alice\"" "$hostile"
told "an acknowledgement in a SOFT state" ACKNOWLEDGEMENT \
	"call: [ingest] [--source=nagios] [--config=$work/conf] [--type=ACKNOWLEDGEMENT] [--host=contoso] [--service=mailbox-orders] [--state=WARNING] [--state-type=SOFT] [--downtime-depth=0] [--checked-at=SECONDS] [--acked-at=SECONDS] [--tenant=contoso] [--mailbox=$id] [--deadline=] [--account=] AUTHOR=-x \"alice\" COMMENT=$hostile"
wait_for 15 nagios_is contoso mailbox-orders "WARNING SOFT acknowledged"
is "it shows there" "$(nagios_show contoso mailbox-orders)" "WARNING SOFT acknowledged"
is "who and why, in status.dat" "$(nagios_comments contoso mailbox-orders)" \
	"4 -x \"alice\": $hostile"
rm -f "$calls"

# As most sites run it: then the comment is not passed at all.
nagios_environment=0
nagios_restart "$work/more.cfg"
nagios_hard contoso mailbox-expiry 2 "now"
nagios_downtime contoso mailbox-expiry 60
wait_for 15 nagios_is contoso mailbox-expiry "CRITICAL HARD downtime"
nagios_ack contoso mailbox-expiry bob "$hostile"
told "an acknowledgement of a tenant in a downtime" ACKNOWLEDGEMENT \
	"call: [ingest] [--source=nagios] [--config=$work/conf] [--type=ACKNOWLEDGEMENT] [--host=contoso] [--service=mailbox-expiry] [--state=CRITICAL] [--state-type=HARD] [--downtime-depth=1] [--checked-at=SECONDS] [--acked-at=SECONDS] [--tenant=contoso] [--mailbox=] [--deadline=] [--account=] AUTHOR=unset COMMENT=unset"
is "told once" "$(grep -c ACKNOWLEDGEMENT "$calls")" 1
nagios_stop
is "no shell ever read any of it" "$(find "$canary" 2>/dev/null)" ""
done_testing
