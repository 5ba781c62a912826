#!/bin/sh
# SPDX-License-Identifier: MIT
# contrib/passive, as it is: results arrive in the real Icinga 2 and the real Nagios as the
# check printed them; when none come any more, both say so.
. "$(dirname "$0")/lib.sh"
PATH=$PATH:/usr/sbin
for tool in icinga2 nagios4 jq curl /usr/lib/nagios/plugins/check_dummy; do
	command -v $tool >/dev/null || skip_all "needs $tool"
done
. "$top_srcdir/tests/system/modes.sh"
sqlite3 "$state/contoso.db" <<'END' || not_ok "the names are in place"
UPDATE mailbox SET upn = 'a"b\n\\c;d,e $(id) `id`@contoso.example' WHERE upn LIKE 'ada@%';
UPDATE mailbox SET upn = '"},"exit_status":0@contoso.example' WHERE upn LIKE 'ben@%';
UPDATE mailbox SET upn = 'x' || char(10) || '[1] SHUTDOWN_PROGRAM@contoso.example' WHERE upn LIKE 'cleo@%';
END
MAILBOX_EXPIRY_CHECK=$check_program
MAILBOX_EXPIRY_CURL=$work/submit.curl
export MAILBOX_EXPIRY_CHECK MAILBOX_EXPIRY_CURL
submit() { # KIND HOST SERVICE OPTION...
	output=$("$top_srcdir/contrib/passive/submit" "$@" --config "$conf" --at "$now" --no-collect 2>&1)
	code=$?
}
check --tenant contoso --no-collect
text=$(printf '%s\n' "$output" | sed '1s/ | .*//')
numbers=$(printf '%s\n' "$output" | sed -n '1s/.* | //p')

# ---- Icinga 2 -----------------------------------------------------------------
. "$top_srcdir/tests/system/icinga2.sh"
cat >"$work/more.conf" <<END
const MailboxExpirySubmitPassword = "secret"
include "$top_srcdir/contrib/passive/icinga2.conf"
object Host "far away" {
  check_command = "dummy"
  vars.mbx_passive_tenant = "contoso"
}
END
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
cat >"$work/submit.curl" <<END
url = "$icinga_url/v1/actions/process-check-result"
cacert = "$icinga_ca"
user = "mailbox-expiry-submit:secret"
noproxy = "*"
END
submit icinga2 "far away" mailbox-expiry --tenant contoso
is "Icinga 2 is told" "$code $output" "0 "
is "the state" "$(icinga_show "far away" mailbox-expiry)" "CRITICAL HARD"
is "the text, each line" "$(icinga_output "far away" mailbox-expiry)" "$text"
is "the numbers" "$(icinga_attributes "far away" mailbox-expiry '"last_check_result"' |
	jq -r '.results[0].attrs.last_check_result.performance_data | join(" ")')" "$numbers"
MAILBOX_EXPIRY_TTL=1
export MAILBOX_EXPIRY_TTL
submit icinga2 "far away" mailbox-expiry-deadline --tenant contoso --deadline
is "the deadline's" "$(icinga_show "far away" mailbox-expiry-deadline)" "CRITICAL HARD"
unset MAILBOX_EXPIRY_TTL
if wait_for 20 icinga_is "far away" mailbox-expiry-deadline "UNKNOWN HARD"; then
	ok "what nobody sends any more is UNKNOWN"
else
	not_ok "what nobody sends any more is UNKNOWN"
fi
like "and says why" "$(icinga_output "far away" mailbox-expiry-deadline)" "no result came in time"
is "the other one is as it was" "$(icinga_show "far away" mailbox-expiry)" "CRITICAL HARD"
submit icinga2 "far away" nothing --tenant contoso
like "a service there is not" "$code $output" '^1 submit: Icinga 2 did not take it: .*404'
submit icinga2 contoso mailbox-expiry --tenant nothing
is "of a check that fails" "$code $(icinga_show contoso mailbox-expiry | cut -d' ' -f1)" "0 UNKNOWN"
submit icinga2 'far"away' mailbox-expiry
like "a name that is none" "$code $output" '^1 submit: host and service'
icinga_stop
submit icinga2 "far away" mailbox-expiry --tenant contoso
like "Icinga 2 is down" "$code $output" '^1 submit: Icinga 2 did not take it: curl'

# ---- Nagios ---------------------------------------------------------------------
mkdir "$work/plugins"
ln -s /usr/lib/nagios/plugins/check_dummy "$work/plugins/"
nagios_handler=/bin/true nagios_plugins=$work/plugins nagios_config=/nonexistent
. "$top_srcdir/tests/system/nagios.sh"
cat >"$work/more.cfg" <<'END'
define host {
	use                     mailbox-expiry-tenant
	host_name               far
	contact_groups          admins
}
define service {
	use                     mailbox-expiry-passive
	host_name               far
	service_description     mailbox-expiry
	_MBX_TENANT             contoso
	contact_groups          admins
}
define service {
	use                     mailbox-expiry-passive
	host_name               far
	service_description     old
	freshness_threshold     2
	_MBX_TENANT             contoso
	contact_groups          admins
}
define service {
	use                     mailbox-expiry-passive-deadline
	host_name               far
	service_description     mailbox-expiry-deadline
	_MBX_TENANT             contoso
	contact_groups          admins
}
END
MAILBOX_EXPIRY_PIPE=$nagios_pipe
export MAILBOX_EXPIRY_PIPE
submit nagios far mailbox-expiry --tenant contoso
like "Nagios is down" "$code $output" '^1 submit: .*is no pipe'
nagios_start "$top_srcdir/contrib/passive/nagios.cfg" "$work/more.cfg" || {
	echo "Bail out! no Nagios"
	exit 1
}
submit nagios far mailbox-expiry --tenant contoso
is "Nagios is told" "$code $output" "0 "
wait_for 15 nagios_is far mailbox-expiry "CRITICAL HARD"
is "the state there" "$(nagios_show far mailbox-expiry)" "CRITICAL HARD"
is "the first line" "$(nagios_output far mailbox-expiry)" "$(printf '%s\n' "$text" | head -n 1 | tr ';\\' ':/')"
is "the numbers there" "$(nagios_get far mailbox-expiry performance_data)" "$numbers"
is "the other lines" \
	"$(nagios_get far mailbox-expiry long_plugin_output | sed 's/\\n/\n/g')" \
	"$(printf '%s\n' "$text" | tail -n +2 | tr '\\' /)"
is "it runs on" "$(nagios_is_gone "$nagios_pid" || echo yes)" yes
submit nagios far mailbox-expiry-deadline --tenant contoso --deadline
wait_for 15 nagios_is far mailbox-expiry-deadline "CRITICAL HARD"
is "of the deadline's the handler is told what it shows" \
	"$(nagios_show far mailbox-expiry-deadline) $(nagios_get far mailbox-expiry-deadline _MBX_DEADLINE)" \
	"CRITICAL HARD 0;yes"
submit nagios far old --tenant contoso
if wait_for 60 nagios_is far old "UNKNOWN HARD"; then
	ok "what nobody sends any more is UNKNOWN there"
else
	not_ok "what nobody sends any more is UNKNOWN there"
fi
nagios_stop

submit nsca far mailbox-expiry --tenant contoso
is "a line for send_nsca" "$code $(printf '%s\n' "$output" | cut -f 1-3 | tr '\t' ' ') $(printf '%s\n' "$output" |
	cut -f 4)" "0 far mailbox-expiry 2 $(printf '%s | %s' "$(printf '%s\n' "$text" | head -n 1)" "$numbers" | tr '\\' /)"
done_testing
