# SPDX-License-Identifier: MIT
# A clean Debian in a directory, for tests of the packages: sourced behind lib.sh.
#
#   root_new               # $debian, a minimal Debian of this release
#   inside apt-get install -y ./some.deb
#   inside_as nagios COMMAND...
#   unit_exec mailbox-expiry-agentx.service &
#
# There is no systemd in it: what a unit would start is started as the unit says.
# Each command has a mount namespace of its own, in which alone anything is mounted:
# however a test ends, nothing stays, and removing $work meets no mount.

debian=$work/root
inside_path=/usr/sbin:/usr/bin:/sbin:/bin
export debian inside_path

# Where this host gets its packages from.
archive() {
	grep -rhoE 'https?://[^ ]+/debian/?( |$)' /etc/apt/sources.list \
		/etc/apt/sources.list.d 2>/dev/null | head -n 1 | grep . ||
		echo http://deb.debian.org/debian
}
release() { sed -n 's/^VERSION_CODENAME=//p' /etc/os-release; }

root_new() {
	(umask 022 && unshare -m --propagation private mmdebstrap --quiet --mode=root \
		--variant=minbase --aptopt='Acquire::Languages "none"' \
		--dpkgopt=force-unsafe-io "$(release)" "$debian" "$(archive)") || return 1
	chmod 755 "$debian"
	cp /etc/resolv.conf /etc/hosts "$debian/etc/"
	# No package starts a service.
	printf '#!/bin/sh\nexit 101\n' >"$debian/usr/sbin/policy-rc.d"
	chmod 755 "$debian/usr/sbin/policy-rc.d"
}

inside() { # COMMAND...
	(inside_exec env HOME=/root "$@")
}
# Becomes the command: with & behind it, $! is the command's own pid.
inside_exec() { # COMMAND...
	# shellcheck disable=SC2016
	exec unshare -m --propagation private sh -c 'mount -t proc proc "$debian/proc" &&
		exec chroot "$debian" /usr/bin/env -i PATH="$inside_path" LC_ALL=C TZ=UTC \
		DEBIAN_FRONTEND=noninteractive ${http_proxy:+http_proxy="$http_proxy"} "$@"' \
		sh "$@"
}
inside_as() { # USER COMMAND...
	as=$1
	shift
	inside setpriv --reuid="$as" --regid="$(inside id -g "$as")" --init-groups "$@"
}

# One key of a unit in $debian, its drop-ins included.
unit_says() { # UNIT KEY
	cat "$debian/lib/systemd/system/$1" "$debian/etc/systemd/system/$1.d/"*.conf 2>/dev/null |
		sed -n "s/^$2=//p"
}
# Becomes what a unit starts, as far as users, groups and directories go.
unit_exec() { # UNIT [COMMAND...]
	unit=$1
	shift
	user=$(unit_says "$unit" User)
	groups=$(unit_says "$unit" Group)
	for group in $(unit_says "$unit" SupplementaryGroups); do
		groups=$groups,$group
	done
	directory=$(unit_says "$unit" StateDirectory)
	[ -z "$directory" ] || inside install -d -m "$(unit_says "$unit" StateDirectoryMode)" \
		-o "$user" -g "${groups%%,*}" "/var/lib/$directory"
	# Of a template its first instance.
	[ $# -gt 0 ] || set -- $(unit_says "$unit" ExecStart | sed 's/%i/contoso/')
	inside_exec setpriv --reuid="$user" --regid="${groups%%,*}" \
		--groups="$(group_ids "$groups$(also_in "$user")")" --no-new-privs "$@"
}
unit_run() { # UNIT [COMMAND...]
	(unit_exec "$@")
}
# What the user is a member of besides.
also_in() { # USER
	awk -F: -v user="$1" '("," $4 ",") ~ ("," user ",") { printf ",%s", $1 }' "$debian/etc/group"
}
group_ids() { # NAME,NAME
	echo "$1" | tr , '\n' | while read -r name; do
		awk -F: -v name="$name" '$1 == name { print $3 }' "$debian/etc/group"
	done | paste -sd,
}
group_has() { # GROUP USER
	awk -F: -v group="$1" -v user="$2" '$1 == group && ("," $4 ",") ~ ("," user ",") {
		found = 1 } END { exit !found }' "$debian/etc/group"
}

apt_log=$work/apt.log
# apt ARGUMENT...: quietly, with what it said in $apt_log
apt() {
	inside apt-get -y -q --no-install-recommends -o Dpkg::Use-Pty=0 "$@" \
		>"$apt_log" 2>&1 </dev/null || {
		tail -n 20 "$apt_log" | diagnose
		return 1
	}
}
# debs NAME...: their paths within $debian, of version $deb_version
debs() {
	for name in "$@"; do
		(cd "$debian" && ls "debs/${name}_${deb_version}"_*.deb) | sed 's|^|/|'
	done
}
is_there() { # PACKAGE
	inside dpkg-query -W -f '${Status}\n' "$1" 2>/dev/null | grep -q '^install ok installed$'
}
# owned PATH: MODE USER GROUP, by the names within $debian
owned() {
	inside stat -c '%a %U %G' "$1" 2>&1
}
