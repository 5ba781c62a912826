# SPDX-License-Identifier: MIT
"""agentx_wire - a master agent of AgentX (RFC 2741), as far as it takes to have a
subagent at one's mercy.
"""
import select
import socket
import struct
import time

(OPEN, CLOSE, REGISTER, UNREGISTER, GET, NEXT, BULK, TEST_SET, COMMIT_SET,
 UNDO_SET, CLEANUP_SET, NOTIFY, PING, INDEX_ALLOCATE, INDEX_DEALLOCATE,
 ADD_CAPS, REMOVE_CAPS, RESPONSE) = range(1, 19)
INSTANCE, NEW_INDEX, ANY_INDEX, CONTEXT, BIG_ENDIAN = 1, 2, 4, 8, 16
INTEGER, OCTETS, NULL, OBJECT = 2, 4, 5, 6
NO_OBJECT, NO_INSTANCE, END_OF_VIEW = 128, 129, 130
OPEN_FAILED, NOT_OPEN, DUPLICATE = 256, 257, 263
NOT_WRITABLE = 17


class Gone(Exception):
    """The subagent has closed the connection."""


class Silent(Exception):
    """Nothing came within the time."""


# ---- what is sent --------------------------------------------------------------

def oid(parts, include=0, count=None):
    """`count` lies about how many there are."""
    prefix = 0
    if tuple(parts[:4]) == (1, 3, 6, 1) and len(parts) > 4 and parts[4] < 256:
        prefix, parts = parts[4], parts[5:]
    count = len(parts) if count is None else count
    return struct.pack(f'>BBBB{len(parts)}I', count & 255, prefix, include, 0,
                       *parts)


def octets(data, size=None):
    return (struct.pack('>I', len(data) if size is None else size) + data +
            bytes(-len(data) % 4))


def search_range(start, end=(), include=0):
    return oid(start, include) + oid(end)


def variable(kind, name, data=b''):
    return struct.pack('>HH', kind, 0) + oid(name) + data


def pdu(kind, body=b'', flags=0, session=0, transaction=0, packet=0,
        version=1, size=None):
    return struct.pack('>BBBBIIII', version, kind, BIG_ENDIAN | flags, 0,
                       session, transaction, packet,
                       len(body) if size is None else size) + body


# ---- what comes ----------------------------------------------------------------

class Reader:
    def __init__(self, data, order):
        self.data, self.order, self.at = data, order, 0

    def take(self, layout):
        values = struct.unpack_from(self.order + layout, self.data, self.at)
        self.at += struct.calcsize('=' + layout)
        return values

    def oid(self):
        count, prefix, _, _ = self.take('BBBB')
        parts = self.take(f'{count}I')
        return ((1, 3, 6, 1, prefix) if prefix else ()) + parts

    def octets(self):
        size, = self.take('I')
        data = self.data[self.at:self.at + size]
        self.at += size + -size % 4
        return data

    def variables(self):
        found = []
        while self.at < len(self.data):
            kind, _ = self.take('HH')
            name = self.oid()
            value = None
            if kind in (INTEGER, 65, 66, 67):
                value, = self.take('i' if kind == INTEGER else 'I')
            elif kind in (OCTETS, 64, 68):
                value = self.octets()
            elif kind == 70:
                value, = self.take('Q')
            elif kind == OBJECT:
                value = self.oid()
            found.append((name, kind, value))
        return found


class Pdu:
    def __init__(self, head, body):
        flags = head[2]
        self.order = '>' if flags & BIG_ENDIAN else '<'
        (_, self.kind, self.flags, _, self.session, self.transaction,
         self.packet, _) = struct.unpack(self.order + 'BBBBIIII', head)
        self.reader = Reader(body, self.order)
        self.context = b''
        if self.flags & CONTEXT:
            self.context = self.reader.octets()

    def response(self):
        """(error, index, variables)"""
        _, error, index = self.reader.take('IHH')
        return error, index, self.reader.variables()


class Connection:
    """One subagent that has connected; everything but requests of ours is answered
    when it comes, unless `answers` says otherwise: a function of the PDU that gives
    an error number, or None for silence."""

    def __init__(self, stream):
        self.stream = stream
        self.data = b''
        self.session = 4711
        self.packet = 0
        self.answers = lambda asked: 0
        self.notified = []
        self.registered = []

    def close(self):
        self.stream.close()

    def send(self, data):
        try:
            self.stream.sendall(data)
        except OSError as wrong:
            raise Gone from wrong

    def receive(self, until):
        """The next PDU."""
        while True:
            if len(self.data) >= 20:
                order = '>' if self.data[2] & BIG_ENDIAN else '<'
                size, = struct.unpack_from(order + 'I', self.data, 16)
                if len(self.data) >= 20 + size:
                    head, body = self.data[:20], self.data[20:20 + size]
                    self.data = self.data[20 + size:]
                    return Pdu(head, body)
            left = until - time.monotonic()
            if left <= 0 or not select.select([self.stream], [], [], left)[0]:
                raise Silent
            try:
                more = self.stream.recv(65536)
            except OSError as wrong:
                raise Gone from wrong
            if not more:
                raise Gone
            self.data += more

    def answer(self, asked, error=0):
        self.send(pdu(RESPONSE, struct.pack('>IHH', 1, error, 0),
                      session=self.session if asked.kind == OPEN
                      else asked.session,
                      transaction=asked.transaction, packet=asked.packet))

    def handle(self, asked):
        if asked.kind == NOTIFY:
            self.notified.append(asked.reader.variables())
        if asked.kind == REGISTER:
            self.registered.append(asked.context)
        error = self.answers(asked)
        if error is not None:
            self.answer(asked, error)

    def serve(self, seconds, enough=lambda: False):
        """Handles what comes."""
        until = time.monotonic() + seconds
        while not enough():
            try:
                self.handle(self.receive(until))
            except Silent:
                return

    def wait_for(self, packet, seconds=5.0):
        """The response to our request of this number."""
        until = time.monotonic() + seconds
        while True:
            came = self.receive(until)
            if came.kind != RESPONSE:
                self.handle(came)
            elif came.packet == packet:
                return came.response()

    def request(self, kind, body, seconds=5.0, **more):
        self.packet += 1
        self.send(pdu(kind, body, session=self.session, transaction=self.packet,
                      packet=self.packet, **more))
        return self.wait_for(self.packet, seconds)


class Master:
    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(5)  # as snmpd does

    def accept(self, seconds=10.0):
        if not select.select([self.listener], [], [], seconds)[0]:
            raise Silent
        return Connection(self.listener.accept()[0])

    def session(self, seconds=10.0, settle=0.1):
        """A subagent that is open and has registered; in the meantime one may have
        given up and come again."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            connection = self.accept(max(0.1, until - time.monotonic()))
            try:
                connection.serve(3, lambda: connection.registered)
                connection.serve(settle)
            except Gone:
                continue
            if connection.registered:
                return connection
        raise Silent
