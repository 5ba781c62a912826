# SPDX-License-Identifier: MIT
# Which Debian packages what needs, and how they are installed; sourced by demo and
# verify.  Every package is named, also those a machine happens to have.

packages_build="autoconf automake make gcc libc6-dev pkg-config
	libcurl4-openssl-dev libjson-c-dev libsqlite3-dev libinih-dev
	libssl-dev libsnmp-dev"

# The simulated tenant, and what the demo asks it with.
packages_simulator="libmicrohttpd-dev zlib1g-dev curl ca-certificates"

# Real monitoring systems, run privately; no service is started.
packages_icinga2="icinga2-bin openssl curl ca-certificates jq"
packages_nagios="nagios4-core"
# Where Icinga 2 writes what the check counts.
packages_metrics="influxdb graphite-carbon graphite-web python3-minimal"
# The check on another host.
packages_nrpe="nagios-nrpe-server nagios-nrpe-plugin monitoring-plugins-basic"

# SNMP in the demo.
packages_demo="snmp snmpd snmptrapd python3-minimal"

packages_snmp="snmp snmpd snmptrapd snmptt smitools libnet-snmp-perl
	python3-pysnmp4 prometheus prometheus-snmp-exporter"
# Which may come from elsewhere than Debian.
command -v npm >/dev/null || packages_snmp="$packages_snmp nodejs npm"

# In front of them, for a browser.
packages_web="icingaweb2 icingaweb2-module-monitoring icingaweb2-module-director
	icingacli php-cli php-pgsql icinga2-ido-pgsql postgresql nagios4-cgi lighttpd
	chromium chromium-driver python3 python3-selenium"

packages_test="libcmocka-dev sqlite3 openssl jq mandoc mawk sed grep
	coreutils util-linux procps diffutils python3-minimal bash git
	bash-completion valgrind monitoring-plugins-basic
	chromium chromium-driver python3 python3-selenium
	clang libclang-rt-14-dev clang-tidy clang-format cppcheck
	snmp snmpd snmptrapd snmptt smitools"

# Building packages, and a clean Debian to install them into.
packages_packaging="debhelper dpkg-dev fakeroot lintian binutils rpm mmdebstrap
	openssl util-linux systemd"
# What README.md's own commands are executed with, on a copy of this system.
packages_readme="adduser passwd iproute2 mount"
# Several users, and the filters of the units.
packages_users="acl libseccomp2 systemd util-linux"

# packages_install PACKAGE...: installs what is missing, if root may.
packages_install() {
	missing=
	for package in "$@"; do
		dpkg-query -W -f '${Status}' "$package" 2>/dev/null |
			grep -q '^install ok installed' ||
			missing="$missing $package"
	done
	[ -n "$missing" ] || return 0
	if [ "$(id -u)" != 0 ]; then
		echo "Missing Debian packages:$missing" >&2
		echo "Install them as root, or run this as root." >&2
		return 1
	fi
	echo "Installing$missing"
	export DEBIAN_FRONTEND=noninteractive
	# The lists may be older than the archive: fetched anew when need be.
	# shellcheck disable=SC2086
	set -- apt-get install -y -qq --no-install-recommends $missing
	if ! "$@" >"$packages_log" 2>&1 &&
		! { apt-get update -qq && "$@"; } >"$packages_log" 2>&1; then
		cat "$packages_log" >&2
		echo "apt-get could not install them." >&2
		return 1
	fi
}
