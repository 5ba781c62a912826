# SPDX-License-Identifier: MIT
# The part of packages.t about a package's life, which sources this: installing, each
# alone and all together, upgrading, removing, purging.

units="mailbox-expiry-agentx.service mailbox-expiry-collect@contoso.service
	mailbox-expiry-collect@contoso.timer mailbox-expiry-handler.path
	mailbox-expiry-handler.service mailbox-expiry-handler.timer
	mailbox-expiry-reconcile.service mailbox-expiry-reconcile.timer
	mailbox-expiry-sync.service mailbox-expiry-sync.timer"
to_enable="mailbox-expiry-agentx.service mailbox-expiry-collect@contoso.timer
	mailbox-expiry-handler.path mailbox-expiry-handler.timer
	mailbox-expiry-reconcile.timer"

# installs NAME PACKAGE...
installs() {
	what=$1
	shift
	# shellcheck disable=SC2046
	if apt install -o Dpkg::Options::=--force-confold $(debs "$@"); then
		ok "$what"
	else
		not_ok "$what"
	fi
}
has_none_of() { # PATTERN: the packages in the clean Debian
	inside dpkg-query -W -f '${db:Status-Abbrev} ${Package}\n' | grep -E "^i.* ($1)"
}
# Links by which something of ours would be started.
enabled() {
	(cd "$debian/etc/systemd/system" && find . -name 'mailbox-expiry*' -type l) | sort
}
kept() { # what the state directory holds, and whose it is
	(
		cd "$debian/var/lib/mailbox-expiry" &&
			find . ! -name '*.lock' -printf '%p %m %u %g\n' | sort &&
			find . -type f -exec cksum {} + | sort
	)
}

life_satellite() {
	inside apt-get update -qq >"$apt_log" 2>&1 || diagnose <"$apt_log"
	installs "a plugin alone" mailbox-expiry-common monitoring-plugins-mailbox-expiry
	is "brings neither curl nor net-snmp" "$(has_none_of 'libcurl|libsnmp')" ""
	is "its configuration has no tenant yet, and can be read by all" \
		"$(inside_as nobody /usr/lib/nagios/plugins/check_mailbox_expiry; echo $?)" \
		"UNKNOWN: /etc/mailbox-expiry/mailbox-expiry.conf: there is no [tenant NAME] section
3"
}
life_snmp_host() {
	installs "the subagent beside it" mailbox-expiry-agentx
	is "brings no curl" "$(has_none_of 'libcurl')" ""
	like "its user reads what the group reads" "$(inside id mailbox-expiry-agentx)" \
		'^uid=[0-9]*\(mailbox-expiry-agentx\) gid=[0-9]*\(mailbox-expiry-agentx\) groups=.*\(mailbox-expiry\)'
}
life_everything() {
	installs "all of it" mailbox-expiry mailbox-expiry-collector mailbox-expiry-handler
	like "a user without a shell" "$(inside getent passwd mailbox-expiry)" \
		'^mailbox-expiry:.*:/var/lib/mailbox-expiry:/usr/sbin/nologin$'
	is "state" "$(owned /var/lib/mailbox-expiry)" "750 mailbox-expiry mailbox-expiry"
	is "inbox" "$(owned /var/lib/mailbox-expiry/inbox)" "3770 mailbox-expiry mailbox-expiry"
	is "configuration" "$(owned /etc/mailbox-expiry/mailbox-expiry.conf), in $(owned /etc/mailbox-expiry)" \
		"644 root root, in 755 root root"
	is "nothing is enabled" "$(enabled)" ""
	# shellcheck disable=SC2086
	is "systemd understands the units" \
		"$(inside systemd-analyze verify --man=no $units 2>&1 | grep -F mailbox-expiry)" ""
	for page in check_mailbox_expiry.8 handle_mailbox_expiry.8 mailbox_expiry_agentx.8 \
		mailbox_expiry_collect.8 mailbox-expiry.conf.5; do
		[ -s "$debian/usr/share/man/man${page##*.}/$page.gz" ] || echo "$page"
	done >"$work/missing"
	is "every page of the manual" "$(cat "$work/missing")" ""
}

