# SPDX-License-Identifier: MIT
"""How late replies are while something else goes on.

    snmp_probe.py PORT OID SECONDS

asks for a value of snmpd's own and for the one of OID in turn, and prints for each
the median, the 99th percentile and the longest time in milliseconds, until SECONDS
are over or standard input ends.
"""
import os
import select
import sys
import time

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../system'))
import snmp_wire as wire  # noqa: E402

SYS_NAME = (1, 3, 6, 1, 2, 1, 1, 5, 0)


def told(times):
    times = sorted(1000 * took for took in times)
    return (f'{times[len(times) // 2]:.1f} {times[len(times) * 99 // 100]:.1f} '
            f'{times[-1]:.1f}')


def main(port, oid, seconds):
    manager = wire.Manager(port, timeout_s=30)
    names = SYS_NAME, wire.oid_of(oid)
    times = [], []
    until = time.monotonic() + float(seconds)
    while time.monotonic() < until and \
            not select.select([sys.stdin], [], [], 0.001)[0]:
        for name, took in zip(names, times):
            began = time.monotonic()
            manager.get(name)
            took.append(time.monotonic() - began)
    print(told(times[0]), told(times[1]), len(times[1]))


main(*sys.argv[1:])
