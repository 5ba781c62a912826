#!/bin/sh
# SPDX-License-Identifier: MIT
# What a NOC does all day, with the real Icinga Web 2 in a browser: log in, see on the
# dashboard which mailboxes are about to be gone, press Acknowledge, see it restored
# and what came of it.  Names that mean harm are text everywhere.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
core=icinga
. "$top_srcdir/tests/system/icinga2.sh"
. "$top_srcdir/tests/system/icingaweb.sh"
. "$top_srcdir/tests/system/noc.sh"
icingaweb_needs
noc_needs

noc_tenants
button_site=
button_conf
collect_now
{
	cat <<'END'
object Host "fabrikam" {
  display_name = "Microsoft 365 tenant fabrikam"
  check_command = "dummy"
  vars.mbx_tenant = "fabrikam"
}
END
	"$check_program" --config "$conf" --no-collect --tenant contoso --discover icinga2
} >"$work/more.conf"
icingaweb_database && icinga_start "$icingaweb_ido" "$work/more.conf" &&
	install -D -m 644 "$top_srcdir/contrib/icingaweb2/dashboard.ini" \
		"$icingaweb_dir/etc/dashboards/$icingaweb_user/dashboard.ini" &&
	icingaweb_start || { echo "Bail out! no Icinga Web 2"; exit 1; }
button_site="[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca"
button_conf

for host in contoso fabrikam; do
	icinga_api POST /actions/reschedule-check \
		"{\"type\":\"Host\",\"host\":\"$host\",\"force\":true}" >/dev/null
done
wait_for 40 noc_is_hard contoso fabrikam || not_ok "every check alarms"
harm_service=$(sed -n 's/^object Service "\(mbx-o-brien[^"]*\)".*/\1/p' "$work/more.conf")

"$check_program" --config "$conf" --no-collect --exclude "o'brien*" \
	--output-format html >"$work/month.html"

cat >"$work/story.json" <<END
{"url": "$icingaweb_url", "user": "$icingaweb_user", "password": "$icingaweb_password",
 "profile": "$work/profile", "pictures": "$pictures", "month": "$work/month.html",
 "harm_service": "$harm_service", "harm_shown": "$harm_shown"}
END
HOME=$work PYTHONDONTWRITEBYTECODE=1 $python "$top_srcdir/tests/system/icingaweb.py" \
	"$work/story.json" >"$work/saw" 2>"$work/python" || diagnose <"$work/python"
noc_saw "$work/saw" 13

is "an acknowledgement brings it back, once" "$(noc_writes $lena)" "POST assignLicense: connected 1"
is "also one whose name means harm" "$(noc_writes $harm)" "POST assignLicense: connected 1"
is "#ack brings nothing back" "$(noc_writes $orders)" ": soft-deleted 1"
is "who asked is who logged in" "$(ask_handler "select distinct author from request")" alice
like "Icinga has what came of it" "$(icinga_comments contoso mbx-lena-braun-55555555)" \
	'^1 mailbox-expiry: 1 of 1 back[;,] lena.braun@contoso.example: back: '
done_testing
