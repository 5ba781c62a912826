# SPDX-License-Identifier: MIT
# Ways to walk, whose lines are all "OID TYPE VALUE"; to be read after snmp.sh.

# model VERB OID...: see snmp_model.py
model() {
	verb=$1
	shift
	python3 "$top_srcdir/tests/system/snmp_model.py" \
		"$verb" "$snmpd_port" "$@"
}

# by_netsnmp PROGRAM [OPTION...]: of all there is
by_netsnmp() {
	# shellcheck disable=SC2086
	MIBS='' "$@" $ask -Onx "127.0.0.1:$snmpd_port" "$root.1" | awk '
		function flush() { if (line != "") { sub(/ $/, "", line); print line } line = "" }
		/^\.1/ {
			flush()
			name = substr($1, 2)
			value = $0
			sub(/^[^=]*= /, "", value)
			if (sub(/^INTEGER: /, "", value)) line = name " integer " value
			else if (sub(/^Gauge32: /, "", value)) line = name " gauge " value
			else if (sub(/^Counter32: /, "", value)) line = name " counter " value
			else if (sub(/^Timeticks: /, "", value)) line = name " ticks " value
			else if (value == "\"\"") line = name " octets "
			else if (sub(/^Hex-STRING: /, "", value)) line = name " octets " squeezed(value)
			else line = name " " value
			next
		}
		{ line = line squeezed($0) }
		function squeezed(text) { gsub(/ /, "", text); return tolower(text) }
		END { flush() }'
}

# node_has_netsnmp: npm's package, in $NODE_PATH, wherever it is to be had.
node_has_netsnmp() {
	command -v node >/dev/null && command -v npm >/dev/null || return 1
	(cd "$work" && timeout 60 npm install --silent --no-audit --no-fund \
		--cache "$work/npm" --prefix "$work" net-snmp@3.29.2) \
		>"$work/npm.log" 2>&1 || return 1
	NODE_PATH=$work/node_modules
	export NODE_PATH
}
