# SPDX-License-Identifier: MIT
# The part of packages.t that builds them and looks into them; it sources this.

built=$work/deb
deb_names="mailbox-expiry mailbox-expiry-agentx mailbox-expiry-collector
	mailbox-expiry-common mailbox-expiry-handler monitoring-plugins-mailbox-expiry"

build_packages() {
	# The make that runs this test has nothing to say to the one for the tarball.
	(unset MAKEFLAGS MFLAGS MAKELEVEL && make -s -C "$top_builddir" dist-gzip) \
		>"$work/dist.log" 2>&1
	tarball=$(ls -t "$top_builddir"/mailbox-expiry-*.tar.gz | head -n 1)
	unset CC CFLAGS CPPFLAGS LDFLAGS MAKEFLAGS MFLAGS MAKELEVEL
	if ! DEB_BUILD_OPTIONS='nocheck parallel=2 noddebs' \
		"$top_srcdir/contrib/packaging/build-deb" -t "$tarball" -o "$built" \
		>"$work/deb.log" 2>&1; then
		tail -n 20 "$work/deb.log" | diagnose
		echo "Bail out! the packages cannot be built"
		exit 1
	fi
	deb_version=$(dpkg-parsechangelog -S Version \
		-l "$top_srcdir/contrib/packaging/debian/changelog")
	is "the packages" "$(find "$built" -name '*.deb' -printf '%f\n' | cut -d_ -f1 | sort | tr '\n' ' ')" \
		"$(echo $deb_names) "
}

depends_of() { dpkg-deb -f "$built/$1"_*.deb Depends; }
# What the program in a package is linked with.
linked() { # PACKAGE PATH
	dpkg-deb --fsys-tarfile "$built/$1"_*.deb | tar -xO ".$2" >"$work/program"
	objdump -p "$work/program" | sed -n 's/^ *NEEDED *//p' | sort | tr '\n' ' '
}
packages_need_what_they_should() {
	unlike "the subagent needs no curl" "$(depends_of mailbox-expiry-agentx)" 'libcurl|json'
	for name in mailbox-expiry-collector mailbox-expiry-handler; do
		like "$name needs curl" "$(depends_of $name)" 'libcurl4'
		unlike "$name needs no net-snmp" "$(depends_of $name)" 'libsnmp'
	done
	is "the plugin is linked with next to nothing" \
		"$(linked monitoring-plugins-mailbox-expiry /usr/lib/nagios/plugins/check_mailbox_expiry)" \
		"libc.so.6 libinih.so.1 libsqlite3.so.0 "
	unlike "so is the subagent, but for net-snmp" \
		"$(linked mailbox-expiry-agentx /usr/sbin/mailbox_expiry_agentx)" 'curl|json|ssl|perl'
	is "one conffile" "$(for name in $deb_names; do
		dpkg-deb -I "$built/$name"_*.deb conffiles 2>/dev/null
	done)" /etc/mailbox-expiry/mailbox-expiry.conf
	is "what is kept from a package belongs to root" "$(for name in $deb_names; do
		dpkg-deb -c "$built/$name"_*.deb
	done | awk '$2 != "root/root" || $1 !~ /^(-rwxr-xr-x|-rw-r--r--|drwxr-xr-x|l)/')" ""
}

# Others look while we install: lintian, and an RPM of the same tarball.
checks_begin() {
	(
		cd "$built" && lintian --allow-root -EvI --pedantic --fail-on none ./*.changes
	) >"$work/lintian" 2>&1 &
	lintian_pid=$!
	# -O0: what is in it counts, not how fast it is.
	"$top_srcdir/contrib/packaging/build-rpm" -t "$tarball" -o "$work/rpm" --nodeps \
		--define 'debug_package %{nil}' --define 'optflags -O0' \
		--define "_dbpath $work/rpmdb" --define "_tmppath $work" \
		>"$work/rpm.log" 2>&1 &
	rpm_pid=$!
	sim_pids="$sim_pids $lintian_pid $rpm_pid"
}

# Files of a package, in the places of Debian; without what either adds by itself.
deb_files() { # NAME
	dpkg-deb -c "$built/$1"_*.deb | awk '$1 !~ /^d/ { print $6 }' |
		sed 's|^\./||; s|^lib/systemd|usr/lib/systemd|; s|\.gz$||' |
		grep -vE "^usr/share/(lintian|doc/$1/(changelog|copyright|README))" | sort
}
rpm_files() { # NAME
	rpm -qplv "$(find "$work/rpm/RPMS" -name "$1-[0-9]*.rpm")" 2>/dev/null |
		awk '$1 !~ /^d/ { print $9 }' |
		sed 's|^/||; s|^usr/lib64/|usr/lib/|; s|\.gz$||' |
		grep -vE "^usr/(share/(licenses|doc/($1-[0-9]|$1/README))|lib/\.build-id)|^usr/share/doc/packages" |
		sort
}
checks_end() {
	wait $lintian_pid
	is "lintian has nothing to say" "$(grep -E '^[EWIPO]: ' "$work/lintian")" ""
	like "and has looked" "$(cat "$work/lintian")" '^X: monitoring-plugins-mailbox-expiry: executable-in-usr-lib'
	if ! wait $rpm_pid; then
		tail -n 20 "$work/rpm.log" | diagnose
	fi
	for name in $deb_names; do
		is "the RPM of $name holds the same" \
			"$(rpm_files "$(echo "$name" | sed 's/^monitoring-/nagios-/')")" \
			"$(deb_files "$name")"
	done
}
