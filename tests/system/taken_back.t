#!/bin/sh
# SPDX-License-Identifier: MIT
# Acknowledged, told, and taken back before anything was done: the real Icinga 2 is
# asked once more, and nothing is restored nor let go.  What another one said since
# counts by itself.  An Icinga that does not answer is waited for, but not for ever.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
command -v icinga2 >/dev/null || skip_all "icinga2 is not installed"
icinga_checks=no
icinga_handler=/bin/true # we tell it ourselves, late
. "$top_srcdir/tests/system/icinga2.sh"
handler_alone
people="ada ben cyd eve fay gus hal joy kim"

# shellcheck disable=SC2086
sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK location=DE\n' $people)
user syl@contoso.example sku=ENTERPRISEPACK location=DE sync=on
EOF
handler_conf
collect
for name in $people; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
	cat <<END
object Service "mbx-$name" {
  import "mailbox-expiry-mailbox"
  host_name = "contoso"
  vars.mbx_tenant = "contoso"
  vars.mbx_id = "$name@contoso.example"
}
END
done >"$work/more.conf"
cat <<END >>"$work/more.conf"
object Service "mbx-all" {
  import "mailbox-expiry-mailbox"
  host_name = "contoso"
  vars.mbx_tenant = "contoso"
}
END
sim "delete syl@contoso.example by=admin@contoso.example"
sim_clock +22d
collect
icinga_start "$work/more.conf" || { echo "Bail out! no Icinga 2"; exit 1; }
cat >>"$conf" <<EOF
[icinga2 main]
url = $icinga_url
user = mailbox-expiry
password_file = $icinga_password_file
ca_file = $icinga_ca
EOF
for name in $people all; do
	icinga_result contoso "mbx-$name" 2 "expires" || not_ok "mbx-$name alarms"
done
# acknowledged NAME COMMENT [SECONDS]: what Icinga told of it, so long ago
acknowledged() {
	case $1 in
	all) ask "comment $2" ;;
	*) ask "mailbox $1@contoso.example" "comment $2" ;;
	esac
	told_at=$(($(date -u -d "$now" +%s) - ${3-60}))
	sed -i "s/^kind .*/kind acknowledge/
		s/^made_at .*/made_at $told_at\nchecked_at $told_at/
		s/^system hand\$/system icinga2\nhost contoso\nservice mbx-$1\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
became_of() {
	ask_handler "select state || ': ' || reason from request where service = 'mbx-$1'
		order by id desc limit 1"
}

# ---- it stands ---------------------------------------------------------------------
icinga_ack contoso mbx-ada alice "that was a mistake"
acknowledged ada "that was a mistake"
work_for 2 5
like "what stands is restored" "$(remedy ada)" '^verified'

# ---- it was taken back ---------------------------------------------------------------
icinga_ack contoso mbx-ben alice "bring him back" && icinga_unack contoso mbx-ben
acknowledged ben "bring him back"
work_for 2 5
like "what was taken back is refused" "$(remedy ben)" \
	'^refused: the acknowledgement does not stand any more'
is "and nothing is written" "$(written '[^"]*assignLicense')" 1
like "Icinga has a comment" "$(icinga_comments contoso mbx-ben)" \
	'mailbox-expiry: 0 of 1 back; ben@contoso.example: the acknowledgement does not stand'
like "it is an event" "$(ask_handler "select text from event order by id desc limit 1")" \
	'^the acknowledgement does not stand'

# ---- another stands, which says something else -----------------------------------------
icinga_ack contoso mbx-ben bob "#ack, he left"
sim_clock +2m
acknowledged ben "bring him back"
work_for 2 5
like "another took its place" "$(remedy ben)" '^refused: another acknowledgement'
like "that one stays" "$(icinga_show contoso mbx-ben)" acknowledged

# ---- it was taken back, and a part of it would be refused -----------------------------
icinga_ack contoso mbx-all alice "#restore-all" && icinga_unack contoso mbx-all
acknowledged all "#restore-all"
work_for 2 5
like "nor is a part of it restored" "$(became_of all)" \
	'^refused: the acknowledgement does not stand any more'
is "nothing is written for it" "$(written '[^"]*assignLicense')" 1

# ---- letting go --------------------------------------------------------------------------
acknowledged cyd "#release, she left"
work_for 2 5
like "nor is anybody let go" "$(became_of cyd)" '^refused: the acknowledgement does not stand'
is "nobody is released" "$(ask_handler "select count(*) from release")" 0
icinga_ack contoso mbx-cyd alice "#release, she left"
sim_clock +2m
acknowledged cyd "#release, she left"
work_for 2 5
like "but where it stands" "$(became_of cyd)" '^done: 1 mailbox let go'

# ---- set again in the same words -------------------------------------------------------
icinga_ack contoso mbx-fay alice "bring her back" && icinga_unack contoso mbx-fay
acknowledged fay "bring her back" 20
work_for 2
like "what does not stand comes to nothing" "$(remedy fay)" '^refused: the acknowledgement'
icinga_ack contoso mbx-fay alice "bring her back"
sim_clock +3s
acknowledged fay "bring her back" 0
work_for 2 5
like "what is set after that stands for itself" "$(remedy fay)" '^verified'

# ---- acknowledged on two services, and one of them taken back ----------------------------
icinga_ack contoso mbx-gus alice "gus is missed" && icinga_unack contoso mbx-gus
acknowledged gus "gus is missed" 0
icinga_ack contoso mbx-all alice "both of them"
acknowledged all "both of them gus@contoso.example hal@contoso.example" 0
sed -i 's/^comment .*/comment both of them/
	s/^service .*/&\nmailbox gus@contoso.example\nmailbox hal@contoso.example/' \
	"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
work
is "the second waits for what becomes of the first" "$(ask_handler \
	"select group_concat(service || ' ' || state, ', ') from (select service, state
	from request where closed_at = 0 order by id)")" "mbx-gus working, mbx-all new"
work_for 11 2 5
like "the first comes to nothing" "$(became_of gus)" 'does not stand any more'
like "the second restores what was left to it" "$(became_of all)" '^done: 2 of 2 back'

# ---- what another one said is not said again when the first comes to nothing -------------
icinga_unack contoso mbx-all
icinga_ack contoso mbx-all alice "joy@contoso.example is missed"
acknowledged all "joy@contoso.example is missed" 0
sim 'fault 429 count=-1 method=POST path=*assignLicense retry-after=600'
work
icinga_unack contoso mbx-all
icinga_ack contoso mbx-all alice "#release kim@contoso.example"
acknowledged all "#release kim@contoso.example" 0
work_for 11
ask "mailbox kim@contoso.example"
sed -i 's/^kind .*/kind unrelease/' "$state/inbox/"*
work
sim clear-faults
work_for 600 2 5
like "what was held comes to nothing" "$(remedy joy)" '^refused: another acknowledgement'
is "whom somebody took back is not let go again" "$(ask_handler \
	"select group_concat(upn) from release where revoked_at = 0")" cyd@contoso.example

# ---- nobody answers ------------------------------------------------------------
icinga_stop
acknowledged eve "that was a mistake"
work
like "an Icinga that is away is waited for" "$(remedy eve)" '^open: it is asked again whether'
is "nothing is written meanwhile" "$(written '[^"]*assignLicense')" 5
sim_clock +4h
collect
work_for 2 5
like "but not for ever" "$(remedy eve)" '^verified'
like "the journal says so" "$(ask_handler "select text from journal where kind = 'note'
	order by id desc limit 1")" '^whether the acknowledgement still stands could not be asked'
done_testing
