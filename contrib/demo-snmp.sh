# SPDX-License-Identifier: MIT
# The part of the demo that shows SNMP, which sources it: a real snmpd with our
# subagent, a real snmptrapd that listens.  snmp_begins before something happens,
# snmp_shows after it.
#
# shellcheck shell=sh disable=SC2034,SC2086,SC2154

diagnose() { cat; }

snmp_begins() {
	top_srcdir=$root top_builddir=$build conf=$work/config
	# shellcheck disable=SC1091
	. "$root/tests/system/snmp.sh"
	root=$top_srcdir # it has a root of its own
	PATH=$PATH:/usr/sbin
	snmpd_port='' trapd_port=''
	trapd_start
	snmpd_start
	agentx_start --at "$now"
}

snmp_shows() {
	if ! wait_for 20 has_traps 1 mbxCritical; then
		echo "    (the demo expected a trap)"
		wrong=1
	fi
	printf '\n  %s\n' "what snmptrapd heard:"
	traps mbxCritical | head -n 1 | tr '\t' '\n' | sed 's/<>$//; s/^.*:://' |
		grep -vE '^(sysUpTime|$)' | fold -s -w 86 | sed 's/^/    /'
	# Judged now, not when it was started.
	agentx_stop
	agentx_start --at "$now"
	printf '\n  $ %s\n' "snmpbulkwalk localhost mbxAttentionTable   (most urgent first)"
	for column in mbxAttentionUpn mbxAttentionState mbxAttentionLeft; do
		walk $column
	done | cut -c 1-86 | sed 's/^/    /'
	agentx_stop
	snmpd_stop
	trapd_stop
	unset MIBS MIBDIRS SNMPCONFPATH SNMP_PERSISTENT_DIR
}
