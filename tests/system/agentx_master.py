# SPDX-License-Identifier: MIT
"""A master agent that does what none should.

    agentx_master.py SOCKET OID PID SCENARIO...

waits at SOCKET for the subagent, the process PID with objects below OID, and plays
the scenarios in turn: the functions below.  Prints a line for each: its name, and
after a tab what was wrong, or nothing.  $NOTIFY_SOCKET is that of the subagent,
$HAPPEN a script that makes as many events as its argument says.
"""
import os
import random
import subprocess
import sys
import time

import agentx_wire as agentx
from agentx_pulse import Pulse


class Wrong(Exception):
    pass


class Stage:
    def __init__(self, path, root, pid):
        self.master = agentx.Master(path)
        self.root, self.pid = root, pid
        self.connection = None
        self.pulse = Pulse(os.environ['NOTIFY_SOCKET'], pid)

    def is_alive(self):
        try:
            state = open(f'/proc/{self.pid}/stat').read().rsplit(')')[1].split()[0]
        except OSError:
            return False
        return state != 'Z'

    def subagent(self):
        """It is connected, answers, and is still the same process."""
        if not self.is_alive():
            raise Wrong('the subagent has died')
        for _ in range(3):
            if self.connection is None:
                self.connection = self.master.session()
            try:
                self.check_answer()
                return self.connection
            except agentx.Gone:
                self.connection = None
        raise Wrong('it does not stay')

    def check_answer(self):
        error, _, found = self.connection.request(
            agentx.GET, agentx.search_range(self.root + (1, 2, 0)))
        if error or len(found) != 1 or found[0][1] != 66:
            raise Wrong(f'asked for the number of tenants: {error}, {found}')

    def drop(self):
        if self.connection is not None:
            self.connection.close()
        self.connection = None

    def throw(self, data, is_whole=True):
        """Whatever comes of it, it is there afterwards; if not on this connection
        because it waits for the rest, then on the next."""
        try:
            self.subagent().send(data)
            self.connection.serve(0.02)
        except agentx.Gone:
            self.connection = None
        if not is_whole:
            self.drop()
        self.subagent()


# ---- odd, but allowed ----------------------------------------------------------

def many_at_once(stage):
    """Two hundred requests in one write: each is answered, in turn."""
    link = stage.subagent()
    link.send(b''.join(
        agentx.pdu(agentx.NEXT, agentx.search_range(stage.root + (1, 1 + n % 30)),
                   session=link.session, transaction=9000 + n, packet=9000 + n)
        for n in range(200)))
    for n in range(200):
        error, _, found = link.wait_for(9000 + n)
        if error or found[0][0] != stage.root + (1, 1 + n % 30, 0):
            raise Wrong(f'request {n}: {error}, {found}')


def bit_by_bit(stage):
    """A request that takes two seconds to arrive."""
    link = stage.subagent()
    data = agentx.pdu(agentx.GET, agentx.search_range(stage.root + (1, 1, 0)),
                      session=link.session, transaction=7, packet=7777)
    for at in range(len(data)):
        link.send(data[at:at + 1])
        time.sleep(2 / len(data))
    error, _, found = link.wait_for(7777, 1)
    if error or len(found) != 1:
        raise Wrong(f'{error}, {found}')


def twice(stage):
    """The same request again, of the same number."""
    link = stage.subagent()
    body = agentx.search_range(stage.root + (1, 2, 0))
    answers = []
    for _ in range(3):
        link.send(agentx.pdu(agentx.GET, body, session=link.session,
                             transaction=5, packet=5555))
    for _ in range(3):
        answers.append(link.wait_for(5555))
    if answers[0] != answers[1] or answers[0] != answers[2]:
        raise Wrong(f'different answers: {answers}')


def bulk(stage):
    """GetBulk, which net-snmp's master never sends."""
    link = stage.subagent()
    body = (b'\0\1\0\5' + agentx.search_range(stage.root + (1, 1)) +
            agentx.search_range(stage.root + (2, 1, 2)))
    error, _, found = link.request(agentx.BULK, body)
    names = [name for name, _, _ in found]
    if (error or names[0] != stage.root + (1, 1, 0) or
            names[1][:-1] != stage.root + (2, 1, 2) or names != sorted(names)):
        raise Wrong(f'{error}, {names}')