# The same packages, of a later version, in which the configuration has changed.
next_version() {
	for file in "$built"/*.deb; do
		rm -rf "$work/next"
		dpkg-deb -R "$file" "$work/next"
		sed -i 's/^Version: .*/&.1/' "$work/next/DEBIAN/control"
		case $file in *-common_*) echo "# Of the next version." >>"$work/next/etc/mailbox-expiry/mailbox-expiry.conf" ;; esac
		dpkg-deb -b --root-owner-group -Znone "$work/next" "$debian/debs" >/dev/null
	done
	deb_version=$deb_version.1
}
# A systemd that takes every unit for running, and writes down what it is told.
pretend_systemd() {
	mkdir -p "$debian/run/systemd/system"
	mv "$debian/usr/bin/systemctl" "$debian/usr/bin/systemctl.real"
	printf '#!/bin/sh\necho "$*" >>/systemctl.log\n[ "$1" != is-enabled ] || echo enabled\n' \
		>"$debian/usr/bin/systemctl"
	chmod 755 "$debian/usr/bin/systemctl"
	mv "$debian/usr/sbin/policy-rc.d" "$debian/usr/sbin/policy-rc.d.real"
}
told_systemd() { # PATTERN
	grep -E -- "$1" "$debian/systemctl.log" 2>/dev/null
}
end_of_pretending() {
	rm -rf "$debian/run/systemd/system" "$debian/systemctl.log"
	mv "$debian/usr/bin/systemctl.real" "$debian/usr/bin/systemctl"
	mv "$debian/usr/sbin/policy-rc.d.real" "$debian/usr/sbin/policy-rc.d"
}

# shellcheck disable=SC2086
life_upgrade() {
	inside systemctl -q enable $to_enable 2>"$work/enabled"
	is "what README says can be enabled" "$(enabled | wc -l)" 5
	# Whoever is taken out of the group stays out.
	inside deluser -q nagios mailbox-expiry
	kept >"$work/kept"
	conf_before=$(cksum <"$debian/etc/mailbox-expiry/mailbox-expiry.conf")
	enabled_before=$(enabled)
	next_version
	pretend_systemd
	installs "an upgrade" $deb_names
	is "leaves what is known as it is" "$(kept | diff "$work/kept" -)" ""
	is "and a configuration that was changed" \
		"$(cksum <"$debian/etc/mailbox-expiry/mailbox-expiry.conf")" "$conf_before"
	like "the new one beside it" "$(tail -n 1 "$debian/etc/mailbox-expiry/mailbox-expiry.conf.dpkg-dist")" 'next version'
	is "and what is enabled" "$(enabled)" "$enabled_before"
	is "who left the group stays out" "$(group_has mailbox-expiry nagios && echo back)" ""
	for unit in mailbox-expiry-agentx.service mailbox-expiry-handler.service \
		mailbox-expiry-handler.path mailbox-expiry-reconcile.timer; do
		like "$unit is restarted if it runs" "$(told_systemd restart)" "$unit"
	done
	like "after systemd has read it" "$(head -n 1 "$debian/systemctl.log")" 'daemon-reload'
}
life_remove() {
	: >"$debian/systemctl.log"
	# shellcheck disable=SC2086
	apt remove $deb_names || not_ok "removing works"
	for unit in mailbox-expiry-agentx.service mailbox-expiry-handler.path 'mailbox-expiry-collect@\*'; do
		like "removing stops $unit" "$(told_systemd stop)" "$unit"
	done
	end_of_pretending
	is "removing keeps what is known" "$(kept | diff "$work/kept" -)" ""
	is "and the configuration" "$(cksum <"$debian/etc/mailbox-expiry/mailbox-expiry.conf")" "$conf_before"
	is "and no program" "$(cd "$debian" && find usr lib -name '*mailbox[-_]expiry*' \
		! -path '*/doc/*' ! -type d)" ""
}
life_again() {
	# shellcheck disable=SC2086
	installs "installing again" $deb_names
	is "finds all as it was" "$(kept | diff "$work/kept" -)" ""
	like "and goes on" "$(inside_as mailbox-expiry /usr/lib/nagios/plugins/check_mailbox_expiry \
		--tenant contoso --no-collect --perfdata none)" ': contoso: '
}
life_purge() {
	rm -r "$debian/etc/snmp/snmpd.conf.d/mailbox-expiry.conf" \
		"$debian/etc/systemd/system/mailbox-expiry-handler.service.d"
	# shellcheck disable=SC2086
	apt purge $deb_names || not_ok "purging works"
	is "purging leaves the keys, which are their owner's, and nothing else" \
		"$(cd "$debian" && find etc var usr lib -name '*mailbox[-_]expiry*' \
			! -path 'var/lib/mailbox-expiry-*' | sort)
$(ls "$debian/etc/mailbox-expiry" | sort)" "etc/mailbox-expiry
contoso-writer.key
contoso-writer.pem
contoso.key
contoso.pem"
	is "and nothing is to be started" "$(enabled)" ""
	is "users stay" "$(inside getent passwd mailbox-expiry mailbox-expiry-agentx | cut -d: -f1 | tr '\n' ' ')" \
		"mailbox-expiry mailbox-expiry-agentx "
}
