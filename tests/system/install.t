#!/bin/sh
# SPDX-License-Identifier: MIT
# make install, without any package: what it puts where, and with which modes; that
# nothing of it names the place it was staged in; and that uninstalling leaves nothing.
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
[ -x "$top_builddir/snmp/mailbox_expiry_agentx" ] || skip_all "built without the subagent"

# The make that runs this test has nothing to say to the one that installs.
unset MAKEFLAGS MFLAGS MAKELEVEL
umask 027
where="prefix=/opt/mbx exec_prefix=/opt/mbx sysconfdir=/etc"
where="$where plugindir=/opt/mbx/lib/nagios/plugins"
where="$where systemdsystemunitdir=/opt/mbx/lib/systemd/system"
stage=$work/stage
output=$(make -s -C "$top_builddir" install DESTDIR="$stage" $where 2>&1)
is "it installs" "$?" 0
(cd "$stage" && find . ! -type d -printf '%m %P\n' | sort -k 2) >"$work/installed"
output=
is "all that is to be there" "$(while read -r wanted; do
	grep -q "^[0-9]* opt/mbx/$wanted\$" "$work/installed" || echo "$wanted"
done <<END
lib/nagios/plugins/check_mailbox_expiry
lib/systemd/system/mailbox-expiry-agentx.service
lib/systemd/system/mailbox-expiry-collect@.service
lib/systemd/system/mailbox-expiry-collect@.timer
lib/systemd/system/mailbox-expiry-handler.path
lib/systemd/system/mailbox-expiry-handler.service
lib/systemd/system/mailbox-expiry-handler.timer
lib/systemd/system/mailbox-expiry-reconcile.service
lib/systemd/system/mailbox-expiry-reconcile.timer
lib/systemd/system/mailbox-expiry-sync.service
lib/systemd/system/mailbox-expiry-sync.timer
lib/sysusers.d/mailbox-expiry-agentx.conf
lib/sysusers.d/mailbox-expiry.conf
lib/tmpfiles.d/mailbox-expiry.conf
sbin/handle_mailbox_expiry
sbin/mailbox_expiry_agentx
sbin/mailbox_expiry_collect
share/bash-completion/completions/check_mailbox_expiry
share/bash-completion/completions/handle_mailbox_expiry
share/bash-completion/completions/mailbox_expiry_agentx
share/bash-completion/completions/mailbox_expiry_collect
share/doc/mailbox-expiry/examples/mailbox-expiry.conf.sample
share/doc/mailbox-expiry/examples/snmp/snmpd.conf
share/man/man5/mailbox-expiry.conf.5
share/man/man8/check_mailbox_expiry.8
share/man/man8/handle_mailbox_expiry.8
share/man/man8/mailbox_expiry_agentx.8
share/man/man8/mailbox_expiry_collect.8
share/snmp/mibs/MAILBOX-EXPIRY-MIB.txt
END
)" ""
place='opt/mbx/(lib/(sysusers|tmpfiles)\.d|lib/systemd/system|share/(bash-completion/completions|doc/mailbox-expiry/examples|man/man[58]|snmp/mibs))/'
is "programs may be run by all, the rest may be read by all" \
	"$(grep -vE "^(755 opt/mbx/(sbin|lib/nagios/plugins)/[a-z_0-9]+\$|755 opt/mbx/share/doc/mailbox-expiry/examples/|644 $place)" "$work/installed")" ""
is "each program runs from there" "$(for program in lib/nagios/plugins/check_mailbox_expiry \
	sbin/handle_mailbox_expiry sbin/mailbox_expiry_agentx sbin/mailbox_expiry_collect; do
	"$stage/opt/mbx/$program" --version | head -n 1
done | cut -d' ' -f1 | tr '\n' ' ')" \
	"check_mailbox_expiry handle_mailbox_expiry mailbox_expiry_agentx mailbox_expiry_collect "
is "nothing knows where it was staged or built" \
	"$(grep -rlF -e "$stage" "$stage"; grep -rlF -e "$top_builddir" "$stage/opt/mbx/lib/systemd" "$stage/opt/mbx/share")" ""
make -s -C "$top_builddir" uninstall DESTDIR="$stage" $where >/dev/null 2>&1
is "uninstalling leaves nothing" "$(find "$stage" ! -type d)" ""
done_testing