def many_columns(stage):
    """All columns of a row in one request are one answer, in order, of one row."""
    link = stage.subagent()
    entry = stage.root + (4, 1)
    error, _, found = link.request(agentx.NEXT, b''.join(
        agentx.search_range(entry + (column,)) for column in range(2, 25)))
    if error or [name for name, _, _ in found] != [
            entry + (column, 1, 1) for column in range(2, 25)]:
        raise Wrong(f'{error}, {[name for name, _, _ in found]}')


def bounded(stage):
    """GETNEXT up to a name: what is there, or behind, is not told of."""
    link = stage.subagent()
    first = stage.root + (1, 1, 0)
    asked = agentx.search_range(stage.root, first) + \
        agentx.search_range(first, stage.root + (1, 2, 0), include=1)
    error, _, found = link.request(agentx.NEXT, asked)
    if (error or found[0][1] != agentx.END_OF_VIEW or
            found[1][0] != first):
        raise Wrong(f'{error}, {found}')


# ---- writing -------------------------------------------------------------------

def no_writing(stage):
    """TestSet is refused, whatever of."""
    link = stage.subagent()
    for name in ((1, 1, 0), (2, 1, 3, 1), (4, 1, 8, 1, 1), (9, 9)):
        error, index, _ = link.request(agentx.TEST_SET, agentx.variable(
            agentx.INTEGER, stage.root + name, b'\0\0\0\1'))
        if error not in (6, 11, 14, agentx.NOT_WRITABLE) or index != 1:
            raise Wrong(f'TestSet of {name}: error {error}, index {index}')
        stage.throw(agentx.pdu(agentx.CLEANUP_SET, session=link.session,
                               transaction=link.packet, packet=link.packet))


def out_of_order(stage):
    """Parts of a SET that never began, and answers nobody asked for."""
    for kind in (agentx.CLEANUP_SET, agentx.COMMIT_SET, agentx.UNDO_SET,
                 agentx.RESPONSE, agentx.OPEN, agentx.REGISTER, agentx.PING,
                 agentx.NOTIFY, agentx.INDEX_ALLOCATE):
        link = stage.subagent()
        stage.throw(agentx.pdu(kind, b'\0' * 8, session=link.session,
                               transaction=4242, packet=4242))


# ---- forbidden -----------------------------------------------------------------

def oversize(stage):
    """It says it is longer than anything may be."""
    for size in (2**16 + 4, 2**20, 2**31 - 4, 2**31, 2**32 - 4, 2**32 - 1):
        before = memory_kib(stage.pid)
        stage.throw(agentx.pdu(agentx.GET, b'\0' * 64,
                               session=stage.subagent().session, size=size), False)
        if memory_kib(stage.pid) > before + 262144:
            raise Wrong(f'{size}: it has grown by '
                        f'{memory_kib(stage.pid) - before} KiB')


def memory_kib(pid):
    for line in open(f'/proc/{pid}/status'):
        if line.startswith('VmRSS'):
            return int(line.split()[1])
    raise Wrong('the subagent has died')


def long_names(stage):
    """Names at and over the limit of 128."""
    for count in (127, 128, 129, 130, 200, 255):
        name = stage.root + (1,) * (count - len(stage.root))
        for kind in agentx.GET, agentx.NEXT:
            link = stage.subagent()
            stage.throw(agentx.pdu(kind, agentx.search_range(name, name),
                                   session=link.session, packet=6000 + count))


def truncated(stage):
    """Cut off at every length, with the size in the head told right and wrong."""
    body = agentx.octets(b'contoso') + agentx.search_range(
        stage.root + (4, 1, 3, 1, 1), stage.root + (5,))
    for kind in agentx.GET, agentx.NEXT, agentx.TEST_SET:
        for length in range(len(body)):
            link = stage.subagent()
            stage.throw(agentx.pdu(kind, body[:length], agentx.CONTEXT,
                                   session=link.session, packet=1))
    for length in 4, 40, len(body):
        for size in length - 4, length - 1, length + 1, length + 4:
            link = stage.subagent()
            stage.throw(agentx.pdu(agentx.NEXT, body[:length], agentx.CONTEXT,
                                   session=link.session, size=size), False)


