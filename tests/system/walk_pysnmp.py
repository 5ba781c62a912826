# SPDX-License-Identifier: MIT
"""walk_pysnmp.py PORT OID: a walk by pysnmp, as lines "OID TYPE VALUE"."""
import sys

from pysnmp.hlapi import (CommunityData, ContextData, ObjectIdentity,
                          ObjectType, SnmpEngine, UdpTransportTarget, bulkCmd)
from pysnmp.proto import rfc1902

# Narrower types come before those they are made from.
KINDS = ((rfc1902.Counter32, 'counter'), (rfc1902.Gauge32, 'gauge'),
         (rfc1902.TimeTicks, 'ticks'), (rfc1902.Integer32, 'integer'),
         (rfc1902.OctetString, 'octets'))


def line_of(name, value):
    kind = next(word for base, word in KINDS if isinstance(value, base))
    shown = bytes(value).hex() if kind == 'octets' else int(value)
    return f'{name} {kind} {shown}'.rstrip()


for error, status, _, found in bulkCmd(
        SnmpEngine(), CommunityData('public'),
        UdpTransportTarget(('127.0.0.1', int(sys.argv[1])), timeout=5),
        ContextData(), 0, 20, ObjectType(ObjectIdentity(sys.argv[2])),
        lookupMib=False, lexicographicMode=False):
    if error or status:
        print(error or status.prettyPrint())
        break
    for name, value in found:
        print(line_of(name, value))
