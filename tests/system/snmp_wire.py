# SPDX-License-Identifier: MIT
"""snmp_wire - as much of SNMPv2c as asking takes: for tests that ask tens of
thousands of times, ask what no tool would, or look at the clock meanwhile.

An OID is a tuple of numbers.  An answer is a list of (oid, type, value): value
is a number, bytes, a tuple, or None for the exceptions of RFC 3416.
"""
import random
import select
import socket
import time

GET, NEXT, BULK = 0xA0, 0xA1, 0xA5
INTEGER, OCTETS, NULL, OBJECT = 0x02, 0x04, 0x05, 0x06
COUNTER, GAUGE, TICKS, COUNTER64 = 0x41, 0x42, 0x43, 0x46
NO_OBJECT, NO_INSTANCE, END_OF_VIEW = 0x80, 0x81, 0x82
TYPE_NAMES = {INTEGER: 'integer', OCTETS: 'octets', OBJECT: 'object',
              COUNTER: 'counter', GAUGE: 'gauge', TICKS: 'ticks'}


class NoAnswer(Exception):
    pass


def oid_of(text):
    return tuple(int(part) for part in text.strip('.').split('.'))


def oid_text(oid):
    return '.'.join(map(str, oid))


# ---- BER ---------------------------------------------------------------------

def item(tag, body):
    size = len(body)
    if size < 128:
        return bytes((tag, size)) + body
    octets = size.to_bytes((size.bit_length() + 7) // 8, 'big')
    return bytes((tag, 0x80 | len(octets))) + octets + body


def number_item(number):
    size = max(1, (number.bit_length() + 8) // 8)
    return item(INTEGER, number.to_bytes(size, 'big', signed=True))


def oid_item(oid):
    body = bytearray()
    for part in (40 * oid[0] + oid[1],) + tuple(oid[2:]):
        groups = [part & 0x7F]
        while part > 0x7F:
            part >>= 7
            groups.append(0x80 | part & 0x7F)
        body += bytes(reversed(groups))
    return item(OBJECT, bytes(body))


def take(data, at):
    """(tag, where its content begins, where it ends)"""
    tag, size, at = data[at], data[at + 1], at + 2
    if size & 0x80:
        count = size & 0x7F
        size = int.from_bytes(data[at:at + count], 'big')
        at += count
    return tag, at, at + size


def read_oid(data):
    parts, part = [], 0
    for octet in data:
        part = part << 7 | octet & 0x7F
        if not octet & 0x80:
            parts.append(part)
            part = 0
    first = min(parts[0] // 40, 2)
    return (first, parts[0] - 40 * first) + tuple(parts[1:])


def read_value(tag, data):
    if tag == OCTETS:
        return data
    if tag == OBJECT:
        return read_oid(data)
    if tag in (NULL, NO_OBJECT, NO_INSTANCE, END_OF_VIEW):
        return None
    return int.from_bytes(data, 'big', signed=tag == INTEGER)


def read_variables(data, at, end):
    variables = []
    while at < end:
        _, at, after = take(data, at)
        _, begin, name_end = take(data, at)
        tag, value, value_end = take(data, name_end)
        variables.append((read_oid(data[begin:name_end]), tag,
                          read_value(tag, data[value:value_end])))
        at = after
    return variables


# ---- asking ------------------------------------------------------------------

class Manager:
    def __init__(self, port, community='public', timeout_s=5.0):
        self.socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.socket.connect(('127.0.0.1', int(port)))
        self.community = community.encode()
        self.timeout_s = timeout_s
        self.number = random.randrange(1 << 30)
        self.error = 0

    def ask(self, kind, oids, first=0, second=0):
        """What comes back; of a GETBULK `first` and `second` are the non-repeaters
        and the repetitions.  The error status is left in self.error."""
        self.number += 1
        variables = b''.join(item(0x30, oid_item(oid) + b'\x05\x00')
                             for oid in oids)
        self.socket.send(item(0x30, number_item(1) + item(OCTETS, self.community) +
                              item(kind, number_item(self.number) +
                                   number_item(first) + number_item(second) +
                                   item(0x30, variables))))
        until = time.monotonic() + self.timeout_s
        while True:
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.socket], [], [], left)[0]:
                raise NoAnswer(f'no answer within {self.timeout_s} s')
            answer = self.read(self.socket.recv(65536))
            if answer is not None:
                return answer

    def read(self, data):
        _, at, _ = take(data, 0)
        for _ in range(2):  # version, community
            at = take(data, at)[2]
        _, at, _ = take(data, at)
        numbers = []
        for _ in range(3):
            _, at, end = take(data, at)
            numbers.append(int.from_bytes(data[at:end], 'big', signed=True))
            at = end
        if numbers[0] != self.number:
            return None  # of an earlier question
        self.error = numbers[1]
        _, at, end = take(data, at)
        return read_variables(data, at, end)

    def get(self, *oids):
        return self.ask(GET, oids)

    def next(self, *oids):
        return self.ask(NEXT, oids)

    def bulk(self, oids, repetitions, non_repeaters=0):
        return self.ask(BULK, oids, non_repeaters, repetitions)

    def walk(self, root, repetitions=0):
        """All below `root`, by GETNEXT or by GETBULK; an order that is none raises."""
        at = root
        while True:
            answer = (self.bulk([at], repetitions) if repetitions
                      else self.next(at))
            if self.error:
                raise ValueError(f'error {self.error} behind {oid_text(at)}')
            for name, tag, value in answer:
                if tag == END_OF_VIEW or name[:len(root)] != root:
                    return
                if name <= at:
                    raise ValueError(f'{oid_text(name)} behind {oid_text(at)}')
                at = name
                yield name, tag, value


def line_of(name, tag, value):
    """As all clients of the tests write what they got."""
    shown = value.hex() if tag == OCTETS else value
    return f'{oid_text(name)} {TYPE_NAMES[tag]} {shown}'.rstrip()