def strange(stage):
    """A version, a kind, a session, a count that do not exist."""
    body = agentx.search_range(stage.root + (1, 1, 0))
    session = stage.subagent().session
    for data in (agentx.pdu(agentx.GET, body, session=session, version=2),
                 agentx.pdu(0, body, session=session),
                 agentx.pdu(19, body, session=session),
                 agentx.pdu(255, body, session=session),
                 agentx.pdu(agentx.GET, body, session=session + 1),
                 agentx.pdu(agentx.GET, b'', session=session),
                 agentx.pdu(agentx.GET, agentx.oid((1, 3, 6, 1, 4), count=255),
                            session=session),
                 agentx.pdu(agentx.BULK, b'\xff' * 4 + body, session=session),
                 agentx.pdu(agentx.GET, agentx.octets(b'x', 2**32 - 1) + body,
                            agentx.CONTEXT, session=session),
                 agentx.pdu(agentx.GET, body, 0xEF, session=session),
                 agentx.pdu(agentx.CLOSE, b'\5\0\0\0', session=session),
                 b'\0' * 100, b'\xff' * 100, b'GET / HTTP/1.0\r\n\r\n'):
        stage.throw(data, False)


def at_random(stage):
    """Requests with a few octets changed; the seed is told when it goes wrong."""
    rng = random.Random(7766)
    count = int(os.environ.get('AGENTX_RANDOM', '400'))
    for number in range(count):
        kind = rng.choice((agentx.GET, agentx.NEXT, agentx.BULK, agentx.TEST_SET,
                           agentx.RESPONSE, agentx.CLEANUP_SET))
        body = b''.join(agentx.search_range(
            stage.root + tuple(rng.choice((1, 2, 4, 2**32 - 1))
                               for _ in range(rng.randrange(6))))
            for _ in range(rng.randrange(1, 5)))
        try:
            data = bytearray(agentx.pdu(kind, body, packet=number,
                                        session=stage.subagent().session))
            for _ in range(rng.randrange(1, 4)):
                # Not the size: whoever gets that wrong waits for the rest.
                at = rng.choice([n for n in range(len(data))
                                 if n not in range(16, 20)])
                data[at] = rng.choice((0, 1, 127, 128, 255, rng.randrange(256)))
            data[2] |= agentx.BIG_ENDIAN
            stage.throw(bytes(data))
        except (Wrong, agentx.Silent) as wrong:
            raise Wrong(f'number {number}: {bytes(data).hex()}: '
                        f'{wrong!r}') from wrong


# ---- coming and going ----------------------------------------------------------

def refused(stage):
    """Not let in, or not to register, a few times; then it is."""
    for kind, error in ((agentx.OPEN, agentx.OPEN_FAILED),
                        (agentx.REGISTER, agentx.DUPLICATE),
                        (agentx.REGISTER, agentx.NOT_OPEN)):
        stage.drop()
        link = stage.master.accept()
        link.answers = lambda asked: error if asked.kind == kind else 0
        try:
            link.serve(1)
        except agentx.Gone:
            pass
        link.close()
        stage.subagent()


def comes_back(stage):
    """A second after it lost its master, every time."""
    for _ in range(5):
        stage.subagent()
        stage.drop()
        began = time.monotonic()
        stage.subagent()
        if time.monotonic() - began > 2.0:
            raise Wrong(f'after {time.monotonic() - began:.1f} s')


# ---- deaf ----------------------------------------------------------------------

def keep_pulse(stage, seconds=4):
    """Whatever the master does not do, its own duties are done in a second."""
    longest = stage.pulse.longest_ms(seconds)
    if longest is None or longest > 1000:
        raise Wrong('it was away' if longest is None
                    else f'it was away for {longest:.0f} ms')


def deaf_connected(stage):
    """Connected, and then never a word, nor an ear."""
    stage.subagent()
    keep_pulse(stage)
    stage.drop()
    stage.subagent()


