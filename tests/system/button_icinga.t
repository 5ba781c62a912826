#!/bin/sh
# SPDX-License-Identifier: MIT
# The button, start to end, with the real Icinga 2: a license goes, the service
# alarms, somebody acknowledges, the mailbox is back, and the service says so.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
. "$top_srcdir/tests/system/icinga2.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"

# The real clock: what happened, happened before now.
ago() { date -u -d "$1 ago" +%Y-%m-%dT%H:%M:%SZ; }
sim_start --clock running <<END
$(sim_head "$all_roles" "$(ago '40 days')")
$(sim_writer)
sku ENTERPRISEPACK seats=10
user ada@contoso.example name="Ada Example" sku=ENTERPRISEPACK location=DE
user ben@contoso.example name="Ben Example" sku=ENTERPRISEPACK location=DE
END
handler_conf
cat >>"$conf" <<END
[icinga2 main]
url = https://localhost:0
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
END
sim_clock "$(ago '28 days')"
sim 'remove-license ada@contoso.example by=admin@contoso.example'
sim_clock "$(ago '1 second')"

icinga_start || { echo "Bail out! icinga2 did not start"; exit 1; }
sed -i "s|^url = https://localhost:0|url = $icinga_url|" "$conf"
icinga_set contoso vars.mailbox_expiry_collector "$collect_program"
icinga_recheck contoso mailbox-expiry
wait_for 20 icinga_is contoso mailbox-expiry "CRITICAL HARD" ||
	{ icinga_recheck contoso mailbox-expiry; wait_for 20 icinga_is contoso mailbox-expiry "CRITICAL HARD"; }
is "the service alarms" "$(icinga_show contoso mailbox-expiry)" "CRITICAL HARD"
icinga_ack contoso mailbox-expiry alice "that was a mistake"
wait_for 30 icinga_is contoso mailbox-expiry "OK HARD"
is "acknowledged, and OK" "$(icinga_show contoso mailbox-expiry)" "OK HARD"
is "one license was assigned" "$(written /assignLicense)" 1
like "the comment says what came of it" "$(icinga_comments contoso mailbox-expiry)" 'ada@contoso.example.*back'
icinga_comments contoso mailbox-expiry | diagnose
icinga_output contoso mailbox-expiry | diagnose
done_testing
