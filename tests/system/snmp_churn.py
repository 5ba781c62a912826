# SPDX-License-Identifier: MIT
"""Walks a table while its rows come and go.

    snmp_churn.py PORT OID STEADY SECONDS

OID is that of an entry, STEADY a file with the indexes of rows that stay, one a
line.  Walks on and on, by GETBULK and by GETNEXT: names have to rise, and each
column has to have each steady row once.  Prints what is wrong, and then how often
it walked and how many different numbers of rows it met.
"""
import sys
import time

import snmp_wire as wire


def walk(manager, entry, repetitions, steady):
    """How many cells there were."""
    columns = {}
    for name, _, _ in manager.walk(entry, repetitions):
        columns.setdefault(name[len(entry)], set()).add(name[len(entry) + 1:])
    for column, rows in columns.items():
        if not steady <= rows:
            print(f'column {column} lacks {sorted(steady - rows)[:5]}')
    return sum(map(len, columns.values()))


def main(port, oid, steady, seconds):
    manager = wire.Manager(port)
    entry = wire.oid_of(oid)
    steady = {wire.oid_of(line) for line in open(steady, encoding='ascii')}
    until = time.monotonic() + float(seconds)
    sizes = []
    while time.monotonic() < until:
        try:
            sizes.append(walk(manager, entry, (50, 7, 0)[len(sizes) % 3], steady))
        except ValueError as wrong:
            print(wrong)
            break
    print(f'{len(sizes)} walks, {len(set(sizes))} sizes')


main(*sys.argv[1:])