def deaf_from(stage, kind, after=0):
    stage.drop()
    link = stage.master.accept()
    count = 0

    def answer(asked):
        nonlocal count
        count += asked.kind == kind
        return None if count > after else 0

    link.answers = answer
    try:
        link.serve(20, lambda: count > after)
    except agentx.Gone:
        pass
    keep_pulse(stage)
    link.close()
    stage.subagent()


def deaf_at_open(stage):
    """Lets it in, and does not answer."""
    deaf_from(stage, agentx.OPEN)


def deaf_at_register(stage):
    """Opens the session, and does not answer after that."""
    deaf_from(stage, agentx.REGISTER)


def deaf_at_contexts(stage):
    """Registers some contexts, then no more."""
    deaf_from(stage, agentx.REGISTER, after=20)


def nobody_accepts(stage):
    """The queue of the listener fills up."""
    stage.drop()
    keep_pulse(stage, 9)
    for _ in range(64):  # what was left in it
        try:
            stage.master.accept(0.1).close()
        except agentx.Silent:
            break
    stage.subagent()


def sequences(stage, link):
    """The numbers of the notifications that came over a connection."""
    return [value for found in link.notified for name, _, value in found
            if name == stage.root + (7, 10, 0)]


def never_takes(stage):
    """Notifications are not taken: a few are sent, it goes on answering, and after a
    break the same come again, then the others, each once and in order."""
    link = stage.subagent()
    link.answers = lambda asked: None if asked.kind == agentx.NOTIFY else 0
    subprocess.run(['sh', os.environ['HAPPEN'], '40'], check=True)
    link.serve(10, lambda: link.notified)
    link.serve(2)
    first = sequences(stage, link)
    if not 1 <= len(first) <= 8:
        raise Wrong(f'{len(first)} were sent that nobody took')
    stage.check_answer()
    keep_pulse(stage, 2)
    stage.drop()
    link = stage.subagent()
    link.serve(20, lambda: len(link.notified) >= 40)
    link.serve(1)
    again = sequences(stage, link)
    if again != list(range(first[0], first[0] + 40)):
        raise Wrong(f'{first} untaken, then {again}')


def takes_and_goes(stage):
    """Goes away in the moment after it has taken a notification: taken it is."""
    link = stage.subagent()
    subprocess.run(['sh', os.environ['HAPPEN'], '3'], check=True)
    before = len(link.notified)
    link.serve(10, lambda: len(link.notified) == before + 3)
    taken = sequences(stage, link)[before:]
    stage.drop()
    link = stage.subagent()
    link.serve(1)
    if len(taken) != 3 or link.notified:
        raise Wrong(f'{taken} taken, then {sequences(stage, link)}')


def never_reads(stage):
    """Asks on and on, and reads no answer."""
    link = stage.subagent()
    asked = agentx.pdu(agentx.NEXT, agentx.search_range(stage.root) * 20,
                       session=link.session)
    link.stream.settimeout(0.5)
    try:
        for _ in range(3000):
            link.stream.sendall(asked)
    except OSError:
        pass  # neither does it
    keep_pulse(stage)
    stage.drop()
    stage.subagent()


def asks_too_soon(stage):
    """Asks on and on before it has opened the session, and reads no answer; more
    than once, since each may leave something behind."""
    asked = agentx.pdu(agentx.NEXT, agentx.search_range(stage.root) * 20)
    for _ in range(2):
        stage.drop()
        link = stage.master.accept()
        link.stream.settimeout(0.1)
        try:
            for _ in range(3000):
                link.stream.sendall(asked)
        except OSError:
            pass
        keep_pulse(stage, 2)
        link.close()
        stage.subagent()


def main(path, root, pid, *scenarios):
    root = tuple(int(part) for part in root.strip('.').split('.'))
    stage = Stage(path, root, int(pid))
    for name in scenarios:
        try:
            globals()[name](stage)
            wrong = ''
        except (Wrong, agentx.Silent, agentx.Gone) as reason:
            wrong = repr(reason)
            stage.drop()
        print(f'{name}\t{wrong}', flush=True)


main(*sys.argv[1:])
