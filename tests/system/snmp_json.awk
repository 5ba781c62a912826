# SPDX-License-Identifier: MIT
# A walk (snmpbulkwalk -OQsU) as the lines of snmp_json.jq; mailboxes that the check
# does not list are left out.
function instant(text,  part) {
	if (text ~ /^0-0-0,/)
		return ""
	split(text, part, /[-,:.+]/)
	return sprintf("%04d-%02d-%02dT%02d:%02d:%02dZ", part[1], part[2], part[3],
		part[4], part[5], part[6])
}
{
	name = $1
	value = $0
	sub(/^[^ ]+ = ?/, "", value)
	if (value ~ /^[0-9]+-[0-9]+-[0-9]+,[0-9:.]+,[+]0:0$/ || value ~ /^0-0-0,/)
		value = instant(value)
	split(name, part, ".")
	column = part[1]
}
column == "mbxTenantName" { tenant[part[2]] = value; next }
column ~ /^mbxTenant/ { print tenant[part[2]], column " = " value; next }
column ~ /^mbxMailbox/ { row[++rows] = tenant[part[2]] " " column " " part[3] " = " value
	key[rows] = part[2] "." part[3]
	if (column == "mbxMailboxPhase" &&
		value ~ /^(alive|settling|past|expired|released|excluded)$/)
		hidden[key[rows]] = 1
	next }
column ~ /^mbxAttention/ { print "-", column, part[2] " = " value; next }
column ~ /^mbxSummary/ { print "-", column " = " value }
END { for (i = 1; i <= rows; i++) if (!(key[i] in hidden)) print row[i] }
