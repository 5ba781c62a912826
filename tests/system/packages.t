#!/bin/sh
# SPDX-License-Identifier: MIT
# The packages, as a new user has them: built, clean, each with no more than it needs;
# installed into a clean Debian, configured after README.md up to an alert, an
# acknowledgement and a trap; upgraded, removed, purged.  And that the RPM packages
# hold the same files.
http_proxy_before=${http_proxy-}
. "${top_srcdir:-$(dirname "$0")/../..}/tests/system/lib.sh"
http_proxy=$http_proxy_before
[ -z "$http_proxy" ] || export http_proxy
[ "$(id -u)" = 0 ] || skip_all "installing packages takes root"
for program in dpkg-buildpackage dh lintian rpmbuild mmdebstrap unshare setpriv; do
	command -v $program >/dev/null || skip_all "no $program"
done
[ -x "$top_builddir/snmp/mailbox_expiry_agentx" ] || skip_all "built without the subagent"
. "$top_srcdir/tests/system/packages.sh"
. "$top_srcdir/tests/system/packages_build.sh"
. "$top_srcdir/tests/system/packages_newcomer.sh"
. "$top_srcdir/tests/system/packages_life.sh"
began=$(date +%s)
stage() { echo "# $(($(date +%s) - began)) s: $*"; }

stage "a tarball, the packages, and meanwhile a clean Debian"
root_new >"$work/root.log" 2>&1 &
root_pid=$!
build_packages
wait $root_pid || { diagnose <"$work/root.log"; echo "Bail out! no clean Debian"; exit 1; }
mkdir "$debian/debs"
cp "$built"/*.deb "$debian/debs/"

stage "what they hold"
packages_need_what_they_should
checks_begin

stage "installing"
life_satellite
life_snmp_host
life_everything

stage "a new user"
newcomer_configures
newcomer_collects
newcomer_watches
newcomer_listens
newcomer_acknowledges
newcomer_leaves

stage "upgrading, removing, purging"
life_upgrade
life_remove
life_again
life_purge

stage "lintian, RPM"
checks_end
stage "done"
done_testing
