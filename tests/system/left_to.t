#!/bin/sh
# SPDX-License-Identifier: MIT
# Acknowledged while somebody else is restoring it already: that is left to him.  If
# nothing comes of it, whoever acknowledged hears of it, too, and the alert comes back.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
. "$top_srcdir/tests/system/handler.sh"
handler_alone
plan 10

sim_start <<EOF
$(sim_head)
$(sim_writer)
sku ENTERPRISEPACK seats=40
$(printf 'user %s@contoso.example sku=ENTERPRISEPACK location=DE\n' ada ben cyd eve fay)
EOF
handler_conf "verify_timeout = 1h" "on_event = restore"
collect
for name in ada ben cyd eve fay; do
	sim "remove-license $name@contoso.example by=admin@contoso.example"
done
sim_clock +28d
collect
# said KIND NAME COMMENT [LINE...]: about the service mbx-NAME, and its mailbox
said() {
	kind=$1 name=$2 comment=$3
	shift 3
	ask "comment $comment" "$@"
	sed -i "s/^kind .*/kind $kind/
		s/^system hand\$/system icinga2\nhost contoso\nservice mbx-$name\nstate CRITICAL\nhard yes\nauthor alice/" \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
event() {
	said event "$1" "" "mailbox $1@contoso.example"
	sed -i '/^author /d;/^comment /d' \
		"$state/inbox/00000000-0000-4000-8000-$(printf %012d "$asked")"
}
# What the service mbx-NAME is told: 1 a comment, 2 not acknowledged any more, 3 check
acts_of() { ask_handler "select group_concat(act, ' ') from (select act from message
	where service = 'mbx-$1' order by id)"; }
comment_of() { ask_handler "select text from message where service = 'mbx-$1'
	and act = 1 order by id desc limit 1"; }

sim 'switch provisioning 5h'
event ada
ask "mailbox ben@contoso.example"
work_for 2
sim_clock +1m
said acknowledge ada "bring her back" "mailbox ada@contoso.example"
said acknowledge ben "bring him back" "mailbox ben@contoso.example"
said acknowledge all "ben@contoso.example cyd@contoso.example"
sim 'switch provisioning 0'
work_for 2
is "they are left to who was first" "$(ask_handler "select group_concat(upn || ' ' || state,
	', ') from (select * from remedy order by id)")" \
	"ada@contoso.example verifying, ben@contoso.example verifying, cyd@contoso.example verified"
is "nobody is told yet" "$(acts_of ada)$(acts_of ben)" ""
work_for 1200 1200 1200 1200
like "an event comes to nothing" "$(remedy ada)" '^failed: the mailbox does not answer'
is "the acknowledgement of its alert ends" "$(acts_of ada)" "1 3 2"
is "so does that of what was asked for by hand" "$(acts_of ben)" "1 2 3"
like "with the reason" "$(comment_of ben)" '0 of 1 back; ben@contoso.example: the mailbox does not answer'
is "and that of which this was a part" "$(acts_of all)" "1 3 1 2 3"

# ---- it comes back -----------------------------------------------------------------
sim 'switch provisioning 20m'
event eve
work
said acknowledge eve "bring her back" "mailbox eve@contoso.example"
work_for 2 1260 60
is "where it comes back the acknowledgement stays" "$(remedy eve | cut -d: -f1) $(acts_of eve)" \
	"verified 1 3"

# ---- the same service in two monitoring systems --------------------------------------
acts_in() { ask_handler "select group_concat(act, ' ') from (select act from message
	where service = 'mbx-fay' and instance = '$1' order by id)"; }
sim 'switch provisioning 5h'
said acknowledge fay "bring her back" "mailbox fay@contoso.example" "instance east"
work_for 2
sim_clock +1m
said acknowledge fay "bring her back" "mailbox fay@contoso.example" "instance west"
work_for 2 1200 1200 1200 1200
is "whoever was first hears that it failed" "$(acts_in east)" "1 2 3"
is "so does the other, where the alert of that name comes back, too" "$(acts_in west)" "1 2 3"
