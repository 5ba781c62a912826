# SPDX-License-Identifier: MIT
"""Holds the tables against what the check said of the same state as JSON.

    snmp_agrees.py PORT OID MIB REPORT

OID is that of mailboxExpiryObjects; the MIB gives the columns their names and
their numbers words.  "mbxMailboxLostAt" is "lost_at": a key that has no column
is told, too.  Prints what differs.
"""
import calendar
import json
import re
import sys
import time

import snmp_wire as wire

NONE_LEFT = 2**31 - 1
NO_INSTANT = bytes(8)
RENAMED = {'left_s': 'left', 'data_age_s': 'data_age',
           'soonest_left_s': 'soonest_left'}
# What the index says, what is compared by itself, and what has no column.
ELSEWHERE = {'index', 'tenant', 'phases', 'states', 'notes'}
MISSING = {'restored_at', 'seen_by_handler'}


class Mib:
    def __init__(self, path):
        text = open(path, encoding='ascii').read()
        text = re.sub(r'"[^"]*"', '', text)
        self.words = {}
        for name, body in re.findall(
                r'^(\w+) ::= TEXTUAL-CONVENTION.*?INTEGER\s*\{(.*?)\}', text,
                re.S | re.M):
            self.words[name] = {int(number): word for word, number in
                                re.findall(r'(\w+)\((\d+)\)', body)}
        self.words['TruthValue'] = {1: 'true', 2: 'false'}
        self.objects = {}
        for name, syntax, parent, arc in re.findall(
                r'^(\w+) OBJECT-TYPE\s+SYNTAX\s+(\w+).*?::= \{ (\w+) (\d+) \}',
                text, re.S | re.M):
            self.objects[name] = (syntax, parent, int(arc))

    def column(self, prefix, key):
        """(number, syntax) of the column for a key; None: there is none."""
        words = RENAMED.get(key, key).split('_')
        name = prefix + ''.join(word.capitalize() for word in words)
        found = self.objects.get(name)
        return found and (found[2], found[0])


def camel(text):
    first, *rest = text.split('-')
    return first + ''.join(word.capitalize() for word in rest)


def instant_of(text):
    return calendar.timegm(time.strptime(text, '%Y-%m-%dT%H:%M:%SZ'))


def date_of(octets):
    year = octets[0] << 8 | octets[1]
    return calendar.timegm((year,) + tuple(octets[2:7]))


def is_same(mib, syntax, told, value):
    if syntax == 'DateAndTime':
        return value == NO_INSTANT if told is None else \
            len(value) == 11 and date_of(value) == instant_of(told)
    if syntax in mib.words:
        word = {None: 'unknown', True: 'true', False: 'false'}[told] \
            if told is None or isinstance(told, bool) else camel(told.lower())
        return mib.words[syntax][value] == word
    if syntax == 'SnmpAdminString':
        return value.decode() == (told or '')
    return value == (NONE_LEFT if told is None else told)


def rows_of(manager, entry):
    """{index: {column: value}} of a table"""
    rows = {}
    for name, _, value in manager.walk(entry, 50):
        rows.setdefault(name[len(entry) + 1:], {})[name[len(entry)]] = value
    return rows


class Comparison:
    def __init__(self, mib):
        self.mib = mib
        self.count = 0

    def wrong(self, *words):
        print(*words)

    def same(self, where, syntax, told, value):
        self.count += 1
        if not is_same(self.mib, syntax, told, value):
            self.wrong(f'{where}: {value!r} here, {told!r} in the report')

    def keys(self, prefix, where, told, row):
        for key, value in told.items():
            if key in ELSEWHERE | MISSING:
                continue
            column = self.mib.column(prefix, key)
            if column is None:
                self.wrong(f'{where}: no column for {key}')
            else:
                self.same(f'{where}: {key}', column[1], value, row[column[0]])

    def tenant(self, told, row):
        name = told['tenant']
        self.keys('mbxTenant', name, told, row)
        for group in 'phases', 'states':
            for word, count in told.get(group, {}).items():
                key = f'{group[:-1]}_{word.lower().replace("-", "_")}'
                self.same(f'{name}: {key}', 'Gauge32', count,
                          row[self.mib.column('mbxTenant', key)[0]])
        notes = '; '.join(note['text'] for note in told['notes'])
        self.same(f'{name}: notes', 'SnmpAdminString', notes,
                  row[self.mib.column('mbxTenant', 'notes')[0]])


def main(port, root, mib, report):
    manager = wire.Manager(port)
    root = wire.oid_of(root)
    report = json.load(open(report, encoding='utf-8'))
    comparison = Comparison(Mib(mib))
    tenants = rows_of(manager, root + (2, 1))
    mailboxes = rows_of(manager, root + (4, 1))
    urgent = rows_of(manager, root + (3, 1))
    of_name = {row[2].decode(): index[0] for index, row in tenants.items()}
    for told in report['tenants']:
        comparison.tenant(told, tenants[(of_name[told['tenant']],)])
    for told in report['mailboxes']:
        index = (of_name[told['tenant']], told['index'])
        where = f'{told["tenant"]}/{told["index"]}'
        comparison.keys('mbxMailbox', where, told, mailboxes[index])
    # The report lists the most urgent first, too.
    for rank, told in enumerate(report['mailboxes'][:len(urgent)], 1):
        comparison.keys('mbxAttention', f'rank {rank}', told, urgent[(rank,)])
    print(comparison.count, file=sys.stderr)


main(*sys.argv[1:])
