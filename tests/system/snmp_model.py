# SPDX-License-Identifier: MIT
"""Holds an agent against a model of the tree: a file of lines "OID TYPE VALUE" in
order, of all there is below one OID.

    snmp_model.py walk PORT OID [REPETITIONS]     prints such lines; 0: by GETNEXT
    snmp_model.py columns PORT OID COLUMNS ROWS   the same of a table, many columns
                                                  and rows with each GETBULK
    snmp_model.py hold PORT OID FILE SEED COUNT   asks at random, prints what is wrong

SEED makes the same questions again.
"""
import bisect
import random
import sys

import snmp_wire as wire

OF_NAME = {name: tag for tag, name in wire.TYPE_NAMES.items()}


def read_model(path):
    names, values = [], {}
    for line in open(path, encoding='ascii'):
        name, kind, value = (line.rstrip('\n').split(' ') + [''])[:3]
        name = wire.oid_of(name)
        names.append(name)
        tag = OF_NAME[kind]
        values[name] = (tag, bytes.fromhex(value) if tag == wire.OCTETS
                        else int(value))
    if names != sorted(set(names)):
        raise ValueError('the model is not in order')
    return names, values


class Model:
    def __init__(self, root, names, values):
        self.root, self.names, self.values = root, names, values

    def get(self, name):
        if name in self.values:
            return (name,) + self.values[name]
        return (name, None, None)  # some exception

    def next(self, name):
        """None: behind all of it, which is somebody else's."""
        at = bisect.bisect_right(self.names, name)
        if at == len(self.names):
            return None
        return (self.names[at],) + self.values[self.names[at]]


def random_name(rng, model):
    """One that is there, or is nearly so: cut off, grown, or with a part changed."""
    if rng.random() < 0.1:
        tail = [rng.choice((0, 1, 2, 5, 99, 2**32 - 1))
                for _ in range(rng.randrange(7))]
        return model.root + tuple(tail)
    name = list(rng.choice(model.names))
    kind = rng.randrange(6)
    if kind == 1:
        del name[rng.randrange(len(model.root), len(name)):]
    elif kind == 2:
        name += [rng.choice((0, 1, 2**31, 2**32 - 1))
                 for _ in range(rng.randrange(1, 4))]
    elif kind == 3:
        at = rng.randrange(len(model.root), len(name))
        name[at] = max(0, min(2**32 - 1, name[at] + rng.choice((-1, 1))))
    elif kind == 4:
        at = rng.randrange(len(model.root), len(name))
        name[at] = rng.choice((0, 1, 2**32 - 1, rng.randrange(2**32)))
    elif kind == 5 and rng.random() < 0.1:
        name += [rng.randrange(2**32) for _ in range(128 - len(name))]
    return tuple(name)


def is_same(root, wanted, got):
    if wanted is None:  # whatever follows is not ours
        return got[1] == wire.END_OF_VIEW or got[0][:len(root)] != root
    if wanted[1] is None:
        return got[0] == wanted[0] and got[1] in (wire.NO_OBJECT,
                                                  wire.NO_INSTANCE)
    return got == wanted


def chains(model, names, repetitions, non_repeaters):
    """What a GETBULK is to bring, each with the name it was asked behind."""
    wanted = [model.next(name) for name in names[:non_repeaters]]
    at = list(names[non_repeaters:])
    for _ in range(repetitions):
        for column, name in enumerate(at):
            found = None if name is None else model.next(name)
            wanted.append(found)
            at[column] = found and found[0]
    return wanted


def question(rng, model):
    """(how, names, repetitions, non-repeaters, what has to come)"""
    names = [random_name(rng, model)
             for _ in range(rng.choice((1, 1, 1, 2, 5, 21)))]
    how = rng.choice(('get', 'next', 'bulk'))
    if how == 'get':
        return how, names, 0, 0, [model.get(name) for name in names]
    if how == 'next':
        return how, names, 0, 0, [model.next(name) for name in names]
    repetitions = rng.choice((0, 1, 7, 50))
    non_repeaters = rng.choice((0, 0, 1, len(names)))
    return (how, names, repetitions, non_repeaters,
            chains(model, names, repetitions, non_repeaters))


def differs(model, how, wanted, got):
    """What is wrong with an answer; the agent may cut a long one short, and goes
    on behind what is ours with what is not."""
    if not got or how != 'bulk' and len(got) != len(wanted):
        return f'{len(got)} for {len(wanted)}' if wanted else None
    for place, (one, other) in enumerate(zip(wanted, got)):
        if not is_same(model.root, one, other):
            return f'at {place}: {other}, not {one}'
    return None


def hold(manager, model, seed, count):
    rng = random.Random(seed)
    wrong = 0
    for number in range(count):
        how, names, repetitions, non_repeaters, wanted = question(rng, model)
        if how == 'bulk':
            got = manager.bulk(names, repetitions, non_repeaters)
        else:
            got = manager.get(*names) if how == 'get' else manager.next(*names)
        what = (f'error {manager.error}' if manager.error
                else differs(model, how, wanted, got))
        if what:
            wrong += 1
            asked = ' '.join(wire.oid_text(name)[-60:] for name in names)
            print(f'question {number} of seed {seed}: {how}, {repetitions} '
                  f'repetitions of {asked[:400]}: {what}')
            if wrong == 3:
                break


def walk_columns(manager, entry, columns, rows):
    """Each answer goes on behind the last row of the one before."""
    table = {column: [] for column in columns}
    at = [entry + (column,) for column in columns]
    while True:
        answer = manager.bulk(at, rows)
        last = len(answer) - len(answer) % len(columns)
        for place, (name, tag, value) in enumerate(answer[:last]):
            column = columns[place % len(columns)]
            if name[:len(entry) + 1] != entry + (column,):
                break
            table[column].append((name, tag, value))
            at[place % len(columns)] = name
        else:
            if last:
                continue
        break
    return [found for column in columns for found in table[column]]


def main(words):
    verb, port, root = words[0], words[1], wire.oid_of(words[2])
    manager = wire.Manager(port)
    if verb == 'walk':
        for found in manager.walk(root, int((words[3:] + ['0'])[0])):
            print(wire.line_of(*found))
    elif verb == 'columns':
        columns = [int(column) for column in words[3].split(',')]
        for found in walk_columns(manager, root, columns, int(words[4])):
            print(wire.line_of(*found))
    else:
        hold(manager, Model(root, *read_model(words[3])), int(words[4]),
             int(words[5]))


try:
    main(sys.argv[1:])
except (ValueError, wire.NoAnswer) as wrong:
    print(wrong)
