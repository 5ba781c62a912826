// SPDX-License-Identifier: MIT
// walk_node.cjs PORT OID: a walk by npm's net-snmp, as lines "OID TYPE VALUE".
'use strict';
const snmp = require('net-snmp');

const kinds = new Map([
	[snmp.ObjectType.Integer, 'integer'],
	[snmp.ObjectType.OctetString, 'octets'],
	[snmp.ObjectType.Counter, 'counter'],
	[snmp.ObjectType.Gauge, 'gauge'],
	[snmp.ObjectType.TimeTicks, 'ticks'],
]);
const session = snmp.createSession('127.0.0.1', 'public', {
	port: Number(process.argv[2]),
	version: snmp.Version2c,
	timeout: 5000,
});

function line(varbind) {
	const kind = kinds.get(varbind.type);
	const value = kind === 'octets' ? varbind.value.toString('hex') : varbind.value;
	return `${varbind.oid} ${kind} ${value}`.trimEnd();
}

session.subtree(process.argv[3], 20, (varbinds) => {
	for (const varbind of varbinds) {
		console.log(snmp.isVarbindError(varbind) ?
			snmp.varbindError(varbind) : line(varbind));
	}
}, (error) => {
	if (error) {
		console.log(String(error));
	}
	session.close();
});
